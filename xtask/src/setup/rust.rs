//! What comes from rustup and cargo.

use anyhow::{Context, Result};

use crate::{cargo, place, process};

/// Must be the version of the crate `wasm-bindgen`; a test compares them.
const WASM_BINDGEN: &str = "0.2.130";
const TRUNK: &str = "0.21.14";

/// Adds the target to the toolchain.
pub(super) fn wasm_target() -> Result<()> {
    let by_hand = "the Rust target is missing; add it with: rustup target add wasm32-unknown-unknown";
    // A toolchain without rustup has the target or not; asking the compiler works with both.
    let folder =
        process::read(process::program("rustc").args(["--print", "target-libdir", "--target", cargo::WASM]));
    if folder.is_ok_and(|folder| std::path::Path::new(folder.trim()).is_dir()) {
        return Ok(());
    }
    process::run(process::program("rustup").args(["target", "add", cargo::WASM])).context(by_hand)
}

/// Adds rustfmt and clippy, which a minimal toolchain lacks.
pub(super) fn linters() -> Result<()> {
    for (component, command) in [("rustfmt", "fmt"), ("clippy", "clippy")] {
        if !process::works(cargo::cargo().args([command, "--version"])) {
            process::run(process::program("rustup").args(["component", "add", component])).with_context(
                || format!("{component} is missing; add it with: rustup component add {component}"),
            )?;
        }
    }
    Ok(())
}

/// Installs the test runner; its version must be that of the crate, or it refuses to work.
pub(super) fn wasm_test_runner() -> Result<()> {
    // The lock file of some releases names versions that are not to be had any more: then without it.
    installed("wasm-bindgen-test-runner", "wasm-bindgen-cli", WASM_BINDGEN)
}

/// Installs Trunk.
pub(super) fn trunk() -> Result<()> {
    installed("trunk", "trunk", TRUNK)
}

/// Installs a program of one exact version, unless that is there. Another version stays where it is, since
/// other work may depend on it: then ours goes into this repository's target folder.
fn installed(program: &str, package: &str, version: &str) -> Result<()> {
    let present = process::find(program).map(process::program);
    let present = present.and_then(|mut command| process::read(command.arg("--version")).ok());
    if present.as_deref().is_some_and(|said| names_version(said, version)) {
        return Ok(());
    }
    println!("installing {package} {version}; this takes some minutes, once");
    let install = |locked: bool| {
        let mut command = cargo::cargo();
        command.args(["install", package, "--version", version]);
        if present.is_some() {
            command.arg("--root").arg(place::tools());
        }
        if locked {
            command.arg("--locked");
        }
        process::run(&mut command)
    };
    install(true).or_else(|_| install(false))
}

/// Whether a program's answer to `--version` names this one.
fn names_version(said: &str, version: &str) -> bool {
    said.split_whitespace().any(|word| word == version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_whole() {
        assert!(names_version("wasm-bindgen-test-runner 0.2.130\n", "0.2.130"));
        assert!(names_version("wasm-bindgen 0.2.130 (abc123)\n", "0.2.130"));
        assert!(!names_version("wasm-bindgen-test-runner 0.2.13\n", "0.2.130"));
    }

    #[test]
    fn one_version_of_wasm_bindgen_everywhere() {
        let root = place::root();
        for (file, line) in [
            ("Cargo.toml", format!("wasm-bindgen = \"={WASM_BINDGEN}\"")),
            ("Cargo.toml", format!("wasm-bindgen-cli-support = \"={WASM_BINDGEN}\"")),
            ("Trunk.toml", format!("wasm_bindgen = \"{WASM_BINDGEN}\"")),
        ] {
            let text = std::fs::read_to_string(root.join(file)).unwrap();
            assert!(text.contains(&line), "{file} has no line {line}");
        }
    }
}
