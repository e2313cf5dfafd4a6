//! The portal: files that were built before, and `index.html` for every address of one of its pages.

use std::borrow::Cow;
use std::path::PathBuf;

use anyhow::Context as _;
use axum::body::Body;
use axum::extract::{Request, State as Shared};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use cap_std::ambient_authority;
use cap_std::fs::Dir;
use portolan::agave::TENANTS;
use rust_embed::RustEmbed;
use sha2::{Digest as _, Sha256};

use crate::State;
use crate::agave::no_such_path;
use crate::config::Config;
use crate::error::{Error, Result};

/// The portal as it was when this program was built.
#[derive(RustEmbed)]
#[folder = "../../dist"]
#[allow_missing = true]
struct Embedded;

/// Encodings that files are kept in beside the plain one, best first, with the ending of their names.
const ENCODINGS: [(&str, &str); 2] = [("br", "br"), ("gzip", "gz")];

const SEC_FETCH_DEST: HeaderName = HeaderName::from_static("sec-fetch-dest");

/// Where the portal's files come from, and what its pages may do.
pub(crate) struct Portal {
    folder: Option<Dir>,
    policy: HeaderValue,
}

/// One of the portal's files.
struct File {
    bytes: Cow<'static, [u8]>,
    hash: [u8; 32],
}

impl Portal {
    /// The embedded portal, or the one in the configured folder.
    pub(crate) fn new(config: &Config) -> anyhow::Result<Portal> {
        let open = |path: &PathBuf| {
            Dir::open_ambient_dir(path, ambient_authority())
                .with_context(|| format!("cannot open {}", path.display()))
        };
        let folder = config.portal.as_ref().map(open).transpose()?;
        Ok(Portal { folder, policy: HeaderValue::from_str(&policy(config))? })
    }

    fn file(&self, path: &str) -> Option<File> {
        match &self.folder {
            None => {
                let file = Embedded::get(path)?;
                Some(File { hash: file.metadata.sha256_hash(), bytes: file.data })
            }
            Some(folder) => {
                let bytes = folder.read(path).ok()?;
                Some(File { hash: Sha256::digest(&bytes).into(), bytes: bytes.into() })
            }
        }
    }

    /// The file in the best encoding that the browser takes.
    fn encoded(&self, path: &str, headers: &HeaderMap) -> Option<(File, Option<&'static str>)> {
        let accepted =
            headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let takes =
            |name: &str| accepted.split(',').any(|item| item.split(';').next().map(str::trim) == Some(name));
        ENCODINGS
            .iter()
            .filter(|(name, _)| takes(name))
            .find_map(|(name, ending)| Some((self.file(&format!("{path}.{ending}"))?, Some(*name))))
            .or_else(|| Some((self.file(path)?, None)))
    }

    fn serve(&self, path: &str, headers: &HeaderMap) -> Result<Response> {
        let wanted = path.trim_start_matches('/');
        let plain =
            !wanted.is_empty() && !wanted.ends_with('/') && !wanted.split('/').any(|name| name == "..");
        let (name, (file, encoding)) = match plain.then(|| self.encoded(wanted, headers)).flatten() {
            Some(found) => (wanted, found),
            None if is_page(headers) => {
                let page = self.encoded("index.html", headers).ok_or_else(|| {
                    Error::not_found(
                        "This server was built without the portal. `cargo xtask portal` builds it.",
                    )
                })?;
                ("index.html", page)
            }
            None => return Err(no_such_path(path)),
        };
        Ok(self.response(name, file, encoding, headers))
    }

    fn response(
        &self,
        name: &str,
        file: File,
        encoding: Option<&'static str>,
        headers: &HeaderMap,
    ) -> Response {
        let etag = format!("\"{}\"", hex(&file.hash[..12]));
        let seen = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
        let mut response = match seen.is_some_and(|seen| seen.split(',').any(|tag| tag.trim() == etag)) {
            true => StatusCode::NOT_MODIFIED.into_response(),
            false => Body::from(file.bytes).into_response(),
        };
        let caching = if is_hashed(name) { "public, max-age=31536000, immutable" } else { "no-cache" };
        let mime = mime_guess::from_path(name).first_or_octet_stream();
        let mime = if mime.type_() == "text" { format!("{mime}; charset=utf-8") } else { mime.to_string() };
        let answer = response.headers_mut();
        for (name, value) in
            [(header::ETAG, etag.as_str()), (header::CACHE_CONTROL, caching), (header::CONTENT_TYPE, &mime)]
        {
            answer.extend(HeaderValue::from_str(value).map(|value| (name, value)));
        }
        answer.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
        answer.extend(encoding.map(|name| (header::CONTENT_ENCODING, HeaderValue::from_static(name))));
        answer.insert(header::CONTENT_SECURITY_POLICY, self.policy.clone());
        response
    }
}

/// Answers whatever is no service's.
pub(crate) async fn serve(Shared(state): Shared<State>, request: Request) -> Result<Response> {
    let path = request.uri().path();
    if crate::guard::is_service(path) {
        return Err(no_such_path(path));
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Err(crate::agave::method_not_allowed(request.method()));
    }
    let decoded = percent_encoding::percent_decode_str(path).decode_utf8_lossy();
    state.portal().serve(&decoded, request.headers())
}

/// Whether the answer is to be a page: what scripts and styles ask for is not replaced by one.
fn is_page(headers: &HeaderMap) -> bool {
    headers.get(SEC_FETCH_DEST).is_none_or(|sort| sort == "document")
}

/// Whether the name changes with the content, so that it may be kept for ever.
fn is_hashed(path: &str) -> bool {
    path.split(['/', '-', '_', '.']).any(|part| {
        part.len() >= 8
            && part.bytes().all(|b| b.is_ascii_hexdigit())
            && part.bytes().any(|b| b.is_ascii_digit())
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What the portal's pages may load and call: this server, the known tenants and the configured origins.
fn policy(config: &Config) -> String {
    let tenants = TENANTS.iter().map(|(_, _, address)| *address);
    let connect: Vec<&str> = tenants.chain(config.file.origins.iter().map(String::as_str)).collect();
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob:; \
         font-src 'self'; manifest-src 'self'; connect-src 'self' {}; frame-src 'self' blob:; worker-src 'self'; \
         base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
        connect.join(" ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashed_names() {
        for name in ["app-3f2a91bc77d0e512.js", "pkg/0123456789abcdef/app.js", "web-1a2b3c4d5e6f7a8b_bg.wasm"]
        {
            assert!(is_hashed(name), "{name}");
        }
        for name in ["index.html", "favicon.svg", "deadbeef.css", "style/tokens.css", "a1b2.js"] {
            assert!(!is_hashed(name), "{name}");
        }
    }
}
