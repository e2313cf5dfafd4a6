//! The portal's components in a browser, by role and name, with the keyboard.
#![cfg(target_family = "wasm")]

mod actions;
mod fields;
mod questions;
mod waiting;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
