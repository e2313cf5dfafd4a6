//! Files: inputs, scripts and outputs.

use crate::download::Download;
use crate::page::Page;
use crate::upload::UploadSource;
use crate::{api, fields, model};

use super::PageQuery;

/// Uploads, lists, moves and downloads files.
///
/// ```no_run
/// # async fn example(rescale: portolan::rescale::Rescale) -> portolan::Result<()> {
/// use portolan::UploadSource;
/// use portolan::rescale::FileUpload;
///
/// let file = UploadSource::Bytes { name: "wing.zip".into(), bytes: std::fs::read("wing.zip").unwrap_or_default() };
/// println!("{}", rescale.files().upload(&FileUpload { file, type_id: Some(1) }).await?.id);
/// # Ok(())
/// # }
/// ```
///
/// ```js
/// const file = await rescale.files.upload({ file: input.files[0] }, { onProgress: ({ loaded, total }) => console.log(loaded / total) });
/// ```
#[api("files", "/api", plain)]
pub trait Files {
    /// Lists files, those of all jobs among them.
    #[get("/v2/files/", read)]
    fn list(&self, query: &PageQuery) -> Page<File>;

    /// Fetches what is known of one file.
    #[get("/v2/files/{file_id}/", read)]
    fn get(&self, file_id: &str) -> File;

    /// Uploads a file; each upload makes a file of its own.
    #[post("/v2/files/contents/", once)]
    fn upload(&self, form: &FileUpload) -> File;

    /// Changes a file's name or type.
    #[patch("/v2/files/{file_id}/", set)]
    fn update(&self, file_id: &str, body: &FilePatch) -> File;

    /// Deletes a file.
    #[delete("/v2/files/{file_id}/", set)]
    fn delete(&self, file_id: &str);

    /// Downloads a file.
    #[get("/v2/files/{file_id}/contents/", read)]
    fn download(&self, file_id: &str) -> Download;

    /// Reads the first lines of a text file.
    #[get("/v2/files/{file_id}/lines/", read)]
    fn lines(&self, file_id: &str) -> FileLines;

    /// Moves a file to another folder.
    #[patch("/v3/files/{file_id}/", set)]
    fn r#move(&self, file_id: &str, body: &FileMove) -> CloudFile;
}

/// A file to upload.
#[fields]
pub struct FileUpload {
    /// Its content.
    pub file: UploadSource,
    /// 1 input, 2 template, 3 parameter, 4 script, 5 output, 7 design variable, 8 case, 9 optimizer, 10 temporary.
    pub type_id: Option<u32>,
}

/// What of a file to change.
#[model]
pub struct FilePatch {
    pub name: Option<String>,
    pub type_id: Option<i64>,
}

/// Where to move a file.
#[model]
pub struct FileMove {
    pub current_folder_id: String,
}

/// A file as a job names it.
#[model]
pub struct FileRef {
    pub id: String,
    /// Whether an archive is unpacked before the run.
    pub decompress: Option<bool>,
}

/// A file. Its `encoded_encryption_key` is a secret.
#[model]
pub struct File {
    pub id: String,
    pub name: String,
    pub type_id: Option<i64>,
    pub owner: Option<String>,
    pub path: Option<String>,
    /// Its place in the run's output.
    pub relative_path: Option<String>,
    pub decrypted_size: Option<u64>,
    pub date_uploaded: Option<String>,
    pub md5: Option<String>,
    pub file_checksums: Option<Vec<FileChecksum>>,
    pub is_uploaded: Option<bool>,
    pub is_deleted: Option<bool>,
    pub view_in_browser: Option<bool>,
    pub shared_with: Option<Vec<String>>,
    pub download_url: Option<String>,
    pub encoded_encryption_key: Option<String>,
    pub path_parts: Option<PathParts>,
    pub storage: Option<FileStorage>,
}

/// A file as the newer version of the service tells of it. Its `encoded_encryption_key` is a secret.
#[model]
pub struct CloudFile {
    pub id: String,
    pub name: String,
    pub type_id: Option<i64>,
    pub owner: Option<String>,
    pub path: Option<String>,
    pub decrypted_size: Option<u64>,
    pub date_uploaded: Option<String>,
    pub file_checksums: Option<Vec<FileChecksum>>,
    pub is_uploaded: Option<bool>,
    pub user_tags: Option<Vec<String>>,
    pub iv: Option<String>,
    pub encoded_encryption_key: Option<String>,
    pub path_parts: Option<PathParts>,
    pub storage: Option<FileStorage>,
}

/// A checksum.
#[model]
pub struct FileChecksum {
    pub hash_function: String,
    pub file_hash: String,
}

/// Where in a storage a file lies.
#[model]
pub struct PathParts {
    pub container: String,
    pub path: String,
}

/// The storage that a file lies in.
#[model]
pub struct FileStorage {
    pub id: String,
    /// `S3Storage` or `AzureStorage`.
    pub storage_type: String,
    pub encryption_type: Option<String>,
    pub connection_settings: Option<ConnectionSettings>,
}

/// How a storage is reached.
#[model]
pub struct ConnectionSettings {
    pub region: Option<String>,
    pub container: Option<String>,
    pub path_base: Option<String>,
    pub path_parts_base: Option<String>,
    pub account_name: Option<String>,
    pub storage_account: Option<String>,
}

/// The first lines of a file.
#[model]
pub struct FileLines {
    pub lines: Vec<String>,
}
