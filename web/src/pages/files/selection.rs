//! What is selected in a folder: by name, so that it survives sorting, filtering and a fresh listing.

use std::collections::HashSet;

/// Gives the name of a row that is shown.
pub type Shown<'f, 'n> = &'f dyn Fn(usize) -> Option<&'n str>;

/// The selection of a list, and where in it the person is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Selection {
    names: HashSet<String>,
    /// The entry that keys act on.
    cursor: Option<String>,
    /// Where a range begins.
    anchor: Option<String>,
}

/// How a click or key joins the selection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Join {
    /// Only this.
    Alone,
    /// Everything from the anchor to this.
    Range,
    /// This as well, or no longer.
    Toggle,
    /// Only the cursor moves.
    Nothing,
}

impl Selection {
    /// A selection of these names.
    pub fn of(names: impl IntoIterator<Item = String>) -> Self {
        let names: Vec<String> = names.into_iter().collect();
        let cursor = names.first().cloned();
        Self { names: names.into_iter().collect(), anchor: cursor.clone(), cursor }
    }

    /// Whether a name is selected.
    pub fn has(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// How many are selected.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether nothing is selected.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The entry that keys act on.
    pub fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref()
    }

    /// Goes to the entry at `index` of `shown`.
    pub fn go(&mut self, shown: Shown<'_, '_>, index: usize, join: Join) {
        let Some(name) = shown(index) else { return };
        match join {
            Join::Alone => {
                self.names.clear();
                self.names.insert(name.to_owned());
                self.anchor = Some(name.to_owned());
            }
            Join::Toggle => {
                if !self.names.remove(name) {
                    self.names.insert(name.to_owned());
                }
                self.anchor = Some(name.to_owned());
            }
            Join::Range => self.select_range(shown, index),
            Join::Nothing => {}
        }
        self.cursor = Some(name.to_owned());
    }

    fn select_range(&mut self, shown: Shown<'_, '_>, index: usize) {
        let anchor = self.anchor.clone().or_else(|| self.cursor.clone());
        let from = anchor.and_then(|anchor| position(shown, &anchor)).unwrap_or(index);
        let (first, last) = (from.min(index), from.max(index));
        self.names = (first..=last).filter_map(shown).map(str::to_owned).collect();
        if self.anchor.is_none() {
            self.anchor = shown(from).map(str::to_owned);
        }
    }

    /// Selects everything that is shown.
    pub fn all(&mut self, shown: Shown<'_, '_>) {
        self.names = (0..).map_while(shown).map(str::to_owned).collect();
    }

    /// Selects nothing; the cursor stays.
    pub fn clear(&mut self) {
        self.names.clear();
        self.anchor = None;
    }

    /// Drops what is no longer there.
    pub fn keep_only(&mut self, exists: impl Fn(&str) -> bool) {
        self.names.retain(|name| exists(name));
        self.cursor = self.cursor.take().filter(|name| exists(name));
        self.anchor = self.anchor.take().filter(|name| exists(name));
    }

    /// Where the cursor is in what is shown.
    pub fn position(&self, shown: Shown<'_, '_>) -> Option<usize> {
        position(shown, self.cursor.as_deref()?)
    }

    /// As it stands in the URL: names joined by `/`, which no name holds. A selection of many is not written.
    pub fn key(&self) -> String {
        if self.names.len() > 20 {
            return String::new();
        }
        let mut names: Vec<&str> = self.names.iter().map(String::as_str).collect();
        names.sort_unstable();
        names.join("/")
    }
}

fn position(shown: Shown<'_, '_>, name: &str) -> Option<usize> {
    (0..).map_while(shown).position(|other| other == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 5] = ["a", "b", "c", "d", "e"];

    fn shown(index: usize) -> Option<&'static str> {
        NAMES.get(index).copied()
    }

    fn selected(selection: &Selection) -> String {
        NAMES.into_iter().filter(|name| selection.has(name)).collect()
    }

    #[test]
    fn ranges_start_at_the_anchor_and_may_turn_round() {
        let mut selection = Selection::default();
        selection.go(&shown, 2, Join::Alone);
        selection.go(&shown, 4, Join::Range);
        assert_eq!(selected(&selection), "cde");
        selection.go(&shown, 0, Join::Range);
        assert_eq!(selected(&selection), "abc");
        assert_eq!(selection.cursor(), Some("a"));
    }

    #[test]
    fn toggling_adds_and_takes_away() {
        let mut selection = Selection::of(["b".to_owned()]);
        selection.go(&shown, 3, Join::Toggle);
        assert_eq!(selected(&selection), "bd");
        selection.go(&shown, 1, Join::Toggle);
        assert_eq!(selected(&selection), "d");
    }

    #[test]
    fn moving_without_selecting_only_moves() {
        let mut selection = Selection::of(["b".to_owned()]);
        selection.go(&shown, 4, Join::Nothing);
        assert_eq!((selected(&selection).as_str(), selection.position(&shown)), ("b", Some(4)));
    }

    #[test]
    fn what_is_gone_is_not_selected() {
        let mut selection = Selection::default();
        selection.all(&shown);
        selection.go(&shown, 1, Join::Nothing);
        selection.keep_only(|name| name > "b");
        assert_eq!(selected(&selection), "cde");
        assert_eq!(selection.cursor(), None);
        assert_eq!(selection.key(), "c/d/e");
    }
}
