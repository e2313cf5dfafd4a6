//! Tabs after the ARIA pattern: arrows move, one tab stop, each panel named after its tab.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// One tab: its key (in the URL or in code) and its words.
pub type Tab = (&'static str, &'static str);

/// The row of tabs. The panels follow as [`TabPanel`]s with the same `id`.
///
/// ```text
/// let tab = RwSignal::new("form".to_owned());
/// <TabList id="job" label="Job" tabs=vec![("form", "Form"), ("json", "JSON"), ("code", "Code")] active=tab
///     on_change=move |key: &'static str| tab.set(key.to_owned()) />
/// <TabPanel id="job" tab="form" active=tab>...</TabPanel>
/// ```
#[component]
pub fn TabList(
    /// Prefix of the ids that tie tabs and panels; unique on the page.
    id: &'static str,
    /// Accessible name of the row.
    label: &'static str,
    /// The tabs.
    tabs: Vec<Tab>,
    /// Key of the tab that is shown.
    #[prop(into)]
    active: Signal<String>,
    /// Called with the key of the tab that is wanted.
    #[prop(into)]
    on_change: Callback<&'static str>,
) -> impl IntoView {
    let keys: Vec<&'static str> = tabs.iter().map(|(key, _)| *key).collect();
    let on_key = move |event: web_sys::KeyboardEvent| {
        let here = active.with_untracked(|active| keys.iter().position(|key| key == active).unwrap_or(0));
        let Some(next) = neighbour(&event.key(), here, keys.len()) else { return };
        event.prevent_default();
        on_change.run(keys[next]);
        let target = document().get_element_by_id(&format!("{id}-tab-{}", keys[next]));
        if let Some(tab) = target.and_then(|tab| tab.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _ = tab.focus();
        }
    };
    view! {
        <div class="tabs" role="tablist" aria-label=label on:keydown=on_key>
            {tabs
                .into_iter()
                .map(|(key, words)| {
                    let chosen = move || active.with(|active| active == key);
                    view! {
                        <button
                            type="button"
                            class="tab"
                            role="tab"
                            id=format!("{id}-tab-{key}")
                            aria-controls=format!("{id}-panel-{key}")
                            aria-selected=move || chosen().to_string()
                            tabindex=move || if chosen() { "0" } else { "-1" }
                            on:click=move |_| on_change.run(key)
                        >
                            {words}
                        </button>
                    }
                })
                .collect_view()}
        </div>
    }
}

/// What a tab shows. It exists only while its tab is the active one.
#[component]
pub fn TabPanel(
    /// The prefix given to [`TabList`].
    id: &'static str,
    /// Key of its tab.
    tab: &'static str,
    /// Key of the tab that is shown.
    #[prop(into)]
    active: Signal<String>,
    /// What it holds.
    children: ChildrenFn,
) -> impl IntoView {
    let children = StoredValue::new(children);
    view! {
        <div
            class="tab-panel"
            role="tabpanel"
            id=format!("{id}-panel-{tab}")
            aria-labelledby=format!("{id}-tab-{tab}")
            tabindex="0"
            hidden=move || active.with(|active| active != tab)
        >
            <Show when=move || active.with(|active| active == tab)>
                {children.with_value(|children| children())}
            </Show>
        </div>
    }
}

/// Which tab a key leads to.
fn neighbour(key: &str, here: usize, count: usize) -> Option<usize> {
    if count == 0 {
        return None;
    }
    match key {
        "ArrowRight" => Some((here + 1) % count),
        "ArrowLeft" => Some((here + count - 1) % count),
        "Home" => Some(0),
        "End" => Some(count - 1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::neighbour;

    #[test]
    fn arrows_wrap_round() {
        assert_eq!(neighbour("ArrowRight", 2, 3), Some(0));
        assert_eq!(neighbour("ArrowLeft", 0, 3), Some(2));
        assert_eq!(neighbour("End", 0, 3), Some(2));
        assert_eq!(neighbour("x", 0, 3), None);
        assert_eq!(neighbour("Home", 0, 0), None);
    }
}
