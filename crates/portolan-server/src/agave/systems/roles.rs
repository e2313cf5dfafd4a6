//! Who may do what with a system.

use axum::Router;
use axum::extract::{Path, State as Shared};
use axum::routing::get;
use serde_json::{Value, json};

use super::built_in::OWNER;
use super::{Named, find, find_as};
use crate::State;
use crate::accounts::User;
use crate::agave::answer::Answer;
use crate::agave::body::Fields;
use crate::agave::links;
use crate::agave::permissions::check_addressed;
use crate::agave::query::Params;
use crate::error::{Error, Result};
use crate::systems::{Role, RoleOf};

pub(super) fn router() -> Router<State> {
    Router::new()
        .route("/systems/v2/{id}/roles", get(list).post(update).delete(delete))
        .route("/systems/v2/{id}/roles/", get(list).post(update).delete(delete))
        .route("/systems/v2/{id}/roles/{username}", get(one).post(update_one).delete(delete_one))
        .route("/systems/v2/{id}/roles/{username}/", get(one).post(update_one).delete(delete_one))
}

/// All roles. A system of the server has its owner; everybody else may use it.
async fn roles(state: &State, user: &User, id: &str) -> Result<Vec<RoleOf>> {
    match find(state, user, id).await? {
        Named::BuiltIn(_) => Ok(vec![RoleOf { user: OWNER.to_owned(), role: Role::Owner }]),
        Named::Registered(system) => state.systems().roles(&system).await,
    }
}

async fn list(
    Shared(state): Shared<State>,
    user: User,
    Path(id): Path<String>,
    params: Params,
) -> Result<Answer> {
    let roles = roles(&state, &user, &id).await?;
    let page = roles.iter().skip(params.offset()?).take(params.limit()?);
    Ok(Answer::ok(page.map(|role| shown(&state, &id, role)).collect::<Vec<_>>()))
}

async fn one(
    Shared(state): Shared<State>,
    user: User,
    Path((id, username)): Path<(String, String)>,
) -> Result<Answer> {
    let named = match find(&state, &user, &id).await? {
        Named::BuiltIn(_) if username == OWNER => Role::Owner,
        Named::BuiltIn(_) => Role::User,
        Named::Registered(system) => state.systems().role(&User { name: username.clone() }, &system).await?,
    };
    Ok(Answer::ok([shown(&state, &id, &RoleOf { user: username, role: named })]))
}

async fn update(
    Shared(state): Shared<State>,
    user: User,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Answer> {
    let username = fields.required("username")?;
    give(&state, &user, &id, username, fields.required("role")?.parse()?).await
}

async fn update_one(
    Shared(state): Shared<State>,
    user: User,
    Path((id, username)): Path<(String, String)>,
    fields: Fields,
) -> Result<Answer> {
    check_addressed(&fields, &username)?;
    give(&state, &user, &id, username, fields.required("role")?.parse()?).await
}

async fn give(state: &State, user: &User, id: &str, username: String, role: Role) -> Result<Answer> {
    let system = find_as(state, user, id, Role::Admin).await?;
    let own = state.systems().role(user, &system).await?;
    let there = state.systems().role(&User { name: username.clone() }, &system).await?;
    if role > own || there > own {
        return Err(Error::forbidden(format!("role: you are {own} of {id}, and cannot give or take more.")));
    }
    let given = RoleOf { user: username, role };
    let new = state.systems().give(user, &system, given.clone()).await?;
    let rows = [shown(state, id, &given)];
    Ok(if new && role != Role::None { Answer::created(rows) } else { Answer::ok(rows) })
}

async fn delete(Shared(state): Shared<State>, user: User, Path(id): Path<String>) -> Result<Answer> {
    let system = find_as(&state, &user, &id, Role::Owner).await?;
    state.systems().take_all(&user, &system).await?;
    Ok(Answer::empty(""))
}

async fn delete_one(
    Shared(state): Shared<State>,
    user: User,
    Path((id, username)): Path<(String, String)>,
) -> Result<Answer> {
    give(&state, &user, &id, username, Role::None).await?;
    Ok(Answer::empty(""))
}

fn shown(state: &State, id: &str, role: &RoleOf) -> Value {
    let own = format!("/systems/v2/{}", links::segment(id));
    json!({
        "username": role.user,
        "role": role.role.as_str(),
        "_links": {
            "self": links::link(state, &format!("{own}/roles/{}", links::segment(&role.user))),
            "parent": links::link(state, &own),
            "profile": links::profile(state, &role.user),
        },
    })
}
