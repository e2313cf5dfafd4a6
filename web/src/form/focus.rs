//! Moving the keyboard's focus to where the person's attention is needed.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// Focuses the element of an id once the page has been drawn.
pub fn focus_id(id: String) {
    request_animation_frame(move || {
        if let Some(element) = document().get_element_by_id(&id) {
            focus(&element);
        }
    });
}

/// Focuses the first control inside `root` that is marked wrong, opening what hides it.
pub fn focus_first_bad(root: &Element) {
    let root = root.clone();
    request_animation_frame(move || {
        let Ok(Some(bad)) = root.query_selector("[aria-invalid=\"true\"]") else { return };
        if let Ok(Some(details)) = bad.closest("details:not([open])") {
            let _ = details.set_attribute("open", "");
        }
        focus(&bad);
    });
}

fn focus(element: &Element) {
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        let _ = element.focus();
    }
}
