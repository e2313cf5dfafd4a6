//! A call of Agave and what must be sent for it, both from the catalogue alone.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::support::escaped;

/// The file's place that stands for `{systemId}` and `{path}`.
const PLACE: (&str, &str) = ("sys.1", "a b/ü");

/// A call and what must be sent for it, both from the catalogue alone.
#[derive(Default)]
pub(crate) struct Case {
    pub(crate) arguments: Map<String, Value>,
    pub(crate) path: String,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) form: Vec<(String, String)>,
    /// A file's field, empty where the file is the body, and its content.
    pub(crate) file: Option<(String, String)>,
    pub(crate) json: Option<Value>,
}

impl Case {
    pub(crate) fn of(operation: &Value) -> Self {
        let call = call_keys(operation);
        let mut case = Self { path: operation["path"].as_str().unwrap().to_owned(), ..Self::default() };
        for parameter in operation["parameters"].as_array().unwrap() {
            if parameter["agavepy_only"] != true {
                case.add(parameter, operation, &call);
            }
        }
        case
    }

    fn add(&mut self, parameter: &Value, operation: &Value, call: &BTreeSet<String>) {
        let place = parameter["in"].as_str().unwrap();
        let wire = parameter["wire_name"].as_str().or(parameter["name"].as_str()).unwrap();
        let is_sent = parameter.get("wire_name") != Some(&Value::Null);
        if let Some(constant) = constant(parameter, wire, call) {
            let target = if place == "query" { &mut self.query } else { &mut self.form };
            target.push((wire.to_owned(), constant));
            return;
        }
        let (name, value, sent) = match (is_place(operation), place, wire) {
            (true, "path", "systemId") => return self.replace(wire, PLACE.0),
            (true, "form", "path") if call.contains("destination") => {
                ("destination".to_owned(), json!("sys.1/c/d e"), json!("c/d e"))
            }
            (true, _, "path") => {
                ("path".to_owned(), json!(format!("{}/{}", PLACE.0, PLACE.1)), json!(PLACE.1))
            }
            (true, _, "fileToUpload") => ("file".to_owned(), json!("bytes"), json!("bytes")),
            (true, _, "urlToIngest") => ("source".to_owned(), json!("agave://s/x"), json!("agave://s/x")),
            _ => (camel(wire), sample(parameter), sample(parameter)),
        };
        self.arguments.insert(name, value);
        match (place, parameter["type"].as_str().unwrap()) {
            _ if !is_sent => {}
            ("path", _) => self.replace(wire, sent.as_str().unwrap()),
            ("query", "dict") => {
                let members = sent.as_object().unwrap().iter();
                self.query.extend(members.map(|(name, value)| (name.clone(), text(value))));
            }
            ("query", _) => self.query.push((wire.to_owned(), text(&sent))),
            ("body", _) if operation["request"]["schema"] == "bytes" => {
                self.file = Some((String::new(), text(&sent)));
            }
            ("body", _) => self.json = Some(sent),
            (_, "file") => self.file = Some((wire.to_owned(), text(&sent))),
            _ => self.form.push((wire.to_owned(), text(&sent))),
        }
    }

    fn replace(&mut self, variable: &str, value: &str) {
        let keeps_slashes = variable == "path" || variable.ends_with("Path");
        let value = if keeps_slashes {
            value.split('/').map(escaped).collect::<Vec<_>>().join("/")
        } else {
            escaped(value)
        };
        self.path = self.path.replace(&format!("{{{variable}}}"), &value);
    }
}

/// Whether a file's system and path are one argument.
fn is_place(operation: &Value) -> bool {
    operation["service"] == "session"
        && operation["path"].as_str().is_some_and(|path| path.starts_with("/files/"))
}

/// What is always sent: a word that is required and no argument, or a default that is.
fn constant(parameter: &Value, wire: &str, call: &BTreeSet<String>) -> Option<String> {
    if call.contains(&camel(wire)) {
        return None;
    }
    let words = parameter["enum"].as_array().map_or(&[][..], Vec::as_slice);
    let default = parameter["default"].as_str().filter(|default| !default.is_empty());
    match (parameter["required"] == true, words) {
        (true, [word]) => Some(text(word)),
        _ => default.map(str::to_owned),
    }
}

/// The keys of `jobs.get({ jobId, limit })`.
pub(crate) fn call_keys(operation: &Value) -> BTreeSet<String> {
    let call = operation["call"].as_str().unwrap();
    let keys = call.split_once('{').and_then(|(_, rest)| rest.split_once('}')).map_or("", |(keys, _)| keys);
    keys.split(',').map(|key| key.trim().to_owned()).filter(|key| !key.is_empty()).collect()
}

/// `first_name` among the arguments.
fn camel(wire: &str) -> String {
    let mut words = wire.split('_');
    let first = words.next().unwrap().to_owned();
    words.fold(first, |name, word| name + &word[..1].to_uppercase() + &word[1..])
}

/// A value of the type that the catalogue gives a parameter.
fn sample(parameter: &Value) -> Value {
    match parameter["type"].as_str().unwrap_or_default() {
        "integer" => json!(7),
        "boolean" => json!(true),
        "string" | "file" => parameter["enum"][0].as_str().map_or(json!("a b/ü"), |word| json!(word)),
        "MessageRequest" if parameter["name"] == "message" => json!("bytes"),
        _ => json!({"a b": "ü"}),
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
