//! `/files/v2`: `media`, `listings`, `history` and `pems`, each on a named system or on the caller's default one.
//!
//! The path of a file is taken from the raw address: `//` after the system means that the path counts from the
//! system's root, and must not be lost.

mod actions;
mod import;
mod listings;
mod pems;
mod range;
pub(crate) mod upload;

pub(crate) use listings::listed;

use axum::Router;
use axum::extract::{FromRequest as _, Request, State as Shared};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use portolan::agave::LogicalFile;
use serde_json::json;

use super::answer::Answer;
use super::body::Fields;
use super::links;
use super::query::Params;
use crate::State;
use crate::accounts::User;
use crate::download::{self, Disposition};
use crate::error::{Error, Result};
use crate::storage::{Access, Location};
use crate::time;

/// The routes.
pub(super) fn router() -> Router<State> {
    Router::new().route("/files/v2/{*rest}", any(serve))
}

/// The parts of a request that all operations need.
struct Call {
    state: State,
    user: User,
    params: Params,
    /// The path as the address has it, decoded.
    raw_path: String,
    at: Location,
}

impl Call {
    async fn new(state: State, user: User, head: &Parts, target: Target) -> Result<Call> {
        let at = state.storage().resolve(&user, target.system.as_deref(), &target.path).await?;
        Ok(Call { params: Params::of(&head.uri), state, user, raw_path: target.path, at })
    }

    async fn check(&self, needed: Access) -> Result<()> {
        self.state.storage().check(&self.user, &self.at, needed).await
    }
}

/// What an address names.
#[derive(Debug, PartialEq, Eq)]
struct Target {
    collection: String,
    system: Option<String>,
    path: String,
}

impl Target {
    fn of(uri_path: &str) -> Result<Target> {
        let rest = uri_path.trim_start_matches('/').strip_prefix("files/v2/").unwrap_or_default();
        let (collection, rest) = rest.split_once('/').unwrap_or((rest, ""));
        let named = match rest.strip_prefix("system/") {
            Some(named) => Some(named),
            None => (rest == "system").then_some(""),
        };
        let (system, path) = match named {
            Some(named) => {
                let (id, path) = named.split_once('/').unwrap_or((named, ""));
                (Some(decode(id)?), path)
            }
            None => (None, rest),
        };
        Ok(Target { collection: collection.to_owned(), system, path: decode(path)? })
    }
}

fn decode(text: &str) -> Result<String> {
    let decoded = percent_encoding::percent_decode_str(text).decode_utf8();
    decoded.map(Into::into).map_err(|_| Error::bad_request("path", "must be UTF-8 when decoded"))
}

async fn serve(Shared(state): Shared<State>, user: Result<User>, request: Request) -> Result<Response> {
    let (head, body) = request.into_parts();
    let target = Target::of(head.uri.path())?;
    let (collection, method) = (target.collection.clone(), head.method.clone());
    if (collection.as_str(), &method) == ("media", &Method::POST) {
        return upload::serve(state, user, target, head, body).await;
    }
    let call = Call::new(state, user?, &head, target).await?;
    let fields = async || Fields::from_request(Request::from_parts(head.clone(), body), &()).await;
    let answer = match (collection.as_str(), method.as_str()) {
        ("media", "GET" | "HEAD") => return media(&call, &head.headers).await,
        ("media", "PUT") => actions::put(&call, &fields().await?).await?,
        ("media", "DELETE") => actions::delete(&call).await?,
        ("listings", "GET" | "HEAD") => listings::list(&call).await?,
        ("history", "GET" | "HEAD") => listings::history(&call).await?,
        ("pems", "GET" | "HEAD") => pems::list(&call).await?,
        ("pems", "POST") => pems::update(&call, &fields().await?).await?,
        ("pems", "DELETE") => pems::delete(&call).await?,
        ("media" | "listings" | "history" | "pems", _) => return Err(super::method_not_allowed(&method)),
        _ => return Err(super::no_such_path(head.uri.path())),
    };
    Ok(answer.into_response())
}

async fn media(call: &Call, headers: &HeaderMap) -> Result<Response> {
    call.check(Access::READ).await?;
    let storage = call.state.storage();
    if storage.stat(&call.at).await?.folder {
        return Err(Error::not_implemented(format!(
            "{} is a folder, which cannot be downloaded.",
            call.at.absolute()
        )));
    }
    let disposition = if call.params.flag("force") { Disposition::Attachment } else { Disposition::Inline };
    download::send(storage, &call.at, headers, disposition).await
}

/// The answer about something stored or changed.
fn logical_file(
    state: &State,
    user: &User,
    at: &Location,
    folder: bool,
    status: &str,
    source: &str,
) -> LogicalFile {
    LogicalFile {
        name: at.name().to_owned(),
        path: at.absolute(),
        uuid: Some(at.uuid()),
        owner: Some(user.name.clone()),
        internal_username: None,
        last_modified: Some(time::iso(time::now())),
        source: Some(source.to_owned()),
        status: Some(status.to_owned()),
        system_id: Some(at.system.id().to_owned()),
        native_format: Some(if folder { "dir" } else { "raw" }.to_owned()),
        links: Some(json!({
            "self": links::file(state, "media", at),
            "system": links::system(state, at.system.id()),
            "profile": links::profile(state, &user.name),
            "history": links::file(state, "history", at),
        })),
    }
}

/// An answer of 200 or 201.
fn done(file: LogicalFile, status: StatusCode) -> Answer {
    if status == StatusCode::CREATED { Answer::created(file) } else { Answer::ok(file) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_keep_their_double_slash() {
        for (path, collection, system, file) in [
            ("/files/v2/listings/system/local.storage//abs/x", "listings", Some("local.storage"), "/abs/x"),
            ("/files/v2/listings/system/local.storage/rel/x/", "listings", Some("local.storage"), "rel/x/"),
            ("/files/v2/listings/system/local.storage/", "listings", Some("local.storage"), ""),
            ("/files/v2/media/system/local.storage", "media", Some("local.storage"), ""),
            ("/files/v2/listings/", "listings", None, ""),
            ("/files/v2/listings", "listings", None, ""),
            ("/files/v2/pems//abs", "pems", None, "/abs"),
            ("/files/v2/media/a%20b%23%2Bc+d/%C3%BC", "media", None, "a b#+c+d/ü"),
            ("/files/v2/media/systems/x", "media", None, "systems/x"),
            ("//files/v2/media/x", "media", None, "x"),
        ] {
            let expected = Target {
                collection: collection.to_owned(),
                system: system.map(str::to_owned),
                path: file.to_owned(),
            };
            assert_eq!(Target::of(path).unwrap(), expected, "{path}");
        }
        assert!(Target::of("/files/v2/media/%ff").is_err());
    }
}
