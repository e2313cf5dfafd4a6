//! Agave's envelope: `{status, message, version, result}`, and what `naked`, `pretty` and `filter` make of it.

use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::query::Params;
use crate::error::Error;

/// What Agave's services say they are. Newer ones would make agavepy expect other job fields.
pub const VERSION: &str = "2.2.22";

/// A successful answer, not yet in its envelope.
#[derive(Clone, Debug)]
pub struct Answer {
    status: StatusCode,
    message: Option<String>,
    result: Option<Value>,
}

impl Answer {
    /// 200 with a result.
    pub fn ok(result: impl Serialize) -> Answer {
        Answer::with_status(StatusCode::OK, result)
    }

    /// 201 with the thing made.
    pub fn created(result: impl Serialize) -> Answer {
        Answer::with_status(StatusCode::CREATED, result)
    }

    /// 202 with the thing that will be.
    pub fn accepted(result: impl Serialize) -> Answer {
        Answer::with_status(StatusCode::ACCEPTED, result)
    }

    /// 200 without a result; the message may be empty.
    pub fn empty(message: impl Into<String>) -> Answer {
        let message = Some(message.into()).filter(|text| !text.is_empty());
        Answer { status: StatusCode::OK, message, result: None }
    }

    /// The same with a message beside the result.
    pub fn saying(self, message: impl Into<String>) -> Answer {
        Answer { message: Some(message.into()), ..self }
    }

    fn with_status(status: StatusCode, result: impl Serialize) -> Answer {
        let result =
            serde_json::to_value(result).expect("answers are plain structures, which always become JSON");
        Answer { status, message: None, result: Some(result) }
    }

    fn envelope(self, params: &Params) -> Response {
        let result = self.result.map(|result| project(result, params));
        if params.flag("naked") {
            return match result {
                Some(result) => json_response(self.status, &result, params.flag("pretty")),
                None => StatusCode::NO_CONTENT.into_response(),
            };
        }
        let mut body = Map::new();
        body.insert("status".to_owned(), json!("success"));
        body.insert("message".to_owned(), json!(self.message));
        body.insert("version".to_owned(), json!(VERSION));
        if let Some(result) = result {
            body.insert("result".to_owned(), result);
        }
        json_response(self.status, &Value::Object(body), params.flag("pretty"))
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// The layer that puts answers and errors below Agave's paths into their final form. The server's own paths tell
/// errors in the same way.
pub async fn finish(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if !super::owns(path) && !path.starts_with("/portolan/") {
        return next.run(request).await;
    }
    // The actors' service sends a result even where there is none.
    let whole = path.starts_with("/actors/");
    let params = Params::of(request.uri());
    let mut response = next.run(request).await;
    let body = if let Some(answer) = response.extensions_mut().remove::<Answer>() {
        answer.envelope(&params)
    } else if let Some(error) = response.extensions_mut().remove::<Error>() {
        refusal(&error, &params, whole)
    } else {
        return response;
    };
    crate::face::replaced(response, body)
}

/// An error as its clients read it: the gateway's fault for credentials, else the envelope of the services.
pub(crate) fn refusal(error: &Error, params: &Params, whole: bool) -> Response {
    let pretty = params.flag("pretty");
    if error.is_from_gateway() {
        let fault = json!({ "fault": {
            "code": 900_904,
            "message": "Invalid Credentials",
            "description": error.message(),
        }});
        let mut response = json_response(error.status(), &fault, pretty);
        response
            .headers_mut()
            .insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"portolan\""));
        return response;
    }
    if params.flag("naked") {
        return error.status().into_response();
    }
    let mut body = json!({ "status": "error", "message": error.message(), "version": VERSION });
    if whole {
        body["result"] = Value::Null;
    }
    json_response(error.status(), &body, pretty)
}

/// A JSON body, indented or not.
pub(super) fn json_response(status: StatusCode, body: &Value, pretty: bool) -> Response {
    if !pretty {
        return crate::face::json_response(status, body);
    }
    (status, [(header::CONTENT_TYPE, "application/json")], format!("{body:#}\n")).into_response()
}

/// Keeps the fields that `filter` names, of each result.
fn project(result: Value, params: &Params) -> Value {
    let Some(filter) = params.get("filter").filter(|filter| !filter.trim().is_empty()) else {
        return result;
    };
    let paths: Vec<Vec<&str>> = filter.split(',').map(|path| path.trim().split('.').collect()).collect();
    match result {
        Value::Array(rows) => rows.iter().map(|row| pick(row, &paths)).collect(),
        single => pick(&single, &paths),
    }
}

fn pick(value: &Value, paths: &[Vec<&str>]) -> Value {
    if let Value::Array(items) = value {
        return items.iter().map(|item| pick(item, paths)).collect();
    }
    let Value::Object(fields) = value else {
        return value.clone();
    };
    let mut picked = Map::new();
    for (name, field) in fields {
        let below: Vec<Vec<&str>> = paths
            .iter()
            .filter(|path| path.first().is_some_and(|first| first == name))
            .map(|path| path[1..].to_vec())
            .collect();
        if below.is_empty() {
            continue;
        }
        let whole = below.iter().any(Vec::is_empty);
        picked.insert(name.clone(), if whole { field.clone() } else { pick(field, &below) });
    }
    Value::Object(picked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filter_keeps_the_named_fields() {
        let params = Params::parse("filter=id,_links.self.href");
        let row = json!({ "id": 1, "name": "x", "_links": { "self": { "href": "a", "b": 1 }, "other": 1 } });
        let kept = json!({ "id": 1, "_links": { "self": { "href": "a" } } });
        assert_eq!(project(json!([row]), &params), json!([kept]));
        assert_eq!(project(row, &params), kept);
    }
}
