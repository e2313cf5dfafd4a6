//! Contents of folders. The pages of one listing come from one reading of the folder.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use cap_std::fs::Metadata;

use super::access::Access;
use super::{Inner, Location, Storage, missing};
use crate::accounts::User;
use crate::error::{Error, Result};
use crate::time;

/// How long a snapshot is kept after its last use.
const KEEP: Duration = Duration::from_secs(60);
/// Snapshots kept at most; the least recently used go first.
const MAX_SNAPSHOTS: usize = 16;

/// A file or folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The name in its folder.
    pub name: String,
    /// Whether it is a folder.
    pub folder: bool,
    /// Its size in bytes.
    pub length: u64,
    /// When it was last changed, in milliseconds since 1970.
    pub modified: i64,
}

impl Entry {
    pub(super) fn new(name: String, metadata: &Metadata) -> Entry {
        let modified = metadata.modified().map_or(0, |at| time::millis(at.into_std()));
        Entry { name, folder: metadata.is_dir(), length: metadata.len(), modified }
    }

    /// The media type that the name tells.
    pub fn mime_type(&self) -> String {
        if self.folder {
            return "text/directory".to_owned();
        }
        mime_guess::from_path(&self.name).first_or_octet_stream().essence_str().to_owned()
    }
}

type Key = (String, Location);

/// One reading of a folder.
struct Snapshot {
    used: Instant,
    entries: Arc<Vec<Entry>>,
}

/// Readings of folders whose next pages may still be asked for, per user.
#[derive(Default)]
pub(super) struct Snapshots(Mutex<HashMap<Key, Snapshot>>);

impl Snapshots {
    fn get(&self, key: &Key) -> Option<Arc<Vec<Entry>>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let snapshot = kept.get_mut(key).filter(|snapshot| snapshot.used.elapsed() <= KEEP)?;
        snapshot.used = Instant::now();
        Some(snapshot.entries.clone())
    }

    fn put(&self, key: Key, entries: Arc<Vec<Entry>>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|_, snapshot| snapshot.used.elapsed() <= KEEP);
        if kept.len() >= MAX_SNAPSHOTS && !kept.contains_key(&key) {
            let oldest = kept.iter().min_by_key(|(_, snapshot)| snapshot.used).map(|(key, _)| key.clone());
            oldest.map(|key| kept.remove(&key));
        }
        kept.insert(key, Snapshot { used: Instant::now(), entries });
    }
}

impl Storage {
    /// Everything in a folder by name, read now.
    pub async fn list(&self, folder: &Location) -> Result<Vec<Entry>> {
        let at = folder.clone();
        self.blocking(move |inner| read(inner, &at)).await
    }

    /// One page of what a user sees in a folder, each entry with what the user may do with it. The first page reads
    /// the folder anew; later ones continue the last reading.
    pub async fn page(
        &self,
        user: &User,
        folder: &Location,
        first: bool,
        skip: usize,
        take: usize,
    ) -> Result<Vec<(Entry, Access)>> {
        let key = (user.name.clone(), folder.clone());
        let kept = if first { None } else { self.0.snapshots.get(&key) };
        let entries = match kept {
            Some(entries) => entries,
            None => {
                let entries = Arc::new(self.visible(user, folder).await?);
                self.0.snapshots.put(key, entries.clone());
                entries
            }
        };
        let (named, others) = self.access_in(user, folder).await?;
        let access = |entry: &Entry| named.get(&entry.name).copied().unwrap_or(others);
        Ok(entries.iter().skip(skip).take(take).map(|entry| (entry.clone(), access(entry))).collect())
    }

    /// A folder's entries without those at the root that the user has nothing to do with.
    async fn visible(&self, user: &User, folder: &Location) -> Result<Vec<Entry>> {
        let mut entries = self.list(folder).await?;
        if folder.path().is_empty() {
            let (named, others) = self.access_in(user, folder).await?;
            entries.retain(|entry| named.get(&entry.name).copied().unwrap_or(others) != Access::NONE);
        }
        Ok(entries)
    }
}

fn read(inner: &Inner, at: &Location) -> Result<Vec<Entry>> {
    let (dir, path) = inner.enter(at)?;
    let reader = dir.read_dir(path).map_err(|error| missing(at, error))?;
    let mut entries = Vec::new();
    for entry in reader {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        // A link shows what it leads to, if that may be followed, and otherwise itself.
        let target = match entry.file_type()?.is_symlink() {
            true => dir.metadata(format!("{path}/{name}")).ok(),
            false => None,
        };
        match target.map_or_else(|| entry.metadata(), Ok) {
            Ok(metadata) => entries.push(Entry::new(name, &metadata)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(Error::from(error)),
        }
    }
    entries.sort_unstable_by(|a, b| a.name.cmp(&b.name));
    Ok(entries)
}
