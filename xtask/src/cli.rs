//! What can be typed after `cargo xtask`.

use clap::{Parser, Subcommand};

use crate::test::Part;

/// Every command of Portolan. Each installs what it needs and is missing, and only that.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version, disable_help_subcommand = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Installs everything that building and testing needs
    ///
    /// The wasm target, wasm-bindgen's test runner, Trunk, Chromium and its driver, the npm packages and the
    /// third-party clients. What is there is left alone: a second run takes a second. A system program that
    /// cannot be installed is named together with the command to type.
    Setup,

    /// Builds portal and server in release, starts the server and prints the address that signs you in
    ///
    /// Needs nothing but Rust. What follows `--` goes to `portolan serve`, for example
    /// `cargo xtask run -- --listen 127.0.0.1:9000 --data /srv/portolan`.
    Run {
        /// Options of `portolan serve`
        #[arg(last = true)]
        arguments: Vec<String>,
    },

    /// Builds the portal into `dist/`
    ///
    /// The program is split into what the sign-in page needs and the rest, and everything is compressed
    /// beforehand. `dist/` can be served by any web server that answers unknown paths with `index.html`.
    Portal,

    /// Builds the npm package: `target/npm/portolan/` and `target/npm/portolan-<version>.tgz`
    Npm,

    /// Runs every test, or the named parts of them
    ///
    /// A failing part does not keep the others from running. The last line counts the tests of all parts.
    Test {
        /// The parts to run; all, when none is named
        #[arg(value_enum)]
        parts: Vec<Part>,
    },

    /// Shows the sizes of npm package and portal, and fails when one is over its budget
    ///
    /// Raw, gzip -9 and brotli 11; 1 kB is 1,000 bytes and 1 KiB is 1,024.
    Size,

    /// Runs the benchmarks, each beside a baseline in the same run
    ///
    /// The server: requests per second and the slowest hundredth for lists of 10,000 jobs and 100,000 files, rates of
    /// transfer, and memory, beside a plain server of static files.
    Bench,

    /// Writes `docs/endpoints.md` from the declared operations and builds the Rust documentation
    Docs,
}
