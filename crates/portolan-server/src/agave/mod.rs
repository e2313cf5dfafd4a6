//! The Agave protocol: thin handlers over accounts, files, apps and jobs.

mod actors;
mod address;
pub mod answer;
mod app_actions;
mod app_form;
mod apps;
mod authorize;
pub mod body;
mod clients;
pub(crate) mod files;
pub(crate) mod job_body;
mod job_outputs;
mod job_pems;
pub(crate) mod job_request;
mod job_values;
mod job_view;
mod jobs;
pub mod links;
mod meta;
mod meta_associations;
mod meta_pems;
mod meta_view;
mod notifications;
mod permissions;
mod profiles;
pub mod query;
mod subscriptions;
mod systems;
mod tenants;
mod token;

use axum::Router;
use axum::http::{Method, StatusCode};

use crate::State;
use crate::error::Error;

/// First segments of the paths that belong to Agave, whether served or not.
const PREFIXES: &[&str] = &[
    "tenants",
    "token",
    "revoke",
    "authorize",
    "clients",
    "systems",
    "files",
    "apps",
    "jobs",
    "meta",
    "notifications",
    "profiles",
    "actors",
    "monitors",
    "postits",
    "transforms",
    "uuids",
];

/// Whether a path is one of Agave's, so that its errors are told in Agave's way.
pub fn owns(path: &str) -> bool {
    let mut segments = path.trim_start_matches('/').split('/');
    let first = segments.next().unwrap_or_default();
    // The portal has pages of the same names, but not with a version behind.
    let bare = matches!(first, "tenants" | "token" | "revoke" | "authorize");
    PREFIXES.contains(&first) && (bare || segments.next().is_some_and(|version| version == "v2"))
}

/// All of Agave's routes.
pub fn router() -> Router<State> {
    Router::new()
        .merge(tenants::router())
        .merge(token::router())
        .merge(authorize::router())
        .merge(clients::router())
        .merge(profiles::router())
        .merge(systems::router())
        .merge(apps::router())
        .merge(files::router())
        .merge(jobs::router())
        .merge(notifications::router())
        .merge(meta::router())
        .merge(actors::router())
        .method_not_allowed_fallback(|method: Method| async move { method_not_allowed(&method) })
}

/// 404 for a path that no service has.
pub(crate) fn no_such_path(path: &str) -> Error {
    Error::not_found(format!("There is nothing at {path}."))
}

/// 405 for a path that is served, but not in this way.
pub(crate) fn method_not_allowed(method: &Method) -> Error {
    Error::new(StatusCode::METHOD_NOT_ALLOWED, format!("{method} is not possible here."))
}
