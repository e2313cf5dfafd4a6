//! What a constructor and a call take beside their arguments.

use std::sync::Arc;

use wasm_bindgen::prelude::*;

use super::arguments::JsArguments;
use crate::agave::AgaveOptions;
use crate::arguments::Arguments;
use crate::call::{CallOptions, Progress};
use crate::error::{Error, Result};
use crate::jarvice::JarviceOptions;
use crate::rescale::RescaleOptions;

pub(super) struct Options {
    pub call: CallOptions,
    pub signal: Option<web_sys::AbortSignal>,
}

impl Options {
    pub(super) fn read(options: JsValue) -> Result<Self> {
        let options = read(options, &["signal", "timeoutMs", "retry", "headers", "onProgress", "fetch"])?;
        let mut call = CallOptions::default();
        if options.given("timeoutMs").is_some() {
            let timeout = options.integer("timeoutMs").and_then(|timeout| timeout.try_into().ok());
            call.timeout_ms = timeout.ok_or_else(|| mistyped("timeoutMs", "a number of milliseconds"))?;
        }
        if let Some(retry) = options.given("retry") {
            call.retry = retry.as_bool().ok_or_else(|| mistyped("retry", "true or false"))?;
        }
        if options.given("headers").is_some() {
            call.headers =
                options.terms("headers").ok_or_else(|| mistyped("headers", "an object of texts"))?;
        }
        let function = |name| match options.given(name) {
            Some(value) => value.dyn_into().map(Some).map_err(|_| mistyped(name, "a function")),
            None => Ok(None),
        };
        call.progress = function("onProgress")?.map(progress);
        call.fetch = function("fetch")?.map(send_wrapper::SendWrapper::new);
        let signal = options.given("signal").map(JsCast::dyn_into).transpose();
        Ok(Self { call, signal: signal.map_err(|_| mistyped("signal", "an AbortSignal"))? })
    }
}

fn progress(function: js_sys::Function) -> Progress {
    let function = send_wrapper::SendWrapper::new(function);
    Arc::new(move |loaded, total| {
        let event = super::object(&[("loaded", (loaded as f64).into()), ("total", (total as f64).into())]);
        // What the caller's function throws is the caller's own affair.
        let _ = function.call1(&JsValue::UNDEFINED, &event);
    })
}

/// The constructor's options of `Agave`.
pub(super) fn agave(options: JsValue) -> Result<AgaveOptions> {
    let known = ["baseUrl", "clientKey", "clientSecret", "token", "refreshToken"];
    let [base_url, client_key, client_secret, token, refresh_token] = texts(&read(options, &known)?, known)?;
    Ok(AgaveOptions { base_url, client_key, client_secret, token, refresh_token })
}

/// The constructor's options of `Jarvice`.
pub(super) fn jarvice(options: JsValue) -> Result<JarviceOptions> {
    let options = read(options, &["baseUrl", "username", "apikey", "form", "vaults"])?;
    let [base_url, username, apikey] = texts(&options, ["baseUrl", "username", "apikey"])?;
    let form = match options.given("form") {
        Some(form) => form.as_bool().ok_or_else(|| mistyped("form", "true or false"))?,
        None => false,
    };
    let vaults = match options.given("vaults") {
        Some(_) => options.texts("vaults").ok_or_else(|| mistyped("vaults", "a list of texts"))?,
        None => Vec::new(),
    };
    Ok(JarviceOptions { base_url, username, apikey, form, vaults })
}

/// The constructor's options of `Rescale`.
pub(super) fn rescale(options: JsValue) -> Result<RescaleOptions> {
    let [base_url, token] = texts(&read(options, &["baseUrl", "token"])?, ["baseUrl", "token"])?;
    Ok(RescaleOptions { base_url, token })
}

/// An object with these members and no others.
fn read(options: JsValue, known: &[&str]) -> Result<JsArguments> {
    let options = JsArguments::new(options, "options")?;
    refuse_others(&options, known)?;
    Ok(options)
}

/// Members that are text, and empty when they are not given.
fn texts<const N: usize>(options: &JsArguments, names: [&str; N]) -> Result<[String; N]> {
    let mut texts = names.map(|_| String::new());
    for (text, name) in texts.iter_mut().zip(names) {
        if let Some(value) = options.given(name) {
            *text = value.as_string().ok_or_else(|| mistyped(name, "text"))?;
        }
    }
    Ok(texts)
}

/// A misspelt option would be one that has no effect.
fn refuse_others(options: &JsArguments, known: &[&str]) -> Result<()> {
    match options.names().iter().find(|name| !known.contains(&name.as_str())) {
        Some(name) => Err(Error::invalid(name, "is no option here")),
        None => Ok(()),
    }
}

fn mistyped(name: &str, what: &str) -> Error {
    Error::invalid(name, &format!("must be {what}"))
}
