//! Reading the inputs, parameters and outputs of an app definition.

use portolan::agave::ParameterValue;
use portolan::agave::{
    ApplicationInput, ApplicationParameter, ArgumentDetails, ArgumentSemantics, ArgumentValue,
};
use serde_json::{Map, Value, json};

use super::fields::{self, Fields};
use super::patterns;
use crate::error::Result;

/// Types of parameters.
const TYPES: [&str; 5] = ["string", "number", "bool", "flag", "enumeration"];

/// Reads one input or output.
pub(super) fn input(fields: &Fields<'_>) -> Result<ApplicationInput> {
    let id = id(fields)?;
    let none = Map::new();
    let value = fields.object("value")?.unwrap_or_else(|| Fields::within(&none, &fields.name("value")));
    let common = Common::read(&value)?;
    let semantics = semantics(fields, &common, true)?;
    let default = default(&value, &semantics, &common, |item| match item {
        Value::String(_) => Ok(item.clone()),
        _ => Err("must be text"),
    })?;
    Ok(ApplicationInput {
        id,
        value: ArgumentValue {
            default,
            required: Some(common.required),
            visible: Some(common.visible),
            validator: common.validator,
            order: Some(common.order),
            enquote: Some(common.enquote),
        },
        details: details(fields)?,
        semantics,
    })
}

/// Reads one parameter.
pub(super) fn parameter(fields: &Fields<'_>) -> Result<ApplicationParameter> {
    let id = id(fields)?;
    let value = fields.object("value")?.ok_or_else(|| fields.refuse("value", "is required"))?;
    let kind = value.word("type", &TYPES)?.ok_or_else(|| value.refuse("type", "is required"))?;
    let common = Common::read(&value)?;
    let choices = choices(&value, kind)?;
    if kind == "enumeration" && common.validator.is_some() {
        return Err(value.refuse("validator", "does not go with an enumeration"));
    }
    let semantics = semantics(fields, &common, false)?;
    let default = default(&value, &semantics, &common, |item| typed(kind, choices.as_deref(), item))?;
    let details = details(fields)?;
    if kind == "flag" && details.argument.is_none() {
        return Err(fields.refuse("details.argument", "is required for a flag"));
    }
    Ok(ApplicationParameter {
        id,
        value: ParameterValue {
            kind: kind.to_owned(),
            default,
            required: Some(common.required),
            visible: Some(common.visible),
            validator: common.validator,
            order: Some(common.order),
            enquote: Some(common.enquote),
            enum_values: choices.map(|choices| {
                choices
                    .into_iter()
                    .map(|(value, label)| Value::Object(Map::from_iter([(value, json!(label))])))
                    .collect()
            }),
        },
        details,
        semantics,
    })
}

/// What inputs and parameters have in common.
struct Common {
    required: bool,
    visible: bool,
    validator: Option<String>,
    order: i64,
    enquote: bool,
}

impl Common {
    fn read(value: &Fields<'_>) -> Result<Common> {
        let visible = value.flag("visible")?.unwrap_or(true);
        let validator = value.text("validator", 255)?;
        if let Some(pattern) = &validator {
            patterns::compile(pattern).map_err(|why| value.refuse("validator", why))?;
        }
        Ok(Common {
            required: value.flag("required")?.unwrap_or(!visible),
            visible,
            validator,
            order: value.whole("order", 0..=i64::MAX)?.unwrap_or(0),
            enquote: value.flag("enquote")?.unwrap_or(false),
        })
    }
}

/// The id becomes `${id}` in wrapper templates.
fn id(fields: &Fields<'_>) -> Result<String> {
    let id = fields.required("id", 64)?;
    if !id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')) {
        return Err(fields.refuse("id", "must consist of letters, digits, '_', '-' and '.'"));
    }
    Ok(id)
}

fn details(fields: &Fields<'_>) -> Result<ArgumentDetails> {
    let Some(details) = fields.object("details")? else { return Ok(ArgumentDetails::default()) };
    // Blanks around an argument are part of it.
    let argument = match details.get("argument") {
        Some(Value::String(text)) if text.chars().count() <= 64 => {
            Some(text.clone()).filter(|text| !text.is_empty())
        }
        None => None,
        Some(_) => return Err(details.refuse("argument", "must be text of at most 64 characters")),
    };
    let show = details.flag("showArgument")?.unwrap_or(false);
    if show && argument.is_none() {
        return Err(details.refuse("argument", "is required when showArgument is true"));
    }
    Ok(ArgumentDetails {
        label: details.text("label", 128)?,
        description: details.text("description", 1024)?,
        argument,
        show_argument: Some(show),
        repeat_argument: Some(details.flag("repeatArgument")?.unwrap_or(false)),
    })
}

fn semantics(fields: &Fields<'_>, common: &Common, files: bool) -> Result<ArgumentSemantics> {
    let none = Map::new();
    let semantics =
        fields.object("semantics")?.unwrap_or_else(|| Fields::within(&none, &fields.name("semantics")));
    let needed = i64::from(common.required || !common.visible);
    let least = semantics.whole("minCardinality", 0..=i64::MAX)?.unwrap_or(needed);
    let most = semantics.whole("maxCardinality", -1..=i64::MAX)?.unwrap_or(least.max(1));
    if most == 0 || most > 0 && most < least {
        return Err(semantics.refuse("maxCardinality", "must be -1 or at least 1 and minCardinality"));
    }
    if least < needed {
        return Err(semantics.refuse("minCardinality", "must be at least 1 for what is required or hidden"));
    }
    Ok(ArgumentSemantics {
        min_cardinality: Some(least),
        max_cardinality: Some(most),
        ontology: Some(semantics.texts("ontology", 255)?.unwrap_or_default()),
        file_types: if files { Some(semantics.texts("fileTypes", 255)?.unwrap_or_default()) } else { None },
    })
}

/// The values an enumeration allows, each with its label.
fn choices(value: &Fields<'_>, kind: &str) -> Result<Option<Vec<(String, String)>>> {
    let field = if value.get("enum_values").is_some() { "enum_values" } else { "enumValues" };
    let given = value.get(field);
    if kind != "enumeration" {
        return match given {
            Some(Value::Array(items)) if !items.is_empty() => {
                Err(value.refuse(field, "only goes with an enumeration"))
            }
            _ => Ok(None),
        };
    }
    let wrong = || value.refuse(field, "must be a list of texts, or of objects {value: label}");
    let items = given.and_then(Value::as_array).filter(|items| !items.is_empty()).ok_or_else(wrong)?;
    let choice = |item: &Value| match item {
        Value::String(text) => Some((text.clone(), text.clone())),
        Value::Object(map) if map.len() == 1 => {
            let (choice, label) = map.iter().next()?;
            Some((choice.clone(), label.as_str()?.to_owned()))
        }
        _ => None,
    };
    items.iter().map(|item| choice(item).ok_or_else(wrong)).collect::<Result<Vec<_>>>().map(Some)
}

/// A default of a parameter in the form in which it is answered.
fn typed(kind: &str, choices: Option<&[(String, String)]>, item: &Value) -> Result<Value, &'static str> {
    match kind {
        "string" if item.is_string() => Ok(item.clone()),
        "string" => Err("must be text"),
        "number" => number(item).ok_or("must be a number"),
        "bool" | "flag" => fields::truth(item).map(Value::Bool).ok_or("must be true or false"),
        _ => match item.as_str() {
            Some(text) if choices.unwrap_or_default().iter().any(|(choice, _)| choice == text) => {
                Ok(item.clone())
            }
            _ => Err("must be one of enum_values"),
        },
    }
}

/// A number, or text that is one, as a number; without a fraction where there is none.
pub fn number(value: &Value) -> Option<Value> {
    let number = match value {
        Value::Number(number) => number.clone(),
        Value::String(text) => {
            let text = text.trim();
            match text.parse::<i64>() {
                Ok(whole) => whole.into(),
                Err(_) => serde_json::Number::from_f64(text.parse().ok()?)?,
            }
        }
        _ => return None,
    };
    Some(fields::whole(&number).map_or(Value::Number(number), Value::from))
}

fn default(
    value: &Fields<'_>,
    semantics: &ArgumentSemantics,
    common: &Common,
    typed: impl Fn(&Value) -> Result<Value, &'static str>,
) -> Result<Option<Value>> {
    let given = match value.get("default") {
        Some(Value::String(text)) if text.is_empty() => None,
        Some(Value::Array(items)) if items.is_empty() => None,
        given => given,
    };
    let Some(given) = given else {
        return if common.visible {
            Ok(None)
        } else {
            Err(value.refuse("default", "is required for what is hidden"))
        };
    };
    let (items, several) = match given {
        Value::Array(items) => (items.as_slice(), true),
        single => (std::slice::from_ref(single), false),
    };
    let most = semantics.max_cardinality.unwrap_or(1);
    let count = i64::try_from(items.len()).unwrap_or(i64::MAX);
    if count < semantics.min_cardinality.unwrap_or(0) || most >= 0 && count > most {
        return Err(value.refuse("default", "has more or fewer values than semantics allows"));
    }
    let items: Vec<Value> = items
        .iter()
        .map(|item| typed(item).map_err(|why| value.refuse("default", why)))
        .collect::<Result<_>>()?;
    if let Some(pattern) = &common.validator {
        let text = |item: &Value| item.as_str().map_or_else(|| item.to_string(), str::to_owned);
        if items.iter().any(|item| !patterns::satisfies(pattern, &text(item))) {
            return Err(value.refuse("default", "does not satisfy the validator"));
        }
    }
    Ok(if several { Some(Value::Array(items)) } else { items.into_iter().next() })
}
