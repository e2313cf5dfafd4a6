//! What went wrong, why, and what to do next.

use std::fmt;

use crate::redact;

/// How many characters of an answer an error shows.
const SHOWN: usize = 200;

/// The SDK's result.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A failed call.
///
/// ```
/// use portolan::{Code, Error};
///
/// let error = Error::new(Code::NotFound, "No job has the id 7.").at("agave", "jobs.get").with_status(404);
/// assert!(error.is_not_found() && !error.is_retryable());
/// assert_eq!(error.to_string(), "No job has the id 7.");
/// ```
#[derive(Clone, PartialEq)]
pub struct Error(Box<Details>);

/// The parts of an [`Error`].
#[derive(Clone, PartialEq)]
pub struct Details {
    /// What kind of failure it is.
    pub code: Code,
    /// The service that was called: `agave`, `jarvice`, `rescale`; empty before one is known.
    pub service: &'static str,
    /// The operation, as in `jobs.submit`.
    pub operation: &'static str,
    /// The HTTP status, if an answer came.
    pub status: Option<u16>,
    /// What happened, in a sentence: the service's own words where it sent any.
    pub message: String,
    /// What to do next.
    pub hint: Option<&'static str>,
    /// The argument or field that is wrong.
    pub field: Option<String>,
    /// How often the call was sent.
    pub attempts: u32,
    /// How long the service asks to wait, in milliseconds.
    pub retry_after_ms: Option<u64>,
    /// What became of the request.
    pub outcome: Outcome,
    /// The beginning of an answer that could not be understood, at most 200 characters.
    pub body: Option<String>,
}

/// What kind of failure an [`Error`] is; the texts are JavaScript's `code`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    /// The credential is missing, wrong or expired.
    Auth,
    /// The caller may not do this.
    Forbidden,
    /// There is no such thing.
    NotFound,
    /// It contradicts what is there.
    Conflict,
    /// An argument is wrong.
    Invalid,
    /// The content is too large.
    TooLarge,
    /// A quota is used up.
    Quota,
    /// Too many calls.
    RateLimited,
    /// The service is not able to answer now.
    Unavailable,
    /// No answer came in time.
    Timeout,
    /// The caller gave up.
    Aborted,
    /// The service could not be reached.
    Network,
    /// The answer is not what the service's protocol promises.
    Protocol,
    /// The service cannot do this.
    Unsupported,
    /// A mistake of this library.
    Internal,
}

/// What became of the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It never left.
    NotSent,
    /// The service refused it.
    Rejected,
    /// It may or may not have been carried out.
    Unknown,
    /// It was carried out.
    Done,
}

impl Code {
    /// The code's text.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Auth => "auth",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not-found",
            Self::Conflict => "conflict",
            Self::Invalid => "invalid",
            Self::TooLarge => "too-large",
            Self::Quota => "quota",
            Self::RateLimited => "rate-limited",
            Self::Unavailable => "unavailable",
            Self::Timeout => "timeout",
            Self::Aborted => "aborted",
            Self::Network => "network",
            Self::Protocol => "protocol",
            Self::Unsupported => "unsupported",
            Self::Internal => "internal",
        }
    }

    /// The code that an HTTP status stands for.
    pub const fn of_status(status: u16) -> Self {
        match status {
            401 => Self::Auth,
            403 => Self::Forbidden,
            404 | 410 => Self::NotFound,
            405 | 501 | 505 => Self::Unsupported,
            408 | 504 => Self::Timeout,
            409 | 412 | 423 => Self::Conflict,
            413 => Self::TooLarge,
            425 | 429 => Self::RateLimited,
            507 => Self::Quota,
            400..=499 => Self::Invalid,
            500..=599 => Self::Unavailable,
            _ => Self::Protocol,
        }
    }

    const fn hint(self) -> Option<&'static str> {
        Some(match self {
            Self::Auth => "Sign in again.",
            Self::Forbidden => "Ask the owner for permission.",
            Self::Network => {
                "Check the server's address and your connection. A server that allows no calls from this page's origin looks the same."
            }
            Self::Protocol => {
                "Check that the address is the service's own and not that of a web page before it."
            }
            Self::RateLimited | Self::Unavailable | Self::Timeout => "Try again in a moment.",
            Self::Internal => "Reload the page and report what you did.",
            _ => return None,
        })
    }
}

impl Outcome {
    /// The outcome's text.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotSent => "not-sent",
            Self::Rejected => "rejected",
            Self::Unknown => "unknown",
            Self::Done => "done",
        }
    }
}

impl Error {
    /// An error that no request has caused yet.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self(Box::new(Details {
            code,
            service: "",
            operation: "",
            status: None,
            message: message.into(),
            hint: code.hint(),
            field: None,
            attempts: 0,
            retry_after_ms: None,
            outcome: Outcome::NotSent,
            body: None,
        }))
    }

    /// A wrong argument; the message names it.
    pub fn invalid(field: &str, why: &str) -> Self {
        let mut error = Self::new(Code::Invalid, format!("{field}: {why}"));
        error.0.field = Some(field.to_owned());
        error
    }

    /// An answer that is not what the protocol promises; keeps its beginning.
    pub(crate) fn protocol(message: impl Into<String>, body: &str) -> Self {
        Self::new(Code::Protocol, message).showing(body)
    }

    /// Keeps the beginning of the answer, if it is one that could not be understood.
    pub(crate) fn showing(mut self, body: &str) -> Self {
        if self.0.code == Code::Protocol {
            // More than is shown, so that a secret at its end is whole when it is taken out.
            self.0.body = Some(body.chars().take(5 * SHOWN).collect());
        }
        self
    }

    /// Says which operation of which service it was.
    #[must_use]
    pub fn at(mut self, service: &'static str, operation: &'static str) -> Self {
        self.0.service = service;
        self.0.operation = operation;
        self
    }

    /// Notes the HTTP status of the answer.
    #[must_use]
    pub fn with_status(mut self, status: u16) -> Self {
        self.0.status = Some(status);
        self
    }

    /// Notes what became of the request.
    #[must_use]
    pub fn with_outcome(mut self, outcome: Outcome) -> Self {
        self.0.outcome = outcome;
        self
    }

    /// Notes how often the request was sent.
    #[must_use]
    pub fn after_attempts(mut self, attempts: u32) -> Self {
        self.0.attempts = attempts;
        self
    }

    /// Notes how long the service asks to wait.
    #[must_use]
    pub fn with_retry_after(mut self, milliseconds: Option<u64>) -> Self {
        self.0.retry_after_ms = milliseconds;
        self
    }

    /// Takes secrets out of what it says: these, and whatever a service's own words hold behind a secret's name.
    pub(crate) fn redacted(mut self, secrets: &[String]) -> Self {
        let all = |text: &str| redact::all(text, secrets);
        self.0.message = all(&self.0.message);
        self.0.body = self.0.body.as_deref().map(|body| all(body).chars().take(SHOWN).collect());
        self
    }

    /// Names the field that it is about.
    #[must_use]
    pub fn about(mut self, field: impl Into<String>) -> Self {
        self.0.field = Some(field.into());
        self
    }

    /// Whether the credential was refused.
    pub fn is_unauthorized(&self) -> bool {
        self.0.code == Code::Auth
    }

    /// Whether there is no such thing.
    pub fn is_not_found(&self) -> bool {
        self.0.code == Code::NotFound
    }

    /// Whether the same call may succeed a little later, and can be repeated without harm.
    pub fn is_retryable(&self) -> bool {
        let passing =
            matches!(self.0.code, Code::Network | Code::Timeout | Code::Unavailable | Code::RateLimited);
        passing && self.0.outcome != Outcome::Unknown
    }
}

impl std::ops::Deref for Error {
    type Target = Details;

    fn deref(&self) -> &Details {
        &self.0
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Details { code, service, operation, status, message, outcome, attempts, .. } = &*self.0;
        write!(formatter, "{}", code.name())?;
        if !operation.is_empty() {
            write!(formatter, " in {service}.{operation}")?;
        }
        if let Some(status) = status {
            write!(formatter, " (HTTP {status})")?;
        }
        write!(formatter, ": {message} [{}, attempts: {attempts}]", outcome.name())
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_has_the_code_of_the_table() {
        let rows = [
            (400, Code::Invalid),
            (401, Code::Auth),
            (403, Code::Forbidden),
            (404, Code::NotFound),
            (405, Code::Unsupported),
            (409, Code::Conflict),
            (410, Code::NotFound),
            (412, Code::Conflict),
            (413, Code::TooLarge),
            (415, Code::Invalid),
            (422, Code::Invalid),
            (423, Code::Conflict),
            (429, Code::RateLimited),
            (500, Code::Unavailable),
            (501, Code::Unsupported),
            (503, Code::Unavailable),
            (505, Code::Unsupported),
            (302, Code::Protocol),
        ];
        for (status, code) in rows {
            assert_eq!(Code::of_status(status), code, "{status}");
        }
    }

    #[test]
    fn a_lost_reply_to_a_one_time_operation_is_not_retryable() {
        let error = Error::new(Code::Network, "The connection was lost.");
        assert!(error.is_retryable());
        assert!(!error.with_outcome(Outcome::Unknown).is_retryable());
    }
}
