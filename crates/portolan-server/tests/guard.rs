//! What is refused before routing, and what the portal and the answers allow a browser.

#![allow(clippy::unwrap_used)]

mod harness;

use axum::body::Body;
use axum::http::Request;
use harness::{Reply, Server};

const HERE: &str = "127.0.0.1:8750";
const GATEWAY: &str = "https://gateway.example.org";

type Headers<'h> = &'h [(&'h str, &'h str)];

async fn send(server: &Server, method: &str, path: &str, headers: Headers<'_>) -> Reply {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    server.raw(request.body(Body::empty()).unwrap()).await
}

/// Ways in which a foreign page, name or program reaches for the server.
const HOSTILE: &[Headers<'static>] = &[
    // Names that lead here by DNS, but are not ours.
    &[],
    &[("host", "")],
    &[("host", "evil.example")],
    &[("host", "evil.example:8750")],
    &[("host", "127.0.0.1")],
    &[("host", "127.0.0.1:8751")],
    &[("host", "127.0.0.1:8750.evil.example")],
    &[("host", "127.0.0.1:8750 ")],
    &[("host", "user@127.0.0.1:8750")],
    &[("host", "0.0.0.0:8750")],
    &[("host", "[::]:8750")],
    &[("host", "127.1:8750")],
    &[("host", "2130706433:8750")],
    &[("host", "localhost.evil.example:8750")],
    &[("host", "LOCALHOST.:8750")],
    &[("host", HERE), ("host", HERE)],
    &[("host", HERE), ("host", "evil.example")],
    &[("host", "gateway.example.org")],
    // Pages of other origins, and what passes for one.
    &[("host", HERE), ("origin", "http://evil.example")],
    &[("host", HERE), ("origin", "null")],
    &[("host", HERE), ("origin", "")],
    &[("host", HERE), ("origin", "*")],
    &[("host", HERE), ("origin", "http://127.0.0.1")],
    &[("host", HERE), ("origin", "http://127.0.0.1:8751")],
    &[("host", HERE), ("origin", "https://127.0.0.1:8750")],
    &[("host", HERE), ("origin", "http://127.0.0.1:8750.evil.example")],
    &[("host", HERE), ("origin", "http://localhost:3000")],
    &[("host", HERE), ("origin", "http://gateway.example.org")],
    &[("host", HERE), ("origin", "https://gateway.example.org:8443")],
    &[("host", HERE), ("origin", "https://gateway.example.org/")],
    &[("host", HERE), ("origin", "https://sub.gateway.example.org")],
    &[("host", HERE), ("origin", "https://gateway.example.org.evil.example")],
    &[("host", HERE), ("origin", "https://GATEWAY.example.org")],
    &[("host", HERE), ("origin", GATEWAY), ("origin", "http://evil.example")],
    &[("host", HERE), ("origin", "http://evil.example"), ("origin", GATEWAY)],
    &[("host", HERE), ("origin", "file://")],
    &[("host", HERE), ("origin", "chrome-extension://abc")],
    &[("host", HERE), ("origin", "http://evil.example"), ("sec-fetch-site", "same-origin")],
    &[("host", "evil.example"), ("origin", "http://evil.example"), ("sec-fetch-site", "same-origin")],
    &[("host", "evil.example"), ("origin", GATEWAY)],
    // What browsers send without an origin: images, scripts, forms, frames, links.
    &[("host", HERE), ("sec-fetch-site", "cross-site")],
    &[("host", HERE), ("sec-fetch-site", "same-site")],
    &[("host", HERE), ("sec-fetch-site", "unheard-of")],
    &[("host", HERE), ("sec-fetch-site", "same-origin"), ("sec-fetch-site", "cross-site")],
    &[
        ("host", HERE),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-mode", "no-cors"),
        ("sec-fetch-dest", "image"),
    ],
    &[
        ("host", HERE),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-mode", "no-cors"),
        ("sec-fetch-dest", "script"),
    ],
    &[
        ("host", HERE),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-mode", "cors"),
        ("sec-fetch-dest", "empty"),
    ],
    &[
        ("host", HERE),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-mode", "navigate"),
        ("sec-fetch-dest", "iframe"),
    ],
    &[
        ("host", HERE),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-mode", "navigate"),
        ("sec-fetch-dest", "object"),
    ],
    &[
        ("host", HERE),
        ("sec-fetch-site", "same-site"),
        ("sec-fetch-mode", "navigate"),
        ("sec-fetch-dest", "frame"),
    ],
    &[("host", HERE), ("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "websocket")],
    &[("host", HERE), ("sec-fetch-site", "cross-site"), ("origin", "http://evil.example")],
    &[("host", HERE), ("sec-fetch-site", "cross-site"), ("origin", "null"), ("sec-fetch-mode", "navigate")],
];

#[tokio::test]
async fn the_hostile_are_refused_on_every_path_with_every_method() {
    let server = Server::configured(&format!("origins = [{GATEWAY:?}]"), None).await;
    let alice = server.user("alice").await;
    let token = format!("Bearer {}", alice.token());
    let mut rows = 0;
    for headers in HOSTILE {
        for path in [
            "/",
            "/sign-in",
            "/tenants",
            "/token",
            "/jobs/v2/",
            "/files/v2/media/x",
            "/portolan/session",
            "/api/v2/",
        ] {
            for method in ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"] {
                let mut all = headers.to_vec();
                // A credential changes nothing.
                all.push(("authorization", &token));
                if method == "OPTIONS" {
                    all.push(("access-control-request-method", "GET"));
                }
                let reply = send(&server, method, path, &all).await;
                let status = reply.status.as_u16();
                assert!(matches!(status, 400 | 403 | 421), "{status}: {method} {path} {headers:?}");
                assert!(
                    reply.headers.get("access-control-allow-origin").is_none(),
                    "{method} {path} {headers:?}"
                );
                rows += 1;
            }
        }
    }
    assert!(HOSTILE.len() >= 50 && rows > 2000, "{rows}");
}

#[tokio::test]
async fn a_foreign_link_reaches_the_portal_alone() {
    let portal = portal();
    let server = Server::configured("", Some(portal.path())).await;
    let visit: Headers<'_> = &[
        ("host", HERE),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-mode", "navigate"),
        ("sec-fetch-dest", "document"),
    ];
    for path in ["/", "/sign-in", "/c/here/jobs"] {
        assert_eq!(send(&server, "GET", path, visit).await.status, 200, "{path}");
        assert_eq!(send(&server, "POST", path, visit).await.status, 403, "{path}");
    }
    let services = [
        "/tenants",
        "/jobs/v2/",
        "/files/v2/media/x",
        "/portolan/health",
        "/portolan/downloads/x",
        "/jarvice/jobs",
        "/api/v2/jobs/",
        "/upstream/x/",
    ];
    for path in services {
        assert_eq!(send(&server, "GET", path, visit).await.status, 403, "{path}");
    }
}

#[tokio::test]
async fn friends_are_served() {
    let server = Server::configured(&format!("origins = [{GATEWAY:?}]"), None).await;
    let friends: &[Headers<'_>] = &[
        &[("host", HERE)],
        &[("host", "localhost:8750")],
        &[("host", "[::1]:8750")],
        &[("host", HERE), ("sec-fetch-site", "none")],
        &[("host", HERE), ("sec-fetch-site", "same-origin"), ("sec-fetch-mode", "cors")],
        &[("host", HERE), ("origin", "http://127.0.0.1:8750"), ("sec-fetch-site", "same-origin")],
        &[("host", "localhost:8750"), ("origin", "http://localhost:8750")],
        &[("host", HERE), ("origin", GATEWAY), ("sec-fetch-site", "cross-site")],
    ];
    for headers in friends {
        let reply = send(&server, "GET", "/tenants", headers).await;
        assert_eq!(reply.status, 200, "{headers:?}");
        assert_eq!(reply.headers["vary"], "Origin");
        let foreign = headers.contains(&("origin", GATEWAY));
        let allowed = reply.headers.get("access-control-allow-origin").map(|value| value.to_str().unwrap());
        assert_eq!(allowed, foreign.then_some(GATEWAY), "{headers:?}");
        assert!(reply.headers.get("access-control-allow-credentials").is_none());
    }
}

#[tokio::test]
async fn a_preflight_is_answered_without_a_credential() {
    let server = Server::configured(&format!("origins = [{GATEWAY:?}]"), None).await;
    let headers: Headers<'_> = &[
        ("host", HERE),
        ("origin", GATEWAY),
        ("sec-fetch-site", "cross-site"),
        ("access-control-request-method", "PUT"),
        ("access-control-request-headers", "authorization,content-type"),
    ];
    let reply = send(&server, "OPTIONS", "/files/v2/media/x", headers).await;
    assert_eq!(reply.status, 204);
    assert_eq!(reply.headers["access-control-allow-origin"], GATEWAY);
    assert!(reply.headers["access-control-allow-methods"].to_str().unwrap().contains("PUT"));
    assert!(reply.headers["access-control-allow-headers"].to_str().unwrap().contains("Authorization"));
}

#[tokio::test]
async fn refusals_below_a_service_have_its_shape() {
    let server = Server::start().await;
    let reply = send(&server, "GET", "/jobs/v2/", &[("host", "evil.example")]).await;
    assert_eq!(reply.json()["status"], "error");
    let alice = server.user("alice").await;
    for path in [
        "/jobs/v2/x/y/z",
        "/monitors/v2/",
        "/uuids/v2/x",
        "/postits/v2/",
        "/transforms/v2",
        "/meta/v2/other",
        "/portolan/none",
    ] {
        assert!(alice.get(path).await.refusal(404).contains(path), "{path}");
    }
    assert!(alice.delete("/tenants").await.refusal(405).contains("DELETE"));
    assert_eq!(alice.get("/monitors/v2/?naked=true").await.body, b"");
}

fn portal() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in [
        ("index.html", "<!doctype html>page"),
        ("app-0123456789abcdef.js", "script"),
        ("app-0123456789abcdef.js.br", "brotli"),
        ("app-0123456789abcdef.js.gz", "gzip"),
        ("favicon.svg", "<svg/>"),
    ] {
        std::fs::write(folder.path().join(name), content).unwrap();
    }
    std::fs::write(folder.path().parent().unwrap().join("outside.txt"), "secret").ok();
    folder
}

#[tokio::test]
async fn the_portal_is_served_with_its_policy() {
    let folder = portal();
    let server = Server::configured(&format!("origins = [{GATEWAY:?}]"), Some(folder.path())).await;
    let get = async |path: &str, more: Headers<'static>| {
        let mut headers = vec![("host", HERE)];
        headers.extend(more);
        send(&server, "GET", path, &headers).await
    };
    for path in
        ["/", "/index.html", "/sign-in", "/c/here/files/local.storage/a.js", "/jobs", "/apps", "/files/x"]
    {
        let reply = get(path, &[]).await;
        assert_eq!(
            (reply.status.as_u16(), reply.body.as_slice()),
            (200, &b"<!doctype html>page"[..]),
            "{path}"
        );
        let policy = reply.headers["content-security-policy"].to_str().unwrap();
        for part in [
            "default-src 'none'",
            "script-src 'self' 'wasm-unsafe-eval'",
            "connect-src 'self' ",
            GATEWAY,
            "https://public.agaveapi.co",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ] {
            assert!(policy.contains(part), "{part}: {policy}");
        }
        assert_eq!(reply.headers["x-content-type-options"], "nosniff");
        assert_eq!(reply.headers["referrer-policy"], "no-referrer");
        assert_eq!(reply.headers["cross-origin-opener-policy"], "same-origin");
        assert_eq!(reply.headers["cache-control"], "no-cache");
        assert_eq!(reply.headers["content-type"], "text/html; charset=utf-8");
    }

    let script = "/app-0123456789abcdef.js";
    for (accepted, encoding, body) in [
        ("gzip, deflate, br", Some("br"), "brotli"),
        ("gzip;q=0.8", Some("gzip"), "gzip"),
        ("identity", None, "script"),
    ] {
        let headers = [("host", HERE), ("accept-encoding", accepted)];
        let reply = send(&server, "GET", script, &headers).await;
        assert_eq!(String::from_utf8(reply.body).unwrap(), body);
        assert_eq!(reply.headers.get("content-encoding").map(|value| value.to_str().unwrap()), encoding);
        assert!(reply.headers["content-type"].to_str().unwrap().contains("javascript"));
        assert!(reply.headers["cache-control"].to_str().unwrap().contains("immutable"));
    }

    let first = get("/favicon.svg", &[]).await;
    let tag = first.headers["etag"].to_str().unwrap().to_owned();
    let again = send(&server, "GET", "/favicon.svg", &[("host", HERE), ("if-none-match", &tag)]).await;
    assert_eq!((again.status.as_u16(), again.body.len()), (304, 0));

    assert_eq!(get("/gone-0123456789abcdef.js", &[("sec-fetch-dest", "script")]).await.status, 404);
    for path in
        ["/../outside.txt", "/%2e%2e/outside.txt", "/..%2foutside.txt", "//outside.txt", "/./../outside.txt"]
    {
        assert_ne!(get(path, &[]).await.body, b"secret", "{path}");
    }
    assert_eq!(send(&server, "POST", "/sign-in", &[("host", HERE)]).await.status, 405);
}
