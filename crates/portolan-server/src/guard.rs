//! What is refused before anything is looked at: foreign hosts, foreign origins, and calls that some other site makes
//! a browser send. It holds for every method, and credentials do not change it.

use std::collections::HashSet;
use std::net::SocketAddr;

use axum::extract::{Request, State as Shared};
use axum::http::header::{self, HeaderName};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::State;
use crate::config::Config;
use crate::error::{Error, Result};

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const SEC_FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");
const SEC_FETCH_DEST: HeaderName = HeaderName::from_static("sec-fetch-dest");

/// Methods that pages of allowed origins may use.
const METHODS: HeaderValue = HeaderValue::from_static("GET, HEAD, POST, PUT, PATCH, DELETE");
/// Headers that they may send: Agave's five, and those that continue a broken download.
const HEADERS: HeaderValue = HeaderValue::from_static(
    "Origin, X-Requested-With, Content-Type, Accept, Authorization, Range, If-Range",
);
/// Headers of answers that they may read.
const EXPOSED: HeaderValue =
    HeaderValue::from_static("Content-Disposition, Content-Range, Accept-Ranges, ETag, Last-Modified");

/// The names under which the server may be called, and the origins of pages that may call it.
#[derive(Debug)]
pub(crate) struct Guard {
    hosts: HashSet<String>,
    origins: HashSet<String>,
}

impl Guard {
    /// The rules of this configuration.
    pub(crate) fn new(config: &Config) -> Guard {
        let authority = config.base_url.trim_start_matches("http://").to_owned();
        let mut hosts = HashSet::from([authority.clone()]);
        if let Ok(address) = authority.parse::<SocketAddr>()
            && address.ip().is_loopback()
        {
            let names = ["127.0.0.1", "[::1]", "localhost"];
            hosts.extend(names.iter().map(|name| format!("{name}:{}", address.port())));
            if address.port() == 80 {
                hosts.extend(names.iter().map(|name| (*name).to_owned()));
            }
        }
        let origins =
            hosts.iter().map(|host| format!("http://{host}")).chain(config.file.origins.iter().cloned());
        Guard { origins: origins.collect(), hosts }
    }

    /// Refuses the request, or tells the allowed origin that it names.
    fn check(&self, request: &Request) -> Result<Option<HeaderValue>> {
        let host = self.check_host(request)?;
        let origin = self.check_origin(request.headers())?;
        check_site(request, origin.is_some())?;
        let own = format!("http://{host}");
        Ok(origin.filter(|origin| origin.as_bytes() != own.as_bytes()))
    }

    fn check_host<'r>(&self, request: &'r Request) -> Result<&'r str> {
        let named = only(request.headers(), &header::HOST)?;
        let target = request.uri().authority().map(|authority| authority.as_str());
        let host = named.or(target).unwrap_or_default();
        let known = |host: &str| self.hosts.contains(host);
        if known(host) && target.is_none_or(known) {
            return Ok(host);
        }
        Err(Error::new(StatusCode::MISDIRECTED_REQUEST, "Host: this server is not known under that name."))
    }

    fn check_origin(&self, headers: &HeaderMap) -> Result<Option<HeaderValue>> {
        let Some(origin) = only(headers, &header::ORIGIN)? else { return Ok(None) };
        if !self.origins.contains(origin) {
            return Err(Error::forbidden(
                "Origin: pages from there may not call this server. Its operator can add them to `origins` in the \
                 configuration file.",
            ));
        }
        Ok(headers.get(header::ORIGIN).cloned())
    }
}

/// Browsers tell where a call comes from; other programs do not, and are not concerned.
fn check_site(request: &Request, from_allowed_origin: bool) -> Result<()> {
    let headers = request.headers();
    let site = only(headers, &SEC_FETCH_SITE)?;
    let foreign = !matches!(site, None | Some("same-origin" | "none"));
    if !foreign || from_allowed_origin {
        return Ok(());
    }
    let value = |name: &HeaderName| headers.get(name).map(HeaderValue::as_bytes);
    let visit = matches!(site, Some("cross-site" | "same-site"))
        && request.method() == Method::GET
        && value(&SEC_FETCH_MODE) == Some(b"navigate")
        && value(&SEC_FETCH_DEST) == Some(b"document")
        && (request.uri().path() == "/authorize" || !is_service(request.uri().path()));
    if visit {
        Ok(())
    } else {
        Err(Error::forbidden("Sec-Fetch-Site: another site may not call this server."))
    }
}

/// Whether a path is served by anything but the portal.
pub(crate) fn is_service(path: &str) -> bool {
    let first = path.trim_start_matches('/').split('/').next().unwrap_or_default();
    crate::agave::owns(path) || matches!(first, "portolan" | "jarvice" | "api" | "upstream")
}

/// The text of a header that may come once at most.
fn only<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Result<Option<&'h str>> {
    let mut values = headers.get_all(name).iter();
    let Some(value) = values.next() else { return Ok(None) };
    match (value.to_str(), values.next()) {
        (Ok(text), None) => Ok(Some(text)),
        _ => Err(Error::bad_request(name.as_str(), "must come once, as plain text")),
    }
}

/// The layer in front of everything.
pub(crate) async fn check(Shared(state): Shared<State>, request: Request, next: Next) -> Response {
    let origin = match state.guard().check(&request) {
        Ok(origin) => origin,
        Err(error) => return error.into_response(),
    };
    let Some(origin) = origin else {
        let mut response = next.run(request).await;
        response.headers_mut().append(header::VARY, HeaderValue::from_static("Origin"));
        return response;
    };
    let preflight = request.method() == Method::OPTIONS
        && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let mut response =
        if preflight { StatusCode::NO_CONTENT.into_response() } else { next.run(request).await };
    let headers = response.headers_mut();
    headers.append(header::VARY, HeaderValue::from_static("Origin"));
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    // The portal's other answers stay its own; these are meant for pages elsewhere.
    headers.insert(
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("cross-origin"),
    );
    if preflight {
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, METHODS);
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HEADERS);
        headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
    } else {
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    }
    response
}
