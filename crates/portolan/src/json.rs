//! A look into JSON that needs no type: errors, envelopes, tokens.
//!
//! In wasm the browser parses it and keeps it, so that a package which hands answers over untouched has no parser of its own.

#[cfg(target_family = "wasm")]
mod browser;
#[cfg(not(target_family = "wasm"))]
mod native;

#[cfg(target_family = "wasm")]
pub(crate) use browser::Json;
#[cfg(not(target_family = "wasm"))]
pub(crate) use native::Json;

impl Json {
    /// A member's text; `None` when there is none.
    pub(crate) fn text_of(&self, name: &str) -> Option<String> {
        self.get(name).text()
    }

    /// A member's whole number, also one that is sent as text; 0 when there is none.
    pub(crate) fn number_of(&self, name: &str) -> u64 {
        self.get(name).text().as_deref().map_or(0, whole)
    }
}

/// The whole part of a number written as text; 0 for anything else.
pub(crate) fn whole(text: &str) -> u64 {
    text.trim().split('.').next().and_then(|whole| whole.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_read_in_every_form_in_which_services_send_them() {
        let json =
            Json::parse(r#"{"a": {"b": "x"}, "n": 7, "t": "8", "f": 9.5, "yes": true, "no": null}"#).unwrap();
        assert_eq!(json.get("a").text_of("b").as_deref(), Some("x"));
        assert_eq!(["n", "t", "f", "yes", "a", "gone"].map(|name| json.number_of(name)), [7, 8, 9, 0, 0, 0]);
        assert_eq!(json.text_of("n").as_deref(), Some("7"));
        assert_eq!(json.text_of("yes").as_deref(), Some("true"));
        assert_eq!(json.text_of("a"), None);
        assert!(
            json.get("a").exists() && !json.get("no").exists() && !json.get("gone").get("deeper").exists()
        );
        assert!(Json::parse("[").is_none());
    }
}
