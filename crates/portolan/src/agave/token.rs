//! The token endpoint.

use super::session::TokenResponse;
use crate::{api, fields};

/// Signs in and out: gets, replaces and gives back tokens.
#[api("session", "")]
pub(crate) trait Tokens {
    /// Gets a token for a user's name and password.
    #[post("/token", once, bare, client, fixed = "grant_type=password&scope=PRODUCTION")]
    fn get_access_token(&self, form: &PasswordGrant) -> TokenResponse;

    /// Replaces an expired token by the refresh token, which is used up by that.
    #[post("/token", token, bare, client, fixed = "grant_type=refresh_token&scope=PRODUCTION")]
    fn refresh_tokens(&self, form: &RefreshGrant) -> TokenResponse;

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

/// The token to revoke.
#[fields]
pub(crate) struct Revocation {
    /// An access or refresh token.
    pub token: String,
}
