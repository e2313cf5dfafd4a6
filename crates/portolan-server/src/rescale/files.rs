//! `files`: the user's files, however they came.

use axum::extract::{Path, State as Shared};
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::json;
use tokio::io::AsyncReadExt as _;

use super::access::Caller;
use super::answer::ok;
use super::file_ids::{self, NewFile, kind};
use super::paging::Paging;
use super::{file_view, walk};
use crate::State;
use crate::accounts::User;
use crate::download::{self, Disposition};
use crate::error::{Error, Result};
use crate::storage::{Access, Entry};

/// Bytes of a file that are looked at for its first lines.
const LOOK: u64 = 1 << 20;

/// A page of all files: those in the home and outputs of jobs. The first page looks at what is there.
pub(super) async fn list(
    Shared(state): Shared<State>,
    Caller(user): Caller,
    paging: Paging,
) -> Result<Response> {
    if paging.is_first() {
        look(&state, &user).await?;
    }
    let (count, rows) = file_ids::page(state.db(), &user, paging.skip(), paging.take()).await?;
    let mut shown = Vec::with_capacity(rows.len());
    for row in &rows {
        if let Ok(entry) = state.storage().stat(&row.at).await {
            shown.push(file_view::shown(&state, row, &entry, None));
        }
    }
    Ok(ok(&paging.with(&state, count, shown)?))
}

/// Gives ids to files that came by other ways, and takes them from those that are gone.
async fn look(state: &State, user: &User) -> Result<()> {
    let home = state.storage().resolve(user, None, "").await?;
    let (mut found, all) = walk::files(state.storage(), &home).await?;
    // Ids follow the order in which files came.
    found.sort_by_key(|(_, entry)| entry.modified);
    if all {
        let paths = found.iter().map(|(at, _)| at.path().to_owned()).collect();
        file_ids::keep_only(state.db(), &home, paths).await?;
    }
    let new = |(at, entry): (_, Entry)| NewFile {
        at,
        folder: false,
        name: None,
        kind: kind::INPUT,
        created: entry.modified,
    };
    file_ids::register(state.db(), found.into_iter().map(new).collect()).await?;
    Ok(())
}

pub(super) async fn one(
    Shared(state): Shared<State>,
    Caller(user): Caller,
    Path(id): Path<String>,
) -> Result<Response> {
    let (row, entry) = file_ids::find(&state, &user, &id, Access::READ).await?;
    Ok(ok(&file_view::shown(&state, &row, &entry, None)))
}

/// The file's bytes, or a range of them.
pub(super) async fn contents(
    Shared(state): Shared<State>,
    Caller(user): Caller,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response> {
    let (row, _) = file_ids::find(&state, &user, &id, Access::READ).await?;
    download::send(state.storage(), &row.at, &headers, Disposition::Attachment).await
}

/// The lines at the beginning of a text file, each with its line break.
pub(super) async fn lines(
    Shared(state): Shared<State>,
    Caller(user): Caller,
    Path(id): Path<String>,
) -> Result<Response> {
    let (row, entry) = file_ids::find(&state, &user, &id, Access::READ).await?;
    if entry.folder {
        return Err(Error::not_found("Not found."));
    }
    let (file, _) = state.storage().open_file(&row.at).await?;
    let mut bytes = Vec::new();
    file.take(LOOK).read_to_end(&mut bytes).await?;
    let text = String::from_utf8_lossy(&bytes);
    Ok(ok(&json!({ "lines": text.split_inclusive('\n').collect::<Vec<_>>() })))
}
