//! What the npm package calls: operations by their row, with JavaScript's own values on both sides.
//!
//! The classes that people use are made in JavaScript from [`operations`]; an answer is handed over as the browser parsed it,
//! so no type is compiled into the wasm for it.

mod arguments;
mod options;
mod session;

use futures_util::future::{Either, select};
use serde::Serialize;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise};

use crate::agave::{self, Agave, AgaveOptions};
use crate::endpoint::{Answer, Endpoint};
use crate::error::{Code, Error};
use arguments::JsArguments;
use options::Options;

/// The operations in the order of their rows, a line each: the name, and `page` where the answer is one.
#[wasm_bindgen]
pub fn operations() -> String {
    let lines = rows().map(|row| match row.answer {
        Answer::Page => format!("{} page", row.name),
        _ => row.name.to_owned(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn rows() -> impl Iterator<Item = &'static Endpoint> {
    agave::ENDPOINTS.iter().copied().flatten()
}

/// A client of Agave; JavaScript's class `Agave` holds one.
#[wasm_bindgen]
pub struct AgaveClient {
    agave: Agave,
}

#[wasm_bindgen]
impl AgaveClient {
    /// A client with the constructor's options.
    ///
    /// # Errors
    /// The parts of a `PortolanError`, for a wrong option.
    #[wasm_bindgen(constructor)]
    pub fn new(options: JsValue) -> Result<AgaveClient, JsValue> {
        let options: AgaveOptions = options::agave(options).map_err(|error| thrown(&error))?;
        Ok(Self { agave: Agave::new(options).map_err(|error| thrown(&error))? })
    }

    /// Calls the operation of a row.
    pub fn call(&self, row: usize, arguments: JsValue, options: JsValue) -> js_sys::Promise {
        let agave = self.agave.clone();
        start(options, move |options| async move {
            let endpoint =
                rows().nth(row).ok_or_else(|| Error::new(Code::Internal, "There is no such operation."))?;
            let named = |error: Error| error.at("agave", endpoint.name);
            if let Some(answer) = session::call(&agave.with(options.clone()), endpoint, &arguments).await {
                return answer.map_err(named);
            }
            let arguments = JsArguments::new(arguments).map_err(named)?;
            let request = crate::arguments::request(endpoint, &arguments).map_err(named)?;
            agave.with(options).client().value(request).await
        })
    }

    /// Does what a session does without a request: `init`, `saveConfigs`, `loadConfigs`.
    ///
    /// # Errors
    /// The parts of a `PortolanError`.
    pub fn session(&self, what: &str, argument: JsValue) -> Result<JsValue, JsValue> {
        session::local(&self.agave, what, argument).map_err(|error| thrown(&error))
    }
}

/// Takes the result out of the envelope, untouched; `null` when there is none.
pub(crate) fn without_envelope(endpoint: &Endpoint, value: JsValue) -> Result<JsValue, Error> {
    if endpoint.answer == Answer::Bare {
        return Ok(value);
    }
    let get = |name: &str| js_sys::Reflect::get(&value, &name.into()).unwrap_or(JsValue::UNDEFINED);
    if !value.is_object() || get("status").is_undefined() {
        return Err(Error::new(Code::Protocol, "The answer has no envelope of the Agave service."));
    }
    if get("status").as_string().as_deref() != Some("success") {
        let message =
            get("message").as_string().unwrap_or_else(|| "The service reports a failure.".to_owned());
        return Err(Error::new(Code::Unavailable, message).with_outcome(crate::Outcome::Rejected));
    }
    let result = get("result");
    Ok(if result.is_undefined() { JsValue::NULL } else { result })
}

/// Runs a call that ends when its signal is aborted, with the signal's own reason.
fn start<F>(options: JsValue, call: impl FnOnce(crate::CallOptions) -> F + 'static) -> js_sys::Promise
where
    F: Future<Output = Result<JsValue, Error>> + 'static,
{
    future_to_promise(async move {
        let Options { call: options, signal } = Options::read(options).map_err(|error| thrown(&error))?;
        let Some(signal) = signal else {
            return call(options).await.map_err(|error| thrown(&error));
        };
        if signal.aborted() {
            return Err(signal.reason());
        }
        let abort = Abort::of(signal);
        match select(Box::pin(call(options)), JsFuture::from(abort.promise.clone())).await {
            Either::Left((answer, _)) => answer.map_err(|error| thrown(&error)),
            Either::Right(_) => Err(abort.signal.reason()),
        }
    })
}

/// A promise for the signal's abort; its listener goes when the call ends.
struct Abort {
    signal: web_sys::AbortSignal,
    listener: js_sys::Function,
    promise: js_sys::Promise,
}

impl Abort {
    fn of(signal: web_sys::AbortSignal) -> Self {
        let mut listener = js_sys::Function::default();
        let promise = js_sys::Promise::new(&mut |resolve, _| listener = resolve);
        // A signal takes any listener for its own event.
        let _ = signal.add_event_listener_with_callback("abort", &listener);
        Self { signal, listener, promise }
    }
}

impl Drop for Abort {
    fn drop(&mut self) {
        let _ = self.signal.remove_event_listener_with_callback("abort", &self.listener);
    }
}

/// The parts from which JavaScript makes a `PortolanError`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Thrown<'a> {
    portolan: bool,
    code: &'static str,
    service: &'static str,
    operation: &'static str,
    status: Option<u16>,
    message: &'a str,
    hint: Option<&'static str>,
    field: Option<&'a str>,
    retryable: bool,
    attempts: u32,
    retry_after_ms: Option<u64>,
    outcome: &'static str,
    body: Option<&'a str>,
}

fn thrown(error: &Error) -> JsValue {
    let parts = Thrown {
        portolan: true,
        code: error.code.name(),
        service: error.service,
        operation: error.operation,
        status: error.status,
        message: &error.message,
        hint: error.hint,
        field: error.field.as_deref(),
        retryable: error.is_retryable(),
        attempts: error.attempts,
        retry_after_ms: error.retry_after_ms,
        outcome: error.outcome.name(),
        body: error.body.as_deref(),
    };
    serde_wasm_bindgen::to_value(&parts).unwrap_or_else(|_| JsValue::from_str(&error.message))
}
