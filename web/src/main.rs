//! The portal's binary: the sign-in entry, and the one place where the chunk `portal` is cut off from it.

use portolan_web::entry::{self, Chunk};

fn main() {
    entry::start(Chunk {
        load: || Box::pin(portal::load()),
        start: || Box::pin(portal::start()),
        sign_in: |attempt| {
            Box::pin(async move {
                match portal::sign_in(attempt).await {
                    Ok(signing_in) => signing_in.await,
                    Err(_) => Err(entry::not_loaded()),
                }
            })
        },
    });
}

/// The portal as a chunk of its own, fetched while the person types.
#[cfg(feature = "split")]
mod portal {
    use leptos::wasm_split::{SplitLoaderError, wasm_split};
    use portolan_web::session::{self, Attempt, SigningIn};

    #[wasm_split(portal, wasm_split_path = ::leptos::wasm_split, preload(load), fallible)]
    pub(crate) fn start() -> Result<(), SplitLoaderError> {
        portolan_web::app::mount();
        Ok(())
    }

    #[wasm_split(portal, wasm_split_path = ::leptos::wasm_split, fallible)]
    pub(crate) fn sign_in(attempt: Attempt) -> Result<SigningIn, SplitLoaderError> {
        Ok(session::sign_in(attempt))
    }
}

/// The portal in the same module, for development and tests.
#[cfg(not(feature = "split"))]
mod portal {
    use std::future::{Ready, ready};

    use leptos::wasm_split::SplitLoaderError;
    use portolan_web::session::{self, Attempt, SigningIn};

    pub(crate) fn load() -> Ready<Result<(), SplitLoaderError>> {
        ready(Ok(()))
    }

    pub(crate) fn start() -> Ready<Result<(), SplitLoaderError>> {
        portolan_web::app::mount();
        ready(Ok(()))
    }

    pub(crate) fn sign_in(attempt: Attempt) -> Ready<Result<SigningIn, SplitLoaderError>> {
        ready(Ok(session::sign_in(attempt)))
    }
}
