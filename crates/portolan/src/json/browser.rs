//! JSON as the browser has parsed it.

use js_sys::{Array, JSON, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// A JSON value, or the absence of one.
#[derive(Clone, Default)]
pub(crate) struct Json(pub(crate) JsValue);

impl Json {
    /// Parses text; `None` when it is no JSON.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        JSON::parse(text).ok().map(Self)
    }

    /// Text as JSON writes it.
    pub(crate) fn quote(text: &str) -> String {
        Self::from(text).write()
    }

    /// The value as JSON writes it; empty for the absence of one.
    pub(crate) fn write(&self) -> String {
        JSON::stringify(&self.0).ok().and_then(|text| text.as_string()).unwrap_or_default()
    }

    /// An empty object.
    pub(crate) fn object() -> Self {
        Self(Object::new().into())
    }

    /// An empty list.
    pub(crate) fn list() -> Self {
        Self(Array::new().into())
    }

    /// An object's member.
    pub(crate) fn get(&self, name: &str) -> Self {
        Self(Reflect::get(&self.0, &name.into()).unwrap_or(JsValue::UNDEFINED))
    }

    /// Sets an object's member.
    pub(crate) fn set(&mut self, name: &str, value: Self) {
        // An object made here takes any member; anything else has none.
        let _ = Reflect::set(&self.0, &name.into(), &value.0);
    }

    /// Adds to a list.
    pub(crate) fn push(&mut self, value: Self) {
        if let Some(list) = self.0.dyn_ref::<Array>() {
            list.push(&value.0);
        }
    }

    /// A list's items; none when it is no list.
    pub(crate) fn items(&self) -> Vec<Self> {
        self.0.dyn_ref::<Array>().map(|list| list.iter().map(Self).collect()).unwrap_or_default()
    }

    /// An object's members in their order; none when it is no object.
    pub(crate) fn entries(&self) -> Vec<(String, Self)> {
        let object = self.0.dyn_ref::<Object>().filter(|value| !Array::is_array(value));
        let names = object.map(|object| Object::keys(object).iter().collect::<Vec<_>>());
        let names = names.unwrap_or_default().into_iter().filter_map(|name| name.as_string());
        names.map(|name| (name.clone(), self.get(&name))).collect()
    }

    /// The value, or `null` in the place of none.
    pub(crate) fn or_null(self) -> Self {
        if self.0.is_undefined() { Self(JsValue::NULL) } else { self }
    }

    /// Whether there is a value, and not `null`.
    pub(crate) fn exists(&self) -> bool {
        !self.0.is_undefined() && !self.0.is_null()
    }

    /// Text, and numbers and booleans as text.
    pub(crate) fn text(&self) -> Option<String> {
        self.0.as_string().or_else(|| {
            let is_scalar = self.0.as_f64().is_some_and(f64::is_finite) || self.0.as_bool().is_some();
            Some(self.write()).filter(|_| is_scalar)
        })
    }
}

impl From<&serde_json::Value> for Json {
    fn from(value: &serde_json::Value) -> Self {
        Self::parse(&value.to_string()).unwrap_or_default()
    }
}

impl From<&Json> for serde_json::Value {
    fn from(json: &Json) -> Self {
        serde_json::from_str(&json.write()).unwrap_or_default()
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
        Self(number.into())
    }
}
