//! `jobs`: list, create, read and change.

use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;

use super::access::Caller;
use super::answer::{created, ok};
use super::job_records::{self, Record};
use super::paging::Paging;
use super::{draft, job_view};
use crate::State;
use crate::agave::body::Fields;
use crate::apps::fields::Fields as Checked;
use crate::error::{Error, Result};
use crate::storage::Access;

pub(super) async fn list(
    Shared(state): Shared<State>,
    Caller(user): Caller,
    paging: Paging,
) -> Result<Response> {
    let (count, records) = job_records::page(&state, &user, paging.skip(), paging.take()).await?;
    let mut rows = Vec::with_capacity(records.len());
    for record in &records {
        rows.push(job_view::row(&state, record).await?);
    }
    Ok(ok(&paging.with(&state, count, rows)?))
}

pub(super) async fn one(
    Shared(state): Shared<State>,
    Caller(user): Caller,
    Path(id): Path<String>,
) -> Result<Response> {
    let record = job_records::find(&state, &user, &id, Access::READ).await?;
    Ok(ok(&job_view::whole(&state, &user, &record).await?))
}

/// Stores a job, which does not run before it is submitted.
pub(super) async fn create(
    Shared(state): Shared<State>,
    Caller(user): Caller,
    fields: Fields,
) -> Result<Response> {
    let body = draft::read(&state, &user, &fields.0).await?;
    let record = job_records::create(&state, &user, &body).await?;
    Ok(created(&job_view::whole(&state, &user, &record).await?))
}

/// Replaces a job that was not submitted.
pub(super) async fn replace(
    Shared(state): Shared<State>,
    Caller(user): Caller,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response> {
    let record = job_records::find(&state, &user, &id, Access::WRITE).await?;
    let number = draft_of(&record)?;
    if record.job.is_some() {
        return Err(Error::new(StatusCode::BAD_REQUEST, "A job cannot be replaced after it was submitted."));
    }
    let body = draft::read(&state, &user, &fields.0).await?;
    job_records::save(state.db(), number, &body).await?;
    let record = job_records::find(&state, &user, &id, Access::READ).await?;
    Ok(ok(&job_view::whole(&state, &user, &record).await?))
}

/// Changes a job's name, project or priority. The answer is short, as with the real service.
pub(super) async fn update(
    Shared(state): Shared<State>,
    Caller(user): Caller,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response> {
    let record = job_records::find(&state, &user, &id, Access::WRITE).await?;
    let number = draft_of(&record)?;
    let checked = Checked::of(&fields.0);
    let mut body = record.body.clone();
    if let Some(name) = checked.text("name", 255)? {
        body["name"] = json!(name);
    }
    if let Some(project) = draft::project(&checked)? {
        body["projectId"] = json!(project);
    }
    if let Some(low) = checked.flag("isLowPriority")? {
        body["isLowPriority"] = json!(low);
    }
    job_records::save(state.db(), number, &body).await?;
    Ok(ok(&json!({
        "id": record.id,
        "name": body["name"],
        "isLowPriority": body["isLowPriority"],
        "projectId": body["projectId"],
    })))
}

/// The number of the draft; jobs that came by another protocol are changed by that one.
fn draft_of(record: &Record) -> Result<i64> {
    record.draft.ok_or_else(|| Error::forbidden("This job came by another protocol and is changed there."))
}
