//! Rescale's manners: a token in a header, and errors as a tree that mirrors the request.

use super::RescaleOptions;
use crate::endpoint::Credential;
use crate::error::{Code, Error, Result};
use crate::json::Json;
use crate::protocol::{Fault, Protocol};
use crate::request::Request;

pub(super) struct RescaleProtocol {
    pub(super) options: RescaleOptions,
}

/// The longest explanation that is taken from a body which is not JSON.
const LONGEST_TEXT: usize = 300;

/// What stands for the whole request where a field's name is expected.
const WHOLE: [&str; 2] = ["detail", "non_field_errors"];

impl Protocol for RescaleProtocol {
    fn service(&self) -> &'static str {
        "rescale"
    }

    fn base_url(&self) -> String {
        self.options.base_url.clone()
    }

    fn secrets(&self) -> Vec<String> {
        vec![self.options.token.clone()]
    }

    fn authorization(&self, request: &Request) -> Result<Option<String>> {
        let token = &self.options.token;
        if request.endpoint.credential == Credential::Nothing {
            return Ok(None);
        }
        if token.is_empty() {
            return Err(Error::new(Code::Auth, "There is no API token: give one to the client."));
        }
        let scheme = if is_json_web_token(token) { "Bearer " } else { "Token " };
        Ok(Some(scheme.to_owned() + token))
    }

    fn explain(&self, _status: u16, body: &str) -> Fault {
        let Some(json) = Json::parse(body) else {
            let is_page = body.trim_start().starts_with('<');
            let message =
                if is_page { String::new() } else { body.trim().chars().take(LONGEST_TEXT).collect() };
            return Fault { message, ..Fault::default() };
        };
        let mut told = Vec::new();
        collect(&json, "", &mut told);
        let field = told.iter().map(|(path, _)| path).find(|path| !path.is_empty()).cloned();
        let words =
            told.into_iter().map(|(path, text)| if path.is_empty() { text } else { path + ": " + &text });
        Fault { message: words.collect::<Vec<_>>().join(" "), field, ..Fault::default() }
    }
}

/// Three parts with points between, the first of which is JSON in base64.
fn is_json_web_token(token: &str) -> bool {
    token.starts_with("ey") && token.split('.').count() == 3
}

/// The texts of an error's tree with the paths of their fields.
fn collect(json: &Json, path: &str, told: &mut Vec<(String, String)>) {
    let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    if let Some(text) = json.text() {
        told.push((path.to_owned(), text));
    }
    for (index, item) in json.items().iter().enumerate() {
        // Several texts about one field are a list, several parts of the request too.
        let path = if item.text().is_some() { path.to_owned() } else { below(&index.to_string()) };
        collect(item, &path, told);
    }
    for (name, member) in json.entries() {
        let path = if WHOLE.contains(&&*name) { path.to_owned() } else { below(&name) };
        collect(&member, &path, told);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn protocol(token: &str) -> RescaleProtocol {
        RescaleProtocol { options: RescaleOptions { token: token.into(), ..Default::default() } }
    }

    #[test]
    fn the_token_is_a_header_of_its_kind() {
        let request = Request::new(&super::super::jobs::JOBS_ENDPOINTS[0]);
        let header = |token| protocol(token).authorization(&request).unwrap().unwrap();
        assert_eq!(header("abc123"), "Token abc123");
        assert_eq!(header("eyJ.a.b"), "Bearer eyJ.a.b");
        assert_eq!(protocol("").authorization(&request).unwrap_err().code, Code::Auth);
    }

    #[test]
    fn errors_name_their_fields() {
        let explain = |body| protocol("t").explain(400, body);
        assert_eq!(explain(r#"{"detail": "Invalid token."}"#).message, "Invalid token.");
        let fault = explain(
            r#"{"jobanalyses": [{"hardware": {"coreType": ["Unknown.", "Wrong."]}}], "name": ["Required."]}"#,
        );
        assert_eq!(fault.field.as_deref(), Some("jobanalyses.0.hardware.coreType"));
        assert_eq!(
            fault.message,
            "jobanalyses.0.hardware.coreType: Unknown. jobanalyses.0.hardware.coreType: Wrong. name: Required."
        );
        let fault = explain(r#"{"non_field_errors": ["No."]}"#);
        assert_eq!((fault.message.as_str(), fault.field), ("No.", None));
        assert_eq!(explain("\"plain\"").message, "plain");
        assert_eq!(explain("upstream failed").message, "upstream failed");
        assert_eq!(explain("<html>").message, "");
    }
}
