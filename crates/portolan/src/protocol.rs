//! What differs between services below their operations: credentials, envelopes and error bodies.

use crate::error::{Code, Result};
use crate::json::Json;
use crate::request::Request;

/// The wait for other pages; it ends in the time that this page has for itself, if there can be others.
#[cfg(all(feature = "js", target_family = "wasm"))]
pub(crate) type Waiting<'a> = std::pin::Pin<Box<dyn Future<Output = Option<crate::agave::Alone>> + 'a>>;

/// A service's manners; one object per client, shared by all its calls.
pub(crate) trait Protocol: Send + Sync {
    /// The service's name: `agave`.
    fn service(&self) -> &'static str;

    /// The service's address without a trailing slash.
    fn base_url(&self) -> String;

    /// The `Authorization` header that the request needs.
    ///
    /// # Errors
    /// [`Code::Auth`] when a credential is missing.
    fn authorization(&self, request: &Request) -> Result<Option<String>>;

    /// The secrets that the client knows, which no error and no log may show.
    fn secrets(&self) -> Vec<String>;

    /// The request with a credential that is not a header; `None` when it goes as it is.
    ///
    /// # Errors
    /// [`Code::Auth`] when a credential is missing.
    fn signed(&self, _request: &Request) -> Result<Option<Request>> {
        Ok(None)
    }

    /// Reads an unsuccessful answer.
    fn explain(&self, status: u16, body: &str) -> Fault;

    /// Judges the envelope of an answer with a successful HTTP status.
    ///
    /// # Errors
    /// [`Code::Protocol`] when it is no envelope, and the error that an envelope of a failure tells.
    fn judge(&self, _envelope: Envelope) -> Result<()> {
        Ok(())
    }

    /// Looks at an answer without envelope and with a successful HTTP status.
    ///
    /// # Errors
    /// The failure that it tells in spite of its status.
    fn check(&self, _answer: &Json) -> Result<()> {
        Ok(())
    }

    /// The request that replaces an expired token; `None` when that is not possible.
    fn refresh(&self) -> Option<Request> {
        None
    }

    /// Waits until no other page replaces the token, and takes over the one that another page has got meanwhile.
    #[cfg(all(feature = "js", target_family = "wasm"))]
    fn alone(&self) -> Waiting<'_> {
        Box::pin(std::future::ready(None))
    }

    /// Keeps the new token.
    ///
    /// # Errors
    /// [`Code::Protocol`] when the answer holds none.
    fn refreshed(&self, _answer: &Json) -> Result<()> {
        Ok(())
    }
}

/// An envelope without what it holds.
#[derive(Debug, Default)]
pub(crate) struct Envelope {
    /// How the operation ended, in the service's word.
    pub status: Option<String>,
    /// The service's words about it.
    pub message: Option<String>,
    /// Whether it holds a result.
    pub has_result: bool,
}

impl Envelope {
    pub(crate) fn of(answer: &Json) -> Self {
        Self {
            status: answer.text_of("status"),
            message: answer.text_of("message"),
            has_result: answer.get("result").exists(),
        }
    }
}

/// What an unsuccessful answer tells.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Fault {
    /// The service's own words; empty when it sent none.
    pub message: String,
    /// A code more exact than the status gives.
    pub code: Option<Code>,
    /// The field that it is about.
    pub field: Option<String>,
    /// Whether a new token would help.
    pub token_expired: bool,
}
