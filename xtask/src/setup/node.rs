//! Node and the packages that tests and checks are made of.

use anyhow::{Context, Result, bail};
use std::path::Path;

use crate::{fingerprint, place, process};

/// What the package's own users need at least.
const OLDEST_NODE: u32 = 20;

/// Installs the tools that check and test.
pub(super) fn packages() -> Result<()> {
    install(&place::root())
}

/// Installs the bundlers and test runners in which the npm package is tried.
pub(super) fn hosts() -> Result<()> {
    install(&place::root().join("tests/npm/hosts"))
}

/// Installs the packages of a folder's lock file.
fn install(folder: &Path) -> Result<()> {
    node()?;
    let lock = fingerprint::of_file(&folder.join("package-lock.json"))?;
    let stamp = folder.join("node_modules/.portolan-lock");
    if fingerprint::stamped(&stamp, &lock) {
        return Ok(());
    }
    // The browser comes from the distribution.
    let mut npm = process::program("npm");
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
        .current_dir(folder);
    process::run(&mut npm)?;
    std::fs::write(&stamp, lock).context("node_modules cannot be written to")
}

fn node() -> Result<()> {
    let by_hand =
        format!("Node {OLDEST_NODE} or newer is needed; install it with: sudo apt-get install nodejs npm");
    let version =
        process::find("node").and_then(|node| process::read(process::program(node).arg("--version")).ok());
    match version.as_deref().and_then(major) {
        Some(found) if found >= OLDEST_NODE => Ok(()),
        Some(found) => bail!(
            "{by_hand} (this is Node {found}; where the distribution has no newer one, from nodejs.org)"
        ),
        None => bail!(by_hand),
    }
}

/// The first number of `v20.19.2`.
fn major(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_node_are_read() {
        assert_eq!(major("v20.19.2\n"), Some(20));
        assert_eq!(major("command not found"), None);
    }
}
