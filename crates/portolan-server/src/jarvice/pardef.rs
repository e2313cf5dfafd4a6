//! Inputs and parameters of an app as JARVICE's parameter definitions, in the app's order.

use portolan::agave::{ApplicationInput, ApplicationParameter};
use serde_json::{Map, Value, json};

use crate::apps::{App, satisfies};

/// The definitions of all inputs and parameters by id. Their order is that of the arguments.
pub(super) fn all(app: &App) -> Map<String, Value> {
    let application = &app.application;
    let mut parameters: Vec<_> = application.parameters.iter().collect();
    parameters.sort_by_key(|parameter| parameter.value.order.unwrap_or(0));
    let mut inputs: Vec<_> = application.inputs.iter().collect();
    inputs.sort_by_key(|input| input.value.order.unwrap_or(0));
    let parameters = parameters.into_iter().map(|given| (given.id.clone(), parameter(given)));
    let inputs = inputs.into_iter().map(|given| (given.id.clone(), input(given)));
    parameters.chain(inputs).collect()
}

fn input(input: &ApplicationInput) -> Value {
    let mut definition = json!({
        "name": input.details.label.as_deref().unwrap_or(&input.id),
        "description": input.details.description.as_deref().unwrap_or_default(),
        "type": "FILE",
        "required": input.value.required.unwrap_or(false),
        "positional": true,
        "filter": "*",
    });
    let hidden = !input.value.visible.unwrap_or(true);
    settle(&mut definition, hidden, input.value.default.as_ref());
    definition
}

fn parameter(parameter: &ApplicationParameter) -> Value {
    let value = &parameter.value;
    let mut definition = json!({
        "name": parameter.details.label.as_deref().unwrap_or(&parameter.id),
        "description": parameter.details.description.as_deref().unwrap_or_default(),
        "type": sort(parameter),
        "required": value.required.unwrap_or(false),
        "positional": false,
    });
    if value.kind == "enumeration" {
        definition["values"] = json!(choices(parameter));
    }
    settle(&mut definition, !value.visible.unwrap_or(true), value.default.as_ref());
    definition
}

/// Puts the default in. What is hidden is a constant.
fn settle(definition: &mut Value, hidden: bool, default: Option<&Value>) {
    if hidden {
        definition["type"] = json!("CONST");
    }
    if let Some(default) = default {
        definition["value"] = default.clone();
    }
}

fn sort(parameter: &ApplicationParameter) -> &'static str {
    match parameter.value.kind.as_str() {
        // A number is a whole one if the app takes no other.
        "number" => match parameter.value.validator.as_deref() {
            Some(validator) if !satisfies(validator, "1.5") => "INT",
            _ => "FLOAT",
        },
        "bool" | "flag" => "BOOL",
        "enumeration" => "selection",
        _ => "STR",
    }
}

/// What may be chosen; the first is the default.
fn choices(parameter: &ApplicationParameter) -> Vec<String> {
    let values = parameter.value.enum_values.iter().flatten();
    let mut choices: Vec<String> =
        values.filter_map(|choice| choice.as_object()?.keys().next().cloned()).collect();
    let default = parameter.value.default.as_ref().and_then(Value::as_str);
    choices.sort_by_key(|choice| Some(choice.as_str()) != default);
    if !parameter.value.required.unwrap_or(false) && default.is_none() {
        choices.insert(0, String::new());
    }
    choices
}
