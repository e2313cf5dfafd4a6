//! A form as a submission, and back.

use serde_json::Value;

use super::Adapter;
use super::apps::{VAULT, split};
use crate::gateway::form::{self, Draft, Problem};
use crate::gateway::{App, FieldKind, Settings};
use crate::json::Json;
use crate::place::Place;

impl Adapter {
    /// What is sent, but for the user, which the client adds.
    pub(in crate::gateway) fn body(&self, app: &App, draft: &Draft) -> Json {
        body(app, draft)
    }
}

fn body(app: &App, draft: &Draft) -> Json {
    let (id, command) = split(&app.summary.id);
    let settings = &draft.settings;
    let mut parameters = Json::object();
    for field in form::counting(app, draft).filter(|field| field.id != VAULT) {
        match form::value(field, draft) {
            // A flag that is not set is left out.
            Some(value) if field.kind == FieldKind::Flag && value.text().as_deref() == Some("false") => {}
            Some(value) if field.kind == FieldKind::File => {
                parameters.set(&field.id, path(&value.text().unwrap_or_default()).as_str().into());
            }
            Some(value) => parameters.set(&field.id, value),
            None => {}
        }
    }
    let mut application = Json::object();
    application.set("command", command.unwrap_or_default().into());
    application.set("parameters", parameters);
    application.put("walltime", &settings.max_run_time);
    let mut machine = Json::object();
    machine.put("type", &settings.queue);
    if !settings.node_count.trim().is_empty() {
        machine.set("nodes", Json::typed_number(&settings.node_count));
    }
    let mut vault = Json::object();
    vault.put("name", form::given(draft, VAULT).first().copied().unwrap_or_default());

    let mut body = Json::object();
    body.set("app", id.into());
    body.set("job_label", draft.name.trim().into());
    body.set("application", application);
    body.set("machine", machine);
    body.set("vault", vault);
    body
}

/// A file's path in the vault, also of one that is named with its system.
fn path(text: &str) -> String {
    match text.contains("://").then(|| text.parse::<Place>()) {
        Some(Ok(place)) => format!("/{}", place.path().trim_start_matches('/')),
        _ => text.to_owned(),
    }
}

/// Reads a body back into a form, with what in it is not understood.
pub(in crate::gateway) fn read(app: &App, body: &Value) -> (Draft, Vec<Problem>) {
    let mut draft = Draft { settings: Settings::default(), ..Draft::default() };
    let Some(members) = body.as_object() else {
        return (draft, vec![Problem::new("", "The body must be an object.")]);
    };
    let mut problems = Vec::new();
    let (id, key) = split(&app.summary.id);
    let key = key.unwrap_or_default();
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        _ => None,
    };
    for (name, value) in members {
        match (name.as_str(), text(value)) {
            ("app", Some(named)) if named == id => {}
            ("app", _) => problems.push(Problem::new("", format!("This is the form of {id}."))),
            ("job_label", Some(label)) => draft.name = label,
            ("application", _) => {
                if value["command"].as_str().is_some_and(|named| named != key) {
                    problems.push(Problem::new("", format!("This is the form of the command {key}.")));
                }
                draft.settings.max_run_time = text(&value["walltime"]).unwrap_or_default();
                for (id, value) in value["parameters"].as_object().into_iter().flatten() {
                    let known = app.fields.iter().any(|field| field.visible && field.id == *id);
                    match text(value) {
                        Some(text) if known => drop(draft.values.insert(id.clone(), vec![text])),
                        Some(_) => {
                            problems.push(Problem::new("", format!("The app has no parameter “{id}”.")));
                        }
                        None => problems.push(Problem::new(id, "Write text, a number, true or false.")),
                    }
                }
            }
            ("machine", _) => {
                draft.settings.queue = text(&value["type"]).unwrap_or_default();
                draft.settings.node_count = text(&value["nodes"]).unwrap_or_default();
            }
            ("vault", _) if value["name"].is_string() => {
                draft.values.insert(VAULT.to_owned(), text(&value["name"]).into_iter().collect());
            }
            // The client says who submits.
            ("user", _) => {}
            _ => drop(draft.extra.insert(name.clone(), value.clone())),
        }
    }
    for field in app.fields.iter().filter(|field| field.visible && field.kind == FieldKind::Flag) {
        draft.values.entry(field.id.clone()).or_insert_with(|| vec!["false".to_owned()]);
    }
    (draft, problems)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::{AppSummary, Field};
    use serde_json::json;

    fn app() -> App {
        let field = |id: &str, kind| Field {
            id: id.into(),
            kind,
            visible: true,
            min_count: 1,
            max_count: Some(1),
            ..Field::default()
        };
        App {
            summary: AppSummary { id: "solver:run".into(), ..AppSummary::default() },
            fields: vec![
                field(VAULT, FieldKind::Text { pattern: None }),
                field("-case", FieldKind::File),
                field("-steps", FieldKind::Number),
                field("-v", FieldKind::Flag),
                Field { enabled_by: vec!["-v".into()], ..field("-log", FieldKind::Text { pattern: None }) },
            ],
            ..App::default()
        }
    }

    fn draft(verbose: &str) -> Draft {
        let mut draft = Draft { name: " wing ".into(), ..Draft::default() };
        draft.settings.queue = "n3".into();
        draft.settings.node_count = "2".into();
        draft.settings.max_run_time = "01:00:00".into();
        let values = [
            (VAULT, "home"),
            ("-case", "agave://home/a b.foam"),
            ("-steps", "10"),
            ("-v", verbose),
            ("-log", "x"),
        ];
        draft.values = values.into_iter().map(|(id, value)| (id.into(), vec![value.into()])).collect();
        draft
    }

    #[test]
    fn a_form_becomes_a_submission_and_reads_back() {
        let sent = Value::from(&body(&app(), &draft("true")));
        assert_eq!(
            sent,
            json!({"app": "solver", "job_label": "wing",
                "application": {"command": "run", "walltime": "01:00:00",
                    "parameters": {"-case": "/a b.foam", "-steps": 10, "-v": true, "-log": "x"}},
                "machine": {"type": "n3", "nodes": 2}, "vault": {"name": "home"}})
        );
        let (back, problems) = read(&app(), &sent);
        assert!(problems.is_empty(), "{problems:?}");
        assert_eq!(Value::from(&body(&app(), &back)), sent);
    }

    #[test]
    fn what_does_not_count_is_not_sent() {
        let sent = Value::from(&body(&app(), &draft("false")));
        assert_eq!(sent["application"]["parameters"], json!({"-case": "/a b.foam", "-steps": 10}));
    }

    #[test]
    fn what_is_not_understood_is_told_and_what_has_no_field_kept() {
        let sent = json!({"app": "other", "application": {"command": "run", "parameters": {"-x": 1, "-steps": [1]}}, "job_priority": "high",
            "user": {"username": "ada", "apikey": "k"}});
        let (draft, problems) = read(&app(), &sent);
        assert_eq!(
            problems.iter().map(|problem| problem.field.as_str()).collect::<Vec<_>>(),
            ["", "", "-steps"]
        );
        assert_eq!(draft.extra.keys().collect::<Vec<_>>(), ["job_priority"]);
        assert_eq!(read(&app(), &json!([])).1.len(), 1);
    }
}
