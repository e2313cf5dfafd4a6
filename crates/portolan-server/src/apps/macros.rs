//! Replacing `${name}` in wrapper templates.

use serde_json::{Map, Value};

/// Replaces what the values name, in any case of letters. Other `${...}` belong to the shell and stay, except the
/// real service's call-backs: here the server sees by itself what a job does, so they become a command that does nothing.
pub fn fill(template: &str, values: &Map<String, Value>) -> String {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(start) = rest.find("${") {
        filled.push_str(&rest[..start]);
        rest = &rest[start..];
        let Some(length) = rest.find('}') else { break };
        let name = &rest[2..length];
        let value = values.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value);
        match value {
            Some(Value::String(text)) => filled.push_str(text),
            Some(other) => filled.push_str(&other.to_string()),
            None if name.starts_with("AGAVE_JOB_CALLBACK_") => filled.push(':'),
            // What is inside an unknown one may hold a known one.
            None => {
                filled.push_str("${");
                rest = &rest[2..];
                continue;
            }
        }
        rest = &rest[length + 1..];
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn known_names_are_replaced_and_the_shell_keeps_its_own() {
        let values = json!({ "input": "a b.txt", "n": 3, "empty": "" });
        let fill = |template| fill(template, values.as_object().unwrap());
        assert_eq!(fill("wc ${INPUT} -n ${n}${empty}."), "wc a b.txt -n 3.");
        assert_eq!(fill("echo ${HOME} $n ${x:-${n}} ${"), "echo ${HOME} $n ${x:-3} ${");
        assert_eq!(fill("${AGAVE_JOB_CALLBACK_FAILURE}\n"), ":\n");
        assert_eq!(fill("no names"), "no names");
    }

    #[test]
    fn replaced_text_is_not_read_again() {
        let values = json!({ "a": "${b}", "b": "no" });
        assert_eq!(fill("${a}", values.as_object().unwrap()), "${b}");
    }
}
