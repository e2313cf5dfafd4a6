//! Reading an app definition. Whatever is wrong is told with its field's name.

use std::collections::HashSet;

use portolan::agave::Application;
use serde_json::{Map, Value};

use super::arguments;
use super::fields::Fields;
use crate::engine::queue;
use crate::error::{Error, Result};
use crate::storage::System;

/// Reads a definition as it is posted or lies in a file, and fills in what it leaves out.
pub fn read(body: &Map<String, Value>) -> Result<Application> {
    let fields = Fields::of(body);
    let name = name(&fields, "name")?.ok_or_else(|| fields.refuse("name", "is required"))?;
    let version = version(&fields, "version")?.ok_or_else(|| fields.refuse("version", "is required"))?;
    let parallelism = fields.word("parallelism", &["SERIAL", "PARALLEL", "PTHREAD"])?;
    let mut app = Application {
        id: format!("{name}-{version}"),
        label: fields.text("label", 64)?.or_else(|| Some(name.clone())),
        name,
        version,
        short_description: fields.text("shortDescription", 255)?,
        long_description: fields.text("longDescription", 4096)?,
        help_uri: fields.text("helpURI", 128)?,
        icon: fields.text("icon", 128)?,
        available: fields.flag("available")?.unwrap_or(true),
        execution_system: Some(execution_system(&fields)?),
        execution_type: Some(
            fields.word("executionType", &["CLI", "HPC", "CONDOR"])?.unwrap_or("CLI").to_owned(),
        ),
        parallelism: Some(parallelism.ok_or_else(|| fields.refuse("parallelism", "is required"))?.to_owned()),
        deployment_system: Some(deployment_system(&fields)?),
        deployment_path: fields.text("deploymentPath", 255)?,
        template_path: fields.text("templatePath", 255)?,
        test_path: fields.text("testPath", 255)?,
        checkpointable: Some(fields.flag("checkpointable")?.unwrap_or(false)),
        tags: fields.texts("tags", 255)?.unwrap_or_default(),
        ontology: fields.texts("ontology", 255)?.unwrap_or_default(),
        modules: fields.texts("modules", 255)?.unwrap_or_default(),
        ..Application::default()
    };
    defaults(&fields, &mut app)?;
    app.inputs = fields.objects("inputs")?.iter().map(arguments::input).collect::<Result<_>>()?;
    app.parameters = fields.objects("parameters")?.iter().map(arguments::parameter).collect::<Result<_>>()?;
    app.outputs = fields.objects("outputs")?.iter().map(arguments::input).collect::<Result<_>>()?;
    let mut ids = HashSet::new();
    let of_inputs = app.inputs.iter().map(|input| ("inputs", &input.id));
    let of_parameters = app.parameters.iter().map(|parameter| ("parameters", &parameter.id));
    for (field, id) in of_inputs.chain(of_parameters) {
        if !ids.insert(id.to_lowercase()) {
            return Err(fields.refuse(field, format!("the id {id} is there twice")));
        }
    }
    Ok(app)
}

/// The name of an app: what is left of its id when the version is taken off.
pub fn name(fields: &Fields<'_>, field: &str) -> Result<Option<String>> {
    let name = fields.text(field, 64)?;
    let plain = |name: &String| name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'));
    match name {
        Some(name) if !plain(&name) => {
            Err(fields.refuse(field, "must consist of letters, digits, dots and dashes"))
        }
        Some(name) if !name.starts_with(|c: char| c.is_ascii_alphanumeric()) => {
            Err(fields.refuse(field, "must begin with a letter or digit"))
        }
        name => Ok(name),
    }
}

/// The version of an app.
pub fn version(fields: &Fields<'_>, field: &str) -> Result<Option<String>> {
    let version = fields.text(field, 16)?;
    match version {
        Some(version)
            if version
                .split('.')
                .any(|part| part.is_empty() || !part.bytes().all(|b| b.is_ascii_digit())) =>
        {
            Err(fields.refuse(field, "must be digits with dots between them, such as 1.0.2"))
        }
        version => Ok(version),
    }
}

fn execution_system(fields: &Fields<'_>) -> Result<String> {
    let id = fields.required("executionSystem", 64)?;
    match System::from_id(&id) {
        Some(System::Execution) => Ok(id),
        _ => Err(fields.refuse("executionSystem", format!("there is no execution system {id}"))),
    }
}

fn deployment_system(fields: &Fields<'_>) -> Result<String> {
    match fields.text("deploymentSystem", 64)? {
        None => Ok(System::Storage.id().to_owned()),
        Some(id) => match System::from_id(&id) {
            Some(System::Storage) => Ok(id),
            _ => Err(fields.refuse("deploymentSystem", format!("there is no storage system {id}"))),
        },
    }
}

fn defaults(fields: &Fields<'_>, app: &mut Application) -> Result<()> {
    if let Some(name) = fields.text("defaultQueue", 64)? {
        if queue::named(&name).is_none() {
            return Err(
                fields.refuse("defaultQueue", format!("there is no queue {name} on the execution system"))
            );
        }
        app.default_queue = Some(name);
    }
    let either = |new: &'static str, old: &'static str| if fields.get(new).is_some() { new } else { old };
    app.default_node_count = fields.whole("defaultNodeCount", 1..=i64::MAX)?;
    app.default_processors_per_node =
        fields.whole(either("defaultProcessorsPerNode", "defaultProcessors"), 1..=i64::MAX)?;
    let memory = either("defaultMemoryPerNode", "defaultMemory");
    app.default_memory_per_node = match fields.text(memory, 32)? {
        None => None,
        Some(text) => Some(
            super::quantities::gigabytes(&text)
                .ok_or_else(|| fields.refuse(memory, super::quantities::MEMORY))?,
        ),
    };
    if let Some(text) = fields.text("defaultMaxRunTime", 16)? {
        super::quantities::seconds(&text)
            .ok_or_else(|| fields.refuse("defaultMaxRunTime", super::quantities::TIME))?;
        app.default_max_run_time = Some(text);
    }
    Ok(())
}

/// Reads a definition that is a JSON document.
pub(super) fn parse(document: &str) -> Result<Application> {
    match serde_json::from_str(document) {
        Ok(Value::Object(body)) => read(&body),
        Ok(_) => Err(Error::bad_request("body", "must be a JSON object")),
        Err(error) => Err(Error::bad_request("body", format!("is not JSON: {error}"))),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn sound() -> Value {
        json!({
            "name": "wc", "version": "1.2", "parallelism": "serial", "executionSystem": "local.execution",
            "deploymentPath": "apps/wc", "templatePath": "wrapper.sh", "defaultMemory": "2GB",
            "inputs": [{ "id": "query", "value": { "required": true } }],
            "parameters": [
                { "id": "n", "value": { "type": "number", "default": "5" } },
                { "id": "mode", "value": { "type": "enumeration", "enumValues": ["a", { "b": "Bee" }], "default": "b" } },
                { "id": "secret", "value": { "type": "string", "visible": false, "default": "x" } },
            ],
        })
    }

    #[test]
    fn what_is_left_out_is_filled_in() {
        let app = read(sound().as_object().unwrap()).unwrap();
        assert_eq!((app.id.as_str(), app.label.as_deref()), ("wc-1.2", Some("wc")));
        assert_eq!(app.default_memory_per_node, Some(2.0));
        assert_eq!(app.deployment_system.as_deref(), Some("local.storage"));
        assert_eq!(app.inputs[0].semantics.min_cardinality, Some(1));
        assert_eq!(app.parameters[0].value.default, Some(json!(5)));
        assert_eq!(app.parameters[0].semantics.min_cardinality, Some(0));
        assert_eq!(
            app.parameters[1].value.enum_values,
            Some(vec![json!({ "a": "a" }), json!({ "b": "Bee" })])
        );
        assert_eq!(app.parameters[2].value.required, Some(true));
    }

    #[test]
    fn what_is_wrong_is_named() {
        let parameter = |value: Value| json!([{ "id": "p", "value": value }]);
        let cases = [
            ("name", json!("a b"), "name"),
            ("name", json!(""), "name"),
            ("name", json!("x".repeat(65)), "name"),
            ("version", json!("1.0-beta"), "version"),
            ("version", json!("1..0"), "version"),
            ("label", json!("x".repeat(65)), "label"),
            ("shortDescription", json!("x".repeat(256)), "shortDescription"),
            ("helpURI", json!("x".repeat(129)), "helpURI"),
            ("parallelism", json!("some"), "parallelism"),
            ("executionType", json!("ATMOSPHERE"), "executionType"),
            ("executionSystem", json!("nowhere"), "executionSystem"),
            ("executionSystem", json!("local.storage"), "executionSystem"),
            ("deploymentSystem", json!("local.execution"), "deploymentSystem"),
            ("defaultQueue", json!("fast"), "defaultQueue"),
            ("defaultNodeCount", json!(0), "defaultNodeCount"),
            ("defaultMaxRunTime", json!("1 hour"), "defaultMaxRunTime"),
            ("defaultMemoryPerNode", json!("much"), "defaultMemoryPerNode"),
            ("tags", json!([1]), "tags"),
            ("inputs", json!({}), "inputs"),
            ("inputs", json!([{ "id": "n" }]), "parameters"),
            ("inputs", json!([{ "id": "a b" }]), "inputs[0].id"),
            ("inputs", json!([{ "id": "a", "value": { "visible": false } }]), "inputs[0].value.default"),
            ("inputs", json!([{ "id": "a", "value": { "default": 3 } }]), "inputs[0].value.default"),
            ("inputs", json!([{ "id": "a", "value": { "order": -1 } }]), "inputs[0].value.order"),
            (
                "inputs",
                json!([{ "id": "a", "semantics": { "maxCardinality": 0 } }]),
                "inputs[0].semantics.maxCardinality",
            ),
            (
                "inputs",
                json!([{ "id": "a", "details": { "showArgument": true } }]),
                "inputs[0].details.argument",
            ),
            ("parameters", json!([{ "id": "p" }]), "parameters[0].value"),
            ("parameters", parameter(json!({})), "parameters[0].value.type"),
            ("parameters", parameter(json!({ "type": "int" })), "parameters[0].value.type"),
            (
                "parameters",
                parameter(json!({ "type": "string", "validator": "(" })),
                "parameters[0].value.validator",
            ),
            (
                "parameters",
                parameter(json!({ "type": "number", "default": "x" })),
                "parameters[0].value.default",
            ),
            (
                "parameters",
                parameter(json!({ "type": "bool", "default": "perhaps" })),
                "parameters[0].value.default",
            ),
            ("parameters", parameter(json!({ "type": "enumeration" })), "parameters[0].value.enumValues"),
            (
                "parameters",
                parameter(json!({ "type": "enumeration", "enum_values": ["a"], "default": "b" })),
                "parameters[0].value.default",
            ),
            (
                "parameters",
                parameter(json!({ "type": "string", "validator": "^a$", "default": "b" })),
                "parameters[0].value.default",
            ),
            (
                "parameters",
                parameter(json!({ "type": "string", "enum_values": ["a"] })),
                "parameters[0].value.enum_values",
            ),
        ];
        for (field, value, named) in cases {
            let mut body = sound();
            body[field] = value.clone();
            let error = read(body.as_object().unwrap()).unwrap_err();
            assert_eq!(error.status(), 400, "{field} {value}");
            assert!(error.message().starts_with(&format!("{named}: ")), "{field} {value}: {error}");
        }
    }

    #[test]
    fn the_bundled_definitions_are_sound() {
        for bundled in crate::bundled::DEFINITIONS {
            let app = parse(bundled.document).unwrap();
            assert!(app.label.is_some() && app.short_description.is_some(), "{}", app.id);
        }
    }
}
