//! The npm package, assembled and packed.

mod bundle;
mod types;
mod wasm;

use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};

use crate::setup::{self, Need};
use crate::{cargo, place, process};

/// The hand-written part of the package.
const SOURCES: &str = "crates/portolan-js/npm";

/// The wasm's name in the package.
pub(crate) const WASM: &str = "portolan.wasm";

/// Builds `target/npm/portolan/` and gives the archive beside it.
pub(crate) fn build() -> Result<PathBuf> {
    setup::ensure(&[Need::WasmTarget, Need::Packages])?;
    let package = folder();
    if package.exists() {
        fs::remove_dir_all(&package)?;
    }
    fs::create_dir_all(dist())?;
    let sources = place::root().join(SOURCES);
    for part in &bundle::PARTS {
        let built = cargo::build_wasm(&["-p", "portolan-js", "--features", part.features])?;
        bundle::write(part, &sources, &wasm::bind(&built)?, &dist())?;
    }
    types::write(&sources, &dist())?;
    manifest(&sources, &package)?;
    let texts = [(SOURCES, "README.md"), ("", "CHANGELOG.md"), ("", "LICENSE-MIT"), ("", "LICENSE-APACHE")];
    for (place, name) in texts {
        fs::copy(place::root().join(place).join(name), package.join(name))
            .with_context(|| format!("{name} cannot be copied"))?;
    }
    pack(&package)
}

/// The unpacked package.
pub(crate) fn folder() -> PathBuf {
    place::npm().join("portolan")
}

/// Its code.
pub(crate) fn dist() -> PathBuf {
    folder().join("dist")
}

/// The scripts that a page loads: the entry and what it imports, the inlined copy of the wasm left out.
pub(crate) fn page_scripts() -> Result<Vec<PathBuf>> {
    let mut scripts = vec![dist().join("index.js")];
    let mut next = 0;
    while let Some(script) = scripts.get(next) {
        let text =
            fs::read_to_string(script).with_context(|| format!("{} cannot be read", script.display()))?;
        let imported: Vec<PathBuf> = imports(&text).map(|name| dist().join(name)).collect();
        scripts.extend(imported.into_iter().filter(|script| !scripts.contains(script)).collect::<Vec<_>>());
        next += 1;
    }
    Ok(scripts)
}

/// The neighbours that a minified script imports when it is loaded.
fn imports(script: &str) -> impl Iterator<Item = &str> {
    script.split("from\"./").skip(1).filter_map(|rest| rest.split('"').next())
}

/// Writes the manifest; the package's version is that of the workspace.
fn manifest(sources: &Path, package: &Path) -> Result<()> {
    let text = fs::read_to_string(sources.join("package.json")).context("the package has no manifest")?;
    fs::write(package.join("package.json"), with_version(&text, env!("CARGO_PKG_VERSION"))?)?;
    Ok(())
}

/// The manifest with another version. Everything else stays as written: the order of conditions has a meaning.
fn with_version(manifest: &str, version: &str) -> Result<String> {
    let start =
        manifest.find("\"version\": \"").context("package.json has no version")? + "\"version\": \"".len();
    let end = start + manifest[start..].find('"').context("package.json is cut off")?;
    Ok([&manifest[..start], version, &manifest[end..]].concat())
}

/// Packs the folder and gives the archive.
fn pack(package: &Path) -> Result<PathBuf> {
    let mut npm = process::program("npm");
    npm.args(["pack", "--silent", "--pack-destination"]).arg(place::npm()).current_dir(package);
    let name = process::read(&mut npm)?;
    let archive = place::npm().join(name.trim());
    println!("{} packed", archive.display());
    Ok(archive)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_the_workspace_s_and_all_else_stays() {
        let manifest =
            with_version(r#"{ "name": "portolan", "version": "0.0.0", "type": "module" }"#, "1.2.3");
        assert_eq!(manifest.unwrap(), r#"{ "name": "portolan", "version": "1.2.3", "type": "module" }"#);
        assert!(with_version("{}", "1.2.3").is_err());
    }

    #[test]
    fn only_what_is_loaded_at_once_is_an_import() {
        let script = r#"import{a}from"./a.js";export{b}from"./b.js";var c=()=>import("./c.js");"#;
        assert_eq!(imports(script).collect::<Vec<_>>(), ["a.js", "b.js"]);
    }
}
