//! What the npm package calls: operations by their row, with JavaScript's own values on both sides.
//!
//! The classes that people use are made in JavaScript from [`operations`]; an answer is handed over as the browser parsed it,
//! so no type is compiled into the wasm for it.

mod arguments;
#[cfg(feature = "connect")]
mod gateway;
mod options;
mod service;
mod session;

use std::pin::Pin;

use futures_util::future::{Either, select};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise};

use crate::agave::Vault;
use crate::endpoint::{Answer, Kind};
use crate::error::{Code, Error};
#[cfg(feature = "connect")]
use crate::gateway::Gateway;
use arguments::JsArguments;
#[cfg(feature = "connect")]
pub use gateway::Watch;
use options::Options;
use service::{Service, rows};

/// The operations in the order of their rows, a line each: the service, the name, and how the answer is paged if it is.
#[wasm_bindgen]
pub fn operations() -> String {
    let lines = rows().map(|(service, row)| {
        let paging = match row.answer {
            Answer::Page => " page",
            Answer::Listing => " listing",
            _ => "",
        };
        format!("{service} {}{paging}", row.name)
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// A client of one service; JavaScript's class of that service holds one.
#[wasm_bindgen]
pub struct Connection {
    service: Service,
    #[cfg(feature = "connect")]
    gateway: Gateway,
}

#[wasm_bindgen]
impl Connection {
    /// A client of the named service with the constructor's options.
    ///
    /// # Errors
    /// The parts of a `PortolanError`, for a wrong option.
    #[wasm_bindgen(constructor)]
    pub fn new(service: &str, options: JsValue) -> Result<Connection, JsValue> {
        let service = Service::new(service, options).map_err(|error| thrown(&error))?;
        Ok(Self {
            #[cfg(feature = "connect")]
            gateway: service.gateway(),
            service,
        })
    }

    /// Calls the operation of a row.
    pub fn call(&self, row: usize, arguments: JsValue, options: JsValue) -> js_sys::Promise {
        let service = |options| self.service.with(options);
        start(options, move |options| Box::pin(call(service(options), row, arguments)))
    }

    /// Does what a session does without a request: `init`, `save`, `load`.
    ///
    /// # Errors
    /// The parts of a `PortolanError`.
    pub fn session(&self, what: &str, argument: JsValue) -> Result<JsValue, JsValue> {
        let done = match self.service.session() {
            Some(session) => session::local(&session, what, argument),
            None => Err(Error::new(Code::Unsupported, "This service has no session.")),
        };
        done.map_err(|error| thrown(&error))
    }

    /// Goes on with the session that a vault keeps, and keeps every change there.
    ///
    /// # Errors
    /// The parts of a `PortolanError`, for a service without sessions.
    #[wasm_bindgen(js_name = keepIn)]
    pub fn keep_in(&self, vault: Vault) -> Result<(), JsValue> {
        match self.service.session() {
            Some(session) => {
                session.keep_in(vault);
                Ok(())
            }
            None => Err(thrown(&Error::new(Code::Unsupported, "This service has no session."))),
        }
    }

    /// A text for a log, without the client's secrets.
    pub fn redacted(&self, text: &str) -> String {
        self.service.client().redacted(text)
    }
}

async fn call(service: Service, row: usize, arguments: JsValue) -> Answered {
    let (name, endpoint) =
        rows().nth(row).ok_or_else(|| Error::new(Code::Internal, "There is no such operation."))?;
    let session = service.session();
    let _held = match endpoint.kind {
        Kind::Token => Some(service.client().alone().await),
        _ => None,
    };
    let request = || {
        let given = JsArguments::new(arguments, "arguments")?;
        let filled = match &session {
            Some(session) => session::fill(session, endpoint, given)?,
            None => Some(given),
        };
        filled.map(|given| Ok((crate::arguments::request(endpoint, &given)?, given))).transpose()
    };
    let named = |error: Error| error.at(name, endpoint.name);
    let Some((request, given)) = request().map_err(named)? else { return Ok(JsValue::UNDEFINED) };
    let answer = service.client().value(request).await?;
    if let Some(session) = session {
        session::keep(&session, endpoint, &given, &answer).map_err(named)?;
    }
    Ok(answer)
}

/// What a call comes to.
type Answered = Result<JsValue, Error>;

/// A call under way.
type Calling = Pin<Box<dyn Future<Output = Answered>>>;

/// Runs a call that ends when its signal is aborted, with the signal's own reason.
fn start(options: JsValue, call: impl FnOnce(crate::CallOptions) -> Calling) -> js_sys::Promise {
    let (calling, signal) = match Options::read(options) {
        Ok(Options { call: options, signal }) => (call(options), signal),
        Err(error) => (Box::pin(async { Err(error) }) as Calling, None),
    };
    run(calling, signal)
}

fn run(calling: Calling, signal: Option<web_sys::AbortSignal>) -> js_sys::Promise {
    future_to_promise(async move {
        let thrown = |error: Error| thrown(&error);
        let Some(signal) = signal else { return calling.await.map_err(thrown) };
        if signal.aborted() {
            return Err(signal.reason());
        }
        let abort = Abort::of(signal);
        match select(calling, JsFuture::from(abort.promise.clone())).await {
            Either::Left((answer, _)) => answer.map_err(thrown),
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
        let mut listener = JsValue::UNDEFINED;
        let promise = js_sys::Promise::new(&mut |resolve, _| listener = resolve.into());
        let listener: js_sys::Function = listener.unchecked_into();
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

/// The parts from which JavaScript makes a `PortolanError`; those that are not there stay undefined.
fn thrown(error: &Error) -> JsValue {
    let number = |number: Option<u64>| number.map(|number| JsValue::from(number as f64)).unwrap_or_default();
    let text = |text: Option<&str>| text.map(JsValue::from).unwrap_or_default();
    object(&[
        ("portolan", true.into()),
        ("code", error.code.name().into()),
        ("service", error.service.into()),
        ("operation", error.operation.into()),
        ("status", number(error.status.map(u64::from))),
        ("message", (&*error.message).into()),
        ("hint", text(error.hint)),
        ("field", text(error.field.as_deref())),
        ("retryable", error.is_retryable().into()),
        ("attempts", error.attempts.into()),
        ("retryAfterMs", number(error.retry_after_ms)),
        ("outcome", error.outcome.name().into()),
        ("body", text(error.body.as_deref())),
    ])
    .into()
}

/// A plain object.
fn object(members: &[(&str, JsValue)]) -> js_sys::Object {
    let object = js_sys::Object::new();
    for (name, value) in members {
        // A fresh object takes any member.
        let _ = js_sys::Reflect::set(&object, &(*name).into(), value);
    }
    object
}
