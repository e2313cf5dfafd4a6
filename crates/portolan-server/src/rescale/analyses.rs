//! Analyses: the apps, and the one that brings its own software.

use axum::extract::{Path, State as Shared};
use axum::response::Response;
use portolan::agave::Application;
use serde_json::{Value, json};

use super::access::Caller;
use super::answer::ok;
use super::coretypes;
use super::paging::Paging;
use crate::State;
use crate::accounts::User;
use crate::apps::{App, Program};
use crate::error::{Error, Result};
use crate::storage::Access;

/// The analysis that runs any command.
pub(super) const ANY: &str = "user_included";
/// Its only version.
pub(super) const ANY_VERSION: &str = "0";

/// What a job's analysis comes to.
pub(super) enum Analysis {
    /// Any command.
    Any,
    /// An app.
    App(Box<App>),
}

/// An app's version as analyses have it: what its id has beyond its name.
pub(super) fn version(app: &Application) -> &str {
    let rest = app.id.strip_prefix(&app.name).and_then(|rest| rest.strip_prefix('-'));
    rest.unwrap_or(&app.version)
}

/// The apps that a user may run, by name and newest version first.
async fn apps(state: &State, user: &User) -> Result<Vec<App>> {
    let mut apps = Vec::new();
    for app in state.registry().visible_to(user).await? {
        if app.application.available && state.registry().access(user, &app).await?.allows(Access::EXECUTE) {
            apps.push(app);
        }
    }
    let numbers = |app: &App| -> Vec<u64> {
        app.application.version.split('.').map(|part| part.parse().unwrap_or(0)).collect()
    };
    apps.sort_by(|a, b| {
        a.application.name.cmp(&b.application.name).then_with(|| numbers(b).cmp(&numbers(a)))
    });
    Ok(apps)
}

/// The analysis of this code and version, or the newest; with the version's code. `Err` names what is unknown.
pub(super) async fn find(
    state: &State,
    user: &User,
    code: &str,
    wanted: Option<&str>,
) -> Result<Result<(Analysis, String), &'static str>> {
    if code == ANY {
        let known = wanted.is_none_or(|wanted| wanted == ANY_VERSION);
        return Ok(known.then(|| (Analysis::Any, ANY_VERSION.to_owned())).ok_or("version"));
    }
    let mut known = false;
    for app in apps(state, user).await?.into_iter().filter(|app| app.application.name == code) {
        known = true;
        let version = version(&app.application).to_owned();
        if wanted.is_none_or(|wanted| wanted == version) {
            return Ok(Ok((Analysis::App(Box::new(app)), version)));
        }
    }
    Ok(Err(if known { "version" } else { "code" }))
}

pub(super) async fn list(
    Shared(state): Shared<State>,
    Caller(user): Caller,
    paging: Paging,
) -> Result<Response> {
    Ok(ok(&paging.of(&state, &all(&state, &user).await?)?))
}

pub(super) async fn one(
    Shared(state): Shared<State>,
    Caller(user): Caller,
    Path(code): Path<String>,
) -> Result<Response> {
    let found = all(&state, &user).await?.into_iter().find(|row| row["code"] == code.as_str());
    Ok(ok(&found.ok_or_else(|| Error::not_found("Not found."))?))
}

async fn all(state: &State, user: &User) -> Result<Vec<Value>> {
    let any = json!({
        "code": ANY,
        "name": "Bring Your Own Software",
        "description": "<p>Runs any command of this machine on the input files.</p>",
        "vendorName": "",
        "versions": [version_row(ANY_VERSION, ANY_VERSION, "<command>")],
        "industries": [],
        "hasRescaleLicense": false,
        "hasShortTermLicense": false,
        "licenseSettings": [],
        "pricing": null,
        "optimizerType": null,
        "supportDesks": [],
        "thumbnail": "",
        "resources": [],
    });
    let mut rows = vec![any];
    for app in apps(state, user).await? {
        let application = &app.application;
        let version = version_row(&application.version, version(application), &command(&app));
        match rows.iter_mut().find(|row| row["code"] == application.name.as_str()) {
            Some(row) => {
                row["versions"].as_array_mut().into_iter().for_each(|list| list.push(version.clone()));
            }
            None => rows.push(row(&app, version)),
        }
    }
    Ok(rows)
}

fn row(app: &App, version: Value) -> Value {
    let application = &app.application;
    let description = application.long_description.as_deref().or(application.short_description.as_deref());
    let escaped = description.unwrap_or_default().replace('&', "&amp;").replace('<', "&lt;");
    let links: Vec<Value> =
        application.help_uri.iter().map(|url| json!({ "name": "Help", "url": url })).collect();
    json!({
        "code": application.name,
        "name": application.label.as_deref().unwrap_or(&application.name),
        "description": format!("<p>{escaped}</p>"),
        "vendorName": app.owner,
        "versions": [version],
        "industries": application.tags.iter().map(|tag| json!({ "name": tag, "icon": null })).collect::<Vec<_>>(),
        "hasRescaleLicense": true,
        "hasShortTermLicense": false,
        "licenseSettings": [],
        "pricing": null,
        "optimizerType": null,
        "supportDesks": [],
        "thumbnail": application.icon.as_deref().unwrap_or_default(),
        "resources": links,
    })
}

fn version_row(version: &str, code: &str, command: &str) -> Value {
    json!({
        "id": code,
        "version": version,
        "versionCode": code,
        "allowedCoreTypes": coretypes::codes().collect::<Vec<_>>(),
        "stdCommand": command,
        "smpCommand": command,
        "mpiCommand": "",
        "eula": null,
    })
}

/// The command of a job of this app, with `<...>` where something is to be filled in.
fn command(app: &App) -> String {
    let application = &app.application;
    if matches!(app.program, Program::Deployed | Program::Published) {
        // Its values are read from variables, whose names are those of its inputs and parameters.
        return format!("sh {}", application.template_path.as_deref().unwrap_or("<wrapper>"));
    }
    let mut parameters: Vec<_> = application.parameters.iter().collect();
    parameters.sort_by_key(|parameter| parameter.value.order.unwrap_or(0));
    let mut words = vec![application.name.clone()];
    for parameter in parameters.into_iter().filter(|parameter| parameter.value.required.unwrap_or(false)) {
        let shown = parameter.details.show_argument.unwrap_or(false);
        let argument = parameter.details.argument.as_deref().filter(|_| shown).unwrap_or_default();
        let default = match &parameter.value.default {
            Some(Value::String(text)) => text.clone(),
            Some(value) => value.to_string(),
            None => format!("<{}>", parameter.id),
        };
        words.push(format!("{argument}{default}"));
    }
    words.extend(application.inputs.iter().map(|input| format!("<{}>", input.id)));
    words.join(" ")
}
