//! Folders, which only the newer version of the protocol has: the library is the user's home, and each job has one.

use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use super::access::Caller;
use super::answer::{created, empty, ok};
use super::file_ids::{self, FileRow, NewFile, kind};
use super::paging::Paging;
use super::{file_view, walk};
use crate::State;
use crate::accounts::User;
use crate::agave::body::Fields;
use crate::apps::fields::Fields as Checked;
use crate::error::{Error, Result};
use crate::storage::{Access, Entry, Location, System, check_name};
use crate::time;

/// The two folders in which everything is.
pub(super) async fn roots(Shared(state): Shared<State>, Caller(user): Caller) -> Result<Response> {
    let home = state.storage().resolve(&user, None, "").await?;
    let jobs = Location::new(System::Execution, "")?;
    let folder = |at| NewFile { at, folder: true, name: None, kind: kind::INPUT, created: time::now() };
    let rows = file_ids::register(state.db(), vec![folder(jobs), folder(home)]).await?;
    Ok(ok(&json!({ "myJobs": rows[0].id, "myLibrary": rows[1].id })))
}

/// What is in a folder: folders first, then files.
pub(super) async fn contents(
    Shared(state): Shared<State>,
    Caller(user): Caller,
    Path(id): Path<String>,
    paging: Paging,
) -> Result<Response> {
    let folder = folder(&state, &user, &id, Access::READ).await?;
    let mut inside = match folder.at.system {
        System::Execution if folder.at.path().is_empty() => jobs(&state, &user).await?,
        _ => entries(&state, &folder.at).await?,
    };
    inside.sort_by_key(|(new, _)| !new.folder);
    let count = inside.len();
    let page: Vec<_> = inside.into_iter().skip(paging.skip()).take(paging.take()).collect();
    let (new, known): (Vec<NewFile>, Vec<Entry>) = page.into_iter().unzip();
    let rows = file_ids::register(state.db(), new).await?;
    let shown = rows.iter().zip(&known).map(|(row, entry)| match entry.folder {
        true => json!({ "type": "folder", "item": { "id": row.id, "name": row.name } }),
        false => json!({ "type": "file", "item": file_view::shown(&state, row, entry, None) }),
    });
    Ok(ok(&paging.with(&state, count, shown.collect::<Vec<Value>>())?))
}

async fn entries(state: &State, at: &Location) -> Result<Vec<(NewFile, Entry)>> {
    let kind = if at.system == System::Execution { kind::OUTPUT } else { kind::INPUT };
    let entries = state.storage().list(at).await?.into_iter().filter(|entry| entry.name != walk::TRASH);
    Ok(entries
        .filter_map(|entry| {
            let at = at.join(&entry.name).ok()?;
            Some((NewFile { at, folder: entry.folder, name: None, kind, created: entry.modified }, entry))
        })
        .collect())
}

/// The folders with the outputs of the user's jobs.
async fn jobs(state: &State, user: &User) -> Result<Vec<(NewFile, Entry)>> {
    let mut folders = Vec::new();
    for job in state.engine().list(user, usize::MAX, 0).await? {
        let at = job.outputs()?;
        if let Ok(entry) = state.storage().stat(&at).await {
            let new =
                NewFile { at, folder: true, name: Some(job.name), kind: kind::OUTPUT, created: job.created };
            folders.push((new, entry));
        }
    }
    Ok(folders)
}

/// The folder with this id, if the user may do this with it.
async fn folder(state: &State, user: &User, id: &str, needed: Access) -> Result<FileRow> {
    match file_ids::find(state, user, id, needed).await? {
        (row, entry) if entry.folder => Ok(row),
        _ => Err(Error::not_found("Not found.")),
    }
}

pub(super) async fn create(
    Shared(state): Shared<State>,
    Caller(user): Caller,
    Path(parent): Path<String>,
    fields: Fields,
) -> Result<Response> {
    let parent = folder(&state, &user, &parent, Access::WRITE).await?;
    let name = fields.required("name")?;
    check_name("name", &name)?;
    let at = parent.at.join(&name)?;
    if state.storage().stat(&at).await.is_ok() || !state.storage().make_folder(&at).await? {
        return Err(Error::bad_request("name", format!("there is a file or folder {name} already")));
    }
    let new = NewFile { at, folder: true, name: None, kind: kind::INPUT, created: time::now() };
    let row = file_ids::register_one(state.db(), new).await?;
    Ok(created(&json!({ "id": row.id, "name": row.name })))
}

/// Deletes a folder for good, with all that is in it.
pub(super) async fn delete(
    Shared(state): Shared<State>,
    Caller(user): Caller,
    Path(id): Path<String>,
) -> Result<Response> {
    let row = folder(&state, &user, &id, Access::WRITE).await?;
    state.storage().remove(&row.at).await?;
    file_ids::forget(state.db(), &row.at).await?;
    Ok(empty(StatusCode::NO_CONTENT))
}

/// Moves files and folders out of a folder into the trash.
pub(super) async fn archive(
    Shared(state): Shared<State>,
    Caller(user): Caller,
    Path(parent): Path<String>,
    fields: Fields,
) -> Result<Response> {
    let parent = folder(&state, &user, &parent, Access::WRITE).await?;
    let checked = Checked::of(&fields.0);
    let mut found = Vec::new();
    for field in ["fileIds", "folderIds"] {
        for id in checked.texts(field, usize::MAX >> 1)?.unwrap_or_default() {
            let inside = file_ids::find(&state, &user, &id, Access::WRITE).await;
            let inside = inside.ok().filter(|(row, _)| row.at.parent() == parent.at && !row.at.is_top());
            let (row, _) =
                inside.ok_or_else(|| checked.refuse(field, format!("{id} is not in this folder")))?;
            found.push(row);
        }
    }
    let trash = state.storage().resolve(&user, None, walk::TRASH).await?;
    state.storage().make_folder(&trash).await?;
    for row in found {
        let to = trash.join(&format!("{}-{}", row.number, row.at.name()))?;
        state.storage().rename(&row.at, &to).await?;
        file_ids::follow(state.db(), &row.at, &to).await?;
    }
    Ok(empty(StatusCode::CREATED))
}

/// Moves a file into another folder.
pub(super) async fn move_file(
    Shared(state): Shared<State>,
    Caller(user): Caller,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response> {
    let (row, _) = file_ids::find(&state, &user, &id, Access::WRITE).await?;
    let wanted = fields.required("currentFolderId")?;
    let target = folder(&state, &user, &wanted, Access::WRITE).await;
    let target =
        target.map_err(|_| Error::bad_request("currentFolderId", format!("there is no folder {wanted}")))?;
    if row.at.parent() != target.at {
        let to = target.at.join(row.at.name())?;
        let moved = state.storage().rename(&row.at, &to).await;
        moved.map_err(|error| match error.status() {
            StatusCode::BAD_REQUEST => {
                Error::bad_request("currentFolderId", format!("a file {} is there already", row.at.name()))
            }
            _ => error,
        })?;
        file_ids::follow(state.db(), &row.at, &to).await?;
    }
    let (row, entry) = file_ids::find(&state, &user, &id, Access::READ).await?;
    Ok(ok(&file_view::shown(&state, &row, &entry, None)))
}
