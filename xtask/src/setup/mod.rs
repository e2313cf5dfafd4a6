//! Installing what is missing. What is there is used as it is.

mod node;
mod python;
mod rust;
mod system;

use anyhow::{Context, Result};
use std::path::PathBuf;

pub(crate) use python::python;

/// Something that a command cannot do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    /// What looks over Rust sources: rustfmt and clippy.
    Linters,
    /// Rust's standard library for browsers.
    WasmTarget,
    /// The program that runs Rust tests in a browser.
    WasmTestRunner,
    /// What builds the portal in development.
    Trunk,
    /// Chromium and its driver.
    Browser,
    /// Node and the packages of `package.json`.
    Packages,
    /// The bundlers and test runners in which the npm package is tried.
    Hosts,
    /// Python with the third-party clients of the services.
    Clients,
}

/// Sees to it that everything named is there.
pub(crate) fn ensure(needs: &[Need]) -> Result<()> {
    needs.iter().try_for_each(|need| match need {
        Need::Linters => rust::linters(),
        Need::WasmTarget => rust::wasm_target(),
        Need::WasmTestRunner => rust::wasm_test_runner(),
        Need::Trunk => rust::trunk(),
        Need::Browser => browser().map(drop),
        Need::Packages => node::packages(),
        Need::Hosts => node::hosts(),
        Need::Clients => python::clients(),
    })
}

/// Installs everything; what cannot be installed is told at the end, after all the rest.
pub(crate) fn everything() -> Result<()> {
    use Need::{Browser, Clients, Hosts, Linters, Packages, Trunk, WasmTarget, WasmTestRunner};
    let mut outcome = Ok(());
    for need in [WasmTarget, Linters, Browser, Packages, Hosts, Clients, WasmTestRunner, Trunk] {
        match ensure(&[need]) {
            Ok(()) => println!("{need:?}: there"),
            Err(error) => {
                eprintln!("{need:?}: {error:#}");
                outcome = Err(error).context("not everything could be installed");
            }
        }
    }
    outcome
}

/// Chromium and the program that drives it.
pub(crate) struct Browser {
    pub(crate) program: PathBuf,
    pub(crate) driver: PathBuf,
}

/// Finds the browser, after installing it if need be.
pub(crate) fn browser() -> Result<Browser> {
    let program = system::find_or_install(&["chromium", "chromium-browser", "google-chrome"], "chromium")?;
    let driver = system::find_or_install(&["chromedriver"], "chromium-driver")?;
    Ok(Browser { program, driver })
}
