//! Dialogs: the browser's own `<dialog>`, named by its heading.

use leptos::html;
use leptos::prelude::*;

use crate::hooks::effect::effect;

/// A modal dialog. Its content exists only while it is open; Escape closes it.
///
/// ```text
/// let open = RwSignal::new(false);
/// <Dialog open title="New folder">
///     <form on:submit=...> ... <DialogActions> ... </DialogActions></form>
/// </Dialog>
/// ```
#[component]
pub fn Dialog(
    /// Whether it is shown. Closing by the browser (Escape) sets it back.
    open: RwSignal<bool>,
    /// Its heading and accessible name.
    #[prop(into)]
    title: Signal<String>,
    /// For content that needs room: a folder browser, a preview.
    #[prop(optional, into)]
    wide: Signal<bool>,
    /// What it holds.
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let heading = StoredValue::new(super::unique_id("dialog"));
    effect(move || {
        let Some(dialog) = node.get() else { return };
        match (open.get(), dialog.open()) {
            (true, false) => {
                let _ = dialog.show_modal();
                focus_first(&dialog);
            }
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    let children = StoredValue::new(children);
    view! {
        <dialog
            node_ref=node
            class="dialog"
            class:dialog-wide=move || wide.get()
            aria-labelledby=heading.get_value()
            on:close=move |_| open.set(false)
        >
            <Show when=move || open.get()>
                <div class="dialog-body">
                    <h2 id=heading.get_value() class="dialog-title">{move || title.get()}</h2>
                    {children.with_value(|children| children())}
                </div>
            </Show>
        </dialog>
    }
}

/// The row of buttons that ends a dialog: cancelling first, the verb last.
#[component]
pub fn DialogActions(
    /// The buttons.
    children: Children,
) -> impl IntoView {
    view! { <div class="dialog-actions">{children()}</div> }
}

/// Focus starts at what the dialog marks with `autofocus`, else at its first control.
fn focus_first(dialog: &web_sys::HtmlDialogElement) {
    use wasm_bindgen::JsCast;
    let dialog = dialog.clone();
    request_animation_frame(move || {
        let wanted = dialog.query_selector("[autofocus]").ok().flatten().or_else(|| {
            dialog.query_selector("input:not([type=hidden]), select, textarea, button").ok().flatten()
        });
        if let Some(element) = wanted.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _ = element.focus();
            if let Some(input) = element.dyn_ref::<web_sys::HtmlInputElement>()
                && input.type_() == "text"
            {
                input.select();
            }
        }
    });
}
