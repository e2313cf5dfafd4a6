//! Every operation that the catalogues of JARVICE and Rescale mark for us, called, and every answer checked against the
//! catalogue's schemas.

#![allow(clippy::unwrap_used)]

#[path = "../harness/mod.rs"]
mod harness;

mod jarvice;
mod rescale;
mod shapes;

use std::collections::BTreeSet;

use harness::Reply;
use serde_json::Value;
use shapes::Catalogue;

/// A catalogue, and which of its operations were called so far.
struct Walk {
    catalogue: Catalogue,
    done: BTreeSet<String>,
}

impl Walk {
    fn new(text: &str) -> Walk {
        Walk { catalogue: Catalogue::new(serde_json::from_str(text).unwrap()), done: BTreeSet::new() }
    }

    /// Checks an answer of an operation, and gives its body.
    #[track_caller]
    fn check(&mut self, name: &str, reply: &Reply) -> Value {
        let operation = self.catalogue.operation(name).clone();
        self.done.insert(name.to_owned());
        let status = reply.status.as_u16();
        let text = || String::from_utf8_lossy(&reply.body).into_owned();
        let media_type = reply.headers.get("content-type").map(|value| value.to_str().unwrap());
        let codes = operation["codes"].as_array().unwrap();
        assert!(codes.iter().any(|code| *code == status), "{name}: {status} is not documented: {}", text());
        if !reply.status.is_success() {
            let shape = if self.catalogue.has("ErrorBody") { "ErrorBody" } else { "Error" };
            return self.valid(name, shape, reply);
        }
        match (operation["response"]["content"].as_str(), operation["response"]["schema"].as_str()) {
            (Some("json"), Some(shape)) => {
                assert_eq!(media_type, Some("application/json"), "{name}");
                self.valid(name, shape, reply)
            }
            (Some("text/plain"), _) => {
                assert_eq!(media_type, Some("text/plain"), "{name}");
                Value::String(text())
            }
            (Some("bytes"), _) => Value::String(text()),
            (Some("empty"), _) => {
                assert!(reply.body.is_empty(), "{name}: {}", text());
                Value::Null
            }
            other => panic!("{name}: {other:?} is not known to this test"),
        }
    }

    #[track_caller]
    fn valid(&self, name: &str, shape: &str, reply: &Reply) -> Value {
        let body = reply.json();
        let faults = self.catalogue.faults(shape, &body);
        assert!(faults.is_empty(), "{name}: {faults:#?} in {body:#}");
        body
    }

    /// All marked operations must have been called.
    fn finish(self) {
        let missing: Vec<String> = self.catalogue.marked().filter(|name| !self.done.contains(name)).collect();
        assert!(missing.is_empty(), "never called: {missing:#?}");
        assert!(self.done.len() > 15);
    }
}

#[test]
fn what_differs_from_its_shape_is_found() {
    let all = serde_json::json!({ "operations": [], "schemas": {
        "Page": { "kind": "object", "fields": {
            "count": { "type": "integer", "required": true },
            "results": { "type": "array<T>", "required": true },
        }},
        "Row": { "kind": "object", "fields": {
            "id": { "type": "string", "required": true },
            "seen": { "type": "datetime", "nullable": true },
            "more": { "type": "array<Row>" },
        }},
        "Rows": { "kind": "array", "items": "[name:string, size:number|string]" },
    }});
    let catalogue = Catalogue::new(all);
    for (shape, good, bad) in [
        ("Row", r#"{ "id": "a", "seen": null, "more": [{ "id": "b" }] }"#, r#"{ "id": "a", "more": [{}] }"#),
        (
            "Row",
            r#"{ "id": "a", "seen": "2026-01-02T03:04:05.678+00:00" }"#,
            r#"{ "id": "a", "seen": "today" }"#,
        ),
        (
            "Page<Row>",
            r#"{ "count": 1, "results": [{ "id": "a" }] }"#,
            r#"{ "count": 1, "results": [{ "id": 1 }] }"#,
        ),
        ("array of string | map of Row", r#"["a"]"#, r#"{ "a": 1 }"#),
        ("Rows", r#"[["a", 1]]"#, r#"[["a"]]"#),
    ] {
        let faults = |text: &str| catalogue.faults(shape, &serde_json::from_str(text).unwrap());
        assert_eq!(faults(good), Vec::<String>::new(), "{shape}");
        assert!(!faults(bad).is_empty(), "{shape}: {bad}");
    }
}
