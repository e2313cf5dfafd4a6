//! Files that the server fetches by their address, and uploads that replace a part of a file.

#![allow(clippy::unwrap_used)]

mod harness;

use axum::body::{Body, Bytes};
use axum::http::{Method, StatusCode};
use axum::response::Response;
use harness::files::{HISTORY, LISTINGS, MEDIA, MULTIPART, multipart, names};
use harness::web::{Web, answer};
use harness::{Caller, Reply, Server};
use serde_json::{Value, json};

/// Serves a file, and everything that can go wrong with one.
async fn web() -> Web {
    Web::start(|request, _| match request.target.split('?').next().unwrap() {
        "/a%20file.bin" => Response::new(Body::from(vec![7; 300_000])),
        "/moved" => Response::builder()
            .status(StatusCode::FOUND)
            .header("location", "/a%20file.bin")
            .body(Body::empty())
            .unwrap(),
        "/huge" => {
            let nothing = futures_util::stream::pending::<Result<Bytes, std::io::Error>>();
            Response::builder()
                .header("content-length", u64::MAX / 2)
                .body(Body::from_stream(nothing))
                .unwrap()
        }
        "/cut" => {
            // More than is kept back before the first of it is sent.
            let pieces = std::iter::repeat_n(Bytes::from(vec![b'x'; 1 << 20]), 8).map(Ok);
            let pieces = pieces.chain([Err(std::io::Error::other("broken"))]);
            Response::builder()
                .header("content-length", 100 << 20)
                .body(Body::from_stream(futures_util::stream::iter(pieces)))
                .unwrap()
        }
        _ => answer(404, "nothing"),
    })
    .await
}

async fn import(caller: &Caller, folder: &str, url: &str) -> Reply {
    caller.post(&format!("{MEDIA}/{folder}"), json!({ "urlToIngest": url })).await
}

fn statuses(history: &Value) -> Vec<&str> {
    history.as_array().unwrap().iter().map(|event| event["status"].as_str().unwrap()).collect()
}

async fn ended(caller: &Caller, path: &str) -> Value {
    let over = |history: &Value| {
        statuses(history).iter().any(|status| ["STAGING_COMPLETED", "STAGING_FAILED"].contains(status))
    };
    caller.until(&format!("{HISTORY}/{path}"), over).await
}

#[tokio::test]
async fn a_file_is_fetched_and_its_history_tells_how() {
    let (server, web) = (Server::start().await, web().await);
    let alice = server.user("alice").await;
    let reply = import(&alice, "", &format!("{}/a%20file.bin?token=secret", web.url)).await;
    assert_eq!(reply.status, 202);
    let file = reply.result();
    assert_eq!((&file["name"], &file["status"]), (&json!("a file.bin"), &json!("STAGING_QUEUED")));
    let history = ended(&alice, "a%20file.bin").await;
    assert_eq!(statuses(&history), ["STAGING_QUEUED", "STAGING", "CREATED", "STAGING_COMPLETED"]);
    assert!(!history.to_string().contains("secret"), "{history}");
    assert_eq!(std::fs::read(alice.home.join("a file.bin")).unwrap(), vec![7; 300_000]);
    assert!(web.seen()[0].headers.get("authorization").is_none());

    // As a form, under another name, over what is there.
    std::fs::write(alice.home.join("other"), "old").unwrap();
    let body = format!("urlToIngest={}%2Fa%2520file.bin&fileName=other", web.url.replace(':', "%3A"));
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let reply = alice.send(Method::POST, "/files/v2/media/", &form, body.into_bytes()).await;
    assert_eq!((reply.status, &reply.result()["name"]), (StatusCode::ACCEPTED, &json!("other")));
    let history = ended(&alice, "other").await;
    assert_eq!(statuses(&history)[2], "OVERWRITTEN");
    assert_eq!(std::fs::metadata(alice.home.join("other")).unwrap().len(), 300_000);
}

#[tokio::test]
async fn what_cannot_be_fetched_says_why_and_leaves_nothing() {
    let (server, web) = (Server::start().await, web().await);
    let alice = server.user("alice").await;
    for (name, told) in [("moved", "redirects"), ("missing", "404"), ("huge", "larger"), ("cut", "broke off")]
    {
        assert_eq!(import(&alice, "", &format!("{}/{name}", web.url)).await.status, 202);
        let history = ended(&alice, name).await;
        let last = history.as_array().unwrap().last().unwrap().clone();
        assert_eq!(last["status"], "STAGING_FAILED");
        assert!(last["description"].as_str().unwrap().contains(told), "{name}: {last}");
    }
    let refused = import(&alice, "", "http://127.0.0.1:1/closed").await;
    assert_eq!(refused.status, 202);
    assert_eq!(*statuses(&ended(&alice, "closed").await).last().unwrap(), "STAGING_FAILED");
    assert_eq!(names(&alice, &format!("{LISTINGS}/")).await, ["."]);
    assert_eq!(web.seen().len(), 4, "no redirect was followed");
}

#[tokio::test]
async fn addresses_that_may_not_be_called_are_refused() {
    let server = Server::start().await;
    let (alice, bob) = (server.user("alice").await, server.user("bob").await);
    for url in [
        "ftp://example.org/x",
        "sftp://example.org/x",
        "file:///etc/passwd",
        "/etc/passwd",
        "http://10.0.0.1/x",
        "http://169.254.169.254/latest/meta-data",
        "http://[fd00::1]/x",
        "http://me:secret@example.org/x",
        "agave://no.such.system/x",
        "agave://local.storage//bob/x",
        "https://",
    ] {
        let reply = import(&alice, "", url).await;
        assert!([400, 403].contains(&reply.status.as_u16()), "{url}: {}", reply.status);
        let message = reply.refusal(reply.status.as_u16());
        assert!(message.starts_with("urlToIngest: "), "{url}: {message}");
    }
    let web = web().await;
    import(&bob, "/alice", &format!("{}/x", web.url)).await.refusal(403);
    import(&alice, "missing/folder", &format!("{}/x", web.url)).await.refusal(404);
    assert!(web.seen().is_empty());
}

#[tokio::test]
async fn a_file_comes_from_another_of_the_servers_places() {
    let server = Server::start().await;
    let alice = server.user("alice").await;
    std::fs::create_dir(alice.home.join("to")).unwrap();
    std::fs::write(alice.home.join("from.txt"), "here").unwrap();
    assert_eq!(import(&alice, "to", "agave://local.storage/from.txt").await.status, 202);
    ended(&alice, "to/from.txt").await;
    assert_eq!(std::fs::read(alice.home.join("to/from.txt")).unwrap(), b"here");
}

#[tokio::test]
async fn an_import_that_was_cut_off_begins_again() {
    let (server, web) = (Server::start().await, web().await);
    let alice = server.user("alice").await;
    server
        .state
        .db()
        .write_now(|t| {
            t.execute(
                "INSERT INTO file_imports (user, system, path, url, created)
                 VALUES ('alice', 'local.storage', 'alice/late', ?1, 0)",
                [format!("{}/a%20file.bin", web.url)],
            )
        })
        .unwrap();
    let server = server.restart(|_| {}).await;
    let alice = server.again(&alice);
    ended(&alice, "late").await;
    assert_eq!(std::fs::metadata(alice.home.join("late")).unwrap().len(), 300_000);
}

async fn part(caller: &Caller, path: &str, name: &str, range: &str, bytes: &[u8]) -> Reply {
    let headers = [MULTIPART, ("range", range)];
    caller.send(Method::POST, &format!("{MEDIA}/{path}"), &headers, multipart(name, bytes, &[])).await
}

#[tokio::test]
async fn a_part_of_a_file_is_replaced() {
    let server = Server::start().await;
    let alice = server.user("alice").await;
    let file = alice.home.join("f");
    part(&alice, "", "f", "bytes=0-9", b"0123456789").await.result();
    part(&alice, "f", "whatever", "bytes=2-4", b"abc").await.result();
    assert_eq!(std::fs::read(&file).unwrap(), b"01abc56789");
    part(&alice, "", "f", "bytes=8-", b"XYZ").await.result();
    part(&alice, "", "f", "bytes=11-11", b"!").await.result();
    assert_eq!(std::fs::read(&file).unwrap(), b"01abc567XYZ!");
    for (range, bytes, status) in [
        ("bytes=13-13", &b"x"[..], 416),
        ("bytes=0-5", b"short", 400),
        ("bytes=5-0", b"x", 400),
        ("bytes=-5", b"x", 400),
        ("pages=1-2", b"x", 400),
    ] {
        let message = part(&alice, "", "f", range, bytes).await.refusal(status);
        assert!(message.starts_with("Range: "), "{range}: {message}");
    }
    part(&alice, "", "new", "bytes=3-5", b"abc").await.refusal(404);
    assert_eq!(std::fs::read(&file).unwrap(), b"01abc567XYZ!");
    let history = alice.get(&format!("{HISTORY}/f")).await.result();
    assert_eq!(statuses(&history).iter().filter(|status| **status == "CONTENT_CHANGE").count(), 3);
}

#[tokio::test]
async fn parts_sent_side_by_side_are_all_there_in_the_end() {
    let server = Server::start().await;
    let alice = server.user("alice").await;
    std::fs::write(alice.home.join("f"), vec![b'.'; 1600]).unwrap();
    let parts = (0..16u8).map(|number| {
        let (first, alice) = (usize::from(number) * 100, &alice);
        async move {
            let range = format!("bytes={first}-{}", first + 99);
            part(alice, "", "f", &range, &[b'a' + number; 100]).await.result();
        }
    });
    futures_util::future::join_all(parts).await;
    let whole: Vec<u8> = (0..16u8).flat_map(|number| [b'a' + number; 100]).collect();
    assert_eq!(std::fs::read(alice.home.join("f")).unwrap(), whole);
}
