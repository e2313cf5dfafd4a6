//! Who calls: Rescale's token in the `Authorization` header.

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;

use crate::State;
use crate::accounts::User;
use crate::accounts::api_keys::{self, Protocol};
use crate::error::{Error, Result};

/// A caller with a valid token. An argument of handlers.
pub(super) struct Caller(pub(super) User);

impl FromRequestParts<State> for Caller {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Caller> {
        let value = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let (scheme, token) = value.unwrap_or_default().split_once(' ').unwrap_or_default();
        if !["token", "bearer"].contains(&scheme.to_lowercase().as_str()) {
            return Err(Error::unauthorized("Authentication credentials were not provided."));
        }
        let user = api_keys::user(state.db(), Protocol::Rescale, token.trim()).await?;
        user.map(Caller).ok_or_else(|| Error::unauthorized("Invalid token."))
    }
}
