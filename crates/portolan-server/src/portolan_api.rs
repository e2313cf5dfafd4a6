//! `/portolan/*`: what the portal needs beyond the services' protocols.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{Path, State as Shared};
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::State;
use crate::accounts::User;
use crate::accounts::tokens::ACCESS_SECONDS;
use crate::agave::body::Fields;
use crate::download::{self, Disposition};
use crate::error::{Error, Result};
use crate::ids;
use crate::storage::{Access, Location};

/// How long an address for one download is good.
const LIFE: Duration = Duration::from_secs(60);
/// Addresses that wait for their download at most; the oldest go first.
const MAX_TICKETS: usize = 1000;

/// What is told where the kernel lacks what keeps jobs apart.
pub(crate) const NOT_ISOLATED: &str = "Jobs are not isolated: this kernel has no Landlock, so a job can read what the server can. Let only people run \
     jobs whom you trust with everybody's files.";

/// The routes.
pub(crate) fn router() -> Router<State> {
    Router::new()
        .route("/portolan/health", get(health))
        .route("/portolan/session", post(session))
        .route("/portolan/downloads", post(prepare_download))
        .route("/portolan/downloads/{ticket}", get(download))
        .method_not_allowed_fallback(
            |method: Method| async move { crate::agave::method_not_allowed(&method) },
        )
}

/// That the server is there, and what its operator should know.
async fn health(Shared(state): Shared<State>) -> Json<Value> {
    let isolated = state.engine().isolates();
    let notices: &[&str] = if isolated { &[] } else { &[NOT_ISOLATED] };
    Json(json!({
        "status": "ok",
        "version": env!("CARGO_PKG_VERSION"),
        "jobsIsolated": isolated,
        "notices": notices,
    }))
}

/// Exchanges the code of the launch address for a session.
async fn session(Shared(state): Shared<State>, fields: Fields) -> Result<Response> {
    let session = state.launch().redeem(state.db(), &fields.required("code")?).await?;
    let answer = Json(json!({
        "username": session.user.name,
        "accessToken": session.tokens.access,
        "refreshToken": session.tokens.refresh,
        "expiresIn": ACCESS_SECONDS,
        "clientKey": session.client.key,
        "clientSecret": session.secret,
        "clientName": session.client.name,
    }));
    Ok(([(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))], answer).into_response())
}

/// Files that may be downloaded once, by an address that needs no further credential.
#[derive(Default)]
pub(crate) struct Tickets(Mutex<HashMap<[u8; 32], (Instant, Location)>>);

impl Tickets {
    fn issue(&self, at: Location) -> String {
        let ticket = ids::token();
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.retain(|_, (issued, _)| issued.elapsed() < LIFE);
        if waiting.len() >= MAX_TICKETS {
            let oldest = waiting.iter().min_by_key(|(_, (issued, _))| *issued).map(|(digest, _)| *digest);
            oldest.map(|digest| waiting.remove(&digest));
        }
        waiting.insert(ids::digest(&ticket), (Instant::now(), at));
        ticket
    }

    fn redeem(&self, ticket: &str) -> Option<Location> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (issued, at) = waiting.remove(&ids::digest(ticket))?;
        (issued.elapsed() < LIFE).then_some(at)
    }
}

/// Makes an address under which a browser can download one file as a plain link.
async fn prepare_download(Shared(state): Shared<State>, user: User, fields: Fields) -> Result<Json<Value>> {
    let path = fields
        .0
        .get("path")
        .and_then(Value::as_str)
        .ok_or_else(|| Error::bad_request("path", "is required"))?;
    let at = match fields.text("job")? {
        Some(job) => output(&state, &user, &job, path).await?,
        None => {
            let at = state.storage().resolve(&user, fields.text("system")?.as_deref(), path).await?;
            state.storage().check(&user, &at, Access::READ).await?;
            at
        }
    };
    if state.storage().stat(&at).await?.folder {
        return Err(Error::bad_request("path", format!("{} is a folder", at.absolute())));
    }
    let ticket = state.tickets().issue(at);
    Ok(Json(json!({ "url": format!("/portolan/downloads/{ticket}") })))
}

/// A file among a job's outputs.
async fn output(state: &State, user: &User, id: &str, path: &str) -> Result<Location> {
    let unknown = || Error::not_found(format!("There is no job {id}."));
    let job = state.engine().get(id).await?.filter(|job| job.visible).ok_or_else(unknown)?;
    if !state.engine().access(user, &job).await?.allows(Access::READ) {
        return Err(unknown());
    }
    job.outputs()?.join(path)
}

async fn download(
    Shared(state): Shared<State>,
    method: Method,
    headers: HeaderMap,
    Path(ticket): Path<String>,
) -> Result<Response> {
    if method != Method::GET {
        return Err(crate::agave::method_not_allowed(&method));
    }
    let at = state.tickets().redeem(&ticket).ok_or_else(|| {
        Error::not_found(
            "This download address was used before or is older than a minute. Ask for the file again.",
        )
    })?;
    download::send(state.storage(), &at, &headers, Disposition::Attachment).await
}
