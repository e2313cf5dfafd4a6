//! Requests made from the catalogue's description of an operation.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::Request;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use portolan_server::agave::links::segment;
use serde_json::Value;

use super::harness::{Reply, Server};

/// Somebody who calls one operation after the other and remembers what they need for the next.
pub(crate) struct Walker<'s> {
    server: &'s Server,
    known: BTreeMap<String, String>,
}

impl<'s> Walker<'s> {
    pub(crate) async fn new(server: &'s Server, web: &str) -> Walker<'s> {
        let alice = server.user("alice").await;
        server.user("bob").await;
        let known = [("token", alice.token()), ("web", web), ("key", ""), ("secret", "")];
        Walker { server, known: known.map(|(name, value)| (name.to_owned(), value.to_owned())).into() }
    }

    /// Remembers a value for later arguments, which name it in braces.
    pub(crate) fn keep(&mut self, name: &str, value: &Value) {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        self.known.insert(name.to_owned(), text);
    }

    pub(crate) async fn send(&self, operation: &Value, arguments: &Value) -> Reply {
        let arguments = self.filled(arguments);
        let mut path = operation["path"].as_str().unwrap().to_owned();
        let (mut query, mut form, mut body) = (Vec::new(), Vec::new(), None);
        for parameter in operation["parameters"].as_array().unwrap() {
            let (name, place) = (parameter["name"].as_str().unwrap(), parameter["in"].as_str().unwrap());
            // A name may be there twice, in the path and in the form.
            let value = arguments.get(format!("{place}:{name}")).or_else(|| arguments.get(name));
            let Some(value) = value else {
                let needed =
                    parameter["required"] == true && parameter.get("wire_name") != Some(&Value::Null);
                assert!(
                    !needed || place == "path" && !path.contains(&format!("{{{name}}}")),
                    "{name} is missing"
                );
                continue;
            };
            match place {
                "path" => {
                    let segments: Vec<String> = text(value).split('/').map(segment).collect();
                    path = path.replace(&format!("{{{name}}}"), &segments.join("/"));
                }
                "query" => query.push(format!("{name}={}", segment(&text(value)))),
                "form" => form.push((name, value.clone(), parameter["type"] == "file")),
                _ => body = Some(value.clone()),
            }
        }
        if !query.is_empty() {
            path = format!("{path}?{}", query.join("&"));
        }
        let (media_type, bytes) = content(operation, &form, body.as_ref());
        let mut request = Request::builder()
            .method(operation["method"].as_str().unwrap())
            .uri(path)
            .header("host", "127.0.0.1:8750");
        if let Some(authorization) = self.authorization(operation["auth"].as_str().unwrap()) {
            request = request.header("authorization", authorization);
        }
        if !media_type.is_empty() {
            request = request.header("content-type", media_type);
        }
        self.server.raw(request.body(Body::from(bytes)).unwrap()).await
    }

    fn authorization(&self, kind: &str) -> Option<String> {
        let basic = |pair: String| Some(format!("Basic {}", BASE64_STANDARD.encode(pair)));
        match kind {
            "bearer" => Some(format!("Bearer {}", self.known["token"])),
            "basic-user" => basic("alice:secret".to_owned()),
            "basic-client" => basic(format!("{}:{}", self.known["key"], self.known["secret"])),
            _ => None,
        }
    }

    /// The arguments with what is in braces replaced.
    fn filled(&self, arguments: &Value) -> Value {
        match arguments {
            Value::String(text) => {
                let replace = |text: String, (name, value): (&String, &String)| {
                    text.replace(&format!("{{{name}}}"), value)
                };
                Value::String(self.known.iter().fold(text.clone(), replace))
            }
            Value::Array(items) => items.iter().map(|item| self.filled(item)).collect(),
            Value::Object(fields) => {
                fields.iter().map(|(name, value)| (name.clone(), self.filled(value))).collect()
            }
            other => other.clone(),
        }
    }
}

/// The media type and bytes of a body, in the first way that the operation takes.
fn content(operation: &Value, form: &[(&str, Value, bool)], body: Option<&Value>) -> (String, Vec<u8>) {
    let first = operation["request"]["content_types"][0].as_str().unwrap_or_default();
    match (body, form) {
        (Some(Value::String(bytes)), _) if first == "application/octet-stream" => {
            (first.to_owned(), bytes.clone().into_bytes())
        }
        (Some(body), _) => ("application/json".to_owned(), body.to_string().into_bytes()),
        (None, []) => (String::new(), Vec::new()),
        (None, _) if form.iter().any(|(_, _, is_file)| *is_file) => {
            let mut parts = String::new();
            for (name, value, is_file) in form {
                let file = if *is_file { "; filename=\"part.txt\"" } else { "" };
                let head = format!("Content-Disposition: form-data; name=\"{name}\"{file}");
                parts.push_str(&format!("--edge\r\n{head}\r\n\r\n{}\r\n", text(value)));
            }
            ("multipart/form-data; boundary=edge".to_owned(), format!("{parts}--edge--\r\n").into_bytes())
        }
        (None, _) => {
            let pairs: Vec<String> =
                form.iter().map(|(name, value, _)| format!("{name}={}", segment(&text(value)))).collect();
            ("application/x-www-form-urlencoded".to_owned(), pairs.join("&").into_bytes())
        }
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
