//! JSON as `serde_json` has parsed it.

use serde_json::Value;

/// A JSON value, or the absence of one.
pub(crate) struct Json(Value);

impl Json {
    /// Parses text; `None` when it is no JSON.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok().map(Self)
    }

    /// An object's member.
    pub(crate) fn get(&self, name: &str) -> Self {
        Self(self.0.get(name).cloned().unwrap_or_default())
    }

    /// Whether there is a value, and not `null`.
    pub(crate) fn exists(&self) -> bool {
        !self.0.is_null()
    }

    /// Text, and numbers and booleans as text.
    pub(crate) fn text(&self) -> Option<String> {
        match &self.0 {
            Value::String(text) => Some(text.clone()),
            Value::Number(_) | Value::Bool(_) => Some(self.0.to_string()),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        }
    }
}
