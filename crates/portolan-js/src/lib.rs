//! The wasm behind the npm package `portolan`: everything it exports is declared in the crate `portolan`.

#[cfg(target_family = "wasm")]
pub use portolan::js::*;
