//! Credentials in the `Authorization` header: bearer tokens and Basic names with passwords.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::{User, tokens};
use crate::State;
use crate::error::{Error, Result};

impl FromRequestParts<State> for User {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<User> {
        let token = bearer(&parts.headers).ok_or_else(|| {
            Error::unauthorized("The request has no bearer token in its Authorization header.")
        })?;
        tokens::user(state.db(), token)
            .await?
            .ok_or_else(|| Error::unauthorized("The access token is unknown, revoked or expired."))
    }
}

/// The bearer token of a request.
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    after_scheme(headers, "bearer")
}

/// Name and password of a request with Basic authorization, which may also be a client's key and secret.
pub fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let decoded = BASE64_STANDARD.decode(after_scheme(headers, "basic")?).ok()?;
    // Python's requests writes Latin-1 where browsers write UTF-8.
    let text = String::from_utf8(decoded)
        .unwrap_or_else(|error| error.into_bytes().into_iter().map(char::from).collect());
    let (name, password) = text.split_once(':')?;
    Some((name.to_owned(), password.to_owned()))
}

fn after_scheme<'h>(headers: &'h HeaderMap, wanted: &str) -> Option<&'h str> {
    let (scheme, rest) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case(wanted).then(|| rest.trim())
}
