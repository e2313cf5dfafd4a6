//! Files: list, move, share and transfer them.

use serde_json::Value;

use super::permissions::{Acl, ListQuery, PermissionRequest};
use crate::download::Download;
use crate::endpoint::{FieldValue, ParamKind, Parameter};
use crate::page::Page;
use crate::upload::UploadSource;
use crate::{api, fields, model};

/// Works with files on a system, or on the caller's default storage system.
///
/// A path is relative to the caller's home folder on the system; with a leading slash it begins at the system's root.
///
/// ```no_run
/// # async fn example(agave: portolan::agave::Agave) -> portolan::Result<()> {
/// use portolan::UploadSource;
/// use portolan::agave::FileImport;
///
/// let file = UploadSource::Bytes { name: "notes.txt".into(), bytes: b"one two".to_vec() };
/// let import = FileImport { file_to_upload: Some(file), ..Default::default() };
/// agave.files().import_data("data.system", "notes", &import).await?;
/// # Ok(())
/// # }
/// ```
///
/// ```js
/// const onProgress = ({ loaded, total }) => console.log(loaded / total);
/// await agave.files.importData({ systemId: "data.system", filePath: "notes", fileToUpload: file }, { onProgress });
/// const response = await agave.files.download({ systemId: "data.system", filePath: "notes/a.txt" });
/// ```
#[api("files", "/files/v2")]
pub trait Files {
    /// Downloads a file from the default storage system.
    #[get("/media/{sourcefilePath}", read)]
    fn download_from_default_system(&self, sourcefile_path: &str) -> Download;

    /// Uploads a file into a folder of the default storage system, or has the service fetch one.
    #[post("/media/{sourcefilePath}", once)]
    fn import_to_default_system(&self, sourcefile_path: &str, form: &FileImport) -> LogicalFile;

    /// Makes a folder, renames, copies or moves on the default storage system.
    #[put("/media/{sourcefilePath}", once)]
    fn manage_on_default_system(
        &self,
        sourcefile_path: &str,
        body: &FileOperationRequest,
    ) -> Option<LogicalFile>;

    /// Deletes a file or a whole folder from the default storage system.
    #[delete("/media/{sourcefilePath}", set)]
    fn delete_from_default_system(&self, sourcefile_path: &str);

    /// Downloads a file.
    #[get("/media/system/{systemId}/{filePath}", read)]
    fn download(&self, system_id: &str, file_path: &str) -> Download;

    /// Uploads a file into a folder, or has the service fetch one. A file of the same name is replaced.
    #[post("/media/system/{systemId}/{filePath}", once)]
    fn import_data(&self, system_id: &str, file_path: &str, form: &FileImport) -> LogicalFile;

    /// Makes a folder, renames, copies or moves.
    #[put("/media/system/{systemId}/{filePath}", once)]
    fn manage(&self, system_id: &str, file_path: &str, body: &FileOperationRequest) -> Option<LogicalFile>;

    /// Deletes a file or a whole folder.
    #[delete("/media/system/{systemId}/{filePath}", set)]
    fn delete(&self, system_id: &str, file_path: &str);

    /// Lists a folder of the default storage system.
    #[get("/listings/{filePath}", read)]
    fn list_on_default_system(&self, file_path: &str, query: &ListQuery) -> Page<RemoteFile>;

    /// Lists a folder; its first entry is the folder itself, named `.`.
    #[get("/listings/system/{systemId}/{filePath}", read)]
    fn list(&self, system_id: &str, file_path: &str, query: &ListQuery) -> Page<RemoteFile>;

    /// Tells what has happened to a file of the default storage system.
    #[get("/history/{filePath}", read)]
    fn get_history_on_default_system(&self, file_path: &str, query: &ListQuery) -> Page<FileHistory>;

    /// Tells what has happened to a file.
    #[get("/history/system/{systemId}/{filePath}", read)]
    fn get_history(&self, system_id: &str, file_path: &str, query: &ListQuery) -> Page<FileHistory>;

    /// Lists who may do what with a file of the default storage system.
    #[get("/pems/{filePath}", read)]
    fn list_permissions_on_default_system(&self, file_path: &str, query: &ListQuery) -> Page<FilePermission>;

    /// Gives a user a permission on a file of the default storage system.
    #[post("/pems/{filePath}", set)]
    fn update_permissions_on_default_system(
        &self,
        file_path: &str,
        body: &PermissionRequest,
    ) -> Vec<FilePermission>;

    /// Lists who may do what with a file.
    #[get("/pems/system/{systemId}/{filePath}", read)]
    fn list_permissions(&self, system_id: &str, file_path: &str, query: &ListQuery) -> Page<FilePermission>;

    /// Gives a user a permission on a file.
    #[post("/pems/system/{systemId}/{filePath}", set)]
    fn update_permissions(
        &self,
        system_id: &str,
        file_path: &str,
        body: &PermissionRequest,
    ) -> Vec<FilePermission>;

    /// Takes everybody's permissions on a file, its owner's excepted.
    #[delete("/pems/system/{systemId}/{filePath}", set)]
    fn delete_permissions(&self, system_id: &str, file_path: &str);
}

/// A file or folder in a listing.
#[model]
pub struct RemoteFile {
    pub name: String,
    /// From the system's root.
    pub path: String,
    /// `file` or `dir`.
    #[serde(rename = "type")]
    pub kind: String,
    /// `raw` or `folder`.
    pub format: Option<String>,
    /// Bytes.
    pub length: u64,
    pub last_modified: Option<String>,
    pub mime_type: Option<String>,
    /// What the caller may do, as in `READ_WRITE`.
    pub permissions: Option<String>,
    pub system: Option<String>,
    #[serde(rename = "_links")]
    pub links: Option<Value>,
}

/// A file that the service is about to store or has changed.
#[model]
pub struct LogicalFile {
    pub name: String,
    pub path: String,
    pub uuid: Option<String>,
    pub owner: Option<String>,
    pub internal_username: Option<String>,
    pub last_modified: Option<String>,
    pub source: Option<String>,
    /// `STAGING_QUEUED` after an upload: the file is there when its history says `STAGING_COMPLETED`.
    pub status: Option<String>,
    pub system_id: Option<String>,
    pub native_format: Option<String>,
    #[serde(rename = "_links")]
    pub links: Option<Value>,
}

/// A file to upload, or an address to fetch it from.
#[fields]
pub struct FileImport {
    /// The file's content.
    pub file_to_upload: Option<UploadSource>,
    /// The name to store it under; else the file's own.
    pub file_name: Option<String>,
    /// Its format; the service ignores it.
    pub file_type: Option<String>,
    /// Where the service fetches the file itself: http, https, ftp, sftp or `agave://system/path`.
    pub url_to_ingest: Option<String>,
    /// An e-mail or web address that is told of the end.
    #[serde(rename = "callbackURL")]
    pub callback_url: Option<String>,
    /// Whom to tell of what happens to the file.
    pub notifications: Option<Vec<FileNotificationRequest>>,
}

/// Whom to tell of a file's events.
#[model]
pub struct FileNotificationRequest {
    /// An e-mail or web address.
    pub url: String,
    /// An event such as `STAGING_COMPLETED`, or `*`.
    pub event: String,
    /// Whether to tell more than once.
    pub persistent: Option<bool>,
}

impl Parameter for Vec<FileNotificationRequest> {
    const KIND: ParamKind = ParamKind::Json;
    fn visit(&self, name: &'static str, visitor: &mut dyn FnMut(&'static str, FieldValue)) {
        // Texts and flags can always be written.
        let text = serde_json::to_string(self).unwrap_or_default();
        visitor(name, FieldValue::Text(text));
    }
}

/// An action on a file or folder.
#[model]
pub struct FileOperationRequest {
    /// `mkdir`, `rename`, `copy` or `move`.
    pub action: String,
    /// For `mkdir` below the folder, for `rename` the new name, else the destination on the same system.
    pub path: Option<String>,
    /// Whether `copy` appends to an existing file.
    pub append: Option<bool>,
}

/// An event in a file's life.
#[model]
pub struct FileHistory {
    pub id: Option<String>,
    pub status: String,
    pub created: Option<String>,
    pub created_by: Option<String>,
    pub description: Option<String>,
    #[serde(rename = "_links")]
    pub links: Option<Value>,
}

/// A user's permission on a file.
#[model]
pub struct FilePermission {
    pub username: String,
    pub internal_username: Option<String>,
    pub permission: Acl,
    pub recursive: Option<bool>,
    #[serde(rename = "_links")]
    pub links: Option<Value>,
}
