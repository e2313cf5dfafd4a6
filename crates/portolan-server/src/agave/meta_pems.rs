//! Who may do what with metadata and its schemas.

use axum::Router;
use axum::extract::{Path, State as Shared};
use axum::routing::get;
use portolan::agave::{Acl, Permission};
use serde_json::{Value, json};

use super::answer::Answer;
use super::body::Fields;
use super::meta::find;
use super::permissions::{acl, check_addressed, check_not_owner, named, wanted};
use super::query::Params;
use super::{links, meta_view};
use crate::State;
use crate::accounts::{User, users};
use crate::error::{Error, Result};
use crate::metadata::{Collection, Document, DocumentGrant};
use crate::storage::Access;

pub(super) fn router() -> Router<State> {
    Router::new()
        .route("/meta/v2/{collection}/{uuid}/pems", get(list).post(update).delete(delete))
        .route("/meta/v2/{collection}/{uuid}/pems/", get(list).post(update).delete(delete))
        .route("/meta/v2/{collection}/{uuid}/pems/{username}", get(one).post(update_one).delete(delete_one))
}

async fn list(
    Shared(state): Shared<State>,
    user: User,
    Path((name, uuid)): Path<(String, String)>,
    params: Params,
) -> Result<Answer> {
    let document = find(&state, &user, (&name, &uuid), Access::READ).await?;
    let page = all(&state, &document).await?.into_iter().skip(params.offset()?).take(params.limit()?);
    Ok(Answer::ok(page.map(|grant| shown(&state, &document, &grant)).collect::<Vec<_>>()))
}

/// The owner, then everybody who was given something.
async fn all(state: &State, document: &Document) -> Result<Vec<DocumentGrant>> {
    let mut grants = vec![DocumentGrant { user: document.owner.clone(), access: Access::ALL }];
    grants.extend(state.metadata().grants(document).await?);
    Ok(grants)
}

async fn one(
    Shared(state): Shared<State>,
    user: User,
    Path((name, uuid, username)): Path<(String, String, String)>,
) -> Result<Answer> {
    let document = find(&state, &user, (&name, &uuid), Access::READ).await?;
    let grant = all(&state, &document).await?.into_iter().find(|grant| grant.user == username);
    let grant = grant.unwrap_or(DocumentGrant { user: username, access: Access::NONE });
    Ok(Answer::ok(shown(&state, &document, &grant)))
}

async fn update(
    Shared(state): Shared<State>,
    user: User,
    Path((name, uuid)): Path<(String, String)>,
    fields: Fields,
) -> Result<Answer> {
    let username = fields.required("username")?;
    set(&state, &user, (&name, &uuid), username, wanted(&fields)?).await
}

async fn update_one(
    Shared(state): Shared<State>,
    user: User,
    Path((name, uuid, username)): Path<(String, String, String)>,
    fields: Fields,
) -> Result<Answer> {
    check_addressed(&fields, &username)?;
    set(&state, &user, (&name, &uuid), username, wanted(&fields)?).await
}

async fn set(
    state: &State,
    user: &User,
    at: (&str, &str),
    username: String,
    access: Access,
) -> Result<Answer> {
    let document = find(state, user, at, Access::WRITE).await?;
    check_not_owner(&document.owner, &username)?;
    check_meant(access)?;
    let grant = DocumentGrant { user: username, access };
    let new = state.metadata().grant(user, &document, grant.clone()).await?;
    let shown = shown(state, &document, &grant);
    Ok(if new { Answer::created(shown) } else { Answer::ok(shown) })
}

async fn delete(
    Shared(state): Shared<State>,
    user: User,
    Path((name, uuid)): Path<(String, String)>,
) -> Result<Answer> {
    let document = find(&state, &user, (&name, &uuid), Access::WRITE).await?;
    state.metadata().revoke_grants(&user, &document).await?;
    Ok(Answer::empty(""))
}

async fn delete_one(
    Shared(state): Shared<State>,
    user: User,
    Path((name, uuid, username)): Path<(String, String, String)>,
) -> Result<Answer> {
    set(&state, &user, (&name, &uuid), username, Access::NONE).await?;
    Ok(Answer::empty(""))
}

/// The `permissions` of a new item of metadata.
pub(super) async fn first_grants(
    state: &State,
    owner: &User,
    collection: Collection,
    fields: &Fields,
) -> Result<Vec<DocumentGrant>> {
    let list = match fields.0.get("permissions") {
        // The whole body of a schema is the schema.
        _ if collection == Collection::Schemas => return Ok(Vec::new()),
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Array(list)) => list,
        Some(_) => return Err(Error::bad_request("permissions", "must be an array")),
    };
    let known: Vec<String> =
        users::profiles(state.db()).await?.into_iter().map(|profile| profile.name).collect();
    let one = |(index, item): (usize, &Value)| {
        let refuse = |name: &str, why: &str| Error::bad_request(&format!("permissions[{index}].{name}"), why);
        let text = |name: &str| item[name].as_str().ok_or_else(|| refuse(name, "is required, as text"));
        let grant = DocumentGrant { user: text("username")?.to_owned(), access: named(text("permission")?)? };
        check_not_owner(&owner.name, &grant.user)?;
        check_meant(grant.access)?;
        if !known.contains(&grant.user) {
            return Err(refuse("username", "there is no such user"));
        }
        Ok(grant)
    };
    list.iter().enumerate().map(one).collect()
}

/// Metadata cannot be run.
fn check_meant(access: Access) -> Result<()> {
    if access.allows(Access::EXECUTE) && access != Access::ALL {
        return Err(Error::bad_request("permission", "must be READ, WRITE, READ_WRITE, ALL or NONE"));
    }
    Ok(())
}

fn shown(state: &State, document: &Document, grant: &DocumentGrant) -> Permission {
    let own = meta_view::path(document);
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
