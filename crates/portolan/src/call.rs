//! What a caller can ask of a single call.

use std::fmt;
use std::sync::Arc;

/// Receives how many bytes of how many have gone over.
pub type Progress = Arc<dyn Fn(u64, u64) + Send + Sync>;

/// How one call is made; [`Default`] suits most.
///
/// A call is given up by dropping its future.
#[derive(Clone)]
pub struct CallOptions {
    /// The whole call's deadline in milliseconds, retries and waits included; transfers have none.
    pub timeout_ms: u64,
    /// One attempt's in milliseconds.
    pub attempt_timeout_ms: u64,
    /// Whether failed attempts may be repeated at all.
    pub retry: bool,
    /// Headers to add. Agave's gateway allows a browser to send Content-Type, Accept and Authorization only.
    pub headers: Vec<(String, String)>,
    /// Told of an upload's progress, at most ten times a second and at its end.
    pub progress: Option<Progress>,
    /// What sends requests instead of the global `fetch`.
    #[cfg(target_family = "wasm")]
    pub fetch: Option<send_wrapper::SendWrapper<js_sys::Function>>,
}

impl Default for CallOptions {
    fn default() -> Self {
        Self {
            timeout_ms: 60_000,
            attempt_timeout_ms: 30_000,
            retry: true,
            headers: Vec::new(),
            progress: None,
            #[cfg(target_family = "wasm")]
            fetch: None,
        }
    }
}

impl fmt::Debug for CallOptions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { timeout_ms, attempt_timeout_ms, retry, .. } = self;
        write!(
            formatter,
            "CallOptions {{ {timeout_ms} ms, {attempt_timeout_ms} ms an attempt, retry: {retry} }}"
        )
    }
}
