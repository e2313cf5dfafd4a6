//! JSON as `serde_json` has parsed it.

use serde_json::{Map, Value};

/// A JSON value, or the absence of one.
#[derive(Clone, Default)]
pub(crate) struct Json(pub(crate) Value);

impl Json {
    /// Parses text; `None` when it is no JSON.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok().map(Self)
    }

    /// Text as JSON writes it.
    pub(crate) fn quote(text: &str) -> String {
        Self::from(text).write()
    }

    /// The value as JSON writes it.
    pub(crate) fn write(&self) -> String {
        self.0.to_string()
    }

    /// An empty object.
    pub(crate) fn object() -> Self {
        Self(Value::Object(Map::new()))
    }

    /// An empty list.
    pub(crate) fn list() -> Self {
        Self(Value::Array(Vec::new()))
    }

    /// An object's member.
    pub(crate) fn get(&self, name: &str) -> Self {
        Self(self.0.get(name).cloned().unwrap_or_default())
    }

    /// Sets an object's member.
    pub(crate) fn set(&mut self, name: &str, value: Self) {
        if let Value::Object(members) = &mut self.0 {
            members.insert(name.to_owned(), value.0);
        }
    }

    /// Adds to a list.
    pub(crate) fn push(&mut self, value: Self) {
        if let Value::Array(items) = &mut self.0 {
            items.push(value.0);
        }
    }

    /// A list's items; none when it is no list.
    pub(crate) fn items(&self) -> Vec<Self> {
        self.0.as_array().into_iter().flatten().cloned().map(Self).collect()
    }

    /// An object's members in their order; none when it is no object.
    pub(crate) fn entries(&self) -> Vec<(String, Self)> {
        let members = self.0.as_object().into_iter().flatten();
        members.map(|(name, value)| (name.clone(), Self(value.clone()))).collect()
    }

    /// The value, or `null` in the place of none.
    pub(crate) fn or_null(self) -> Self {
        self
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

impl From<&Value> for Json {
    fn from(value: &Value) -> Self {
        Self(value.clone())
    }
}

impl From<&Json> for Value {
    fn from(json: &Json) -> Self {
        json.0.clone()
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<bool> for Json {
    fn from(value: bool) -> Self {
        Self(value.into())
    }
}

impl From<f64> for Json {
    fn from(number: f64) -> Self {
        // A whole number is written whole.
        let is_whole = number.fract() == 0.0 && number.abs() < 9e15;
        Self(if is_whole { (number as i64).into() } else { number.into() })
    }
}
