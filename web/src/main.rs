//! The portal's binary: the sign-in entry, and the one place where the chunk `portal` is cut off from it.

use portolan_web::entry::{self, Chunk};

fn main() {
    entry::start(Chunk {
        load: || Box::pin(portal::load()),
        start: || Box::pin(portal::start()),
    });
}

/// The portal as a chunk of its own, fetched while the person types.
#[cfg(feature = "split")]
mod portal {
    use leptos::wasm_split::{SplitLoaderError, wasm_split};

    #[wasm_split(portal, wasm_split_path = ::leptos::wasm_split, preload(load), fallible)]
    pub(crate) fn start() -> Result<(), SplitLoaderError> {
        portolan_web::app::mount();
        Ok(())
    }
}

/// The portal in the same module, for development and tests.
#[cfg(not(feature = "split"))]
mod portal {
    use leptos::wasm_split::SplitLoaderError;

    #[expect(clippy::unused_async, reason = "has the shape of the split build's loader")]
    pub(crate) async fn load() -> Result<(), SplitLoaderError> {
        Ok(())
    }

    #[expect(clippy::unused_async, reason = "has the shape of the split build's loader")]
    pub(crate) async fn start() -> Result<(), SplitLoaderError> {
        portolan_web::app::mount();
        Ok(())
    }
}
