//! Files on their way out: whole or one range of them, with headers that keep a browser from running them.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _};
use tokio_util::io::ReaderStream;

use crate::agave::links::segment;
use crate::error::{Error, Result};
use crate::storage::{Entry, Location, Storage};
use crate::time;

/// Bytes per piece of a body.
const PIECE: usize = 128 << 10;

/// What a browser is to do with a file that it is led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Disposition {
    /// Show it, though without scripts.
    Inline,
    /// Save it.
    Attachment,
}

/// Answers with a file's content, or the part that the `Range` header names; who may see it was checked before.
pub(crate) async fn send(
    storage: &Storage,
    at: &Location,
    headers: &HeaderMap,
    disposition: Disposition,
) -> Result<Response> {
    let (mut file, entry) = storage.open_file(at).await?;
    let (etag, modified) = (etag(&entry), time::http(entry.modified));
    if headers.get(header::IF_NONE_MATCH).is_some_and(|seen| is_listed(seen, &etag)) {
        let mut response = StatusCode::NOT_MODIFIED.into_response();
        set(&mut response, header::ETAG, &etag);
        return Ok(response);
    }
    let mut response = match range(headers, entry.length, &etag, &modified) {
        Range::Unsatisfiable => {
            let message =
                format!("Range: the file has {} bytes, the range ends outside of it.", entry.length);
            let mut response = Error::new(StatusCode::RANGE_NOT_SATISFIABLE, message).into_response();
            set(&mut response, header::CONTENT_RANGE, &format!("bytes */{}", entry.length));
            return Ok(response);
        }
        Range::Whole => body(file, StatusCode::OK, entry.length),
        Range::Part(first, last) => {
            file.seek(std::io::SeekFrom::Start(first)).await?;
            let mut response = body(file, StatusCode::PARTIAL_CONTENT, last - first + 1);
            set(&mut response, header::CONTENT_RANGE, &format!("bytes {first}-{last}/{}", entry.length));
            response
        }
    };
    let sort = match disposition {
        Disposition::Inline => "inline",
        Disposition::Attachment => "attachment",
    };
    // The plain name is for old clients only; others read the second, which can say every name.
    let plain: String = entry
        .name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '_' })
        .collect();
    let named = format!("{sort}; filename=\"{plain}\"; filename*=UTF-8''{}", segment(&entry.name));
    for (name, value) in [
        (header::CONTENT_TYPE, content_type(&entry)),
        (header::CONTENT_DISPOSITION, named),
        (header::LAST_MODIFIED, modified),
        (header::ETAG, etag),
        (header::ACCEPT_RANGES, "bytes".to_owned()),
        (header::CACHE_CONTROL, "private, no-cache".to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'".to_owned()),
    ] {
        set(&mut response, name, &value);
    }
    Ok(response)
}

fn body(file: tokio::fs::File, status: StatusCode, length: u64) -> Response {
    // A file that grows meanwhile is sent as long as it was.
    let stream = ReaderStream::with_capacity(file.take(length), PIECE);
    let mut response = (status, Body::from_stream(stream)).into_response();
    set(&mut response, header::CONTENT_LENGTH, &length.to_string());
    response
}

fn set(response: &mut Response, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

fn content_type(entry: &Entry) -> String {
    let mime = entry.mime_type();
    if mime.starts_with("text/") { format!("{mime}; charset=utf-8") } else { mime }
}

/// Whether a list of versions that a browser has holds this one.
fn is_listed(seen: &HeaderValue, etag: &str) -> bool {
    let listed = |list: &str| list.split(',').any(|one| matches!(one.trim(), "*") || one.trim() == etag);
    seen.to_str().is_ok_and(listed)
}

fn etag(entry: &Entry) -> String {
    format!("\"{:x}-{:x}\"", entry.modified, entry.length)
}

#[derive(Debug, PartialEq, Eq)]
enum Range {
    Whole,
    /// First and last byte.
    Part(u64, u64),
    Unsatisfiable,
}

/// What a request's headers ask for. Only the first of several ranges counts, and bounds are strict, as with the
/// real service.
fn range(headers: &HeaderMap, length: u64, etag: &str, modified: &str) -> Range {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let Some(ranges) = text(header::RANGE) else { return Range::Whole };
    if text(header::IF_RANGE).is_some_and(|seen| seen != etag && seen != modified) {
        return Range::Whole;
    }
    let first_range = ranges.trim().strip_prefix("bytes=").and_then(|list| list.split(',').next());
    let Some((from, to)) = first_range.and_then(|range| range.trim().split_once('-')) else {
        return Range::Whole;
    };
    let (first, last) = match (from.parse::<u64>(), to.parse::<u64>()) {
        (Ok(first), Ok(last)) if first <= last => (first, last),
        (Ok(first), Err(_)) if to.is_empty() => (first, length.saturating_sub(1)),
        (Err(_), Ok(count)) if from.is_empty() && count > 0 => {
            (length.saturating_sub(count), length.saturating_sub(1))
        }
        (Err(_), Ok(_)) if from.is_empty() => return Range::Unsatisfiable,
        _ => return Range::Whole,
    };
    if first >= length || last >= length { Range::Unsatisfiable } else { Range::Part(first, last) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges() {
        for (text, expected) in [
            ("bytes=0-9", Range::Part(0, 9)),
            ("bytes=3-", Range::Part(3, 9)),
            ("bytes=-4", Range::Part(6, 9)),
            ("bytes=-40", Range::Part(0, 9)),
            ("bytes=0-0, 5-6", Range::Part(0, 0)),
            ("bytes=0-10", Range::Unsatisfiable),
            ("bytes=10-", Range::Unsatisfiable),
            ("bytes=-0", Range::Unsatisfiable),
            ("bytes=5-4", Range::Whole),
            ("bytes=a-b", Range::Whole),
            ("lines=1-2", Range::Whole),
        ] {
            let headers = HeaderMap::from_iter([(header::RANGE, HeaderValue::from_static(text))]);
            assert_eq!(range(&headers, 10, "\"e\"", "m"), expected, "{text}");
            assert_eq!(
                range(&headers, 0, "\"e\"", "m") == Range::Whole,
                expected == Range::Whole,
                "{text} of nothing"
            );
        }
    }

    #[test]
    fn a_version_is_found_among_others() {
        for (list, found) in
            [("\"a\"", true), ("\"b\", \"a\"", true), ("*", true), ("\"b\"", false), ("a", false)]
        {
            assert_eq!(is_listed(&HeaderValue::from_static(list), "\"a\""), found, "{list}");
        }
    }

    #[test]
    fn a_range_of_another_version_is_the_whole() {
        let mut headers = HeaderMap::from_iter([(header::RANGE, HeaderValue::from_static("bytes=0-1"))]);
        headers.insert(header::IF_RANGE, HeaderValue::from_static("\"e\""));
        assert_eq!(range(&headers, 10, "\"e\"", "m"), Range::Part(0, 1));
        assert_eq!(range(&headers, 10, "\"other\"", "m"), Range::Whole);
    }
}
