//! Files.

use super::Adapter;
use crate::agave::{Files, ListQuery};
use crate::call::{CallOptions, Progress};
use crate::download::Download;
use crate::endpoint::{FieldValue, find};
use crate::error::{Code, Error, Result};
use crate::gateway::FileEntry;
use crate::json::Json;
use crate::request::Request;
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
        let files = self.calls().document(Files::list_request(system, path, &query)?).await?.items();
        let next = u32::try_from(files.len()).ok().filter(|length| *length > 0).map(|length| offset + length);
        Ok((entries(&files), next))
    }

    pub(in crate::gateway) async fn list_files(&self, system: &str, path: &str) -> Result<Vec<FileEntry>> {
        Ok(entries(&self.all(Files::list_request(system, path, &ListQuery::default())?).await?))
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
        let mut request = Request::new(find(&crate::agave::ENDPOINTS, "files.importData")?);
        request.segment("systemId", system)?;
        request.segment("filePath", folder)?;
        request.form_field("fileName", FieldValue::Text(source.name().to_owned()));
        request.form_field("fileToUpload", FieldValue::File(source));
        let options = CallOptions { progress: Some(progress), ..self.calls().options().clone() };
        let stored = self.calls().with(options).document(request).await?;
        if stored.text_of("status").is_some_and(|status| is_on_its_way(&status)) {
            self.wait_until_stored(system, &path).await?;
        }
        Ok(())
    }

    /// The service answers an upload before it has stored the file; its history tells when it has.
    async fn wait_until_stored(&self, system: &str, path: &str) -> Result<()> {
        for _ in 0..STORED_TRIES {
            let request = Files::get_history_request(system, path, &ListQuery::default())?;
            let events = match self.all(request).await {
                Err(error) if error.is_not_found() => Vec::new(),
                events => events?,
            };
            let words = events.iter().rev().filter_map(|event| Some((event.text_of("status")?, event)));
            match words.into_iter().find(|(word, _)| word.starts_with("STAGING")) {
                Some((word, _)) if word == "STAGING_COMPLETED" => return Ok(()),
                Some((word, event)) if word == "STAGING_FAILED" => {
                    let why = event.text_of("description").unwrap_or_default();
                    return Err(Error::new(Code::Unavailable, format!("{path} could not be stored. {why}")));
                }
                _ => transport::sleep(STORED_MS).await,
            }
        }
        Err(Error::new(Code::Timeout, format!("The service has not said yet that {path} is stored.")))
    }

    pub(in crate::gateway) async fn download(&self, system: &str, path: &str) -> Result<Download> {
        self.calls().download(Files::download_request(system, path)?).await
    }

    pub(in crate::gateway) async fn make_folder(&self, system: &str, folder: &str, name: &str) -> Result<()> {
        self.manage_file(system, folder, "mkdir", name).await
    }

    pub(in crate::gateway) async fn rename_file(&self, system: &str, path: &str, name: &str) -> Result<()> {
        self.manage_file(system, path, "rename", name).await
    }

    pub(in crate::gateway) async fn copy_file(&self, system: &str, from: &str, to: &str) -> Result<()> {
        self.manage_file(system, from, "copy", to).await
    }

    pub(in crate::gateway) async fn move_file(&self, system: &str, from: &str, to: &str) -> Result<()> {
        self.manage_file(system, from, "move", to).await
    }

    async fn manage_file(&self, system: &str, path: &str, action: &str, target: &str) -> Result<()> {
        let mut body = Json::object();
        body.set("action", action.into());
        body.set("path", target.into());
        self.send("files.manage", &[("systemId", system), ("filePath", path)], &body).await.map(drop)
    }

    pub(in crate::gateway) async fn delete_file(&self, system: &str, path: &str) -> Result<()> {
        self.calls().nothing(Files::delete_request(system, path)?).await
    }
}

fn is_on_its_way(status: &str) -> bool {
    matches!(status, "STAGING_QUEUED" | "STAGING")
}

/// The entries of a folder, its own left out.
fn entries(files: &[Json]) -> Vec<FileEntry> {
    files.iter().map(entry).filter(|file| file.name != ".").collect()
}

pub(super) fn entry(file: &Json) -> FileEntry {
    let text = |name| file.text_of(name).unwrap_or_default();
    let folder = text("type") == "dir" || text("format") == "folder";
    let path = text("path");
    FileEntry {
        name: text("name"),
        path: if path.starts_with('/') { path } else { format!("/{path}") },
        folder,
        size: file.number_of("length"),
        modified: file.text_of("lastModified"),
        mime: file.text_of("mimeType").filter(|_| !folder),
        permissions: text("permissions"),
    }
}
