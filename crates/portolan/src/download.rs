//! Downloaded content.

use crate::error::{Code, Error, Result};
use crate::transport::{Answer, Lost};

/// The body of a download, not read yet.
pub struct Download(Answer);

impl Download {
    pub(crate) fn new(answer: Answer) -> Self {
        Self(answer)
    }

    /// The content's size in bytes, where the service tells it.
    pub fn size(&self) -> Option<u64> {
        self.0.header("content-length")?.parse().ok()
    }

    /// Whether it is only the asked range of the content.
    pub fn is_partial(&self) -> bool {
        self.0.status() == 206
    }

    /// The content's media type, where the service tells it.
    pub fn media_type(&self) -> Option<String> {
        self.0.header("content-type")
    }

    /// Reads the whole content.
    ///
    /// # Errors
    /// [`Code::Network`] when it is cut off.
    pub async fn bytes(self) -> Result<Vec<u8>> {
        self.0.bytes().await.map_err(|lost| cut_off(&lost))
    }

    /// Reads the whole content as text; what is not UTF-8 is replaced.
    ///
    /// # Errors
    /// [`Code::Network`] when it is cut off.
    pub async fn text(self) -> Result<String> {
        Ok(String::from_utf8_lossy(&self.bytes().await?).into_owned())
    }

    /// The browser's own response, whose `body` is a stream.
    #[cfg(target_family = "wasm")]
    pub fn response(self) -> web_sys::Response {
        self.0.0
    }

    /// Reads the whole content into a blob, which the browser keeps outside of wasm memory.
    ///
    /// # Errors
    /// [`Code::Network`] when it is cut off.
    #[cfg(target_family = "wasm")]
    pub async fn blob(self) -> Result<web_sys::Blob> {
        use wasm_bindgen::JsCast;
        let cut_off = |_| Error::new(Code::Network, "The download was cut off.");
        let blob = wasm_bindgen_futures::JsFuture::from(self.0.0.blob().map_err(cut_off)?);
        Ok(blob.await.map_err(cut_off)?.unchecked_into())
    }
}

fn cut_off(lost: &Lost) -> Error {
    let why = match lost {
        Lost::Connection(why) if !why.is_empty() => format!(" ({why})"),
        _ => String::new(),
    };
    Error::new(Code::Network, format!("The download was cut off{why}."))
}
