//! JARVICE's manners: the key in the query, in a form or in the body, and an error as one text.

use super::JarviceOptions;
use crate::endpoint::{Credential, Method};
use crate::error::{Code, Error, Outcome, Result};
use crate::json::Json;
use crate::protocol::{Fault, Protocol};
use crate::request::{Body, Request};

pub(super) struct JarviceProtocol {
    pub(super) options: JarviceOptions,
}

/// The longest explanation that is taken from a body which is not JSON.
const LONGEST_TEXT: usize = 300;

impl Protocol for JarviceProtocol {
    fn service(&self) -> &'static str {
        "jarvice"
    }

    fn base_url(&self) -> String {
        self.options.base_url.clone()
    }

    fn authorization(&self, _request: &Request) -> Result<Option<String>> {
        Ok(None)
    }

    fn secrets(&self) -> Vec<String> {
        vec![self.options.apikey.clone()]
    }

    fn signed(&self, request: &Request) -> Result<Option<Request>> {
        let JarviceOptions { username, apikey, form, .. } = &self.options;
        let is_known = !username.is_empty() && !apikey.is_empty();
        match request.endpoint.credential {
            Credential::Nothing => return Ok(None),
            Credential::Optional if !is_known => return Ok(None),
            _ if !is_known => {
                let message = "There is no user name and API key: give both to the client.";
                return Err(Error::new(Code::Auth, message));
            }
            _ => {}
        }
        let mut request = request.clone();
        if let Body::Json(body) = &request.body {
            request.body = Body::Json(with_user(body, username, apikey));
        } else {
            request.query.push(("username".to_owned(), username.clone()));
            request.query.push(("apikey".to_owned(), apikey.clone()));
            if *form && request.endpoint.method == Method::Get {
                request.body = Body::Form(std::mem::take(&mut request.query));
            }
        }
        Ok(Some(request))
    }

    fn explain(&self, status: u16, body: &str) -> Fault {
        let parsed = Json::parse(body);
        let told = parsed.and_then(|json| json.text_of("error").or_else(|| json.text()));
        let is_page = body.trim_start().starts_with('<');
        let message = match told {
            Some(told) => told,
            None if is_page => String::new(),
            None => body.trim().chars().take(LONGEST_TEXT).collect(),
        };
        let code = match status {
            // A quota: only one job at a time is allowed, and no waiting changes that.
            429 => Some(Code::Conflict),
            401 if message.contains("billing") => Some(Code::Forbidden),
            _ => None,
        };
        Fault { message, code, ..Fault::default() }
    }

    fn check(&self, answer: &Json) -> Result<()> {
        let Some(message) = answer.text_of("error") else { return Ok(()) };
        let code = if message.contains("not found") { Code::NotFound } else { Code::Invalid };
        Err(Error::new(code, message).with_outcome(Outcome::Rejected))
    }
}

/// The body with the caller's credential; one that names a user is kept as it is.
fn with_user(body: &str, username: &str, apikey: &str) -> String {
    let is_object = body.trim_start().starts_with('{');
    let Some(json) = Json::parse(body).filter(|json| is_object && !json.get("user").exists()) else {
        return body.to_owned();
    };
    let rest = body.trim_start().strip_prefix('{').unwrap_or_default().trim_start();
    let comma = if rest.starts_with('}') { "" } else { "," };
    drop(json);
    let [username, apikey] = [username, apikey].map(Json::quote);
    format!("{{\"user\":{{\"username\":{username},\"apikey\":{apikey}}}{comma}{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoint::Payload;

    fn protocol(form: bool) -> JarviceProtocol {
        let options =
            JarviceOptions { username: "a b".into(), apikey: "k&y\"".into(), form, ..Default::default() };
        JarviceProtocol { options }
    }

    fn signed(form: bool, name: &str) -> Request {
        let row = super::super::ENDPOINTS.iter().copied().flatten().find(|row| row.name == name).unwrap();
        let mut request = Request::new(row);
        if row.body == Payload::Json {
            request.json_text(r#"{ "app": "x" }"#.into());
        }
        protocol(form).signed(&request).unwrap().unwrap_or(request)
    }

    #[test]
    fn the_key_travels_in_the_query_or_in_a_form() {
        assert_eq!(signed(false, "jobs").target(), "/jarvice/jobs?username=a%20b&apikey=k%26y%22");
        let request = signed(true, "jobs");
        assert_eq!((request.target().as_str(), request.method()), ("/jarvice/jobs", Method::Post));
        assert_eq!(request.text_body().unwrap().0, "username=a%20b&apikey=k%26y%22");
        assert_eq!(signed(true, "live").target(), "/jarvice/live");
        assert_eq!(signed(true, "live").method(), Method::Get);
    }

    #[test]
    fn a_submission_names_its_user_once() {
        let (body, _) = signed(false, "submit").text_body().unwrap();
        assert_eq!(body, r#"{"user":{"username":"a b","apikey":"k&y\""},"app": "x" }"#);
        assert_eq!(with_user("{}", "a", "k"), r#"{"user":{"username":"a","apikey":"k"}}"#);
        let own = r#"{"user":{"username":"b","apikey":"c"},"app":"x"}"#;
        assert_eq!(with_user(own, "a", "k"), own);
        assert_eq!(with_user("[]", "a", "k"), "[]");
    }

    #[test]
    fn without_a_key_only_what_is_open_goes_out() {
        let protocol = JarviceProtocol { options: JarviceOptions::default() };
        let request = |name| {
            Request::new(
                super::super::ENDPOINTS.iter().copied().flatten().find(|row| row.name == name).unwrap(),
            )
        };
        assert_eq!(protocol.signed(&request("jobs")).unwrap_err().code, Code::Auth);
        for open in ["apps", "live", "ready", "validate"] {
            assert!(protocol.signed(&request(open)).unwrap().is_none(), "{open}");
        }
    }

    #[test]
    fn errors_are_one_text_in_any_wrapping() {
        let explain = |status, body| protocol(false).explain(status, body);
        assert_eq!(
            explain(404, r#"{"error": "Running job is not found"}"#).message,
            "Running job is not found"
        );
        assert_eq!(explain(400, "\"no job specified\"").message, "no job specified");
        assert_eq!(explain(400, "no job specified\n").message, "no job specified");
        assert_eq!(explain(502, "<html>").message, "");
        assert_eq!(explain(429, "only one active job allowed per VM").code, Some(Code::Conflict));
        assert_eq!(explain(401, r#"{"error":"account billing not active"}"#).code, Some(Code::Forbidden));
    }

    #[test]
    fn an_error_with_a_good_status_is_an_error() {
        let check = |body| protocol(false).check(&Json::parse(body).unwrap());
        assert_eq!(check(r#"{"status":"terminated"}"#), Ok(()));
        assert_eq!(check(r#"{"error":"Running job is not found"}"#).unwrap_err().code, Code::NotFound);
        assert_eq!(check(r#"{"error":{"price":1}}"#), Ok(()));
    }
}
