//! What a constructor and a call take beside their arguments.

use std::sync::Arc;

use serde::Deserialize;
use wasm_bindgen::prelude::*;

use crate::agave::AgaveOptions;
use crate::call::{CallOptions, Progress};
use crate::error::{Error, Result};

pub(super) struct Options {
    pub call: CallOptions,
    pub signal: Option<web_sys::AbortSignal>,
}

/// The options that are plain data.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Plain {
    timeout_ms: u64,
    retry: bool,
    headers: std::collections::BTreeMap<String, String>,
}

impl Default for Plain {
    fn default() -> Self {
        let CallOptions { timeout_ms, retry, .. } = CallOptions::default();
        Self { timeout_ms, retry, headers: Default::default() }
    }
}

impl Options {
    pub(super) fn read(options: JsValue) -> Result<Self> {
        if options.is_undefined() || options.is_null() {
            return Ok(Self { call: CallOptions::default(), signal: None });
        }
        let get = |name: &str| js_sys::Reflect::get(&options, &name.into()).unwrap_or(JsValue::UNDEFINED);
        let (signal, on_progress) = (get("signal"), get("onProgress"));
        let Plain { timeout_ms, retry, headers } = serde_wasm_bindgen::from_value(options)
            .map_err(|error| Error::invalid("options", &error.to_string()))?;
        let progress = on_progress.dyn_into::<js_sys::Function>().ok().map(progress);
        let call = CallOptions {
            timeout_ms,
            retry,
            headers: headers.into_iter().collect(),
            progress,
            ..CallOptions::default()
        };
        Ok(Self { call, signal: signal.dyn_into().ok() })
    }
}

fn progress(function: js_sys::Function) -> Progress {
    let function = send_wrapper::SendWrapper::new(function);
    Arc::new(move |loaded, total| {
        let event = js_sys::Object::new();
        for (name, value) in [("loaded", loaded), ("total", total)] {
            // A fresh object takes any property.
            let _ = js_sys::Reflect::set(&event, &name.into(), &(value as f64).into());
        }
        // What the caller's function throws is the caller's own affair.
        let _ = function.call1(&JsValue::UNDEFINED, &event);
    })
}

/// The constructor's options of `Agave`.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct AgaveConstructor {
    base_url: String,
    client_key: String,
    client_secret: String,
    token: String,
    refresh_token: String,
}

pub(super) fn agave(options: JsValue) -> Result<AgaveOptions> {
    let options = if options.is_undefined() { js_sys::Object::new().into() } else { options };
    let AgaveConstructor { base_url, client_key, client_secret, token, refresh_token } =
        serde_wasm_bindgen::from_value(options)
            .map_err(|error| Error::invalid("options", &error.to_string()))?;
    Ok(AgaveOptions { base_url, client_key, client_secret, token, refresh_token })
}
