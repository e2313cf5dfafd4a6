//! Calls that are passed through to a service, here one on this machine.

#![allow(clippy::unwrap_used)]

mod harness;

use std::os::unix::fs::PermissionsExt as _;

use axum::body::Body;
use axum::http::{HeaderValue, Request, header};
use axum::response::{IntoResponse as _, Response};
use harness::jarvice::Jarvice;
use harness::rescale::Rescale;
use harness::web::Web;
use harness::{Reply, Server};
use serde_json::{Value, json};

/// A service that answers with what it got, and some headers that must not come through.
async fn echo() -> Web {
    Web::start(|seen, _| {
        let body = json!({
            "method": seen.method.as_str(),
            "target": seen.target,
            "body": String::from_utf8_lossy(&seen.body),
        });
        let mut response = (
            [("set-cookie", "a=b"), ("access-control-allow-origin", "*"), ("etag", "\"1\"")],
            axum::Json(body),
        )
            .into_response();
        response.headers_mut().insert("content-security-policy", HeaderValue::from_static("script-src *"));
        response
    })
    .await
}

/// A server with one upstream of a service.
async fn server(service: &str, web: &Web, key: Option<&str>) -> (Server, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let mut file =
        format!("[upstream.real]\nservice = {service:?}\nbase_url = {:?}\nallow_private = true\n", web.url);
    if let Some(key) = key {
        let path = folder.path().join("key");
        std::fs::write(&path, key).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        file.push_str(&format!("key_file = {path:?}\n"));
    }
    (Server::configured(&file, None).await, folder)
}

async fn send(server: &Server, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Reply {
    let mut request = Request::builder().method(method).uri(path).header(header::HOST, "127.0.0.1:8750");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    server.raw(request.body(Body::from(body.to_owned())).unwrap()).await
}

#[tokio::test]
async fn a_call_goes_on_as_it_is_but_for_what_is_private() {
    let web = echo().await;
    let (server, _folder) = server("rescale", &web, None).await;
    let headers = [
        ("authorization", "Token theirs"),
        ("content-type", "application/json"),
        ("cookie", "session=1"),
        ("origin", "http://127.0.0.1:8750"),
        ("forwarded", "for=1.2.3.4"),
        ("x-forwarded-for", "1.2.3.4"),
        ("connection", "x-hop"),
        ("x-hop", "1"),
    ];
    let path = "/upstream/real/api/v2/jobs/a%2Fb%20c/?page=2&search=a+b%2B";
    let reply = send(&server, "PATCH", path, &headers, "{\"a\": 1}").await;
    let seen = reply.json();
    assert_eq!(seen["method"], "PATCH");
    assert_eq!(seen["target"], "/api/v2/jobs/a%2Fb%20c/?page=2&search=a+b%2B");
    assert_eq!(seen["body"], "{\"a\": 1}");
    let got = web.seen()[0].headers.clone();
    assert_eq!(
        (&got["authorization"], &got["content-type"]),
        (&"Token theirs".parse().unwrap(), &"application/json".parse().unwrap())
    );
    for dropped in ["cookie", "origin", "forwarded", "x-forwarded-for", "x-hop", "referer"] {
        assert!(!got.contains_key(dropped), "{dropped}");
    }
    assert!(web.url.ends_with(got["host"].to_str().unwrap()));
    assert_eq!(reply.headers["etag"], "\"1\"");
    assert!(!reply.headers.contains_key("set-cookie"));
    assert_ne!(reply.headers.get("access-control-allow-origin"), Some(&HeaderValue::from_static("*")));
    assert_eq!(reply.headers["content-security-policy"], "sandbox; default-src 'none'");
}

#[tokio::test]
async fn a_held_token_takes_the_place_of_this_server_s_own() {
    let web = echo().await;
    let (server, _folder) = server("rescale", &web, Some("held-token\n")).await;
    server.user("alice").await;
    let alice = Rescale::new(&server, "alice");
    let own = format!("Token {}", alice.token);
    let path = "/upstream/real/api/v2/users/me/";
    assert_eq!(send(&server, "GET", path, &[("authorization", &own)], "").await.status, 200);
    assert_eq!(web.seen()[0].headers["authorization"], "Token held-token");
    for wrong in [None, Some("Token wrong"), Some("Token held-token")] {
        let headers: Vec<(&str, &str)> = wrong.map(|value| ("authorization", value)).into_iter().collect();
        let reply = send(&server, "GET", path, &headers, "").await;
        assert_eq!(reply.status, 401, "{wrong:?}");
        assert!(reply.json()["detail"].is_string());
    }
    assert_eq!(web.seen().len(), 1);
}

#[tokio::test]
async fn a_held_name_and_key_are_put_where_jarvice_has_them() {
    let web = echo().await;
    let (server, _folder) = server("jarvice", &web, Some("group:held key".replace(' ', "+").as_str())).await;
    server.user("alice").await;
    let alice = Jarvice::new(&server, "alice");
    let own = format!("username=alice&apikey={}", alice.apikey);
    let read = |reply: Reply| reply.json();
    let query = read(
        send(&server, "GET", &format!("/upstream/real/jarvice/jobs?completed=true&{own}"), &[], "").await,
    );
    assert_eq!(query["target"], "/jarvice/jobs?username=group&apikey=held%2Bkey&completed=true");
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let posted =
        read(send(&server, "POST", "/upstream/real/jarvice/status", &form, &format!("{own}&number=7")).await);
    assert_eq!(posted["body"], "username=group&apikey=held%2Bkey&number=7");
    let body = json!({ "app": "x", "z": 1, "a": 2, "user": { "username": "alice", "apikey": alice.apikey } });
    let json = [("content-type", "application/json")];
    let submitted = send(&server, "POST", "/upstream/real/jarvice/submit", &json, &body.to_string()).await;
    let submitted: Value = serde_json::from_str(read(submitted)["body"].as_str().unwrap()).unwrap();
    assert_eq!(submitted["user"], json!({ "username": "group", "apikey": "held+key" }));
    assert_eq!((&submitted["app"], &submitted["z"]), (&json!("x"), &json!(1)));
    // What needs no credential gets none.
    let open = read(send(&server, "GET", "/upstream/real/jarvice/live", &[], "").await);
    assert_eq!(open["target"], "/jarvice/live");
    let before = web.seen().len();
    for (method, path, body) in [
        ("GET", "/upstream/real/jarvice/jobs?username=alice&apikey=wrong", ""),
        ("GET", "/upstream/real/jarvice/jobs?username=alice", ""),
        ("POST", "/upstream/real/jarvice/submit", "{\"user\": {\"username\": \"alice\"}}"),
        ("HEAD", &format!("/upstream/real/jarvice/shutdown?number=1&{own}"), ""),
    ] {
        let reply = send(&server, method, path, &[], body).await;
        assert!(matches!(reply.status.as_u16(), 401 | 405), "{path}: {}", reply.status);
        assert!(method == "HEAD" || reply.json()["error"].is_string());
    }
    assert_eq!(web.seen().len(), before);
}

#[tokio::test]
async fn a_held_client_signs_in_for_this_server_s_clients() {
    use portolan_server::accounts::{User, clients};
    let web = echo().await;
    let (server, _folder) = server("agave", &web, Some("key:secret")).await;
    server.user("alice").await;
    let new = clients::NewClient { name: "portal".to_owned(), ..clients::NewClient::default() };
    let user = User { name: "alice".to_owned() };
    let (client, secret) = clients::create(server.state.db(), &user, new).await.unwrap();
    let basic = |key: &str, secret: &str| {
        use base64::Engine as _;
        format!("Basic {}", base64::prelude::BASE64_STANDARD.encode(format!("{key}:{secret}")))
    };
    let own = basic(&client.key, &secret);
    let reply =
        send(&server, "POST", "/upstream/real/token", &[("authorization", &own)], "grant_type=password")
            .await;
    assert_eq!(reply.json()["body"], "grant_type=password");
    assert_eq!(web.seen()[0].headers["authorization"].to_str().unwrap(), basic("key", "secret"));
    let wrong = basic(&client.key, "wrong");
    let reply = send(&server, "POST", "/upstream/real/token", &[("authorization", &wrong)], "").await;
    assert_eq!(reply.status, 401);
    assert!(reply.json()["fault"].is_object());
    send(&server, "GET", "/upstream/real/jobs/v2/", &[("authorization", "Bearer theirs")], "").await;
    assert_eq!(web.seen()[1].headers["authorization"], "Bearer theirs");
}

#[tokio::test]
async fn only_the_protocol_s_paths_of_named_services_are_reached() {
    let web = echo().await;
    let (server, _folder) = server("rescale", &web, None).await;
    for (path, status) in [
        ("/upstream/other/api/v2/", 404),
        ("/upstream/real", 404),
        ("/upstream/real/", 404),
        ("/upstream/real/admin", 404),
        ("/upstream/real/jarvice/jobs", 404),
        ("/upstream/real/api/../admin", 400),
        ("/upstream/real/api/%2e%2e/admin", 400),
        ("/upstream/real/api/..%2fadmin", 400),
        ("/upstream", 404),
    ] {
        let reply = send(&server, "GET", path, &[], "").await;
        assert_eq!(reply.status, status, "{path}");
    }
    assert!(web.seen().is_empty());
    let listed = send(&server, "GET", "/portolan/upstreams", &[], "").await.json();
    let row = json!({ "name": "real", "service": "rescale", "path": "/upstream/real", "keyHeld": false });
    assert_eq!(listed, json!({ "upstreams": [row] }));
}

#[tokio::test]
async fn what_is_not_public_is_not_reached_unless_that_is_allowed() {
    for base in [
        "https://127.0.0.1:9",
        "https://localhost:9",
        "https://169.254.169.254",
        "https://[::1]:9",
        "https://10.0.0.1",
    ] {
        let file = format!("[upstream.real]\nservice = \"rescale\"\nbase_url = {base:?}\n");
        let server = Server::configured(&file, None).await;
        let reply = send(&server, "GET", "/upstream/real/api/v2/", &[], "").await;
        assert_eq!(reply.status, 502, "{base}");
        let detail = reply.json()["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains("not an address on the public internet"), "{base}: {detail}");
    }
}

#[tokio::test]
async fn redirections_lead_through_this_server_or_nowhere() {
    let web = Web::start(|seen, _| {
        let to = match seen.target.as_str() {
            "/api/v2/jobs" => "/api/v2/jobs/",
            "/api/v2/files" => "../v2/files/?a=b",
            _ => "https://evil.example/api/",
        };
        Response::builder().status(301).header("location", to).body(Body::empty()).unwrap()
    })
    .await;
    let (server, _folder) = server("rescale", &web, None).await;
    for (path, to) in [("jobs", "/api/v2/jobs/"), ("files", "/api/v2/files/?a=b")] {
        let reply = send(&server, "GET", &format!("/upstream/real/api/v2/{path}"), &[], "").await;
        assert_eq!(
            (reply.status.as_u16(), reply.headers["location"].to_str().unwrap()),
            (301, format!("/upstream/real{to}").as_str())
        );
    }
    let reply = send(&server, "GET", "/upstream/real/api/v2/else/", &[], "").await;
    assert_eq!(reply.status, 502);
    assert!(!reply.headers.contains_key("location"));
    assert_eq!(web.seen().len(), 3);
}

#[tokio::test]
async fn a_key_file_that_others_can_read_keeps_the_server_from_starting() {
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("key");
    std::fs::write(&key, "held").unwrap();
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).unwrap();
    let config = folder.path().join("portolan.toml");
    std::fs::write(
        &config,
        "[upstream.lab]\nservice = \"rescale\"\nbase_url = \"https://example.org\"\nkey_file = \"key\"\n",
    )
    .unwrap();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_portolan"))
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(folder.path().join("data"))
        .arg("--config")
        .arg(&config)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success());
    assert!(
        said.contains("upstream.lab") && said.contains("key_file") && said.contains("chmod 600"),
        "{said}"
    );
    std::fs::write(&config, "origins = []\n[upstream.lab]\nservice = \"slurm\"\n").unwrap();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_portolan"))
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(folder.path().join("data"))
        .arg("--config")
        .arg(&config)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("portolan.toml") && said.contains("line 3") && said.contains("service"), "{said}");
}
