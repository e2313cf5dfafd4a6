//! What can be uploaded.

/// A file to upload; its content is never copied into wasm memory when the browser holds it.
#[derive(Debug, Clone)]
pub enum UploadSource {
    /// Bytes with a file name.
    Bytes {
        /// The file's name.
        name: String,
        /// Its content.
        bytes: Vec<u8>,
    },
    /// A file or blob that the browser holds, with a file name.
    #[cfg(target_family = "wasm")]
    Blob {
        /// The file's name.
        name: String,
        /// The browser's handle.
        blob: send_wrapper::SendWrapper<web_sys::Blob>,
    },
}

impl UploadSource {
    /// The file's name.
    pub fn name(&self) -> &str {
        match self {
            Self::Bytes { name, .. } => name,
            #[cfg(target_family = "wasm")]
            Self::Blob { name, .. } => name,
        }
    }

    /// The content's size in bytes.
    pub fn size(&self) -> u64 {
        match self {
            Self::Bytes { bytes, .. } => bytes.len() as u64,
            #[cfg(target_family = "wasm")]
            Self::Blob { blob, .. } => blob.size() as u64,
        }
    }
}

#[cfg(target_family = "wasm")]
impl From<web_sys::File> for UploadSource {
    fn from(file: web_sys::File) -> Self {
        Self::Blob { name: file.name(), blob: send_wrapper::SendWrapper::new(file.into()) }
    }
}
