//! The theme that the person chose: light, dark, or the system's.

use leptos::prelude::*;

const KEY: &str = "portolan.theme";

/// The choices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// Always light.
    Light,
    /// Always dark.
    Dark,
    /// As the system says.
    #[default]
    System,
}

impl Theme {
    /// All of them, in the order shown.
    pub const ALL: [Self; 3] = [Self::Light, Self::Dark, Self::System];

    /// The word that is shown.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Light => "Light",
            Self::Dark => "Dark",
            Self::System => "As the system",
        }
    }

    const fn key(self) -> Option<&'static str> {
        match self {
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
            Self::System => None,
        }
    }

    /// What was chosen last in this browser.
    pub fn saved() -> Self {
        let saved =
            window().local_storage().ok().flatten().and_then(|storage| storage.get_item(KEY).ok().flatten());
        match saved.as_deref() {
            Some("light") => Self::Light,
            Some("dark") => Self::Dark,
            _ => Self::System,
        }
    }

    /// Remembers the choice and shows it.
    pub fn choose(self) {
        if let Ok(Some(storage)) = window().local_storage() {
            let _ = match self.key() {
                Some(key) => storage.set_item(KEY, key),
                None => storage.remove_item(KEY),
            };
        }
        self.show();
    }

    /// Marks the document, from which the style sheet takes its colours.
    pub fn show(self) {
        let Some(root) = document().document_element() else { return };
        let _ = match self.key() {
            Some(key) => root.set_attribute("data-theme", key),
            None => root.remove_attribute("data-theme"),
        };
    }
}
