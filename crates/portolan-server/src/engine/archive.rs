//! Copying what a run has made to where its owner keeps it.

use std::path::Path;

use super::folder::Folder;
use super::stage::{self, Mark, Staged};
use crate::error::{Error, Result};
use crate::storage::{Location, Storage};

/// What is to be copied, found by looking through a job's folder.
#[derive(Debug, Default)]
struct Findings {
    /// Paths below the job's folder: files, and folders of which everything is new.
    new: Vec<String>,
    /// Folders that were there before the run and got something new.
    shared: Vec<String>,
}

/// Copies all new and changed files to the archive, over files of the same names. It can be done again after it was
/// cut off. Answers what it did, in a sentence.
pub(super) async fn archive(
    storage: &Storage,
    folder: &Folder,
    work: &Location,
    archive: &Location,
) -> Result<String> {
    let findings = {
        let folder = folder.clone();
        tokio::task::spawn_blocking(move || -> std::io::Result<Findings> {
            let staged = stage::staged(&folder)?;
            let mut findings = Findings::default();
            look(folder.work(), "", &staged, &mut findings)?;
            Ok(findings)
        })
        .await??
    };
    storage.make_folder(archive).await?;
    for path in &findings.shared {
        storage.make_folder(&archive.child(path)).await?;
    }
    for path in &findings.new {
        copy(storage, work.child(path), archive.child(path)).await?;
    }
    Ok(format!("{} new files and folders copied to {}.", findings.new.len(), archive.absolute()))
}

fn look(work: &Path, below: &str, staged: &Staged, findings: &mut Findings) -> std::io::Result<()> {
    let mut entries = std::fs::read_dir(work.join(below))?.collect::<std::io::Result<Vec<_>>>()?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let path = format!("{below}{}", entry.file_name().to_string_lossy());
        let metadata = entry.metadata()?;
        if metadata.is_dir() {
            let inside = format!("{path}/");
            if staged.range(inside.clone()..).next().is_some_and(|(known, _)| known.starts_with(&inside)) {
                findings.shared.push(path);
                look(work, &inside, staged, findings)?;
            } else {
                findings.new.push(path);
            }
        } else if metadata.is_symlink()
            || metadata.is_file() && staged.get(&path) != Some(&Mark::of(&metadata))
        {
            findings.new.push(path);
        }
    }
    Ok(())
}

/// Copies one thing; where a file or folder of that name is already, over it or into it.
async fn copy(storage: &Storage, from: Location, to: Location) -> Result<()> {
    let mut rest = vec![(from, to)];
    while let Some((from, to)) = rest.pop() {
        let source = match storage.stat(&from).await {
            // A link that leads nowhere, or out of the job's folder.
            Err(error) if error.status().is_client_error() => continue,
            source => source?,
        };
        match storage.stat(&to).await {
            Err(error) if error.status() == axum::http::StatusCode::NOT_FOUND => {
                storage.copy(&from, &to).await?;
            }
            Err(error) => return Err(error),
            Ok(target) if source.folder && target.folder => {
                for entry in storage.list(&from).await? {
                    rest.push((from.child(&entry.name), to.child(&entry.name)));
                }
            }
            Ok(target) if source.folder || target.folder => {
                return Err(Error::conflict(format!("{} is in the way.", to.absolute())));
            }
            Ok(_) => replace(storage, &from, &to).await?,
        }
    }
    Ok(())
}

async fn replace(storage: &Storage, from: &Location, to: &Location) -> Result<()> {
    let (mut source, _) = storage.open_file(from).await?;
    let mut incoming = storage.receive().await?;
    incoming.write_from(&mut source).await?;
    incoming.place(to).await?;
    Ok(())
}
