//! Nonces of actors.

use axum::Router;
use axum::extract::{Path, State as Shared};
use axum::routing::get;
use serde_json::Value;

use super::caller::{Caller, find};
use super::{body, view};
use crate::State;
use crate::actors::Level;
use crate::agave::answer::Answer;
use crate::agave::body::Fields;
use crate::error::{Error, Result};

pub(super) fn router() -> Router<State> {
    Router::new()
        .route("/actors/v2/{actor}/nonces", get(list).post(add))
        .route("/actors/v2/{actor}/nonces/{nonce}", get(one).delete(delete))
}

async fn list(Shared(state): Shared<State>, caller: Caller, Path(id): Path<String>) -> Result<Answer> {
    let actor = find(&state, &caller, &id, Level::Update).await?;
    let nonces = state.actors().nonces(&actor).await?;
    let rows: Vec<Value> = nonces.iter().map(|nonce| view::nonce(&state, nonce)).collect();
    Ok(Answer::ok(rows).saying("Actor nonces retrieved successfully."))
}

async fn add(
    Shared(state): Shared<State>,
    caller: Caller,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Answer> {
    let actor = find(&state, &caller, &id, Level::Update).await?;
    let level = match fields.text("level")? {
        None => Level::Execute,
        Some(name) => Level::from_name(&name)
            .filter(|level| *level != Level::None)
            .ok_or_else(|| Error::bad_request("level", "must be READ, EXECUTE or UPDATE"))?,
    };
    let max_uses = match body::field(&fields, "maxUses") {
        None => -1,
        Some(value) => value
            .as_i64()
            .or_else(|| value.as_str()?.trim().parse().ok())
            .filter(|uses| *uses == -1 || *uses > 0)
            .ok_or_else(|| {
                Error::bad_request("maxUses", "must be a whole number above zero, or -1 for no end")
            })?,
    };
    let description = fields.text("description")?.unwrap_or_default();
    let nonce = state.actors().add_nonce(&actor, &caller.user, level, max_uses, description).await?;
    Ok(Answer::created(view::nonce(&state, &nonce)).saying("Actor nonce created successfully."))
}

async fn one(
    Shared(state): Shared<State>,
    caller: Caller,
    Path((id, nonce)): Path<(String, String)>,
) -> Result<Answer> {
    let actor = find(&state, &caller, &id, Level::Update).await?;
    let found = state.actors().nonce(&nonce).await?.filter(|found| found.actor == actor.id);
    let found = found.ok_or_else(unknown)?;
    Ok(Answer::ok(view::nonce(&state, &found)).saying("Actor nonce retrieved successfully."))
}

async fn delete(
    Shared(state): Shared<State>,
    caller: Caller,
    Path((id, nonce)): Path<(String, String)>,
) -> Result<Answer> {
    let actor = find(&state, &caller, &id, Level::Update).await?;
    if !state.actors().delete_nonce(&actor, &nonce).await? {
        return Err(unknown());
    }
    Ok(Answer::ok(Value::Null).saying("Actor nonce deleted successfully."))
}

fn unknown() -> Error {
    Error::not_found("The actor has no such nonce.")
}
