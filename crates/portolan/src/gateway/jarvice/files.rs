//! Files of vaults, which can only be listed.

use super::{Adapter, unsupported};
use crate::call::Progress;
use crate::download::Download;
use crate::error::Result;
use crate::gateway::{FileEntry, time};
use crate::jarvice::{Jarvice, VaultQuery};
use crate::json::Json;
use crate::upload::UploadSource;

impl Adapter {
    pub(in crate::gateway) async fn list_files_page(
        &self,
        system: &str,
        path: &str,
        offset: u32,
        _limit: u32,
    ) -> Result<(Vec<FileEntry>, Option<u32>)> {
        // There are no pages: the first is the whole.
        let entries = if offset == 0 { self.list_files(system, path).await? } else { Vec::new() };
        Ok((entries, None))
    }

    pub(in crate::gateway) async fn list_files(&self, system: &str, path: &str) -> Result<Vec<FileEntry>> {
        let folder = format!("/{}", path.trim_matches('/'));
        let query =
            VaultQuery { vault: system.to_owned(), path: folder.clone(), details: Some(true), sort: None };
        let rows = self.calls().document(Jarvice::vault_request(&query)?).await?;
        Ok(rows.items().iter().map(|row| entry(row, &folder)).collect())
    }

    pub(in crate::gateway) async fn upload(
        &self,
        _system: &str,
        _folder: &str,
        _source: UploadSource,
        _progress: Progress,
    ) -> Result<()> {
        Err(unsupported("take files; they come to a vault by SFTP"))
    }

    pub(in crate::gateway) async fn download(&self, _system: &str, _path: &str) -> Result<Download> {
        Err(unsupported("give files; they leave a vault by SFTP"))
    }

    pub(in crate::gateway) async fn make_folder(
        &self,
        _system: &str,
        _folder: &str,
        _name: &str,
    ) -> Result<()> {
        Err(unsupported("make a folder"))
    }

    pub(in crate::gateway) async fn rename_file(
        &self,
        _system: &str,
        _path: &str,
        _name: &str,
    ) -> Result<()> {
        Err(unsupported("rename a file"))
    }

    pub(in crate::gateway) async fn copy_file(&self, _system: &str, _from: &str, _to: &str) -> Result<()> {
        Err(unsupported("copy a file"))
    }

    pub(in crate::gateway) async fn move_file(&self, _system: &str, _from: &str, _to: &str) -> Result<()> {
        Err(unsupported("move a file"))
    }

    pub(in crate::gateway) async fn delete_file(&self, _system: &str, _path: &str) -> Result<()> {
        Err(unsupported("delete a file"))
    }
}

/// `["name", size, time]`; the name of a folder ends in a slash.
fn entry(row: &Json, folder: &str) -> FileEntry {
    let parts = row.items();
    let part = |index: usize| parts.get(index).and_then(Json::text).unwrap_or_default();
    let name = part(0);
    let is_folder = name.ends_with('/');
    let name = name.trim_end_matches('/').to_owned();
    FileEntry {
        path: format!("{}/{name}", folder.trim_end_matches('/')),
        name,
        folder: is_folder,
        size: crate::json::whole(&part(1)),
        modified: time::moment(crate::json::whole(&part(2))),
        mime: None,
        permissions: "READ".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_entries_and_a_slash_makes_a_folder() {
        let rows = Json::parse(r#"[["cases/", 0, 0], ["a b.foam", "20480", "1763632800"]]"#).unwrap().items();
        let folder = entry(&rows[0], "/");
        assert_eq!((folder.path.as_str(), folder.folder, folder.modified), ("/cases", true, None));
        let file = entry(&rows[1], "/x");
        assert_eq!((file.path.as_str(), file.size), ("/x/a b.foam", 20_480));
        assert_eq!(file.modified.as_deref(), Some("2025-11-20T10:00:00Z"));
    }
}
