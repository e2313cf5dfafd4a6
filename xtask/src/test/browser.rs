//! Rust tests in headless Chromium.

use anyhow::{Context, Result};
use serde_json::json;
use std::fs;
use std::path::Path;

use super::tally::{Runner, Tally};
use crate::setup::{self, Need};
use crate::{cargo, place, process};

/// The SDK.
pub(super) fn sdk(tally: &mut Tally) -> Result<()> {
    in_browser(tally, "portolan", "crates/portolan")
}

/// The portal's components; and whether Trunk still builds the portal for development.
pub(super) fn components(tally: &mut Tally) -> Result<()> {
    let tested = in_browser(tally, "portolan-components", "tests/components");
    setup::ensure(&[Need::Trunk])?;
    let mut trunk = process::program("trunk");
    trunk.args(["build", "--dist"]).arg(place::target().join("trunk"));
    // Trunk reads NO_COLOR as a truth value and stumbles over the usual "1".
    process::run(trunk.env_remove("NO_COLOR")).context("the development build with Trunk fails")?;
    tested
}

fn in_browser(tally: &mut Tally, package: &str, folder: &str) -> Result<()> {
    setup::ensure(&[Need::WasmTarget, Need::WasmTestRunner])?;
    let browser = setup::browser()?;
    let settings = place::root().join(folder).join("webdriver.json");
    fs::write(&settings, webdriver(&browser.program))
        .with_context(|| format!("{} cannot be written", settings.display()))?;
    let mut test = cargo::cargo();
    test.args(["test", "--no-fail-fast", "--target", cargo::WASM, "-p", package, "--lib", "--tests"]);
    test.env("CHROMEDRIVER", &browser.driver).env("WASM_BINDGEN_TEST_TIMEOUT", "120");
    tally.watch(Runner::Cargo, &mut test)
}

/// Lets tests ask for the role and name that the browser computes for screen readers.
const ROLES_AND_NAMES: &str = "--enable-blink-features=ComputedAccessibilityInfo";

/// How the browser is started: without a window, a sandbox that root cannot have, and talk to strangers.
fn webdriver(browser: &Path) -> String {
    let settings = json!({
        "goog:chromeOptions": {
            "binary": browser,
            "args": [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--disable-dev-shm-usage", ROLES_AND_NAMES,
            ],
        },
    });
    format!("{settings:#}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_is_named() {
        let settings: serde_json::Value =
            serde_json::from_str(&webdriver(Path::new("/opt/chromium"))).unwrap();
        assert_eq!(settings["goog:chromeOptions"]["binary"], "/opt/chromium");
    }
}
