//! A file as Rescale shows it. Nothing is encrypted here, so there is no key to tell.

use serde_json::{Value, json};

use super::file_ids::FileRow;
use crate::State;
use crate::accounts::users;
use crate::storage::Entry;
use crate::time;

/// Bytes of a file at most that is worth a look in a browser.
const LOOK: u64 = 1 << 20;

/// The file, with its path below its run's folder where it is an output.
pub(super) fn shown(state: &State, row: &FileRow, entry: &Entry, relative: Option<&str>) -> Value {
    json!({
        "id": row.id,
        "name": row.name,
        "typeId": row.kind,
        "dateUploaded": time::iso(row.created),
        "decryptedSize": entry.length,
        "downloadUrl": format!("{}/api/v2/files/{}/contents/", state.base_url(), row.id),
        "isDeleted": false,
        "isUploaded": true,
        "owner": users::email(&row.owner),
        "path": row.at.path(),
        "relativePath": relative.unwrap_or(&row.name),
        "sharedWith": [],
        "viewInBrowser": is_text(entry) && entry.length <= LOOK,
    })
}

/// Whether a file looks like text, by its name.
fn is_text(entry: &Entry) -> bool {
    let mime = mime_guess::from_path(&entry.name).first_or_octet_stream();
    let log = [".log", ".out", ".err"].iter().any(|end| entry.name.ends_with(end));
    log || mime.type_() == "text" || mime.subtype() == "json"
}
