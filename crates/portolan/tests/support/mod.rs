//! What the tests of declared operations share: arguments from JSON, and the catalogues.

#![allow(dead_code, reason = "each test uses its part")]

use portolan::UploadSource;
use portolan::arguments::Arguments;
use serde_json::{Map, Value};

/// The catalogue of a service, which nobody derived from our code.
pub(crate) fn catalogue(service: &str) -> Value {
    let path = format!("{}/../../tests/specs/{service}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}")))
        .unwrap()
}

/// Arguments as a JSON object; a file is its text.
pub(crate) struct Named(pub(crate) Map<String, Value>);

impl Named {
    fn get(&self, name: &str) -> &Value {
        self.0.get(name).unwrap_or(&Value::Null)
    }
}

impl Arguments for Named {
    fn names(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }
    fn text(&self, name: &str) -> Option<String> {
        self.get(name).as_str().map(str::to_owned)
    }
    fn integer(&self, name: &str) -> Option<i64> {
        self.get(name).as_i64()
    }
    fn boolean(&self, name: &str) -> Option<bool> {
        self.get(name).as_bool()
    }
    fn texts(&self, name: &str) -> Option<Vec<String>> {
        self.get(name).as_array()?.iter().map(|text| text.as_str().map(str::to_owned)).collect()
    }
    fn terms(&self, name: &str) -> Option<Vec<(String, String)>> {
        let terms = self.get(name).as_object()?.iter();
        terms.map(|(term, value)| Some((term.clone(), value.as_str()?.to_owned()))).collect()
    }
    fn file(&self, name: &str) -> Option<UploadSource> {
        let text = self.get(name).as_str()?;
        Some(UploadSource::Bytes { name: "a b.txt".into(), bytes: text.as_bytes().to_vec() })
    }
    fn json(&self, name: &str) -> Option<String> {
        Some(self.get(name).to_string())
    }
}

/// A text as it stands in an address: RFC 3986's unreserved characters as they are, all others escaped.
pub(crate) fn escaped(text: &str) -> String {
    let escape = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(escape).collect()
}
