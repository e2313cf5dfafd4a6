//! A box for queries over documents, with help that can be unfolded.

use leptos::prelude::*;
use portolan::Error;
use serde_json::{Value, json};

use crate::hooks::effect::effect;
use crate::hooks::query::use_query;
use crate::hooks::query::use_set_query;

/// Queries to begin from.
const EXAMPLES: [(&str, &str); 5] = [
    ("sounding", "the documents of this name"),
    (
        r#"{"name": "sounding", "value.depth": {"$gt": 30}}"#,
        "those of this name whose value holds a greater number",
    ),
    (r#"{"associationIds": "…"}"#, "those about the job, file or document of this id"),
    (r#"{"$or": [{"name": "a"}, {"name": "b"}]}"#, "either"),
    (r#"{"value.port": {"$in": ["Oslo", "Bergen"]}}"#, "one of several values"),
];

/// The box. Its text lives in the address under `q`.
pub fn query_box(label: &'static str) -> AnyView {
    let (query, _) = use_query("q");
    let set_query = use_set_query();
    let typed = RwSignal::new(query.get_untracked());
    effect(move || typed.set(query.get()));
    let fault = move || criteria(&typed.get()).err().map(|error| error.message.clone());
    let search = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        set_query.run(vec![("q", typed.get_untracked().trim().to_owned()), ("page", String::new())]);
    };
    let examples: Vec<AnyView> = EXAMPLES
        .into_iter()
        .map(|(text, words)| {
            view! {
                <li>
                    <button type="button" class="plain-link mono" on:click=move |_| typed.set(text.to_owned())>{text}</button>
                    " "
                    <span class="soft">{words}</span>
                </li>
            }
            .into_any()
        })
        .collect();
    view! {
        <form class="stack-tight" role="search" on:submit=search>
            <div class="query">
                <input
                    class="input mono"
                    type="search"
                    aria-label=label
                    placeholder="A name, or a query as JSON"
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    aria-invalid=move || fault().map(|_| "true")
                    prop:value=move || typed.get()
                    on:input:target=move |event| typed.set(event.target().value())
                />
                <button type="submit" class="button">"Search"</button>
            </div>
            {move || fault().map(|words| view! { <p class="field-error">{words}</p> })}
            <details>
                <summary>"How to query"</summary>
                <ul role="list" class="stack-tight query-help">{examples}</ul>
            </details>
        </form>
    }
    .into_any()
}

/// The query that a text means: JSON as it is, other words as a name, nothing as no query.
///
/// # Errors
/// When it begins like JSON and is none.
pub fn criteria(text: &str) -> Result<Option<Value>, Error> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    if !text.starts_with('{') {
        return Ok(Some(json!({ "name": text })));
    }
    let parsed = serde_json::from_str(text);
    parsed.map(Some).map_err(|fault| Error::invalid("query", &format!("this is not JSON yet: {fault}")))
}

#[cfg(test)]
mod tests {
    use super::criteria;
    use serde_json::json;

    #[test]
    fn words_are_a_name_and_json_is_itself() {
        assert_eq!(criteria(" ").unwrap(), None);
        assert_eq!(criteria("wave heights").unwrap(), Some(json!({"name": "wave heights"})));
        assert_eq!(criteria("{\"a\": 1}").unwrap(), Some(json!({"a": 1})));
        assert!(criteria("{\"a\": ").is_err());
    }
}
