//! Pictures, and documents that could carry scripts.

use leptos::prelude::*;

use super::content::{address, image_type, release};
use super::text::TextPreview;
use crate::components::field::CheckField;

/// A picture, drawn by the browser from an address of this page.
#[component]
pub(super) fn Image(bytes: Vec<u8>, name: String) -> impl IntoView {
    let source = address(&bytes, image_type(&name));
    let broken = RwSignal::new(source.is_none());
    let size = RwSignal::new(String::new());
    let measured = NodeRef::<leptos::html::Img>::new();
    keep(source.clone());
    view! {
        <figure class="preview-figure">
            <Show
                when=move || !broken.get()
                fallback=|| view! { <p class="preview-note">"The browser cannot draw this picture."</p> }
            >
                <img
                    class="preview-image"
                    node_ref=measured
                    src=source.clone()
                    alt=name.clone()
                    on:error=move |_| broken.set(true)
                    on:load=move |_| {
                        if let Some(image) = measured.get_untracked() {
                            size.set(format!("{} × {} pixels", image.natural_width(), image.natural_height()));
                        }
                    }
                />
            </Show>
            <figcaption class="small soft">{move || size.get()}</figcaption>
        </figure>
    }
}

/// HTML or SVG: its source as text, or drawn in a frame without scripts, forms, links out, or our origin.
#[component]
pub(super) fn Page(text: String, name: String) -> impl IntoView {
    let svg = name.to_ascii_lowercase().ends_with(".svg");
    let drawn = RwSignal::new(svg);
    let source = address(text.as_bytes(), if svg { "image/svg+xml" } else { "text/html;charset=utf-8" });
    keep(source.clone());
    let text = StoredValue::new(text);
    let name = StoredValue::new(name);
    view! {
        <CheckField label="Draw the document (scripts stay off)" value=drawn />
        <Show
            when=move || drawn.get()
            fallback=move || view! { <TextPreview text=text.get_value() name=name.get_value() /> }
        >
            <iframe
                class="preview-frame"
                sandbox=""
                src=source.clone()
                title=format!("Drawing of {}", name.get_value())
            ></iframe>
        </Show>
    }
}

/// Gives the address up when the preview goes.
fn keep(address: Option<String>) {
    on_cleanup(move || {
        if let Some(address) = &address {
            release(address);
        }
    });
}
