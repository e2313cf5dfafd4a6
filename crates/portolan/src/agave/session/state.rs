//! What a session holds, as its client's calls share it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::TokenResponse;
use crate::error::{Error, Result};
use crate::json::Json;
use crate::transport;

/// What a session holds. Nothing of it is stored anywhere unless the caller does it.
#[derive(Clone, Default)]
pub(in crate::agave) struct State {
    pub base_url: String,
    pub tenant_id: String,
    pub client_name: String,
    pub client_key: String,
    pub client_secret: String,
    pub username: String,
    pub token: String,
    pub refresh_token: String,
    /// When the token was issued, in milliseconds since 1970.
    pub created_ms: u64,
    /// Seconds; 0 when it is not known.
    pub expires_in: u64,
}

/// The state as the client's calls share it.
#[derive(Clone, Default)]
pub(in crate::agave) struct Shared {
    state: Arc<Mutex<State>>,
    /// Where JavaScript keeps it, if anywhere.
    #[cfg(all(feature = "js", target_family = "wasm"))]
    pub(super) vault: Arc<std::sync::OnceLock<send_wrapper::SendWrapper<super::Vault>>>,
}

impl Shared {
    pub(in crate::agave) fn new(state: State) -> Self {
        let shared = Self::default();
        *shared.lock() = state;
        shared
    }

    pub(in crate::agave) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells whoever keeps the session of a change: nobody outside JavaScript.
    #[cfg(not(all(feature = "js", target_family = "wasm")))]
    #[expect(clippy::unused_self, reason = "in JavaScript it is used")]
    pub(in crate::agave) const fn changed(&self) {}

    pub(in crate::agave) fn keep(&self, tokens: NewTokens) -> Result<()> {
        if tokens.access.is_empty() {
            return Err(Error::protocol("The token endpoint's answer holds no access token.", ""));
        }
        let mut state = self.lock();
        state.token = tokens.access;
        if let Some(refresh_token) = tokens.refresh {
            state.refresh_token = refresh_token;
        }
        state.created_ms = transport::now_ms();
        state.expires_in = tokens.expires_in;
        Ok(())
    }
}

/// What of a token endpoint's answer is kept.
pub(crate) struct NewTokens {
    access: String,
    refresh: Option<String>,
    expires_in: u64,
}

impl From<&TokenResponse> for NewTokens {
    fn from(answer: &TokenResponse) -> Self {
        let TokenResponse { access_token, refresh_token, expires_in, .. } = answer.clone();
        Self { access: access_token, refresh: refresh_token, expires_in }
    }
}

impl From<&Json> for NewTokens {
    fn from(answer: &Json) -> Self {
        Self {
            access: answer.text_of("access_token").unwrap_or_default(),
            refresh: answer.text_of("refresh_token"),
            expires_in: answer.number_of("expires_in"),
        }
    }
}
