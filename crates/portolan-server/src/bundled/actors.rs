//! Programs that stand for images without any configuration.

use std::io::{self, Write as _};
use std::os::unix::net::UnixDatagram;

use anyhow::Context as _;
use clap::Args;

/// Logs its message and its environment, as the image `abacosamples/test` does.
#[derive(Debug, Args)]
pub struct ActorTest {}

/// Answers each message with itself, as its result.
#[derive(Debug, Args)]
pub struct ActorEcho {}

impl ActorTest {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let mut out = io::stdout().lock();
        writeln!(out, "Contents of MSG: {}", std::env::var("MSG").unwrap_or_default())?;
        if let Some(file) = std::env::var_os("_abaco_binary_data") {
            writeln!(out, "Bytes of binary data: {}", std::fs::metadata(file)?.len())?;
        }
        writeln!(out, "Environment:")?;
        let mut variables: Vec<_> = std::env::vars_os().collect();
        variables.sort();
        for (name, value) in variables {
            writeln!(out, "{}={}", name.to_string_lossy(), value.to_string_lossy())?;
        }
        Ok(())
    }
}

impl ActorEcho {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let message = match std::env::var_os("_abaco_binary_data") {
            Some(file) => std::fs::read(file)?,
            None => std::env::var("MSG").unwrap_or_default().into_bytes(),
        };
        let results = std::env::var_os("_abaco_results_socket").context("there is nobody to answer")?;
        UnixDatagram::unbound()?.send_to(&message, results)?;
        Ok(())
    }
}
