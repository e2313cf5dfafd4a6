//! `/notifications/v2`: who is told of which events.

use axum::Router;
use axum::extract::{Path, State as Shared};
use axum::routing::get;
use serde_json::{Map, Value, json};

use super::answer::Answer;
use super::job_body::Submitted;
use super::query::{Params, select};
use super::{links, subscriptions};
use crate::State;
use crate::accounts::User;
use crate::apps::fields::Fields;
use crate::error::{Error, Result};
use crate::ids::kind;
use crate::notifications::{Attempt, Notification};
use crate::storage::Access;
use crate::systems::Role;
use crate::time;

/// What lists of notifications can be searched by.
const SEARCHABLE: &[&str] = &[
    "id",
    "uuid",
    "owner",
    "url",
    "associatedUuid",
    "event",
    "persistent",
    "status",
    "success",
    "responseCode",
    "attempts",
    "lastSent",
    "created",
    "lastUpdated",
];

/// The routes.
pub(super) fn router() -> Router<State> {
    Router::new()
        .route("/notifications/v2", get(list).post(add))
        .route("/notifications/v2/", get(list).post(add))
        .route("/notifications/v2/{id}", get(one).post(update).delete(delete))
        .route("/notifications/v2/{id}/", get(one).post(update).delete(delete))
        .route("/notifications/v2/{id}/attempts", get(attempts))
        .route("/notifications/v2/{id}/attempts/", get(attempts))
}

/// The caller's notification of an address; who owns others' does not matter.
async fn find(state: &State, user: &User, id: &str) -> Result<Notification> {
    let found = state.notifications().get(id).await?.filter(|found| found.owner == user.name);
    found.ok_or_else(|| Error::not_found(format!("There is no notification {id}.")))
}

async fn list(Shared(state): Shared<State>, user: User, params: Params) -> Result<Answer> {
    let all = state.notifications().of(&user).await?;
    let rows = all.iter().map(|notification| shown(&state, notification)).collect();
    let params = params.renamed(&[("associatedUuid.eq", "associatedUuid"), ("lastModified", "lastUpdated")]);
    Ok(Answer::ok(select(rows, &params, SEARCHABLE)?))
}

async fn one(Shared(state): Shared<State>, user: User, Path(id): Path<String>) -> Result<Answer> {
    Ok(Answer::ok(shown(&state, &find(&state, &user, &id).await?)))
}

async fn add(Shared(state): Shared<State>, user: User, submitted: Submitted) -> Result<Answer> {
    let fields = Fields::of(&submitted.fields);
    let wanted = subscriptions::read(&fields, None, state.notifications())?;
    let resource = fields.required("associatedUuid", 64)?;
    check_resource(&state, &user, &fields, &resource).await?;
    let added = state.notifications().add(&user, &resource, wanted).await?;
    Ok(Answer::created(added.map(|added| shown(&state, &added))))
}

async fn update(
    Shared(state): Shared<State>,
    user: User,
    Path(id): Path<String>,
    submitted: Submitted,
) -> Result<Answer> {
    let there = find(&state, &user, &id).await?;
    let fields = Fields::of(&submitted.fields);
    let wanted = subscriptions::read(&fields, Some(&there.subscription), state.notifications())?;
    let resource = fields.text("associatedUuid", 64)?.unwrap_or(there.resource);
    check_resource(&state, &user, &fields, &resource).await?;
    let updated = state.notifications().update(&id, &resource, wanted).await?;
    Ok(Answer::ok(updated.map(|updated| shown(&state, &updated))))
}

async fn delete(Shared(state): Shared<State>, user: User, Path(id): Path<String>) -> Result<Answer> {
    find(&state, &user, &id).await?;
    state.notifications().remove(&id).await?;
    Ok(Answer::empty(""))
}

async fn attempts(
    Shared(state): Shared<State>,
    user: User,
    Path(id): Path<String>,
    params: Params,
) -> Result<Answer> {
    find(&state, &user, &id).await?;
    let attempts = state.notifications().attempts(&id, params.limit()?, params.offset()?).await?;
    Ok(Answer::ok(attempts.iter().map(|attempt| shown_attempt(&state, &id, attempt)).collect::<Vec<_>>()))
}

/// Refuses to tell somebody of what they may not see. A file's uuid does not tell its path, so who may see it is
/// asked when something happens to it.
async fn check_resource(state: &State, user: &User, fields: &Fields<'_>, uuid: &str) -> Result<()> {
    let field = "associatedUuid";
    if uuid == "*" {
        return Err(Error::forbidden(format!("{field}: only administrators may hear of everything.")));
    }
    let unknown = || fields.refuse(field, format!("there is nothing of yours with the uuid {uuid}"));
    let sort = uuid.rsplit('-').next().unwrap_or_default();
    let seen = match sort {
        kind::JOB => match state.engine().get(uuid).await?.filter(|job| job.visible) {
            Some(job) => state.engine().access(user, &job).await?.allows(Access::READ),
            None => false,
        },
        kind::APP => {
            let apps = state.registry().visible_to(user).await?;
            apps.iter().any(|app| app.application.uuid.as_deref() == Some(uuid))
        }
        kind::SYSTEM => {
            let systems = state.systems().visible_to(user).await?;
            let system = systems.iter().find(|system| system.system.uuid.as_deref() == Some(uuid));
            match system {
                Some(system) => state.systems().role(user, system).await? >= Role::Guest,
                None => false,
            }
        }
        // Who may hear of these is asked when something happens.
        _ => is_uuid(uuid),
    };
    if seen { Ok(()) } else { Err(unknown()) }
}

/// Whether a text has the form of the service's uuids.
fn is_uuid(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let hex = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    matches!(&parts[..], [first, second, third, kind]
        if digits(first) && hex(second) && digits(third) && digits(kind) && kind.len() == 3)
}

fn own_path(id: &str) -> String {
    format!("/notifications/v2/{}", links::segment(id))
}

fn shown(state: &State, notification: &Notification) -> Value {
    let (own, wanted) = (own_path(&notification.id), &notification.subscription);
    let mut all = Map::new();
    all.insert("self".to_owned(), links::link(state, &own));
    all.insert("attempts".to_owned(), links::link(state, &format!("{own}/attempts")));
    all.insert("owner".to_owned(), links::profile(state, &notification.owner));
    if notification.resource.ends_with(&format!("-{}", kind::JOB)) {
        let job = format!("/jobs/v2/{}", links::segment(&notification.resource));
        all.insert("job".to_owned(), links::link(state, &job));
    }
    json!({
        "id": notification.id,
        // What the service's own description calls it.
        "uuid": notification.id,
        "owner": notification.owner,
        "url": wanted.url,
        "associatedUuid": notification.resource,
        "event": wanted.event,
        "responseCode": notification.response_code,
        "attempts": notification.attempts,
        "lastSent": notification.last_sent.map(time::iso),
        "success": notification.success,
        "persistent": wanted.persistent,
        "status": notification.status,
        "policy": wanted.policy,
        "created": time::iso(notification.created),
        "lastUpdated": time::iso(notification.updated),
        "_links": all,
    })
}

fn shown_attempt(state: &State, notification: &str, attempt: &Attempt) -> Value {
    json!({
        "id": attempt.id,
        "deliveryId": attempt.message,
        "event": attempt.event,
        "url": attempt.url,
        "responseCode": attempt.response_code,
        "responseMessage": attempt.said,
        "content": attempt.content,
        "startTime": time::iso(attempt.started),
        "endTime": time::iso(attempt.ended),
        "_links": { "notification": links::link(state, &own_path(notification)) },
    })
}
