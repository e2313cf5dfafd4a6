//! System programs, from the distribution where that is possible.

use anyhow::{Context, Result, bail, ensure};
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use crate::process;

/// The first of these programs that is there; the package is installed when none is.
pub(super) fn find_or_install(programs: &[&str], package: &str) -> Result<PathBuf> {
    let find = || programs.iter().find_map(process::find);
    if let Some(found) = find() {
        return Ok(found);
    }
    install(package)?;
    find().with_context(|| format!("{package} is installed, but {} is not on PATH", programs.join(" or ")))
}

/// Installs a package of the distribution.
pub(super) fn install(package: &str) -> Result<()> {
    let by_hand = format!("{package} is missing; install it with: sudo apt-get install {package}");
    if process::find("apt-get").is_none() {
        bail!("{package} is missing; install it with this system's package manager");
    }
    ensure!(lists_are_new(), "{by_hand}");
    let mut apt = as_root("apt-get").context(by_hand.clone())?;
    apt.args(["install", "--yes", "--no-install-recommends", package]);
    process::run(&mut apt).context(by_hand)
}

/// Fetches the distribution's package lists, once.
fn lists_are_new() -> bool {
    static UPDATED: OnceLock<bool> = OnceLock::new();
    *UPDATED.get_or_init(|| {
        as_root("apt-get").is_some_and(|mut apt| process::run(apt.args(["update", "--quiet"])).is_ok())
    })
}

/// A command with the rights to install, if they are to be had without asking anybody.
fn as_root(program: &str) -> Option<Command> {
    let is_root = process::read(process::program("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    let mut command = if is_root {
        process::program(program)
    } else if process::works(process::program("sudo").args(["--non-interactive", "true"])) {
        let mut sudo = process::program("sudo");
        sudo.args(["--non-interactive", "DEBIAN_FRONTEND=noninteractive", program]);
        sudo
    } else {
        return None;
    };
    command.env("DEBIAN_FRONTEND", "noninteractive");
    Some(command)
}
