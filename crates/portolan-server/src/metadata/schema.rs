//! JSON Schema: which documents are schemas, and which values follow them. Nothing is fetched: a schema refers to its
//! own parts, or to the drafts' own documents.

use jsonschema::{Draft, PatternOptions, Validator};
use serde_json::Value;

use crate::error::{Error, Result};

/// Bytes that one pattern of a schema may take when compiled.
const PATTERN_SIZE: usize = 1 << 20;

/// So many faults of a value are told at once.
const TOLD: usize = 5;

/// Refuses what is no schema.
pub(super) fn check(schema: &Value) -> Result<()> {
    if !schema.is_object() {
        return Err(Error::bad_request("body", "must be a JSON Schema, which is a JSON object"));
    }
    compile(schema).map(drop)
}

/// Refuses a value that does not follow a schema.
pub(super) fn validate(schema: &Value, value: &Value) -> Result<()> {
    let validator = compile(schema)?;
    let faults: Vec<String> = validator
        .iter_errors(value)
        .take(TOLD)
        .map(|fault| match fault.instance_path().as_str() {
            "" => fault.to_string(),
            path => format!("{path}: {fault}"),
        })
        .collect();
    if faults.is_empty() {
        return Ok(());
    }
    Err(Error::bad_request("value", format!("does not follow its schema: {}", faults.join("; "))))
}

fn compile(schema: &Value) -> Result<Validator> {
    let mut options = jsonschema::options()
        .offline()
        .with_pattern_options(PatternOptions::regex().size_limit(PATTERN_SIZE).dfa_size_limit(PATTERN_SIZE));
    if schema.get("$schema").is_none() {
        // The draft of the service's days; schemas of later ones say which.
        options = options.with_draft(Draft::Draft4);
    }
    options.build(schema).map_err(|error| Error::bad_request("schema", error))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_follow_their_schema_or_the_fault_is_told() {
        let schema = json!({
            "type": "object",
            "required": ["depth"],
            "properties": { "depth": { "$ref": "#/definitions/metres" } },
            "definitions": { "metres": { "type": "number", "minimum": 0, "exclusiveMinimum": true } },
        });
        check(&schema).unwrap();
        validate(&schema, &json!({ "depth": 12.5 })).unwrap();
        for (value, named) in [(json!({}), "depth"), (json!({ "depth": 0 }), "/depth"), (json!(1), "object")]
        {
            let error = validate(&schema, &value).unwrap_err();
            assert_eq!(error.status(), 400);
            assert!(error.message().starts_with("value: ") && error.message().contains(named), "{error}");
        }
    }

    #[test]
    fn later_drafts_say_so() {
        let schema = json!({ "$schema": "https://json-schema.org/draft/2020-12/schema", "const": 1 });
        validate(&schema, &json!(1)).unwrap();
        validate(&schema, &json!(2)).unwrap_err();
    }

    #[test]
    fn what_is_no_schema_or_lies_elsewhere_is_refused() {
        for bad in [
            json!([]),
            json!("text"),
            json!({ "type": "sounding" }),
            json!({ "minimum": "low" }),
            json!({ "pattern": "(" }),
            json!({ "pattern": "(((a{1,100}){1,100}){1,100}){1,100}" }),
            json!({ "$ref": "http://127.0.0.1:1/elsewhere.json" }),
            json!({ "$ref": "file:///etc/passwd" }),
            json!({ "$ref": "#/definitions/none" }),
        ] {
            assert_eq!(check(&bad).unwrap_err().status(), 400, "{bad}");
        }
    }
}
