//! What a browser runs first: the sign-in form, without router and pages.

use std::future::Future;
use std::pin::Pin;

use leptos::wasm_split::SplitLoaderError;

/// What fetching or starting the chunk gives.
pub type Loading = Pin<Box<dyn Future<Output = Result<(), SplitLoaderError>>>>;

/// The two ways into the part of the portal that is not loaded yet.
#[derive(Clone, Copy)]
pub struct Chunk {
    /// Fetches the chunk and does nothing else.
    pub load: fn() -> Loading,
    /// Fetches the chunk if needed and mounts the portal.
    pub start: fn() -> Loading,
}

/// Starts the page.
pub fn start(chunk: Chunk) {
    wasm_bindgen_futures::spawn_local(async move {
        if (chunk.start)().await.is_err() {
            leptos::logging::error!("The portal could not be loaded.");
        }
    });
}
