//! Downloads: the body is read piece by piece for its progress, kept by the browser, never by wasm memory.

use js_sys::{Array, Reflect, Uint8Array};
use leptos::prelude::*;
use portolan::{Code, Download, Error};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::Report;

/// Pieces are joined into one blob at this size: the browser may then keep it on disk.
const JOIN_AT: u64 = 8 << 20;

/// Reads a download to its end and hands it to the browser to keep under a name.
pub(super) async fn save(
    download: Download,
    name: &str,
    size: Option<u64>,
    report: Report,
) -> Result<(), Error> {
    let total = download.size().or(size).unwrap_or(0);
    report(0, total);
    let blob = read(download, total, &report).await.map_err(|_| cut_off())?;
    hand_over(&blob, name).map_err(|_| Error::new(Code::Internal, "The browser would not keep the file."))
}

/// The browser's response behind a download.
#[cfg(target_family = "wasm")]
pub(crate) fn response(download: Download) -> web_sys::Response {
    download.response()
}

/// There is no browser that could hold the response.
#[cfg(not(target_family = "wasm"))]
pub(crate) fn response(_download: Download) -> web_sys::Response {
    JsValue::UNDEFINED.unchecked_into()
}

async fn read(download: Download, total: u64, report: &Report) -> Result<web_sys::Blob, JsValue> {
    let response = response(download);
    let Some(body) = response.body() else { return web_sys::Blob::new() };
    let reader: web_sys::ReadableStreamDefaultReader = body.get_reader().unchecked_into();
    let (blobs, pieces) = (Array::new(), Array::new());
    let (mut loaded, mut pending, mut told) = (0, 0, 0.0);
    loop {
        let step = JsFuture::from(reader.read()).await?;
        if Reflect::get(&step, &"done".into())?.is_truthy() {
            break;
        }
        let piece: Uint8Array = Reflect::get(&step, &"value".into())?.unchecked_into();
        let length = u64::from(piece.length());
        loaded += length;
        pending += length;
        pieces.push(&piece);
        if pending >= JOIN_AT {
            blobs.push(&joined(&pieces)?);
            pieces.set_length(0);
            pending = 0;
        }
        let now = js_sys::Date::now();
        if now - told >= 100.0 {
            told = now;
            report(loaded, total);
        }
    }
    report(loaded, loaded.max(total));
    if pieces.length() > 0 {
        blobs.push(&joined(&pieces)?);
    }
    web_sys::Blob::new_with_blob_sequence(&blobs)
}

fn joined(pieces: &Array) -> Result<JsValue, JsValue> {
    Ok(web_sys::Blob::new_with_u8_array_sequence(pieces)?.into())
}

/// Lets the browser keep something under a name.
pub(crate) fn hand_over(blob: &web_sys::Blob, name: &str) -> Result<(), JsValue> {
    let address = web_sys::Url::create_object_url_with_blob(blob)?;
    let link: web_sys::HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    link.set_href(&address);
    link.set_download(name);
    link.click();
    // The browser needs the address until it has begun to write.
    set_timeout(
        move || {
            let _ = web_sys::Url::revoke_object_url(&address);
        },
        std::time::Duration::from_secs(60),
    );
    Ok(())
}

fn cut_off() -> Error {
    Error::new(Code::Network, "The download was cut off.")
}
