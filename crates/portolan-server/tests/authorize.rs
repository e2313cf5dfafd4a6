//! The sign-in page for other pages: who is sent where with what, and who is not.

#![allow(clippy::unwrap_used)]

mod harness;

use std::collections::HashMap;

use axum::body::Body;
use axum::http::{Method, Request};
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use harness::{Caller, Reply, Server};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

const BACK: &str = "https://gateway.example.org/back?page=1";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

/// A client of alice's that browser flows return from.
struct Client {
    key: String,
    secret: String,
}

async fn client(alice: &Caller, callback: &str) -> Client {
    let name = format!("gateway {}", portolan_server::ids::short());
    let body = json!({ "clientName": name, "description": "<b>reads</b>", "callbackUrl": callback });
    let made = alice.post("/clients/v2", body).await.result();
    let text = |name: &str| made[name].as_str().unwrap().to_owned();
    Client { key: text("consumerKey"), secret: text("consumerSecret") }
}

fn query(client: &Client, pairs: &[(&str, &str)]) -> String {
    let mut all = vec![("client_id", client.key.as_str()), ("redirect_uri", BACK), ("scope", "PRODUCTION")];
    all.retain(|(name, _)| !pairs.iter().any(|(other, _)| name == other));
    let pairs = all.iter().chain(pairs).filter(|(_, value)| !value.is_empty());
    pairs.map(|(name, value)| format!("{name}={}", encode(value))).collect::<Vec<_>>().join("&")
}

fn encode(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

async fn get(server: &Server, path: &str) -> Reply {
    let request = Request::get(path).header("host", "127.0.0.1:8750");
    server.raw(request.body(Body::empty()).unwrap()).await
}

async fn post(server: &Server, path: &str, media_type: &str, authorization: &str, body: String) -> Reply {
    let request = Request::post(path).header("host", "127.0.0.1:8750").header("content-type", media_type);
    let request =
        if authorization.is_empty() { request } else { request.header("authorization", authorization) };
    server.raw(request.body(Body::from(body)).unwrap()).await
}

/// What the page's script sends when the user decides.
async fn decide(server: &Server, query: &str, password: &str, allow: bool) -> Reply {
    let body =
        json!({ "query": format!("?{query}"), "username": "alice", "password": password, "allow": allow });
    post(server, "/authorize", "application/json", "", body.to_string()).await
}

/// Where the page goes, and the parameters behind the mark.
fn location(reply: &Reply, mark: &str) -> HashMap<String, String> {
    let location = reply.result()["location"].as_str().unwrap().to_owned();
    let rest = location.strip_prefix(&format!("{BACK}{mark}")).unwrap_or_else(|| panic!("{location}"));
    let decode = |text: &str| percent_decode_str(text).decode_utf8().unwrap().into_owned();
    rest.split('&')
        .map(|pair| pair.split_once('=').unwrap())
        .map(|(n, v)| (n.to_owned(), decode(v)))
        .collect()
}

async fn exchange(server: &Server, client: &Client, fields: &[(&str, &str)]) -> Reply {
    let body: Vec<String> = [("grant_type", "authorization_code"), ("redirect_uri", BACK)]
        .iter()
        .filter(|(name, _)| !fields.iter().any(|(other, _)| name == other))
        .chain(fields)
        .map(|(name, value)| format!("{name}={}", encode(value)))
        .collect();
    let basic = BASE64_STANDARD.encode(format!("{}:{}", client.key, client.secret));
    post(server, "/token", "application/x-www-form-urlencoded", &format!("Basic {basic}"), body.join("&"))
        .await
}

fn refused(reply: &Reply, error: &str) {
    assert_eq!((reply.status.as_u16(), &reply.json()["error"]), (400, &json!(error)), "{}", reply.json());
}

async fn code(server: &Server, client: &Client, more: &[(&str, &str)]) -> String {
    let pairs = [&[("response_type", "code")], more].concat();
    location(&decide(server, &query(client, &pairs), "secret", true).await, "&")["code"].clone()
}

async fn username(server: &Server, token: &str) -> Value {
    let request = Request::get("/profiles/v2/me").header("host", "127.0.0.1:8750");
    let request = request.header("authorization", format!("Bearer {token}"));
    server.raw(request.body(Body::empty()).unwrap()).await.json()["result"]["username"].clone()
}

#[tokio::test]
async fn the_page_is_strict_and_tells_what_it_is_about() {
    let server = Server::start().await;
    let alice = server.user("alice").await;
    let client = client(&alice, BACK).await;
    let query = query(&client, &[("response_type", "code")]);
    let page = get(&server, &format!("/authorize?{query}")).await;
    assert_eq!(page.status, 200);
    assert_eq!(page.headers["content-type"], "text/html; charset=utf-8");
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    for rule in ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"] {
        assert!(policy.contains(rule), "{policy}");
    }
    assert!(!policy.contains("unsafe"), "{policy}");
    assert_eq!(page.headers["referrer-policy"], "no-referrer");
    let text = String::from_utf8(page.body).unwrap();
    assert!(!text.contains("<script>") && !text.contains("style=") && !text.contains("onclick"), "{text}");
    // Nothing of the request is in the page, so nothing in it can be made to run.
    assert!(!text.contains(&client.key) && !text.contains("gateway"), "{text}");
    for (file, media_type) in [("page.js", "text/javascript"), ("page.css", "text/css")] {
        let reply = get(&server, &format!("/authorize/{file}")).await;
        assert!(reply.headers["content-type"].to_str().unwrap().starts_with(media_type));
        assert!(text.contains(&format!("/authorize/{file}")));
    }
    let about = get(&server, &format!("/authorize/request?{query}")).await.result();
    assert_eq!(about["owner"], "alice");
    assert_eq!(
        (&about["host"], &about["description"]),
        (&json!("gateway.example.org"), &json!("<b>reads</b>"))
    );
}

#[tokio::test]
async fn another_site_may_lead_here_and_no_more() {
    let server = Server::start().await;
    let alice = server.user("alice").await;
    let client = client(&alice, BACK).await;
    let query = query(&client, &[("response_type", "code")]);
    let from_elsewhere = async |method: Method, path: String, mode: &str, dest: &str| {
        let request = Request::builder().method(method).uri(path).header("host", "127.0.0.1:8750");
        let request = request.header("sec-fetch-site", "cross-site").header("sec-fetch-mode", mode);
        server.raw(request.header("sec-fetch-dest", dest).body(Body::empty()).unwrap()).await.status.as_u16()
    };
    let page = || format!("/authorize?{query}");
    assert_eq!(from_elsewhere(Method::GET, page(), "navigate", "document").await, 200);
    assert_eq!(from_elsewhere(Method::GET, page(), "navigate", "iframe").await, 403);
    assert_eq!(from_elsewhere(Method::GET, page(), "no-cors", "empty").await, 403);
    assert_eq!(from_elsewhere(Method::POST, "/authorize".to_owned(), "navigate", "document").await, 403);
    let about = format!("/authorize/request?{query}");
    assert_eq!(from_elsewhere(Method::GET, about, "navigate", "document").await, 403);
}

#[tokio::test]
async fn the_implicit_flow_gives_a_token_in_the_fragment() {
    let server = Server::start().await;
    let alice = server.user("alice").await;
    let client = client(&alice, BACK).await;
    let query = query(&client, &[("response_type", "token"), ("state", "a b&c=#d")]);
    let given = location(&decide(&server, &query, "secret", true).await, "#");
    assert_eq!((given["token_type"].as_str(), given["expires_in"].as_str()), ("bearer", "14400"));
    assert_eq!(given["state"], "a b&c=#d");
    assert!(!given.contains_key("refresh_token"));
    assert_eq!(username(&server, &given["access_token"]).await, "alice");

    let wrong = decide(&server, &query, "Secret", true).await;
    assert!(wrong.refusal(401).contains("wrong"));
    let denied = location(&decide(&server, &query, "", false).await, "#");
    assert_eq!((denied["error"].as_str(), denied["state"].as_str()), ("access_denied", "a b&c=#d"));
    assert!(!denied.contains_key("access_token"));
}

#[tokio::test]
async fn a_code_is_exchanged_once_by_its_client() {
    let server = Server::start().await;
    let (alice, bob) = (server.user("alice").await, server.user("bob").await);
    let (own, other) = (client(&alice, BACK).await, client(&bob, BACK).await);
    let query = query(&own, &[("response_type", "code"), ("state", "s")]);
    let given = location(&decide(&server, &query, "secret", true).await, "&");
    assert_eq!(given["state"], "s");
    let code_of = &given["code"];
    refused(&exchange(&server, &other, &[("code", code_of)]).await, "invalid_grant");
    let tokens = exchange(&server, &own, &[("code", code_of)]).await.json();
    let token = tokens["access_token"].as_str().unwrap();
    assert!(tokens["refresh_token"].is_string(), "{tokens}");
    assert_eq!(username(&server, token).await, "alice");
    // The second time it is no longer known who had it first, so nobody keeps what it gave.
    refused(&exchange(&server, &own, &[("code", code_of)]).await, "invalid_grant");
    assert_eq!(username(&server, token).await, Value::Null);

    let fresh = code(&server, &own, &[]).await;
    let elsewhere = [("code", fresh.as_str()), ("redirect_uri", "https://gateway.example.org/other")];
    refused(&exchange(&server, &own, &elsewhere).await, "invalid_grant");
    refused(&exchange(&server, &own, &[("code", &fresh)]).await, "invalid_grant");
    refused(&exchange(&server, &own, &[("code", "none")]).await, "invalid_grant");
    refused(&exchange(&server, &own, &[]).await, "invalid_request");
    refused(&exchange(&server, &own, &[("grant_type", "implicit")]).await, "unsupported_grant_type");
    let stranger = Client { key: own.key.clone(), secret: "wrong".to_owned() };
    assert_eq!(exchange(&server, &stranger, &[("code", "x")]).await.status, 401);
}

#[tokio::test]
async fn a_challenge_is_met_by_its_verifier_only() {
    let server = Server::start().await;
    let alice = server.user("alice").await;
    let client = client(&alice, BACK).await;
    let challenge = BASE64_URL_SAFE_NO_PAD.encode(portolan_server::ids::digest(VERIFIER));
    // The example of the standard.
    assert_eq!(challenge, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    let with = [("code_challenge", challenge.as_str()), ("code_challenge_method", "S256")];
    let good = code(&server, &client, &with).await;
    let tokens = exchange(&server, &client, &[("code", &good), ("code_verifier", VERIFIER)]).await;
    assert_eq!(tokens.status, 200, "{}", tokens.json());
    for verifier in ["wrong", challenge.as_str(), ""] {
        let code = code(&server, &client, &with).await;
        let fields: Vec<_> = [("code", code.as_str()), ("code_verifier", verifier)].into();
        refused(&exchange(&server, &client, &fields).await, "invalid_grant");
        // It is spent.
        refused(
            &exchange(&server, &client, &[("code", &code), ("code_verifier", VERIFIER)]).await,
            "invalid_grant",
        );
    }
    let plain = code(&server, &client, &[]).await;
    refused(
        &exchange(&server, &client, &[("code", &plain), ("code_verifier", VERIFIER)]).await,
        "invalid_grant",
    );
}

#[tokio::test]
async fn forged_requests_lead_nowhere() {
    let server = Server::start().await;
    let alice = server.user("alice").await;
    let own = client(&alice, BACK).await;
    for forged in [
        "https://evil.example.org/",
        "https://gateway.example.org/back",
        "https://gateway.example.org/back?page=1&x=1",
        "https://gateway.example.org/back?page=1#x",
        "https://gateway.example.org/back/../x?page=1",
        "https://GATEWAY.example.org/back?page=1",
        "http://gateway.example.org/back?page=1",
        "https://gateway.example.org@evil.example.org/back?page=1",
        "//gateway.example.org/back?page=1",
        "javascript:alert(1)",
    ] {
        let query = query(&own, &[("response_type", "code"), ("redirect_uri", forged)]);
        assert_eq!(get(&server, &format!("/authorize?{query}")).await.status, 400, "{forged}");
        let said = get(&server, &format!("/authorize/request?{query}")).await.refusal(400);
        assert!(said.starts_with("redirect_uri: "), "{said}");
        decide(&server, &query, "secret", true).await.refusal(400);
    }
    for callback in ["", "javascript:alert(1)", "https://x.example.org/#f", "https://a@x.example.org/", "x"] {
        let bad = client(&alice, callback).await;
        let query = query(&bad, &[("response_type", "token"), ("redirect_uri", callback)]);
        decide(&server, &query, "secret", true).await.refusal(400);
    }
    let unknown = Client { key: "none".to_owned(), secret: String::new() };
    let asked = query(&unknown, &[("response_type", "code")]);
    assert!(decide(&server, &asked, "secret", true).await.refusal(400).starts_with("client_id: "));
    let twice = format!("{}&redirect_uri={}", query(&own, &[("response_type", "code")]), encode(BACK));
    decide(&server, &twice, "secret", true).await.refusal(400);
}

#[tokio::test]
async fn what_the_client_gets_wrong_it_is_told() {
    let server = Server::start().await;
    let alice = server.user("alice").await;
    let client = client(&alice, BACK).await;
    for (pairs, mark, error) in [
        (vec![], "&", "unsupported_response_type"),
        (vec![("response_type", "password")], "&", "unsupported_response_type"),
        (vec![("response_type", "token"), ("scope", "ALL")], "#", "invalid_scope"),
        (vec![("response_type", "code"), ("code_challenge", "x")], "&", "invalid_request"),
        (
            vec![("response_type", "code"), ("code_challenge", "x"), ("code_challenge_method", "plain")],
            "&",
            "invalid_request",
        ),
        (
            vec![("response_type", "code"), ("code_challenge", "x"), ("code_challenge_method", "S256")],
            "&",
            "invalid_request",
        ),
    ] {
        let query = query(&client, &[&pairs[..], &[("state", "s")]].concat());
        for reply in [
            get(&server, &format!("/authorize/request?{query}")).await,
            decide(&server, &query, "secret", true).await,
        ] {
            let told = location(&reply, mark);
            assert_eq!((told["error"].as_str(), told["state"].as_str()), (error, "s"), "{query}");
        }
    }
}
