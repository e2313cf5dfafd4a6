//! Where the server holds a key, callers carry this server's own credential of the protocol, where the protocol puts
//! it. It is checked, and the held one put in its place.

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::key::Key;
use crate::accounts::{api_keys, clients, credentials};
use crate::agave::body::MAX_BODY;
use crate::agave::query::Params;
use crate::error::{Error, Result};
use crate::{State, jarvice};

/// Puts the held key into a call.
pub(super) async fn exchange(state: &State, key: &Key, path: &str, request: Request) -> Result<Request> {
    let (head, body) = request.into_parts();
    match key {
        Key::Token(held) => rescale(state, held, head, body).await,
        Key::Pair(name, secret) if jarvice::owns(path) => {
            jarvice_call(state, (name, secret), head, body).await
        }
        Key::Pair(name, secret) => agave(state, (name, secret), path, head, body).await,
    }
}

async fn rescale(state: &State, held: &str, mut head: Parts, body: Body) -> Result<Request> {
    let value = head.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let own =
        value.and_then(|value| value.split_once(' ')).map(|(_, token)| token.trim()).unwrap_or_default();
    if api_keys::user(state.db(), api_keys::Protocol::Rescale, own).await?.is_none() {
        return Err(Error::unauthorized("Invalid token: this server's own Rescale token is wanted here."));
    }
    set_authorization(&mut head, &format!("Token {held}"))?;
    Ok(Request::from_parts(head, body))
}

/// Only clients have their secret held: users sign in with their own name and password, and then have their own token.
async fn agave(
    state: &State,
    (key, secret): (&str, &str),
    path: &str,
    mut head: Parts,
    body: Body,
) -> Result<Request> {
    if !matches!(path.trim_end_matches('/'), "/token" | "/revoke") {
        return Ok(Request::from_parts(head, body));
    }
    let own = credentials::basic(&head.headers);
    let known = match &own {
        Some((key, secret)) => clients::verify(state.db(), key, secret).await?,
        None => None,
    };
    if known.is_none() {
        return Err(Error::unauthorized(
            "A key and secret of one of this server's own clients are wanted here.",
        ));
    }
    set_authorization(&mut head, &format!("Basic {}", BASE64_STANDARD.encode(format!("{key}:{secret}"))))?;
    Ok(Request::from_parts(head, body))
}

fn set_authorization(head: &mut Parts, value: &str) -> Result<()> {
    let mut value = HeaderValue::from_str(value).map_err(Error::internal)?;
    value.set_sensitive(true);
    head.headers.insert(header::AUTHORIZATION, value);
    Ok(())
}

/// JARVICE's names and keys travel in the query, in a form, or in the `user` of a submission. A call without any of
/// them goes on without any.
async fn jarvice_call(state: &State, held: (&str, &str), mut head: Parts, body: Body) -> Result<Request> {
    if let Some(query) = head.uri.query()
        && let Some(exchanged) = pairs(state, held, query).await?
    {
        head.uri = format!("{}?{exchanged}", head.uri.path()).parse().map_err(Error::internal)?;
    }
    if head.method != axum::http::Method::POST {
        return Ok(Request::from_parts(head, body));
    }
    let too_large = |_| Error::too_large(format!("The body is larger than {MAX_BODY} bytes or broke off."));
    let bytes = to_bytes(body, MAX_BODY).await.map_err(too_large)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| Error::bad_request("body", "must be UTF-8"))?;
    let exchanged = match text.trim_start().starts_with('{') {
        true => Some(submission(state, held, text).await?),
        false => pairs(state, held, text).await?,
    };
    let body = exchanged.unwrap_or_else(|| text.to_owned());
    head.headers.remove(header::CONTENT_LENGTH);
    Ok(Request::from_parts(head, Body::from(body)))
}

/// A query or form with the held name and key; nothing if it has none.
async fn pairs(state: &State, (name, key): (&str, &str), text: &str) -> Result<Option<String>> {
    let given = Params::parse(text);
    let (own_name, own_key) = (given.get("username"), given.get("apikey"));
    if own_name.is_none() && own_key.is_none() {
        return Ok(None);
    }
    jarvice::sign_in(state, own_name.unwrap_or_default(), own_key.unwrap_or_default()).await?;
    let encode = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    // The other pairs stay as they were written.
    let others = text.split('&').filter(|pair| {
        let name = Params::parse(pair);
        name.get("username").is_none() && name.get("apikey").is_none()
    });
    let own = [format!("username={}", encode(name)), format!("apikey={}", encode(key))];
    Ok(Some(own.into_iter().chain(others.map(str::to_owned)).collect::<Vec<_>>().join("&")))
}

/// A submission with the held name and key.
async fn submission(state: &State, (name, key): (&str, &str), text: &str) -> Result<String> {
    let mut body: Value = serde_json::from_str(text)
        .map_err(|error| Error::bad_request("body", format!("is not JSON: {error}")))?;
    let own = |field: &str| body["user"][field].as_str().unwrap_or_default().to_owned();
    jarvice::sign_in(state, &own("username"), &own("apikey")).await?;
    body["user"] = json!({ "username": name, "apikey": key });
    Ok(body.to_string())
}
