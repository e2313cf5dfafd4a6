//! The two histories of a job, that of the job and that of its cluster, newest first.

use axum::extract::{Path, State as Shared};
use axum::response::Response;
use serde_json::{Value, json};

use super::access::Caller;
use super::answer::ok;
use super::job_records;
use super::paging::Paging;
use crate::State;
use crate::engine::{Event, Job, Status};
use crate::error::Result;
use crate::storage::Access;
use crate::time;

/// A status, when it came and why.
type Row = (&'static str, i64, Option<&'static str>);

pub(super) async fn of_job(
    shared: Shared<State>,
    caller: Caller,
    path: Path<String>,
    paging: Paging,
) -> Result<Response> {
    answer(shared, caller, path, paging, job_rows).await
}

pub(super) async fn of_cluster(
    shared: Shared<State>,
    caller: Caller,
    path: Path<String>,
    paging: Paging,
) -> Result<Response> {
    answer(shared, caller, path, paging, cluster_rows).await
}

async fn answer(
    Shared(state): Shared<State>,
    Caller(user): Caller,
    Path(id): Path<String>,
    paging: Paging,
    rows: fn(&Job, &[Event]) -> Vec<Row>,
) -> Result<Response> {
    let record = job_records::find(&state, &user, &id, Access::READ).await?;
    let rows = match &record.job {
        Some(job) => rows(job, &state.engine().history(&job.id, usize::MAX, 0).await?),
        None => Vec::new(),
    };
    let shown = rows.iter().rev().map(|(status, date, reason)| {
        json!({ "status": status, "statusDate": time::iso(*date), "statusReason": reason })
    });
    Ok(ok(&paging.of(&state, &shown.collect::<Vec<Value>>())?))
}

/// The job's status now.
pub(super) fn newest(job: &Job, events: &[Event]) -> &'static str {
    job_rows(job, events).last().map_or("", |row| row.0)
}

/// The cluster's status now.
pub(super) fn newest_of_cluster(job: &Job, events: &[Event]) -> &'static str {
    cluster_rows(job, events).last().map_or("Not Started", |row| row.0)
}

/// When something first happened to a job.
fn first(events: &[Event], status: Status) -> Option<i64> {
    events.iter().find(|event| event.status == status.as_str()).map(|event| event.created)
}

/// How a job ended, and when its end was known.
fn end(job: &Job, events: &[Event]) -> Option<(i64, &'static str)> {
    let reason = match job.status {
        Status::Finished => "Completed successfully",
        Status::Failed | Status::Killed => "A run failed",
        Status::Stopped => "Stopped by user",
        _ => return None,
    };
    Some((first(events, job.status).unwrap_or(job.updated), reason))
}

/// The job's history, oldest first.
fn job_rows(job: &Job, events: &[Event]) -> Vec<Row> {
    let mut rows = vec![("Pending", job.created, None)];
    rows.extend(first(events, Status::ProcessingInputs).map(|at| ("Queued", at, None)));
    rows.extend(first(events, Status::Queued).map(|at| ("Waiting for Cluster", at, None)));
    if let Some(at) = first(events, Status::Running) {
        rows.extend([("Started", at, None), ("Validated", at, None), ("Executing", at, None)]);
    }
    rows.extend(job.stop_asked.map(|at| ("Stopping", at, None)));
    rows.extend(end(job, events).map(|(at, reason)| ("Completed", at, Some(reason))));
    rows
}

/// The history of the machine that the job has for itself, oldest first.
fn cluster_rows(job: &Job, events: &[Event]) -> Vec<Row> {
    let mut rows = vec![("Not Started", job.created, None)];
    rows.extend(first(events, Status::Queued).map(|at| ("Starting", at, None)));
    let started = first(events, Status::Running);
    rows.extend(started.map(|at| ("Started", at, None)));
    rows.extend(job.stop_asked.map(|at| ("Stop Requested", at, None)));
    if let Some((at, _)) = end(job, events) {
        rows.extend(
            started.and(job.ended).map(|ended| ("Stopping", ended.max(job.stop_asked.unwrap_or(0)), None)),
        );
        rows.push(("Stopped", at, None));
    }
    rows
}
