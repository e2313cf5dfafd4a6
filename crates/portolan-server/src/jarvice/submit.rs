//! `submit`: a job of an app in the catalogue.

use axum::extract::State as Shared;
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::call::answer;
use super::{appdef, apps, pardef, submission, vault};
use crate::State;
use crate::agave::body::Fields;
use crate::agave::job_body::Submitted;
use crate::agave::job_request;
use crate::apps::App;
use crate::apps::fields::Fields as Checked;
use crate::error::{Error, Result};

/// Names of fields as the engine's checks know them, and as a submission has them.
const NAMES: [(&str, &str); 6] = [
    ("name", "job_label"),
    ("appId", "app"),
    ("batchQueue", "queue"),
    ("nodeCount", "machine.nodes"),
    ("processorsPerNode", "machine.type"),
    ("maxRunTime", "application.walltime"),
];

pub(super) async fn serve(Shared(state): Shared<State>, fields: Fields) -> Result<Response> {
    let user = submission::sign_in(&state, &fields).await?;
    let checked = Checked::of(&fields.0);
    let id = checked.required("app", 80)?;
    let app = apps::find(&state, &user, &id).await?;
    let app = app.ok_or_else(|| Error::not_found("Application Not Found"))?;
    let mut request = submission::common(&checked)?;
    let application =
        checked.object("application")?.ok_or_else(|| checked.refuse("application", "is required"))?;
    let command = application.text("command", 64)?.unwrap_or_else(|| appdef::COMMAND.to_owned());
    if command != appdef::COMMAND {
        return Err(application.refuse("command", format!("must be {}", appdef::COMMAND)));
    }
    let given = application.object("parameters")?.map(|_| &fields.0["application"]["parameters"]);
    let (inputs, parameters) = values(&app, given)?;
    request.insert("inputs".to_owned(), Value::Object(inputs));
    request.insert("parameters".to_owned(), Value::Object(parameters));
    request.entry("name").or_insert_with(|| json!(app.application.name));
    request.insert("appId".to_owned(), json!(id));
    let job = job_request::read(&state, &user, &Submitted::json(request)).await;
    let job = job.map_err(|error| in_own_words(&error))?;
    Ok(answer(&submission::accept(&state, &fields, job).await?))
}

/// The given values, apart by inputs and parameters.
fn values(app: &App, given: Option<&Value>) -> Result<(Map<String, Value>, Map<String, Value>)> {
    let known = pardef::all(app);
    let (mut inputs, mut parameters) = (Map::new(), Map::new());
    for (key, value) in given.and_then(Value::as_object).into_iter().flatten() {
        let definition = known.get(key).ok_or_else(|| {
            Error::bad_request(&format!("application.parameters.{key}"), "the app has no such parameter")
        })?;
        match definition["type"].as_str() {
            // It is what it is; clients may repeat it.
            Some("CONST") => {}
            Some("FILE") => {
                inputs.insert(key.clone(), files(value));
            }
            _ => {
                parameters.insert(key.clone(), value.clone());
            }
        }
    }
    Ok((inputs, parameters))
}

/// Paths in the vault as paths in the user's home.
fn files(value: &Value) -> Value {
    match value {
        Value::String(path) => json!(vault::in_home(path)),
        Value::Array(paths) => paths.iter().map(files).collect(),
        other => other.clone(),
    }
}

/// A refusal with the field's name in a submission.
pub(super) fn in_own_words(error: &Error) -> Error {
    let message = error.message();
    let Some((field, why)) = message.split_once(": ") else { return error.clone() };
    let own = match field.strip_prefix("inputs.").or_else(|| field.strip_prefix("parameters.")) {
        Some(key) => format!("application.parameters.{key}"),
        None => match NAMES.iter().find(|(name, _)| *name == field) {
            Some((_, own)) => (*own).to_owned(),
            None => return error.clone(),
        },
    };
    Error::new(error.status(), format!("{own}: {why}"))
}
