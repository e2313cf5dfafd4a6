//! Files by their place: the system and the path as one text.

use super::Agave;
use super::files::{FileHistory, FilePermission, LogicalFile, RemoteFile};
use crate::download::Download;
use crate::page::Page;
use crate::place::Place;
use crate::upload::UploadSource;
use crate::{api, fields};

/// Works with files by their place, as in `data.system/notes/a.txt`: what Agave's command line tools call `files-…`.
///
/// ```no_run
/// # async fn example(agave: portolan::agave::Agave) -> portolan::Result<()> {
/// use portolan::agave::FileTarget;
///
/// agave.files_mkdir(&"data.system/notes/old".parse()?).await?;
/// let target = FileTarget { destination: "data.system/notes/old/a.txt".parse()? };
/// agave.files_move(&"data.system/notes/a.txt".parse()?, &target).await?;
/// # Ok(())
/// # }
/// ```
///
/// ```js
/// for await (const file of agave.filesListAll({ path: "data.system/notes" })) console.log(file.name);
/// await agave.filesMove({ path: "data.system/notes/a.txt", destination: "data.system/notes/old/a.txt" });
/// ```
#[api(Agave, "/files/v2")]
pub trait Places {
    /// Lists a folder; its first entry is the folder itself, named `.`.
    #[get("/listings/system/{systemId}/{path}", read)]
    fn files_list(&self, place: &Place, query: &PlaceQuery) -> Page<RemoteFile>;

    /// Downloads a file.
    #[get("/media/system/{systemId}/{path}", read)]
    fn files_download(&self, place: &Place) -> Download;

    /// Uploads a file into a folder. A file of the same name is replaced.
    #[post("/media/system/{systemId}/{path}", once)]
    fn files_upload(&self, place: &Place, form: &PlaceUpload) -> LogicalFile;

    /// Copies a file or folder on its system.
    #[put("/media/system/{systemId}/{path}", once, fixed = "action=copy")]
    fn files_copy(&self, place: &Place, form: &FileTarget) -> Option<LogicalFile>;

    /// Moves a file or folder on its system.
    #[put("/media/system/{systemId}/{path}", once, fixed = "action=move")]
    fn files_move(&self, place: &Place, form: &FileTarget) -> Option<LogicalFile>;

    /// Deletes a file or a whole folder.
    #[delete("/media/system/{systemId}/{path}", set)]
    fn files_delete(&self, place: &Place);

    /// Has the service fetch a file into a folder.
    #[post("/media/system/{systemId}/{path}", once)]
    fn files_import(&self, place: &Place, form: &PlaceImport) -> LogicalFile;

    /// Makes a folder, and those above it that are missing.
    #[put("/media/system/{systemId}", set, fixed = "action=mkdir")]
    fn files_mkdir(&self, place: &Place) -> Option<LogicalFile>;

    /// Lists who may do what with a file.
    #[get("/pems/system/{systemId}/{path}", read)]
    fn files_pems_list(&self, place: &Place, query: &PlaceQuery) -> Page<FilePermission>;

    /// Takes everybody's permissions on a file, its owner's excepted.
    #[delete("/pems/system/{systemId}/{path}", set)]
    fn files_pems_delete(&self, place: &Place);

    /// Gives a user a permission on a file.
    #[post("/pems/system/{systemId}/{path}", set)]
    fn files_pems_update(&self, place: &Place, form: &PlacePermission) -> Vec<FilePermission>;

    /// Tells what has happened to a file.
    #[get("/history/system/{systemId}/{path}", read)]
    fn files_history(&self, place: &Place, query: &PlaceQuery) -> Page<FileHistory>;
}

/// Which part of a list to fetch.
#[fields]
pub struct PlaceQuery {
    /// The page's size; the service's own when absent, and at most 250.
    pub limit: Option<u32>,
    /// How many records to skip.
    pub offset: Option<u32>,
}

/// A file to upload.
#[fields]
pub struct PlaceUpload {
    /// The file's content.
    #[argument("file")]
    pub file_to_upload: UploadSource,
}

/// Where a file or folder goes.
#[fields]
pub struct FileTarget {
    /// Its new place, on the same system.
    #[serde(rename = "path")]
    #[argument("destination")]
    pub destination: Place,
}

/// An address to fetch a file from.
#[fields]
pub struct PlaceImport {
    /// Where the file is: http, https, ftp, sftp or `agave://system/path`.
    #[argument("source")]
    pub url_to_ingest: String,
    /// The name to store it under; else the last part of its address.
    pub file_name: Option<String>,
    /// Its format; the service ignores it.
    pub file_type: Option<String>,
    /// An e-mail or web address that is told of the end.
    pub notifications: Option<String>,
}

/// A permission to give.
#[fields]
pub struct PlacePermission {
    /// The user who gets it.
    pub username: String,
    /// `READ`, `WRITE`, `EXECUTE`, `READ_WRITE`, `READ_EXECUTE`, `WRITE_EXECUTE`, `ALL` or `NONE`.
    pub permission: String,
    /// Whether it holds for everything below a folder too.
    pub recursive: Option<bool>,
}
