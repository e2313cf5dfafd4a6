//! Files on a service's systems.

use super::{Provider, provide};
use crate::call::Progress;
use crate::download::Download;
use crate::error::Result;
use crate::upload::UploadSource;

/// A file or folder.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FileEntry {
    /// Its name.
    pub name: String,
    /// Its path from the system's root, with a leading slash; in a job's output from the output's.
    pub path: String,
    /// Whether it is a folder.
    pub folder: bool,
    /// Its size in bytes.
    pub size: u64,
    /// When it was last changed, as in ISO 8601.
    pub modified: Option<String>,
    /// Its media type.
    pub mime: Option<String>,
    /// What the caller may do, in the service's words.
    pub permissions: String,
}

/// Lists, moves and transfers files.
///
/// A path is relative to the caller's home folder on the system; with a leading slash it begins at the system's root.
#[derive(Clone)]
pub struct Files {
    pub(super) provider: Provider,
}

impl Files {
    /// Fetches one page of a folder. The folder's own entry is not among the items, but counts for `offset` where the
    /// service counts it: go on at the returned place, until that is `None`.
    ///
    /// # Errors
    /// [`crate::Code::NotFound`] when there is no such folder.
    pub async fn page(
        &self,
        system: &str,
        path: &str,
        offset: u32,
        limit: u32,
    ) -> Result<(Vec<FileEntry>, Option<u32>)> {
        provide!(&self.provider, adapter => adapter.list_files_page(system, path, offset, limit).await)
    }

    /// Lists a whole folder.
    ///
    /// # Errors
    /// [`crate::Code::NotFound`] when there is no such folder.
    pub async fn list(&self, system: &str, path: &str) -> Result<Vec<FileEntry>> {
        provide!(&self.provider, adapter => adapter.list_files(system, path).await)
    }

    /// Uploads a file into a folder and waits until the service has stored it. A file of the same name is replaced. Dropping
    /// the future cancels the upload.
    ///
    /// # Errors
    /// [`crate::Code::NotFound`] when there is no such folder.
    pub async fn upload(
        &self,
        system: &str,
        folder: &str,
        source: UploadSource,
        progress: impl Fn(u64, u64) + Send + Sync + 'static,
    ) -> Result<()> {
        let progress: Progress = std::sync::Arc::new(progress);
        provide!(&self.provider, adapter => adapter.upload(system, folder, source, progress).await)
    }

    /// Downloads a file.
    ///
    /// # Errors
    /// [`crate::Code::NotFound`] when there is no such file.
    pub async fn download(&self, system: &str, path: &str) -> Result<Download> {
        provide!(&self.provider, adapter => adapter.download(system, path).await)
    }

    /// Makes a folder.
    ///
    /// # Errors
    /// [`crate::Code::Invalid`] when a file of this name is there.
    pub async fn mkdir(&self, system: &str, folder: &str, name: &str) -> Result<()> {
        provide!(&self.provider, adapter => adapter.make_folder(system, folder, name).await)
    }

    /// Gives a file or folder a new name in its folder.
    ///
    /// # Errors
    /// [`crate::Code::Invalid`] when the name is taken.
    pub async fn rename(&self, system: &str, path: &str, name: &str) -> Result<()> {
        provide!(&self.provider, adapter => adapter.rename_file(system, path, name).await)
    }

    /// Copies a file or folder to a path on the same system.
    ///
    /// # Errors
    /// [`crate::Code::NotFound`] when the destination's folder does not exist.
    pub async fn copy(&self, system: &str, from: &str, to: &str) -> Result<()> {
        provide!(&self.provider, adapter => adapter.copy_file(system, from, to).await)
    }

    /// Moves a file or folder to a path on the same system.
    ///
    /// # Errors
    /// [`crate::Code::NotFound`] when the destination's folder does not exist.
    pub async fn move_to(&self, system: &str, from: &str, to: &str) -> Result<()> {
        provide!(&self.provider, adapter => adapter.move_file(system, from, to).await)
    }

    /// Deletes a file or a whole folder.
    ///
    /// # Errors
    /// [`crate::Code::NotFound`] when there is none.
    pub async fn delete(&self, system: &str, path: &str) -> Result<()> {
        provide!(&self.provider, adapter => adapter.delete_file(system, path).await)
    }
}
