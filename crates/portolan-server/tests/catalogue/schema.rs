//! From the catalogue's shapes to JSON Schema.

use serde_json::{Map, Value, json};

/// Where the founding documents say `string` and the service gives a value of any kind: they wrote down what a form
/// field would hold.
const ANY: &[(&str, &str)] = &[
    ("Metadata", "value"),
    ("MetadataSchema", "schema"),
    ("ActorState", "state"),
    ("ActorNonce", "max_uses"),
];

/// Checks a result against what an operation's `response` says.
pub(crate) fn check(result: &Value, response: &Value, catalogue: &Value) -> Result<(), String> {
    let Some(name) = response["schema"].as_str() else {
        return if result.is_null() {
            Ok(())
        } else {
            Err(format!("a result where there is none: {result}"))
        };
    };
    let one = json!({ "$ref": format!("#/definitions/{name}") });
    let root = if response["array"] == true { json!({ "type": "array", "items": one }) } else { one };
    let mut schema = root;
    schema["definitions"] = definitions(catalogue);
    let validator = jsonschema::options().offline().build(&schema).map_err(|error| error.to_string())?;
    let faults: Vec<String> = validator
        .iter_errors(result)
        .map(|error| format!("{} at {}", error, error.instance_path()))
        .collect();
    if faults.is_empty() { Ok(()) } else { Err(format!("{faults:?} in {result}")) }
}

fn definitions(catalogue: &Value) -> Value {
    let schemas = catalogue["schemas"].as_object().unwrap();
    schemas.iter().map(|(name, shape)| (name.clone(), object(name, shape))).collect::<Map<_, _>>().into()
}

fn object(name: &str, shape: &Value) -> Value {
    let required: Vec<&str> =
        shape["required"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    let properties: Map<String, Value> = shape["properties"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(field, kind)| {
            let open = ANY.contains(&(name, field));
            let exact = if open { json!({}) } else { property(kind) };
            // What is not required may be null where it is not known.
            let loose = json!({ "anyOf": [exact, { "type": "null" }] });
            (field.clone(), if required.contains(&field.as_str()) { exact } else { loose })
        })
        .collect();
    json!({ "type": "object", "required": required, "properties": properties })
}

fn property(kind: &Value) -> Value {
    if let Some(name) = kind["ref"].as_str() {
        return json!({ "$ref": format!("#/definitions/{name}") });
    }
    let mut schema = named(kind["type"].as_str().unwrap());
    if let Some(words) = kind.get("enum") {
        schema["enum"] = words.clone();
    }
    if let Some(items) = kind["items"].as_str() {
        schema["items"] = match items {
            "string" | "object" => named(items),
            "string | {value: label}" => json!({ "type": ["string", "object"] }),
            other => json!({ "$ref": format!("#/definitions/{other}") }),
        };
    }
    schema
}

fn named(kind: &str) -> Value {
    match kind {
        "any" => json!({}),
        several if several.contains('|') => json!({ "type": several.split('|').collect::<Vec<_>>() }),
        one => json!({ "type": one }),
    }
}
