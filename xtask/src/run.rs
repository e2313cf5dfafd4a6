//! The portal on a real server, from nothing.

use anyhow::Result;

use crate::{cargo, portal, process};

/// Builds everything and becomes the server.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    portal::build()?;
    let server = cargo::build(&["--profile", "server", "-p", "portolan-server"])?;
    let mut command = process::program(server);
    command.arg("serve").args(arguments);
    become_program(&mut command)
}

/// The server takes this process's place, so that signals reach it and nothing lies between.
#[cfg(unix)]
fn become_program(command: &mut std::process::Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    Err(command.exec().into())
}

#[cfg(not(unix))]
fn become_program(command: &mut std::process::Command) -> Result<()> {
    let status = command.status()?;
    anyhow::ensure!(status.success(), "the server ended with {status}");
    Ok(())
}
