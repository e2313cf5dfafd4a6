//! Requests by reqwest.

use std::sync::OnceLock;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use reqwest::multipart::{Form, Part};
use reqwest::redirect::Policy;

use super::{Attempt, Lost};
use crate::endpoint::Method;
use crate::json::Json;
use crate::request::{Body, pairs};
use crate::upload::UploadSource;

pub(crate) struct Answer(reqwest::Response);

impl Answer {
    pub(crate) fn status(&self) -> u16 {
        self.0.status().as_u16()
    }

    pub(crate) fn header(&self, name: &str) -> Option<String> {
        Some(self.0.headers().get(name)?.to_str().ok()?.to_owned())
    }

    pub(crate) async fn text(self) -> Result<String, Lost> {
        self.0.text().await.map_err(lost)
    }

    pub(crate) async fn json(self) -> Result<Json, Lost> {
        Json::parse(&self.text().await?).ok_or_else(|| Lost::Connection(String::new()))
    }

    pub(crate) async fn bytes(self) -> Result<Vec<u8>, Lost> {
        Ok(self.0.bytes().await.map_err(lost)?.into())
    }
}

pub(crate) async fn send(attempt: Attempt<'_>) -> Result<Answer, Lost> {
    static CLIENT: OnceLock<reqwest::Client> = OnceLock::new();
    let client = CLIENT.get_or_init(|| {
        let builder = reqwest::Client::builder().redirect(Policy::none());
        builder.build().expect("the default configuration is valid")
    });
    let method = match attempt.method {
        Method::Get => reqwest::Method::GET,
        Method::Post => reqwest::Method::POST,
        Method::Put => reqwest::Method::PUT,
        Method::Patch => reqwest::Method::PATCH,
        Method::Delete => reqwest::Method::DELETE,
    };
    let mut request = client.request(method, &attempt.url).header("accept", "application/json, */*");
    if let Some(authorization) = attempt.authorization {
        request = request.header("authorization", authorization);
    }
    for (name, value) in &attempt.options.headers {
        request = request.header(name, value);
    }
    // reqwest writes a multipart body's type itself, with the boundary that it chose.
    if let (Some(content_type), false) =
        (attempt.body.content_type(), matches!(attempt.body, Body::Multipart(..)))
    {
        request = request.header("content-type", content_type);
    }
    request = match attempt.body {
        Body::Empty => request,
        Body::Json(text) => request.body(text.clone()),
        Body::Form(fields) => request.body(pairs(fields)),
        Body::Bytes(UploadSource::Bytes { bytes, .. }) => request.body(bytes.clone()),
        Body::Multipart(fields, name, UploadSource::Bytes { name: file_name, bytes }) => {
            let form = fields.iter().cloned().fold(Form::new(), |form, (name, value)| form.text(name, value));
            request
                .multipart(form.part(name.clone(), Part::bytes(bytes.clone()).file_name(file_name.clone())))
        }
    };
    if !attempt.body.is_file() {
        request = request.timeout(Duration::from_millis(attempt.options.attempt_timeout_ms));
    }
    let answer = request.send().await.map_err(lost)?;
    if answer.status().is_redirection() {
        return Err(Lost::Redirect);
    }
    if let (Body::Multipart(.., file), Some(progress)) = (attempt.body, &attempt.options.progress) {
        progress(file.size(), file.size());
    }
    Ok(Answer(answer))
}

/// An address can hold a key, so none is told.
fn lost(error: reqwest::Error) -> Lost {
    if error.is_timeout() { Lost::Timeout } else { Lost::Connection(error.without_url().to_string()) }
}

pub(crate) async fn sleep(milliseconds: u64) {
    tokio::time::sleep(Duration::from_millis(milliseconds)).await;
}

/// There is no page to be seen.
pub(crate) fn is_hidden() -> bool {
    false
}

pub(crate) fn now_ms() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map(|since| since.as_millis() as u64).unwrap_or_default()
}

/// When a date in a header is, in milliseconds since 1970.
pub(crate) fn date_ms(text: &str) -> Option<u64> {
    let since = httpdate::parse_http_date(text).ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some(since.as_millis() as u64)
}

pub(crate) fn random() -> f64 {
    fastrand::f64()
}
