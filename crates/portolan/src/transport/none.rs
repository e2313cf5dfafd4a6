//! Without the feature `native` there is no way out of a native build: types and pure logic only.

use std::convert::Infallible;

use super::{Attempt, Lost};
use crate::json::Json;

pub(crate) struct Answer(Infallible);

impl Answer {
    pub(crate) fn status(&self) -> u16 {
        match self.0 {}
    }

    pub(crate) fn header(&self, _name: &str) -> Option<String> {
        match self.0 {}
    }

    pub(crate) async fn text(self) -> Result<String, Lost> {
        match self.0 {}
    }

    pub(crate) async fn json(self) -> Result<Json, Lost> {
        match self.0 {}
    }

    pub(crate) async fn bytes(self) -> Result<Vec<u8>, Lost> {
        match self.0 {}
    }
}

pub(crate) async fn send(_attempt: Attempt<'_>) -> Result<Answer, Lost> {
    Err(Lost::Connection("this build has no HTTP client: enable the feature `native`".to_owned()))
}

pub(crate) async fn sleep(_milliseconds: u64) {}

/// There is no page to be seen.
pub(crate) fn is_hidden() -> bool {
    false
}

pub(crate) fn now_ms() -> u64 {
    0
}

pub(crate) fn date_ms(_text: &str) -> Option<u64> {
    None
}

pub(crate) fn random() -> f64 {
    fastrand::f64()
}
