//! `tail` and `output`: what a job has printed, while it runs and afterwards.

use axum::extract::State as Shared;
use axum::response::Response;

use super::call::{Call, text};
use crate::State;
use crate::engine::Job;
use crate::error::{Error, Result};
use crate::log_tail::last_lines;

/// Lines that a call gets which does not say how many.
const LINES: i64 = 100;

/// The last lines of a running job.
pub(super) async fn tail(Shared(state): Shared<State>, call: Call) -> Result<Response> {
    let job = call.job(&state).await?;
    if job.status.is_final() || job.started.is_none() {
        return Err(Error::not_found("Job not found: it does not run; output has what an ended job printed"));
    }
    lines(&state, &call, &job).await
}

/// The last lines of a job that has ended.
pub(super) async fn output(Shared(state): Shared<State>, call: Call) -> Result<Response> {
    let job = call.job(&state).await?;
    if !job.status.is_final() {
        return Err(Error::not_found("Job not found: it has not ended; tail has what a running job printed"));
    }
    lines(&state, &call, &job).await
}

/// The last lines of both output streams; 0 asks for all.
async fn lines(state: &State, call: &Call, job: &Job) -> Result<Response> {
    let wanted = call.whole("lines", 0..=i64::MAX)?.unwrap_or(LINES);
    let wanted = usize::try_from(wanted).ok().filter(|lines| *lines > 0);
    let files = state.engine().logs(job).await?;
    Ok(text(last_lines(state.storage(), &files, wanted).await?))
}
