//! `/jobs/v2`: submit jobs, follow them, end them, share them.

use axum::Router;
use axum::extract::{Path, State as Shared};
use axum::http::Uri;
use axum::routing::get;
use percent_encoding::percent_decode_str;
use portolan::agave::{JobHistory, JobStatus};
use serde_json::{Value, json};

use super::answer::Answer;
use super::body::Fields;
use super::job_body::Submitted;
use super::job_view::{self, SEARCHABLE};
use super::links;
use super::query::{Params, select_of};
use super::{job_outputs, job_pems, job_request};
use crate::State;
use crate::accounts::User;
use crate::engine::{Job, Status};
use crate::error::{Error, Result};
use crate::storage::Access;
use crate::time;

/// The routes.
pub(super) fn router() -> Router<State> {
    Router::new()
        .route("/jobs/v2", get(list).post(submit))
        .route("/jobs/v2/", get(list).post(submit))
        .route("/jobs/v2/search/{*terms}", get(search))
        .route("/jobs/v2/{id}", get(one).post(manage).delete(delete))
        .route("/jobs/v2/{id}/", get(one).post(manage).delete(delete))
        .route("/jobs/v2/{id}/status", get(status))
        .route("/jobs/v2/{id}/history", get(history))
        .merge(job_outputs::router())
        .merge(job_pems::router())
}

/// The job of an address, if the user may do this with it.
pub(super) async fn find(state: &State, user: &User, id: &str, needed: Access) -> Result<Job> {
    let job = known(state, id).await?;
    if !job.visible {
        return Err(no_job(id));
    }
    check(state, user, &job, needed).await?;
    Ok(job)
}

async fn known(state: &State, id: &str) -> Result<Job> {
    state.engine().get(id).await?.ok_or_else(|| no_job(id))
}

fn no_job(id: &str) -> Error {
    Error::not_found(format!("There is no job {id}."))
}

async fn check(state: &State, user: &User, job: &Job, needed: Access) -> Result<()> {
    if state.engine().access(user, job).await?.allows(needed) {
        return Ok(());
    }
    let verb = if needed.allows(Access::WRITE) { "change" } else { "see" };
    Err(Error::forbidden(format!("You may not {verb} the job {}.", job.id)))
}

async fn submit(Shared(state): Shared<State>, user: User, submitted: Submitted) -> Result<Answer> {
    let job = job_request::read(&state, &user, &submitted).await?;
    let job = state.engine().submit(job).await?;
    Ok(Answer::created(job_view::whole(&state, &job)))
}

async fn list(Shared(state): Shared<State>, user: User, params: Params) -> Result<Answer> {
    page(&state, &user, &params).await
}

/// A page of the user's jobs, newest first unless another order is asked for.
async fn page(state: &State, user: &User, params: &Params) -> Result<Answer> {
    let params = &params.renamed(&[("lastModified", "lastUpdated"), ("message", "errorMessage")]);
    let paging = ["limit", "offset", "pretty", "naked", "filter"];
    let plain = params.pairs().all(|(name, _)| paging.iter().any(|known| known.eq_ignore_ascii_case(name)));
    if plain {
        let jobs = state.engine().list(user, params.limit()?, params.offset()?).await?;
        let rows: Vec<Value> = jobs.iter().map(|job| job_view::row(state, job, params)).collect();
        return Ok(Answer::ok(rows));
    }
    check_statuses(params)?;
    let jobs = state.engine().list(user, usize::MAX, 0).await?;
    let rows = jobs.iter().map(|job| job_view::searchable(state, job));
    let found = select_of(rows, params, SEARCHABLE)?;
    let job = |row: &Value| jobs.iter().find(|job| row["id"] == job.id.as_str());
    Ok(Answer::ok(
        found.iter().filter_map(job).map(|job| job_view::row(state, job, params)).collect::<Vec<_>>(),
    ))
}

/// A status that no job can have is an error, not an empty list.
fn check_statuses(params: &Params) -> Result<()> {
    for (name, value) in params.pairs() {
        let lower = name.to_lowercase();
        let exact =
            ["status", "status.eq", "status.neq", "status.in", "status.nin"].contains(&lower.as_str());
        if let Some(unknown) = value.split(',').map(|word| word.trim().to_uppercase()).find(|word| {
            exact
                && !["PAUSED", "STAGING_JOB", "HEARTBEAT"].contains(&word.as_str())
                && word.parse::<Status>().is_err()
        }) {
            return Err(Error::bad_request(name, format!("there is no status {unknown}")));
        }
    }
    Ok(())
}

/// Search terms as pairs of path segments; further ones may be in the query.
async fn search(Shared(state): Shared<State>, user: User, uri: Uri) -> Result<Answer> {
    let terms = uri.path().trim_start_matches("/jobs/v2/search/").trim_end_matches('/');
    let terms: Vec<&str> = terms.split('/').collect();
    let (pairs, rest) = terms.as_chunks::<2>();
    if !rest.is_empty() || pairs.len() > 7 {
        return Err(Error::bad_request("search", "wants up to seven pairs of field and value"));
    }
    let mut query = String::new();
    for [field, value] in pairs {
        let decoded = percent_decode_str(field).decode_utf8_lossy();
        let bare = decoded.split('.').next().unwrap_or_default();
        let known = SEARCHABLE
            .iter()
            .chain(&["lastModified", "message"])
            .any(|known| known.eq_ignore_ascii_case(bare));
        if !known {
            return Err(Error::bad_request(&decoded, "jobs have no such field"));
        }
        // A plus sign stands for itself in a path, and for a blank in a query.
        query.push_str(&format!("{field}={}&", value.replace('+', "%2B")));
    }
    query.push_str(uri.query().unwrap_or_default());
    page(&state, &user, &Params::parse(&query)).await
}

async fn one(Shared(state): Shared<State>, user: User, Path(id): Path<String>) -> Result<Answer> {
    let job = find(&state, &user, &id, Access::READ).await?;
    Ok(Answer::ok(job_view::whole(&state, &job)))
}

async fn status(Shared(state): Shared<State>, user: User, Path(id): Path<String>) -> Result<Answer> {
    let job = find(&state, &user, &id, Access::READ).await?;
    let own = format!("/jobs/v2/{}", links::segment(&job.id));
    let links = json!({ "self": links::link(&state, &own) });
    Ok(Answer::ok(JobStatus { id: job.id, status: job.status.to_string(), links: Some(links) }))
}

async fn history(
    Shared(state): Shared<State>,
    user: User,
    Path(id): Path<String>,
    params: Params,
) -> Result<Answer> {
    let job = find(&state, &user, &id, Access::READ).await?;
    let events = state.engine().history(&job.id, params.limit()?, params.offset()?).await?;
    let own = format!("/jobs/v2/{}", links::segment(&job.id));
    let rows: Vec<JobHistory> = events
        .into_iter()
        .map(|event| JobHistory {
            id: Some(event.id),
            status: event.status,
            created: Some(time::iso(event.created)),
            description: Some(event.description),
            links: Some(json!({
                "job": links::link(&state, &own),
                "profile": links::profile(&state, &event.created_by),
            })),
            created_by: Some(event.created_by),
            ..JobHistory::default()
        })
        .collect();
    Ok(Answer::ok(rows))
}

async fn manage(
    Shared(state): Shared<State>,
    user: User,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Answer> {
    let action = fields.required("action")?;
    match action.to_lowercase().as_str() {
        "stop" | "kill" => {
            let job = find(&state, &user, &id, Access::WRITE).await?;
            if !job.status.is_final() {
                state.engine().stop(&job.id).await?;
            }
            Ok(Answer::empty(""))
        }
        "resubmit" => {
            let job = find(&state, &user, &id, Access::READ).await?;
            let again = job_request::read(&state, &user, &job_request::again(&job)).await?;
            let again = state.engine().submit(again).await?;
            Ok(Answer::accepted(job_view::whole(&state, &again)))
        }
        "restore" => {
            let job = known(&state, &id).await?;
            check(&state, &user, &job, Access::WRITE).await?;
            if !job.visible {
                state.engine().set_visible(&job.id, true, &user).await?;
            }
            Ok(Answer::ok(job_view::whole(&state, &known(&state, &id).await?)))
        }
        "reset" => Err(Error::forbidden("Only administrators may reset a job.")),
        _ => Err(Error::bad_request("action", "must be stop, resubmit or restore")),
    }
}

async fn delete(Shared(state): Shared<State>, user: User, Path(id): Path<String>) -> Result<Answer> {
    let job = find(&state, &user, &id, Access::WRITE).await?;
    state.engine().set_visible(&job.id, false, &user).await?;
    if !job.status.is_final() {
        state.engine().stop(&job.id).await?;
    }
    Ok(Answer::empty(""))
}
