//! Benchmarks. Each prints its own table, with a baseline that was measured in the same run.

use anyhow::Result;

use crate::{cargo, process};

/// Runs every benchmark.
pub(crate) fn run() -> Result<()> {
    let arguments = ["bench", "--profile", "server", "-p", "portolan-server", "--bench", "server"];
    process::run(cargo::cargo().args(arguments))
}
