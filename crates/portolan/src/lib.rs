//! Typed clients for the services of science gateways.
//!
//! [`agave`] speaks to Agave's systems, files, apps and jobs with that service's own words; [`gateway`] offers the same
//! verbs on every service, and is what the portal is built on. Each operation is declared once, in its service's module:
//! the declaration makes the Rust method, the row by which JavaScript calls it, its TypeScript type and its line in
//! `docs/endpoints.md`.
//!
//! In wasm requests go over `fetch`; natively they need the feature `native`.

mod address;
pub mod arguments;
mod base64;
mod call;
mod client;
mod criteria;
mod download;
pub mod endpoint;
mod error;
mod json;
mod liberal;
mod members;
#[cfg(feature = "meta")]
pub mod meta;
mod page;
mod place;
mod protocol;
mod redact;
mod request;
pub mod retry;
mod transport;
mod upload;

pub mod agave;
pub mod gateway;
pub mod jarvice;
#[cfg(all(feature = "js", target_family = "wasm"))]
pub mod js;
pub mod rescale;

pub use call::{CallOptions, Progress};
pub use criteria::Criteria;
pub use download::Download;
pub use error::{Code, Details, Error, Outcome, Result};
pub use page::Page;
pub use place::Place;
pub use request::{Login, Request};
pub use upload::UploadSource;

use portolan_macros::{api, fields, model};
