//! Documentation that is written by programs.

use anyhow::{Context, Result, ensure};
use std::fs;

use crate::{cargo, place, process};

/// Where the table of operations is kept.
const ENDPOINTS: &str = "docs/endpoints.md";

/// Writes the table of operations and builds the Rust documentation.
pub(crate) fn build() -> Result<()> {
    let file = place::root().join(ENDPOINTS);
    fs::create_dir_all(place::root().join("docs"))?;
    fs::write(&file, endpoints()?).with_context(|| format!("{ENDPOINTS} cannot be written"))?;
    println!("{ENDPOINTS} written");
    let mut doc = cargo::cargo();
    doc.args(["doc", "--no-deps", "-p", "portolan", "-p", "portolan-server"]);
    process::run(&mut doc)
}

/// Fails when the table does not tell of the operations that are declared now.
pub(crate) fn check() -> Result<()> {
    let written = fs::read_to_string(place::root().join(ENDPOINTS)).unwrap_or_default();
    ensure!(written == endpoints()?, "{ENDPOINTS} is not up to date; `cargo xtask docs` writes it");
    Ok(())
}

fn endpoints() -> Result<String> {
    let mut print = cargo::cargo();
    print.args(["run", "--quiet", "-p", "portolan", "--features", "meta", "--example", "endpoints"]);
    process::read(&mut print)
}
