//! What is registered of an actor, read from a body. Names may come in camel or in snake case.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::actors::{MOST_WORKERS, Settings};
use crate::agave::body::Fields;
use crate::error::{Error, Result};

/// Bytes of all variables together at most.
const MOST_VARIABLES: usize = 64 << 10;

/// Least and most memory of an actor, in bytes.
const MEMORY: std::ops::RangeInclusive<u64> = (64 << 20)..=(1 << 40);

/// What actors here do without; asking for it is an error, not a silent loss.
const NOT_HERE: [(&str, &str); 9] = [
    ("link", "actors here are not linked to others"),
    ("webhook", "actors here call no webhooks"),
    ("cronSchedule", "actors here run when they are sent a message, not by schedule"),
    ("cronOn", "actors here run when they are sent a message, not by schedule"),
    ("token", "actors here get no token; give one of their own nonces to them in defaultEnvironment"),
    ("maxCpus", "processors cannot be set apart here"),
    ("mounts", "actors here see no other folders"),
    ("useContainerUid", "there are no containers here"),
    ("queue", "there is one queue"),
];

/// A field under its name or the same in snake case.
pub(super) fn field<'f>(fields: &'f Fields, name: &str) -> Option<&'f Value> {
    let value = fields.0.get(name).or_else(|| fields.0.get(&snake(name)));
    value.filter(|value| !value.is_null())
}

fn snake(name: &str) -> String {
    let mut snake = String::new();
    for character in name.chars() {
        if character.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(character.to_ascii_lowercase());
    }
    snake
}

/// Reads and checks what is to be registered.
pub(super) fn settings(fields: &Fields) -> Result<Settings> {
    for (name, why) in NOT_HERE {
        let empty = match field(fields, name) {
            None => true,
            Some(Value::String(text)) => matches!(text.to_lowercase().as_str(), "" | "false" | "default"),
            Some(value) => *value == Value::Bool(false) || *value == Value::Array(Vec::new()),
        };
        if !empty {
            return Err(Error::bad_request(name, why));
        }
    }
    if fields.flag("privileged")? == Some(true) {
        return Err(Error::forbidden("privileged: actors here run with no more rights than others."));
    }
    Ok(Settings {
        image: fields.required("image")?,
        name: fields.text("name")?,
        description: fields.text("description")?.unwrap_or_default(),
        stateless: fields.flag("stateless")?.unwrap_or(true),
        environment: environment(field(fields, "defaultEnvironment"))?,
        max_workers: field(fields, "maxWorkers").map(|value| workers("maxWorkers", value)).transpose()?,
        memory: field(fields, "memLimit").map(memory).transpose()?,
        hints: hints(field(fields, "hints"))?,
    })
}

/// A number of workers.
pub(super) fn workers(name: &str, value: &Value) -> Result<u32> {
    let number = value.as_u64().or_else(|| value.as_str()?.trim().parse().ok());
    number
        .and_then(|number| u32::try_from(number).ok())
        .filter(|number| (1..=MOST_WORKERS).contains(number))
        .ok_or_else(|| Error::bad_request(name, format!("must be a whole number from 1 to {MOST_WORKERS}")))
}

/// `1g`, `512mb` or a number of bytes.
fn memory(value: &Value) -> Result<(String, u64)> {
    let written = value.as_str().map_or_else(|| value.to_string(), |text| text.trim().to_lowercase());
    let digits = written.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match &written[digits.len()..] {
        "" | "b" => Some(1),
        "k" | "kb" => Some(1 << 10),
        "m" | "mb" => Some(1 << 20),
        "g" | "gb" => Some(1_u64 << 30),
        _ => None,
    };
    let bytes = digits.parse::<u64>().ok().zip(unit).and_then(|(number, unit)| number.checked_mul(unit));
    match bytes.filter(|bytes| MEMORY.contains(bytes)) {
        Some(bytes) => Ok((written, bytes)),
        None => Err(Error::bad_request("memLimit", "must be an amount such as 512m or 2g, at least 64m")),
    }
}

fn hints(value: Option<&Value>) -> Result<Vec<String>> {
    let Some(Value::Array(items)) = value else {
        return match value {
            None => Ok(Vec::new()),
            Some(_) => Err(Error::bad_request("hints", "must be an array of words")),
        };
    };
    let words = items.iter().map(|item| item.as_str().map(str::to_owned)).collect::<Option<Vec<_>>>();
    words.ok_or_else(|| Error::bad_request("hints", "must be an array of words"))
}

fn environment(value: Option<&Value>) -> Result<BTreeMap<String, String>> {
    let parsed;
    let value = match value {
        // As forms write it.
        Some(Value::String(text)) if text.trim_start().starts_with('{') => {
            parsed = serde_json::from_str(text)
                .map_err(|error| Error::bad_request("defaultEnvironment", format!("is not JSON: {error}")))?;
            Some(&parsed)
        }
        other => other,
    };
    let Some(Value::Object(variables)) = value else {
        return match value {
            None => Ok(BTreeMap::new()),
            Some(_) => Err(Error::bad_request("defaultEnvironment", "must be an object of variables")),
        };
    };
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let variables = variables.iter().map(|(name, value)| (name.clone(), text(value)));
    check_variables("defaultEnvironment", variables.collect())
}

/// Refuses variables that programs could not be given, or that would change which program runs.
pub(super) fn check_variables(
    field: &str,
    variables: BTreeMap<String, String>,
) -> Result<BTreeMap<String, String>> {
    let size: usize = variables.iter().map(|(name, value)| name.len() + value.len() + 2).sum();
    if size > MOST_VARIABLES {
        return Err(Error::bad_request(field, format!("takes more than {MOST_VARIABLES} bytes")));
    }
    for (name, value) in &variables {
        if name.is_empty() || name.contains(['=', '\0']) || value.contains('\0') {
            return Err(Error::bad_request(field, format!("{name:?} cannot be a variable of a program")));
        }
        if name.starts_with("LD_") || name.starts_with("PORTOLAN_") {
            return Err(Error::bad_request(field, format!("{name} cannot be set")));
        }
    }
    Ok(variables)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(body: &Value) -> Result<Settings> {
        settings(&Fields(body.as_object().unwrap().clone()))
    }

    #[test]
    fn both_cases_are_read() {
        let camel = read(
            &json!({ "image": "i", "defaultEnvironment": { "a": 1 }, "maxWorkers": "2", "memLimit": "1g" }),
        );
        let snake = read(
            &json!({ "image": "i", "default_environment": { "a": "1" }, "max_workers": 2, "mem_limit": "1G" }),
        );
        let settings = camel.unwrap();
        assert_eq!(settings, snake.unwrap());
        assert_eq!(settings.environment["a"], "1");
        assert_eq!(settings.memory, Some(("1g".to_owned(), 1 << 30)));
        assert!(settings.stateless);
    }

    #[test]
    fn what_cannot_be_is_named() {
        for (body, named) in [
            (json!({}), "image"),
            (json!({ "image": "i", "maxWorkers": 0 }), "maxWorkers"),
            (json!({ "image": "i", "memLimit": "much" }), "memLimit"),
            (json!({ "image": "i", "memLimit": "1" }), "memLimit"),
            (json!({ "image": "i", "memLimit": "99999999999999999999g" }), "memLimit"),
            (json!({ "image": "i", "defaultEnvironment": [] }), "defaultEnvironment"),
            (json!({ "image": "i", "defaultEnvironment": { "LD_PRELOAD": "x" } }), "defaultEnvironment"),
            (json!({ "image": "i", "defaultEnvironment": { "a=b": "x" } }), "defaultEnvironment"),
            (json!({ "image": "i", "hints": "x" }), "hints"),
            (json!({ "image": "i", "cronSchedule": "now + 1 hour" }), "cronSchedule"),
            (json!({ "image": "i", "webhook": "http://x" }), "webhook"),
            (json!({ "image": "i", "token": true }), "token"),
            (json!({ "image": "i", "privileged": true }), "privileged"),
        ] {
            let error = read(&body).unwrap_err();
            assert!(error.message().starts_with(&format!("{named}: ")), "{body}: {error}");
        }
        read(&json!({ "image": "i", "webhook": "", "token": "false", "mounts": [], "link": null })).unwrap();
    }
}
