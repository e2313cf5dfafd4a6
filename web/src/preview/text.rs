//! Text in a fixed pitch.

use leptos::prelude::*;

use crate::components::field::CheckField;

/// Text, with long lines wrapped or not.
#[component]
pub(super) fn TextPreview(text: String, name: String) -> impl IntoView {
    let wrap = RwSignal::new(true);
    let lines = text.lines().count();
    let counted = if lines == 1 { "1 line".to_owned() } else { format!("{lines} lines") };
    view! {
        <div class="preview-bar">
            <span class="small soft">{counted}</span>
            <CheckField label="Wrap lines" value=wrap />
        </div>
        <pre
            class="preview-text"
            class:preview-wrap=move || wrap.get()
            tabindex="0"
            role="region"
            aria-label=format!("Content of {name}")
        >
            {text}
        </pre>
    }
}

/// JSON with a line per value; what is not whole or not JSON stays as it is.
pub(super) fn tidy(text: &str) -> String {
    serde_json::from_str::<serde_json::Value>(text)
        .map_or_else(|_| text.to_owned(), |value| format!("{value:#}"))
}

#[cfg(test)]
mod tests {
    use super::tidy;

    #[test]
    fn json_gets_a_line_per_value() {
        assert_eq!(tidy("{\"b\":1,\"a\":[2]}"), "{\n  \"b\": 1,\n  \"a\": [\n    2\n  ]\n}");
        assert_eq!(tidy("{\"b\":"), "{\"b\":");
    }
}
