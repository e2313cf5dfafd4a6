//! Files as requests name them: by path, by `agave://`, by their address on this server, or somewhere else.

use percent_encoding::percent_decode_str;

use super::job_request::named;
use crate::State;
use crate::accounts::User;
use crate::error::{Error, Result};
use crate::storage::{Access, Location};

/// A file as it was written.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Address {
    /// A path on the caller's default system.
    Path(String),
    /// A path on a named system.
    On {
        /// The system's id.
        system: String,
        /// The path; with a slash in front it counts from the system's root.
        path: String,
    },
    /// An address of another scheme.
    Foreign(String),
}

impl Address {
    /// Reads a path, an `agave://` address, or the address of a file on this server.
    pub(super) fn parse(base_url: &str, text: &str) -> Address {
        if let Some(rest) = text.strip_prefix("agave://") {
            let (system, path) = rest.split_once('/').unwrap_or((rest, ""));
            return Address::On { system: system.to_owned(), path: path.to_owned() };
        }
        if let Some(rest) =
            text.strip_prefix(base_url).and_then(|rest| rest.strip_prefix("/files/v2/media/system/"))
        {
            let (system, path) = rest.split_once('/').unwrap_or((rest, ""));
            return Address::On { system: system.to_owned(), path: path.to_owned() };
        }
        match text.split_once("://") {
            Some((scheme, _))
                if !scheme.is_empty() && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric()) =>
            {
                Address::Foreign(scheme.to_owned())
            }
            _ => Address::Path(text.to_owned()),
        }
    }
}

/// The file or folder that a path or address names, if the user may read it.
pub(super) async fn locate(state: &State, user: &User, path: &str, field: &str) -> Result<Location> {
    let address = Address::parse(state.base_url(), path);
    let (system, literal) = match &address {
        Address::Path(path) => (None, path.clone()),
        Address::On { system, path } => (Some(system.as_str()), path.clone()),
        Address::Foreign(scheme) => {
            return Err(Error::bad_request(
                field,
                format!("addresses of scheme {scheme} cannot be staged here; use a path or agave://"),
            ));
        }
    };
    let storage = state.storage();
    let mut at = storage.resolve(user, system, &literal).await.map_err(|error| named(field, &error))?;
    let mut found = storage.stat(&at).await;
    // An address may be written with escapes; a file whose name looks like that comes first.
    if found.is_err() && system.is_some() && literal.contains('%') {
        let decoded = percent_decode_str(&literal).decode_utf8_lossy().into_owned();
        at = storage.resolve(user, system, &decoded).await.map_err(|error| named(field, &error))?;
        found = storage.stat(&at).await;
    }
    if !storage.access(user, &at).await?.allows(Access::READ) {
        return Err(Error::forbidden(format!("{field}: you may not read {}.", at.absolute())));
    }
    found.map_err(|error| named(field, &error))?;
    if at.is_top() {
        return Err(Error::bad_request(
            field,
            "a whole home or system cannot be an input; name a file or folder in it",
        ));
    }
    Ok(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        let on = |system: &str, path: &str| Address::On { system: system.to_owned(), path: path.to_owned() };
        let base = "http://127.0.0.1:8750";
        for (text, expected) in [
            ("a b.txt", Address::Path("a b.txt".to_owned())),
            ("//bob/x", Address::Path("//bob/x".to_owned())),
            ("agave://local.storage/a", on("local.storage", "a")),
            ("agave://local.storage//bob/a", on("local.storage", "/bob/a")),
            (
                "http://127.0.0.1:8750/files/v2/media/system/local.storage//bob/a",
                on("local.storage", "/bob/a"),
            ),
            ("http://elsewhere.org/a", Address::Foreign("http".to_owned())),
            ("sftp://host/a", Address::Foreign("sftp".to_owned())),
            ("a: b://c", Address::Path("a: b://c".to_owned())),
        ] {
            assert_eq!(Address::parse(base, text), expected, "{text}");
        }
    }
}
