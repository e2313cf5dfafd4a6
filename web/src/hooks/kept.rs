//! What this browser keeps of a person's habits: favourites, recent apps, presets. Names and values only, no secrets.

use leptos::prelude::window;

/// The most of anything that is kept.
const MOST: usize = 12;

/// The lines under a key; empty if there are none.
pub fn lines(key: &str) -> Vec<String> {
    let storage = window().local_storage().ok().flatten();
    let text = storage.and_then(|storage| storage.get_item(key).ok().flatten()).unwrap_or_default();
    text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// Keeps lines under a key. A browser that refuses to store loses only a convenience.
pub fn keep(key: &str, lines: &[String]) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = if lines.is_empty() {
            storage.remove_item(key)
        } else {
            storage.set_item(key, &lines.join("\n"))
        };
    }
}

/// The lines with one of them first, and no more than are kept.
pub fn with_first(mut lines: Vec<String>, line: &str) -> Vec<String> {
    lines.retain(|other| other != line);
    lines.insert(0, line.to_owned());
    lines.truncate(MOST);
    lines
}

/// The lines without one of them if it is there, else with it first.
pub fn toggled(mut lines: Vec<String>, line: &str) -> Vec<String> {
    let before = lines.len();
    lines.retain(|other| other != line);
    if lines.len() == before {
        lines.insert(0, line.to_owned());
    }
    lines
}

/// Where a connection's favourite apps are kept.
pub fn favourites(connection: &str) -> String {
    format!("portolan.favourites.{connection}")
}

/// Where the apps are kept that were run last on a connection.
pub fn recent(connection: &str) -> String {
    format!("portolan.recent.{connection}")
}

#[cfg(test)]
mod tests {
    use super::{MOST, toggled, with_first};

    fn lines(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn the_last_comes_first_once() {
        assert_eq!(with_first(lines("a b c"), "b"), lines("b a c"));
        let many: Vec<String> = (0..MOST).map(|number| number.to_string()).collect();
        assert_eq!(with_first(many, "new").len(), MOST);
    }

    #[test]
    fn a_second_toggle_takes_it_away() {
        assert_eq!(toggled(lines("a"), "b"), lines("b a"));
        assert_eq!(toggled(lines("b a"), "b"), lines("a"));
    }
}
