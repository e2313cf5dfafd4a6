//! Signing in: clients, tokens, the launch address, and what others may learn of a user.

#![allow(clippy::unwrap_used)]

mod harness;

use axum::body::Body;
use axum::http::Request;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use harness::{Reply, Server};
use portolan_server::accounts::users;
use serde_json::{Value, json};

const PASSWORD: &str = " blank & pläin ";

fn basic(name: &str, password: &str) -> String {
    format!("Basic {}", BASE64_STANDARD.encode(format!("{name}:{password}")))
}

async fn send(
    server: &Server,
    method: &str,
    path: &str,
    authorization: &str,
    form: &[(&str, &str)],
) -> Reply {
    let pairs: Vec<String> = form
        .iter()
        .map(|(name, value)| {
            let value = percent_encoding::utf8_percent_encode(value, percent_encoding::NON_ALPHANUMERIC);
            format!("{name}={value}")
        })
        .collect();
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("host", "127.0.0.1:8750")
        .header("authorization", authorization)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(pairs.join("&")))
        .unwrap();
    server.raw(request).await
}

/// A server with the user alice, and the authorization of a client of hers.
async fn with_client() -> (Server, String) {
    let server = Server::start().await;
    users::create(server.state.db(), "alice", PASSWORD).unwrap();
    let reply =
        send(&server, "POST", "/clients/v2", &basic("alice", PASSWORD), &[("clientName", "my page")]).await;
    let client = reply.result();
    let authorization =
        basic(client["consumerKey"].as_str().unwrap(), client["consumerSecret"].as_str().unwrap());
    (server, authorization)
}

async fn by_password(server: &Server, client: &str, password: &str) -> Reply {
    let form =
        [("grant_type", "password"), ("username", "alice"), ("password", password), ("scope", "PRODUCTION")];
    send(server, "POST", "/token", client, &form).await
}

async fn by_refresh(server: &Server, client: &str, token: &str) -> Reply {
    send(server, "POST", "/token", client, &[("grant_type", "refresh_token"), ("refresh_token", token)]).await
}

async fn opens(server: &Server, tokens: &Value) -> bool {
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    let reply = send(server, "GET", "/profiles/v2/me", &bearer, &[]).await;
    if reply.status == 401 {
        let fault = reply.json()["fault"].clone();
        assert_eq!((&fault["code"], &fault["message"]), (&json!(900_904), &json!("Invalid Credentials")));
        return false;
    }
    reply.result()["username"] == "alice"
}

#[tokio::test]
async fn a_password_becomes_a_token() {
    let (server, client) = with_client().await;
    let reply = by_password(&server, &client, PASSWORD).await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.headers["cache-control"], "no-store");
    let tokens = reply.json();
    assert_eq!((&tokens["token_type"], &tokens["expires_in"]), (&json!("bearer"), &json!(14_400)));
    assert!(opens(&server, &tokens).await);
}

#[tokio::test]
async fn wrong_credentials_are_told_apart() {
    let (server, client) = with_client().await;
    let stranger = basic("nobody", "nothing");
    let form = [("grant_type", "password"), ("username", "alice"), ("password", PASSWORD)];
    for (reply, status, error) in [
        (by_password(&server, &client, "wrong").await, 400, "invalid_grant"),
        (by_password(&server, &client, PASSWORD.trim()).await, 400, "invalid_grant"),
        (by_password(&server, &client, "").await, 400, "invalid_grant"),
        (by_password(&server, &stranger, PASSWORD).await, 401, "invalid_client"),
        (by_password(&server, "Basic ???", PASSWORD).await, 401, "invalid_client"),
        (by_refresh(&server, &client, "garbage").await, 400, "invalid_grant"),
        (send(&server, "POST", "/token", &client, &form[1..]).await, 400, "invalid_request"),
        (
            send(&server, "POST", "/token", &client, &[("grant_type", "wish")]).await,
            400,
            "unsupported_grant_type",
        ),
        (send(&server, "POST", "/revoke", &client, &[]).await, 400, "invalid_request"),
        (send(&server, "POST", "/revoke", &stranger, &[("token", "x")]).await, 401, "invalid_client"),
    ] {
        let json = reply.json();
        assert_eq!((reply.status.as_u16(), json["error"].as_str().unwrap()), (status, error), "{json}");
        assert!(!json["error_description"].as_str().unwrap().contains("pläin"));
    }
    let refused = send(&server, "GET", "/clients/v2", &basic("alice", "wrong"), &[]).await;
    refused.refusal(401);
    for header in ["", "Bearer", "Bearer ", "Bearer x", "Basic eA==", "Token x"] {
        let reply = send(&server, "GET", "/systems/v2/", header, &[]).await;
        assert_eq!(
            (reply.status.as_u16(), &reply.json()["fault"]["code"]),
            (401, &json!(900_904)),
            "{header:?}"
        );
    }
}

#[tokio::test]
async fn a_refresh_token_is_good_once() {
    let (server, client) = with_client().await;
    let first = by_password(&server, &client, PASSWORD).await.json();
    let old = first["refresh_token"].as_str().unwrap();
    let second = by_refresh(&server, &client, old).await.json();
    assert!(opens(&server, &second).await);
    assert!(!opens(&server, &first).await, "the old pair ends together");
    let again = by_refresh(&server, &client, old).await;
    assert_eq!((again.status.as_u16(), &again.json()["error"]), (400, &json!("invalid_grant")));
    assert!(opens(&server, &second).await, "and takes nothing with it");
}

#[tokio::test]
async fn of_many_refreshes_at_once_one_succeeds() {
    let (server, client) = with_client().await;
    let tokens = by_password(&server, &client, PASSWORD).await.json();
    let old = tokens["refresh_token"].as_str().unwrap();
    let replies = futures_util::future::join_all((0..20).map(|_| by_refresh(&server, &client, old))).await;
    assert_eq!(replies.iter().filter(|reply| reply.status == 200).count(), 1);
}

#[tokio::test]
async fn another_client_can_neither_refresh_nor_revoke() {
    let (server, client) = with_client().await;
    let tokens = by_password(&server, &client, PASSWORD).await.json();
    let refresh = tokens["refresh_token"].as_str().unwrap();
    let made = send(&server, "POST", "/clients/v2", &basic("alice", PASSWORD), &[("clientName", "other")])
        .await
        .result();
    let other = basic(made["consumerKey"].as_str().unwrap(), made["consumerSecret"].as_str().unwrap());
    assert_eq!(by_refresh(&server, &other, refresh).await.status, 400);
    assert_eq!(send(&server, "POST", "/revoke", &other, &[("token", refresh)]).await.status, 200);
    assert!(opens(&server, &tokens).await);
}

#[tokio::test]
async fn revoking_either_token_ends_both() {
    let (server, client) = with_client().await;
    for which in ["access_token", "refresh_token"] {
        let tokens = by_password(&server, &client, PASSWORD).await.json();
        let reply =
            send(&server, "POST", "/revoke", &client, &[("token", tokens[which].as_str().unwrap())]).await;
        assert_eq!(reply.status, 200);
        assert!(!opens(&server, &tokens).await, "{which}");
        assert_eq!(by_refresh(&server, &client, tokens["refresh_token"].as_str().unwrap()).await.status, 400);
    }
}

#[tokio::test]
async fn clients_belong_to_their_owner() {
    let (server, client) = with_client().await;
    let alice = basic("alice", PASSWORD);
    users::create(server.state.db(), "bob", "b").unwrap();
    let bob = basic("bob", "b");
    let again = send(&server, "POST", "/clients/v2/", &alice, &[("clientName", "my page")]).await;
    assert!(again.refusal(409).contains("my page"));
    assert!(
        send(&server, "POST", "/clients/v2", &alice, &[("description", "x")])
            .await
            .refusal(400)
            .contains("clientName")
    );
    assert_eq!(send(&server, "GET", "/clients/v2", &bob, &[]).await.result(), json!([]));
    send(&server, "GET", "/clients/v2/my%20page", &bob, &[]).await.refusal(404);
    send(&server, "DELETE", "/clients/v2/my%20page", &bob, &[]).await.refusal(404);

    let shown = send(&server, "GET", "/clients/v2/my%20page", &alice, &[]).await.result();
    assert_eq!(shown["name"], "my page");
    assert!(shown.get("consumerSecret").is_none(), "the secret is shown once");
    let tokens = by_password(&server, &client, PASSWORD).await.json();
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    assert_eq!(send(&server, "GET", "/clients/v2/", &bearer, &[]).await.result()[0]["name"], "my page");

    send(&server, "DELETE", "/clients/v2/my%20page", &alice, &[]).await;
    assert!(!opens(&server, &tokens).await, "tokens go with their client");
    assert_eq!(by_password(&server, &client, PASSWORD).await.status, 401);
}

#[tokio::test]
async fn subscriptions_are_kept() {
    let (server, _) = with_client().await;
    let alice = basic("alice", PASSWORD);
    let path = "/clients/v2/my%20page/subscriptions";
    let names = async || {
        let rows = send(&server, "GET", path, &alice, &[]).await.result();
        rows.as_array()
            .unwrap()
            .iter()
            .map(|row| row["apiName"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert!(names().await.contains(&"Jobs".to_owned()), "a new client has all services");
    send(&server, "DELETE", path, &alice, &[]).await;
    assert!(names().await.is_empty());
    let form = [("apiName", "Files"), ("apiVersion", "v2"), ("apiProvider", "admin")];
    assert_eq!(send(&server, "POST", path, &alice, &form).await.result()["apiContext"], "/files");
    assert_eq!(names().await, ["Files"]);
    assert!(
        send(&server, "POST", path, &alice, &[("apiName", "Tea")]).await.refusal(400).contains("apiName")
    );
}

#[tokio::test]
async fn the_launch_address_signs_in_once() {
    let server = Server::start().await;
    let address = server.state.launch_address().unwrap().unwrap();
    let code = address.strip_prefix("http://127.0.0.1:8750/sign-in#code=").unwrap();
    assert!(code.len() >= 22, "128 bits at least");
    let redeem = async |code: &str| send(&server, "POST", "/portolan/session", "", &[("code", code)]).await;
    redeem("wrong").await.refusal(403);
    let session = redeem(code).await.json();
    assert_eq!(session["username"], "demo");
    redeem(code).await.refusal(403);

    let bearer = format!("Bearer {}", session["accessToken"].as_str().unwrap());
    assert_eq!(send(&server, "GET", "/profiles/v2/me", &bearer, &[]).await.result()["username"], "demo");
    let text = |name: &str| session[name].as_str().unwrap().to_owned();
    let client = basic(&text("clientKey"), &text("clientSecret"));
    assert_eq!(by_refresh(&server, &client, &text("refreshToken")).await.status, 200);
    send(&server, "POST", "/portolan/session", "", &[]).await.refusal(400);
}

#[tokio::test]
async fn accounts_survive_a_restart_and_secrets_are_not_stored() {
    let (server, client) = with_client().await;
    let tokens = by_password(&server, &client, PASSWORD).await.json();
    let secrets: Vec<Vec<u8>> =
        [tokens["access_token"].clone(), tokens["refresh_token"].clone(), json!(PASSWORD)]
            .iter()
            .map(|text| text.as_str().unwrap().as_bytes().to_vec())
            .collect();
    let server = server
        .restart(move |folder| {
            for name in ["portolan.sqlite", "portolan.sqlite-wal"] {
                let bytes = std::fs::read(folder.join(name)).unwrap_or_default();
                for secret in &secrets {
                    assert!(!bytes.windows(secret.len()).any(|part| part == secret), "{name}");
                }
            }
        })
        .await;
    assert!(opens(&server, &tokens).await);
    assert!(by_password(&server, &client, PASSWORD).await.status == 200);
}

#[tokio::test]
async fn profiles_and_systems_and_tenants() {
    let server = Server::start().await;
    let alice = server.user("alice").await;
    server.user("bob").await;
    let profiles = alice.get("/profiles/v2?username.like=*b*").await.result();
    assert_eq!(profiles.as_array().unwrap().len(), 1);
    assert_eq!(alice.get("/profiles/v2?name=ali").await.result()[0]["username"], "alice");
    assert!(alice.get("/profiles/v2/carol").await.refusal(404).contains("carol"));

    let systems = alice.get("/systems/v2/").await.result();
    assert_eq!(systems.as_array().unwrap().len(), 2);
    assert!(systems[0].get("storage").is_none(), "a summary");
    assert_eq!(alice.get("/systems/v2?type=execution").await.result()[0]["id"], "local.execution");
    assert_eq!(
        alice.get("/systems/v2/?storage.homeDir=/alice&filter=id").await.result(),
        json!([{ "id": "local.storage" }])
    );
    assert_eq!(alice.get("/systems/v2/?privateOnly=true").await.result(), json!([]));
    assert!(alice.get("/systems/v2/none").await.refusal(404).contains("none"));
    let execution = alice.get("/systems/v2/local.execution").await.result();
    let default: Vec<&Value> =
        execution["queues"].as_array().unwrap().iter().filter(|queue| queue["default"] == true).collect();
    assert_eq!(default.len(), 1);

    let request =
        Request::get("/tenants?pretty=true").header("host", "localhost:8750").body(Body::empty()).unwrap();
    let tenants = server.raw(request).await;
    assert!(String::from_utf8_lossy(&tenants.body).contains("\n  "));
    assert_eq!(tenants.result()[0]["baseUrl"], "http://127.0.0.1:8750");
}
