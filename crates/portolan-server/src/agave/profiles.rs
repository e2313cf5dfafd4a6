//! `/profiles/v2`: who the users are.

use axum::Router;
use axum::extract::{Path, State as Shared};
use axum::routing::get;
use portolan::agave::Profile;
use serde_json::{Value, json};

use super::answer::Answer;
use super::links;
use super::query::{Params, select};
use crate::State;
use crate::accounts::{User, users};
use crate::error::{Error, Result};

/// The routes.
pub(super) fn router() -> Router<State> {
    Router::new()
        .route("/profiles/v2", get(list))
        .route("/profiles/v2/", get(list))
        .route("/profiles/v2/{username}", get(one))
}

async fn list(Shared(state): Shared<State>, _: User, params: Params) -> Result<Answer> {
    let profiles = users::profiles(state.db()).await?;
    let rows: Vec<Value> = profiles.iter().map(|profile| json!(shown(&state, profile))).collect();
    let rows = match params.get("name") {
        Some(part) => rows.into_iter().filter(|row| is_named(row, part)).collect(),
        None => rows,
    };
    // The service knows two spellings of each compound field.
    let params =
        params.renamed(&[("first_name", "firstName"), ("last_name", "lastName"), ("full_name", "fullName")]);
    Ok(Answer::ok(select(
        rows,
        &params,
        &["username", "email", "firstName", "lastName", "fullName", "status"],
    )?))
}

/// Whether any of the names contains the text.
fn is_named(row: &Value, part: &str) -> bool {
    let part = part.to_lowercase();
    ["username", "fullName"]
        .iter()
        .any(|name| row[name].as_str().is_some_and(|text| text.to_lowercase().contains(&part)))
}

async fn one(Shared(state): Shared<State>, user: User, Path(username): Path<String>) -> Result<Answer> {
    let wanted = if username == "me" { user.name } else { username };
    let profiles = users::profiles(state.db()).await?;
    let profile = profiles
        .iter()
        .find(|profile| profile.name == wanted)
        .ok_or_else(|| Error::not_found(format!("No user is named {wanted}.")))?;
    Ok(Answer::ok(shown(&state, profile)))
}

fn shown(state: &State, profile: &users::Profile) -> Profile {
    let unset = || Some(String::new());
    Profile {
        username: profile.name.clone(),
        email: Some(users::email(&profile.name)),
        full_name: Some(profile.name.clone()),
        first_name: Some(profile.name.clone()),
        last_name: unset(),
        position: unset(),
        institution: unset(),
        department: unset(),
        research_area: unset(),
        phone: unset(),
        fax: unset(),
        city: unset(),
        state: unset(),
        country: unset(),
        gender: unset(),
        status: unset(),
        uuid: Some(profile.uuid.clone()),
        links: Some(json!({ "self": links::profile(state, &profile.name) })),
    }
}
