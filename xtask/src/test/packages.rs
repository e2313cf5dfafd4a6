//! Tests that cargo runs on this machine.

use anyhow::Result;

use super::tally::{Runner, Tally};
use crate::cargo;

/// The SDK, its macros, the portal and these commands. Examples in documentation are run here and not in wasm,
/// where they pass whatever they do.
pub(super) fn unit(tally: &mut Tally) -> Result<()> {
    let mut test = cargo::cargo();
    test.args([
        "test",
        "--no-fail-fast",
        "-p",
        "portolan",
        "-p",
        "portolan-macros",
        "-p",
        "portolan-web",
        "-p",
        "xtask",
    ]);
    test.args(["--features", "portolan/native,portolan/meta"]);
    tally.watch(Runner::Cargo, &mut test)
}

/// The server.
pub(super) fn server(tally: &mut Tally) -> Result<()> {
    tally.watch(Runner::Cargo, cargo::cargo().args(["test", "--no-fail-fast", "-p", "portolan-server"]))
}
