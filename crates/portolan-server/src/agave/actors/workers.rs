//! Workers of actors.

use axum::Router;
use axum::extract::{Path, State as Shared};
use axum::routing::get;
use serde_json::Value;

use super::caller::{Caller, find};
use super::{body, search, view};
use crate::State;
use crate::actors::Level;
use crate::agave::answer::Answer;
use crate::agave::body::Fields;
use crate::agave::query::Params;
use crate::error::{Error, Result};

/// What lists of workers can be searched by.
const FIELDS: &[&str] = &["id", "status", "create_time", "last_execution_time"];

pub(super) fn router() -> Router<State> {
    Router::new()
        .route("/actors/v2/{actor}/workers", get(list).post(add))
        .route("/actors/v2/{actor}/workers/{worker}", get(one).delete(dismiss))
}

async fn list(
    Shared(state): Shared<State>,
    caller: Caller,
    Path(id): Path<String>,
    params: Params,
) -> Result<Answer> {
    let actor = find(&state, &caller, &id, Level::Read).await?;
    let workers = state.actors().workers(&actor).await?;
    let rows = workers.iter().map(|worker| view::worker(&actor, worker)).collect();
    Ok(Answer::ok(search::listed(rows, &params, FIELDS)?).saying("Workers retrieved successfully."))
}

async fn add(
    Shared(state): Shared<State>,
    caller: Caller,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Answer> {
    let actor = find(&state, &caller, &id, Level::Update).await?;
    let number = fields.0.get("num").map_or(Ok(1), |value| body::workers("num", value))?;
    state.actors().ensure_workers(&actor, number).await?;
    Ok(Answer::ok(Value::Null).saying(format!("The actor has {number} workers or more.")))
}

async fn one(
    Shared(state): Shared<State>,
    caller: Caller,
    Path((id, worker)): Path<(String, String)>,
) -> Result<Answer> {
    let actor = find(&state, &caller, &id, Level::Read).await?;
    let workers = state.actors().workers(&actor).await?;
    let found = workers.iter().find(|known| known.id == worker).ok_or_else(|| unknown(&worker))?;
    Ok(Answer::ok(view::worker(&actor, found)).saying("Worker retrieved successfully."))
}

async fn dismiss(
    Shared(state): Shared<State>,
    caller: Caller,
    Path((id, worker)): Path<(String, String)>,
) -> Result<Answer> {
    let actor = find(&state, &caller, &id, Level::Update).await?;
    if !state.actors().dismiss(&actor, &worker).await? {
        return Err(unknown(&worker));
    }
    Ok(Answer::ok(Value::Null).saying("Worker scheduled to be stopped."))
}

fn unknown(worker: &str) -> Error {
    Error::not_found(format!("There is no worker {worker}."))
}
