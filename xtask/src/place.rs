//! Where things are.

use std::env;
use std::path::{Path, PathBuf};

/// The folder of the repository.
pub(crate) fn root() -> PathBuf {
    // Cargo tells the present place; the compiled-in one would outlive a moved repository.
    let package =
        env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    package.parent().map_or_else(|| package.clone(), Path::to_path_buf)
}

/// Cargo's folder for whatever is built.
pub(crate) fn target() -> PathBuf {
    root().join(env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
}

/// The finished portal.
pub(crate) fn dist() -> PathBuf {
    root().join("dist")
}

/// The finished npm package and its archive.
pub(crate) fn npm() -> PathBuf {
    target().join("npm")
}

/// Programs that were installed for this repository alone, because others of their name are in use elsewhere.
pub(crate) fn tools() -> PathBuf {
    target().join("tools")
}

/// The folder with the programs that cargo installs.
pub(crate) fn cargo_programs() -> Option<PathBuf> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    home.or_else(|| env::home_dir().map(|home| home.join(".cargo"))).map(|home| home.join("bin"))
}
