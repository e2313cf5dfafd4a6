//! `/token` and `/revoke`: OAuth's own answers, without Agave's envelope.

use axum::Router;
use axum::extract::State as Shared;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde_json::json;

use super::answer::json_response;
use super::body::Fields;
use super::query::Params;
use crate::State;
use crate::accounts::tokens::{self, ACCESS_SECONDS, Pair};
use crate::accounts::{clients, codes, credentials, users};
use crate::error::Error;

/// The only scope there is.
pub(super) const SCOPE: &str = "PRODUCTION";

/// The routes.
pub(super) fn router() -> Router<State> {
    Router::new().route("/token", post(token)).route("/revoke", post(revoke))
}

/// A refusal in OAuth's words.
enum Refusal {
    /// The client's key or secret is wrong.
    Client,
    /// The password or refresh token is wrong.
    Grant(&'static str),
    /// The kind of grant is not served.
    UnsupportedGrant,
    /// A field is missing or wrong.
    Request(String),
    /// Something else failed.
    Other(Error),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Refusal {
        match error.status() {
            StatusCode::BAD_REQUEST => Refusal::Request(error.message().to_owned()),
            _ => Refusal::Other(error),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, error, description) = match self {
            Refusal::Client => {
                (StatusCode::UNAUTHORIZED, "invalid_client", "The client's key or secret is wrong.".into())
            }
            Refusal::Grant(why) => (StatusCode::BAD_REQUEST, "invalid_grant", why.into()),
            Refusal::UnsupportedGrant => (
                StatusCode::BAD_REQUEST,
                "unsupported_grant_type",
                "grant_type: must be password, refresh_token or authorization_code".into(),
            ),
            Refusal::Request(why) => (StatusCode::BAD_REQUEST, "invalid_request", why),
            Refusal::Other(error) => (error.status(), "server_error", error.message().to_owned()),
        };
        let mut response =
            json_response(status, &json!({ "error": error, "error_description": description }), false);
        if status == StatusCode::UNAUTHORIZED {
            let challenge = HeaderValue::from_static("Basic realm=\"portolan\"");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
        }
        unstored(response)
    }
}

async fn token(
    Shared(state): Shared<State>,
    params: Params,
    headers: HeaderMap,
    form: Result<Fields, Error>,
) -> Result<Response, Refusal> {
    let form = form?;
    let client = client(&state, &headers, &form).await?;
    let pair = match form.required("grant_type")?.as_str() {
        "password" => by_password(&state, &client, &form).await?,
        "refresh_token" => tokens::refresh(state.db(), &client, &form.required("refresh_token")?)
            .await?
            .ok_or(Refusal::Grant("The refresh token is unknown, used or expired."))?,
        "authorization_code" => by_code(&state, &client, &form).await?,
        _ => return Err(Refusal::UnsupportedGrant),
    };
    let answer = json!({
        "access_token": pair.access,
        "refresh_token": pair.refresh,
        "token_type": "bearer",
        "expires_in": ACCESS_SECONDS,
        "scope": SCOPE,
    });
    Ok(unstored(json_response(StatusCode::OK, &answer, params.flag("pretty"))))
}

async fn by_password(state: &State, client: &str, form: &Fields) -> Result<Pair, Refusal> {
    // Blanks around a password belong to it.
    let password = form.0.get("password").and_then(serde_json::Value::as_str).unwrap_or_default();
    let user = users::verify(state.db(), &form.required("username")?, password)
        .await?
        .ok_or(Refusal::Grant("The user name or password is wrong."))?;
    Ok(tokens::issue(state.db(), client, &user).await?)
}

async fn by_code(state: &State, client: &str, form: &Fields) -> Result<Pair, Refusal> {
    let (code, redirect) = (form.required("code")?, form.required("redirect_uri")?);
    let verifier = form.text("code_verifier")?;
    codes::redeem(state.db(), client, &code, &redirect, verifier.as_deref()).await?.ok_or(Refusal::Grant(
        "The code is unknown, used or expired, or was made for another address or verifier.",
    ))
}

async fn revoke(
    Shared(state): Shared<State>,
    headers: HeaderMap,
    form: Result<Fields, Error>,
) -> Result<StatusCode, Refusal> {
    let form = form?;
    let client = client(&state, &headers, &form).await?;
    tokens::revoke(state.db(), &client, &form.required("token")?).await?;
    Ok(StatusCode::OK)
}

/// The client that asks: in the Authorization header or, as OAuth also allows, in the form.
async fn client(state: &State, headers: &HeaderMap, form: &Fields) -> Result<String, Refusal> {
    let (key, secret) = match credentials::basic(headers) {
        Some(pair) => pair,
        None => match (form.text("client_id")?, form.text("client_secret")?) {
            (Some(key), Some(secret)) => (key, secret),
            _ => return Err(Refusal::Client),
        },
    };
    clients::verify(state.db(), &key, &secret).await?.ok_or(Refusal::Client)
}

/// Tokens are in no cache.
fn unstored(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
