//! How much the files of a home, or of a registered system, may take together.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::http::StatusCode;
use cap_std::fs::Dir;

use super::{Inner, Location, System};
use crate::error::{Error, Result};

/// How long a count holds. Jobs and other programs write files too, so it is made anew now and then.
const KEEP: Duration = Duration::from_secs(10);

/// The limit, and what is known of how much is used.
#[derive(Default)]
pub(super) struct Quota {
    most: Option<u64>,
    used: Mutex<HashMap<String, (Instant, u64)>>,
}

impl Quota {
    /// So many bytes for each; nothing is no limit.
    pub(super) fn new(most: Option<u64>) -> Quota {
        Quota { most, used: Mutex::default() }
    }

    /// Refuses a file that alone is more than is allowed.
    pub(super) fn check_one(&self, length: u64) -> Result<()> {
        match self.most {
            Some(most) if length > most => Err(exceeded(most)),
            _ => Ok(()),
        }
    }

    /// Forgets what was counted where something was removed.
    pub(super) fn forget(&self, at: &Location) {
        if let Some(area) = area(at) {
            self.used.lock().unwrap_or_else(PoisonError::into_inner).remove(&area);
        }
    }
}

/// What is counted together.
fn area(at: &Location) -> Option<String> {
    match at.system {
        System::Execution => None,
        System::Storage => Some(format!("{}/{}", at.system.folder(), at.top())),
        System::Registered(_) => Some(at.system.folder()),
    }
}

/// Refuses to put something from the staging folder in its place when there is no room for it, and counts it otherwise.
pub(super) fn take(inner: &Inner, staged: &str, folder: &Dir, at: &Location) -> Result<()> {
    let (Some(most), Some(area)) = (inner.quota.most, area(at)) else { return Ok(()) };
    let known = inner.quota.used.lock().unwrap_or_else(PoisonError::into_inner).get(&area).copied();
    let (since, used) = match known {
        Some((since, used)) if since.elapsed() <= KEEP => (since, used),
        _ => (Instant::now(), size(&inner.enter(&root(at))?.0, ".".as_ref())?),
    };
    let added = size(&inner.staging, staged.as_ref())?;
    let replaced = folder.symlink_metadata(at.name()).map_or(0, |there| there.len());
    let then = used.saturating_add(added).saturating_sub(replaced);
    if then > most && added > replaced {
        return Err(exceeded(most));
    }
    inner.quota.used.lock().unwrap_or_else(PoisonError::into_inner).insert(area, (since, then));
    Ok(())
}

/// The top of the area that a place is in.
fn root(at: &Location) -> Location {
    let mut root = at.clone();
    while !root.is_top() {
        root = root.parent();
    }
    root
}

/// Bytes of a file, or of all files in a folder.
fn size(dir: &Dir, path: &Path) -> std::io::Result<u64> {
    let there = dir.symlink_metadata(path)?;
    if !there.is_dir() {
        return Ok(there.len());
    }
    let mut sum = 0;
    let folder = dir.open_dir(path)?;
    for entry in folder.entries()? {
        let name = entry?.file_name();
        match size(&folder, name.as_ref()) {
            Ok(bytes) => sum += bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(sum)
}

fn exceeded(most: u64) -> Error {
    let message = format!(
        "Your files would take more than the {most} bytes that this server allows. Nothing was stored; delete files and \
         try again."
    );
    Error::new(StatusCode::INSUFFICIENT_STORAGE, message)
}
