//! All files below a folder.

use crate::error::Result;
use crate::storage::{Entry, Location, Storage};

/// The folder for what was moved to the trash.
pub(super) const TRASH: &str = ".rescale-trash";
/// Files that are looked at; what is beyond is found by way of its folder.
const MOST: usize = 20_000;

/// The files below a folder, and whether these are all.
pub(super) async fn files(storage: &Storage, root: &Location) -> Result<(Vec<(Location, Entry)>, bool)> {
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        let entries = match storage.list(&folder).await {
            // It went meanwhile.
            Err(error) if error.status().is_client_error() => continue,
            entries => entries?,
        };
        for entry in entries.into_iter().filter(|entry| entry.name != TRASH) {
            let Ok(at) = folder.join(&entry.name) else { continue };
            if entry.folder {
                folders.push(at);
            } else if found.len() < MOST {
                found.push((at, entry));
            } else {
                return Ok((found, false));
            }
        }
    }
    Ok((found, true))
}
