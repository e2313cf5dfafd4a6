//! Who reaches which files: grants, links, ways upwards, one-time addresses.

#![allow(clippy::unwrap_used)]

mod harness;

use std::os::unix::fs::symlink;

use axum::body::Body;
use axum::http::Request;
use harness::Server;
use harness::files::{HISTORY, LISTINGS, MEDIA, PEMS, act, names, upload};
use serde_json::json;

#[tokio::test]
async fn what_is_shared_is_seen_and_nothing_else() {
    let server = Server::start().await;
    let (alice, bob) = (server.user("alice").await, server.user("bob").await);
    std::fs::create_dir_all(alice.home.join("shared/deep")).unwrap();
    for file in ["shared/deep/x", "shared/y", "own"] {
        std::fs::write(alice.home.join(file), file).unwrap();
    }
    let media = |path: &str| format!("{MEDIA}//alice/{path}");
    for path in ["", "own", "shared", "shared/y", "none"] {
        bob.get(&media(path)).await.refusal(403);
        bob.get(&format!("{LISTINGS}//alice/{path}")).await.refusal(403);
        bob.get(&format!("{HISTORY}//alice/{path}")).await.refusal(403);
        bob.get(&format!("{PEMS}//alice/{path}")).await.refusal(403);
        bob.delete(&media(path)).await.refusal(403);
    }
    assert_eq!(names(&bob, &format!("{LISTINGS}//")).await, [".", "bob"]);

    let grant = json!({ "username": "bob", "permission": "read", "recursive": true });
    let reply = alice.post(&format!("{PEMS}/shared"), grant).await;
    assert_eq!(reply.status, 201);
    assert_eq!(reply.result()[0]["permission"], json!({ "read": true, "write": false, "execute": false }));
    assert_eq!(bob.get(&media("shared/deep/x")).await.body, b"shared/deep/x");
    let rows = bob.get(&format!("{LISTINGS}//alice/shared")).await.result();
    assert_eq!((&rows[1]["name"], &rows[1]["permissions"]), (&json!("deep"), &json!("READ")));
    assert_eq!(names(&bob, &format!("{LISTINGS}//")).await, [".", "alice", "bob"]);
    bob.get(&media("own")).await.refusal(403);
    upload(&bob, "/alice/shared", "z", b"z").await.refusal(403);
    act(&bob, "/alice/shared/y", "rename", "z").await.refusal(403);
    act(&bob, "/alice/shared/y", "move", "/bob/y").await.refusal(403);
    assert_eq!(act(&bob, "/alice/shared/y", "copy", "mine").await.status, 200);
    bob.post(&format!("{PEMS}//alice/shared"), json!({ "username": "bob", "permission": "ALL" }))
        .await
        .refusal(403);

    // A grant of its own comes before that of the folder, and follows its file.
    alice.post(&format!("{PEMS}/shared/y"), json!({ "username": "bob", "permission": "READ_WRITE" })).await;
    act(&alice, "shared/y", "rename", "w").await;
    upload(&bob, "/alice/shared/w", "alice/shared/w", b"by bob").await.result();
    assert_eq!(std::fs::read(alice.home.join("shared/w")).unwrap(), b"by bob");
    let rows = alice.get(&format!("{PEMS}/shared/w")).await.result();
    assert_eq!((&rows[0]["username"], &rows[1]["username"]), (&json!("alice"), &json!("bob")));

    alice.delete(&format!("{PEMS}/shared/w")).await.result();
    alice.post(&format!("{PEMS}/shared"), json!({ "username": "bob", "permission": "NONE" })).await.result();
    bob.get(&media("shared/deep/x")).await.refusal(403);
    assert_eq!(names(&bob, &format!("{LISTINGS}//")).await, [".", "bob"]);

    for (body, field) in [
        (json!({ "permission": "READ" }), "username"),
        (json!({ "username": "bob" }), "permission"),
        (json!({ "username": "bob", "permission": "SOME" }), "permission"),
        (json!({ "username": "carol", "permission": "READ" }), "username"),
        (json!({ "username": "alice", "permission": "READ" }), "username"),
        (json!({ "username": "bob", "permission": "READ", "recursive": "maybe" }), "recursive"),
    ] {
        let said = alice.post(&format!("{PEMS}/shared"), body).await.refusal(400);
        assert!(said.starts_with(&format!("{field}: ")), "{said}");
    }
}

#[tokio::test]
async fn links_lead_nowhere_outside() {
    let server = Server::start().await;
    let (alice, bob) = (server.user("alice").await, server.user("bob").await);
    std::fs::write(bob.home.join("secret"), "of bob").unwrap();
    std::fs::write(server.data().join("outside"), "of the server").unwrap();
    std::fs::create_dir(alice.home.join("real")).unwrap();
    std::fs::write(alice.home.join("real/file"), "of alice").unwrap();
    for (target, name) in [
        ("../bob/secret", "to-bob"),
        ("../bob", "bob"),
        ("../../outside", "out"),
        ("..", "up"),
        ("/", "root"),
        ("/etc/passwd", "passwd"),
        ("loop", "loop"),
        ("nowhere", "broken"),
        ("real", "inside"),
        ("real/../../bob/secret", "crooked"),
    ] {
        symlink(target, alice.home.join(name)).unwrap();
    }
    for path in [
        "to-bob",
        "bob/secret",
        "out",
        "up/bob/secret",
        "root/etc/passwd",
        "passwd",
        "loop",
        "broken",
        "crooked",
    ] {
        let reply = alice.get(&format!("{MEDIA}/{path}")).await;
        assert!(matches!(reply.status.as_u16(), 400 | 403 | 404), "{path}: {}", reply.status);
    }
    for path in ["bob", "up", "root"] {
        assert!(
            !alice.get(&format!("{LISTINGS}/{path}")).await.status.is_success()
                || names(&alice, &format!("{LISTINGS}/{path}")).await.len() == 1
        );
        assert!(!upload(&alice, path, "planted", b"x").await.status.is_success(), "{path}");
        assert!(
            !act(&alice, "real/file", "copy", &format!("{path}/planted")).await.status.is_success(),
            "{path}"
        );
    }
    assert_eq!(alice.get(&format!("{MEDIA}/inside/file")).await.body, b"of alice");
    assert_eq!(
        names(&alice, &format!("{LISTINGS}/")).await.len(),
        12,
        "links are listed, whatever they lead to"
    );

    // Deleting a link deletes the link; an upload over one replaces it.
    assert_eq!(alice.delete(&format!("{MEDIA}/to-bob")).await.status, 200);
    assert_eq!(upload(&alice, "", "out", b"mine").await.status, 202);
    assert_eq!(std::fs::read(bob.home.join("secret")).unwrap(), b"of bob");
    assert_eq!(std::fs::read(server.data().join("outside")).unwrap(), b"of the server");
    assert!(!bob.home.join("planted").exists());
}

#[tokio::test]
async fn a_thousand_ways_up_lead_nowhere() {
    let server = Server::start().await;
    let (alice, bob) = (server.user("alice").await, server.user("bob").await);
    std::fs::write(bob.home.join("secret"), "of bob").unwrap();
    std::fs::create_dir_all(alice.home.join("a/b")).unwrap();
    let ups = [
        "..",
        "%2e%2e",
        ".%2e",
        "%2E.",
        "..%00",
        "%2e%2e%5c",
        "..%5C",
        "..;",
        "...",
        "..%c0%af",
        "%c0%ae%c0%ae",
        "%252e%252e",
        "..%ef%bc%8f",
        "\u{2025}",
    ];
    let joints = ["/", "//", "%2f", "%2F", "/./", "%5c", "/.%2f/"];
    let ends = ["bob/secret", "portolan.sqlite", "etc/passwd", "home/bob/secret", "jobs", "."];
    let mut tried = 0;
    for up in ups {
        for joint in joints {
            for depth in 1..=4 {
                for end in ends {
                    let climb = vec![up; depth].join(joint);
                    for start in ["", "a/b/"] {
                        let path = percent_encoding::utf8_percent_encode(
                            &format!("{start}{climb}{joint}{end}"),
                            percent_encoding::CONTROLS,
                        )
                        .to_string();
                        let reply = alice.get(&format!("{MEDIA}/{path}")).await;
                        assert!(
                            matches!(reply.status.as_u16(), 400 | 403 | 404 | 501),
                            "{path}: {}",
                            reply.status
                        );
                        assert!(!reply.body.ends_with(b"of bob"), "{path}");
                        tried += 1;
                    }
                }
            }
        }
    }
    assert!(tried > 1000, "{tried}");
}

#[tokio::test]
async fn a_download_address_works_once() {
    let server = Server::start().await;
    let (alice, bob) = (server.user("alice").await, server.user("bob").await);
    std::fs::write(alice.home.join("d <b>\"ü.html"), "content").unwrap();
    let wish = json!({ "system": "local.storage", "path": "d <b>\"ü.html" });
    let url = alice.post("/portolan/downloads", wish).await.json()["url"].as_str().unwrap().to_owned();
    let fetch = async |method: &str| {
        server
            .raw(
                Request::builder()
                    .method(method)
                    .uri(&url)
                    .header("host", "127.0.0.1:8750")
                    .body(Body::empty())
                    .unwrap(),
            )
            .await
    };
    fetch("HEAD").await;
    let reply = fetch("GET").await;
    assert_eq!(reply.body, b"content");
    assert_eq!(
        reply.headers["content-disposition"],
        "attachment; filename=\"d__b___.html\"; filename*=UTF-8''d%20%3Cb%3E%22%C3%BC.html"
    );
    fetch("GET").await.refusal(404);
    let theirs = json!({ "system": "local.storage", "path": "/alice/d <b>\"ü.html" });
    bob.post("/portolan/downloads", theirs).await.refusal(403);
    bob.post("/portolan/downloads", json!({ "job": "none", "path": "x" })).await.refusal(404);
    bob.post("/portolan/downloads", json!({})).await.refusal(400);
    bob.post("/portolan/downloads", json!({ "path": "/" })).await.refusal(400);
}
