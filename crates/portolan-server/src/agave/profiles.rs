//! `/profiles/v2`: who the users are.

use axum::Router;
use axum::extract::{Path, State as Shared};
use axum::routing::get;
use portolan::agave::Profile;
use serde_json::{Value, json};

use super::answer::Answer;
use super::job_body::Submitted;
use super::links;
use super::query::{Params, select};
use crate::State;
use crate::accounts::{User, users};
use crate::apps::fields::Fields;
use crate::error::{Error, Result};

/// What users tell about themselves.
const TOLD: &[&str] = &[
    "email",
    "firstName",
    "lastName",
    "fullName",
    "position",
    "institution",
    "department",
    "researchArea",
    "phone",
    "fax",
    "city",
    "state",
    "country",
    "gender",
];

/// The routes.
pub(super) fn router() -> Router<State> {
    Router::new()
        .route("/profiles/v2", get(list).post(create))
        .route("/profiles/v2/", get(list).post(create))
        .route("/profiles/v2/{username}", get(one).put(update).post(update).delete(delete))
        .route("/profiles/v2/{username}/", get(one).put(update).post(update).delete(delete))
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
    Ok(Answer::ok(shown(&state, &find(&state, &user, &username).await?)))
}

/// The profile of an address, in which `me` is the caller.
async fn find(state: &State, user: &User, username: &str) -> Result<users::Profile> {
    let wanted = if username == "me" { &user.name } else { username };
    let profiles = users::profiles(state.db()).await?;
    let found = profiles.into_iter().find(|profile| profile.name == wanted);
    found.ok_or_else(|| Error::not_found(format!("No user is named {wanted}.")))
}

/// Changes what the caller tells about themselves; fields that are not named stay.
async fn update(
    Shared(state): Shared<State>,
    user: User,
    Path(username): Path<String>,
    submitted: Submitted,
) -> Result<Answer> {
    let profile = find(&state, &user, &username).await?;
    if profile.name != user.name {
        return Err(Error::forbidden("Only the user may change a profile."));
    }
    let fields = Fields::of(&submitted.fields);
    let mut told = profile.told;
    for name in TOLD {
        // An empty text takes back what was told.
        if fields.get(name).is_some() {
            told.insert((*name).to_owned(), fields.text(name, 255)?.unwrap_or_default().into());
        }
    }
    if let Some(email) = told.get("email").and_then(Value::as_str)
        && !email.is_empty()
        && !email.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty())
    {
        return Err(fields.refuse("email", "must be an e-mail address"));
    }
    users::tell(state.db(), &user, &told).await?;
    Ok(Answer::ok(shown(&state, &find(&state, &user, "me").await?)))
}

async fn create(Shared(_): Shared<State>, _: User) -> Result<Answer> {
    Err(Error::forbidden("Only the server's operator adds users, with the command portolan user add."))
}

async fn delete(Shared(state): Shared<State>, user: User, Path(username): Path<String>) -> Result<Answer> {
    find(&state, &user, &username).await?;
    Err(Error::forbidden("Only the server's operator removes users."))
}

fn shown(state: &State, profile: &users::Profile) -> Profile {
    let told = |name: &str| profile.told.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let or = |name: &str, usual: String| Some(told(name)).filter(|text| !text.is_empty()).unwrap_or(usual);
    let first = or("firstName", profile.name.clone());
    let full = format!("{first} {}", told("lastName"));
    Profile {
        username: profile.name.clone(),
        email: Some(or("email", users::email(&profile.name))),
        full_name: Some(or("fullName", full.trim().to_owned())),
        first_name: Some(first),
        last_name: Some(told("lastName")),
        position: Some(told("position")),
        institution: Some(told("institution")),
        department: Some(told("department")),
        research_area: Some(told("researchArea")),
        phone: Some(told("phone")),
        fax: Some(told("fax")),
        city: Some(told("city")),
        state: Some(told("state")),
        country: Some(told("country")),
        gender: Some(told("gender")),
        status: Some(String::new()),
        uuid: Some(profile.uuid.clone()),
        links: Some(json!({ "self": links::profile(state, &profile.name) })),
    }
}
