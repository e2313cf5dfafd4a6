//! Cargo, asked for what it built.

use anyhow::{Context, Result};
use serde_json::Value;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

use crate::{place, process};

/// The target of everything that runs in a browser.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// The cargo that this program was started with.
pub(crate) fn cargo() -> Command {
    process::program(std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")))
}

/// Builds a program for browsers in release.
pub(crate) fn build_wasm(arguments: &[&str]) -> Result<PathBuf> {
    let arguments = [&["--release", "--target", WASM], arguments].concat();
    run_build(cargo().env("CARGO_ENCODED_RUSTFLAGS", flags()), &arguments)
}

/// Flags of a release: views erased as in `.cargo/config.toml`, which these flags take the place of, and this machine's
/// folders kept out of the messages of panics. Those are nobody's business, and the same sources must give the same bytes
/// everywhere.
fn flags() -> String {
    let registry = place::cargo_programs().map(|programs| programs.with_file_name("registry").join("src"));
    let folders =
        registry.into_iter().map(|folder| (folder, "registry")).chain([(place::root(), "portolan")]);
    let remapped = folders.map(|(folder, name)| format!("--remap-path-prefix={}={name}", folder.display()));
    std::iter::once("--cfg=erase_components".to_owned()).chain(remapped).collect::<Vec<_>>().join("\x1f")
}

/// Runs `cargo build` and gives the program or library that the last built package consists of.
pub(crate) fn build(arguments: &[&str]) -> Result<PathBuf> {
    run_build(&mut cargo(), arguments)
}

fn run_build(command: &mut Command, arguments: &[&str]) -> Result<PathBuf> {
    println!("$ cargo build {}", arguments.join(" "));
    command.arg("build").args(arguments).arg("--message-format=json-render-diagnostics");
    let messages = process::read(command)?;
    messages.lines().filter_map(artifact).next_back().context("cargo built no program")
}

/// The file that one message of cargo tells of, if it is a program or a library for other languages.
fn artifact(message: &str) -> Option<PathBuf> {
    let message: Value = serde_json::from_str(message).ok()?;
    if message["reason"] != "compiler-artifact" {
        return None;
    }
    let kinds = message["target"]["kind"].as_array()?;
    if !kinds.iter().any(|kind| kind == "bin" || kind == "cdylib") {
        return None;
    }
    let files = message["filenames"].as_array()?.iter().filter_map(Value::as_str);
    let wasm = files.map(PathBuf::from).find(|file| file.extension().is_some_and(|end| end == "wasm"));
    wasm.or_else(|| message["executable"].as_str().map(PathBuf::from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_found_in_messages() {
        let wasm = r#"{"reason":"compiler-artifact","target":{"kind":["bin"]},"filenames":["/t/a.wasm"],"executable":null}"#;
        let native = r#"{"reason":"compiler-artifact","target":{"kind":["bin"]},"filenames":["/t/a"],"executable":"/t/a"}"#;
        let library = r#"{"reason":"compiler-artifact","target":{"kind":["lib"]},"filenames":["/t/a.rlib"],"executable":null}"#;
        assert_eq!(artifact(wasm), Some("/t/a.wasm".into()));
        assert_eq!(artifact(native), Some("/t/a".into()));
        assert_eq!(artifact(library), None);
        assert_eq!(artifact(r#"{"reason":"build-finished"}"#), None);
        assert_eq!(artifact("not a message"), None);
    }
}
