//! Who the caller is, and that the service is there.

use axum::extract::State as Shared;
use axum::response::Response;
use serde_json::json;

use super::access::Caller;
use super::answer::ok;
use super::paging::Paging;
use crate::State;
use crate::error::Result;

/// The name of the one workspace and company that everybody is in.
const COMPANY: &str = "portolan";

/// The list of what there is. Clients ask for it to try their token.
pub(super) async fn root(Shared(state): Shared<State>, _: Caller) -> Response {
    let address = |path: &str| format!("{}/api/v2/{path}/", state.base_url());
    let collections = ["jobs", "files", "analyses", "coretypes"];
    ok(&collections.iter().map(|name| ((*name).to_owned(), json!(address(name)))).collect())
}

pub(super) async fn me(Caller(user): Caller) -> Response {
    ok(&json!({
        "email": crate::accounts::users::email(&user.name),
        "username": user.name,
        "fullName": user.name,
        "company": { "code": COMPANY },
        "workspace": { "id": COMPANY, "name": COMPANY },
    }))
}

/// Nobody has projects here.
pub(super) async fn projects(Shared(state): Shared<State>, _: Caller, paging: Paging) -> Result<Response> {
    Ok(ok(&paging.of(&state, &[])?))
}
