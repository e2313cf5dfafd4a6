//! State that lives in the URL's query string, so that every view can be linked to and reloaded.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate, use_query_map};

/// One value of the query string: reads as the text after `key=` (empty if absent), and a setter that replaces
/// the current address without a new entry in the history. An empty value takes the key away.
///
/// ```text
/// let (filter, set_filter) = use_query("q");
/// <SearchBox label="Search jobs" value=filter on_change=set_filter />
/// ```
pub fn use_query(key: &'static str) -> (Memo<String>, Callback<String>) {
    let query = use_query_map();
    let value = Memo::new(move |_| query.with(|query| query.get(key).unwrap_or_default()));
    let set = use_set_query();
    (value, Callback::new(move |value: String| set.run(vec![(key, value)])))
}

/// Sets several values of the query string at once.
pub fn use_set_query() -> Callback<Vec<(&'static str, String)>> {
    let location = use_location();
    let navigate = StoredValue::new_local(use_navigate());
    Callback::new(move |changes: Vec<(&'static str, String)>| {
        let search = changed(&location.search.get_untracked(), &changes);
        let target = format!("{}{search}", location.pathname.get_untracked());
        navigate.with_value(|navigate| {
            navigate(
                &target,
                NavigateOptions { replace: true, scroll: false, resolve: false, ..Default::default() },
            );
        });
    })
}

/// A query string with some values changed; with its `?`, or empty.
fn changed(search: &str, changes: &[(&str, String)]) -> String {
    let kept = search.trim_start_matches('?').split('&').filter(|pair| {
        let key = pair.split('=').next().unwrap_or_default();
        !key.is_empty() && !changes.iter().any(|(changed, _)| *changed == key)
    });
    let new = changes.iter().filter(|(_, value)| !value.is_empty());
    let pairs: Vec<String> = kept
        .map(str::to_owned)
        .chain(new.map(|(key, value)| format!("{key}={}", crate::links::encode(value))))
        .collect();
    if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::changed;

    #[test]
    fn values_are_replaced_added_and_removed() {
        assert_eq!(changed("", &[("q", "a b".into())]), "?q=a%20b");
        assert_eq!(changed("?q=x&sort=name", &[("q", String::new())]), "?sort=name");
        assert_eq!(changed("q=x", &[("q", String::new())]), "");
        assert_eq!(changed("?a=1", &[("b", "&=".into()), ("a", "2".into())]), "?b=%26%3D&a=2");
    }
}
