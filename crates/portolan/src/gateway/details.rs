//! What a service sent, kept without looking at it.

use std::fmt;

use serde_json::Value;

use crate::json::Json;

/// What a service sent about something, in its own words. It is only made into a value when somebody asks.
#[derive(Clone)]
pub struct Details {
    #[cfg(target_family = "wasm")]
    json: send_wrapper::SendWrapper<Json>,
    #[cfg(not(target_family = "wasm"))]
    json: Json,
}

impl Details {
    /// The whole of it.
    pub fn value(&self) -> Value {
        self.json().into()
    }

    pub(crate) fn json(&self) -> &Json {
        &self.json
    }
}

impl Default for Details {
    fn default() -> Self {
        Json::default().into()
    }
}

impl From<Json> for Details {
    fn from(json: Json) -> Self {
        #[cfg(target_family = "wasm")]
        let json = send_wrapper::SendWrapper::new(json);
        Self { json }
    }
}

impl From<&Value> for Details {
    fn from(value: &Value) -> Self {
        Json::from(value).into()
    }
}

impl PartialEq for Details {
    fn eq(&self, other: &Self) -> bool {
        self.json().write() == other.json().write()
    }
}

impl fmt::Debug for Details {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.json().write())
    }
}
