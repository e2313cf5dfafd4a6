//! Literals that the examples of all services share.

use serde_json::Value;

/// The body in lines.
pub(super) fn pretty(body: &Value) -> String {
    format!("{body:#}")
}

/// A string literal of JavaScript, Rust and Python: an address holds nothing that they spell differently.
pub(super) fn text(value: &str) -> String {
    Value::String(value.to_owned()).to_string()
}

/// An address without its last slash.
pub(super) fn trimmed(base_url: &str) -> &str {
    base_url.trim_end_matches('/')
}

/// One word of a shell's command line.
pub(super) fn shell_word(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// What must stand around a raw string of Rust that holds the text.
pub(super) fn fence(text: &str) -> String {
    let (longest, _) = text.chars().fold((0, 0), |(longest, run), letter| {
        let run = if letter == '#' { run + 1 } else { 0 };
        (run.max(longest), run)
    });
    "#".repeat(longest + 1)
}
