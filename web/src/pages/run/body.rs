//! What a hand-edited body holds beyond what the form knows, kept when the form writes the body anew.

use serde_json::{Map, Value};

/// What of `edited` is missing from `generated`: keys of the body, and keys of the objects inside it.
pub fn extras(edited: &Value, generated: &Value) -> Map<String, Value> {
    let (Some(edited), Some(generated)) = (edited.as_object(), generated.as_object()) else {
        return Map::new();
    };
    let mut missing = Map::new();
    for (key, value) in edited {
        match generated.get(key) {
            None => {
                missing.insert(key.clone(), value.clone());
            }
            Some(other) => {
                let inner = extras(value, other);
                if !inner.is_empty() {
                    missing.insert(key.clone(), Value::Object(inner));
                }
            }
        }
    }
    missing
}

/// Puts `extras` into `body` wherever it has nothing of its own.
pub fn merge(body: &mut Value, extras: &Map<String, Value>) {
    let Some(map) = body.as_object_mut() else { return };
    for (key, value) in extras {
        match (map.get_mut(key), value) {
            (None, _) => {
                map.insert(key.clone(), value.clone());
            }
            (Some(inner @ Value::Object(_)), Value::Object(more)) => merge(inner, more),
            (Some(_), _) => {}
        }
    }
}

/// Reads an edited body. The message of a failure says where in the text it lies.
pub fn parse(text: &str) -> Result<Value, String> {
    match serde_json::from_str::<Value>(text) {
        Ok(body @ Value::Object(_)) => Ok(body),
        Ok(_) => Err("The body must be an object: it begins with { and ends with }.".to_owned()),
        Err(fault) => Err(format!("This is not JSON yet: {fault}.")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{extras, merge, parse};

    #[test]
    fn what_the_form_does_not_know_survives_it() {
        let edited = json!({ "name": "a", "notifications": [], "inputs": { "files": ["x"], "other": "y" } });
        let generated = json!({ "name": "a", "inputs": { "files": ["x"] }, "archive": true });
        let kept = extras(&edited, &generated);
        assert_eq!(json!(kept), json!({ "notifications": [], "inputs": { "other": "y" } }));
        let mut body = json!({ "name": "b", "inputs": { "files": ["z"] } });
        merge(&mut body, &kept);
        assert_eq!(body, json!({ "name": "b", "inputs": { "files": ["z"], "other": "y" }, "notifications": [] }));
    }

    #[test]
    fn the_form_wins_where_both_say_something() {
        let mut body = json!({ "nodeCount": 2 });
        merge(&mut body, &extras(&json!({ "nodeCount": 1 }), &json!({})));
        assert_eq!(body, json!({ "nodeCount": 2 }));
    }

    #[test]
    fn a_fault_says_where_it_lies() {
        assert!(parse("{\n \"a\" 1 }").is_err_and(|why| why.contains("line 2")));
        assert!(parse("[1]").is_err());
        assert!(parse("{}").is_ok());
    }
}
