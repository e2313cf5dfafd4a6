//! Waiting between two looks at the service.

use js_sys::Promise;
use leptos::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// Lets some time pass.
pub async fn sleep(milliseconds: i32) {
    let promise = Promise::new(&mut |resolve, _| {
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds);
    });
    let _ = JsFuture::from(promise).await;
}

/// Whether nobody can see the page now, so that there is no need to look for news.
pub fn hidden() -> bool {
    document().hidden()
}

/// Lets some time pass, and more while nobody can see the page.
pub async fn pause(milliseconds: i32) {
    sleep(milliseconds).await;
    while hidden() {
        sleep(500).await;
    }
}
