//! The single, non-generic way out: every operation of every service is sent here.

mod typed;

use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::future::{Either, select};

use crate::call::CallOptions;
use crate::download::Download;
use crate::endpoint::{Answer, Kind};
use crate::error::{Code, Error, Outcome, Result};
use crate::json::Json;
use crate::protocol::{Envelope, Fault, Protocol};
use crate::redact;
use crate::request::Request;
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

/// The time in which a client replaces its token, and nobody else does.
pub(crate) struct Alone<'a> {
    _here: futures_util::lock::MutexGuard<'a, ()>,
    /// Other pages that share the session.
    #[cfg(all(feature = "js", target_family = "wasm"))]
    _elsewhere: Option<crate::agave::Alone>,
}

/// How the body of a successful answer is taken.
#[derive(Clone, Copy)]
enum Reading {
    /// As it is.
    Stream,
    /// Parsed.
    Json,
    /// As text, if it is what was expected.
    Text { is_expected: fn(&str) -> bool },
}

/// The body, as [`Reading`] asked for it.
enum Content {
    Stream(transport::Answer),
    Json(Json),
    Text(String),
}

/// What one attempt comes to: the body, or how it ended and the error for that.
type Attempted = Result<Content, Box<(Ending, Error)>>;

impl Client {
    pub(crate) fn new(protocol: Arc<dyn Protocol>) -> Self {
        let refreshing = futures_util::lock::Mutex::new(());
        let shared = Shared { protocol, budget: Mutex::default(), refreshing };
        Self { shared: Arc::new(shared), options: CallOptions::default() }
    }

    pub(crate) fn with(&self, options: CallOptions) -> Self {
        Self { shared: self.shared.clone(), options }
    }

    /// How its calls are made.
    pub(crate) fn options(&self) -> &CallOptions {
        &self.options
    }

    /// Where a request would go, for a page that goes there itself.
    pub(crate) fn address(&self, request: &Request) -> String {
        self.shared.protocol.base_url() + &request.target()
    }

    /// Sends and hands over the answer's body as it is.
    pub(crate) async fn download(&self, request: Request) -> Result<Download> {
        match self.send(&request, Reading::Stream).await? {
            Content::Stream(answer) => Ok(Download::new(answer)),
            _ => Err(misread()),
        }
    }

    /// Sends and expects nothing but success.
    pub(crate) async fn nothing(&self, request: Request) -> Result<()> {
        let is_expected = |text: &str| text.trim().is_empty() || Json::parse(text).is_some();
        let text = self.text(&request, is_expected).await?;
        let envelope = Json::parse(&text).map(|answer| Envelope::of(&answer)).unwrap_or_default();
        if envelope.status.is_some() { self.judge(&request, envelope) } else { Ok(()) }
    }

    /// Sends and hands over the answer as the browser parsed it, without its envelope.
    #[cfg(all(feature = "js", target_family = "wasm"))]
    pub(crate) async fn value(&self, request: Request) -> Result<wasm_bindgen::JsValue> {
        match request.endpoint.answer {
            Answer::Bytes => Ok(self.download(request).await?.response().into()),
            Answer::Address => Ok(self.address(&request).into()),
            _ => Ok(self.document(request).await?.0),
        }
    }

    /// Sends and hands over the parsed answer, without its envelope and without asking for a type.
    pub(crate) async fn document(&self, request: Request) -> Result<Json> {
        match request.endpoint.answer {
            Answer::Bytes | Answer::Address => Err(misread()),
            Answer::Nothing => self.nothing(request).await.map(|()| Json::default()),
            Answer::Bare | Answer::Listing => {
                let answer = self.json(&request).await?;
                self.check(&request, &answer)?;
                Ok(answer)
            }
            Answer::Text => Ok(self.plain(request).await?.as_str().into()),
            Answer::Loose => {
                let text = self.plain(request).await?;
                let parsed = Json::parse(&text).filter(|answer| answer.text().is_none());
                Ok(parsed.unwrap_or_else(|| text.as_str().into()))
            }
            Answer::Result | Answer::Page => {
                let answer = self.json(&request).await?;
                self.judge(&request, Envelope::of(&answer))?;
                Ok(answer.get("result").or_null())
            }
        }
    }

    /// Sends and hands over the parsed answer, envelope and all.
    async fn json(&self, request: &Request) -> Result<Json> {
        match self.send(request, Reading::Json).await? {
            Content::Json(answer) => Ok(answer),
            _ => Err(misread()),
        }
    }

    async fn text(&self, request: &Request, is_expected: fn(&str) -> bool) -> Result<String> {
        match self.send(request, Reading::Text { is_expected }).await? {
            Content::Text(text) => Ok(text),
            _ => Err(misread()),
        }
    }

    /// Sends and hands over text.
    pub(crate) async fn plain(&self, request: Request) -> Result<String> {
        self.text(&request, |_| true).await
    }

    fn judge(&self, request: &Request, envelope: Envelope) -> Result<()> {
        self.shared.protocol.judge(envelope).map_err(|error| self.place(request, error))
    }

    fn check(&self, request: &Request, answer: &Json) -> Result<()> {
        self.shared.protocol.check(answer).map_err(|error| self.place(request, error))
    }

    /// Says which operation failed, without any secret that went with it.
    fn place(&self, request: &Request, error: Error) -> Error {
        self.place_without(Vec::new(), request, error)
    }

    fn place_without(&self, mut secrets: Vec<String>, request: &Request, error: Error) -> Error {
        secrets.extend(self.shared.protocol.secrets());
        secrets.extend(request.secrets());
        secrets.extend(redact::of_headers(&self.options.headers));
        error.at(self.shared.protocol.service(), request.endpoint.name).redacted(&secrets)
    }

    /// A text for a log: nothing that the client keeps secret, and nothing behind a secret's name.
    #[cfg(all(feature = "js", target_family = "wasm"))]
    pub(crate) fn redacted(&self, text: &str) -> String {
        redact::all(text, &self.shared.protocol.secrets())
    }

    /// Sends until there is an answer, the policy gives up, or the deadline passes.
    async fn send(&self, request: &Request, reading: Reading) -> Result<Content> {
        let signed = self.shared.protocol.signed(request).map_err(|error| self.place(request, error))?;
        let request = signed.as_ref().unwrap_or(request);
        let is_transfer = matches!(reading, Reading::Stream) || request.body.is_file();
        let mut deadline = (!is_transfer).then(|| transport::now_ms() + self.options.timeout_ms);
        let kind = request.endpoint.kind;
        let mut attempt = 0;
        let mut refreshed = false;
        loop {
            attempt += 1;
            let authorization =
                self.shared.protocol.authorization(request).map_err(|error| self.place(request, error))?;
            let attempted = self.attempt(request, authorization.as_deref(), reading);
            let (ending, error) = match self.until(deadline, attempted).await {
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
            // A token that was replaced meanwhile is still a secret.
            let used = redact::of_authorization(authorization.as_deref());
            let error = self.place_without(used, request, error.after_attempts(attempt));
            match decision {
                Decision::Retry { after_ms } => {
                    // The time that the service asked for is not taken from the call.
                    deadline = deadline.map(|deadline| deadline + error.retry_after_ms.unwrap_or(0));
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

    /// An attempt that ends with the call's deadline, also while its answer is being read.
    async fn until(&self, deadline: Option<u64>, attempted: impl Future<Output = Attempted>) -> Attempted {
        let Some(deadline) = deadline else { return attempted.await };
        let left = deadline.saturating_sub(transport::now_ms());
        match select(pin!(transport::sleep(left)), pin!(attempted)).await {
            Either::Left(_) => Err(self.lost(&Lost::Timeout)),
            Either::Right((ended, _)) => ended,
        }
    }

    /// Waits until no token is being replaced, and keeps others from it: a refresh token is good for one use.
    pub(crate) async fn alone(&self) -> Alone<'_> {
        Alone {
            _here: self.shared.refreshing.lock().await,
            #[cfg(all(feature = "js", target_family = "wasm"))]
            _elsewhere: self.shared.protocol.alone().await,
        }
    }

    /// Gets a new token; calls that fail meanwhile wait for it and share it.
    async fn refresh(&self, used: Option<&str>, request: &Request, refused: Error) -> Result<()> {
        let protocol = &self.shared.protocol;
        let _held = self.alone().await;
        if protocol.authorization(request)?.as_deref() != used {
            return Ok(());
        }
        let Some(token_request) = protocol.refresh() else { return Err(refused) };
        let answer = Box::pin(self.json(&token_request)).await?;
        protocol.refreshed(&answer).map_err(|error| self.place(&token_request, error))
    }

    async fn attempt(&self, request: &Request, authorization: Option<&str>, reading: Reading) -> Attempted {
        let attempt = Attempt {
            method: request.method(),
            url: self.shared.protocol.base_url() + &request.target(),
            authorization,
            body: &request.body,
            options: &self.options,
        };
        let answer = transport::send(attempt).await.map_err(|lost| self.lost(&lost))?;
        let status = answer.status();
        if !(200..300).contains(&status) {
            return Err(self.refused(request.endpoint.kind, status, answer).await);
        }
        match reading {
            Reading::Stream => Ok(Content::Stream(answer)),
            Reading::Json if is_empty(&answer) => Ok(Content::Json(Json::default())),
            Reading::Json => {
                let json = answer.json().await;
                json.map(Content::Json).map_err(|lost| match lost {
                    Lost::Unreadable { why, body } => garbled(&why, &body, status),
                    _ => garbled("The answer is not JSON.", "", status),
                })
            }
            Reading::Text { is_expected } => {
                let text = answer.text().await.map_err(|_| garbled("The answer was cut off.", "", status))?;
                if is_expected(&text) {
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
            Lost::Unreadable { why, .. } => (Ending::Garbled, Error::new(Code::Protocol, &**why)),
            Lost::Redirect => {
                let message = format!("{address} answered with a redirect, which is not followed.");
                (Ending::Redirected, Error::new(Code::Protocol, message).with_outcome(Outcome::Rejected))
            }
        })
    }

    async fn refused(&self, kind: Kind, status: u16, answer: transport::Answer) -> Box<(Ending, Error)> {
        let retry_after_ms = answer.header("retry-after").and_then(|text| retry_after(&text));
        let body = answer.text().await.unwrap_or_default();
        let Fault { message, code, field, token_expired } = self.shared.protocol.explain(status, &body);
        // JARVICE's 429 to what acts is a conflict that no waiting ends.
        let code = code.filter(|_| status != 429 || kind == Kind::Once);
        let acts_as = if code == Some(Code::Conflict) { 409 } else { status };
        let message = if message.is_empty() {
            format!("The service answered with HTTP status {status} and no explanation.")
        } else {
            message
        };
        let error = Error::new(code.unwrap_or(Code::of_status(status)), message)
            .with_status(status)
            .with_outcome(Outcome::Rejected)
            .with_retry_after(retry_after_ms);
        let error = match field {
            Some(field) => error.about(field),
            None => error,
        };
        Box::new((Ending::Status { code: acts_as, retry_after_ms, token_expired }, error))
    }

    fn budget<T>(&self, change: impl FnOnce(&mut Budget) -> T) -> T {
        change(&mut self.shared.budget.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn garbled(message: &str, body: &str, status: u16) -> Box<(Ending, Error)> {
    let error = Error::protocol(message, body).with_status(status).with_outcome(Outcome::Done);
    Box::new((Ending::Garbled, error))
}

/// Whether there is no body at all, where JSON might have been.
fn is_empty(answer: &transport::Answer) -> bool {
    answer.status() == 204 || answer.header("content-length").as_deref() == Some("0")
}

/// How long `Retry-After` asks to wait, which it tells in seconds or as a date.
fn retry_after(text: &str) -> Option<u64> {
    let text = text.trim();
    match text.parse::<u32>() {
        Ok(seconds) => Some(u64::from(seconds) * 1000),
        Err(_) => Some(transport::date_ms(text)?.saturating_sub(transport::now_ms())),
    }
}

fn misread() -> Error {
    Error::new(Code::Internal, "An answer was read as something else.")
}
