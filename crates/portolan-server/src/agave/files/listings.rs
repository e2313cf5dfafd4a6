//! What is in a folder, and what happened to a path.

use portolan::agave::{FileHistory, RemoteFile};
use serde_json::{Value, json};

use super::Call;
use crate::State;
use crate::agave::answer::Answer;
use crate::agave::links;
use crate::error::Result;
use crate::storage::{Access, Entry, Location};
use crate::time;

/// A folder's page, whose first entry is the folder itself; of a file just its entry.
pub(super) async fn list(call: &Call) -> Result<Answer> {
    let (offset, limit) = (call.params.offset()?, call.params.limit()?);
    let storage = call.state.storage();
    let access = storage.access(&call.user, &call.at).await?;
    call.check(Access::READ).await?;
    let own = storage.stat(&call.at).await?;
    let mut rows = Vec::new();
    if offset == 0 && limit > 0 {
        let name = if own.folder { "." } else { &own.name };
        rows.push(remote_file(&call.state, &call.at, &own, access, name));
    }
    if own.folder {
        let (skip, take) = (offset.saturating_sub(1), limit - rows.len());
        for (entry, access) in storage.page(&call.user, &call.at, offset == 0, skip, take).await? {
            rows.push(remote_file(&call.state, &call.at.child(&entry.name), &entry, access, &entry.name));
        }
    }
    Ok(Answer::ok(rows))
}

fn remote_file(state: &State, at: &Location, entry: &Entry, access: Access, name: &str) -> RemoteFile {
    let links = json!({
        "self": links::file(state, "media", at),
        "system": links::system(state, at.system.id()),
        "history": links::file(state, "history", at),
    });
    listed(at, entry, access, name, links)
}

/// An entry of any listing; its links tell to which it belongs.
pub(crate) fn listed(at: &Location, entry: &Entry, access: Access, name: &str, links: Value) -> RemoteFile {
    RemoteFile {
        name: name.to_owned(),
        path: at.absolute(),
        kind: if entry.folder { "dir" } else { "file" }.to_owned(),
        format: Some(if entry.folder { "folder" } else { "raw" }.to_owned()),
        length: entry.length,
        last_modified: Some(time::iso(entry.modified)),
        mime_type: Some(entry.mime_type()),
        permissions: Some(access.name().to_owned()),
        system: Some(at.system.id().to_owned()),
        links: Some(links),
    }
}

/// The events of a path, which may be gone.
pub(super) async fn history(call: &Call) -> Result<Answer> {
    call.check(Access::READ).await?;
    let storage = call.state.storage();
    let events = storage.history(&call.at).await?;
    if events.is_empty() {
        storage.stat(&call.at).await?;
    }
    let page = events.into_iter().skip(call.params.offset()?).take(call.params.limit()?);
    let rows: Vec<FileHistory> = page
        .map(|event| FileHistory {
            id: Some(event.uuid),
            status: event.status,
            created: Some(time::iso(event.created)),
            links: Some(json!({
                "file": links::file(&call.state, "media", &call.at),
                "profile": links::profile(&call.state, &event.created_by),
            })),
            created_by: Some(event.created_by),
            description: Some(event.description),
        })
        .collect();
    Ok(Answer::ok(rows))
}
