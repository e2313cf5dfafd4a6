//! The files on disk that belong to one job: a folder its owner sees, and another only the engine does.

use std::io::{self, Write as _};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

/// The two folders of a job.
#[derive(Debug, Clone)]
pub struct Folder {
    work: PathBuf,
    control: PathBuf,
}

/// What the supervisor is to run.
pub(super) const TASK: &str = "task.json";
/// Which process is the job's supervisor.
pub(super) const STARTED: &str = "started.json";
/// How the job ended.
pub(super) const ENDING: &str = "ending.json";
/// Space on the disk kept for [`ENDING`], which must be written even when the disk is full.
const RESERVED: &str = "reserved";
const RESERVED_SIZE: usize = 8192;

impl Folder {
    /// The folders of a job in a data folder.
    pub fn new(data: &Path, job: &str) -> Folder {
        Folder { work: data.join("jobs").join(job), control: data.join("control").join(job) }
    }

    /// Two folders in other places. The name of the second is that of the task that runs.
    pub(crate) fn at(work: PathBuf, control: PathBuf) -> Folder {
        Folder { work, control }
    }

    /// The job's own folder: it runs here, and its owner sees everything in it.
    pub fn work(&self) -> &Path {
        &self.work
    }

    /// The engine's own folder for the job.
    pub fn control(&self) -> &Path {
        &self.control
    }

    /// Makes both folders, or empties them if they are there.
    pub fn create(&self) -> io::Result<()> {
        self.remove()?;
        let mut private = std::fs::DirBuilder::new();
        private.recursive(true).mode(0o700);
        private.create(&self.work)?;
        private.create(&self.control)?;
        std::fs::write(self.control.join(RESERVED), [b' '; RESERVED_SIZE])
    }

    /// Removes both folders with everything in them.
    pub fn remove(&self) -> io::Result<()> {
        for folder in [&self.work, &self.control] {
            match std::fs::remove_dir_all(folder) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }

    /// Empties the job's own folder.
    pub(super) fn clear_work(&self) -> io::Result<()> {
        for entry in std::fs::read_dir(&self.work)? {
            let entry = entry?;
            match entry.file_type()?.is_dir() {
                true => std::fs::remove_dir_all(entry.path())?,
                false => std::fs::remove_file(entry.path())?,
            }
        }
        Ok(())
    }

    /// Reads one of the engine's files; nothing if it is not there.
    pub(super) fn read<T: DeserializeOwned>(&self, name: &str) -> io::Result<Option<T>> {
        read(&self.control, name)
    }

    /// Writes one of the engine's files; it is there whole or not at all.
    pub(super) fn write<T: Serialize>(&self, name: &str, value: &T) -> io::Result<()> {
        write(&self.control, name, value)
    }
}

/// Reads a file in a control folder.
pub(super) fn read<T: DeserializeOwned>(control: &Path, name: &str) -> io::Result<Option<T>> {
    match std::fs::read(control.join(name)) {
        Ok(bytes) => Ok(Some(serde_json::from_slice(&bytes)?)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Writes a file in a control folder; it is there whole or not at all.
pub(super) fn write<T: Serialize>(control: &Path, name: &str, value: &T) -> io::Result<()> {
    let draft = control.join(format!("{name}.new"));
    let mut file = std::fs::File::create(&draft)?;
    file.write_all(&serde_json::to_vec(value)?)?;
    file.sync_all()?;
    std::fs::rename(draft, control.join(name))
}

/// Writes a file that nobody else has written yet; answers whether this was the first.
pub(super) fn claim<T: Serialize>(control: &Path, name: &str, value: &T) -> io::Result<bool> {
    let draft = control.join(format!("{name}.{}", std::process::id()));
    std::fs::write(&draft, serde_json::to_vec(value)?)?;
    let linked = std::fs::hard_link(&draft, control.join(name));
    std::fs::remove_file(draft)?;
    match linked {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error),
    }
}

/// Writes how the job ended, into the space kept for it.
pub(super) fn write_ending<T: Serialize>(control: &Path, value: &T) -> io::Result<()> {
    let mut text = serde_json::to_vec(value)?;
    text.resize(text.len().max(RESERVED_SIZE), b' ');
    let draft = control.join(RESERVED);
    let mut file = std::fs::File::options().write(true).create(true).truncate(false).open(&draft)?;
    file.write_all(&text)?;
    file.sync_all()?;
    std::fs::rename(draft, control.join(ENDING))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_only_one_claims() {
        let data = tempfile::tempdir().unwrap();
        let folder = Folder::new(data.path(), "1-a");
        folder.create().unwrap();
        assert_eq!(folder.read::<String>("x").unwrap(), None);
        folder.write("x", &"one").unwrap();
        assert_eq!(folder.read::<String>("x").unwrap().as_deref(), Some("one"));
        assert!(claim(folder.control(), "y", &1).unwrap());
        assert!(!claim(folder.control(), "y", &2).unwrap());
        assert_eq!(folder.read::<i32>("y").unwrap(), Some(1));
        write_ending(folder.control(), &3).unwrap();
        assert_eq!(folder.read::<i32>(ENDING).unwrap(), Some(3));
        let mut left: Vec<_> =
            std::fs::read_dir(folder.control()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        left.sort();
        assert_eq!(left, ["ending.json", "x", "y"]);
    }
}
