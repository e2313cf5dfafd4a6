//! Files: plain ones, in a folder per system, reached through directory handles that nothing escapes from.
//!
//! A request names a [`Location`]; [`Storage::check`] says whether the caller may; the other methods do the work and
//! check nothing more, so that the engine can use them for jobs' folders.

mod access;
mod change;
mod history;
mod incoming;
mod listing;
mod location;
mod quota;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use axum::http::StatusCode;
use cap_std::ambient_authority;
use cap_std::fs::{Dir, DirBuilder, DirBuilderExt as _, OpenOptions, OpenOptionsExt as _};

pub use access::{Access, Grant};
pub use change::Placed;
pub use history::Event;
pub(crate) use history::record as record_event;
pub use incoming::Incoming;
pub use listing::Entry;
pub use location::{Location, System, check_name};

use crate::accounts::User;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::systems::{self, Usable};
use quota::Quota;

/// The folder of the data folder for what is not complete yet, or no longer there. It is emptied at each start.
const STAGING: &str = "staging";

/// The files of all systems; clones share them.
#[derive(Clone)]
pub struct Storage(Arc<Inner>);

struct Inner {
    db: Db,
    data: PathBuf,
    home: Dir,
    jobs: Dir,
    registered: Dir,
    staging: Dir,
    snapshots: listing::Snapshots,
    partly: tokio::sync::Mutex<()>,
    quota: Quota,
}

impl Storage {
    /// Opens the data folder's files and clears away what an earlier run left unfinished. A home may take `quota` bytes.
    pub fn open(data: &Path, db: Db, quota: Option<u64>) -> anyhow::Result<Storage> {
        let root = Dir::open_ambient_dir(data, ambient_authority())
            .with_context(|| format!("cannot open {}", data.display()))?;
        if root.is_dir(STAGING) {
            root.remove_dir_all(STAGING).context("cannot clear the staging folder")?;
        }
        let folder = |name: &str| -> anyhow::Result<Dir> {
            if !root.is_dir(name) {
                root.create_dir_with(name, DirBuilder::new().mode(0o700))
                    .with_context(|| format!("cannot create the folder {name}"))?;
            }
            Ok(root.open_dir(name)?)
        };
        Ok(Storage(Arc::new(Inner {
            db,
            data: data.to_owned(),
            home: folder(&System::Storage.folder())?,
            jobs: folder(&System::Execution.folder())?,
            registered: folder(location::REGISTERED)?,
            staging: folder(STAGING)?,
            snapshots: listing::Snapshots::default(),
            partly: tokio::sync::Mutex::default(),
            quota: Quota::new(quota),
        })))
    }

    /// The place that a request names: without a system the default one; a path beginning with `/` counts from the
    /// system's root, another from the user's home.
    pub async fn resolve(&self, user: &User, system_id: Option<&str>, raw_path: &str) -> Result<Location> {
        let (system, home) = self.system(user, system_id).await?;
        let location = match raw_path.starts_with('/') {
            true => Location::new(system, raw_path)?,
            false => Location::new(system, &format!("{home}/{raw_path}"))?,
        };
        if location.system == System::Storage && location.top() == user.name {
            self.create_home(user).await?;
        }
        Ok(location)
    }

    /// The system of this id, or the user's default one, and the folder where relative paths begin.
    async fn system(&self, user: &User, id: Option<&str>) -> Result<(System, String)> {
        let (user, id) = (user.name.clone(), id.map(str::to_owned));
        match self.db().read(move |c| systems::usable(c, &user, id.as_deref())).await? {
            Usable::Yes(system, home) => Ok((system, home)),
            Usable::Unknown(id) => Err(Error::not_found(format!("There is no system {id}."))),
            Usable::Off(id) => Err(Error::new(
                StatusCode::SERVICE_UNAVAILABLE,
                format!("{id} is switched off; its owner can enable it."),
            )),
            Usable::Remote(id, protocol) => Err(Error::not_implemented(format!(
                "{id} is only described here: this server does not reach files by {protocol}."
            ))),
        }
    }

    /// Sees to it that the user's home is there.
    pub async fn create_home(&self, user: &User) -> Result<()> {
        let name = user.name.clone();
        self.blocking(move |inner| match inner.home.create_dir(name) {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
            result => Ok(result?),
        })
        .await
    }

    /// What is at a place, or 404.
    pub async fn stat(&self, at: &Location) -> Result<Entry> {
        let at = at.clone();
        self.blocking(move |inner| {
            let (dir, path) = inner.enter(&at)?;
            let metadata = dir.metadata(path).map_err(|error| missing(&at, error))?;
            Ok(Entry::new(at.name().to_owned(), &metadata))
        })
        .await
    }

    /// Opens a file for reading; a folder or device is refused with 400.
    pub async fn open_file(&self, at: &Location) -> Result<(tokio::fs::File, Entry)> {
        let at = at.clone();
        let (file, entry) = self
            .blocking(move |inner| {
                let (dir, path) = inner.enter(&at)?;
                let mut options = OpenOptions::new();
                // Opening a pipe would otherwise wait for its other end.
                options.read(true).custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed());
                let file = dir.open_with(path, &options).map_err(|error| missing(&at, error))?;
                let metadata = file.metadata()?;
                if !metadata.is_file() {
                    return Err(Error::bad_request("path", format!("{} is not a file", at.absolute())));
                }
                Ok((file.into_std(), Entry::new(at.name().to_owned(), &metadata)))
            })
            .await?;
        Ok((tokio::fs::File::from_std(file), entry))
    }

    /// The place in the host's file system, for programs that run there.
    pub fn host_path(&self, at: &Location) -> PathBuf {
        self.0.data.join(at.system.folder()).join(at.path())
    }

    /// The database, where grants and history are.
    fn db(&self) -> &Db {
        &self.0.db
    }

    /// Runs file work outside the async threads.
    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Inner) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let inner = self.0.clone();
        tokio::task::spawn_blocking(move || work(&inner)).await?
    }
}

impl Inner {
    /// A handle on a system's root.
    fn root(&self, system: &System) -> Result<Dir> {
        Ok(match system {
            System::Storage => self.home.try_clone()?,
            System::Execution => self.jobs.try_clone()?,
            System::Registered(id) => self.registered.open_dir(&**id)?,
        })
    }

    /// A handle on the place's home or job folder, and the path below it. Links cannot lead out of that handle, so
    /// not into another user's home either.
    fn enter<'l>(&self, at: &'l Location) -> Result<(Dir, &'l str)> {
        let root = self.root(&at.system)?;
        if at.top().is_empty() {
            return Ok((root, at.below_top()));
        }
        let dir = root.open_dir(at.top()).map_err(|error| missing(at, error))?;
        Ok((dir, at.below_top()))
    }

    /// A handle on the folder that the place is in, which must exist.
    fn enter_parent(&self, at: &Location) -> Result<Dir> {
        let parent = at.parent();
        let (dir, path) = self.enter(&parent)?;
        dir.open_dir(path).map_err(|error| missing(&parent, error))
    }
}

/// A 404 that names the place; other errors as they are.
fn missing(at: &Location, error: std::io::Error) -> Error {
    match error.kind() {
        std::io::ErrorKind::NotFound => {
            Error::not_found(format!("There is no file or folder {} on {}.", at.absolute(), at.system.id()))
        }
        _ => Error::from(error),
    }
}
