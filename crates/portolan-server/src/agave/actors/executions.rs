//! Executions: what became of each message, what was printed and what was answered.

use axum::Router;
use axum::extract::{Path, State as Shared};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use serde_json::Value;

use super::caller::{Caller, find};
use super::{search, view};
use crate::State;
use crate::actors::{Actor, Execution, Level};
use crate::agave::answer::Answer;
use crate::agave::query::Params;
use crate::error::{Error, Result};

/// What lists of executions can be searched by.
const FIELDS: &[&str] = &[
    "id",
    "status",
    "executor",
    "workerId",
    "messageReceivedTime",
    "startTime",
    "finishTime",
    "runtime",
    "cpu",
    "io",
    "exitCode",
];

pub(super) fn router() -> Router<State> {
    Router::new()
        .route("/actors/v2/{actor}/executions", get(list))
        .route("/actors/v2/{actor}/executions/", get(list))
        .route("/actors/v2/{actor}/executions/{execution}", get(one).delete(stop))
        .route("/actors/v2/{actor}/executions/{execution}/logs", get(logs))
        .route("/actors/v2/{actor}/executions/{execution}/results", get(results))
}

/// The actor and the execution of an address.
async fn both(
    state: &State,
    caller: &Caller,
    (id, execution): (&str, &str),
    needed: Level,
) -> Result<(Actor, Execution)> {
    let actor = find(state, caller, id, needed).await?;
    let found = state.actors().execution(&actor, execution).await?;
    let found = found.ok_or_else(|| Error::not_found(format!("There is no execution {execution}.")))?;
    Ok((actor, found))
}

async fn list(
    Shared(state): Shared<State>,
    caller: Caller,
    Path(id): Path<String>,
    params: Params,
) -> Result<Answer> {
    let actor = find(&state, &caller, &id, Level::Read).await?;
    let executions = state.actors().executions(&actor).await?;
    let answer = if search::is_search(&params) {
        let rows = executions.iter().map(|execution| view::execution(&state, execution)).collect();
        search::search(rows, &params, FIELDS)?
    } else {
        view::summary(&state, &actor, &executions)
    };
    Ok(Answer::ok(answer).saying("Actor executions retrieved successfully."))
}

async fn one(
    Shared(state): Shared<State>,
    caller: Caller,
    Path((id, execution)): Path<(String, String)>,
) -> Result<Answer> {
    let (_, execution) = both(&state, &caller, (&id, &execution), Level::Read).await?;
    Ok(Answer::ok(view::execution(&state, &execution)).saying("Actor execution retrieved successfully."))
}

async fn stop(
    Shared(state): Shared<State>,
    caller: Caller,
    Path((id, execution)): Path<(String, String)>,
) -> Result<Answer> {
    let (actor, execution) = both(&state, &caller, (&id, &execution), Level::Update).await?;
    if execution.status.is_final() {
        return Err(Error::bad_request("execution", "has ended already"));
    }
    state.actors().stop(&actor, Some(&execution.id)).await?;
    Ok(Answer::ok(Value::Null).saying("Issued force quit command for execution."))
}

async fn logs(
    Shared(state): Shared<State>,
    caller: Caller,
    Path((id, execution)): Path<(String, String)>,
) -> Result<Answer> {
    let (_, execution) = both(&state, &caller, (&id, &execution), Level::Read).await?;
    let text = state.actors().log(&execution.id).await?;
    Ok(Answer::ok(view::logs(&state, &execution, &text)).saying("Logs retrieved successfully."))
}

async fn results(
    Shared(state): Shared<State>,
    caller: Caller,
    Path((id, execution)): Path<(String, String)>,
) -> Result<Response> {
    let (actor, execution) = both(&state, &caller, (&id, &execution), Level::Read).await?;
    raw(&state, &actor, &execution.id).await
}

/// The next result as it was sent, or nothing.
pub(super) async fn raw(state: &State, actor: &Actor, execution: &str) -> Result<Response> {
    let bytes = state.actors().take_result(actor, execution).await?.unwrap_or_default();
    Ok(([(header::CONTENT_TYPE, "application/octet-stream")], bytes).into_response())
}
