//! What the service said against a submission, laid beside the field that it means.

use portolan::Error;

/// The field that a refusal means: the one the error carries, else the longest of `ids` that its message
/// holds as a word of its own.
pub(super) fn field_of(error: &Error, ids: &[String]) -> Option<String> {
    if let Some(field) = error.field.as_ref() {
        let own = field.rsplit('.').next().unwrap_or(field);
        if let Some(id) = ids.iter().find(|id| *id == field || *id == own) {
            return Some(id.clone());
        }
    }
    ids.iter().filter(|id| holds_word(&error.message, id)).max_by_key(|id| id.len()).cloned()
}

fn holds_word(text: &str, word: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    !word.is_empty()
        && text.match_indices(word).any(|(at, _)| {
            let before = text[..at].chars().next_back().is_some_and(part);
            let after = text[at + word.len()..].chars().next().is_some_and(part);
            !before && !after
        })
}

#[cfg(test)]
mod tests {
    use portolan::{Code, Error};

    use super::field_of;

    fn ids() -> Vec<String> {
        ["max", "maxRunTime", "name", "samples"].into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn the_errors_own_field_comes_first() {
        let error = Error::invalid("parameters.samples", "name is not a number");
        assert_eq!(field_of(&error, &ids()).as_deref(), Some("samples"));
    }

    #[test]
    fn else_the_message_names_it() {
        let error = Error::new(Code::Invalid, "maxRunTime must not exceed 00:30:00 (max of queue debug)");
        assert_eq!(field_of(&error, &ids()).as_deref(), Some("maxRunTime"));
        let error = Error::new(Code::Invalid, "Too many filenames.");
        assert_eq!(field_of(&error, &ids()), None);
    }
}
