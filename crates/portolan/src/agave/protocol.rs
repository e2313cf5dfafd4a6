//! Agave's manners: tokens, envelope, the gateway's two forms of faults.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::session::{Shared, TokenResponse};
use super::token::Tokens;
use crate::endpoint::Credential;
use crate::error::{Code, Error, Result};
use crate::protocol::{Fault, Protocol};
use crate::request::Request;

pub(super) struct AgaveProtocol {
    pub(super) state: Shared,
}

#[derive(Deserialize)]
struct Envelope<'a> {
    status: Option<String>,
    message: Option<String>,
    #[serde(borrow)]
    result: Option<&'a RawValue>,
}

/// Every form of an error body that is JSON.
#[derive(Deserialize, Default)]
#[serde(default)]
struct ErrorBody {
    message: Option<String>,
    fault: Option<FaultBody>,
    error: Option<String>,
    error_description: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct FaultBody {
    #[serde(deserialize_with = "crate::liberal::read")]
    code: u32,
    message: String,
    description: String,
}

/// The gateway's codes that a new token mends: expired, and inactive or expired.
const EXPIRED: [u32; 2] = [900_903, 900_904];

impl Protocol for AgaveProtocol {
    fn service(&self) -> &'static str {
        "agave"
    }

    fn base_url(&self) -> String {
        self.state.lock().base_url.clone()
    }

    fn authorization(&self, request: &Request) -> Result<Option<String>> {
        let state = self.state.lock();
        let bearer = || {
            if state.token.is_empty() {
                let message = "There is no access token: sign in first.";
                return Err(Error::new(Code::Auth, message));
            }
            Ok(Some(format!("Bearer {}", state.token)))
        };
        match (request.endpoint.credential, &request.login) {
            (Credential::Nothing, _) => Ok(None),
            (Credential::Bearer, _) | (Credential::Login, None) => bearer(),
            (Credential::Login, Some(login)) => Ok(Some(basic(&login.username, &login.password))),
            (Credential::OauthClient, _) if state.client_key.is_empty() => Err(Error::new(
                Code::Auth,
                "There is no OAuth client: create one or give its key and secret.",
            )),
            (Credential::OauthClient, _) => Ok(Some(basic(&state.client_key, &state.client_secret))),
        }
    }

    fn explain(&self, status: u16, body: &str) -> Fault {
        if body.trim_start().starts_with('<') {
            return explain_xml(body);
        }
        let Ok(ErrorBody { message, fault, error, error_description }) = serde_json::from_str(body) else {
            return Fault::default();
        };
        if let Some(FaultBody { code, message, description }) = fault {
            let token_expired = EXPIRED.contains(&code) || message.contains("Invalid Credentials");
            let words = if description.is_empty() { message } else { format!("{message}. {description}") };
            return Fault { message: words, code: code_of(code), token_expired };
        }
        if let Some(error) = error {
            let refused =
                ["invalid_grant", "invalid_client", "unauthorized_client"].contains(&error.as_str());
            let code = (refused && status < 500).then_some(Code::Auth);
            return Fault { message: error_description.unwrap_or(error), code, token_expired: false };
        }
        Fault { message: message.unwrap_or_default(), code: None, token_expired: false }
    }

    fn open<'a>(&self, body: &'a str) -> Result<Option<&'a RawValue>> {
        let envelope: Envelope<'_> = serde_json::from_str(body)
            .map_err(|_| Error::protocol("The answer has no envelope of the Agave service.", body))?;
        match envelope.status.as_deref() {
            Some("success") | None => Ok(envelope.result),
            Some(_) => {
                let message = envelope.message.unwrap_or_else(|| "The service reports a failure.".to_owned());
                Err(Error::new(Code::Unavailable, message).with_outcome(crate::Outcome::Rejected))
            }
        }
    }

    fn refresh(&self) -> Option<Request> {
        let state = self.state.lock();
        let able = !state.refresh_token.is_empty() && !state.client_key.is_empty();
        able.then(|| Tokens::refresh_with(&state.refresh_token)).flatten()
    }

    fn refreshed(&self, body: &str) -> Result<()> {
        let answer: TokenResponse = serde_json::from_str(body)
            .map_err(|_| Error::new(Code::Protocol, "The token endpoint's answer cannot be understood."))?;
        self.state.keep(&answer)
    }
}

fn basic(name: &str, secret: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{name}:{secret}")))
}

/// What the gateway's code says more exactly than the status does.
fn code_of(code: u32) -> Option<Code> {
    match code {
        900_900..=900_904 => Some(Code::Auth),
        900_800..=900_899 => Some(Code::RateLimited),
        900_908..=900_910 => Some(Code::Forbidden),
        _ => None,
    }
}

/// The older gateway's `<ams:fault><ams:code>900904</ams:code><ams:message>…`; any other markup explains nothing.
fn explain_xml(body: &str) -> Fault {
    let element = |name: &str| {
        let start = body.find(&format!(":{name}>"))? + name.len() + 2;
        let length = body[start..].find('<')?;
        Some(body[start..start + length].trim())
    };
    if !body.contains(":fault") {
        return Fault::default();
    }
    let code: u32 = element("code").and_then(|code| code.parse().ok()).unwrap_or(0);
    let words: Vec<_> = ["message", "description"].into_iter().filter_map(element).collect();
    Fault { message: words.join(". "), code: code_of(code), token_expired: EXPIRED.contains(&code) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn protocol() -> AgaveProtocol {
        AgaveProtocol { state: Shared::default() }
    }

    #[test]
    fn both_gateway_faults_tell_that_the_token_expired() {
        let json =
            r#"{"fault":{"code":900904,"message":"Invalid Credentials","description":"Access failure"}}"#;
        let fault = protocol().explain(401, json);
        assert!(fault.token_expired);
        assert_eq!(
            (fault.message.as_str(), fault.code),
            ("Invalid Credentials. Access failure", Some(Code::Auth))
        );
        let xml = "<ams:fault xmlns:ams=\"http://wso2.org/apimanager/security\"><ams:code>900903</ams:code>\
                   <ams:message>Access Token Expired</ams:message><ams:description>Ask again</ams:description></ams:fault>";
        let fault = protocol().explain(401, xml);
        assert!(fault.token_expired);
        assert_eq!(fault.message, "Access Token Expired. Ask again");
    }

    #[test]
    fn a_page_of_a_proxy_explains_nothing() {
        assert_eq!(protocol().explain(502, "<html><body>Bad gateway</body></html>"), Fault::default());
        assert_eq!(protocol().explain(500, "oops"), Fault::default());
    }

    #[test]
    fn oauth_and_service_errors_give_their_words() {
        let fault =
            protocol().explain(400, r#"{"error":"invalid_grant","error_description":"Wrong password."}"#);
        assert_eq!((fault.message.as_str(), fault.code), ("Wrong password.", Some(Code::Auth)));
        let fault =
            protocol().explain(400, r#"{"status":"error","message":"name: is missing","version":"2"}"#);
        assert_eq!(fault.message, "name: is missing");
    }

    #[test]
    fn the_envelope_gives_its_result_and_tells_its_errors() {
        let protocol = protocol();
        let open = |body| protocol.open(body).map(|result| result.map(RawValue::get));
        assert_eq!(
            open(r#"{"status":"success","message":null,"version":"2","result":[1]}"#),
            Ok(Some("[1]"))
        );
        assert_eq!(open(r#"{"status":"success","message":null,"version":"2"}"#), Ok(None));
        let error = open(r#"{"status":"error","message":"No.","version":"2"}"#).unwrap_err();
        assert_eq!(error.message, "No.");
        assert_eq!(open("[]").unwrap_err().code, Code::Protocol);
    }

    #[test]
    fn a_missing_credential_is_told_before_sending() {
        let request = Tokens::refresh_with("r").unwrap();
        let error = protocol().authorization(&request).unwrap_err();
        assert_eq!((error.code, error.outcome), (Code::Auth, crate::Outcome::NotSent));
    }
}
