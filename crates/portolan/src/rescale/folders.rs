//! Folders, which only the newer version of the service has.

use serde_json::Value;

use super::PageQuery;
use crate::page::Page;
use crate::{api, model};

/// Browses, makes and removes folders.
///
/// ```no_run
/// # async fn example(rescale: portolan::rescale::Rescale) -> portolan::Result<()> {
/// let roots = rescale.folders().roots().await?;
/// for entry in rescale.folders().contents(&roots.my_library, &Default::default()).await? {
///     println!("{} {}", entry.kind, entry.item["name"]);
/// }
/// # Ok(())
/// # }
/// ```
///
/// ```js
/// const { myLibrary: folderId } = await rescale.folders.roots();
/// for await (const { type, item } of rescale.folders.contentsAll({ folderId })) console.log(type, item);
/// ```
#[api("folders", "/api/v3", plain)]
pub trait Folders {
    /// Tells the two folders in which everything lies.
    #[get("/users/me/folders/", read)]
    fn roots(&self) -> RootFolders;

    /// Lists a folder.
    #[get("/folders/{folder_id}/contents/", read)]
    fn contents(&self, folder_id: &str, query: &PageQuery) -> Page<FolderItem>;

    /// Makes a folder in another.
    #[post("/folders/{parent_id}/", once)]
    fn create(&self, parent_id: &str, body: &FolderCreate) -> Folder;

    /// Deletes a folder for good.
    #[delete("/folders/{folder_id}/", set)]
    fn delete(&self, folder_id: &str);

    /// Moves files and folders of a folder to the trash.
    #[post("/folders/{folder_id}/contents/archive/", once)]
    fn archive_contents(&self, folder_id: &str, body: &ArchiveRequest);
}

/// The folders in which everything lies, by their ids.
#[model]
pub struct RootFolders {
    pub my_jobs: String,
    pub my_library: String,
}

/// An entry of a folder.
#[model]
pub struct FolderItem {
    /// `folder`, `file` or `filesymlink`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The folder or file itself.
    pub item: Value,
}

/// A folder.
#[model]
pub struct Folder {
    pub id: String,
    pub name: Option<String>,
}

/// A folder to make.
#[model]
pub struct FolderCreate {
    pub name: String,
}

/// What to move to the trash.
#[model]
pub struct ArchiveRequest {
    pub file_ids: Vec<String>,
    pub folder_ids: Vec<String>,
}
