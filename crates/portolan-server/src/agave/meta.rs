//! `/meta/v2/data` and `/meta/v2/schemas`: items of metadata, and the schemas that their values may follow.

use axum::Router;
use axum::extract::{Path, State as Shared};
use axum::routing::get;
use serde_json::{Map, Value};

use super::answer::Answer;
use super::body::Fields;
use super::meta_associations as associations;
use super::query::{Params, decode};
use super::{meta_pems, meta_view, no_such_path, subscriptions};
use crate::State;
use crate::accounts::User;
use crate::apps::fields::Fields as Checked;
use crate::error::{Error, Result};
use crate::metadata::query::Query;
use crate::metadata::{Collection, Document, New, Order};
use crate::storage::Access;

/// What an address alone asks for in `notifications`.
const USUAL: &[&str] = &["UPDATED", "DELETED"];

/// The routes.
pub(super) fn router() -> Router<State> {
    Router::new()
        .route("/meta/v2/{collection}", get(list).post(add))
        .route("/meta/v2/{collection}/", get(list).post(add))
        .route("/meta/v2/{collection}/{uuid}", get(one).post(update).delete(delete))
        .route("/meta/v2/{collection}/{uuid}/", get(one).post(update).delete(delete))
        .merge(meta_pems::router())
}

/// The collection that an address names.
pub(super) fn collection(name: &str) -> Result<Collection> {
    Collection::from_name(name).ok_or_else(|| no_such_path(&format!("/meta/v2/{name}")))
}

/// The document of an address, if the user may do this with it. Who may not see it does not learn of it.
pub(super) async fn find(
    state: &State,
    user: &User,
    (name, uuid): (&str, &str),
    needed: Access,
) -> Result<Document> {
    let collection = collection(name)?;
    let unknown = || Error::not_found(format!("There is no {} {uuid}.", collection.noun()));
    let document = state.metadata().find(collection, uuid).await?.ok_or_else(unknown)?;
    let access = state.metadata().access(user, &document).await?;
    if access == Access::NONE {
        return Err(unknown());
    }
    if !access.allows(needed) {
        let verb = if needed == Access::READ { "read" } else { "change" };
        return Err(Error::forbidden(format!("You may not {verb} the {} {uuid}.", collection.noun())));
    }
    Ok(document)
}

async fn list(
    Shared(state): Shared<State>,
    user: User,
    Path(name): Path<String>,
    params: Params,
) -> Result<Answer> {
    let collection = collection(&name)?;
    // The service decodes this parameter once more than all others.
    let query = Query::parse(&decode(params.get("q").unwrap_or_default()))?;
    let page = (params.limit()?, params.offset()?);
    let found = state.metadata().list(&user, collection, query, order(&params)?, page).await?;
    Ok(Answer::ok(found.iter().map(|document| meta_view::shown(&state, document)).collect::<Vec<_>>()))
}

/// Newest change first, unless the caller says otherwise.
fn order(params: &Params) -> Result<Order> {
    let given = |name: &str| params.get(name).map(str::trim).filter(|text| !text.is_empty());
    let descending = match given("order").map(str::to_lowercase).as_deref() {
        None | Some("desc") => true,
        Some("asc") => false,
        Some(_) => return Err(Error::bad_request("order", "must be ASC or DESC")),
    };
    let field = given("orderBy").unwrap_or("lastUpdated");
    Order::by(field, descending)
        .ok_or_else(|| Error::bad_request("orderBy", format!("lists cannot be ordered by {field}")))
}

async fn add(
    Shared(state): Shared<State>,
    user: User,
    Path(name): Path<String>,
    fields: Fields,
) -> Result<Answer> {
    let collection = collection(&name)?;
    let grants = meta_pems::first_grants(&state, &user, collection, &fields).await?;
    let subscriptions = match collection {
        Collection::Data => subscriptions::read_all(&Checked::of(&fields.0), USUAL, state.notifications())?,
        // The whole body of a schema is the schema.
        Collection::Schemas => Vec::new(),
    };
    let body = body(&state, &user, collection, fields).await?;
    let document = state.metadata().add(&user, New { collection, body, grants, subscriptions }).await?;
    Ok(Answer::created(meta_view::shown(&state, &document)))
}

async fn one(
    Shared(state): Shared<State>,
    user: User,
    Path((name, uuid)): Path<(String, String)>,
) -> Result<Answer> {
    let document = find(&state, &user, (&name, &uuid), Access::READ).await?;
    Ok(Answer::ok(meta_view::shown(&state, &document)))
}

async fn update(
    Shared(state): Shared<State>,
    user: User,
    Path((name, uuid)): Path<(String, String)>,
    fields: Fields,
) -> Result<Answer> {
    let document = find(&state, &user, (&name, &uuid), Access::WRITE).await?;
    let body = body(&state, &user, document.collection, fields).await?;
    let changed = state.metadata().replace(&user, &document, body).await?;
    Ok(Answer::ok(meta_view::shown(&state, &changed)))
}

async fn delete(
    Shared(state): Shared<State>,
    user: User,
    Path((name, uuid)): Path<(String, String)>,
) -> Result<Answer> {
    let document = find(&state, &user, (&name, &uuid), Access::WRITE).await?;
    state.metadata().delete(&user, &document).await?;
    Ok(Answer::empty(""))
}

/// What is kept of a request, after every check.
async fn body(
    state: &State,
    user: &User,
    collection: Collection,
    fields: Fields,
) -> Result<Map<String, Value>> {
    if collection == Collection::Schemas {
        let document = Value::Object(fields.0);
        state.metadata().check_schema(&document).await?;
        return Ok(Map::from_iter([("schema".to_owned(), document)]));
    }
    let name = fields.required("name")?;
    let value = fields.0.get("value").cloned().ok_or_else(|| Error::bad_request("value", "is required"))?;
    let schema_id = fields.text("schemaId")?;
    if let Some(id) = &schema_id {
        let unknown = || Error::bad_request("schemaId", format!("there is no metadata schema {id}"));
        let found = find(state, user, (Collection::Schemas.name(), id), Access::READ).await;
        let found = found.map_err(|_| unknown())?;
        state.metadata().check_value(&found.body["schema"], &value).await?;
    }
    let associated = associations::read(state, user, &fields).await?;
    Ok(Map::from_iter([
        ("name".to_owned(), Value::from(name)),
        ("value".to_owned(), value),
        ("schemaId".to_owned(), Value::from(schema_id)),
        ("associationIds".to_owned(), Value::from(associated)),
    ]))
}
