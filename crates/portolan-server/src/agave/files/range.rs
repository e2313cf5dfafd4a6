//! Uploads of a part: `Range` on the request says which bytes of the file the sent ones replace.

use axum::http::{HeaderMap, header};

use crate::error::{Error, Result};

/// The part of a file that an upload replaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// The first byte.
    pub(super) first: u64,
    /// How many bytes, if the range has an end.
    pub(super) length: Option<u64>,
}

impl Part {
    /// The part that a request names, if it names one.
    pub(super) fn of(headers: &HeaderMap) -> Result<Option<Part>> {
        let Some(range) = headers.get(header::RANGE) else { return Ok(None) };
        let part = range.to_str().ok().and_then(Part::parse);
        part.map(Some).ok_or_else(|| {
            Error::bad_request("Range", "must be bytes=first-last, or bytes=first- for all that follow")
        })
    }

    fn parse(range: &str) -> Option<Part> {
        let (first, last) = range.trim().strip_prefix("bytes=")?.split_once('-')?;
        let first: u64 = first.parse().ok()?;
        if last.is_empty() {
            return Some(Part { first, length: None });
        }
        let length = last.parse::<u64>().ok()?.checked_sub(first)?.checked_add(1)?;
        Some(Part { first, length: Some(length) })
    }

    /// Refuses an upload that has another length than its range.
    pub(super) fn check(self, length: u64) -> Result<()> {
        match self.length {
            Some(wanted) if wanted != length => {
                let why = format!("names {wanted} bytes, but {length} were sent");
                Err(Error::bad_request("Range", why))
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges() {
        for (text, expected) in [
            ("bytes=0-9", Some((0, Some(10)))),
            ("bytes=5-5", Some((5, Some(1)))),
            ("bytes=7-", Some((7, None))),
            ("bytes=-7", None),
            ("bytes=9-5", None),
            ("bytes=0-1,4-5", None),
            ("lines=0-1", None),
            ("bytes=0-18446744073709551615", None),
        ] {
            let part = Part::parse(text).map(|part| (part.first, part.length));
            assert_eq!(part, expected, "{text}");
        }
    }
}
