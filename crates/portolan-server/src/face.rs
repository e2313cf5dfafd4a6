//! What the protocols' faces have in common: bodies of answers.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde_json::Value;

/// A JSON body, with the bare media type that the real services send.
pub(crate) fn json_response(status: StatusCode, body: &Value) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response()
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
