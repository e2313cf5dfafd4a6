//! The body of a new job or app: JSON, a form, or a multipart form with the JSON in the file `fileToUpload`.

use axum::extract::multipart::Field;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header;
use serde_json::{Map, Value};

use super::body;
use crate::error::{Error, Result};

/// Bytes of a multipart form at most.
const MAX_FORM: usize = 4 << 20;

/// What was sent. An argument of handlers.
#[derive(Debug, Clone)]
pub(crate) struct Submitted {
    /// The fields of the object or form.
    pub(super) fields: Map<String, Value>,
    /// Whether it was a form, in which all fields are text and lie side by side.
    pub(super) is_form: bool,
}

impl Submitted {
    /// A JSON object made here.
    pub(crate) fn json(fields: Map<String, Value>) -> Submitted {
        Submitted { fields, is_form: false }
    }
}

impl<S: Send + Sync> FromRequest<S> for Submitted {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Submitted> {
        let media_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let media_type = media_type.unwrap_or_default().to_lowercase();
        if media_type.starts_with("multipart/form-data") {
            let form = Multipart::from_request(request, state).await.map_err(|error| unreadable(&error))?;
            return multipart(form).await;
        }
        let is_form = media_type.starts_with("application/x-www-form-urlencoded");
        let fields = body::Fields::from_request(request, state).await?.0;
        // Some clients say that JSON is a form; then its values are not all text.
        let is_form = is_form && fields.values().all(Value::is_string);
        Ok(Submitted { fields, is_form })
    }
}

async fn multipart(mut form: Multipart) -> Result<Submitted> {
    let mut fields = Map::new();
    let mut left = MAX_FORM;
    while let Some(part) = form.next_field().await.map_err(|error| unreadable(&error))? {
        let name = part.name().unwrap_or_default().to_owned();
        let text = text(part, &name, &mut left).await?;
        if name == "fileToUpload" {
            return match serde_json::from_str(&text) {
                Ok(Value::Object(fields)) => Ok(Submitted::json(fields)),
                Ok(_) => Err(Error::bad_request("fileToUpload", "must be a JSON object")),
                Err(error) => Err(Error::bad_request("fileToUpload", format!("is not JSON: {error}"))),
            };
        }
        fields.insert(name, Value::String(text));
    }
    Ok(Submitted { fields, is_form: true })
}

/// A part as text, as long as the whole form is not too large.
async fn text(mut part: Field<'_>, name: &str, left: &mut usize) -> Result<String> {
    let mut bytes = Vec::new();
    while let Some(piece) = part.chunk().await.map_err(|error| unreadable(&error))? {
        *left = left
            .checked_sub(piece.len())
            .ok_or_else(|| Error::too_large(format!("The form is larger than {MAX_FORM} bytes.")))?;
        bytes.extend_from_slice(&piece);
    }
    String::from_utf8(bytes).map_err(|_| Error::bad_request(name, "must be UTF-8"))
}

fn unreadable(error: &impl std::fmt::Display) -> Error {
    Error::bad_request("body", format!("the form cannot be read: {error}"))
}
