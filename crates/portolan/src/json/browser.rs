//! JSON as the browser has parsed it.

use js_sys::{JSON, Reflect};
use wasm_bindgen::JsValue;

/// A JSON value, or the absence of one.
pub(crate) struct Json(pub(crate) JsValue);

impl Json {
    /// Parses text; `None` when it is no JSON.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        JSON::parse(text).ok().map(Self)
    }

    /// An object's member.
    pub(crate) fn get(&self, name: &str) -> Self {
        Self(Reflect::get(&self.0, &name.into()).unwrap_or(JsValue::UNDEFINED))
    }

    /// Whether there is a value, and not `null`.
    pub(crate) fn exists(&self) -> bool {
        !self.0.is_undefined() && !self.0.is_null()
    }

    /// Text, and numbers and booleans as text.
    pub(crate) fn text(&self) -> Option<String> {
        self.0.as_string().or_else(|| {
            let is_scalar = self.0.as_f64().is_some_and(f64::is_finite) || self.0.as_bool().is_some();
            JSON::stringify(&self.0).ok().filter(|_| is_scalar)?.as_string()
        })
    }
}
