//! The single, non-generic way out: every operation of every service is sent here.

use std::sync::{Arc, Mutex, PoisonError};

use futures_util::Stream;
use serde::de::DeserializeOwned;

use crate::call::CallOptions;
use crate::download::Download;
use crate::endpoint::Answer;
use crate::error::{Code, Error, Outcome, Result};
use crate::page::Page;
use crate::protocol::{Fault, Protocol};
use crate::request::{Body, Request};
use crate::retry::{Budget, Decision, Ending, decide};
use crate::transport::{self, Attempt, Lost};

/// A connection to one service: its address, the caller's credential, the budget for retries.
///
/// Clones share all of that; each clone has call options of its own.
#[derive(Clone)]
pub(crate) struct Client {
    shared: Arc<Shared>,
    options: CallOptions,
}

struct Shared {
    protocol: Arc<dyn Protocol>,
    budget: Mutex<Budget>,
    /// Held while a token is replaced: whoever waits for it uses the new one.
    refreshing: futures_util::lock::Mutex<()>,
}

/// How the body of a successful answer is taken.
enum Reading {
    Text,
    Bytes,
    #[cfg(all(feature = "js", target_family = "wasm"))]
    Value,
}

/// The body, as [`Reading`] asked for it.
enum Content {
    Text(String),
    Answer(transport::Answer),
    #[cfg(all(feature = "js", target_family = "wasm"))]
    Value(wasm_bindgen::JsValue),
}

impl Client {
    pub(crate) fn new(protocol: Arc<dyn Protocol>) -> Self {
        let refreshing = futures_util::lock::Mutex::new(());
        let shared = Shared { protocol, budget: Mutex::default(), refreshing };
        Self { shared: Arc::new(shared), options: CallOptions::default() }
    }

    pub(crate) fn with(&self, options: CallOptions) -> Self {
        Self { shared: self.shared.clone(), options }
    }

    /// Sends and decodes the result inside the envelope.
    pub(crate) async fn result<T: DeserializeOwned>(&self, request: Request) -> Result<T> {
        let body = self.text(&request).await?;
        let result = self.open(&request, &body)?.unwrap_or("null");
        serde_json::from_str(result).map_err(|error| self.undecodable(&request, &error, result))
    }

    /// Sends and decodes an answer without envelope.
    pub(crate) async fn bare<T: DeserializeOwned>(&self, request: Request) -> Result<T> {
        let body = self.text(&request).await?;
        serde_json::from_str(&body).map_err(|error| self.undecodable(&request, &error, &body))
    }

    /// Sends and expects nothing but success.
    pub(crate) async fn nothing(&self, request: Request) -> Result<()> {
        let body = self.text(&request).await?;
        if !body.trim().is_empty() && body.trim_start().starts_with('{') {
            self.open(&request, &body)?;
        }
        Ok(())
    }

    /// Sends and decodes one page of a list.
    pub(crate) async fn page<T: DeserializeOwned>(&self, request: Request) -> Result<Page<T>> {
        let offset = number(&request, "offset").unwrap_or(0);
        let items: Vec<T> = self.result::<Option<_>>(request).await?.unwrap_or_default();
        let next = (!items.is_empty()).then(|| offset + items.len() as u64);
        Ok(Page { items, next, total: None })
    }

    /// Streams every item of a list.
    ///
    /// A service caps its pages without saying so: a page shorter than asked for may be a full one. So the end is a page
    /// that is empty, or shorter than one before it.
    pub(crate) fn stream<T: DeserializeOwned>(
        &self,
        request: Result<Request>,
    ) -> impl Stream<Item = Result<T>> + use<T> {
        let client = self.clone();
        async_stream::try_stream! {
            let request = request?;
            let mut offset = number(&request, "offset").unwrap_or(0);
            let mut longest = 0;
            loop {
                let mut next = request.clone();
                next.query.retain(|(name, _)| name != "offset");
                next.query.push(("offset".to_owned(), offset.to_string()));
                let page = client.page::<T>(next).await?;
                let length = page.items.len() as u64;
                for item in page.items {
                    yield item;
                }
                if length == 0 || length < longest {
                    break;
                }
                longest = longest.max(length);
                offset += length;
            }
        }
    }

    /// Sends and hands over the answer's body as it is.
    pub(crate) async fn download(&self, request: Request) -> Result<Download> {
        match self.send(&request, &Reading::Bytes).await? {
            Content::Answer(answer) => Ok(Download::new(answer)),
            _ => Err(Error::new(Code::Internal, "A download was read as something else.")),
        }
    }

    /// Sends and hands over the answer as the browser parsed it, without its envelope.
    #[cfg(all(feature = "js", target_family = "wasm"))]
    pub(crate) async fn value(&self, request: Request) -> Result<wasm_bindgen::JsValue> {
        let reading = match request.endpoint.answer {
            Answer::Bytes => Reading::Bytes,
            Answer::Nothing => Reading::Text,
            Answer::Result | Answer::Page | Answer::Bare => Reading::Value,
        };
        match self.send(&request, &reading).await? {
            Content::Answer(answer) => Ok(answer.0.into()),
            Content::Text(_) => Ok(wasm_bindgen::JsValue::UNDEFINED),
            Content::Value(value) => crate::js::without_envelope(request.endpoint, value)
                .map_err(|error| self.place(&request, error)),
        }
    }

    async fn text(&self, request: &Request) -> Result<String> {
        match self.send(request, &Reading::Text).await? {
            Content::Text(text) => Ok(text),
            _ => Err(Error::new(Code::Internal, "A text was read as something else.")),
        }
    }

    fn open<'a>(&self, request: &Request, body: &'a str) -> Result<Option<&'a str>> {
        let result = self.shared.protocol.open(body).map_err(|error| self.place(request, error))?;
        Ok(result.map(serde_json::value::RawValue::get))
    }

    fn undecodable(&self, request: &Request, error: &serde_json::Error, body: &str) -> Error {
        let message = format!("The answer is not what the service promises: {error}.");
        self.place(request, Error::protocol(message, body).with_outcome(Outcome::Done))
    }

    fn place(&self, request: &Request, error: Error) -> Error {
        error.at(self.shared.protocol.service(), request.endpoint.name)
    }

    /// Sends until there is an answer, the policy gives up, or the deadline passes.
    async fn send(&self, request: &Request, reading: &Reading) -> Result<Content> {
        let is_transfer = matches!(reading, Reading::Bytes) || matches!(request.body, Body::Multipart(..));
        let deadline = (!is_transfer).then(|| transport::now_ms() + self.options.timeout_ms);
        let kind = request.endpoint.kind;
        let mut attempt = 0;
        let mut refreshed = false;
        loop {
            attempt += 1;
            let authorization =
                self.shared.protocol.authorization(request).map_err(|error| self.place(request, error))?;
            let (ending, error) = match self.attempt(request, authorization.as_deref(), reading).await {
                Ok(content) => {
                    self.budget(|budget| budget.earn(attempt - 1));
                    return Ok(content);
                }
                Err(failure) => *failure,
            };
            let decision = if self.options.retry
                || matches!(ending, Ending::Status { token_expired: true, .. })
            {
                self.budget(|budget| decide(kind, ending, attempt, refreshed, budget, transport::random()))
            } else {
                self.budget(|budget| decide(kind, ending, u32::MAX, refreshed, budget, 0.0))
            };
            let error = self.place(request, error.after_attempts(attempt));
            match decision {
                Decision::Retry { after_ms } => {
                    if deadline.is_some_and(|deadline| transport::now_ms() + after_ms > deadline) {
                        return Err(error);
                    }
                    transport::sleep(after_ms).await;
                }
                Decision::Refresh => {
                    refreshed = true;
                    self.refresh(authorization.as_deref(), request, error).await?;
                }
                Decision::Unknown => return Err(error.with_outcome(Outcome::Unknown)),
                Decision::Fail => return Err(error),
            }
        }
    }

    /// Gets a new token; calls that fail meanwhile wait for it and share it.
    async fn refresh(&self, used: Option<&str>, request: &Request, refused: Error) -> Result<()> {
        let protocol = &self.shared.protocol;
        let _held = self.shared.refreshing.lock().await;
        if protocol.authorization(request)?.as_deref() != used {
            return Ok(());
        }
        let Some(token_request) = protocol.refresh() else { return Err(refused) };
        let body = Box::pin(self.text(&token_request)).await?;
        protocol.refreshed(&body).map_err(|error| self.place(&token_request, error))
    }

    async fn attempt(
        &self,
        request: &Request,
        authorization: Option<&str>,
        reading: &Reading,
    ) -> Result<Content, Box<(Ending, Error)>> {
        let attempt = Attempt {
            method: request.endpoint.method,
            url: format!("{}{}", self.shared.protocol.base_url(), request.target()),
            authorization,
            body: &request.body,
            options: &self.options,
        };
        let answer = transport::send(attempt).await.map_err(|lost| self.lost(&lost))?;
        let status = answer.status();
        if !(200..300).contains(&status) {
            return Err(self.refused(status, answer).await);
        }
        match reading {
            Reading::Bytes => Ok(Content::Answer(answer)),
            #[cfg(all(feature = "js", target_family = "wasm"))]
            Reading::Value => answer
                .value()
                .await
                .map(Content::Value)
                .map_err(|_| garbled("The answer is not JSON.", "", status)),
            Reading::Text => {
                let text = answer.text().await.map_err(|_| garbled("The answer was cut off.", "", status))?;
                let blank = request.endpoint.answer == Answer::Nothing && text.trim().is_empty();
                if blank || serde_json::from_str::<&serde_json::value::RawValue>(&text).is_ok() {
                    Ok(Content::Text(text))
                } else {
                    Err(garbled("The answer is not JSON.", &text, status))
                }
            }
        }
    }

    fn lost(&self, lost: &Lost) -> Box<(Ending, Error)> {
        let address = self.shared.protocol.base_url();
        Box::new(match lost {
            Lost::Connection(why) => {
                let why = if why.is_empty() { String::new() } else { format!(" ({why})") };
                let message = format!("{address} could not be reached{why}.");
                (Ending::Lost, Error::new(Code::Network, message))
            }
            Lost::Timeout => {
                (Ending::Lost, Error::new(Code::Timeout, format!("{address} did not answer in time.")))
            }
            Lost::Redirect => {
                let message = format!("{address} answered with a redirect, which is not followed.");
                (Ending::Redirected, Error::new(Code::Protocol, message).with_outcome(Outcome::Rejected))
            }
        })
    }

    async fn refused(&self, status: u16, answer: transport::Answer) -> Box<(Ending, Error)> {
        let retry_after_ms = answer.header("retry-after").and_then(|text| retry_after(&text));
        let body = answer.text().await.unwrap_or_default();
        let Fault { message, code, token_expired } = self.shared.protocol.explain(status, &body);
        let message = if message.is_empty() {
            format!("The service answered with HTTP status {status} and no explanation.")
        } else {
            message
        };
        let error = Error::new(code.unwrap_or(Code::of_status(status)), message)
            .with_status(status)
            .with_outcome(Outcome::Rejected)
            .with_retry_after(retry_after_ms);
        Box::new((Ending::Status { code: status, retry_after_ms, token_expired }, error))
    }

    fn budget<T>(&self, change: impl FnOnce(&mut Budget) -> T) -> T {
        change(&mut self.shared.budget.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn garbled(message: &str, body: &str, status: u16) -> Box<(Ending, Error)> {
    let error = Error::protocol(message, body).with_status(status).with_outcome(Outcome::Done);
    Box::new((Ending::Garbled, error))
}

fn number(request: &Request, name: &str) -> Option<u64> {
    request.query.iter().find(|(other, _)| other == name)?.1.parse().ok()
}

/// Seconds; the date form is rare, and a browser cannot read the header across origins anyway.
fn retry_after(text: &str) -> Option<u64> {
    let seconds: f64 = text.trim().parse().ok()?;
    (seconds >= 0.0).then_some((seconds * 1000.0) as u64)
}
