//! Addresses of services.

use crate::error::{Error, Result};

/// A service's address as it is kept: http(s), no password, no trailing slash.
pub(crate) fn address(text: &str) -> Result<String> {
    let text = text.trim();
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let Some(rest) = rest.filter(|rest| !rest.is_empty() && !rest.starts_with('/')) else {
        return Err(Error::invalid("baseUrl", "must be an address that begins with https:// or http://"));
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if host.contains('@') {
        return Err(Error::invalid("baseUrl", "must not hold a user name or password"));
    }
    if rest.contains(['?', '#']) || rest.contains(char::is_whitespace) {
        return Err(Error::invalid("baseUrl", "must be an address without query, fragment or blanks"));
    }
    Ok(text.trim_end_matches('/').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lose_their_trailing_slash_and_may_have_a_path() {
        assert_eq!(address("https://api.sd2e.org/").unwrap(), "https://api.sd2e.org");
        assert_eq!(
            address("http://127.0.0.1:8750/upstream/tacc/").unwrap(),
            "http://127.0.0.1:8750/upstream/tacc"
        );
    }

    #[test]
    fn other_addresses_are_refused() {
        for bad in [
            "",
            "api.sd2e.org",
            "ftp://x",
            "javascript:alert(1)",
            "https://",
            "https:///x",
            "https://u:p@x/",
            "https://x?y",
            "http://a b",
        ] {
            assert_eq!(address(bad).unwrap_err().field.as_deref(), Some("baseUrl"), "{bad}");
        }
    }
}
