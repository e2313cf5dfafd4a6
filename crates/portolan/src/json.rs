//! JSON that needs no type: errors, envelopes, tokens, and what the neutral layer reads and writes.
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

    /// A member's text that is not empty.
    pub(crate) fn words_of(&self, name: &str) -> Option<String> {
        self.text_of(name).filter(|text| !text.trim().is_empty())
    }

    /// A member's whole number, also one that is sent as text; 0 when there is none.
    pub(crate) fn number_of(&self, name: &str) -> u64 {
        self.text_of(name).as_deref().map_or(0, whole)
    }

    /// Whether a member is `true`, in any way in which services say so.
    pub(crate) fn is_true(&self, name: &str) -> bool {
        let text = self.text_of(name).unwrap_or_default();
        ["true", "True", "TRUE", "1", "yes", "on"].contains(&&*text)
    }

    /// A member's list of texts; empty when there is none.
    pub(crate) fn texts_of(&self, name: &str) -> Vec<String> {
        self.get(name).items().iter().filter_map(Self::text).collect()
    }

    /// Another object with the same members.
    pub(crate) fn copy(&self) -> Self {
        let mut copy = Self::object();
        for (name, value) in self.entries() {
            copy.set(&name, value);
        }
        copy
    }

    /// Puts text into an object, unless it is empty.
    pub(crate) fn put(&mut self, name: &str, text: &str) {
        let text = text.trim();
        if !text.is_empty() {
            self.set(name, text.into());
        }
    }

    /// A number as it was typed; what is none is sent as it is, for the service to refuse.
    pub(crate) fn typed_number(text: &str) -> Self {
        let text = text.trim();
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() => number.into(),
            _ => text.into(),
        }
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

    #[test]
    fn lists_and_objects_keep_their_order() {
        let json = Json::parse(r#"{"z": 1, "a": ["x", 2, null], "m": {}}"#).unwrap();
        let names: Vec<_> = json.entries().into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["z", "a", "m"]);
        assert_eq!(json.texts_of("a"), ["x", "2"]);
        assert!(json.items().is_empty() && json.get("a").entries().is_empty());
    }

    #[test]
    fn what_is_written_reads_back() {
        let mut list = Json::list();
        for part in
            [Json::typed_number("1e3"), Json::typed_number(" 0.5"), Json::typed_number("many"), true.into()]
        {
            list.push(part);
        }
        let mut json = Json::object();
        json.set("list", list);
        json.put("text", " a\"b ");
        json.put("blank", " ");
        assert_eq!(json.write(), r#"{"list":[1000,0.5,"many",true],"text":"a\"b"}"#);
        assert_eq!(Json::quote("a\"b"), "\"a\\\"b\"");
    }
}
