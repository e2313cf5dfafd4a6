//! Other names for actors.

use axum::Router;
use axum::extract::{Path, State as Shared};
use axum::routing::get;
use serde_json::Value;

use super::caller::{Caller, find};
use super::{body, view};
use crate::State;
use crate::accounts::User;
use crate::actors::{Alias, Level};
use crate::agave::answer::Answer;
use crate::agave::body::Fields;
use crate::error::{Error, Result};

pub(super) fn router() -> Router<State> {
    Router::new()
        .route("/actors/v2/aliases", get(list).post(add))
        .route("/actors/v2/aliases/", get(list).post(add))
        .route("/actors/v2/aliases/{alias}", get(one).delete(delete))
}

async fn list(Shared(state): Shared<State>, user: User) -> Result<Answer> {
    let aliases = state.actors().aliases(&user).await?;
    let rows: Vec<Value> = aliases.iter().map(|alias| view::alias(&state, alias)).collect();
    Ok(Answer::ok(rows).saying("Aliases retrieved successfully."))
}

async fn add(Shared(state): Shared<State>, caller: Caller, fields: Fields) -> Result<Answer> {
    let alias = fields.required("alias")?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if alias.len() > 64 || !alias.chars().all(plain) || alias == "aliases" {
        return Err(Error::bad_request("alias", "must be 1 to 64 letters, digits, '-' or '_'"));
    }
    let id = body::field(&fields, "actorId").and_then(Value::as_str);
    let id = id.ok_or_else(|| Error::bad_request("actorId", "is required"))?;
    let actor = find(&state, &caller, id, Level::Update).await?;
    let alias = state.actors().add_alias(&caller.user, &actor, &alias).await?;
    Ok(Answer::created(view::alias(&state, &alias)).saying("Actor alias created successfully."))
}

async fn one(Shared(state): Shared<State>, user: User, Path(name): Path<String>) -> Result<Answer> {
    let aliases = state.actors().aliases(&user).await?;
    let alias: &Alias = aliases.iter().find(|alias| alias.alias == name).ok_or_else(|| unknown(&name))?;
    Ok(Answer::ok(view::alias(&state, alias)).saying("Actor alias retrieved successfully."))
}

async fn delete(Shared(state): Shared<State>, user: User, Path(name): Path<String>) -> Result<Answer> {
    if !state.actors().delete_alias(&user, &name).await? {
        return Err(unknown(&name));
    }
    Ok(Answer::ok(Value::Null).saying(format!("Alias {name} deleted successfully.")))
}

fn unknown(alias: &str) -> Error {
    Error::not_found(format!("There is no alias {alias}."))
}
