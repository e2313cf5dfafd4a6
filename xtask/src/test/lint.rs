//! Everything that can be said about the sources without running them.

use anyhow::{Result, bail};
use std::process::Command;

use super::manners;
use crate::setup::{self, Need};
use crate::{cargo, docs, process};

/// A check and what it is called.
type Check = (&'static str, fn() -> Result<()>);

const CHECKS: [Check; 8] = [
    ("rustfmt", || process::run(cargo::cargo().args(["fmt", "--all", "--check"]))),
    ("clippy", || clippy(&["--workspace", "--all-targets", "--features", "portolan/native,portolan/meta"])),
    ("clippy for browsers", clippy_wasm),
    ("dependencies", dependencies),
    ("TypeScript", || node("tsc", &["--project", "tsconfig.json"])),
    ("biome", || node("biome", &["lint", "--error-on-warnings"])),
    ("docs/endpoints.md", docs::check),
    ("manners", manners::check),
];

/// Runs every check, and tells which of them failed.
pub(super) fn run() -> Result<()> {
    setup::ensure(&[Need::Linters, Need::WasmTarget, Need::Packages])?;
    let mut failed = Vec::new();
    for (name, check) in CHECKS {
        if let Err(error) = check() {
            println!("{name}: {error:#}");
            failed.push(name);
        }
    }
    if failed.is_empty() { Ok(()) } else { bail!("{}", failed.join(", ")) }
}

fn clippy(arguments: &[&str]) -> Result<()> {
    process::run(cargo::cargo().arg("clippy").args(arguments).args(["--", "--deny", "warnings"]))
}

fn clippy_wasm() -> Result<()> {
    let packages = ["-p", "portolan", "-p", "portolan-js", "-p", "portolan-web", "-p", "portolan-components"];
    clippy(&[&["--target", cargo::WASM], &packages[..], &["--lib", "--bins", "--tests"]].concat())
}

/// Licences and sources of what we depend on; a look that needs a tool which takes minutes to install.
fn dependencies() -> Result<()> {
    if process::find("cargo-deny").is_none() {
        println!("cargo-deny is not installed: licences and sources of dependencies are not checked");
        return Ok(());
    }
    let mut deny: Command = cargo::cargo();
    process::run(deny.args(["deny", "--offline", "check", "licenses", "bans", "sources"]))
}

fn node(program: &str, arguments: &[&str]) -> Result<()> {
    process::run(process::program(program).args(arguments))
}
