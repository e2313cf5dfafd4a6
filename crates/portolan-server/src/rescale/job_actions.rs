//! Stopping, deleting and sharing jobs.

use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;

use super::access::Caller;
use super::answer::{empty, ok};
use super::job_records;
use crate::State;
use crate::accounts::users;
use crate::agave::body::Fields;
use crate::engine::JobGrant;
use crate::error::{Error, Result};
use crate::storage::Access;

/// Asks a job to end. Asked again, nothing more happens.
pub(super) async fn stop(
    Shared(state): Shared<State>,
    Caller(user): Caller,
    Path(id): Path<String>,
) -> Result<Response> {
    let record = job_records::find(&state, &user, &id, Access::WRITE).await?;
    let job = record.submitted()?;
    if !job.status.is_final() {
        state.engine().stop_soon(&job.id).await?;
    }
    Ok(empty(StatusCode::ACCEPTED))
}

/// Deletes a draft, or hides a job that has ended.
pub(super) async fn delete(
    Shared(state): Shared<State>,
    Caller(user): Caller,
    Path(id): Path<String>,
) -> Result<Response> {
    let record = job_records::find(&state, &user, &id, Access::WRITE).await?;
    match (&record.job, record.draft) {
        (Some(job), _) if !job.status.is_final() => {
            return Err(Error::new(StatusCode::BAD_REQUEST, "The job is still executing. Stop it first."));
        }
        (Some(job), _) => state.engine().set_visible(&job.id, false, &user).await?,
        (None, Some(number)) => job_records::delete(state.db(), number).await?,
        (None, None) => {}
    }
    Ok(empty(StatusCode::NO_CONTENT))
}

/// Lets another user see a job.
pub(super) async fn share(
    Shared(state): Shared<State>,
    Caller(user): Caller,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response> {
    let record = job_records::find(&state, &user, &id, Access::WRITE).await?;
    let email = fields.required("email")?;
    let unknown = || Error::bad_request("email", format!("nobody here has the address {email}"));
    let other = users::of_email(&email).ok_or_else(unknown)?.to_owned();
    let job = record.submitted()?;
    if other != job.owner {
        let grant = JobGrant { user: other, access: Access::READ };
        state.engine().grant(&user, job, grant).await.map_err(|error| match error.status() {
            StatusCode::BAD_REQUEST => unknown(),
            _ => error,
        })?;
    }
    Ok(ok(&json!({ "recipient": email, "supportDesk": null })))
}
