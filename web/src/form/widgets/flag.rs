//! Yes or no.

use leptos::prelude::*;

use super::Control;

/// A check box; its words are drawn beside it by the form.
#[component]
pub(crate) fn FlagWidget(control: Control) -> impl IntoView {
    let entry = control.entry;
    view! {
        <input
            type="checkbox"
            id=control.row_id(0)
            aria-required=control.required()
            aria-invalid=move || control.invalid()
            aria-describedby=move || control.described_by()
            prop:checked=move || is_on(&entry.value(0))
            on:change:target=move |event| {
                entry.replace(vec![event.target().checked().to_string()]);
                entry.touched.set(true);
            }
        />
    }
}

/// Whether a service would read the text as yes.
fn is_on(text: &str) -> bool {
    matches!(text.trim().to_ascii_lowercase().as_str(), "true" | "1" | "on" | "yes")
}

#[cfg(test)]
mod tests {
    use super::is_on;

    #[test]
    fn several_words_mean_yes() {
        assert!(["true", "TRUE", "1", "on", " yes "].into_iter().all(is_on));
        assert!(!["", "false", "0", "off", "2"].into_iter().any(is_on));
    }
}
