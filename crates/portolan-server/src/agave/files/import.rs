//! Imports: the server fetches a file by its address.

use percent_encoding::percent_decode_str;

use super::upload::Place;
use crate::agave::address::{self, Address};
use crate::error::{Error, Result};
use crate::imports::Source;
use crate::storage::{Location, check_name};

const FIELD: &str = "urlToIngest";

/// The source that an address names, if it may be fetched.
pub(super) async fn source(place: &Place, url: &str) -> Result<Source> {
    let (state, user) = (&place.call.state, &place.call.user);
    match Address::parse(state.base_url(), url) {
        Address::Foreign(scheme) if matches!(scheme.to_lowercase().as_str(), "http" | "https") => {
            state.imports().check(url).map_err(|why| Error::bad_request(FIELD, why))?;
            Ok(Source::Web(url.to_owned()))
        }
        Address::On { .. } => Ok(Source::Here(address::locate(state, user, url, FIELD).await?)),
        Address::Path(_) | Address::Foreign(_) => {
            Err(Error::bad_request(FIELD, "must begin with https://, http:// or agave://"))
        }
    }
}

/// The place for a fetched file: under the name given, else the last one of its address.
pub(super) fn target(place: &Place, source: &Source, given_name: Option<&str>) -> Result<Location> {
    let name = match (given_name, source) {
        (Some(name), _) => name.to_owned(),
        (None, Source::Here(at)) => at.name().to_owned(),
        (None, Source::Web(url)) => last_name(url),
    };
    if let Some(error) = &place.no_folder {
        return Err(error.clone());
    }
    check_name(if given_name.is_some() { "fileName" } else { FIELD }, &name)?;
    place.call.at.join(&name)
}

/// The last name in an address's path, without its escapes.
fn last_name(url: &str) -> String {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let path = path.split_once("://").map_or("", |(_, rest)| rest);
    let name = path.trim_end_matches('/').split_once('/').map_or("", |(_, path)| path);
    let name = percent_decode_str(name.rsplit('/').next().unwrap_or_default()).decode_utf8_lossy();
    if name.is_empty() { "unknown".to_owned() } else { name.into_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_from_addresses() {
        for (url, name) in [
            ("https://example.org/a/b.txt", "b.txt"),
            ("https://example.org/a%20b?x=/y", "a b"),
            ("https://example.org/a/", "a"),
            ("https://example.org/", "unknown"),
            ("https://example.org", "unknown"),
            ("https://example.org?q=/x", "unknown"),
        ] {
            assert_eq!(last_name(url), name, "{url}");
        }
    }
}
