//! Space on the disk that is given up when the disk is full, so that the database can still be told how jobs end.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::PathBuf;

/// Enough for the database's log of many small changes.
const SIZE: usize = 2 << 20;

/// A file that is there only to be removed.
#[derive(Debug)]
pub(super) struct Ballast(PathBuf);

impl Ballast {
    /// The ballast at a path.
    pub(super) fn new(path: PathBuf) -> Ballast {
        Ballast(path)
    }

    /// Sees to it that the file is there. Answers whether the disk has room for it.
    pub(super) fn load(&self) -> bool {
        if self.0.exists() {
            return true;
        }
        let written = self.write();
        if let Err(error) = &written {
            tracing::warn!(%error, "there is no room on the disk to keep some in reserve");
            let _ = std::fs::remove_file(&self.0);
        }
        written.is_ok()
    }

    fn write(&self) -> io::Result<()> {
        let mut file = File::create(&self.0)?;
        // Not zeros: some file systems store those in no space at all.
        file.write_all(&[b'~'; SIZE])?;
        file.sync_all()
    }

    /// Gives the space up. Answers whether there was some.
    pub(super) fn drop(&self) -> bool {
        std::fs::remove_file(&self.0).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_loaded_and_dropped_once() {
        let folder = tempfile::tempdir().unwrap();
        let ballast = Ballast::new(folder.path().join("ballast"));
        assert!(!ballast.drop());
        assert!(ballast.load() && ballast.load());
        assert_eq!(std::fs::metadata(folder.path().join("ballast")).unwrap().len(), SIZE as u64);
        assert!(ballast.drop());
        assert!(!ballast.drop());
    }
}
