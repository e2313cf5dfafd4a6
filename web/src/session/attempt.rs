//! What passes between the sign-in form, which is loaded first, and the rest, which signs in. Plain data only:
//! the form must not pull the services' clients into the first load.

use std::future::Future;
use std::pin::Pin;

use leptos::prelude::window;

/// Where the tab remembers its connections.
pub(super) const KEY: &str = "portolan.sessions";

/// What somebody wants to sign in with, and where.
#[derive(Clone)]
pub struct Attempt {
    /// The server's address.
    pub address: String,
    /// What proves who they are.
    pub credential: Credential,
}

/// What proves who somebody is.
#[derive(Clone)]
pub enum Credential {
    /// A user's name and password; without key and secret of an OAuth client, one is registered.
    Password {
        /// The name.
        username: String,
        /// The password.
        password: String,
        /// Key and secret.
        client: Option<(String, String)>,
    },
    /// A bearer token that exists already.
    Token(String),
    /// The text of a session file.
    File(String),
    /// JARVICE: a user's name and API key.
    JarviceKey {
        /// The name.
        username: String,
        /// The key.
        key: String,
    },
    /// Rescale: an API token.
    RescaleToken(String),
    /// The code of the server's launch address, which works once.
    Launch(String),
}

/// Why signing in did not work, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What happened.
    pub what: String,
    /// What helps.
    pub hint: Option<&'static str>,
}

impl Refusal {
    /// Words without a hint.
    pub fn plain(what: &str) -> Self {
        Self { what: what.to_owned(), hint: None }
    }
}

/// Signing in under way: ends with the new connection's name.
pub type SigningIn = Pin<Box<dyn Future<Output = Result<String, Refusal>>>>;

/// Whether this tab remembers a connection.
pub fn is_remembered() -> bool {
    let storage = window().session_storage().ok().flatten();
    storage.and_then(|storage| storage.get_item(KEY).ok().flatten()).is_some_and(|text| text.len() > 2)
}
