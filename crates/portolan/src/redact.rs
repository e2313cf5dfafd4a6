//! Secrets taken out of texts that people and logs get to see: by the name before them, and by their value.

use percent_encoding::utf8_percent_encode;

use crate::base64::base64;
use crate::request::ESCAPED;

/// What stands in a secret's place.
const MASK: &str = "[redacted]";

/// A shorter secret is no secret, and taking it out of a sentence would garble the sentence.
const SHORTEST: usize = 4;

/// The ends of names whose values are secrets; blanks, hyphens and underscores do not count.
const NAMES: [&str; 12] = [
    "authorization",
    "cookie",
    "apikey",
    "token",
    "password",
    "secret",
    "signature",
    "credential",
    "codeverifier",
    "privatekey",
    "passphrase",
    "accesskeyid",
];

/// Names that mean a secret only when they stand alone.
const WHOLE_NAMES: [&str; 2] = ["code", "sig"];

/// Whether the value of a header, parameter or member of this name is a secret.
pub(crate) fn is_secret(name: &str) -> bool {
    let name: String =
        name.chars().filter(char::is_ascii_alphabetic).collect::<String>().to_ascii_lowercase();
    NAMES.iter().any(|end| name.ends_with(end)) || WHOLE_NAMES.contains(&&*name)
}

/// The secrets among headers.
pub(crate) fn of_headers(headers: &[(String, String)]) -> Vec<String> {
    headers.iter().filter(|(name, _)| is_secret(name)).map(|(_, value)| value.clone()).collect()
}

/// The secret in an `Authorization` header, without its scheme.
pub(crate) fn of_authorization(header: Option<&str>) -> Vec<String> {
    header
        .and_then(|header| header.split_once(' '))
        .map(|(_, secret)| secret.to_owned())
        .into_iter()
        .collect()
}

/// Takes these secrets out of a text, and whatever follows a secret's name.
pub(crate) fn all(text: &str, secrets: &[String]) -> String {
    names(&values(text, secrets))
}

/// Takes these secrets out of a text, plain, escaped as in an address, and in base64.
fn values(text: &str, secrets: &[String]) -> String {
    let mut text = text.to_owned();
    for secret in secrets.iter().filter(|secret| secret.len() >= SHORTEST) {
        let in_base64 = base64(secret.as_bytes());
        let words: Vec<_> =
            secret.split(' ').map(|word| utf8_percent_encode(word, ESCAPED).to_string()).collect();
        for form in [secret, &words.join("%20"), &words.join("+"), in_base64.trim_end_matches('=')] {
            text = without(&text, form);
        }
    }
    text
}

/// The text with the mask in place of each occurrence. The library's search is made for long texts, and has the size for it.
fn without(text: &str, secret: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text.chars();
    while !rest.as_str().is_empty() {
        match rest.as_str().strip_prefix(secret) {
            Some(beyond) => {
                result += MASK;
                rest = beyond.chars();
            }
            None => result.extend(rest.next()),
        }
    }
    result
}

/// Takes out of a text whatever follows a secret's name: in an address, a form, JSON or a header.
fn names(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(['=', ':']) {
        let is_colon = rest.as_bytes().get(before.len()) == Some(&b':');
        result += before;
        result.push(if is_colon { ':' } else { '=' });
        let written = before.trim_end_matches(|letter: char| letter == ' ' || is_quote(letter));
        let quoted = written.len() < before.trim_end().len();
        let name = written.rsplit(|letter| !is_of_a_name(letter)).next().unwrap_or_default();
        rest = after;
        if is_secret(name)
            && let Some((lead, beyond)) = cut(after, is_colon && !quoted)
        {
            result += lead;
            result += MASK;
            rest = beyond;
        }
    }
    result + rest
}

fn is_of_a_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '-' || letter == '_'
}

fn is_quote(letter: char) -> bool {
    matches!(letter, '"' | '\'' | '\\')
}

/// What stands before a secret and what beyond it; `None` when there is none. In `name: value` without quotes the value may be
/// the next word of a sentence, which is left as it is.
fn cut(text: &str, in_prose: bool) -> Option<(&str, &str)> {
    let mut value = text.trim_start_matches(|letter: char| letter == ' ' || is_quote(letter));
    for scheme in ["Bearer ", "Basic ", "Token "] {
        value = value.strip_prefix(scheme).unwrap_or(value);
    }
    let (lead, _) = text.split_at_checked(text.len() - value.len())?;
    let in_quotes = lead.contains(is_quote);
    let ends = |letter: char| {
        is_quote(letter) || !in_quotes && (letter.is_whitespace() || "&;,<>()}]".contains(letter))
    };
    let secret = value.split(ends).next()?;
    let is_word = secret.len() < 6 || secret.chars().all(char::is_alphabetic);
    let is_number = secret.len() < 7 && secret.bytes().all(|digit| digit.is_ascii_digit());
    if secret.is_empty() || value.starts_with(MASK) || is_number || in_prose && is_word {
        return None;
    }
    Some((lead, value.strip_prefix(secret)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_go_in_every_form() {
        let secret = "s3cret/with space";
        let encoded = base64(secret.as_bytes());
        let text = format!("a {secret} b s3cret%2Fwith%20space c s3cret%2Fwith+space d {encoded}");
        let redacted = values(&text, &[secret.to_owned(), "a".to_owned()]);
        assert_eq!(redacted.trim_end_matches('='), "a [redacted] b [redacted] c [redacted] d [redacted]");
    }

    #[test]
    fn names_are_known_however_they_are_written() {
        for name in [
            "Authorization",
            "X-Api-Key",
            "api_key",
            "apikey",
            "access_token",
            "Set-Cookie",
            "client_secret",
            "code",
            "code_verifier",
            "X-Amz-Signature",
            "password",
        ] {
            assert!(is_secret(name), "{name}");
        }
        for name in ["status", "encode", "statusCode", "appId", "name", ""] {
            assert!(!is_secret(name), "{name}");
        }
    }

    #[test]
    fn what_follows_a_name_goes_and_the_rest_stays() {
        let rows = [
            ("GET /x?username=ada&apikey=abc123&n=1", "GET /x?username=ada&apikey=[redacted]&n=1"),
            (r#"{"password": "hunter2", "name": "ada"}"#, r#"{"password": "[redacted]", "name": "ada"}"#),
            (r#"{"password":"two words"}"#, r#"{"password":"[redacted]"}"#),
            (r#"{"fault":{"code":900904,"message":"x"}}"#, r#"{"fault":{"code":900904,"message":"x"}}"#),
            ("Authorization: Bearer abc.def-9\nAccept: x", "Authorization: Bearer [redacted]\nAccept: x"),
            (r#"{"authorization":"Bearer two words"}"#, r#"{"authorization":"Bearer [redacted]"}"#),
            ("token=[redacted]&n=1", "token=[redacted]&n=1"),
            ("password: is missing", "password: is missing"),
            ("The token: it has expired", "The token: it has expired"),
            ("refresh_token=r&token=", "refresh_token=[redacted]&token="),
            ("ü=1: no secret", "ü=1: no secret"),
        ];
        for (text, expected) in rows {
            assert_eq!(names(text), expected);
        }
    }
}
