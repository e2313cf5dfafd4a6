//! Which headers go on to the service and come back.

use axum::http::header::{self, HeaderName};
use axum::http::{HeaderMap, HeaderValue};

/// Headers that concern one connection only.
const HOP_BY_HOP: [&str; 9] = [
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// What a service need not know: who the caller's other partners are, and where it comes from.
const PRIVATE: [&str; 8] = ["host", "cookie", "origin", "referer", "forwarded", "via", "expect", "x-real-ip"];

/// What a service may not tell a browser about this server's own address.
const OURS: [&str; 12] = [
    "set-cookie",
    "set-cookie2",
    "alt-svc",
    "clear-site-data",
    "content-security-policy-report-only",
    "cross-origin-resource-policy",
    "link",
    "refresh",
    "server",
    "service-worker-allowed",
    "strict-transport-security",
    "via",
];

/// Answers are for programs. Shown by a browser by themselves, they must not act as pages of this server.
const INERT: HeaderValue = HeaderValue::from_static("sandbox; default-src 'none'");

/// The headers of a call as the service gets them.
pub(super) fn going(headers: &HeaderMap) -> HeaderMap {
    let mut kept = without_hops(headers);
    kept.retain_named(|name| {
        !PRIVATE.contains(&name) && !name.starts_with("x-forwarded") && !name.starts_with("sec-")
    });
    kept.0
}

/// The headers of an answer as the caller gets them.
pub(super) fn coming(headers: &HeaderMap) -> HeaderMap {
    let mut kept = without_hops(headers);
    kept.retain_named(|name| !OURS.contains(&name) && !name.starts_with("access-control-"));
    kept.0.insert(header::CONTENT_SECURITY_POLICY, INERT);
    kept.0.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    kept.0
}

struct Kept(HeaderMap);

impl Kept {
    fn retain_named(&mut self, wanted: impl Fn(&str) -> bool) {
        let dropped: Vec<HeaderName> = self.0.keys().filter(|name| !wanted(name.as_str())).cloned().collect();
        for name in dropped {
            self.0.remove(name);
        }
    }
}

/// The headers without those of the connection, also without those that `Connection` names.
fn without_hops(headers: &HeaderMap) -> Kept {
    let named: Vec<String> = headers
        .get_all(header::CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|name| name.trim().to_lowercase())
        .collect();
    let mut kept = Kept(headers.clone());
    kept.retain_named(|name| !HOP_BY_HOP.contains(&name) && !named.iter().any(|other| other == name));
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(names: &[&'static str]) -> HeaderMap {
        names
            .iter()
            .map(|name| (HeaderName::from_static(name), HeaderValue::from_static("x-own, close")))
            .collect()
    }

    fn names(headers: &HeaderMap) -> Vec<&str> {
        let mut names: Vec<&str> = headers.keys().map(HeaderName::as_str).collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn only_what_concerns_the_service_goes_on() {
        let all = headers(&[
            "accept",
            "authorization",
            "connection",
            "cookie",
            "forwarded",
            "host",
            "origin",
            "range",
            "referer",
            "sec-fetch-site",
            "te",
            "transfer-encoding",
            "x-forwarded-for",
            "x-own",
        ]);
        assert_eq!(names(&going(&all)), ["accept", "authorization", "range"]);
    }

    #[test]
    fn only_what_concerns_the_caller_comes_back() {
        let all = headers(&[
            "access-control-allow-origin",
            "connection",
            "content-security-policy",
            "content-type",
            "etag",
            "retry-after",
            "set-cookie",
            "strict-transport-security",
            "x-own",
        ]);
        let kept = coming(&all);
        assert_eq!(
            names(&kept),
            ["content-security-policy", "content-type", "etag", "retry-after", "x-content-type-options"]
        );
        assert_eq!(kept[header::CONTENT_SECURITY_POLICY], INERT);
    }
}
