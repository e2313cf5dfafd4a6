//! Files.

use super::{Adapter, PAGE, collect};
use crate::agave::{FileImport, FileOperationRequest, ListQuery, RemoteFile};
use crate::call::{CallOptions, Progress};
use crate::download::Download;
use crate::error::{Code, Error, Result};
use crate::gateway::FileEntry;
use crate::transport;
use crate::upload::UploadSource;

/// How often the service is asked whether it has stored an upload, and how long between.
const STORED_TRIES: u32 = 240;
const STORED_MS: u64 = 500;

impl Adapter {
    pub(in crate::gateway) async fn list_files_page(
        &self,
        system: &str,
        path: &str,
        offset: u32,
        limit: u32,
    ) -> Result<(Vec<FileEntry>, Option<u32>)> {
        let query = ListQuery { limit: Some(limit), offset: Some(offset), ..ListQuery::default() };
        let page = self.agave.files().list(system, path, &query).await?;
        let next = page.next.and_then(|next| u32::try_from(next).ok());
        Ok((page.into_iter().filter(|file| file.name != ".").map(entry).collect(), next))
    }

    pub(in crate::gateway) async fn list_files(&self, system: &str, path: &str) -> Result<Vec<FileEntry>> {
        let query = ListQuery { limit: Some(PAGE), ..ListQuery::default() };
        let files = collect(self.agave.files().list_all(system, path, &query)).await?;
        Ok(files.into_iter().filter(|file| file.name != ".").map(entry).collect())
    }

    pub(in crate::gateway) async fn upload(
        &self,
        system: &str,
        folder: &str,
        source: UploadSource,
        progress: Progress,
    ) -> Result<()> {
        let path = format!("{}/{}", folder.trim_end_matches('/'), source.name());
        // At the home folder itself there is nothing before the name.
        let path = if folder.is_empty() { source.name().to_owned() } else { path };
        let file_name = Some(source.name().to_owned());
        let form = FileImport { file_to_upload: Some(source), file_name, ..FileImport::default() };
        let options = CallOptions { progress: Some(progress), ..CallOptions::default() };
        let stored = self.agave.with(options).files().import_data(system, folder, &form).await?;
        if stored.status.as_deref().is_some_and(is_on_its_way) {
            self.wait_until_stored(system, &path).await?;
        }
        Ok(())
    }

    /// The service answers an upload before it has stored the file; its history tells when it has.
    async fn wait_until_stored(&self, system: &str, path: &str) -> Result<()> {
        let query = ListQuery { limit: Some(PAGE), ..ListQuery::default() };
        for _ in 0..STORED_TRIES {
            let history = collect(self.agave.files().get_history_all(system, path, &query)).await;
            let last = match &history {
                Ok(events) => events.iter().rev().find(|event| event.status.starts_with("STAGING")),
                Err(error) if error.is_not_found() => None,
                Err(error) => return Err(error.clone()),
            };
            match last.map(|event| event.status.as_str()) {
                Some("STAGING_COMPLETED") => return Ok(()),
                Some("STAGING_FAILED") => {
                    let why = last.and_then(|event| event.description.clone()).unwrap_or_default();
                    return Err(Error::new(Code::Unavailable, format!("{path} could not be stored. {why}")));
                }
                _ => transport::sleep(STORED_MS).await,
            }
        }
        Err(Error::new(Code::Timeout, format!("The service has not said yet that {path} is stored.")))
    }

    pub(in crate::gateway) async fn download(&self, system: &str, path: &str) -> Result<Download> {
        self.agave.files().download(system, path).await
    }

    pub(in crate::gateway) async fn manage_file(
        &self,
        system: &str,
        path: &str,
        action: &str,
        target: &str,
    ) -> Result<()> {
        let request = FileOperationRequest {
            action: action.to_owned(),
            path: Some(target.to_owned()),
            ..FileOperationRequest::default()
        };
        self.agave.files().manage(system, path, &request).await.map(drop)
    }

    pub(in crate::gateway) async fn delete_file(&self, system: &str, path: &str) -> Result<()> {
        self.agave.files().delete(system, path).await
    }
}

fn is_on_its_way(status: &str) -> bool {
    matches!(status, "STAGING_QUEUED" | "STAGING")
}

pub(super) fn entry(file: RemoteFile) -> FileEntry {
    let folder = file.kind == "dir" || file.format.as_deref() == Some("folder");
    let path = if file.path.starts_with('/') { file.path } else { format!("/{}", file.path) };
    FileEntry {
        name: file.name,
        path,
        folder,
        size: file.length,
        modified: file.last_modified,
        mime: file.mime_type.filter(|_| !folder),
        permissions: file.permissions.unwrap_or_default(),
    }
}
