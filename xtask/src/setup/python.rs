//! Python and the third-party clients, in an environment of their own.

use anyhow::{Context, Result, bail};
use std::path::PathBuf;

use super::system;
use crate::{fingerprint, place, process};

/// The Python that has the clients.
pub(crate) fn python() -> PathBuf {
    environment().join("bin/python")
}

fn environment() -> PathBuf {
    place::target().join("clients")
}

/// Installs the clients.
pub(super) fn clients() -> Result<()> {
    let requirements = place::root().join("tests/clients/requirements.txt");
    let wanted = fingerprint::of_file(&requirements)?;
    let stamp = environment().join("installed");
    if fingerprint::stamped(&stamp, &wanted) {
        return Ok(());
    }
    interpreter()?;
    process::run(process::program("python3").args(["-m", "venv", "--clear"]).arg(environment()))?;
    let mut pip = process::program(python());
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"])
        .arg(requirements);
    process::run(&mut pip)?;
    std::fs::write(&stamp, wanted).context("the Python environment cannot be written to")
}

/// Finds or installs a Python that can make environments.
fn interpreter() -> Result<()> {
    let complete = || process::works(process::program("python3").args(["-c", "import venv, ensurepip"]));
    if !complete() {
        system::install("python3-venv")?;
    }
    if !complete() {
        bail!("python3 cannot make environments; install it with: sudo apt-get install python3 python3-venv");
    }
    Ok(())
}
