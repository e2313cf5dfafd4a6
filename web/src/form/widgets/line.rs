//! A line of text or a number. A number's field takes any text too, so that what was mistyped stays to be
//! seen and mended.

use leptos::prelude::*;

use super::Control;
use super::rows::Rows;

/// Lines of text, one per value.
#[component]
pub(crate) fn LineWidget(
    control: Control,
    /// The keyboard that a touch screen offers: `text` or `decimal`.
    mode: &'static str,
) -> impl IntoView {
    view! { <Rows control row=move |row| view! { <Line control row mode /> }.into_any() /> }
}

/// The field of one value, tied to its label, help and fault.
#[component]
pub(crate) fn Line(
    control: Control,
    row: usize,
    #[prop(default = "text")] mode: &'static str,
) -> impl IntoView {
    let entry = control.entry;
    view! {
        <input
            class="input"
            class:form-number=mode == "decimal"
            type="text"
            id=control.row_id(row)
            inputmode=mode
            autocomplete="off"
            autocapitalize="none"
            spellcheck="false"
            aria-label=control.row_name(row)
            aria-required=control.required()
            aria-invalid=move || control.invalid()
            aria-describedby=move || control.described_by()
            prop:value=move || entry.value(row)
            on:input:target=move |event| entry.set(row, event.target().value())
            on:blur=move |_| entry.leave(control.fault)
        />
    }
}
