//! `/clients/v2`: OAuth clients, for their owner by password or bearer token.

use axum::Router;
use axum::extract::{FromRequestParts, Path, State as Shared};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::routing::get;
use portolan::agave::OauthClient;
use serde_json::{Value, json};

use super::answer::Answer;
use super::body::Fields;
use super::links;
use super::query::Params;
use crate::State;
use crate::accounts::clients::{self, Client, NewClient, Subscription};
use crate::accounts::{User, credentials, users};
use crate::error::{Error, Result};

/// The routes.
pub(super) fn router() -> Router<State> {
    Router::new()
        .route("/clients/v2", get(list).post(create))
        .route("/clients/v2/", get(list).post(create))
        .route("/clients/v2/{name}", get(one).delete(delete))
        .route("/clients/v2/{name}/subscriptions", get(subscriptions).post(subscribe).delete(unsubscribe))
        .route("/clients/v2/{name}/subscriptions/", get(subscriptions).post(subscribe).delete(unsubscribe))
}

/// The user, by name and password or by a bearer token.
struct Owner(User);

impl FromRequestParts<State> for Owner {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Owner> {
        if let Some((name, password)) = credentials::basic(&parts.headers) {
            let user = users::verify(state.db(), &name, &password).await?;
            return user
                .map(Owner)
                .ok_or_else(|| Error::new(StatusCode::UNAUTHORIZED, "The user name or password is wrong."));
        }
        User::from_request_parts(parts, state).await.map(Owner)
    }
}

async fn list(Shared(state): Shared<State>, Owner(owner): Owner, params: Params) -> Result<Answer> {
    let clients = clients::list(state.db(), &owner).await?;
    let page = clients.iter().skip(params.offset()?).take(params.limit()?);
    Ok(Answer::ok(page.map(|client| shown(&state, &owner, client, None)).collect::<Vec<_>>()))
}

async fn create(Shared(state): Shared<State>, Owner(owner): Owner, fields: Fields) -> Result<Answer> {
    // Agave's own description of the operation calls the field `name`, its form `clientName`.
    let name = match fields.text("clientName")? {
        Some(name) => name,
        None => fields.text("name")?.ok_or_else(|| Error::bad_request("clientName", "is required"))?,
    };
    let new = NewClient {
        name,
        description: fields.text("description")?.unwrap_or_default(),
        tier: fields.text("tier")?.unwrap_or_default(),
        callback_url: fields.text("callbackUrl")?.unwrap_or_default(),
    };
    let (client, secret) = clients::create(state.db(), &owner, new).await?;
    Ok(Answer::created(shown(&state, &owner, &client, Some(secret))))
}

async fn one(Shared(state): Shared<State>, Owner(owner): Owner, Path(name): Path<String>) -> Result<Answer> {
    let client = clients::get(state.db(), &owner, &name).await?;
    Ok(Answer::ok(shown(&state, &owner, &client, None)))
}

async fn delete(
    Shared(state): Shared<State>,
    Owner(owner): Owner,
    Path(name): Path<String>,
) -> Result<Answer> {
    clients::delete(state.db(), &owner, &name).await?;
    Ok(Answer::empty("Client removed."))
}

async fn subscriptions(
    Shared(state): Shared<State>,
    Owner(owner): Owner,
    Path(name): Path<String>,
) -> Result<Answer> {
    let client = clients::get(state.db(), &owner, &name).await?;
    let rows = clients::subscriptions(state.db(), &client).await?;
    Ok(Answer::ok(rows.iter().map(|row| subscription(&state, &client, row)).collect::<Vec<_>>()))
}

async fn subscribe(
    Shared(state): Shared<State>,
    Owner(owner): Owner,
    Path(name): Path<String>,
    fields: Fields,
) -> Result<Answer> {
    let client = clients::get(state.db(), &owner, &name).await?;
    let wanted = Subscription {
        name: fields.required("apiName")?,
        version: fields.text("apiVersion")?.unwrap_or_else(|| clients::VERSION.to_owned()),
        provider: fields.text("apiProvider")?.unwrap_or_else(|| clients::PROVIDER.to_owned()),
    };
    let added = clients::subscribe(state.db(), &client, wanted).await?;
    let mut rows: Vec<Value> = added.iter().map(|row| subscription(&state, &client, row)).collect();
    Ok(match rows.len() {
        1 => Answer::created(rows.remove(0)),
        _ => Answer::created(rows),
    })
}

async fn unsubscribe(
    Shared(state): Shared<State>,
    Owner(owner): Owner,
    Path(name): Path<String>,
) -> Result<Answer> {
    let client = clients::get(state.db(), &owner, &name).await?;
    clients::unsubscribe(state.db(), &client).await?;
    Ok(Answer::empty("Client unsubscribed."))
}

fn path(client: &Client) -> String {
    format!("/clients/v2/{}", links::segment(&client.name))
}

fn shown(state: &State, owner: &User, client: &Client, secret: Option<String>) -> OauthClient {
    let own = path(client);
    OauthClient {
        name: client.name.clone(),
        description: Some(client.description.clone()),
        consumer_key: Some(client.key.clone()),
        consumer_secret: secret,
        tier: Some(client.tier.clone()),
        callback_url: Some(client.callback_url.clone()),
        links: Some(json!({
            "self": links::link(state, &own),
            "subscriber": links::profile(state, &owner.name),
            "subscriptions": links::link(state, &format!("{own}/subscriptions/")),
        })),
    }
}

fn subscription(state: &State, client: &Client, row: &Subscription) -> Value {
    let context = format!("/{}", row.name.to_lowercase());
    let own = path(client);
    json!({
        "apiName": row.name,
        "apiVersion": row.version,
        "apiProvider": row.provider,
        "apiContext": context,
        "apiStatus": "PUBLISHED",
        "tier": client.tier,
        "_links": {
            "api": links::link(state, &format!("{context}/{}", row.version)),
            "client": links::link(state, &own),
            "self": links::link(state, &format!("{own}/subscriptions/")),
        },
    })
}
