//! One JavaScript object as the arguments of a call.

use wasm_bindgen::prelude::*;

use crate::arguments::Arguments;
use crate::error::{Error, Result};
use crate::json::Json;
use crate::upload::UploadSource;

pub(super) struct JsArguments(js_sys::Object);

impl JsArguments {
    /// Takes an object, or nothing at all; an error calls it `what`.
    pub(super) fn new(value: JsValue, what: &str) -> Result<Self> {
        if value.is_undefined() || value.is_null() {
            return Ok(Self(js_sys::Object::new()));
        }
        let plain = value.is_object() && !js_sys::Array::is_array(&value);
        if plain { Ok(Self(value.unchecked_into())) } else { Err(Error::invalid(what, "must be one object")) }
    }

    /// One argument that is text.
    pub(super) fn of(name: &str, value: &str) -> Self {
        Self(super::object(&[(name, value.into())]))
    }

    pub(super) fn get(&self, name: &str) -> JsValue {
        js_sys::Reflect::get(&self.0, &name.into()).unwrap_or(JsValue::UNDEFINED)
    }

    /// A value that is given.
    pub(super) fn given(&self, name: &str) -> Option<JsValue> {
        Some(self.get(name)).filter(|value| !value.is_undefined())
    }
}

impl Arguments for JsArguments {
    fn names(&self) -> Vec<String> {
        let keys = js_sys::Object::keys(&self.0);
        let names = keys.iter().filter_map(|key| key.as_string());
        names.filter(|name| !self.get(name).is_undefined()).collect()
    }

    fn text(&self, name: &str) -> Option<String> {
        self.get(name).as_string()
    }

    fn integer(&self, name: &str) -> Option<i64> {
        let number = self.get(name).as_f64()?;
        (number.fract() == 0.0 && number.abs() < 9e15).then_some(number as i64)
    }

    fn boolean(&self, name: &str) -> Option<bool> {
        self.get(name).as_bool()
    }

    fn texts(&self, name: &str) -> Option<Vec<String>> {
        let list: js_sys::Array = self.get(name).dyn_into().ok()?;
        list.iter().map(|text| text.as_string()).collect()
    }

    fn terms(&self, name: &str) -> Option<Vec<(String, String)>> {
        let terms: js_sys::Object = self.get(name).dyn_into().ok()?;
        let entries = js_sys::Object::entries(&terms);
        let terms = entries.iter().map(|entry| {
            let entry: js_sys::Array = entry.unchecked_into();
            Some((entry.get(0).as_string()?, Json(entry.get(1)).text()?))
        });
        terms.collect()
    }

    fn file(&self, name: &str) -> Option<UploadSource> {
        let value = self.get(name);
        if let Some(file) = value.dyn_ref::<web_sys::File>() {
            return Some(file.clone().into());
        }
        let name = self.text("fileName").unwrap_or_else(|| "file".to_owned());
        if let Some(blob) = value.dyn_ref::<web_sys::Blob>() {
            return Some(UploadSource::Blob { name, blob: send_wrapper::SendWrapper::new(blob.clone()) });
        }
        let bytes = value.dyn_ref::<js_sys::Uint8Array>()?;
        let parts = js_sys::Array::of1(bytes);
        let blob = web_sys::Blob::new_with_u8_array_sequence(&parts).ok()?;
        Some(UploadSource::Blob { name, blob: send_wrapper::SendWrapper::new(blob) })
    }

    fn json(&self, name: &str) -> Option<String> {
        js_sys::JSON::stringify(&self.get(name)).ok()?.as_string()
    }
}
