//! Runs. Each job that was submitted has one.

use axum::extract::{Path, State as Shared};
use axum::response::Response;
use serde_json::{Value, json};

use super::access::Caller;
use super::answer::ok;
use super::job_files;
use super::job_records::{self, Record};
use super::paging::Paging;
use crate::State;
use crate::engine::{Job, Status};
use crate::error::{Error, Result};
use crate::storage::Access;
use crate::time;

/// The id of a job's only run.
const ONLY: &str = "1";

/// The job of a run, or a refusal with 404.
pub(super) fn check<'r>(record: &'r Record, run: &str) -> Result<&'r Job> {
    record.job.as_ref().filter(|_| run == ONLY).ok_or_else(|| Error::not_found("Not found."))
}

/// The job of a run that is in progress.
pub(super) fn running<'r>(record: &'r Record, run: &str) -> Result<&'r Job> {
    let job = check(record, run)?;
    if job.status == Status::Running {
        return Ok(job);
    }
    Err(Error::not_found("Not found: the run is not in progress. Its files are listed once it has ended."))
}

pub(super) async fn list(
    Shared(state): Shared<State>,
    Caller(user): Caller,
    Path(id): Path<String>,
    paging: Paging,
) -> Result<Response> {
    let record = job_records::find(&state, &user, &id, Access::READ).await?;
    let rows = match &record.job {
        Some(job) => vec![shown(&state, job).await?],
        None => Vec::new(),
    };
    Ok(ok(&paging.of(&state, &rows)?))
}

pub(super) async fn one(
    Shared(state): Shared<State>,
    Caller(user): Caller,
    Path((id, run)): Path<(String, String)>,
) -> Result<Response> {
    let record = job_records::find(&state, &user, &id, Access::READ).await?;
    Ok(ok(&shown(&state, check(&record, &run)?).await?))
}

async fn shown(state: &State, job: &Job) -> Result<Value> {
    let outputs = job_files::outputs(state, job).await?;
    let size: u64 = outputs.iter().map(|(_, entry, _)| entry.length).sum();
    Ok(json!({
        "id": ONLY,
        "dateStarted": job.started.map(time::iso),
        "dateCompleted": job.ended.map(time::iso),
        "displayOrder": 1,
        "isOptimal": false,
        "outputFileCount": outputs.len(),
        "outputFileSize": job.status.is_final().then_some(size),
        "parent": null,
        "type": 3,
        "variables": [],
    }))
}

/// Ends the run, and with it the job. What it has made so far stays.
pub(super) async fn stop(
    Shared(state): Shared<State>,
    Caller(user): Caller,
    Path((id, run)): Path<(String, String)>,
) -> Result<Response> {
    let record = job_records::find(&state, &user, &id, Access::WRITE).await?;
    let job = check(&record, &run)?;
    if !job.status.is_final() {
        state.engine().stop_soon(&job.id).await?;
    }
    Ok(ok(&json!({})))
}

/// Copies what a running job has made so far into the user's home, and tells the folder's id.
pub(super) async fn snapshot(
    Shared(state): Shared<State>,
    Caller(user): Caller,
    Path((id, run)): Path<(String, String)>,
) -> Result<Response> {
    let record = job_records::find(&state, &user, &id, Access::WRITE).await?;
    let job = running(&record, &run)?;
    let parent = state.storage().resolve(&user, None, "snapshots").await?;
    state.storage().make_folder(&parent).await?;
    let to = parent.join(&format!("{}-{}", record.id, time::now()))?;
    state.storage().copy(&job.work()?, &to).await?;
    let new = super::file_ids::NewFile {
        at: to.clone(),
        folder: true,
        name: None,
        kind: super::file_ids::kind::OUTPUT,
        created: time::now(),
    };
    let row = super::file_ids::register_one(state.db(), new).await?;
    Ok(ok(&json!({
        "exitcode": 0,
        "data": format!("Copied to {}", to.absolute()),
        "lastSnapshotID": row.id,
        "reason": "",
    })))
}
