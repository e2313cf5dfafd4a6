//! The way out: one attempt over HTTP.

#[cfg(target_family = "wasm")]
mod fetch;
#[cfg(all(not(target_family = "wasm"), feature = "native"))]
mod native;
#[cfg(all(not(target_family = "wasm"), not(feature = "native")))]
mod none;
#[cfg(target_family = "wasm")]
mod xhr;

#[cfg(target_family = "wasm")]
pub(crate) use fetch::{Answer, date_ms, is_hidden, now_ms, random, send, sleep};
#[cfg(all(not(target_family = "wasm"), feature = "native"))]
pub(crate) use native::{Answer, date_ms, is_hidden, now_ms, random, send, sleep};
#[cfg(all(not(target_family = "wasm"), not(feature = "native")))]
pub(crate) use none::{Answer, date_ms, is_hidden, now_ms, random, send, sleep};

use crate::call::CallOptions;
use crate::endpoint::Method;
use crate::request::Body;

/// One attempt, ready to send.
#[cfg_attr(
    not(any(target_family = "wasm", feature = "native")),
    expect(dead_code, reason = "a build without a way out sends nothing")
)]
pub(crate) struct Attempt<'a> {
    pub method: Method,
    pub url: String,
    pub authorization: Option<&'a str>,
    pub body: &'a Body,
    pub options: &'a CallOptions,
}

/// Why no answer came.
#[derive(Debug)]
#[cfg_attr(
    not(any(target_family = "wasm", feature = "native")),
    expect(dead_code, reason = "a build without a way out loses nothing")
)]
pub(crate) enum Lost {
    /// The connection failed or was cut, with the platform's own words.
    Connection(String),
    /// The answer was a redirect, which is not followed.
    Redirect,
    /// The answer came, but its body is not what it should be; the beginning of it.
    #[cfg_attr(
        not(target_family = "wasm"),
        expect(dead_code, reason = "only a browser tells of what it could not parse")
    )]
    Unreadable { why: String, body: String },
    /// Nothing was heard for too long.
    Timeout,
}
