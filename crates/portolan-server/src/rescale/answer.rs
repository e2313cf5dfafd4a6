//! Answers and errors in Rescale's form.

use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use serde_json::{Map, Value, json};

use crate::error::Error;
use crate::face::{json_response, replaced, take_error};

/// 200 with a body.
pub(super) fn ok(body: &Value) -> Response {
    json_response(StatusCode::OK, body)
}

/// 201 with what was made.
pub(super) fn created(body: &Value) -> Response {
    json_response(StatusCode::CREATED, body)
}

/// A status alone.
pub(super) fn empty(status: StatusCode) -> Response {
    status.into_response()
}

/// The layer that tells errors below Rescale's paths as its clients expect them: what is wrong with a field as a tree
/// like the request, everything else as `{"detail": ...}`.
pub async fn finish(request: Request, next: Next) -> Response {
    if !super::owns(request.uri().path()) {
        return next.run(request).await;
    }
    let mut response = next.run(request).await;
    let Some(error) = take_error(&mut response) else { return response };
    replaced(response, refusal(&error))
}

/// An error as Rescale's clients read it.
pub(crate) fn refusal(error: &Error) -> Response {
    let mut response = json_response(error.status(), &body(error));
    if error.status() == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Token"));
    }
    response
}

fn body(error: &Error) -> Value {
    let message = error.message();
    if error.status() == StatusCode::BAD_REQUEST
        && let Some((field, why)) = message.split_once(": ")
        && let Some(tree) = tree(field, why)
    {
        return tree;
    }
    json!({ "detail": message })
}

/// The tree for a field such as `jobanalyses[0].hardware.coreType`; nothing if that is no field.
fn tree(field: &str, why: &str) -> Option<Value> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '[' | ']');
    if field == "body" || !field.chars().all(plain) {
        return None;
    }
    field.split('.').rev().try_fold(json!([why]), |inner, part| {
        let (name, index) = match part.strip_suffix(']').and_then(|part| part.split_once('[')) {
            Some((name, index)) => (name, Some(index.parse::<usize>().ok().filter(|index| *index < 1000)?)),
            None => (part, None),
        };
        let inner = match index {
            // What comes before in the list is in order.
            Some(index) => std::iter::repeat_n(json!({}), index).chain([inner]).collect(),
            None => inner,
        };
        Some(Value::Object(Map::from_iter([(name.to_owned(), inner)])))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_s_fault_is_told_in_its_place() {
        for (error, expected) in [
            (Error::bad_request("name", "is required"), json!({ "name": ["is required"] })),
            (
                Error::bad_request("jobanalyses[0].hardware.coreType", "there is none"),
                json!({ "jobanalyses": [{ "hardware": { "coreType": ["there is none"] } }] }),
            ),
            (
                Error::bad_request("jobanalyses[0].inputFiles[2].id", "x"),
                json!({ "jobanalyses": [{ "inputFiles": [{}, {}, { "id": ["x"] }] }] }),
            ),
            (Error::bad_request("body", "is not JSON"), json!({ "detail": "body: is not JSON" })),
            (Error::not_found("Not found."), json!({ "detail": "Not found." })),
            (Error::bad_request("a b", "c"), json!({ "detail": "a b: c" })),
        ] {
            assert_eq!(body(&error), expected);
        }
    }
}
