//! The catalogues' words for shapes, as JSON Schema.

use serde_json::{Map, Value, json};

/// A catalogue and its shapes.
pub(crate) struct Catalogue {
    all: Value,
    definitions: Value,
}

impl Catalogue {
    pub(crate) fn new(all: Value) -> Catalogue {
        let shapes = all["schemas"].as_object().unwrap();
        let mut definitions: Map<String, Value> =
            shapes.iter().map(|(name, shape)| (name.clone(), definition(shape))).collect();
        for (name, shape) in shapes {
            if let Some(alias) = shape["alias"].as_str() {
                definitions.insert(alias.to_owned(), reference(name));
            }
        }
        Catalogue { definitions: definitions.into(), all }
    }

    /// The operation of this name.
    pub(crate) fn operation(&self, name: &str) -> &Value {
        let operations = self.all["operations"].as_array().unwrap();
        operations.iter().find(|one| one["name"] == name).unwrap_or_else(|| panic!("{name} is not there"))
    }

    /// Names of the operations that have to be served.
    pub(crate) fn marked(&self) -> impl Iterator<Item = String> + '_ {
        let operations = self.all["operations"].as_array().unwrap().iter();
        operations
            .filter(|one| one["seed"] == true || one["portal"] == true)
            .map(|one| one["name"].as_str().unwrap().to_owned())
    }

    pub(crate) fn has(&self, shape: &str) -> bool {
        self.definitions.get(shape).is_some()
    }

    /// What is wrong with a value of this shape.
    pub(crate) fn faults(&self, shape: &str, value: &Value) -> Vec<String> {
        let mut schema = word(shape);
        schema["definitions"] = self.definitions.clone();
        let validator = jsonschema::options().offline().build(&schema).unwrap();
        validator.iter_errors(value).map(|error| format!("{error} at {}", error.instance_path())).collect()
    }
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/definitions/{name}") })
}

fn definition(shape: &Value) -> Value {
    match shape["kind"].as_str().unwrap() {
        "object" => object(shape["fields"].as_object().unwrap()),
        "map" => json!({ "type": "object", "additionalProperties": word(shape["values"].as_str().unwrap()) }),
        "array" => json!({ "type": "array", "items": word(shape["items"].as_str().unwrap()) }),
        "any-object" => json!({ "type": "object" }),
        other => panic!("{other} is not known to this test"),
    }
}

fn object(fields: &Map<String, Value>) -> Value {
    let required: Vec<&String> =
        fields.iter().filter(|(_, field)| field["required"] == true).map(|(name, _)| name).collect();
    let property = |field: &Value| {
        let mut schema = word(field["type"].as_str().unwrap());
        if let Some(words) = field.get("enum").filter(|words| words.is_array()) {
            schema["enum"] = words.clone();
        }
        if field["nullable"] == true { json!({ "anyOf": [schema, { "type": "null" }] }) } else { schema }
    };
    let properties: Map<String, Value> =
        fields.iter().map(|(name, field)| (name.clone(), property(field))).collect();
    json!({ "type": "object", "required": required, "properties": properties })
}

/// The schema for a type's words.
fn word(text: &str) -> Value {
    let text = text.trim();
    let inner = |start: &str| text.strip_prefix(start).and_then(|rest| rest.strip_suffix('>'));
    if let Some((one, other)) = split(text, " | ") {
        return json!({ "anyOf": [word(one), word(other)] });
    }
    if let Some(items) = inner("array<").or(text.strip_prefix("array of ")) {
        return json!({ "type": "array", "items": word(items) });
    }
    if let Some(values) = inner("map<").and_then(|pair| pair.split_once(',')).map(|(_, values)| values) {
        return json!({ "type": "object", "additionalProperties": word(values) });
    }
    if let Some(values) = text.strip_prefix("map of ") {
        return json!({ "type": "object", "additionalProperties": word(values) });
    }
    if let Some(rows) = inner("Page<") {
        let rows = json!({ "properties": { "results": { "type": "array", "items": word(rows) } } });
        return json!({ "allOf": [reference("Page"), rows] });
    }
    if let Some(fields) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        let kinds: Vec<Value> = fields
            .split(',')
            .map(|field| word(&field.split_once(':').unwrap().1.replace('|', " | ")))
            .collect();
        return json!({ "type": "array", "prefixItems": kinds, "minItems": kinds.len(), "maxItems": kinds.len() });
    }
    match text {
        "any" | "any JSON" => json!({}),
        "T" => json!({}),
        "object" | "object (empty)" => json!({ "type": "object" }),
        "datetime" => {
            json!({ "type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$" })
        }
        "string" | "integer" | "number" | "boolean" => json!({ "type": text }),
        _ if text.starts_with('{') => json!({ "type": "object" }),
        _ => reference(text),
    }
}

/// The halves around a separator that is not within brackets.
fn split<'t>(text: &'t str, separator: &str) -> Option<(&'t str, &'t str)> {
    let (one, other) = text.split_once(separator)?;
    let open = one.matches(['<', '[', '{']).count() > one.matches(['>', ']', '}']).count();
    (!open).then_some((one, other))
}
