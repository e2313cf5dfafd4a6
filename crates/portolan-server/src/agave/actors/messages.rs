//! Messages: sent as JSON, as a form, as text or as bytes, with variables in the query string.

use std::collections::BTreeMap;

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Path, Request, State as Shared};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use serde_json::{Value, json};

use super::caller::{Caller, NONCE, find};
use super::executions::raw;
use super::{body, view};
use crate::State;
use crate::actors::{Content, Level, Message, unknown};
use crate::agave::answer::Answer;
use crate::agave::query::Params;
use crate::error::{Error, Result};
use crate::ids;

/// Bytes of a text at most: a program is given it as a variable.
const MOST_TEXT: usize = 120 << 10;

/// Bytes of any other message at most.
const MOST_BYTES: u64 = 500 << 20;

/// Asks to wait for the execution and to be answered its result.
const SYNCHRONOUS: &str = "_abaco_synchronous";

pub(super) fn router() -> Router<State> {
    Router::new().route("/actors/v2/{actor}/messages", get(count).post(send).delete(purge))
}

async fn count(Shared(state): Shared<State>, caller: Caller, Path(id): Path<String>) -> Result<Answer> {
    let actor = find(&state, &caller, &id, Level::Read).await?;
    let waiting = state.actors().waiting(&actor).await?;
    Ok(Answer::ok(json!({ "messages": waiting })).saying("The request was successful."))
}

async fn purge(Shared(state): Shared<State>, caller: Caller, Path(id): Path<String>) -> Result<Answer> {
    let actor = find(&state, &caller, &id, Level::Update).await?;
    state.actors().stop(&actor, None).await?;
    Ok(Answer::ok(json!({ "msg": "The actor's waiting messages will not be run." }))
        .saying("Messages purged successfully."))
}

async fn send(
    Shared(state): Shared<State>,
    caller: Caller,
    Path(id): Path<String>,
    params: Params,
    request: Request,
) -> Result<Response> {
    let actor = find(&state, &caller, &id, Level::Execute).await?;
    let environment = variables(&params)?;
    let media_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let media_type = media_type.unwrap_or_default().to_lowercase();
    let execution = ids::short();
    let (content, shown) = if media_type.starts_with("application/octet-stream") {
        state.actors().keep(&execution, MOST_BYTES, request.into_body().into_data_stream()).await?;
        (Content::File, "binary - omitted".to_owned())
    } else {
        let body = to_bytes(request.into_body(), MOST_TEXT).await.map_err(|_| {
            let why = "is larger than a program's variables may be, or broke off";
            Error::too_large(format!("message: {why}; send it as application/octet-stream"))
        })?;
        let text = text(&media_type, &body)?;
        (Content::Text(text.clone(), media_type), text)
    };
    let message = Message { content, environment };
    let execution = state.actors().send(&actor, &caller.user, execution, message).await?;
    if params.flag(SYNCHRONOUS) {
        state.actors().ended(&actor, &execution.id).await?.ok_or_else(|| unknown(&id))?;
        return raw(&state, &actor, &execution.id).await;
    }
    Ok(Answer::ok(view::sent(&state, &execution, &shown))
        .saying("The request was successful")
        .into_response())
}

/// Everything in the query string that has no other meaning.
fn variables(params: &Params) -> Result<BTreeMap<String, String>> {
    let meant = ["message", NONCE, SYNCHRONOUS, "pretty", "naked"];
    let rest = params.pairs().filter(|(name, _)| !meant.iter().any(|known| known.eq_ignore_ascii_case(name)));
    body::check_variables("query", rest.map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
}

/// The text of a message: the field `message` of a form or object, or the whole body.
fn text(media_type: &str, body: &[u8]) -> Result<String> {
    let text = std::str::from_utf8(body).map_err(|_| {
        Error::bad_request("message", "must be UTF-8; send other bytes as application/octet-stream")
    })?;
    let required = || Error::bad_request("message", "is required");
    let text = if media_type.starts_with("application/x-www-form-urlencoded") && !is_json(text) {
        Params::parse(text).get("message").map(str::to_owned).ok_or_else(required)?
    } else {
        match serde_json::from_str::<Value>(text) {
            Ok(Value::Object(mut fields)) if fields.contains_key("message") => {
                plain(fields.remove("message").unwrap_or_default())
            }
            Ok(value) => plain(value),
            Err(error) if media_type.starts_with("application/json") && !text.trim().is_empty() => {
                return Err(Error::bad_request("body", format!("is not JSON: {error}")));
            }
            Err(_) => text.to_owned(),
        }
    };
    if text.is_empty() {
        return Err(required());
    }
    if text.contains('\0') {
        return Err(Error::bad_request(
            "message",
            "must not contain NUL; send it as application/octet-stream",
        ));
    }
    Ok(text)
}

fn is_json(text: &str) -> bool {
    text.trim_start().starts_with(['{', '['])
}

/// A text as it is, everything else as JSON.
fn plain(value: Value) -> String {
    match value {
        Value::String(text) => text,
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_comes_in_several_forms() {
        let form = "application/x-www-form-urlencoded";
        for (media_type, body, expected) in [
            ("application/json", r#"{"message": "ring twice"}"#, "ring twice"),
            ("application/json", r#"{"message": {"a": 1}}"#, r#"{"a":1}"#),
            ("application/json; charset=utf-8", r#"{"a": [1, 2]}"#, r#"{"a":[1,2]}"#),
            ("application/json", r#""text""#, "text"),
            (form, "message=ring+twice%21&x=1", "ring twice!"),
            (form, r#"{"message": "JSON all the same"}"#, "JSON all the same"),
            ("text/plain", "plain words", "plain words"),
            ("", "42", "42"),
        ] {
            assert_eq!(text(media_type, body.as_bytes()).unwrap(), expected, "{body}");
        }
        for (media_type, body) in [
            ("application/json", &b"{"[..]),
            ("application/json", b""),
            ("application/json", br#"{"message": ""}"#),
            ("application/json", br#"{"message": null}"#),
            (form, b"other=1"),
            ("text/plain", b"\xff"),
            ("text/plain", b"a\0b"),
        ] {
            assert_eq!(text(media_type, body).unwrap_err().status(), 400, "{body:?}");
        }
    }

    #[test]
    fn variables_are_what_is_left_of_the_query() {
        let params = Params::parse("A=1&message=no&x-nonce=n&_abaco_synchronous=true&b%20c=2");
        let expected = [("A", "1"), ("b c", "2")].map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(variables(&params).unwrap(), BTreeMap::from(expected));
        assert!(variables(&Params::parse("LD_PRELOAD=x")).is_err());
        assert!(variables(&Params::parse("a%00=x")).is_err());
    }
}
