//! What a client asks of the sign-in page. Until client and address are known to belong together, nothing is sent to
//! the address; after that, also refusals are.

use axum::http::Uri;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::State;
use crate::accounts::clients::{self, Client};
use crate::agave::query::Params;
use crate::agave::token::SCOPE;
use crate::error::{Error, Result};

/// Parameters that must not come twice.
const SINGLE: [&str; 7] = [
    "client_id",
    "redirect_uri",
    "response_type",
    "scope",
    "state",
    "code_challenge",
    "code_challenge_method",
];

/// A request that may be shown to a user.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) client: Client,
    /// Who registered the client.
    pub(super) owner: String,
    /// The client's registered address.
    pub(super) redirect: String,
    pub(super) challenge: Option<String>,
    response: Option<ResponseType>,
    state: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ResponseType {
    Token,
    Code,
}

/// What is to be done with a request.
#[derive(Debug)]
pub(super) enum Outcome {
    /// The user decides.
    Ask(Box<Request>),
    /// It is refused already: the page goes there.
    Leave(String),
}

/// Reads a request. An error is for the user alone.
pub(super) async fn read(state: &State, params: &Params) -> Result<Outcome> {
    for name in SINGLE {
        if params.pairs().filter(|(known, _)| *known == name).count() > 1 {
            return Err(Error::bad_request(name, "must come once"));
        }
    }
    let given = |name: &str| params.get(name).filter(|text| !text.is_empty()).map(str::to_owned);
    let required = |name: &str| given(name).ok_or_else(|| Error::bad_request(name, "is required"));
    let key = required("client_id")?;
    let (client, owner) = clients::by_key(state.db(), &key)
        .await?
        .ok_or_else(|| Error::bad_request("client_id", "no client has this key; it may have been deleted"))?;
    let redirect = address(&client, given("redirect_uri").as_deref())?;
    let response = match given("response_type").as_deref() {
        Some("token") => Some(ResponseType::Token),
        Some("code") => Some(ResponseType::Code),
        _ => None,
    };
    let method = given("code_challenge_method");
    let request = Request {
        client,
        owner,
        redirect,
        challenge: given("code_challenge"),
        response,
        state: given("state"),
    };
    Ok(match request.fault(given("scope").as_deref(), method.as_deref()) {
        Some((error, why)) => Outcome::Leave(request.refused(error, why)),
        None => Outcome::Ask(Box::new(request)),
    })
}

/// The address that the client registered, if it is the one asked for, to the letter.
fn address(client: &Client, asked: Option<&str>) -> Result<String> {
    let refuse = |why: &str| Err(Error::bad_request("redirect_uri", why));
    let registered = client.callback_url.as_str();
    if registered.is_empty() {
        return refuse("the client was registered without a callbackUrl, so nothing can be sent to it");
    }
    if asked.is_some_and(|asked| asked != registered) {
        return refuse("is not the callbackUrl that the client was registered with");
    }
    let parsed = registered.parse::<Uri>().ok();
    let web = parsed.is_some_and(|uri| {
        matches!(uri.scheme_str(), Some("http" | "https"))
            && uri.authority().is_some_and(|authority| !authority.as_str().contains('@'))
    });
    if !web || registered.contains('#') {
        return refuse("the client's callbackUrl must be a web address without a fragment");
    }
    Ok(registered.to_owned())
}

impl Request {
    /// What the client did wrong, in OAuth's word and a sentence.
    fn fault(&self, scope: Option<&str>, method: Option<&str>) -> Option<(&'static str, &'static str)> {
        let challenge = self.challenge.as_deref();
        if self.response.is_none() {
            return Some(("unsupported_response_type", "response_type must be token or code."));
        }
        if scope.is_some_and(|scope| scope != SCOPE) {
            return Some(("invalid_scope", "The only scope is PRODUCTION."));
        }
        if challenge.is_some() && method != Some("S256") || challenge.is_none() && method.is_some() {
            return Some(("invalid_request", "code_challenge goes with code_challenge_method S256."));
        }
        if challenge.is_some_and(|challenge| challenge.len() != 43) {
            return Some(("invalid_request", "code_challenge must be the 43 letters of an S256 challenge."));
        }
        if challenge.is_some() && !self.wants_code() {
            return Some(("invalid_request", "code_challenge goes with response_type code."));
        }
        None
    }

    pub(super) fn wants_code(&self) -> bool {
        self.response != Some(ResponseType::Token)
    }

    /// The host that the user is about to trust.
    pub(super) fn host(&self) -> String {
        let uri = self.redirect.parse::<Uri>().ok();
        uri.and_then(|uri| Some(uri.authority()?.to_string())).unwrap_or_default()
    }

    /// The client's address with the news that it gets nothing.
    pub(super) fn refused(&self, error: &str, why: &str) -> String {
        self.with(&[("error", error), ("error_description", why)])
    }

    /// The client's address with parameters, and the state that the client sent: behind a `#` for a token, so that they
    /// stay in the browser, and in the query for a code.
    pub(super) fn with(&self, pairs: &[(&str, &str)]) -> String {
        let state = self.state.as_deref().map(|state| ("state", state));
        let encoded: Vec<String> = pairs
            .iter()
            .copied()
            .chain(state)
            .map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC)))
            .collect();
        let mark = match (self.wants_code(), self.redirect.contains('?')) {
            (false, _) => '#',
            (true, false) => '?',
            (true, true) => '&',
        };
        format!("{}{mark}{}", self.redirect, encoded.join("&"))
    }
}
