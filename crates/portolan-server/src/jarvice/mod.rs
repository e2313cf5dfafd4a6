//! The JARVICE protocol: `/jarvice/*`, thin handlers over apps, files and jobs.

mod appdef;
mod apps;
mod batch;
mod call;
mod control;
mod jobs;
mod machines;
mod output;
mod pardef;
mod runtime;
mod submission;
mod submit;
mod vault;
mod words;

use axum::extract::Request;
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use axum::routing::{MethodRouter, get, post};
use axum::{Router, handler::Handler};
use serde_json::json;

pub(crate) use self::call::{refuse_foresight, sign_in};
use crate::State;
use crate::error::Error;
use crate::face::{json_response, replaced, take_error};

/// Whether a path is one of JARVICE's, so that its errors are told in JARVICE's way.
pub fn owns(path: &str) -> bool {
    path.split('/').nth(1) == Some("jarvice")
}

/// All of JARVICE's routes. Operations take their fields in the query or as a posted form.
pub fn router() -> Router<State> {
    Router::new()
        .route("/jarvice/submit", post(submit::serve))
        .route("/jarvice/batch", post(batch::serve))
        .route("/jarvice/jobs", both(jobs::list))
        .route("/jarvice/status", both(jobs::status))
        .route("/jarvice/shutdown", both(control::shutdown))
        .route("/jarvice/terminate", both(control::terminate))
        .route("/jarvice/signal", both(control::signal))
        .route("/jarvice/action", both(control::action))
        .route("/jarvice/tail", both(output::tail))
        .route("/jarvice/output", both(output::output))
        .route("/jarvice/connect", both(runtime::connect))
        .route("/jarvice/info", both(runtime::info))
        .route("/jarvice/metrics", both(runtime::metrics))
        .route("/jarvice/screenshot", both(runtime::screenshot))
        .route("/jarvice/apps", both(apps::list))
        .route("/jarvice/appdef", both(apps::appdef))
        .route("/jarvice/machines", both(machines::list))
        .route("/jarvice/queues", both(machines::queues))
        .route("/jarvice/vault", both(vault::list))
        .route("/jarvice/live", both(live))
        .route("/jarvice/ready", both(live))
        .method_not_allowed_fallback(
            |method: Method| async move { crate::agave::method_not_allowed(&method) },
        )
}

fn both<H: Handler<T, State>, T: 'static>(handler: H) -> MethodRouter<State> {
    get(handler.clone()).post(handler)
}

/// Answers as long as the server does.
async fn live() -> Response {
    call::answer(&json!({ "status": "ok" }))
}

/// The layer that tells errors below JARVICE's paths as `{"error": ...}`.
pub async fn finish(request: Request, next: Next) -> Response {
    if !owns(request.uri().path()) {
        return next.run(request).await;
    }
    let mut response = next.run(request).await;
    match take_error(&mut response) {
        Some(error) => replaced(response, refusal(&error)),
        None => response,
    }
}

/// An error as JARVICE's clients read it.
pub(crate) fn refusal(error: &Error) -> Response {
    json_response(error.status(), &json!({ "error": error.message() }))
}
