//! `/systems/v2`: the storage and the execution system of this machine, and those that users register.

mod built_in;
mod credentials;
mod manage;
mod roles;
mod view;

use axum::Router;
use axum::extract::{Path, State as Shared};
use axum::routing::get;
use portolan::agave::SystemSummary;
use serde_json::{Value, json};

use super::answer::Answer;
use super::job_body::Submitted;
use super::query::{Params, select};
use crate::State;
use crate::accounts::User;
use crate::error::{Error, Result};
use crate::storage::System;
use crate::systems::{Definition, Registered, Role};
use view::Chosen;

/// The routes.
pub(super) fn router() -> Router<State> {
    Router::new()
        .route("/systems/v2", get(list).post(add))
        .route("/systems/v2/", get(list).post(add))
        .route("/systems/v2/{id}", get(one).post(update).put(manage::manage).delete(delete))
        .route("/systems/v2/{id}/", get(one).post(update).put(manage::manage).delete(delete))
        .route("/systems/v2/{id}/queues", get(queues))
        .route("/systems/v2/{id}/queues/", get(queues))
        .merge(roles::router())
        .merge(credentials::router())
}

/// A system as an address names it.
enum Named {
    /// One that is always there.
    BuiltIn(System),
    /// One that a user registered.
    Registered(Box<Registered>),
}

/// The system of an address, if the user sees it.
async fn find(state: &State, user: &User, id: &str) -> Result<Named> {
    if let Some(system) = System::from_id(id) {
        return Ok(Named::BuiltIn(system));
    }
    let unknown = || Error::not_found(format!("There is no system {id}."));
    let system = state.systems().get(id).await?.ok_or_else(unknown)?;
    match state.systems().role(user, &system).await? {
        Role::None => Err(unknown()),
        _ => Ok(Named::Registered(Box::new(system))),
    }
}

/// The registered system of an address, if the user has this role on it.
async fn find_as(state: &State, user: &User, id: &str, needed: Role) -> Result<Registered> {
    match find(state, user, id).await? {
        Named::BuiltIn(_) => {
            Err(Error::forbidden(format!("{id} belongs to the server; its operator cares for it.")))
        }
        Named::Registered(system) if state.systems().role(user, &system).await? >= needed => Ok(*system),
        Named::Registered(_) => Err(Error::forbidden(format!("{id}: you need the role {needed} for this."))),
    }
}

async fn list(Shared(state): Shared<State>, user: User, params: Params) -> Result<Answer> {
    let chosen = Chosen::of(&state, &user).await?;
    let built_in = System::BUILT_IN.iter().map(|system| built_in::shown(&state, &user, system, &chosen));
    let mut systems: Vec<_> = built_in.collect();
    let registered = state.systems().visible_to(&user).await?;
    systems.extend(registered.iter().map(|system| view::shown(&state, system, &chosen)));
    systems.retain(|system| {
        (system.public || !params.flag("publicOnly")) && !(system.public && params.flag("privateOnly"))
    });
    let params = params.renamed(&[("lastUpdated", "lastModified")]);
    let rows = select(systems.iter().map(view::searchable).collect(), &params, view::SEARCHABLE)?;
    let whole = params.get("filter").is_some_and(|filter| !filter.trim().is_empty());
    let system = |row: &Value| systems.iter().find(|system| row["id"] == system.id.as_str());
    let row = |system| if whole { json!(system) } else { json!(summary(system)) };
    Ok(Answer::ok(rows.iter().filter_map(system).map(row).collect::<Vec<_>>()))
}

fn summary(system: &portolan::agave::System) -> SystemSummary {
    SystemSummary {
        id: system.id.clone(),
        name: system.name.clone(),
        kind: system.kind.clone(),
        description: system.description.clone(),
        status: system.status.clone(),
        public: system.public,
        default: system.default,
        links: system.links.clone(),
    }
}

async fn one(Shared(state): Shared<State>, user: User, Path(id): Path<String>) -> Result<Answer> {
    Ok(Answer::ok(whole(&state, &user, &id).await?))
}

/// The whole system as the user sees it.
async fn whole(state: &State, user: &User, id: &str) -> Result<portolan::agave::System> {
    let chosen = Chosen::of(state, user).await?;
    Ok(match find(state, user, id).await? {
        Named::BuiltIn(system) => built_in::shown(state, user, &system, &chosen),
        Named::Registered(system) => view::shown(state, &system, &chosen),
    })
}

async fn queues(
    Shared(state): Shared<State>,
    user: User,
    Path(id): Path<String>,
    params: Params,
) -> Result<Answer> {
    let queues = whole(&state, &user, &id).await?.queues.unwrap_or_default();
    let page = queues.into_iter().skip(params.offset()?).take(params.limit()?);
    Ok(Answer::ok(page.collect::<Vec<_>>()))
}

/// Registers a system, or a new revision of one that is the caller's already.
async fn add(Shared(state): Shared<State>, user: User, submitted: Submitted) -> Result<Answer> {
    let definition = Definition::read(&submitted.fields, None)?;
    let (system, is_new) = state.systems().register(&user, definition).await?;
    let shown = whole(&state, &user, &system.system.id).await?;
    Ok(if is_new { Answer::created(shown) } else { Answer::ok(shown) })
}

async fn update(
    Shared(state): Shared<State>,
    user: User,
    Path(id): Path<String>,
    submitted: Submitted,
) -> Result<Answer> {
    let there = find_as(&state, &user, &id, Role::Admin).await?;
    let definition = Definition::read(&submitted.fields, Some(&id))?;
    state.systems().update(&user, &there, definition).await?;
    Ok(Answer::ok(whole(&state, &user, &id).await?))
}

async fn delete(Shared(state): Shared<State>, user: User, Path(id): Path<String>) -> Result<Answer> {
    let there = find_as(&state, &user, &id, Role::Owner).await?;
    state.systems().delete(&user, &there.system.id).await?;
    Ok(Answer::empty(""))
}
