//! The files that a job's run has left.

use std::collections::HashSet;

use axum::extract::{Path, State as Shared};
use axum::response::Response;
use serde_json::Value;

use super::access::Caller;
use super::answer::ok;
use super::file_ids::{self, FileRow, NewFile, kind};
use super::job_records::{self, Record};
use super::paging::Paging;
use super::submit::LOG;
use super::{file_view, runs, walk};
use crate::State;
use crate::engine::Job;
use crate::error::Result;
use crate::storage::{Access, Entry, Location};

/// An output: its row, what it is now, and its path below the run's folder.
pub(super) type Output = (FileRow, Entry, String);

pub(super) async fn of_job(
    Shared(state): Shared<State>,
    Caller(user): Caller,
    Path(id): Path<String>,
    paging: Paging,
) -> Result<Response> {
    let record = job_records::find(&state, &user, &id, Access::READ).await?;
    answer(&state, &record, &paging).await
}

pub(super) async fn of_run(
    Shared(state): Shared<State>,
    Caller(user): Caller,
    Path((id, run)): Path<(String, String)>,
    paging: Paging,
) -> Result<Response> {
    let record = job_records::find(&state, &user, &id, Access::READ).await?;
    runs::check(&record, &run)?;
    answer(&state, &record, &paging).await
}

async fn answer(state: &State, record: &Record, paging: &Paging) -> Result<Response> {
    let wanted = paging.params.get("search").map(str::to_lowercase);
    let outputs = match &record.job {
        Some(job) => outputs(state, job).await?,
        None => Vec::new(),
    };
    let found = outputs
        .iter()
        .filter(|(row, ..)| wanted.as_ref().is_none_or(|text| row.name.to_lowercase().contains(text)));
    let rows: Vec<Value> =
        found.map(|(row, entry, relative)| file_view::shown(state, row, entry, Some(relative))).collect();
    Ok(ok(&paging.of(state, &rows)?))
}

/// What the run has left. While it is on its way there is nothing yet.
pub(super) async fn outputs(state: &State, job: &Job) -> Result<Vec<Output>> {
    if !job.status.is_final() {
        return Ok(Vec::new());
    }
    let root = job.outputs()?;
    let mut found = walk::files(state.storage(), &root).await?.0;
    found.sort_by(|(a, _), (b, _)| a.path().cmp(b.path()));
    let names = Names::of(state, job, &found).await?;
    // The archive has nothing of what was there before.
    let staged = if job.archived { HashSet::new() } else { state.engine().untouched(job).await? };
    let (mut new, mut known) = (Vec::new(), Vec::new());
    for (at, entry) in found {
        let path = at.path().trim_start_matches(root.path()).trim_start_matches('/').to_owned();
        if staged.contains(&path) {
            continue;
        }
        let shown = names.shown(&path);
        let name = (shown != path).then(|| shown.to_owned());
        known.push((entry.clone(), shown.to_owned()));
        new.push(NewFile {
            at,
            folder: false,
            name,
            kind: kind::OUTPUT,
            created: job.ended.unwrap_or(entry.modified),
        });
    }
    let rows = file_ids::register(state.db(), new).await?;
    Ok(rows.into_iter().zip(known).map(|(row, (entry, relative))| (row, entry, relative)).collect())
}

/// How names in a job's folder are told.
pub(super) struct Names {
    /// The file with what the program printed, where it is not called as Rescale calls it.
    log: Option<String>,
}

impl Names {
    /// The names of a job with these files.
    pub(super) async fn of(state: &State, job: &Job, files: &[(Location, Entry)]) -> Result<Names> {
        let plan = state.engine().plan(&job.id).await?;
        let (log, _) = plan.logs(&job.name);
        let taken = files.iter().any(|(at, _)| at.name() == LOG);
        Ok(Names { log: Some(log).filter(|log| log != LOG && !taken) })
    }

    /// A path in the job's folder as it is told.
    pub(super) fn shown<'a>(&self, path: &'a str) -> &'a str {
        if self.log.as_deref() == Some(path) { LOG } else { path }
    }

    /// The path in the job's folder that is meant.
    pub(super) fn meant<'a>(&'a self, path: &'a str) -> &'a str {
        if path == LOG { self.log.as_deref().unwrap_or(path) } else { path }
    }
}
