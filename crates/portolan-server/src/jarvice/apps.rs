//! `apps` and `appdef`: what can be run.

use axum::extract::State as Shared;
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::appdef::appdef as definition;
use super::call::{Call, answer};
use crate::State;
use crate::accounts::User;
use crate::apps::App;
use crate::error::{Error, Result};
use crate::storage::Access;

/// The version of the app definitions that this server has.
const VERSION: i64 = 1;

/// The catalogue. Callers who do not say who they are see what is public.
pub(super) async fn list(Shared(state): Shared<State>, call: Call) -> Result<Response> {
    let wanted = call.text("name")?.filter(|name| name != "all");
    if call.whole("version", 1..=2)?.unwrap_or(VERSION) != VERSION {
        return Ok(answer(&json!({})));
    }
    let apps = match call.known_user() {
        Some(user) => state.registry().visible_to(user).await?,
        None => {
            let nobody = User { name: String::new() };
            state.registry().visible_to(&nobody).await?
        }
    };
    let found = apps.iter().filter(|app| app.application.available);
    let found = found.filter(|app| wanted.as_ref().is_none_or(|name| *name == app.application.id));
    let rows: Map<String, Value> = found.map(|app| (app.application.id.clone(), shown(app))).collect();
    Ok(answer(&Value::Object(rows)))
}

fn shown(app: &App) -> Value {
    let application = &app.application;
    let updated = application.last_modified.as_deref().and_then(|text| text.parse::<jiff::Timestamp>().ok());
    json!({
        "id": application.id,
        "price": 0.0,
        "arch": std::env::consts::ARCH.to_uppercase(),
        "certified": app.owner == crate::apps::SERVER,
        "checkedout": false,
        "privs": [],
        "src": "",
        "repo": "",
        "updated": updated.map_or(0, jiff::Timestamp::as_second),
        "walltime": application.default_max_run_time.as_deref().unwrap_or_default(),
        "data": definition(app),
    })
}

/// One app's definition.
pub(super) async fn appdef(Shared(state): Shared<State>, call: Call) -> Result<Response> {
    let user = call.user()?;
    let name = call.required("name")?;
    let app = find(&state, user, &name).await?;
    let app = app.ok_or_else(|| Error::bad_request("name", format!("there is no app {name}")))?;
    Ok(answer(&definition(&app)))
}

/// The app with this id, if the user may run it and it takes jobs.
pub(super) async fn find(state: &State, user: &User, id: &str) -> Result<Option<App>> {
    let Some(app) = state.registry().find(id).await? else { return Ok(None) };
    let access = state.registry().access(user, &app).await?;
    Ok(Some(app).filter(|app| app.application.available && access.allows(Access::EXECUTE)))
}
