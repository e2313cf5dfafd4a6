//! Who may do what with a job.

use axum::Router;
use axum::extract::{Path, State as Shared};
use axum::routing::get;
use portolan::agave::{Acl, Permission};
use serde_json::json;

use super::answer::Answer;
use super::body::Fields;
use super::jobs::find;
use super::links;
use super::permissions::{acl, check_addressed, check_not_owner, wanted};
use super::query::Params;
use crate::State;
use crate::accounts::User;
use crate::engine::{Job, JobGrant};
use crate::error::Result;
use crate::storage::Access;

pub(super) fn router() -> Router<State> {
    Router::new()
        .route("/jobs/v2/{id}/pems", get(list).post(update).delete(delete))
        .route("/jobs/v2/{id}/pems/", get(list).post(update).delete(delete))
        .route("/jobs/v2/{id}/pems/{username}", get(one).post(update_one).delete(delete_one))
}

async fn list(
    Shared(state): Shared<State>,
    user: User,
    Path(id): Path<String>,
    params: Params,
) -> Result<Answer> {
    let job = find(&state, &user, &id, Access::READ).await?;
    let page = all(&state, &job).await?.into_iter().skip(params.offset()?).take(params.limit()?);
    Ok(Answer::ok(page.map(|grant| shown(&state, &job, &grant)).collect::<Vec<_>>()))
}

/// The owner, then everybody who was given something.
async fn all(state: &State, job: &Job) -> Result<Vec<JobGrant>> {
    let mut grants = vec![JobGrant { user: job.owner.clone(), access: Access::ALL }];
    grants.extend(state.engine().grants(job).await?);
    Ok(grants)
}

async fn one(
    Shared(state): Shared<State>,
    user: User,
    Path((id, username)): Path<(String, String)>,
) -> Result<Answer> {
    let job = find(&state, &user, &id, Access::READ).await?;
    let grants = all(&state, &job).await?;
    let grant = grants.into_iter().find(|grant| grant.user == username);
    let grant = grant.unwrap_or(JobGrant { user: username, access: Access::NONE });
    Ok(Answer::ok(shown(&state, &job, &grant)))
}

async fn update(
    Shared(state): Shared<State>,
    user: User,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Answer> {
    let username = fields.required("username")?;
    set(&state, &user, &id, username, wanted(&fields)?).await
}

async fn update_one(
    Shared(state): Shared<State>,
    user: User,
    Path((id, username)): Path<(String, String)>,
    fields: Fields,
) -> Result<Answer> {
    check_addressed(&fields, &username)?;
    set(&state, &user, &id, username, wanted(&fields)?).await
}

async fn set(state: &State, user: &User, id: &str, username: String, access: Access) -> Result<Answer> {
    let job = find(state, user, id, Access::WRITE).await?;
    check_not_owner(&job.owner, &username)?;
    let grant = JobGrant { user: username, access };
    let new = state.engine().grant(user, &job, grant.clone()).await?;
    let shown = shown(state, &job, &grant);
    Ok(if new { Answer::created(shown) } else { Answer::ok(shown) })
}

async fn delete(Shared(state): Shared<State>, user: User, Path(id): Path<String>) -> Result<Answer> {
    let job = find(&state, &user, &id, Access::WRITE).await?;
    state.engine().revoke_grants(&user, &job).await?;
    Ok(Answer::empty(""))
}

async fn delete_one(
    Shared(state): Shared<State>,
    user: User,
    Path((id, username)): Path<(String, String)>,
) -> Result<Answer> {
    let job = find(&state, &user, &id, Access::WRITE).await?;
    check_not_owner(&job.owner, &username)?;
    state.engine().grant(&user, &job, JobGrant { user: username, access: Access::NONE }).await?;
    Ok(Answer::empty(""))
}

fn shown(state: &State, job: &Job, grant: &JobGrant) -> Permission {
    let own = format!("/jobs/v2/{}", links::segment(&job.id));
    Permission {
        username: grant.user.clone(),
        internal_username: None,
        permission: Acl { execute: None, ..acl(grant.access) },
        links: Some(json!({
            "self": links::link(state, &format!("{own}/pems/{}", links::segment(&grant.user))),
            "parent": links::link(state, &own),
            "profile": links::profile(state, &grant.user),
        })),
    }
}
