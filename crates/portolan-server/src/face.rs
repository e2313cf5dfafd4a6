//! What the protocols' faces have in common: bodies of answers.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde_json::Value;

use crate::error::Error;

/// A JSON body, with the bare media type that the real services send.
pub(crate) fn json_response(status: StatusCode, body: &Value) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}

/// The error that a response tells, taken out of it: a handler's, or that of what comes before handlers, such as an
/// address whose escapes are no text.
pub(crate) fn take_error(response: &mut Response) -> Option<Error> {
    let status = response.status();
    response.extensions_mut().remove::<Error>().or_else(|| {
        let reason = status.canonical_reason().unwrap_or("The request cannot be served");
        (status.is_client_error() || status.is_server_error())
            .then(|| Error::new(status, format!("{reason}.")))
    })
}

/// A response with the status, body and headers of another in place of its own. Headers that only the first has, such
/// as `Content-Range`, stay.
pub(crate) fn replaced(mut response: Response, by: Response) -> Response {
    let (parts, body) = by.into_parts();
    *response.status_mut() = parts.status;
    response.headers_mut().remove(header::CONTENT_LENGTH);
    response.headers_mut().remove(header::CONTENT_TYPE);
    response.headers_mut().extend(parts.headers);
    *response.body_mut() = body;
    response
}
