//! The npm package, assembled and packed.

use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};
use wasm_bindgen_cli_support::Bindgen;

use crate::setup::{self, Need};
use crate::{cargo, place, process};

/// The hand-written part of the package.
const SOURCES: &str = "crates/portolan-js/npm";

/// What wasm-bindgen makes, under the names by which the hand-written part knows it.
pub(crate) const GLUE: &str = "portolan_glue.js";
pub(crate) const WASM: &str = "portolan.wasm";

/// Files for the package's top; all others belong into `dist`.
const AT_TOP: [&str; 2] = ["package.json", "README.md"];

/// Builds `target/npm/portolan/` and gives the archive beside it.
pub(crate) fn build() -> Result<PathBuf> {
    setup::ensure(&[Need::WasmTarget, Need::Packages])?;
    let wasm = cargo::build_wasm(&["-p", "portolan-js"])?;
    let package = folder();
    if package.exists() {
        fs::remove_dir_all(&package)?;
    }
    fs::create_dir_all(dist())?;
    glue(&wasm)?;
    sources(&place::root().join(SOURCES), &package)?;
    fs::write(dist().join("portolan.d.ts"), types()?)?;
    for name in ["CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE"] {
        fs::copy(place::root().join(name), package.join(name))
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

/// The neighbours that a script imports when it is loaded.
fn imports(script: &str) -> impl Iterator<Item = &str> {
    script.split("from \"./").skip(1).filter_map(|rest| rest.split('"').next())
}

/// Makes the wasm and its glue, without what only people would read in it. The glue knows no default address: the loader, which knows more than one, gives it.
fn glue(wasm: &Path) -> Result<()> {
    let made = tempfile::tempdir()?;
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(wasm)
        .web(true)?
        .out_name("portolan_glue")
        .typescript(false)
        .omit_default_module_path(true);
    bindgen.demangle(false).remove_name_section(true).remove_producers_section(true);
    bindgen.generate(made.path())?;
    let mut esbuild = process::program("esbuild");
    esbuild.args(["--minify", "--format=esm", "--log-level=error"]).arg(made.path().join("portolan_glue.js"));
    fs::write(dist().join(GLUE), process::read(&mut esbuild)?)?;
    fs::copy(made.path().join("portolan_glue_bg.wasm"), dist().join(WASM))?;
    Ok(())
}

/// Copies the hand-written part; the package's version is that of the workspace.
fn sources(from: &Path, package: &Path) -> Result<()> {
    for entry in fs::read_dir(from).with_context(|| format!("{} cannot be read", from.display()))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name == "package.json" {
            let manifest = with_version(&fs::read_to_string(&path)?, env!("CARGO_PKG_VERSION"))?;
            fs::write(package.join(name), manifest)?;
        } else if AT_TOP.contains(&&*name) {
            fs::copy(&path, package.join(name))?;
        } else {
            fs::copy(&path, package.join("dist").join(name))?;
        }
    }
    Ok(())
}

/// The manifest with another version. Everything else stays as written: the order of conditions has a meaning.
fn with_version(manifest: &str, version: &str) -> Result<String> {
    let start =
        manifest.find("\"version\": \"").context("package.json has no version")? + "\"version\": \"".len();
    let end = start + manifest[start..].find('"').context("package.json is cut off")?;
    Ok([&manifest[..start], version, &manifest[end..]].concat())
}

/// The declarations of everything, written from what is declared in Rust.
fn types() -> Result<String> {
    let mut print = cargo::cargo();
    print.args(["run", "--quiet", "-p", "portolan", "--features", "meta", "--example", "typescript"]);
    process::read(&mut print)
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
    fn sources_find_their_place() {
        let (from, package) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        fs::create_dir(package.path().join("dist")).unwrap();
        fs::write(from.path().join("package.json"), r#"{ "version": "0.0.0", "name": "portolan" }"#).unwrap();
        fs::write(from.path().join("README.md"), "# Portolan").unwrap();
        fs::write(from.path().join("index.js"), "export {};").unwrap();
        sources(from.path(), package.path()).unwrap();
        let manifest = fs::read_to_string(package.path().join("package.json")).unwrap();
        assert_eq!(
            manifest,
            format!("{{ \"version\": \"{}\", \"name\": \"portolan\" }}", env!("CARGO_PKG_VERSION"))
        );
        assert!(package.path().join("README.md").is_file());
        assert!(package.path().join("dist/index.js").is_file());
    }

    #[test]
    fn only_what_is_loaded_at_once_is_an_import() {
        let script =
            "import a from \"./a.js\";\nexport { b } from \"./b.js\";\nconst c = () => import(\"./c.js\");\n";
        assert_eq!(imports(script).collect::<Vec<_>>(), ["a.js", "b.js"]);
    }
}
