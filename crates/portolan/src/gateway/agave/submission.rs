//! A form as the body of a submission, and back.

use serde_json::Value;

use super::Adapter;
use crate::gateway::form::{self, Draft, Problem};
use crate::gateway::{App, Group, Settings};
use crate::json::Json;

impl Adapter {
    /// What is sent: the service fills in no visible default by itself, so every value that is given goes with it.
    pub(in crate::gateway) fn body(&self, app: &App, draft: &Draft) -> Json {
        body(app, draft)
    }
}

fn body(app: &App, draft: &Draft) -> Json {
    let mut body = Json::object();
    body.set("name", draft.name.trim().into());
    body.set("appId", app.summary.id.as_str().into());
    for (group, key) in [(Group::Input, "inputs"), (Group::Parameter, "parameters")] {
        let mut values = Json::object();
        for field in form::counting(app, draft).filter(|field| field.group == group) {
            if let Some(value) = form::value(field, draft) {
                values.set(&field.id, value);
            }
        }
        body.set(key, values);
    }
    let settings = &draft.settings;
    body.put("batchQueue", &settings.queue);
    body.put("maxRunTime", &settings.max_run_time);
    for (key, count) in
        [("nodeCount", &settings.node_count), ("processorsPerNode", &settings.processors_per_node)]
    {
        if !count.trim().is_empty() {
            body.set(key, Json::typed_number(count));
        }
    }
    body.put("memoryPerNode", &settings.memory_per_node);
    body.set("archive", settings.archive.into());
    body
}

/// Reads a body back into a form, with what in it is not understood.
pub(in crate::gateway) fn read(app: &App, body: &Value) -> (Draft, Vec<Problem>) {
    let mut draft = Draft { settings: Settings { archive: true, ..Settings::default() }, ..Draft::default() };
    let Some(body) = body.as_object() else {
        return (draft, vec![Problem::new("", "The body must be an object.")]);
    };
    let mut problems = Vec::new();
    for (key, value) in body {
        let text = plain(value);
        match (key.as_str(), text) {
            ("appId", Some(id)) if id == app.summary.id => {}
            ("appId", _) => {
                problems.push(Problem::new("appId", format!("This is the form of {}.", app.summary.id)));
            }
            ("inputs", _) => read_group(app, Group::Input, value, &mut draft, &mut problems),
            ("parameters", _) => read_group(app, Group::Parameter, value, &mut draft, &mut problems),
            ("name", Some(text)) => draft.name = text,
            ("batchQueue", Some(text)) => draft.settings.queue = text,
            ("maxRunTime", Some(text)) => draft.settings.max_run_time = text,
            ("nodeCount", Some(text)) => draft.settings.node_count = text,
            ("processorsPerNode", Some(text)) => draft.settings.processors_per_node = text,
            ("memoryPerNode", Some(text)) => draft.settings.memory_per_node = text,
            ("archive", Some(text)) if ["true", "false"].contains(&text.as_str()) => {
                draft.settings.archive = text == "true";
            }
            ("archive", _) => problems.push(Problem::new("archive", "Write true or false.")),
            (
                "name" | "batchQueue" | "maxRunTime" | "nodeCount" | "processorsPerNode" | "memoryPerNode",
                None,
            ) => {
                problems.push(Problem::new(key, "Write text or a number."));
            }
            _ => {
                draft.extra.insert(key.clone(), value.clone());
            }
        }
    }
    (draft, problems)
}

fn read_group(app: &App, group: Group, value: &Value, draft: &mut Draft, problems: &mut Vec<Problem>) {
    let name = if group == Group::Input { "inputs" } else { "parameters" };
    let Some(values) = value.as_object() else {
        if !value.is_null() {
            problems.push(Problem::new("", format!("{name} must be an object.")));
        }
        return;
    };
    for (id, value) in values {
        let known = app.fields.iter().any(|field| field.visible && field.group == group && field.id == *id);
        if !known {
            problems.push(Problem::new("", format!("The app has no field “{id}” among its {name}.")));
            continue;
        }
        let texts = match value {
            Value::Array(values) => values.iter().map(plain).collect(),
            value => plain(value).map(|text| vec![text]),
        };
        match texts {
            Some(texts) => {
                draft.values.insert(id.clone(), texts);
            }
            None => {
                problems.push(Problem::new(id, "Write text, a number, true or false, or a list of them."));
            }
        }
    }
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::{AppSummary, Field, FieldKind};
    use serde_json::json;

    /// What is sent, with what the form has no field for.
    fn sent_by(app: &App, draft: &Draft) -> Value {
        let mut sent = Value::from(&body(app, draft));
        sent.as_object_mut().unwrap().extend(draft.extra.clone());
        sent
    }

    fn app() -> App {
        let field = |id: &str, group, kind, max_count| Field {
            id: id.into(),
            group,
            kind,
            visible: true,
            min_count: 1,
            max_count,
            ..Field::default()
        };
        App {
            summary: AppSummary { id: "x-1".into(), name: "x".into(), ..AppSummary::default() },
            fields: vec![
                field("files", Group::Input, FieldKind::File, None),
                field("samples", Group::Parameter, FieldKind::Number, Some(1)),
                field("fast", Group::Parameter, FieldKind::Flag, Some(1)),
                field("note", Group::Parameter, FieldKind::Text { pattern: None }, Some(1)),
            ],
            ..App::default()
        }
    }

    #[test]
    fn a_form_becomes_the_body_and_reads_back() {
        let app = app();
        let mut draft = Draft { name: " run ".into(), ..Draft::default() };
        draft.settings.archive = true;
        draft.settings.node_count = "2".into();
        draft.settings.max_run_time = "00:10:00".into();
        let values = [
            ("files", vec!["a.txt", ""]),
            ("samples", vec!["1e7"]),
            ("fast", vec!["true"]),
            ("note", vec![""]),
        ];
        for (id, values) in values {
            draft.values.insert(id.into(), values.into_iter().map(str::to_owned).collect());
        }
        let sent = sent_by(&app, &draft);
        assert_eq!(
            sent,
            json!({"name": "run", "appId": "x-1", "inputs": {"files": ["a.txt"]},
                "parameters": {"samples": 10_000_000, "fast": true},
                "maxRunTime": "00:10:00", "nodeCount": 2, "archive": true})
        );
        let (back, problems) = read(&app, &sent);
        assert!(problems.is_empty(), "{problems:?}");
        assert_eq!(sent_by(&app, &back), sent);
    }

    #[test]
    fn what_the_form_has_no_field_for_is_kept() {
        let sent = json!({"name": "run", "appId": "x-1", "inputs": {}, "parameters": {}, "archive": false,
            "notifications": [{"url": "me@example.org", "event": "*"}]});
        let (draft, problems) = read(&app(), &sent);
        assert!(problems.is_empty(), "{problems:?}");
        assert_eq!(sent_by(&app(), &draft), sent);
    }

    #[test]
    fn what_is_not_understood_is_told() {
        let sent = json!({"name": ["run"], "appId": "y-1", "inputs": {"other": "x"}, "parameters": {"note": {"a": 1}}});
        let fields: Vec<_> = read(&app(), &sent).1.into_iter().map(|problem| problem.field).collect();
        assert_eq!(fields, ["name", "appId", "", "note"]);
        assert_eq!(read(&app(), &json!([])).1[0].message, "The body must be an object.");
    }
}
