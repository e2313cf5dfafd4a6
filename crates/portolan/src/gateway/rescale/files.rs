//! Files and folders: the service knows them by ids, people by their paths.

use super::{Adapter, LIBRARY, Place, not_found, unsupported};
use crate::call::{CallOptions, Progress};
use crate::download::Download;
use crate::endpoint::{FieldValue, find};
use crate::error::{Error, Result};
use crate::gateway::FileEntry;
use crate::json::Json;
use crate::request::Request;
use crate::rescale::{ENDPOINTS, Files, Folders, PageQuery};
use crate::upload::UploadSource;

/// The library's own path.
const ROOT: &str = "/";

impl Adapter {
    pub(in crate::gateway) async fn list_files_page(
        &self,
        system: &str,
        path: &str,
        offset: u32,
        _limit: u32,
    ) -> Result<(Vec<FileEntry>, Option<u32>)> {
        // A page of a folder is not known by its offset: the first is the whole.
        let entries = if offset == 0 { self.list_files(system, path).await? } else { Vec::new() };
        Ok((entries, None))
    }

    pub(in crate::gateway) async fn list_files(&self, system: &str, path: &str) -> Result<Vec<FileEntry>> {
        check_system(system)?;
        let path = normal(path);
        let folder = self.place(&path).await?;
        if !folder.folder {
            return Err(Error::invalid("path", "must lead to a folder"));
        }
        Ok(self.contents(&path, &folder).await?.into_iter().map(|(entry, _)| entry).collect())
    }

    /// The entries of a folder with their ids, which are remembered.
    async fn contents(&self, path: &str, folder: &Place) -> Result<Vec<(FileEntry, Place)>> {
        let query = PageQuery::default();
        let items = if folder.id.is_empty() {
            self.all(Files::list_request(&query)?).await?
        } else {
            self.all(Folders::contents_request(&folder.id, &query)?).await?
        };
        let entries: Vec<_> = items.iter().map(|item| entry(item, path)).collect();
        let mut known = self.known();
        let below = if path == ROOT { ROOT.to_owned() } else { format!("{path}/") };
        known.places.retain(|known, _| !known.starts_with(&below) || known[below.len()..].contains('/'));
        known.places.extend(entries.iter().map(|(entry, place)| (entry.path.clone(), place.clone())));
        Ok(entries)
    }

    /// What lies at a path; unknown paths are looked up folder by folder.
    pub(super) async fn place(&self, path: &str) -> Result<Place> {
        let path = normal(path);
        if let Some(place) = self.known().places.get(&path) {
            return Ok(place.clone());
        }
        let mut place = self.root().await?;
        let mut at = ROOT.to_owned();
        for name in path.split('/').filter(|name| !name.is_empty()) {
            let entries = self.contents(&at, &place).await?;
            let found = entries.into_iter().find(|(entry, _)| entry.name == name);
            let (entry, next) = found.ok_or_else(|| not_found(&format!("file or folder {path}")))?;
            (at, place) = (entry.path, next);
        }
        Ok(place)
    }

    /// The library. Where the service has no folders it is the list of all files, which has no id.
    async fn root(&self) -> Result<Place> {
        if let Some(root) = self.known().places.get(ROOT) {
            return Ok(root.clone());
        }
        let id = match self.calls().document(Folders::roots_request()?).await {
            Ok(roots) => roots.text_of("myLibrary").unwrap_or_default(),
            Err(error) if matches!(error.status, Some(403 | 404 | 405 | 501)) => String::new(),
            Err(error) => return Err(error),
        };
        let root = Place { id, folder: true };
        self.known().places.insert(ROOT.to_owned(), root.clone());
        Ok(root)
    }

    pub(in crate::gateway) async fn upload(
        &self,
        system: &str,
        folder: &str,
        source: UploadSource,
        progress: Progress,
    ) -> Result<()> {
        check_system(system)?;
        let path = normal(folder);
        let place = self.place(&path).await?;
        let name = source.name().to_owned();
        let older = self.contents(&path, &place).await?.into_iter().find(|(entry, _)| entry.name == name);

        let mut request = Request::new(find(&ENDPOINTS, "files.upload")?);
        request.form_field("file", FieldValue::File(source));
        let options = CallOptions { progress: Some(progress), ..self.calls().options().clone() };
        let stored = self.calls().with(options).document(request).await?;
        let id = stored.text_of("id").unwrap_or_default();
        if path != ROOT {
            self.put_into(&id, &place).await?;
        }
        // Each upload is a file of its own: an older one of the name would stay beside it.
        if let Some((_, older)) = older.filter(|(entry, _)| !entry.folder) {
            self.calls().nothing(Files::delete_request(&older.id)?).await?;
        }
        let path = format!("{}/{name}", path.trim_end_matches('/'));
        self.known().places.insert(path, Place { id, folder: false });
        Ok(())
    }

    async fn put_into(&self, id: &str, folder: &Place) -> Result<()> {
        let mut body = Json::object();
        body.set("currentFolderId", folder.id.as_str().into());
        self.send("files.move", &[("file_id", id)], &body).await.map(drop)
    }

    pub(in crate::gateway) async fn download(&self, system: &str, path: &str) -> Result<Download> {
        check_system(system)?;
        let place = self.file(path, "download a folder").await?;
        self.calls().download(Files::download_request(&place.id)?).await
    }

    pub(in crate::gateway) async fn make_folder(&self, system: &str, folder: &str, name: &str) -> Result<()> {
        check_system(system)?;
        let parent = self.place(folder).await?;
        let mut body = Json::object();
        body.set("name", name.into());
        self.send("folders.create", &[("parent_id", &parent.id)], &body).await.map(drop)
    }

    pub(in crate::gateway) async fn rename_file(&self, system: &str, path: &str, name: &str) -> Result<()> {
        check_system(system)?;
        let place = self.file(path, "rename a folder").await?;
        self.call_it(&place, name).await?;
        self.known().places.remove(&normal(path));
        Ok(())
    }

    async fn call_it(&self, place: &Place, name: &str) -> Result<()> {
        let mut body = Json::object();
        body.set("name", name.into());
        self.send("files.update", &[("file_id", &place.id)], &body).await.map(drop)
    }

    pub(in crate::gateway) async fn copy_file(&self, _system: &str, _from: &str, _to: &str) -> Result<()> {
        Err(unsupported("copy a file"))
    }

    pub(in crate::gateway) async fn move_file(&self, system: &str, from: &str, to: &str) -> Result<()> {
        check_system(system)?;
        let (from, to) = (normal(from), normal(to));
        let place = self.file(&from, "move a folder").await?;
        let (folder, name) = to.rsplit_once('/').unwrap_or((ROOT, &to));
        let folder = self.place(folder).await?;
        self.put_into(&place.id, &folder).await?;
        if from.rsplit('/').next() != Some(name) {
            self.call_it(&place, name).await?;
        }
        self.known().places.remove(&from);
        Ok(())
    }

    pub(in crate::gateway) async fn delete_file(&self, system: &str, path: &str) -> Result<()> {
        check_system(system)?;
        let place = self.place(path).await?;
        let request = if place.folder {
            Folders::delete_request(&place.id)?
        } else {
            Files::delete_request(&place.id)?
        };
        self.calls().nothing(request).await?;
        self.known().places.remove(&normal(path));
        Ok(())
    }

    async fn file(&self, path: &str, what: &str) -> Result<Place> {
        let place = self.place(path).await?;
        if place.folder { Err(unsupported(what)) } else { Ok(place) }
    }
}

fn check_system(system: &str) -> Result<()> {
    if system == LIBRARY { Ok(()) } else { Err(not_found(&format!("system {system} that keeps files"))) }
}

/// A path from the library's root, also of one that is named with its system.
pub(super) fn normal(path: &str) -> String {
    let path =
        path.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map_or(path, |(_, path)| path);
    let names: Vec<_> = path.split('/').filter(|name| !name.is_empty()).collect();
    format!("/{}", names.join("/"))
}

/// An entry of a folder, or of the list of all files.
fn entry(item: &Json, folder: &str) -> (FileEntry, Place) {
    let is_folder = item.text_of("type").as_deref() == Some("folder");
    let wrapped = item.get("item");
    let file = if wrapped.exists() { &wrapped } else { item };
    let name = file.text_of("name").unwrap_or_default();
    let place = Place { id: file.text_of("id").unwrap_or_default(), folder: is_folder };
    let entry = FileEntry {
        path: format!("{}/{name}", folder.trim_end_matches('/')),
        name,
        folder: is_folder,
        size: file.number_of("decryptedSize"),
        modified: file.text_of("dateUploaded"),
        mime: None,
        permissions: "ALL".to_owned(),
    };
    (entry, place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_begin_at_the_library() {
        for (path, expected) in
            [("", "/"), ("a//b/", "/a/b"), ("/a b", "/a b"), ("agave://library//a/b", "/a/b")]
        {
            assert_eq!(normal(path), expected, "{path}");
        }
    }

    #[test]
    fn entries_of_folders_and_of_the_flat_list_are_read() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/rescale/folder.json");
        let items = Json::parse(&std::fs::read_to_string(path).unwrap()).unwrap().get("results").items();
        let (folder, place) = entry(&items[0], "/");
        assert_eq!((folder.path.as_str(), folder.folder, place.id.as_str()), ("/cases", true, "fSub"));
        let (file, _) = entry(&items[1], "/x");
        assert_eq!((file.path.as_str(), file.size, file.folder), ("/x/wing.zip", 20_480, false));
        let (file, place) = entry(&items[1].get("item"), "/");
        assert_eq!((file.name.as_str(), place.id.as_str()), ("wing.zip", "AbCdEf"));
    }
}
