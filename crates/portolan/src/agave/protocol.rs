//! Agave's manners: tokens, envelope, the gateway's two forms of faults.

use super::session::Shared;
use super::token::Tokens;
use crate::Outcome;
use crate::base64::base64;
use crate::endpoint::Credential;
use crate::error::{Code, Error, Result};
use crate::json::{Json, whole};
use crate::protocol::{Envelope, Fault, Protocol};
use crate::request::Request;

pub(super) struct AgaveProtocol {
    pub(super) state: Shared,
}

/// The gateway's codes that a new token mends: expired, and inactive or expired.
const EXPIRED: [u64; 2] = [900_903, 900_904];

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
            Ok(Some("Bearer ".to_owned() + &state.token))
        };
        match (request.endpoint.credential, &request.login) {
            (Credential::Nothing, _) => Ok(None),
            (Credential::Bearer | Credential::Optional | Credential::Body, _) | (Credential::Login, None) => {
                bearer()
            }
            (Credential::Login, Some(login)) => Ok(Some(basic(&login.username, &login.password))),
            (Credential::OauthClient, _) if state.client_key.is_empty() => Err(Error::new(
                Code::Auth,
                "There is no OAuth client: create one or give its key and secret.",
            )),
            (Credential::OauthClient, _) => Ok(Some(basic(&state.client_key, &state.client_secret))),
        }
    }

    fn secrets(&self) -> Vec<String> {
        let state = self.state.lock();
        let basic = base64((state.client_key.clone() + ":" + &state.client_secret).as_bytes());
        vec![state.token.clone(), state.refresh_token.clone(), state.client_secret.clone(), basic]
    }

    fn explain(&self, status: u16, body: &str) -> Fault {
        if body.trim_start().starts_with('<') {
            return explain_xml(body);
        }
        let Some(body) = Json::parse(body) else { return Fault::default() };
        let fault = body.get("fault");
        if fault.exists() {
            let [message, description] =
                ["message", "description"].map(|name| fault.text_of(name).unwrap_or_default());
            let code = fault.number_of("code");
            let token_expired = EXPIRED.contains(&code) || message.starts_with("Invalid Credentials");
            let words = if description.is_empty() { message } else { message + ". " + &description };
            return Fault { message: words, code: code_of(code), token_expired, ..Fault::default() };
        }
        if let Some(error) = body.text_of("error") {
            let refused =
                ["invalid_grant", "invalid_client", "unauthorized_client"].contains(&error.as_str());
            let code = (refused && status < 500).then_some(Code::Auth);
            let message = body.text_of("error_description").unwrap_or(error);
            return Fault { message, code, ..Fault::default() };
        }
        Fault { message: body.text_of("message").unwrap_or_default(), ..Fault::default() }
    }

    fn judge(&self, envelope: Envelope) -> Result<()> {
        match envelope {
            Envelope { status: None, has_result: false, .. } => {
                let message = "The answer has no envelope of the Agave service.";
                Err(Error::new(Code::Protocol, message).with_outcome(Outcome::Done))
            }
            Envelope { status: Some(status), message, .. } if status != "success" => {
                let message = message.unwrap_or_else(|| "The service reports a failure.".to_owned());
                Err(Error::new(Code::Unavailable, message).with_outcome(Outcome::Rejected))
            }
            _ => Ok(()),
        }
    }

    fn refresh(&self) -> Option<Request> {
        let state = self.state.lock();
        let able = !state.refresh_token.is_empty() && !state.client_key.is_empty();
        able.then(|| Tokens::refresh_with(&state.refresh_token)).flatten()
    }

    fn refreshed(&self, answer: &Json) -> Result<()> {
        self.state.keep(answer.into())?;
        self.state.changed();
        Ok(())
    }

    #[cfg(all(feature = "js", target_family = "wasm"))]
    fn alone(&self) -> crate::protocol::Waiting<'_> {
        Box::pin(self.state.alone())
    }
}

fn basic(name: &str, secret: &str) -> String {
    "Basic ".to_owned() + &base64((name.to_owned() + ":" + secret).as_bytes())
}

/// What the gateway's code says more exactly than the status does.
fn code_of(code: u64) -> Option<Code> {
    match code {
        900_900..=900_904 => Some(Code::Auth),
        900_800..=900_899 => Some(Code::RateLimited),
        900_908..=900_910 => Some(Code::Forbidden),
        _ => None,
    }
}

/// The older gateway's `<ams:fault><ams:code>900904</ams:code><ams:message>…`; any other markup explains nothing.
fn explain_xml(body: &str) -> Fault {
    let (mut is_fault, mut code) = (false, 0);
    let mut words = Vec::new();
    for element in body.split('<') {
        let (tag, text) = element.split_once('>').unwrap_or_default();
        let name = tag.split(' ').next().unwrap_or_default();
        match name.split_once(':').map(|(_, name)| name) {
            _ if tag.starts_with('/') => {}
            Some("fault") => is_fault = true,
            Some("code") => code = whole(text),
            Some("message" | "description") => words.push(text.trim()),
            _ => {}
        }
    }
    if !is_fault {
        return Fault::default();
    }
    let token_expired = EXPIRED.contains(&code);
    Fault { message: words.join(". "), code: code_of(code), token_expired, ..Fault::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agave::session::State;
    use crate::request::Login;

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
    fn an_envelope_is_known_by_its_status_and_tells_failures() {
        let judge = |body| protocol().judge(Envelope::of(&Json::parse(body).unwrap()));
        assert_eq!(judge(r#"{"status":"success","message":null,"version":"2","result":[1]}"#), Ok(()));
        assert_eq!(judge(r#"{"status":"success","message":null,"version":"2"}"#), Ok(()));
        assert_eq!(judge(r#"{"result":{}}"#), Ok(()));
        let error = judge(r#"{"status":"error","message":"No.","version":"2"}"#).unwrap_err();
        assert_eq!((error.message.as_str(), error.outcome), ("No.", Outcome::Rejected));
        assert_eq!(judge("[]").unwrap_err().code, Code::Protocol);
    }

    #[test]
    fn what_services_and_gateways_really_send_is_explained() {
        macro_rules! sent {
            ($name:literal) => {
                include_str!(concat!("../../../../tests/fixtures/agave/", $name))
            };
        }
        let faults = [
            (401, sent!("fault.json"), "Invalid Credentials. Access failure", Some(Code::Auth), true),
            (401, sent!("fault-expired.xml"), "Access Token Expired. Access failure", Some(Code::Auth), true),
            (
                429,
                sent!("fault-throttled.json"),
                "Message Throttled Out. You have",
                Some(Code::RateLimited),
                false,
            ),
            (
                503,
                sent!("fault-throttled.xml"),
                "Message Throttled Out. You have",
                Some(Code::RateLimited),
                false,
            ),
            (
                400,
                sent!("token-error.json"),
                "Provided Authorization Grant is invalid.",
                Some(Code::Auth),
                false,
            ),
            (404, sent!("error-not-found.json"), "No job found with job id", None, false),
            (400, sent!("error-validation.json"), "No queue found on lantern", None, false),
            (502, sent!("bad-gateway.html"), "", None, false),
        ];
        for (status, body, words, code, token_expired) in faults {
            let fault = protocol().explain(status, body);
            assert!(fault.message.starts_with(words), "{fault:?}");
            assert_eq!((fault.code, fault.token_expired), (code, token_expired), "{words}");
        }
        for body in [sent!("done.json"), sent!("actor-deleted.json")] {
            assert_eq!(protocol().judge(Envelope::of(&Json::parse(body).unwrap())), Ok(()), "{body}");
        }
    }

    #[test]
    fn each_credential_is_the_header_that_it_names() {
        let state = State {
            token: "t".into(),
            client_key: "key".into(),
            client_secret: "secret".into(),
            ..State::default()
        };
        let protocol = AgaveProtocol { state: Shared::new(state) };
        let login = Login { username: "ada".into(), password: "pass".into() };
        let mut met = Vec::new();
        for row in crate::agave::ENDPOINTS.iter().copied().flatten() {
            let mut request = Request::new(row);
            let header = protocol.authorization(&request).unwrap();
            let expected = match row.credential {
                Credential::Bearer | Credential::Login => Some("Bearer t"),
                Credential::OauthClient => Some("Basic a2V5OnNlY3JldA=="),
                _ => None,
            };
            assert_eq!(header.as_deref(), expected, "{}", row.name);
            if row.credential == Credential::Login {
                request.login(Some(&login));
                let header = protocol.authorization(&request).unwrap();
                assert_eq!(header.as_deref(), Some("Basic YWRhOnBhc3M="), "{}", row.name);
            }
            if !met.contains(&row.credential) {
                met.push(row.credential);
            }
        }
        assert_eq!(met.len(), 4, "{met:?}");
    }

    #[test]
    fn a_missing_credential_is_told_before_sending() {
        let request = Tokens::refresh_with("r").unwrap();
        let error = protocol().authorization(&request).unwrap_err();
        assert_eq!((error.code, error.outcome), (Code::Auth, crate::Outcome::NotSent));
    }
}
