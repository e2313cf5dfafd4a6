//! Files and folders that the person hands over, by dropping or choosing them.

use std::collections::BTreeSet;

use js_sys::{Array, Function, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DataTransfer, File, FileList, FileSystemDirectoryEntry, FileSystemDirectoryReader, FileSystemEntry,
    FileSystemFileEntry,
};

use crate::sorting::sorted;

/// Files, each with its path below the folder that they go to, and folders that may be empty.
#[derive(Clone, Default)]
pub struct Incoming {
    files: Vec<(String, File)>,
    folders: BTreeSet<String>,
}

impl Incoming {
    /// Files without folders, or with those in which the browser says that they lay.
    pub fn of(list: Option<&FileList>) -> Self {
        let mut incoming = Self::default();
        let files = list.map(|list| (0..list.length()).filter_map(|index| list.get(index)));
        for file in files.into_iter().flatten() {
            let path = js_sys::Reflect::get(&file, &"webkitRelativePath".into()).ok();
            let path = path.and_then(|path| path.as_string()).filter(|path| !path.is_empty());
            incoming.add(path.unwrap_or_else(|| file.name()), file);
        }
        incoming.sorted()
    }

    fn sorted(self) -> Self {
        Self { files: sorted(self.files, |left, right| left.0.cmp(&right.0)), ..self }
    }

    fn add(&mut self, path: String, file: File) {
        self.folders.extend(above(&path).map(str::to_owned));
        self.files.push((path, file));
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty() && self.folders.is_empty()
    }

    /// The paths of the files.
    pub fn paths(&self) -> Vec<String> {
        self.files.iter().map(|(path, _)| path.clone()).collect()
    }

    /// The folders, each after the one that holds it.
    pub fn folders(&self) -> &BTreeSet<String> {
        &self.folders
    }

    /// A file by its place among the paths.
    pub fn file(&self, index: usize) -> &File {
        &self.files[index].1
    }

    /// The files alone, for a service that knows no folders.
    #[must_use]
    pub fn flattened(self) -> Self {
        let files = self.files.into_iter().map(|(path, file)| (crate::links::name(&path).to_owned(), file));
        Self { files: files.collect(), folders: BTreeSet::new() }
    }
}

/// The folders above a path, the topmost first.
fn above(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
}

/// What was dropped. The browser forgets it when its event is over, so it is taken now and walked later.
pub struct Dropped {
    entries: Vec<FileSystemEntry>,
    files: Option<FileList>,
}

impl Dropped {
    /// Takes what an event carries.
    pub fn take(data: &DataTransfer) -> Self {
        let items = data.items();
        let entries =
            (0..items.length()).filter_map(|index| items.get(index)?.webkit_get_as_entry().ok().flatten());
        Self { entries: entries.collect(), files: data.files() }
    }

    /// Walks through the folders. What the browser will not show of them is left out.
    pub async fn walk(self) -> Incoming {
        if self.entries.is_empty() {
            return Incoming::of(self.files.as_ref());
        }
        let mut incoming = Incoming::default();
        let mut open = self.entries;
        while let Some(entry) = open.pop() {
            let path = entry.full_path().trim_start_matches('/').to_owned();
            if entry.is_directory() {
                incoming.folders.insert(path);
                open.extend(read_folder(&entry.unchecked_into()).await);
            } else if let Some(file) = read_file(&entry.unchecked_into()).await {
                incoming.add(path, file);
            }
        }
        incoming.sorted()
    }
}

/// A folder's entries; the browser gives them in parts until there are no more.
async fn read_folder(folder: &FileSystemDirectoryEntry) -> Vec<FileSystemEntry> {
    let reader: FileSystemDirectoryReader = folder.create_reader();
    let mut all = Vec::new();
    loop {
        let part =
            promised(|done, failed| reader.read_entries_with_callback_and_callback(done, failed)).await;
        let part = part.map(|part| Array::from(&part)).unwrap_or_default();
        if part.length() == 0 {
            return all;
        }
        all.extend(part.iter().map(JsCast::unchecked_into));
    }
}

async fn read_file(file: &FileSystemFileEntry) -> Option<File> {
    promised(|done, failed| {
        file.file_with_callback_and_callback(done, failed);
        Ok(())
    })
    .await
    .map(JsCast::unchecked_into)
}

/// Waits for a function of the old kind, which is given what to call at its end.
async fn promised(start: impl Fn(&Function, &Function) -> Result<(), JsValue>) -> Option<JsValue> {
    let promise = Promise::new(&mut |done, failed| {
        if start(&done, &failed).is_err() {
            let _ = failed.call0(&JsValue::UNDEFINED);
        }
    });
    JsFuture::from(promise).await.ok()
}

#[cfg(test)]
mod tests {
    use super::above;

    #[test]
    fn every_folder_above_a_file_is_known() {
        assert_eq!(above("a/b/c.txt").collect::<Vec<_>>(), ["a", "a/b"]);
        assert_eq!(above("c.txt").count(), 0);
    }
}
