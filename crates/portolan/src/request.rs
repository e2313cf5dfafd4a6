//! A request as a value: every operation fills one, and only the client sends it.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use crate::endpoint::{Answer, Endpoint, FieldValue, Fields, Method, argument};
use crate::error::{Code, Error, Result};
use crate::json::Json;
use crate::place::Place;
use crate::redact;
use crate::upload::UploadSource;

/// What stays as it is in a path segment or a query: RFC 3986's unreserved characters.
pub(crate) const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A request to a service, without the service's address and the caller's credential.
#[derive(Debug, Clone)]
pub struct Request {
    pub(crate) endpoint: &'static Endpoint,
    pub(crate) path: String,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) body: Body,
    pub(crate) login: Option<Login>,
}

/// What a request carries.
#[derive(Debug, Clone)]
pub(crate) enum Body {
    Empty,
    Json(String),
    Form(Vec<(String, String)>),
    Multipart(Vec<(String, String)>, String, UploadSource),
    Bytes(UploadSource),
}

impl Body {
    /// Whether it takes as long as its bytes need, however small the answer is.
    pub(crate) fn is_file(&self) -> bool {
        matches!(self, Self::Multipart(..) | Self::Bytes(_))
    }

    /// What the body is, for whoever reads it; the boundary of a multipart body is added by whoever sends it.
    pub(crate) fn content_type(&self) -> Option<&'static str> {
        match self {
            Self::Empty => None,
            Self::Json(_) => Some("application/json"),
            Self::Form(_) => Some("application/x-www-form-urlencoded"),
            Self::Multipart(..) => Some("multipart/form-data"),
            Self::Bytes(_) => Some("application/octet-stream"),
        }
    }
}

/// A user's name and password.
#[derive(Clone)]
pub struct Login {
    /// The user's name.
    pub username: String,
    /// The password.
    pub password: String,
}

impl std::fmt::Debug for Login {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Login {{ {}, password not shown }}", self.username)
    }
}

impl Request {
    /// An operation's request before its arguments are filled in.
    pub fn new(endpoint: &'static Endpoint) -> Self {
        let mut request = Self {
            endpoint,
            path: endpoint.path.to_owned(),
            query: Vec::new(),
            body: Body::Empty,
            login: None,
        };
        if !endpoint.fixed.is_empty() {
            let pairs = endpoint.fixed.split('&').filter_map(|pair| pair.split_once('='));
            let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
            match endpoint.answer {
                Answer::Address => request.query = pairs,
                _ => request.body = Body::Form(pairs),
            }
        }
        request
    }

    /// Puts a value in the path's place `{name}`, escaped. Values named as paths keep their slashes.
    ///
    /// # Errors
    /// [`Code::Invalid`] for an empty id, `.` and `..`, NUL and other control characters, and backslashes.
    pub fn segment(&mut self, name: &str, value: &str) -> Result<()> {
        self.fill(name, &argument(name), value)
    }

    /// Puts a value in the path's place `{name}`; an error calls it by its argument's name.
    fn fill(&mut self, name: &str, argument: &str, value: &str) -> Result<()> {
        let is_path = name == "path" || name.ends_with("Path");
        check_segment(argument, value, is_path)?;
        let place = format!("{{{name}}}");
        let mut path = String::new();
        for part in self.path.split_inclusive('}') {
            match part.strip_suffix(&*place) {
                Some(before) => {
                    path += before;
                    escape(value, is_path, &mut path);
                }
                None => path += part,
            }
        }
        self.path = path;
        Ok(())
    }

    /// Puts a file's system and path in their places of the path; a path that has none there becomes a field of the form.
    ///
    /// # Errors
    /// As for [`Self::segment`].
    pub fn place(&mut self, place: &Place) -> Result<()> {
        self.fill("systemId", "path", place.system())?;
        if self.endpoint.path.contains("{path}") {
            return self.fill("path", "path", place.path());
        }
        self.form_field("path", FieldValue::Text(place.path().to_owned()));
        Ok(())
    }

    /// Adds the given parameters to the query.
    pub fn query(&mut self, parameters: &impl Fields) {
        parameters.each(&mut |name, value| match value {
            FieldValue::Text(text) => self.query.push((name.to_owned(), text)),
            FieldValue::Term(term, value) => self.query.push((term, value)),
            FieldValue::File(_) => {}
        });
    }

    /// Sends the given fields as a form: multipart when a file is among them.
    pub fn form(&mut self, fields: &impl Fields) {
        fields.each(&mut |name, value| self.form_field(name, value));
    }

    pub(crate) fn form_field(&mut self, name: &str, value: FieldValue) {
        let body = std::mem::replace(&mut self.body, Body::Empty);
        self.body = match (body, value) {
            (Body::Multipart(mut fields, part, file), FieldValue::Text(text)) => {
                fields.push((name.to_owned(), text));
                Body::Multipart(fields, part, file)
            }
            (Body::Form(fields), FieldValue::File(file)) => Body::Multipart(fields, name.to_owned(), file),
            (_, FieldValue::File(file)) => Body::Multipart(Vec::new(), name.to_owned(), file),
            (Body::Form(mut fields), FieldValue::Text(text)) => {
                fields.push((name.to_owned(), text));
                Body::Form(fields)
            }
            (_, FieldValue::Text(text)) => Body::Form(vec![(name.to_owned(), text)]),
            (body, FieldValue::Term(..)) => body,
        };
    }

    /// Sends a document as JSON.
    pub(crate) fn document(&mut self, document: &Json) {
        self.json_text(document.write());
    }

    /// Sends a value as JSON.
    ///
    /// # Errors
    /// [`Code::Invalid`] when it cannot be written as JSON.
    pub fn json<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        let text = serde_json::to_string(value).map_err(|error| {
            Error::new(Code::Invalid, format!("body: cannot be written as JSON: {error}"))
        })?;
        self.json_text(text);
        Ok(())
    }

    /// Sends bytes as they are.
    pub fn bytes(&mut self, bytes: UploadSource) {
        self.body = Body::Bytes(bytes);
    }

    pub(crate) fn json_text(&mut self, text: String) {
        self.body = Body::Json(text);
    }

    /// Identifies the caller by name and password, where they are given.
    pub fn login(&mut self, login: Option<&Login>) {
        self.login = login.cloned();
    }

    /// What it holds that no error and no log may show.
    pub(crate) fn secrets(&self) -> Vec<String> {
        let fields: &[(String, String)] = match &self.body {
            Body::Form(fields) | Body::Multipart(fields, ..) => fields,
            Body::Empty | Body::Json(_) | Body::Bytes(_) => &[],
        };
        let named = self.query.iter().chain(fields).filter(|(name, _)| redact::is_secret(name));
        let mut secrets: Vec<_> = named.map(|(_, value)| value.clone()).collect();
        if let Some(Login { username, password }) = &self.login {
            secrets.extend([password.clone(), username.clone() + ":" + password]);
        }
        secrets
    }

    /// The operation that this is a request of.
    pub fn endpoint(&self) -> &'static Endpoint {
        self.endpoint
    }

    /// The HTTP method: what a service also takes as a form is posted then.
    pub fn method(&self) -> Method {
        match (self.endpoint.method, &self.body) {
            (Method::Get, Body::Form(_)) => Method::Post,
            (method, _) => method,
        }
    }

    /// The path with the query.
    pub fn target(&self) -> String {
        let mut target = self.path.clone();
        if !self.query.is_empty() {
            target.push('?');
            target += &pairs(&self.query);
        }
        target
    }

    /// The body as text, and its content type; of a multipart body the fields beside the file. `None` where there is none.
    pub fn text_body(&self) -> Option<(String, &'static str)> {
        let text = match &self.body {
            Body::Json(text) => text.clone(),
            Body::Form(fields) | Body::Multipart(fields, ..) => pairs(fields),
            Body::Bytes(_) => String::new(),
            Body::Empty => return None,
        };
        Some((text, self.body.content_type()?))
    }

    /// The file that goes with it and its field's name, which is empty where the file is the whole body.
    pub fn file(&self) -> Option<(&str, &UploadSource)> {
        match &self.body {
            Body::Multipart(_, name, file) => Some((name, file)),
            Body::Bytes(file) => Some(("", file)),
            Body::Empty | Body::Json(_) | Body::Form(_) => None,
        }
    }
}

/// Pairs as in a query or an urlencoded form.
pub(crate) fn pairs(pairs: &[(String, String)]) -> String {
    let mut text = String::new();
    for (name, value) in pairs {
        if !text.is_empty() {
            text.push('&');
        }
        escape(name, false, &mut text);
        text.push('=');
        escape(value, false, &mut text);
    }
    text
}

/// Appends a text escaped; a path keeps its slashes.
fn escape(text: &str, is_path: bool, target: &mut String) {
    let escaped = if is_path { const { &ESCAPED.remove(b'/') } } else { ESCAPED };
    target.extend(utf8_percent_encode(text, escaped));
}

/// Browsers resolve `.` and `..` in a path even when they are escaped, so they must not get that far.
fn check_segment(name: &str, value: &str, is_path: bool) -> Result<()> {
    if value.is_empty() && !is_path {
        return Err(Error::invalid(name, "must not be empty"));
    }
    if value.contains(|letter: char| letter == '\\' || letter.is_control()) {
        return Err(Error::invalid(name, "must not contain a backslash or a control character"));
    }
    let mut segments = value.split(|letter| is_path && letter == '/');
    if segments.any(|segment| segment == "." || segment == "..") {
        return Err(Error::invalid(name, "must not contain the segment . or .."));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoint::{Credential, Kind, Method};

    static ENDPOINT: Endpoint = Endpoint {
        name: "files.list",
        path: "/files/v2/listings/system/{systemId}/{filePath}",
        query: &[],
        form: &[],
        fixed: "",
        method: Method::Get,
        kind: Kind::Read,
        credential: Credential::Bearer,
        answer: Answer::Page,
        body: crate::endpoint::Payload::Nothing,
        place: false,
    };

    fn path(system: &str, file: &str) -> Result<String> {
        let mut request = Request::new(&ENDPOINT);
        request.segment("systemId", system)?;
        request.segment("filePath", file)?;
        Ok(request.target())
    }

    #[test]
    fn segments_are_escaped_and_paths_keep_their_slashes() {
        assert_eq!(
            path("s/1", "a b#1?%/ü+.txt").unwrap(),
            "/files/v2/listings/system/s%2F1/a%20b%231%3F%25/%C3%BC%2B.txt"
        );
    }

    #[test]
    fn an_absolute_path_gives_the_double_slash_that_means_absolute() {
        assert_eq!(path("s", "/abs/x").unwrap(), "/files/v2/listings/system/s//abs/x");
        assert_eq!(path("s", "").unwrap(), "/files/v2/listings/system/s/");
    }

    #[test]
    fn what_a_browser_would_change_is_refused_and_named() {
        for bad in ["..", ".", "a/../b", "a/./b", "a\\b", "a\0b", "a\nb", "../../etc"] {
            let error = path("s", bad).unwrap_err();
            assert_eq!(error.field.as_deref(), Some("filePath"), "{bad:?}");
        }
        for bad in ["", "..", "\u{7f}"] {
            assert_eq!(path(bad, "x").unwrap_err().field.as_deref(), Some("systemId"), "{bad:?}");
        }
        assert!(path("s", "...").is_ok() && path("s", ".hidden").is_ok());
    }
}
