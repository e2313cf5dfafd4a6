//! Making, moving, copying and deleting. Each shows its whole effect or none.

use std::path::Path;

use axum::http::StatusCode;
use cap_std::fs::Dir;
use rustix::fs::{RenameFlags, renameat_with};
use rustix::io::Errno;

use super::{Inner, Location, Storage, missing, quota};
use crate::error::{Error, Result};
use crate::ids;

/// What putting a file in its place did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placed {
    /// There is something that was not there before.
    New,
    /// A file of that name was replaced.
    Replaced,
}

impl Storage {
    /// Makes a folder and those above it. `false` when it is there already.
    pub async fn make_folder(&self, at: &Location) -> Result<bool> {
        let at = at.clone();
        self.blocking(move |inner| {
            if at.is_top() && !at.path().is_empty() {
                inner.root(&at.system)?.create_dir_all(at.top())?;
            }
            let (dir, path) = inner.enter(&at)?;
            match dir.metadata(path) {
                Ok(there) if there.is_dir() => return Ok(false),
                Ok(_) => return Err(Error::bad_request("path", "a file of that name is already there")),
                Err(_) => dir.create_dir_all(path)?,
            }
            sync_folder(&inner.enter_parent(&at)?)?;
            Ok(true)
        })
        .await
    }

    /// Moves a file or folder to a place where nothing is, together with its grants and history.
    pub async fn rename(&self, from: &Location, to: &Location) -> Result<()> {
        check_apart(from, to)?;
        let (source, target) = (from.clone(), to.clone());
        self.blocking(move |inner| {
            let (old, new) = (inner.enter_parent(&source)?, inner.enter_parent(&target)?);
            rename(&old, source.name(), &new, target.name()).map_err(|error| match error.kind() {
                std::io::ErrorKind::NotFound => missing(&source, error),
                _ => error.into(),
            })?;
            sync_folder(&old)?;
            Ok(sync_folder(&new)?)
        })
        .await?;
        self.follow_move(from, to).await
    }

    /// Copies a file or a whole folder to a place where nothing is.
    pub async fn copy(&self, from: &Location, to: &Location) -> Result<()> {
        check_apart(from, to)?;
        let (source, target) = (from.clone(), to.clone());
        self.blocking(move |inner| {
            let staged = Staged::new(inner);
            let folder = inner.enter_parent(&target)?;
            let (dir, path) = inner.enter(&source)?;
            let metadata = dir.metadata(path).map_err(|error| missing(&source, error))?;
            if metadata.is_dir() {
                inner.staging.create_dir(&staged.name)?;
                copy_tree(&dir.open_dir(path)?, &inner.staging.open_dir(&staged.name)?)?;
                // One call for the whole tree, instead of one per file.
                rustix::fs::syncfs(inner.staging.open(".")?).map_err(std::io::Error::from)?;
            } else if metadata.is_file() {
                copy_file(&dir, path, &inner.staging, &staged.name)?.sync_all()?;
            } else {
                return Err(Error::bad_request("path", "is neither a file nor a folder"));
            }
            place(inner, &staged.name, &folder, &target, false)?;
            Ok(sync_folder(&folder)?)
        })
        .await
    }

    /// Adds a file's content to the end of another, which is made if it is missing.
    pub async fn append(&self, from: &Location, to: &Location) -> Result<Placed> {
        let mut incoming = self.receive().await?;
        match self.open_file(to).await {
            Ok((mut old, _)) => incoming.write_from(&mut old).await?,
            Err(error) if error.status() == StatusCode::NOT_FOUND => {}
            Err(error) => return Err(error),
        }
        incoming.write_from(&mut self.open_file(from).await?.0).await?;
        incoming.place(to).await
    }

    /// Deletes a file, or a folder with all that is in it, and the grants on them.
    pub async fn remove(&self, at: &Location) -> Result<()> {
        if at.is_top() {
            return Err(Error::forbidden("A home folder or a whole system cannot be deleted."));
        }
        let place = at.clone();
        self.blocking(move |inner| {
            let staged = Staged::new(inner);
            let folder = inner.enter_parent(&place)?;
            folder
                .rename(place.name(), &inner.staging, &staged.name)
                .map_err(|error| missing(&place, error))?;
            inner.quota.forget(&place);
            Ok(sync_folder(&folder)?)
        })
        .await?;
        self.forget_grants(at).await
    }
}

/// A name in the staging folder; whatever is there in the end is removed.
struct Staged<'i> {
    inner: &'i Inner,
    name: String,
}

impl Staged<'_> {
    fn new(inner: &Inner) -> Staged<'_> {
        Staged { inner, name: ids::token() }
    }
}

impl Drop for Staged<'_> {
    fn drop(&mut self) {
        let staging = &self.inner.staging;
        let removed = match staging.symlink_metadata(&self.name) {
            Ok(there) if there.is_dir() => staging.remove_dir_all(&self.name),
            Ok(_) => staging.remove_file(&self.name),
            Err(_) => Ok(()),
        };
        if let Err(error) = removed {
            tracing::warn!(%error, "the staging folder keeps something until the next start");
        }
    }
}

/// Moves something complete out of the staging folder. A folder is never replaced, a file only where that is asked.
pub(super) fn place(
    inner: &Inner,
    staged: &str,
    folder: &Dir,
    at: &Location,
    replace: bool,
) -> Result<Placed> {
    let name = at.name();
    quota::take(inner, staged, folder, at)?;
    match folder.symlink_metadata(name) {
        Ok(there) if there.is_dir() => {
            Err(Error::bad_request("path", format!("a folder {name} is already there")))
        }
        Ok(_) if !replace => Err(Error::bad_request("path", format!("{name} is already there"))),
        Ok(_) => {
            inner.staging.rename(staged, folder, name)?;
            Ok(Placed::Replaced)
        }
        Err(_) => {
            rename(&inner.staging, staged, folder, name)?;
            Ok(Placed::New)
        }
    }
}

/// Renames without ever replacing anything.
fn rename(from: &Dir, old: &str, to: &Dir, new: &str) -> std::io::Result<()> {
    match renameat_with(from, old, to, new, RenameFlags::NOREPLACE) {
        // Some network file systems do not know the flag.
        Err(Errno::INVAL | Errno::NOSYS) if !to.try_exists(new)? => from.rename(old, to, new),
        Err(Errno::INVAL | Errno::NOSYS) => Err(Errno::EXIST.into()),
        result => Ok(result?),
    }
}

/// Makes a change of names in a folder last through a loss of power.
pub(super) fn sync_folder(folder: &Dir) -> std::io::Result<()> {
    folder.open(".")?.sync_all()
}

fn check_apart(from: &Location, to: &Location) -> Result<()> {
    if from.is_top() && from.system != super::System::Execution {
        return Err(Error::forbidden("A home folder or a whole system cannot be moved or copied."));
    }
    if from == to {
        return Err(Error::bad_request("path", "is where the file already is"));
    }
    if to.is_within(from) {
        return Err(Error::bad_request("path", "is inside the folder itself"));
    }
    Ok(())
}

fn copy_file(
    from: &Dir,
    path: impl AsRef<Path>,
    to: &Dir,
    name: impl AsRef<Path>,
) -> std::io::Result<std::fs::File> {
    let mut source = from.open(path)?.into_std();
    let mut target = to.create(name)?.into_std();
    std::io::copy(&mut source, &mut target)?;
    // Jobs' programs stay executable.
    target.set_permissions(source.metadata()?.permissions())?;
    Ok(target)
}

/// Copies what is in a folder: files, folders, and links that are relative. Pipes and the like are left out.
fn copy_tree(from: &Dir, to: &Dir) -> std::io::Result<()> {
    for entry in from.entries()? {
        let entry = entry?;
        let name = entry.file_name();
        let sort = entry.file_type()?;
        if sort.is_dir() {
            to.create_dir(&name)?;
            copy_tree(&entry.open_dir()?, &to.open_dir(&name)?)?;
        } else if sort.is_file() {
            copy_file(from, &name, to, &name)?;
        } else if sort.is_symlink() {
            let target = from.read_link_contents(&name)?;
            if target.is_relative() {
                to.symlink(target, &name)?;
            }
        }
    }
    Ok(())
}
