//! How far something is.

use leptos::prelude::*;

/// A progress bar; without a value it only says that something goes on.
#[component]
pub fn Progress(
    /// Accessible name.
    #[prop(into)]
    label: Signal<String>,
    /// From 0 to 1, if known.
    #[prop(into)]
    value: Signal<Option<f64>>,
) -> impl IntoView {
    let percent = move || value.get().map(|value| (value.clamp(0.0, 1.0) * 100.0).round());
    view! {
        <div
            class="progress"
            class:progress-unknown=move || value.get().is_none()
            role="progressbar"
            aria-label=move || label.get()
            aria-valuemin="0"
            aria-valuemax="100"
            aria-valuenow=move || percent().map(|percent| percent.to_string())
        >
            <div
                class="progress-bar"
                style:inline-size=move || percent().map_or_else(|| "35%".to_owned(), |percent| format!("{percent}%"))
            ></div>
        </div>
    }
}
