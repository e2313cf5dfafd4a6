//! Actors themselves: registered, changed, shared, and what they remember.

use std::collections::BTreeMap;

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Path, Request, State as Shared};
use axum::routing::get;
use serde_json::{Value, json};

use super::caller::{Caller, find};
use super::{body, search, view};
use crate::State;
use crate::accounts::User;
use crate::actors::{Actor, Level};
use crate::agave::answer::Answer;
use crate::agave::body::Fields;
use crate::agave::query::Params;
use crate::error::{Error, Result};

/// What lists of actors can be searched by.
const FIELDS: &[&str] = &[
    "id",
    "name",
    "image",
    "owner",
    "status",
    "description",
    "stateless",
    "privileged",
    "type",
    "queue",
    "createTime",
    "lastUpdateTime",
    "maxWorkers",
    "hints",
];

/// Bytes of what an actor remembers at most.
const MOST_STATE: usize = 64 << 10;

pub(super) fn router() -> Router<State> {
    Router::new()
        .route("/actors/v2", get(list).post(add))
        .route("/actors/v2/", get(list).post(add))
        .route("/actors/v2/{actor}", get(one).put(update).delete(delete))
        .route("/actors/v2/{actor}/", get(one).put(update).delete(delete))
        .route("/actors/v2/{actor}/state", get(state_of).post(update_state))
        .route("/actors/v2/{actor}/permissions", get(permissions).post(share))
}

async fn list(Shared(state): Shared<State>, user: User, params: Params) -> Result<Answer> {
    let actors = state.actors().list(&user).await?;
    let rows = actors.iter().map(|actor| view::actor(&state, actor)).collect();
    Ok(Answer::ok(search::listed(rows, &params, FIELDS)?).saying("Actors retrieved successfully."))
}

async fn add(Shared(state): Shared<State>, user: User, fields: Fields) -> Result<Answer> {
    let settings = body::settings(&fields)?;
    state.actors().check_image(&settings.image)?;
    let actor = state.actors().register(&user, settings).await?;
    Ok(Answer::created(view::actor(&state, &actor)).saying("Actor created successfully."))
}

async fn one(Shared(state): Shared<State>, caller: Caller, Path(id): Path<String>) -> Result<Answer> {
    let actor = find(&state, &caller, &id, Level::Read).await?;
    Ok(Answer::ok(view::actor(&state, &actor)).saying("Actor retrieved successfully."))
}

async fn update(
    Shared(state): Shared<State>,
    caller: Caller,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Answer> {
    let actor = find(&state, &caller, &id, Level::Update).await?;
    let mut settings = body::settings(&fields)?;
    state.actors().check_image(&settings.image)?;
    let said = fields.flag("stateless")?;
    if !actor.settings.stateless && said == Some(true) {
        return Err(Error::bad_request("stateless", "an actor with a state keeps having one"));
    }
    settings.stateless = said.unwrap_or(actor.settings.stateless);
    if field_is_missing(&fields, "name") {
        settings.name = actor.settings.name.clone();
    }
    let changed = state.actors().change(&actor, settings).await?;
    Ok(Answer::ok(view::actor(&state, &changed)).saying("Actor updated successfully."))
}

fn field_is_missing(fields: &Fields, name: &str) -> bool {
    body::field(fields, name).is_none()
}

async fn delete(Shared(state): Shared<State>, caller: Caller, Path(id): Path<String>) -> Result<Answer> {
    let actor = find(&state, &caller, &id, Level::Update).await?;
    state.actors().delete(&actor).await?;
    Ok(Answer::ok(Value::Null).saying("Actor deleted successfully."))
}

/// An actor that remembers something.
async fn stateful(state: &State, caller: &Caller, id: &str, needed: Level) -> Result<Actor> {
    let actor = find(state, caller, id, needed).await?;
    if actor.settings.stateless { Err(Error::not_found("The actor is stateless.")) } else { Ok(actor) }
}

async fn state_of(Shared(state): Shared<State>, caller: Caller, Path(id): Path<String>) -> Result<Answer> {
    let actor = stateful(&state, &caller, &id, Level::Read).await?;
    Ok(Answer::ok(json!({ "state": actor.state })).saying("Actor state retrieved successfully."))
}

async fn update_state(
    Shared(state): Shared<State>,
    caller: Caller,
    Path(id): Path<String>,
    request: Request,
) -> Result<Answer> {
    let actor = stateful(&state, &caller, &id, Level::Update).await?;
    let body = to_bytes(request.into_body(), MOST_STATE).await.map_err(|_| {
        Error::too_large(format!("The state is larger than {MOST_STATE} bytes or broke off."))
    })?;
    let new = serde_json::from_slice(&body)
        .map_err(|error| Error::bad_request("body", format!("is not JSON: {error}")))?;
    let changed = state.actors().remember(&actor, new).await?;
    Ok(Answer::ok(view::actor(&state, &changed)).saying("State updated successfully."))
}

async fn permissions(Shared(state): Shared<State>, caller: Caller, Path(id): Path<String>) -> Result<Answer> {
    let actor = find(&state, &caller, &id, Level::Read).await?;
    levels(&state, &actor, "Permissions retrieved successfully.").await
}

async fn share(
    Shared(state): Shared<State>,
    caller: Caller,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Answer> {
    let actor = find(&state, &caller, &id, Level::Update).await?;
    let user = fields.required("user")?;
    let level = Level::from_name(&fields.required("level")?)
        .ok_or_else(|| Error::bad_request("level", "must be NONE, READ, EXECUTE or UPDATE"))?;
    if user == actor.owner {
        return Err(Error::bad_request("user", "the owner always has all permissions"));
    }
    state.actors().share(&actor, &user, level).await?;
    levels(&state, &actor, "Permission added successfully.").await
}

async fn levels(state: &State, actor: &Actor, said: &str) -> Result<Answer> {
    let levels = state.actors().levels(actor).await?;
    let named: BTreeMap<_, _> = levels.into_iter().map(|(user, level)| (user, level.name())).collect();
    Ok(Answer::ok(named).saying(said))
}
