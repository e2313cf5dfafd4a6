//! A job's outputs: in its own folder while it runs, in the archive afterwards.

use axum::Router;
use axum::extract::{Path, State as Shared};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;
use portolan::agave::RemoteFile;
use serde_json::json;

use super::answer::Answer;
use super::files::listed;
use super::jobs::find;
use super::links;
use super::query::Params;
use crate::State;
use crate::accounts::User;
use crate::download::{self, Disposition};
use crate::engine::Job;
use crate::error::{Error, Result};
use crate::storage::{Access, Entry, Location};

pub(super) fn router() -> Router<State> {
    Router::new()
        .route("/jobs/v2/{id}/outputs/listings", get(list_root))
        .route("/jobs/v2/{id}/outputs/listings/", get(list_root))
        .route("/jobs/v2/{id}/outputs/listings/{*path}", get(list))
        .route("/jobs/v2/{id}/outputs/media", get(download_root))
        .route("/jobs/v2/{id}/outputs/media/", get(download_root))
        .route("/jobs/v2/{id}/outputs/media/{*path}", get(download))
}

async fn list_root(
    shared: Shared<State>,
    user: User,
    Path(id): Path<String>,
    params: Params,
) -> Result<Answer> {
    list(shared, user, Path((id, String::new())), params).await
}

/// A folder's page, whose first entry is the folder itself; of a file just its entry.
async fn list(
    Shared(state): Shared<State>,
    user: User,
    Path((id, path)): Path<(String, String)>,
    params: Params,
) -> Result<Answer> {
    let (job, at, own) = locate(&state, &user, &id, &path).await?;
    let (offset, limit) = (params.offset()?, params.limit()?);
    let mut rows = Vec::new();
    if offset == 0 && limit > 0 {
        let name = if own.folder { "." } else { &own.name };
        rows.push(shown(&state, &user, &job, &at, &own, name));
    }
    if own.folder {
        let (skip, take) = (offset.saturating_sub(1), limit - rows.len());
        for (entry, _) in state.storage().page(&user, &at, offset == 0, skip, take).await? {
            rows.push(shown(&state, &user, &job, &at.child(&entry.name), &entry, &entry.name));
        }
    }
    Ok(Answer::ok(rows))
}

async fn download_root(
    shared: Shared<State>,
    user: User,
    Path(id): Path<String>,
    params: Params,
    headers: HeaderMap,
) -> Result<Response> {
    download(shared, user, Path((id, String::new())), params, headers).await
}

async fn download(
    Shared(state): Shared<State>,
    user: User,
    Path((id, path)): Path<(String, String)>,
    params: Params,
    headers: HeaderMap,
) -> Result<Response> {
    let (_, at, entry) = locate(&state, &user, &id, &path).await?;
    if entry.folder {
        return Err(Error::bad_request("filePath", "is a folder; only files can be downloaded"));
    }
    let disposition = if params.flag("force") { Disposition::Attachment } else { Disposition::Inline };
    download::send(state.storage(), &at, &headers, disposition).await
}

/// A job's output, if the user may see the job. It may move to the archive between two looks.
async fn locate(state: &State, user: &User, id: &str, path: &str) -> Result<(Job, Location, Entry)> {
    let job = find(state, user, id, Access::READ).await?;
    let at = job.outputs()?.join(path)?;
    match state.storage().stat(&at).await {
        Ok(entry) => Ok((job, at, entry)),
        Err(error) => {
            let job = find(state, user, id, Access::READ).await?;
            let moved = job.outputs()?.join(path)?;
            if moved == at {
                return Err(error);
            }
            let entry = state.storage().stat(&moved).await?;
            Ok((job, moved, entry))
        }
    }
}

fn shown(state: &State, user: &User, job: &Job, at: &Location, entry: &Entry, name: &str) -> RemoteFile {
    let below =
        job.outputs().map(|root| at.path().trim_start_matches(root.path()).to_owned()).unwrap_or_default();
    let below: Vec<String> = below.trim_start_matches('/').split('/').map(links::segment).collect();
    let own = format!("/jobs/v2/{}", links::segment(&job.id));
    let collection = if entry.folder { "listings" } else { "media" };
    let access = if job.owner == user.name { Access::ALL } else { Access::READ };
    let links = json!({
        "self": links::link(state, &format!("{own}/outputs/{collection}/{}", below.join("/"))),
        "system": links::system(state, at.system.id()),
        "parent": links::link(state, &own),
    });
    listed(at, entry, access, name, links)
}
