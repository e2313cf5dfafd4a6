//! How a system is signed in to. What was stored is listed without its secrets.

use axum::Router;
use axum::extract::{Path, State as Shared};
use axum::routing::get;
use serde_json::{Value, json};

use super::find_as;
use crate::State;
use crate::accounts::User;
use crate::agave::answer::Answer;
use crate::agave::body::Fields;
use crate::agave::links;
use crate::agave::query::Params;
use crate::apps::fields::Fields as Checked;
use crate::error::{Error, Result};
use crate::systems::{Credential, Purpose, Registered, Role, SignIn, Which};
use crate::time;

pub(super) fn router() -> Router<State> {
    Router::new()
        .route("/systems/v2/{id}/credentials", get(list).post(update).delete(delete))
        .route("/systems/v2/{id}/credentials/", get(list).post(update).delete(delete))
        .route("/systems/v2/{id}/credentials/{user}", get(list_of).post(update_of).delete(delete_of))
        .route("/systems/v2/{id}/credentials/{user}/", get(list_of).post(update_of).delete(delete_of))
        .route(
            "/systems/v2/{id}/credentials/{user}/{purpose}",
            get(list_of_type).post(update_of_type).delete(delete_of_type),
        )
}

type OfType = (String, String, String);

/// Those of one internal user, in answers and requests `null` for the default ones.
fn of(internal: &str) -> Which {
    Which { internal: Some(internal.to_owned()), purpose: None }
}

fn of_type(internal: &str, purpose: &str) -> Result<Which> {
    Ok(Which { purpose: Some(purpose.parse()?), ..of(internal) })
}

async fn list(shared: Shared<State>, user: User, Path(id): Path<String>, params: Params) -> Result<Answer> {
    page(shared, user, &id, Which::default(), params).await
}

async fn list_of(
    shared: Shared<State>,
    user: User,
    Path((id, internal)): Path<(String, String)>,
    params: Params,
) -> Result<Answer> {
    page(shared, user, &id, of(&internal), params).await
}

async fn list_of_type(
    shared: Shared<State>,
    user: User,
    Path((id, internal, purpose)): Path<OfType>,
    params: Params,
) -> Result<Answer> {
    page(shared, user, &id, of_type(&internal, &purpose)?, params).await
}

async fn page(
    Shared(state): Shared<State>,
    user: User,
    id: &str,
    which: Which,
    params: Params,
) -> Result<Answer> {
    let system = find_as(&state, &user, id, Role::Admin).await?;
    let all = state.systems().credentials(&system, which).await?;
    let page = all.iter().skip(params.offset()?).take(params.limit()?);
    Ok(Answer::ok(page.map(|one| shown(&state, &system, one)).collect::<Vec<_>>()))
}

async fn update(shared: Shared<State>, user: User, Path(id): Path<String>, fields: Fields) -> Result<Answer> {
    set(shared, user, &id, Which::default(), fields).await
}

async fn update_of(
    shared: Shared<State>,
    user: User,
    Path((id, internal)): Path<(String, String)>,
    fields: Fields,
) -> Result<Answer> {
    set(shared, user, &id, of(&internal), fields).await
}

async fn update_of_type(
    shared: Shared<State>,
    user: User,
    Path((id, internal, purpose)): Path<OfType>,
    fields: Fields,
) -> Result<Answer> {
    set(shared, user, &id, of_type(&internal, &purpose)?, fields).await
}

async fn set(
    Shared(state): Shared<State>,
    user: User,
    id: &str,
    which: Which,
    fields: Fields,
) -> Result<Answer> {
    let system = find_as(&state, &user, id, Role::Admin).await?;
    let checked = Checked::of(&fields.0);
    let sent = checked.text("internalUsername", 64)?;
    let internal = match (&which.internal, sent) {
        (Some(addressed), Some(sent)) if *addressed != sent => {
            return Err(checked.refuse("internalUsername", "must be the one that the address names"));
        }
        (Some(internal), _) => internal.clone(),
        (None, sent) => sent.unwrap_or_default(),
    };
    let sign_in = SignIn::read(&checked)?;
    let purposes = match which.purpose {
        Some(Purpose::Login) if system.system.login.is_none() => {
            return Err(Error::bad_request(
                "credentialType",
                format!("{id} is a storage system, without login"),
            ));
        }
        Some(purpose) => vec![purpose],
        None if system.system.login.is_some() => vec![Purpose::Storage, Purpose::Login],
        None => vec![Purpose::Storage],
    };
    state.systems().set_credential(&user, &system, &internal, &purposes, &sign_in).await?;
    Ok(Answer::empty(""))
}

async fn delete(shared: Shared<State>, user: User, Path(id): Path<String>) -> Result<Answer> {
    forget(shared, user, &id, Which::default()).await
}

async fn delete_of(
    shared: Shared<State>,
    user: User,
    Path((id, internal)): Path<(String, String)>,
) -> Result<Answer> {
    forget(shared, user, &id, of(&internal)).await
}

async fn delete_of_type(
    shared: Shared<State>,
    user: User,
    Path((id, internal, purpose)): Path<OfType>,
) -> Result<Answer> {
    forget(shared, user, &id, of_type(&internal, &purpose)?).await
}

async fn forget(Shared(state): Shared<State>, user: User, id: &str, which: Which) -> Result<Answer> {
    let system = find_as(&state, &user, id, Role::Admin).await?;
    let narrowed = which.internal.is_some();
    if state.systems().forget_credentials(&user, &system, which).await? == 0 && narrowed {
        return Err(Error::not_found(format!("{id} has no such credentials.")));
    }
    Ok(Answer::empty(""))
}

fn shown(state: &State, system: &Registered, credential: &Credential) -> Value {
    let parent = match credential.purpose {
        Purpose::Storage => "STORAGE",
        Purpose::Login => "EXECUTION",
    };
    json!({
        "internalUsername": Some(&credential.internal).filter(|name| !name.is_empty()),
        "username": credential.facts.username.clone().unwrap_or_default(),
        "type": credential.facts.kind,
        "parentType": parent,
        "default": credential.internal.is_empty(),
        "server": credential.facts.server,
        "valid": credential.valid,
        "expirationDate": null,
        "created": time::iso(credential.created),
        "_links": { "system": links::system(state, &system.system.id) },
    })
}
