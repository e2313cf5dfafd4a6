//! What differs between services below their operations: credentials, envelopes and error bodies.

use serde_json::value::RawValue;

use crate::error::{Code, Result};
use crate::request::Request;

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

    /// Reads an unsuccessful answer.
    fn explain(&self, status: u16, body: &str) -> Fault;

    /// Takes the result out of a successful answer's envelope; `None` when there is none.
    ///
    /// # Errors
    /// [`Code::Protocol`] when there is no envelope, and the error that an envelope of a failure tells.
    fn open<'a>(&self, body: &'a str) -> Result<Option<&'a RawValue>>;

    /// The request that replaces an expired token; `None` when that is not possible.
    fn refresh(&self) -> Option<Request>;

    /// Keeps the new token.
    ///
    /// # Errors
    /// [`Code::Protocol`] when the answer holds none.
    fn refreshed(&self, body: &str) -> Result<()>;
}

/// What an unsuccessful answer tells.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Fault {
    /// The service's own words; empty when it sent none.
    pub message: String,
    /// A code more exact than the status gives.
    pub code: Option<Code>,
    /// Whether a new token would help.
    pub token_expired: bool,
}
