//! One call on its way to the service and back. Bodies are passed on as they come, in both directions.

use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use futures_util::{Stream, StreamExt as _};
use percent_encoding::percent_decode_str;
use reqwest::Url;

use super::{Target, credentials, headers};
use crate::State;
use crate::config::Service;
use crate::error::{Error, Result};
use crate::{jarvice, outbound};

/// Bytes of a body at most, in each direction.
const MAX_BODY: u64 = 64 << 30;
/// How long one call may take in all.
const MAX_TIME: Duration = Duration::from_secs(24 * 3600);

/// Passes a call on. `path` is what follows `prefix` in its address.
pub(super) async fn forward(
    state: &State,
    target: &Target,
    path: &str,
    prefix: &str,
    request: Request,
) -> Result<Response> {
    if target.service == Service::Jarvice {
        jarvice::refuse_foresight(&request)?;
    }
    check_path(path)?;
    let request = match &target.key {
        Some(key) => credentials::exchange(state, key, path, request).await?,
        None => request,
    };
    let url = address(&target.base_url, path, request.uri().query())?;
    target.outbound.check(url.as_str()).map_err(|why| bad_gateway(&why))?;
    let (head, body) = request.into_parts();
    let body = bounded(body.into_data_stream());
    let call = target
        .outbound
        .client()
        .request(head.method, url)
        .headers(headers::going(&head.headers))
        .timeout(MAX_TIME)
        .body(reqwest::Body::wrap_stream(body));
    let answer = call.send().await.map_err(|error| match error.is_timeout() {
        true => {
            Error::new(StatusCode::GATEWAY_TIMEOUT, "The service behind this address did not answer in time.")
        }
        false => bad_gateway(&outbound::reason(error)),
    })?;
    respond(target, prefix, answer)
}

fn bad_gateway(why: &str) -> Error {
    Error::new(
        StatusCode::BAD_GATEWAY,
        format!("The service behind this address could not be called: {why}."),
    )
}

/// Refuses what some servers take for a way upwards, out of the service's own paths.
fn check_path(path: &str) -> Result<()> {
    let decoded = percent_decode_str(path).decode_utf8_lossy();
    let upwards = |path: &str| path.split(['/', '\\']).any(|segment| matches!(segment, "." | ".."));
    if upwards(path) || upwards(&decoded) || path.contains('\\') || decoded.contains('\0') {
        return Err(Error::bad_request("path", "must not contain '.', '..' or backslashes as segments"));
    }
    Ok(())
}

fn address(base: &str, path: &str, query: Option<&str>) -> Result<Url> {
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    Url::parse(&format!("{base}{path}{query}")).map_err(|error| Error::bad_request("path", error))
}

/// The pieces of a body until there are too many.
fn bounded(
    body: impl Stream<Item = Result<axum::body::Bytes, axum::Error>>,
) -> impl Stream<Item = Result<axum::body::Bytes, axum::Error>> {
    let mut left = MAX_BODY;
    body.map(move |piece| {
        let piece = piece?;
        left = left
            .checked_sub(piece.len() as u64)
            .ok_or_else(|| axum::Error::new(std::io::Error::other("the body is too large")))?;
        Ok(piece)
    })
}

fn respond(target: &Target, prefix: &str, answer: reqwest::Response) -> Result<Response> {
    let status = answer.status();
    let mut headers = headers::coming(answer.headers());
    if let Some(to) = headers.remove(header::LOCATION) {
        headers.insert(header::LOCATION, relocated(target, prefix, answer.url(), &to)?);
    }
    let pieces = bounded(
        answer.bytes_stream().map(|piece| piece.map_err(|error| axum::Error::new(error.without_url()))),
    );
    let mut response = Response::new(Body::from_stream(pieces));
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    Ok(response)
}

/// A redirection within the service leads through this server again. Others are not passed on: what is meant for the
/// service is not to go anywhere else.
fn relocated(target: &Target, prefix: &str, from: &Url, to: &HeaderValue) -> Result<HeaderValue> {
    let elsewhere = || bad_gateway("it sends callers to another address");
    let url = to.to_str().ok().and_then(|to| from.join(to).ok()).ok_or_else(elsewhere)?;
    let below = url.as_str().strip_prefix(&target.base_url).filter(|rest| rest.starts_with('/'));
    HeaderValue::from_str(&format!("{prefix}{}", below.ok_or_else(elsewhere)?)).map_err(|_| elsewhere())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leads_out_of_the_service_s_paths() {
        for sound in ["/jobs/v2/", "/files/v2/media/a..b/...", "/api/v2/files/%2E%2Etext"] {
            check_path(sound).unwrap();
        }
        for hostile in
            ["/api/../admin", "/api/%2e%2e/admin", "/api/%2E./x", "/api/./x", "/api\\..\\x", "/api/..%2fx"]
        {
            assert!(check_path(hostile).is_err(), "{hostile}");
        }
    }
}
