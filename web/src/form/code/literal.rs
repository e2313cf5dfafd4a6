//! Writes a JSON value as a literal of another language.

use serde_json::Value;

/// How a language spells what JSON spells otherwise.
pub(super) struct Notation {
    /// How a key of an object is written.
    pub(super) key: fn(&str) -> String,
    /// The word for true.
    pub(super) yes: &'static str,
    /// The word for false.
    pub(super) no: &'static str,
    /// The word for no value.
    pub(super) nothing: &'static str,
    /// What one level of depth adds at the start of a line.
    pub(super) indent: &'static str,
}

/// JavaScript: keys that are plain names stand without quotes.
pub(super) const JAVASCRIPT: Notation =
    Notation { key: javascript_key, yes: "true", no: "false", nothing: "null", indent: "  " };

/// Python: dictionaries, and its own three words.
pub(super) const PYTHON: Notation =
    Notation { key: quoted, yes: "True", no: "False", nothing: "None", indent: "    " };

/// The longest list that stays on one line.
const LINE: usize = 72;

/// Writes `value`, with every line after the first indented by `depth` levels more than it asks for itself.
pub(super) fn literal(value: &Value, notation: &Notation, depth: usize) -> String {
    match value {
        Value::Null => notation.nothing.to_owned(),
        Value::Bool(true) => notation.yes.to_owned(),
        Value::Bool(false) => notation.no.to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => quoted(text),
        Value::Array(items) => list(items, notation, depth),
        Value::Object(map) if map.is_empty() => "{}".to_owned(),
        Value::Object(map) => {
            let rows = map.iter().map(|(key, item)| {
                format!("{}: {}", (notation.key)(key), literal(item, notation, depth + 1))
            });
            block('{', rows, '}', notation, depth)
        }
    }
}

fn list(items: &[Value], notation: &Notation, depth: usize) -> String {
    let parts: Vec<String> = items.iter().map(|item| literal(item, notation, depth + 1)).collect();
    let one_line = format!("[{}]", parts.join(", "));
    if one_line.len() <= LINE && !one_line.contains('\n') {
        return one_line;
    }
    block('[', parts.into_iter(), ']', notation, depth)
}

fn block(
    open: char,
    rows: impl Iterator<Item = String>,
    close: char,
    notation: &Notation,
    depth: usize,
) -> String {
    let inner = notation.indent.repeat(depth + 1);
    let mut text = format!("{open}\n");
    for row in rows {
        text.push_str(&inner);
        text.push_str(&row);
        text.push_str(",\n");
    }
    text.push_str(&notation.indent.repeat(depth));
    text.push(close);
    text
}

/// A JSON string is a string of JavaScript and of Python too.
fn quoted(text: &str) -> String {
    Value::String(text.to_owned()).to_string()
}

fn javascript_key(key: &str) -> String {
    let mut letters = key.chars();
    let first = letters.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_' || c == '$');
    if first && letters.all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '$') {
        key.to_owned()
    } else {
        quoted(key)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{JAVASCRIPT, PYTHON, literal};

    #[test]
    fn javascript_leaves_out_needless_quotes() {
        let body = json!({ "name": "a\"b", "2x": [1, true, null], "sub": {} });
        let text = literal(&body, &JAVASCRIPT, 0);
        assert_eq!(text, "{\n  name: \"a\\\"b\",\n  \"2x\": [1, true, null],\n  sub: {},\n}");
    }

    #[test]
    fn python_has_its_own_words() {
        let text = literal(&json!({ "archive": true, "rest": [false, null] }), &PYTHON, 0);
        assert_eq!(text, "{\n    \"archive\": True,\n    \"rest\": [False, None],\n}");
    }

    #[test]
    fn long_lists_take_a_line_per_item() {
        let long = "x".repeat(60);
        let text = literal(&json!({ "files": [long, long] }), &JAVASCRIPT, 1);
        assert_eq!(text.lines().count(), 6);
        assert!(text.ends_with("\n  }"));
    }
}
