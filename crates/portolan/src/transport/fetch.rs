//! Requests by the browser's (or Node's) `fetch`, built with gloo-net.
//!
//! gloo-net sends only from a window or a worker and does not abort a request whose future is dropped; so the last step,
//! calling the global `fetch`, is here.

use futures_util::future::{Either, select};
use gloo_net::http::{Headers, RequestBuilder};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, FormData, RequestRedirect, Response, ResponseType};

use super::{Attempt, Lost, xhr};
use crate::endpoint::Method;
use crate::json::Json;
use crate::request::{Body, pairs};
use crate::upload::UploadSource;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = fetch)]
    fn global_fetch(request: &web_sys::Request) -> js_sys::Promise;

    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(callback: &js_sys::Function, milliseconds: f64) -> JsValue;

    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(timer: &JsValue);
}

/// An answer as the browser gives it.
pub(crate) struct Answer(pub(crate) Response);

impl Answer {
    pub(crate) fn status(&self) -> u16 {
        self.0.status()
    }

    pub(crate) fn header(&self, name: &str) -> Option<String> {
        self.0.headers().get(name).ok().flatten()
    }

    pub(crate) async fn text(self) -> Result<String, Lost> {
        let text = JsFuture::from(self.0.text().map_err(lost)?).await.map_err(lost)?;
        Ok(text.as_string().unwrap_or_default())
    }

    pub(crate) async fn json(self) -> Result<Json, Lost> {
        JsFuture::from(self.0.json().map_err(lost)?).await.map(Json).map_err(unreadable)
    }

    pub(crate) async fn bytes(self) -> Result<Vec<u8>, Lost> {
        let buffer = JsFuture::from(self.0.array_buffer().map_err(lost)?).await.map_err(lost)?;
        Ok(js_sys::Uint8Array::new(&buffer).to_vec())
    }
}

pub(crate) async fn send(attempt: Attempt<'_>) -> Result<Answer, Lost> {
    if let Body::Multipart(_, _, file) = attempt.body
        && let Some(progress) = &attempt.options.progress
    {
        if attempt.options.fetch.is_none() && xhr::exists() {
            return xhr::send(attempt).await;
        }
        let total = file.size();
        let answer = Box::pin(send_with(&attempt)).await?;
        progress(total, total);
        return Ok(answer);
    }
    send_with(&attempt).await
}

async fn send_with(attempt: &Attempt<'_>) -> Result<Answer, Lost> {
    let mut guard = AbortOnDrop { controller: AbortController::new().map_err(lost)?, armed: true };
    let headers = Headers::new();
    headers.set("Accept", "application/json, */*");
    for (name, value) in headers_of(attempt) {
        headers.set(&name, &value);
    }
    let builder = RequestBuilder::new(&attempt.url)
        .method(match attempt.method {
            Method::Get => gloo_net::http::Method::GET,
            Method::Post => gloo_net::http::Method::POST,
            Method::Put => gloo_net::http::Method::PUT,
            Method::Patch => gloo_net::http::Method::PATCH,
            Method::Delete => gloo_net::http::Method::DELETE,
        })
        .headers(headers)
        .redirect(RequestRedirect::Manual)
        .credentials(web_sys::RequestCredentials::Omit)
        .abort_signal(Some(&guard.controller.signal()));
    let request = match attempt.body {
        Body::Empty => builder.build(),
        Body::Json(text) => builder.body(text.as_str()),
        Body::Form(fields) => builder.body(pairs(fields)),
        Body::Multipart(fields, name, file) => builder.body(form_data(fields, name, file).map_err(lost)?),
        Body::Bytes(file) => builder.body(blob(file).map_err(lost)?),
    };
    let request = request.map_err(|error| match error {
        gloo_net::Error::JsError(error) => Lost::Connection(error.message),
        gloo_net::Error::GlooError(message) => Lost::Connection(message),
    })?;
    let request = web_sys::Request::from(request);
    let fetching = JsFuture::from(match &attempt.options.fetch {
        Some(fetch) => js_sys::Promise::resolve(&fetch.call1(&JsValue::UNDEFINED, &request).map_err(lost)?),
        None => global_fetch(&request),
    });
    // An upload without progress has no limit of its own: it takes as long as its bytes need.
    let answer = if attempt.body.is_file() {
        fetching.await
    } else {
        match select(Box::pin(sleep(attempt.options.attempt_timeout_ms)), fetching).await {
            Either::Left(_) => return Err(Lost::Timeout),
            Either::Right((answer, _)) => answer,
        }
    };
    let response: Response = answer.map_err(lost)?.unchecked_into();
    guard.armed = false;
    if response.type_() == ResponseType::Opaqueredirect {
        return Err(Lost::Redirect);
    }
    Ok(Answer(response))
}

/// The headers that the request needs beyond `Accept`.
pub(super) fn headers_of(attempt: &Attempt<'_>) -> Vec<(String, String)> {
    let mut headers = attempt.options.headers.clone();
    if let Some(authorization) = attempt.authorization {
        headers.push(("Authorization".to_owned(), authorization.to_owned()));
    }
    // The browser writes a multipart body's type itself, with the boundary that it chose.
    if let (Some(content_type), false) =
        (attempt.body.content_type(), matches!(attempt.body, Body::Multipart(..)))
    {
        headers.push(("Content-Type".to_owned(), content_type.to_owned()));
    }
    headers
}

pub(super) fn form_data(
    fields: &[(String, String)],
    name: &str,
    file: &UploadSource,
) -> Result<FormData, JsValue> {
    let form = FormData::new()?;
    for (name, value) in fields {
        form.append_with_str(name, value)?;
    }
    form.append_with_blob_and_filename(name, &blob(file)?, file.name())?;
    Ok(form)
}

/// The content as the browser holds it.
fn blob(file: &UploadSource) -> Result<web_sys::Blob, JsValue> {
    match file {
        UploadSource::Blob { blob, .. } => Ok((**blob).clone()),
        UploadSource::Bytes { bytes, .. } => {
            let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes.as_slice()));
            web_sys::Blob::new_with_u8_array_sequence(&parts)
        }
    }
}

pub(super) fn lost(error: JsValue) -> Lost {
    let message = error.dyn_ref::<js_sys::Error>().map(|error| String::from(error.message()));
    Lost::Connection(message.unwrap_or_default())
}

/// Tells of a body that cannot be read in the words of whoever has read it; those who look into it say how it begins.
fn unreadable(error: JsValue) -> Lost {
    let error = Json(error);
    match (error.text_of("message"), error.text_of("body")) {
        (Some(why), Some(body)) => Lost::Unreadable { why, body },
        _ => lost(error.0),
    }
}

/// Aborts the request when its future is dropped before the answer came; from there on the body is the caller's.
struct AbortOnDrop {
    controller: AbortController,
    armed: bool,
}

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        if self.armed {
            self.controller.abort();
        }
    }
}

/// Cleared when the pause is dropped: a timer that nobody waits for would keep a script in Node from ending.
struct Timer(JsValue);

impl Drop for Timer {
    fn drop(&mut self) {
        clear_timeout(&self.0);
    }
}

pub(crate) async fn sleep(milliseconds: u64) {
    let mut timer = Timer(JsValue::UNDEFINED);
    let ended = js_sys::Promise::new(&mut |resolve, _| {
        timer.0 = set_timeout(&resolve, milliseconds as f64);
    });
    // A timer is never rejected.
    drop(JsFuture::from(ended).await);
}

/// Whether there is a page that nobody sees now.
pub(crate) fn is_hidden() -> bool {
    let document = js_sys::Reflect::get(&js_sys::global(), &"document".into());
    let hidden = document.and_then(|document| js_sys::Reflect::get(&document, &"hidden".into()));
    hidden.is_ok_and(|hidden| hidden.is_truthy())
}

pub(crate) fn now_ms() -> u64 {
    js_sys::Date::now() as u64
}

/// When a date in a header is, in milliseconds since 1970.
pub(crate) fn date_ms(text: &str) -> Option<u64> {
    let date = js_sys::Date::parse(text);
    (date >= 0.0).then_some(date as u64)
}

pub(crate) fn random() -> f64 {
    js_sys::Math::random()
}
