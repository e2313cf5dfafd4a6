//! `shutdown`, `terminate`, `signal` and `action`: calls that act on a job, each time they are made.

use axum::extract::State as Shared;
use axum::response::Response;
use serde_json::{Value, json};

use super::call::{Call, answer};
use crate::State;
use crate::engine::{Job, Status};
use crate::error::{Error, Result};

/// The signal that halts a job, as clients name it, and as programs cannot ignore it.
const HALT: [i64; 2] = [20, 19];
/// The signal that lets a job go on.
const GO_ON: i64 = 18;

/// What a job can be told by name: key, label and whether it halts the job.
const ACTIONS: [(&str, &str, bool); 2] = [("suspend", "Suspend", true), ("resume", "Resume", false)];

/// What a job can be told by name.
pub(super) fn actions() -> Value {
    ACTIONS
        .iter()
        .map(|(key, label, _)| ((*key).to_owned(), json!({ "name": label, "label": label })))
        .collect()
}

/// Asks a running job to end.
pub(super) async fn shutdown(Shared(state): Shared<State>, call: Call) -> Result<Response> {
    let job = find(&state, &call).await?;
    if job.status.is_final() || job.started.is_none() {
        return Err(not_running());
    }
    state.engine().stop_soon(&job.id).await?;
    Ok(answer(&json!({ "status": "shutdown requested" })))
}

/// Ends a job by force, wherever it is on its way.
pub(super) async fn terminate(Shared(state): Shared<State>, call: Call) -> Result<Response> {
    let job = find(&state, &call).await?;
    if job.status.is_final() {
        return Err(not_running());
    }
    state.engine().kill(&job.id).await?;
    Ok(answer(&json!({ "status": "terminated" })))
}

/// Sends a signal to a running job's processes.
pub(super) async fn signal(Shared(state): Shared<State>, call: Call) -> Result<Response> {
    let signal = call.whole("signal", 1..=31)?.unwrap_or(HALT[0]);
    let job = running(&state, &call).await?;
    let engine = state.engine();
    let reached = match signal {
        GO_ON => engine.suspend(&job.id, false).await?,
        signal if HALT.contains(&signal) => engine.suspend(&job.id, true).await?,
        signal => engine.signal(&job.id, i32::try_from(signal).unwrap_or(0)).await?,
    };
    let pid = reached.ok_or_else(not_running)?;
    Ok(answer(&json!({ "signal": signal, "pid": pid })))
}

/// Does one of the things that `info` lists.
pub(super) async fn action(Shared(state): Shared<State>, call: Call) -> Result<Response> {
    call.user()?;
    let name = call.required("action")?;
    let (_, _, halts) = ACTIONS.iter().find(|(key, ..)| *key == name).ok_or_else(|| {
        let keys: Vec<&str> = ACTIONS.iter().map(|(key, ..)| *key).collect();
        Error::bad_request("action", format!("must be one of {}", keys.join(", ")))
    })?;
    let job = running(&state, &call).await?;
    state.engine().suspend(&job.id, *halts).await?.ok_or_else(not_running)?;
    Ok(answer(&json!({ "status": "action requested" })))
}

/// The job that is to be acted on.
async fn find(state: &State, call: &Call) -> Result<Job> {
    call.job(state).await.map_err(|error| match error.status().as_u16() {
        404 => Error::not_found("Not found"),
        _ => error,
    })
}

/// The job, which must have processes.
pub(super) async fn running(state: &State, call: &Call) -> Result<Job> {
    let job = find(state, call).await?;
    if job.status == Status::Running { Ok(job) } else { Err(not_running()) }
}

pub(super) fn not_running() -> Error {
    Error::not_found("Running job is not found")
}
