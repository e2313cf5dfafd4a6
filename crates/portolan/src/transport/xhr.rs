//! Uploads with progress: `fetch` cannot report it, `XMLHttpRequest` can.

use std::cell::Cell;
use std::rc::Rc;

use futures_util::future::{Either, select};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{ProgressEvent, ResponseInit, XmlHttpRequest, XmlHttpRequestResponseType};

use super::fetch::{Answer, form_data, headers_of, lost};
use super::{Attempt, Lost, now_ms, sleep};
use crate::request::Body;

/// The least time between two reports of progress.
const REPORT_MS: u64 = 100;
/// An upload that moves no byte for this long is given up.
const STALL_MS: u64 = 30_000;

/// Whether there is such a thing here: Node has none.
pub(super) fn exists() -> bool {
    js_sys::Reflect::has(&js_sys::global(), &"XMLHttpRequest".into()).unwrap_or(false)
}

pub(super) async fn send(attempt: Attempt<'_>) -> Result<Answer, Lost> {
    let Body::Multipart(fields, name, file) = attempt.body else {
        return Err(Lost::Connection("only uploads report progress".to_owned()));
    };
    let form = form_data(fields, name, file).map_err(lost)?;
    let request = XmlHttpRequest::new().map_err(lost)?;
    request.open(attempt.method.name(), &attempt.url).map_err(lost)?;
    request.set_response_type(XmlHttpRequestResponseType::Text);
    for (name, value) in headers_of(&attempt) {
        request.set_request_header(&name, &value).map_err(lost)?;
    }

    let total = file.size();
    let ended = js_sys::Promise::new(&mut |resolve, reject| {
        request.set_onload(Some(&resolve));
        request.set_onerror(Some(&reject));
    });
    let heard = Rc::new(Cell::new(now_ms()));
    let on_progress = {
        let (progress, heard) = (attempt.options.progress.clone(), heard.clone());
        let mut reported = 0;
        Closure::<dyn FnMut(ProgressEvent)>::new(move |event: ProgressEvent| {
            heard.set(now_ms());
            if let Some(progress) = &progress
                && now_ms() >= reported + REPORT_MS
            {
                reported = now_ms();
                // The form's own bytes are counted too; the caller knows the file's.
                progress((event.loaded() as u64).min(total), total);
            }
        })
    };
    let upload = request.upload().map_err(lost)?;
    upload.set_onprogress(Some(on_progress.as_ref().unchecked_ref()));

    let guard = AbortOnDrop(request);
    guard.0.send_with_opt_form_data(Some(&form)).map_err(lost)?;
    let watchdog = async {
        loop {
            sleep(STALL_MS / 4).await;
            if now_ms() > heard.get() + STALL_MS {
                return;
            }
        }
    };
    match select(Box::pin(watchdog), JsFuture::from(ended)).await {
        Either::Left(_) => return Err(Lost::Timeout),
        Either::Right((ended, _)) => ended.map_err(|_| Lost::Connection(String::new()))?,
    };
    if let Some(progress) = &attempt.options.progress {
        progress(total, total);
    }
    answer(&guard.0, &attempt.url)
}

/// The same value that `fetch` would have given.
fn answer(request: &XmlHttpRequest, url: &str) -> Result<Answer, Lost> {
    let status = request.status().map_err(lost)?;
    let elsewhere = request.response_url();
    if !elsewhere.is_empty() && !url.ends_with(elsewhere.as_str()) && !elsewhere.ends_with(url) {
        return Err(Lost::Redirect);
    }
    let text = request.response_text().map_err(lost)?;
    let init = ResponseInit::new();
    init.set_status(status);
    let headers = web_sys::Headers::new().map_err(lost)?;
    for name in ["Content-Type", "Retry-After"] {
        if let Some(value) = request.get_response_header(name).map_err(lost)? {
            headers.set(name, &value).map_err(lost)?;
        }
    }
    init.set_headers(&headers);
    web_sys::Response::new_with_opt_str_and_init(text.as_deref(), &init).map(Answer).map_err(lost)
}

/// Removes the handlers and aborts the upload when its future is dropped.
struct AbortOnDrop(XmlHttpRequest);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.set_onload(None);
        self.0.set_onerror(None);
        if let Ok(upload) = self.0.upload() {
            upload.set_onprogress(None);
        }
        // Aborting a request that is over does nothing.
        let _ = self.0.abort();
    }
}
