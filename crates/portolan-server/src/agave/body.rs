//! Bodies of requests: a JSON object or a form, read the same way, so that every refusal names its field.

use axum::body::to_bytes;
use axum::extract::{FromRequest, Request};
use axum::http::header;
use serde_json::{Map, Value};

use super::query::Params;
use crate::error::{Error, Result};

/// Bytes of a body at most; uploads have their own way in.
pub(crate) const MAX_BODY: usize = 4 << 20;

/// The fields of a body. An argument of handlers.
#[derive(Clone, Debug, Default)]
pub struct Fields(pub Map<String, Value>);

impl Fields {
    /// The fields of a body of this media type.
    pub fn parse(media_type: &str, body: &[u8]) -> Result<Fields> {
        let text = std::str::from_utf8(body).map_err(|_| Error::bad_request("body", "must be UTF-8"))?;
        if text.trim().is_empty() {
            return Ok(Fields::default());
        }
        let form = media_type.starts_with("application/x-www-form-urlencoded")
            && !text.trim_start().starts_with('{');
        if form {
            let pairs = Params::parse(text);
            return Ok(Fields(
                pairs.pairs().map(|(name, value)| (name.to_owned(), Value::from(value))).collect(),
            ));
        }
        match serde_json::from_str(text) {
            Ok(Value::Object(fields)) => Ok(Fields(fields)),
            Ok(_) => Err(Error::bad_request("body", "must be a JSON object or a form")),
            Err(error) => Err(Error::bad_request("body", format!("is not JSON: {error}"))),
        }
    }

    /// The text of a field, trimmed; a number or switch counts as its text, null and blank as missing.
    pub fn text(&self, name: &str) -> Result<Option<String>> {
        let text = match self.0.get(name) {
            None | Some(Value::Null) => return Ok(None),
            Some(Value::String(text)) => text.trim().to_owned(),
            Some(Value::Number(number)) => number.to_string(),
            Some(Value::Bool(on)) => on.to_string(),
            Some(_) => return Err(Error::bad_request(name, "must be text")),
        };
        Ok(Some(text).filter(|text| !text.is_empty()))
    }

    /// The text of a field that must be there.
    pub fn required(&self, name: &str) -> Result<String> {
        self.text(name)?.ok_or_else(|| Error::bad_request(name, "is required"))
    }

    /// A switch, `None` when it is missing.
    pub fn flag(&self, name: &str) -> Result<Option<bool>> {
        match self.text(name)?.map(|text| text.to_lowercase()).as_deref() {
            None => Ok(None),
            Some("true" | "1" | "yes" | "on") => Ok(Some(true)),
            Some("false" | "0" | "no" | "off") => Ok(Some(false)),
            Some(_) => Err(Error::bad_request(name, "must be true or false")),
        }
    }
}

impl<S: Sync> FromRequest<S> for Fields {
    type Rejection = Error;

    async fn from_request(request: Request, _: &S) -> Result<Fields> {
        let media_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let media_type = media_type.unwrap_or_default().to_lowercase();
        let body = to_bytes(request.into_body(), MAX_BODY).await.map_err(|_| {
            Error::too_large(format!("The body is larger than {MAX_BODY} bytes or broke off."))
        })?;
        Fields::parse(&media_type, &body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_and_forms_are_one() {
        let form =
            Fields::parse("application/x-www-form-urlencoded; charset=UTF-8", b"path=a+b%23&recursive=True")
                .unwrap();
        let json = Fields::parse("application/json", br#"{"path": "a b#", "recursive": true, "none": null}"#)
            .unwrap();
        for fields in [form, json] {
            assert_eq!(fields.required("path").unwrap(), "a b#");
            assert_eq!(fields.flag("recursive").unwrap(), Some(true));
            assert_eq!(fields.text("none").unwrap(), None);
            assert!(fields.required("none").unwrap_err().message().starts_with("none: "));
        }
    }

    #[test]
    fn what_is_neither_is_refused() {
        for body in [&b"[1]"[..], b"{", b"\xff"] {
            assert_eq!(Fields::parse("application/json", body).unwrap_err().status(), 400);
        }
    }
}
