//! Copying an app's files out of its owner's home, for everybody to run.

use std::io;
use std::path::Path;

use cap_std::ambient_authority;
use cap_std::fs::Dir;

use crate::error::Result;
use crate::storage::{Location, Storage};

/// Copies the files and folders of a place into a folder of the server's own. Links are left out: they may lead
/// anywhere.
pub async fn publish_files(storage: &Storage, from: &Location, to: &Path) -> Result<()> {
    let top = storage.host_path(&Location::new(from.system.clone(), from.top())?);
    let (below, to) =
        (from.path().trim_start_matches(from.top()).trim_start_matches('/').to_owned(), to.to_owned());
    tokio::task::spawn_blocking(move || {
        let home = Dir::open_ambient_dir(top, ambient_authority())?;
        let below = if below.is_empty() { "." } else { &below };
        // The handle sees to it that links in the path do not lead out of the home.
        copy_tree(&home.open_dir(below)?, &to)
    })
    .await??;
    Ok(())
}

fn copy_tree(from: &Dir, to: &Path) -> io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in from.entries()? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        let sort = entry.file_type()?;
        if sort.is_dir() {
            copy_tree(&entry.open_dir()?, &target)?;
        } else if sort.is_file() {
            let mut source = entry.open()?.into_std();
            let mut copy = std::fs::File::create(target)?;
            io::copy(&mut source, &mut copy)?;
            copy.set_permissions(source.metadata()?.permissions())?;
        }
    }
    Ok(())
}
