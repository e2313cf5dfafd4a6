//! `connect`, `info`, `metrics` and `screenshot`: a running job from near by.

use axum::extract::State as Shared;
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use serde_json::json;

use super::call::{Call, answer};
use super::{control, words};
use crate::State;
use crate::engine::queue;
use crate::error::{Error, Result};

/// Where the job runs. Nothing in it waits for a connection, so there is no password.
pub(super) async fn connect(Shared(state): Shared<State>, call: Call) -> Result<Response> {
    control::running(&state, &call).await?;
    Ok(answer(&json!({ "address": host(&state) })))
}

/// What there is to know about a running job, and what it can be told.
pub(super) async fn info(Shared(state): Shared<State>, call: Call) -> Result<Response> {
    let job = control::running(&state, &call).await?;
    let app = state.registry().find(&job.app).await?.map(|app| app.application);
    let about = app.as_ref().and_then(|app| app.short_description.as_deref()).unwrap_or(&job.name);
    let help = app.as_ref().and_then(|app| app.long_description.as_deref()).unwrap_or_default();
    Ok(answer(&json!({
        "about": escaped(about),
        "help": escaped(help),
        "actions": control::actions(),
        "address": host(&state),
        "url": app.as_ref().and_then(|app| app.help_uri.as_deref()).unwrap_or_default(),
    })))
}

/// What the job's processes take of what it was given.
pub(super) async fn metrics(Shared(state): Shared<State>, call: Call) -> Result<Response> {
    let job = control::running(&state, &call).await?;
    let usage = state.engine().usage(&job.id).await?.ok_or_else(control::not_running)?;
    let given_millis = words::ran(&job).max(1) * 1000 * job.request.processors.max(1);
    let percent = (usage.cpu_millis * 100 / given_millis).min(100);
    let total = (job.request.memory_gb.min(queue::memory_gb() as f64) * 1024.0 * 1024.0) as u64;
    Ok(answer(&json!({
        "summary": { "cpu_used": percent, "memory_used": usage.memory_kib, "memory_total": total },
        "itemized": { "cpu_used": [percent], "memory_used": [usage.memory_kib], "memory_total": [total] },
    })))
}

/// Jobs of this server have no screen.
pub(super) async fn screenshot(Shared(state): Shared<State>, call: Call) -> Result<Response> {
    control::running(&state, &call).await?;
    Err(Error::new(StatusCode::NOT_IMPLEMENTED, "Invalid image: the job has no screen"))
}

fn host(state: &State) -> String {
    let base: Option<Uri> = state.base_url().parse().ok();
    base.and_then(|base| base.host().map(str::to_owned)).unwrap_or_default()
}

/// Plain text as HTML, which is what clients take these fields for.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
