//! Filling a job's folder: its inputs, its app's own files, and a list of both, so that what the run makes can be
//! told from what was there before.

use std::collections::{BTreeMap, HashSet};
use std::io;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use cap_std::ambient_authority;
use cap_std::fs::Dir;
use serde::{Deserialize, Serialize};

use super::folder::Folder;
use super::job::{Assets, Command, Plan, ToolProgram};
use super::unpack::unpack;
use crate::error::{Error, Result};
use crate::storage::{Location, Storage};

/// The list of staged files, in the job's control folder.
const STAGED: &str = "staged.json";

/// A file as it was before the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Mark {
    length: u64,
    seconds: i64,
    nanos: i64,
}

impl Mark {
    pub(super) fn of(metadata: &std::fs::Metadata) -> Mark {
        Mark { length: metadata.len(), seconds: metadata.mtime(), nanos: metadata.mtime_nsec() }
    }
}

/// By path below the job's folder, the files that were there before the run.
pub(super) type Staged = BTreeMap<String, Mark>;

/// Copies the app's files, then the inputs. Answers what it did, in a sentence.
pub(super) async fn stage(
    storage: &Storage,
    apps: &Path,
    folder: &Folder,
    work: &Location,
    plan: &Plan,
) -> Result<String, String> {
    match &plan.assets {
        Some(Assets::Deployed(place)) => {
            let from = place.location().map_err(|error| error.to_string())?;
            let copied = copy_contents(storage, &from, work).await;
            copied
                .map_err(|error| format!("The app's files at {} could not be copied: {error}", place.path))?;
        }
        Some(Assets::Published(app)) => {
            let (from, to) = (apps.join(app), folder.work().to_owned());
            let copied = tokio::task::spawn_blocking(move || copy_tree(&from, &to)).await;
            copied
                .map_err(io::Error::other)
                .flatten()
                .map_err(|error| format!("The app's files could not be copied: {}", Error::from(error)))?;
        }
        None => {}
    }
    for input in &plan.inputs {
        let failed =
            |error: Error| format!("Input {} ({}) could not be staged: {error}", input.id, input.from.path);
        let from = input.from.location().map_err(failed)?;
        let to = work.join(&input.name).map_err(failed)?;
        storage.copy(&from, &to).await.map_err(failed)?;
        if input.unpack {
            let (archive, into) = (folder.work().join(&input.name), folder.work().to_owned());
            let unpacked = tokio::task::spawn_blocking(move || unpack(&archive, &into)).await;
            unpacked
                .map_err(io::Error::other)
                .flatten()
                .map_err(|error| format!("Input {} could not be unpacked: {error}", input.name))?;
        }
    }
    let marked = {
        let folder = folder.clone();
        tokio::task::spawn_blocking(move || folder.write(STAGED, &marks(folder.work())?)).await
    };
    marked
        .map_err(io::Error::other)
        .flatten()
        .map_err(|error| format!("Staging failed: {}", Error::from(error)))?;
    Ok(match plan.inputs.len() {
        0 => "No inputs to stage.".to_owned(),
        1 => "1 input staged to the job's folder.".to_owned(),
        many => format!("{many} inputs staged to the job's folder."),
    })
}

/// The files that were staged; none if staging has not come to its end.
pub(super) fn staged(folder: &Folder) -> io::Result<Staged> {
    Ok(folder.read(STAGED)?.unwrap_or_default())
}

/// Paths of staged files that have not changed since.
pub(super) fn untouched(folder: &Folder) -> io::Result<HashSet<String>> {
    let unchanged = |(path, mark): &(String, Mark)| {
        let now = std::fs::symlink_metadata(folder.work().join(path));
        now.is_ok_and(|metadata| Mark::of(&metadata) == *mark)
    };
    Ok(staged(folder)?.into_iter().filter(unchanged).map(|(path, _)| path).collect())
}

/// The command that a plan comes to, now that its files are there.
pub(super) fn command(
    program: &Path,
    apps: &Path,
    folder: &Folder,
    plan: &Plan,
    facts: impl IntoIterator<Item = (String, String)>,
) -> io::Result<Vec<String>> {
    let text = |path: &Path| path.to_string_lossy().into_owned();
    match &plan.command {
        Command::Bundled { subcommand, arguments } => {
            Ok([text(program), subcommand.clone()].into_iter().chain(arguments.iter().cloned()).collect())
        }
        Command::Executable { app, arguments } => {
            let executable = apps.join(app).join("program");
            Ok([text(&executable)].into_iter().chain(arguments.iter().cloned()).collect())
        }
        Command::Template { path, values } => {
            // The template may be a link that a user made; the handle keeps it within the job's folder.
            let template = Dir::open_ambient_dir(folder.work(), ambient_authority())?.read_to_string(path)?;
            let script = script(folder);
            let mut values = values.clone();
            values.extend(facts.into_iter().map(|(name, value)| (name, value.into())));
            std::fs::write(&script, crate::apps::macros::fill(&template, &values))?;
            Ok(vec!["sh".to_owned(), text(&script)])
        }
        Command::Script { text: script, tool } => {
            if let Some(tool) = tool {
                let called = match &tool.program {
                    ToolProgram::Bundled(subcommand) => vec![text(program), subcommand.clone()],
                    ToolProgram::Executable(app) => vec![text(&apps.join(app).join("program"))],
                };
                let quoted: Vec<String> = called.iter().map(|word| quote(word)).collect();
                std::fs::create_dir_all(tools(folder))?;
                write_program(
                    &tools(folder).join(&tool.name),
                    &format!("#!/bin/sh\nexec {} \"$@\"\n", quoted.join(" ")),
                )?;
            }
            write_program(&self::script(folder), script)?;
            let interpreter = (!script.starts_with("#!")).then(|| "sh".to_owned());
            Ok(interpreter.into_iter().chain([text(&self::script(folder))]).collect())
        }
    }
}

/// What a plan's command consists of: the files that it must be able to read.
pub(super) fn readable(program: &Path, apps: &Path, folder: &Folder, plan: &Plan) -> Vec<PathBuf> {
    match &plan.command {
        Command::Bundled { .. } => vec![program.to_owned()],
        Command::Executable { app, .. } => vec![apps.join(app)],
        Command::Template { .. } => vec![script(folder)],
        Command::Script { tool, .. } => {
            let mut readable = vec![script(folder)];
            if let Some(tool) = tool {
                readable.push(tools(folder));
                readable.push(match &tool.program {
                    ToolProgram::Bundled(_) => program.to_owned(),
                    ToolProgram::Executable(app) => apps.join(app),
                });
            }
            readable
        }
    }
}

/// Lets a job's script find the app's program that it may call by name.
pub(super) fn add_tools(environment: &mut BTreeMap<String, String>, folder: &Folder, plan: &Plan) {
    if let Command::Script { tool: Some(_), .. } = &plan.command {
        let path = environment.get("PATH").map_or("", String::as_str);
        let path = format!("{}:{path}", tools(folder).to_string_lossy());
        environment.insert("PATH".to_owned(), path);
    }
}

/// Where the programs are that a job's script may call by name.
fn tools(folder: &Folder) -> PathBuf {
    folder.control().join("bin")
}

/// A word for a shell, which takes it as it is.
fn quote(word: &str) -> String {
    format!("'{}'", word.replace('\'', "'\\''"))
}

fn write_program(path: &Path, text: &str) -> io::Result<()> {
    std::fs::write(path, text)?;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o700))
}

/// Where the wrapper script with its values filled in is.
fn script(folder: &Folder) -> PathBuf {
    folder.control().join("wrapper.sh")
}

/// Copies each entry of a folder on a system into another folder.
async fn copy_contents(storage: &Storage, from: &Location, to: &Location) -> Result<()> {
    for entry in storage.list(from).await? {
        storage.copy(&from.child(&entry.name), &to.child(&entry.name)).await?;
    }
    Ok(())
}

/// Copies a tree of plain files that is the server's own.
pub(crate) fn copy_tree(from: &Path, to: &Path) -> io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_tree(&entry.path(), &target)?;
        } else if entry.file_type()?.is_file() {
            std::fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

fn marks(work: &Path) -> io::Result<Staged> {
    let mut marks = Staged::new();
    let mut folders = vec![String::new()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(work.join(&folder))? {
            let entry = entry?;
            let path = format!("{folder}{}", entry.file_name().to_string_lossy());
            let metadata = entry.metadata()?;
            if metadata.is_dir() {
                folders.push(format!("{path}/"));
            } else {
                marks.insert(path, Mark::of(&metadata));
            }
        }
    }
    Ok(marks)
}
