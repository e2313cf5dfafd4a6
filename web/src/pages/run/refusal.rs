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

/// A refusal without the field's own name before it, to be read beside the field.
pub(super) fn plain(message: &str, field: &str) -> String {
    let rest = message
        .split_once(": ")
        .filter(|(name, rest)| !rest.is_empty() && name.rsplit('.').next().is_some_and(|own| own == field));
    let Some((_, rest)) = rest else { return message.to_owned() };
    let mut letters = rest.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
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

    use super::{field_of, plain};

    fn ids() -> Vec<String> {
        ["max", "maxRunTime", "name", "samples"].into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn the_errors_own_field_comes_first() {
        let error = Error::invalid("parameters.samples", "name is not a number");
        assert_eq!(field_of(&error, &ids()).as_deref(), Some("samples"));
    }

    #[test]
    fn beside_the_field_its_name_is_not_repeated() {
        assert_eq!(plain("inputs.files: there is no x: y", "files"), "There is no x: y");
        assert_eq!(plain("maxRunTime is too long: 9", "maxRunTime"), "maxRunTime is too long: 9");
    }

    #[test]
    fn else_the_message_names_it() {
        let error = Error::new(Code::Invalid, "maxRunTime must not exceed 00:30:00 (max of queue debug)");
        assert_eq!(field_of(&error, &ids()).as_deref(), Some("maxRunTime"));
        let error = Error::new(Code::Invalid, "Too many filenames.");
        assert_eq!(field_of(&error, &ids()), None);
    }
}
