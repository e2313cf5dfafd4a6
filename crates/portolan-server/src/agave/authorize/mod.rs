//! `/authorize`: a page on which users sign in for some other page, which gets a token or a code and never the password.
//!
//! The page is the same for everybody; its script asks what it is about and moves on. A redirect would not do: browsers
//! hold the rule for a form's target against the addresses that it is redirected to.

mod request;

use axum::Router;
use axum::extract::State as Shared;
use axum::http::header::{self, HeaderValue};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::json;

use self::request::{Outcome, Request};
use super::answer::Answer;
use super::body::Fields;
use super::query::Params;
use crate::State;
use crate::accounts::codes::{self, Binding};
use crate::accounts::tokens::{self, ACCESS_SECONDS};
use crate::accounts::{User, users};
use crate::error::{Error, Result};

/// What the page may do: load its own two files and talk to this server.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'; \
     base-uri 'none'; frame-ancestors 'none'",
);

/// The routes.
pub(super) fn router() -> Router<State> {
    Router::new()
        .route("/authorize", get(page).post(sign_in))
        .route("/authorize/request", get(about))
        .route("/authorize/page.js", get(|| file("text/javascript", include_str!("page.js"))))
        .route("/authorize/page.css", get(|| file("text/css", include_str!("page.css"))))
}

async fn file(media_type: &'static str, text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, format!("{media_type}; charset=utf-8"))], text).into_response()
}

async fn page(Shared(state): Shared<State>, params: Params) -> Response {
    let status = match request::read(&state, &params).await {
        Ok(_) => StatusCode::OK,
        Err(error) => error.status(),
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CONTENT_SECURITY_POLICY, POLICY),
    ];
    (status, headers, include_str!("page.html")).into_response()
}

/// What the page tells the user before they sign in.
async fn about(Shared(state): Shared<State>, params: Params) -> Result<Answer> {
    Ok(match request::read(&state, &params).await? {
        Outcome::Leave(location) => Answer::ok(json!({ "location": location })),
        Outcome::Ask(request) => Answer::ok(json!({
            "client": request.client.name,
            "description": request.client.description,
            "owner": request.owner,
            "host": request.host(),
        })),
    })
}

/// The user's decision. Answers where the page is to go.
async fn sign_in(Shared(state): Shared<State>, fields: Fields) -> Result<Answer> {
    let query = fields.required("query")?;
    let params =
        Params::of(&format!("/authorize?{}", query.trim_start_matches('?')).parse::<Uri>().map_err(
            |_| Error::bad_request("query", "must be the query string that the page was opened with"),
        )?);
    let request = match request::read(&state, &params).await? {
        Outcome::Leave(location) => return Ok(Answer::ok(json!({ "location": location }))),
        Outcome::Ask(request) => request,
    };
    if fields.flag("allow")? != Some(true) {
        return Ok(left(&request.refused("access_denied", "The user does not allow it.")));
    }
    // Blanks around a password belong to it.
    let password = fields.0.get("password").and_then(serde_json::Value::as_str).unwrap_or_default();
    let user = users::verify(state.db(), &fields.required("username")?, password)
        .await?
        .ok_or_else(|| Error::new(StatusCode::UNAUTHORIZED, "The user name or password is wrong."))?;
    Ok(left(&granted(&state, &request, &user).await?))
}

fn left(location: &str) -> Answer {
    Answer::ok(json!({ "location": location }))
}

/// The address that the page goes to with a token or code.
async fn granted(state: &State, request: &Request, user: &User) -> Result<String> {
    if request.wants_code() {
        let binding = Binding {
            client: request.client.key.clone(),
            redirect: request.redirect.clone(),
            challenge: request.challenge.clone(),
        };
        let code = codes::issue(state.db(), user, binding).await?;
        return Ok(request.with(&[("code", &code)]));
    }
    // What follows the `#` stays in the browser. The refresh token would have to be kept there, so it is not given.
    let pair = tokens::issue(state.db(), &request.client.key, user).await?;
    let seconds = ACCESS_SECONDS.to_string();
    Ok(request.with(&[
        ("access_token", pair.access.as_str()),
        ("token_type", "bearer"),
        ("expires_in", &seconds),
    ]))
}
