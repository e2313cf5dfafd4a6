//! Running other programs.

use anyhow::{Context, Result, bail};
use std::env;
use std::ffi::OsString;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

use crate::place;

/// A program to run in the repository's folder, found on `PATH` or among what was installed for it.
pub(crate) fn program(name: impl AsRef<Path>) -> Command {
    let name = name.as_ref();
    let mut command = Command::new(find(name).as_deref().unwrap_or(name));
    command.current_dir(place::root()).env("PATH", search_path());
    command
}

/// Where a program lies, if it is installed.
pub(crate) fn find(name: impl AsRef<Path>) -> Option<PathBuf> {
    let path = search_path();
    env::split_paths(&path).map(|folder| folder.join(&name)).find(|path| path.is_file())
}

/// Runs a command to its end; what it prints passes through.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    announce(command);
    let status = command.stdin(Stdio::null()).status().with_context(|| not_started(command))?;
    succeeded(command, status)
}

/// Runs a command and gives what it wrote to standard output.
pub(crate) fn read(command: &mut Command) -> Result<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::inherit()).output();
    let output = output.with_context(|| not_started(command))?;
    succeeded(command, output.status)?;
    String::from_utf8(output.stdout)
        .with_context(|| format!("{} wrote something else than text", shown(command)))
}

/// Whether a command can be run and succeeds; nothing of it is shown.
pub(crate) fn works(command: &mut Command) -> bool {
    let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    quiet.status().is_ok_and(|status| status.success())
}

/// Runs a command, shows each line that it prints and hands it over as well. Tells whether the command succeeded.
pub(crate) fn watch(command: &mut Command, mut line: impl FnMut(&str)) -> Result<bool> {
    announce(command);
    let started = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
    let mut child = started.with_context(|| not_started(command))?;
    let output = child.stdout.take().context("the output of the command is not connected")?;
    for read in BufReader::new(output).split(b'\n') {
        let bytes = read?;
        let text = String::from_utf8_lossy(&bytes);
        println!("{text}");
        line(&text);
    }
    Ok(child.wait()?.success())
}

fn succeeded(command: &Command, status: ExitStatus) -> Result<()> {
    if status.success() {
        return Ok(());
    }
    bail!("{} failed ({status})", shown(command));
}

fn announce(command: &Command) {
    println!("$ {}", shown(command));
}

fn not_started(command: &Command) -> String {
    format!("{} cannot be started", shown(command))
}

/// The command as one would type it.
fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

/// `PATH` with the folders in front of it where this repository's own tools and cargo's programs lie.
fn search_path() -> OsString {
    let inherited = env::var_os("PATH").unwrap_or_default();
    let own = [place::tools().join("bin"), place::root().join("node_modules/.bin")];
    let folders = own.into_iter().chain(env::split_paths(&inherited)).chain(place::cargo_programs());
    env::join_paths(folders).unwrap_or(inherited)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_shown_as_typed() {
        let mut command = Command::new("/usr/bin/env");
        command.args(["printf", "hello"]);
        assert_eq!(shown(&command), "env printf hello");
    }

    #[test]
    fn output_is_read_and_watched() {
        assert_eq!(read(program("printf").arg("one\ntwo")).unwrap(), "one\ntwo");
        let mut lines = Vec::new();
        assert!(watch(program("printf").arg("one\ntwo"), |line| lines.push(line.to_owned())).unwrap());
        assert_eq!(lines, ["one", "two"]);
    }

    #[test]
    fn failures_name_the_command() {
        assert_eq!(run(&mut program("false")).unwrap_err().to_string(), "false failed (exit status: 1)");
        assert!(run(&mut program("no-such-program")).unwrap_err().to_string().contains("cannot be started"));
        assert!(!works(&mut program("no-such-program")));
    }
}
