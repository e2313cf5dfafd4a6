//! The token endpoint.

use super::session::TokenResponse;
use crate::{api, fields};

/// Signs in and out: gets, replaces and gives back tokens.
///
/// ```js
/// await agave.clients.create({ username, password, clientName: "my_page" });
/// await agave.session.getAccessToken({ username, password });
/// const config = agave.session.saveConfigs(); // holds secrets: keep it where nobody else reads
/// ```
#[api("session", "")]
pub(crate) trait Tokens {
    /// Gets a token for a user's name and password.
    #[post("/token", once, bare, client, fixed = "grant_type=password&scope=PRODUCTION")]
    fn get_access_token(&self, form: &PasswordGrant) -> TokenResponse;

    /// Replaces an expired token by the refresh token, which is used up by that.
    #[post("/token", token, bare, client, fixed = "grant_type=refresh_token&scope=PRODUCTION")]
    fn refresh_tokens(&self, form: &RefreshGrant) -> TokenResponse;

    /// Gets a token for the code that `/authorize` gave.
    #[post("/token", once, bare, client, fixed = "grant_type=authorization_code")]
    fn exchange_code(&self, form: &CodeGrant) -> TokenResponse;

    /// Tells the address at which a user signs in and allows this page to act for them.
    #[get("/authorize", read, open, fixed = "scope=PRODUCTION")]
    fn authorize_url(&self, query: &Authorization) -> Address;

    /// Makes a token useless.
    #[post("/revoke", set, bare, client)]
    fn revoke(&self, form: &Revocation);
}

impl Tokens {
    /// The request behind [`Self::refresh_tokens`], for the client that sends it by itself.
    pub(super) fn refresh_with(refresh_token: &str) -> Option<crate::request::Request> {
        Self::refresh_tokens_request(&RefreshGrant { refresh_token: refresh_token.to_owned() }).ok()
    }
}

/// A user's name and password.
#[fields]
pub(crate) struct PasswordGrant {
    /// The user's name.
    pub username: String,
    /// The password.
    pub password: String,
}

/// A refresh token.
#[fields]
pub(crate) struct RefreshGrant {
    /// The refresh token.
    #[serde(rename = "refresh_token")]
    pub refresh_token: String,
}

/// What the user's browser brought back.
#[fields]
pub(crate) struct CodeGrant {
    /// The code.
    pub code: String,
    /// The address to which it was brought.
    #[serde(rename = "redirect_uri")]
    pub redirect_uri: String,
}

/// What to ask the user for.
#[fields]
pub struct Authorization {
    /// The OAuth client's key.
    #[serde(rename = "client_id")]
    pub client_id: String,
    /// `token` for a token at once, `code` for a code that [`super::Session::exchange_code`] takes.
    #[serde(rename = "response_type")]
    pub response_type: String,
    /// Where the answer is brought; exactly the client's own.
    #[serde(rename = "redirect_uri")]
    pub redirect_uri: String,
    /// Comes back unchanged: compare it, so that nobody else's answer is taken.
    pub state: Option<String>,
}

/// The token to revoke.
#[fields]
pub(crate) struct Revocation {
    /// An access or refresh token.
    pub token: String,
}
