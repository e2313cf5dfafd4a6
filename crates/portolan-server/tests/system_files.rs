//! Files on systems that users register.

#![allow(clippy::unwrap_used)]

mod harness;

use axum::http::StatusCode;
use harness::Server;
use harness::files::{act, names, upload};
use harness::systems::{ALL, cluster, disk, do_to, give, ids, register};
use serde_json::{Value, json};

#[tokio::test]
async fn a_local_disk_has_files() {
    let server = Server::start().await;
    let (alice, bob) = (server.user("alice").await, server.user("bob").await);
    register(&alice, disk("lab.disk")).await;
    let folder = server.data().join("systems/lab.disk");
    let on = |collection: &str, path: &str| format!("/files/v2/{collection}/system/lab.disk{path}");
    alice.put(&on("media", "//"), json!({ "action": "mkdir", "path": "data/sub" })).await.result();
    assert!(folder.join("data/sub").is_dir(), "relative paths begin in homeDir");
    std::fs::write(folder.join("data/a.txt"), "on disk").unwrap();
    assert_eq!(names(&alice, &on("listings", "/")).await, [".", "a.txt", "sub"]);
    assert_eq!(names(&alice, &on("listings", "//")).await, [".", "data"]);
    assert_eq!(alice.get(&on("media", "/a.txt")).await.body, b"on disk");
    let moved = json!({ "action": "rename", "path": "b.txt" });
    alice.put(&on("media", "/a.txt"), moved).await.result();
    alice.put(&on("media", "/b.txt"), json!({ "action": "copy", "path": "/top.txt" })).await.result();
    assert_eq!(std::fs::read(folder.join("top.txt")).unwrap(), b"on disk");
    let history = alice.get(&on("history", "/b.txt")).await.result();
    assert_eq!(history[0]["status"], "RENAME");
    alice.delete(&on("media", "//top.txt")).await.result();
    alice.delete(&on("media", "//")).await.refusal(403);
    for path in ["//..", "/../../../x", "//%2e%2e/other.disk"] {
        let status = alice.get(&on("media", path)).await.status;
        assert!(status.is_client_error(), "{path}: {status}");
    }

    // Links do not lead out of it.
    std::os::unix::fs::symlink(&alice.home, folder.join("home")).unwrap();
    std::fs::write(alice.home.join("mine"), "x").unwrap();
    assert!(alice.get(&on("media", "//home/mine")).await.status.is_client_error());
    std::fs::remove_file(folder.join("home")).unwrap();

    // Others see it as their role allows.
    bob.get(&on("listings", "/")).await.refusal(404);
    give(&alice, "lab.disk", "bob", "GUEST").await;
    assert_eq!(bob.get(&on("media", "/b.txt")).await.body, b"on disk");
    bob.delete(&on("media", "/b.txt")).await.refusal(403);
    let grant = json!({ "username": "bob", "permission": "WRITE", "recursive": true });
    bob.post(&on("pems", "/sub"), grant.clone()).await.refusal(403);
    let rows = alice.post(&on("pems", "/sub"), grant).await.result();
    assert_eq!(rows[0]["username"], "bob");
    bob.put(&on("media", "/sub"), json!({ "action": "mkdir", "path": "bobs" })).await.result();
    bob.put(&on("media", ""), json!({ "action": "mkdir", "path": "bobs" })).await.refusal(403);
    let rows = bob.get(&on("listings", "/")).await.result();
    let access: Vec<&Value> = rows.as_array().unwrap().iter().map(|row| &row["permissions"]).collect();
    assert_eq!(access, ["READ_EXECUTE", "READ_EXECUTE", "ALL"]);
    give(&alice, "lab.disk", "bob", "USER").await;
    bob.delete(&on("media", "/b.txt")).await.result();

    // Switched off, nobody reaches them; erased it is only when it is empty.
    do_to(&alice, "lab.disk", json!({ "action": "disable" })).await.result();
    alice.get(&on("listings", "/")).await.refusal(503);
    do_to(&alice, "lab.disk", json!({ "action": "enable" })).await.result();
    assert!(do_to(&alice, "lab.disk", json!({ "action": "erase" })).await.refusal(400).contains("files"));
    alice.delete(&on("media", "//data")).await.result();
    do_to(&alice, "lab.disk", json!({ "action": "erase" })).await.result();
    assert!(!folder.exists());
}

#[tokio::test]
async fn jobs_take_from_a_disk_and_leave_on_it() {
    let server = Server::start().await;
    let alice = server.user("alice").await;
    register(&alice, disk("lab.disk")).await;
    let folder = server.data().join("systems/lab.disk");
    std::fs::create_dir(folder.join("data")).unwrap();
    std::fs::write(folder.join("data/a.txt"), "one two\n").unwrap();
    let job = alice
        .submit(json!({
            "name": "count", "appId": "text-stats-1.0.0", "inputs": { "files": "agave://lab.disk/a.txt" },
            "archiveSystem": "lab.disk", "archivePath": "results/${JOB_NAME}",
        }))
        .await;
    let ended = alice.wait(&job, &["FINISHED"]).await;
    assert_eq!(ended["archivePath"], "/data/results/count");
    assert!(folder.join("data/results/count/stats.json").is_file());
    assert!(alice.outputs(&job, "").await.contains(&"stats.json".to_owned()));
    register(&alice, cluster("far")).await;
    let body =
        json!({ "name": "j", "appId": "text-stats-1.0.0", "inputs": { "files": "agave://far/a.txt" } });
    assert!(
        alice.post("/jobs/v2/", body).await.refusal(400).starts_with("inputs.files: far is only described")
    );
}

#[tokio::test]
async fn a_default_system_is_chosen() {
    let server = Server::start().await;
    let (alice, bob) = (server.user("alice").await, server.user("bob").await);
    register(&alice, disk("lab.disk")).await;
    std::fs::create_dir(server.data().join("systems/lab.disk/data")).unwrap();
    upload(&alice, "", "at-home", b"x").await.result();
    let made = do_to(&alice, "lab.disk", json!({ "action": "setDefault" })).await.result();
    assert_eq!(made["default"], true);
    assert_eq!(names(&alice, "/files/v2/listings/").await, ["."]);
    assert_eq!(
        ids(&alice.get(&format!("{ALL}?default=true")).await.result()),
        ["local.execution", "lab.disk"]
    );
    assert_eq!(names(&bob, "/files/v2/listings/").await, ["."]);
    assert_eq!(
        ids(&bob.get(&format!("{ALL}?default=true")).await.result()),
        ["local.storage", "local.execution"]
    );
    do_to(&alice, "lab.disk", json!({ "action": "unsetDefault" })).await.result();
    assert_eq!(names(&alice, "/files/v2/listings/").await, [".", "at-home"]);
    do_to(&alice, "lab.disk", json!({ "action": "SETDEFAULT" })).await.result();
    do_to(&alice, "local.storage", json!({ "action": "setDefault" })).await.result();
    assert_eq!(names(&alice, "/files/v2/listings/").await, [".", "at-home"]);
    do_to(&alice, "local.storage", json!({ "action": "unsetDefault" })).await.refusal(400);
    do_to(&alice, "local.storage", json!({ "action": "setGlobalDefault" })).await.refusal(403);
    do_to(&alice, "lab.disk", json!({ "action": "SETDEFAULT" })).await.result();
    alice.delete("/systems/v2/lab.disk").await.result();
    assert_eq!(names(&alice, "/files/v2/listings/").await, [".", "at-home"]);
}

#[tokio::test]
async fn what_is_elsewhere_is_said_to_be_elsewhere() {
    let server = Server::start().await;
    let alice = server.user("alice").await;
    register(&alice, cluster("lab.cluster")).await;
    for collection in ["media", "listings", "history", "pems"] {
        let message = alice.get(&format!("/files/v2/{collection}/system/lab.cluster/x")).await.refusal(501);
        assert!(message.contains("SFTP"), "{message}");
    }
}

#[tokio::test]
async fn files_are_copied_within_a_system_only() {
    let server = Server::start().await;
    let alice = server.user("alice").await;
    register(&alice, disk("lab.disk")).await;
    upload(&alice, "", "a", b"x").await.result();
    let body = json!({ "urlToIngest": "agave://local.storage/a" });
    assert_eq!(alice.post("/files/v2/media/system/lab.disk//", body).await.status, StatusCode::ACCEPTED);
    let there = |history: &Value| history.to_string().contains("STAGING_COMPLETED");
    alice.until("/files/v2/history/system/lab.disk//a", there).await;
    assert_eq!(std::fs::read(server.data().join("systems/lab.disk/a")).unwrap(), b"x");
    act(&alice, "a", "move", "b").await.result();
}
