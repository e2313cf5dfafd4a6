//! What a preview fetches: the beginning of a file as text, or a picture behind an address of this page.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use js_sys::{Array, Reflect, Uint8Array};
use portolan::{Code, Download, Error, Result};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, ReadableStreamDefaultReader, Url};

use crate::transfers::download::response;

/// The largest text that is shown: one MiB.
pub(super) const TEXT_LIMIT: usize = 1 << 20;
/// The largest picture that is shown.
pub(super) const IMAGE_LIMIT: usize = 32 << 20;

/// A download that has been asked for.
pub type Fetching = Pin<Box<dyn Future<Output = Result<Download>>>>;

/// A file to preview.
#[derive(Clone)]
pub struct Source {
    /// Its name, which is also shown.
    pub name: String,
    /// Its size, where it is known.
    pub size: Option<u64>,
    /// Its media type, where the service tells it.
    pub mime: Option<String>,
    fetch: Arc<dyn Fn() -> Fetching + Send + Sync>,
}

impl Source {
    /// A file that `fetch` downloads.
    pub fn new<F>(name: &str, size: Option<u64>, mime: Option<&str>, fetch: F) -> Source
    where
        F: Fn() -> Fetching + Send + Sync + 'static,
    {
        Source { name: name.to_owned(), size, mime: mime.map(str::to_owned), fetch: Arc::new(fetch) }
    }

    /// The first `limit` bytes, and whether that is not all. The rest is not fetched.
    pub async fn head(&self, limit: usize) -> Result<Head> {
        let download = (self.fetch)().await?;
        read_head(response(download), limit).await.map_err(|_| {
            Error::new(Code::Network, format!("Reading {} broke off before its end.", self.name))
        })
    }
}

/// The beginning of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Whether there are more.
    pub cut: bool,
}

impl Head {
    /// The bytes as text. A character cut in two at the end is left out; what is not UTF-8 becomes a sign.
    pub fn text(&self) -> String {
        let end = match std::str::from_utf8(&self.bytes) {
            Err(fault) if self.cut && fault.error_len().is_none() => fault.valid_up_to(),
            _ => self.bytes.len(),
        };
        String::from_utf8_lossy(&self.bytes[..end]).into_owned()
    }
}

async fn read_head(response: web_sys::Response, limit: usize) -> Result<Head, JsValue> {
    let Some(stream) = response.body() else {
        return Ok(Head::default());
    };
    let reader: ReadableStreamDefaultReader = stream.get_reader().dyn_into()?;
    let mut head = Head::default();
    loop {
        let step = JsFuture::from(reader.read()).await?;
        if Reflect::get(&step, &JsValue::from_str("done"))?.is_truthy() {
            return Ok(head);
        }
        let chunk: Uint8Array = Reflect::get(&step, &JsValue::from_str("value"))?.dyn_into()?;
        let room = limit - head.bytes.len();
        let size = chunk.length() as usize;
        if size > room {
            head.bytes.extend(chunk.subarray(0, room as u32).to_vec());
            head.cut = true;
            let _ = reader.cancel();
            return Ok(head);
        }
        head.bytes.extend(chunk.to_vec());
    }
}

/// An address of this page for bytes, to be given up by [`release`].
pub(super) fn address(bytes: &[u8], mime: &str) -> Option<String> {
    let options = BlobPropertyBag::new();
    options.set_type(mime);
    let parts = Array::of1(&Uint8Array::from(bytes));
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options).ok()?;
    Url::create_object_url_with_blob(&blob).ok()
}

/// Gives an address up, so that the browser can forget its bytes.
pub(super) fn release(address: &str) {
    let _ = Url::revoke_object_url(address);
}

/// The media type of a picture, told from its name.
pub(super) fn image_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "bmp" => "image/bmp",
        "ico" => "image/x-icon",
        "svg" => "image/svg+xml",
        _ => "image/png",
    }
}

#[cfg(test)]
mod tests {
    use super::Head;

    #[test]
    fn a_character_cut_in_two_is_left_out() {
        let head = Head { bytes: "aß".as_bytes()[..2].to_vec(), cut: true };
        assert_eq!(head.text(), "a");
        let whole = Head { bytes: vec![b'a', 0xff], cut: false };
        assert_eq!(whole.text(), "a\u{fffd}");
    }
}
