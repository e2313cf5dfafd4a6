//! The files of a run in progress.

use axum::body::to_bytes;
use axum::extract::{Path, State as Shared};
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::{Value, json};

use super::access::Caller;
use super::answer::ok;
use super::job_files::Names;
use super::job_records;
use super::paging::Paging;
use super::{runs, walk};
use crate::State;
use crate::agave::links::segment;
use crate::download::{self, Disposition};
use crate::error::{Error, Result};
use crate::log_tail::last_lines;
use crate::storage::Access;

/// Lines of a file at most in one answer.
const MAX_LINES: usize = 100_000;
/// Bytes of them at most.
const MAX_BYTES: usize = 64 << 20;

/// All files in the run's folder, each with the address of its last lines, which lacks host and version as with the
/// real service.
pub(super) async fn directory(
    Shared(state): Shared<State>,
    Caller(user): Caller,
    Path((id, run)): Path<(String, String)>,
) -> Result<Response> {
    let record = job_records::find(&state, &user, &id, Access::READ).await?;
    let job = runs::running(&record, &run)?;
    let work = job.work()?;
    let mut files = walk::files(state.storage(), &work).await?.0;
    files.sort_by(|(a, _), (b, _)| a.path().cmp(b.path()));
    let names = Names::of(&state, job, &files).await?;
    let rows = files.iter().map(|(at, _)| {
        let path = names.shown(at.path().trim_start_matches(work.path()).trim_start_matches('/'));
        let escaped: Vec<String> = path.split('/').map(segment).collect();
        json!({ "path": path, "resource": format!("/api/jobs/{id}/runs/{run}/tail/{}", escaped.join("/")) })
    });
    Ok(ok(&rows.collect::<Vec<Value>>().into()))
}

/// The last lines of a file, or without a number the file itself.
pub(super) async fn tail(
    Shared(state): Shared<State>,
    Caller(user): Caller,
    Path((id, run, path)): Path<(String, String, String)>,
    paging: Paging,
    headers: HeaderMap,
) -> Result<Response> {
    let record = job_records::find(&state, &user, &id, Access::READ).await?;
    let job = runs::running(&record, &run)?;
    let names = Names::of(&state, job, &walk::files(state.storage(), &job.work()?).await?.0).await?;
    let at = job.work()?.join(names.meant(path.trim_end_matches('/')))?;
    let entry = state.storage().stat(&at).await.map_err(|_| Error::not_found("Not found."))?;
    if entry.folder {
        return Err(Error::not_found("Not found."));
    }
    let Some(lines) = paging.params.get("lines") else {
        return download::send(state.storage(), &at, &headers, Disposition::Inline).await;
    };
    let lines: usize = lines.parse().map_err(|_| Error::bad_request("lines", "must be a whole number"))?;
    let body = last_lines(state.storage(), &[at], Some(lines.min(MAX_LINES))).await?;
    let bytes = to_bytes(body, MAX_BYTES).await.map_err(|_| {
        Error::bad_request("lines", "the lines are too long; ask for fewer, or for the file without lines")
    })?;
    let text = String::from_utf8_lossy(&bytes);
    Ok(ok(&json!({ "fileType": "text", "lines": text.split_inclusive('\n').collect::<Vec<_>>() })))
}
