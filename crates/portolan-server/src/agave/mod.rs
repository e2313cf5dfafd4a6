//! The Agave protocol: thin handlers over accounts, files, apps and jobs.

pub mod answer;
pub mod query;

use axum::Router;

use crate::State;

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
}
