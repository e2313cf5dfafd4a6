//! Tests that look from outside at what people get: the server's program and the packed npm package.

use anyhow::Result;

use super::tally::{Runner, Tally};
use crate::setup::{self, Need};
use crate::{cargo, npm, place, portal, process, size};

/// Third-party clients of the services, against the server that they start.
pub(super) fn clients(tally: &mut Tally) -> Result<()> {
    setup::ensure(&[Need::Clients])?;
    let mut pytest = process::program(setup::python());
    pytest.args(["-m", "pytest", "tests/clients"]).env("PORTOLAN_BIN", server()?);
    tally.watch(Runner::Pytest, &mut pytest)
}

/// The npm package, packed: how large it is, and whether it works.
pub(super) fn npm(tally: &mut Tally) -> Result<()> {
    setup::ensure(&[Need::Packages, Need::Hosts])?;
    let browser = setup::browser()?;
    let package = npm::build()?;
    let small = size::package_is_small();
    let mut node = process::program("node");
    node.args(["--test", "--test-reporter=spec", "tests/npm/"]);
    node.env("PORTOLAN_PACKAGE", package).env("CHROMIUM", browser.program);
    tally.watch(Runner::Node, &mut node).and(small)
}

/// The whole portal, on the server that the tests start.
pub(super) fn journeys(tally: &mut Tally) -> Result<()> {
    setup::ensure(&[Need::Packages])?;
    let browser = setup::browser()?;
    portal::build()?;
    let mut playwright = process::program("playwright");
    playwright.args(["test", "--config", "tests/journeys"]).env("CHROMIUM", browser.program);
    playwright.env("PORTOLAN_BIN", server()?).env("PORTOLAN_PORTAL", place::dist());
    tally.watch(Runner::Playwright, &mut playwright)
}

/// The server's program, built as for its own tests.
fn server() -> Result<std::path::PathBuf> {
    cargo::build(&["-p", "portolan-server"])
}
