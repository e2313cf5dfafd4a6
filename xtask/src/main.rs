//! Every command of this repository: set-up, builds, tests, sizes and documentation.
#![expect(clippy::print_stdout, reason = "commands talk to the person who typed them")]

mod bench;
mod cargo;
mod cli;
mod compress;
mod docs;
mod fingerprint;
mod npm;
mod place;
mod portal;
mod process;
mod run;
mod setup;
mod size;
mod table;
mod test;

use clap::Parser;
use std::process::ExitCode;

use cli::{Cli, Command};

fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Setup => setup::everything(),
        Command::Run { arguments } => run::run(&arguments),
        Command::Portal => portal::build().map(drop),
        Command::Npm => npm::build().map(drop),
        Command::Test { parts } => test::run(&parts),
        Command::Size => size::check(),
        Command::Bench => bench::run(),
        Command::Docs => docs::build(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
