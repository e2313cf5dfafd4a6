//! `/tenants`: this server is the only one.

use axum::Router;
use axum::extract::State as Shared;
use axum::routing::get;
use portolan::agave::Tenant;
use serde_json::json;

use super::answer::Answer;
use super::links;
use crate::State;
use crate::ids::{self, kind};

/// What sessions call this server.
const CODE: &str = "portolan";

/// The routes.
pub(super) fn router() -> Router<State> {
    Router::new().route("/tenants", get(list)).route("/tenants/", get(list))
}

async fn list(Shared(state): Shared<State>) -> Answer {
    Answer::ok([Tenant {
        id: ids::uuid_of(kind::TENANT, CODE),
        code: CODE.to_owned(),
        name: "Portolan on this machine".to_owned(),
        base_url: state.base_url().to_owned(),
        contact: Vec::new(),
        links: Some(json!({ "self": links::link(&state, "/tenants") })),
    }])
}
