//! Systems that users register: their files, who may use them, and how they are signed in to.

#![allow(clippy::unwrap_used)]

mod harness;

use axum::http::StatusCode;
use harness::files::{act, names, upload};
use harness::web::{Web, answer};
use harness::{Caller, Server};
use serde_json::{Value, json};

const ALL: &str = "/systems/v2/";
const SECRET: &str = "correct horse battery staple";

fn disk(id: &str) -> Value {
    json!({
        "id": id, "name": "A disk", "type": "STORAGE", "status": "UP", "site": "lab.example.org",
        "storage": { "host": "localhost", "port": 0, "protocol": "LOCAL", "rootDir": "/", "homeDir": "/data",
                     "auth": { "type": "LOCAL" } },
    })
}

fn cluster(id: &str) -> Value {
    let auth = json!({ "type": "PASSWORD", "username": "me", "password": SECRET });
    json!({
        "id": id, "name": "A cluster", "type": "EXECUTION", "executionType": "HPC", "scheduler": "SLURM",
        "queues": [{ "name": "long", "default": true, "maxJobs": 10 }, { "name": "short" }],
        "login": { "host": "login.example.org", "port": 22, "protocol": "SSH", "auth": auth },
        "storage": { "host": "data.example.org", "port": 22, "protocol": "SFTP", "rootDir": "/", "auth": auth },
    })
}

async fn register(caller: &Caller, body: Value) -> Value {
    let reply = caller.post(ALL, body).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.json());
    reply.result()
}

async fn give(owner: &Caller, id: &str, user: &str, role: &str) -> Value {
    owner.post(&format!("{ALL}{id}/roles"), json!({ "username": user, "role": role })).await.result()
}

async fn do_to(caller: &Caller, id: &str, body: Value) -> harness::Reply {
    caller.put(&format!("{ALL}{id}"), body).await
}

fn ids(rows: &Value) -> Vec<&str> {
    rows.as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_system_is_registered_changed_and_removed() {
    let server = Server::start().await;
    let (alice, bob) = (server.user("alice").await, server.user("bob").await);
    let made = register(&alice, cluster("lab.cluster")).await;
    assert_eq!(
        (&made["owner"], &made["public"], &made["revision"]),
        (&json!("alice"), &json!(false), &json!(1))
    );
    assert_eq!(made["queues"][0]["name"], "long");
    assert_eq!(made["login"]["auth"], json!({ "type": "PASSWORD", "username": "me" }));
    assert_eq!(alice.get("/systems/v2/lab.cluster").await.result(), made);
    bob.get("/systems/v2/lab.cluster").await.refusal(404);
    bob.post("/systems/v2/lab.cluster", cluster("lab.cluster")).await.refusal(404);
    assert!(bob.post(ALL, cluster("lab.cluster")).await.refusal(400).starts_with("id: "));
    assert!(alice.post(ALL, disk("local.storage")).await.refusal(400).starts_with("id: "));

    let mut body = cluster("lab.cluster");
    body["description"] = json!("Bigger now");
    body["login"]["auth"] = json!({ "type": "PASSWORD" });
    let changed = alice.post("/systems/v2/lab.cluster", body.clone()).await.result();
    assert_eq!((&changed["description"], &changed["revision"]), (&json!("Bigger now"), &json!(2)));
    assert_eq!(changed["uuid"], made["uuid"]);
    body["id"] = json!("other.id");
    assert!(alice.post("/systems/v2/lab.cluster", body).await.refusal(400).starts_with("id: "));
    assert_eq!(alice.post(ALL, cluster("lab.cluster")).await.status, StatusCode::OK, "a new revision");

    alice.delete("/systems/v2/lab.cluster").await.result();
    alice.get("/systems/v2/lab.cluster").await.refusal(404);
    assert!(bob.post(ALL, cluster("lab.cluster")).await.refusal(400).contains("taken"));
    register(&alice, cluster("lab.cluster")).await;
    do_to(&alice, "lab.cluster", json!({ "action": "ERASE" })).await.result();
    register(&bob, cluster("lab.cluster")).await;
}

#[tokio::test]
async fn lists_show_what_is_asked_for() {
    let server = Server::start().await;
    let (alice, bob) = (server.user("alice").await, server.user("bob").await);
    register(&alice, cluster("a.cluster")).await;
    register(&alice, disk("a.disk")).await;
    register(&bob, disk("b.disk")).await;
    for (query, expected) in [
        ("", vec!["local.storage", "local.execution", "a.cluster", "a.disk"]),
        ("?type=STORAGE", vec!["local.storage", "a.disk"]),
        ("?public=false", vec!["a.cluster", "a.disk"]),
        ("?privateOnly=true", vec!["a.cluster", "a.disk"]),
        ("?publicOnly=true", vec!["local.storage", "local.execution"]),
        ("?default=true", vec!["local.storage", "local.execution"]),
        ("?storage.protocol=sftp", vec!["a.cluster"]),
        ("?queues.name=short", vec!["a.cluster"]),
        ("?login.host.like=*.example.org", vec!["a.cluster"]),
        ("?id.in=a.disk,b.disk", vec!["a.disk"]),
        ("?owner.neq=portolan&orderBy=id&order=DESC", vec!["a.disk", "a.cluster"]),
        ("?limit=1&offset=2", vec!["a.cluster"]),
        ("?name.like=*DISK", vec!["a.disk"]),
    ] {
        assert_eq!(ids(&alice.get(&format!("{ALL}{query}")).await.result()), expected, "{query}");
    }
    let rows = alice.get(&format!("{ALL}?id=a.disk&filter=id,storage.rootDir")).await.result();
    assert_eq!(rows, json!([{ "id": "a.disk", "storage": { "rootDir": "systems/a.disk/" } }]));
    let bare = alice.get(&format!("{ALL}a.disk?naked=true&filter=name")).await;
    assert_eq!(bare.json(), json!({ "name": "A disk" }));
    let queues = alice.get(&format!("{ALL}a.cluster/queues?limit=1&offset=1")).await.result();
    assert_eq!(queues[0]["name"], "short");
    assert!(alice.get(&format!("{ALL}?colour.eq=red")).await.refusal(400).starts_with("colour.eq: "));
}

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
async fn actions_follow_roles() {
    let server = Server::start().await;
    let (alice, bob, carol) =
        (server.user("alice").await, server.user("bob").await, server.user("carol").await);
    register(&alice, cluster("lab.cluster")).await;
    for action in ["enable", "publish", "setDefault", "erase"] {
        do_to(&bob, "lab.cluster", json!({ "action": action })).await.refusal(404);
    }
    assert!(
        do_to(&alice, "lab.cluster", json!({ "action": "juggle" }))
            .await
            .refusal(400)
            .starts_with("action: ")
    );
    assert!(do_to(&alice, "lab.cluster", json!({})).await.refusal(400).starts_with("action: "));

    let public = do_to(&alice, "lab.cluster", json!({ "action": "PUBLISH" })).await.result();
    assert_eq!(public["public"], true);
    assert!(ids(&bob.get(ALL).await.result()).contains(&"lab.cluster"));
    do_to(&bob, "lab.cluster", json!({ "action": "disable" })).await.refusal(403);
    do_to(&bob, "lab.cluster", json!({ "action": "clone", "id": "bobs.cluster" })).await.refusal(403);
    do_to(&alice, "lab.cluster", json!({ "action": "unpublish" })).await.result();
    bob.get("/systems/v2/lab.cluster").await.refusal(404);

    assert_eq!(give(&alice, "lab.cluster", "bob", "user").await[0]["role"], "USER");
    assert!(do_to(&bob, "lab.cluster", json!({ "action": "clone" })).await.refusal(400).starts_with("id: "));
    let copy = do_to(&bob, "lab.cluster", json!({ "action": "CLONE", "id": "bobs.cluster" })).await;
    assert_eq!(copy.status, StatusCode::ACCEPTED);
    let copy = copy.result();
    assert_eq!((&copy["owner"], &copy["public"]), (&json!("bob"), &json!(false)));
    assert_eq!(copy["login"]["auth"], json!({ "type": "PASSWORD" }), "who signs in is not copied");
    assert_eq!(bob.get("/systems/v2/bobs.cluster/credentials").await.result(), json!([]));
    bob.post("/systems/v2/lab.cluster", cluster("lab.cluster")).await.refusal(403);
    give(&alice, "lab.cluster", "bob", "ADMIN").await;
    bob.post("/systems/v2/lab.cluster", cluster("lab.cluster")).await.result();
    let off = do_to(&bob, "lab.cluster", json!({ "action": "disable" })).await.result();
    assert_eq!(off["available"], false);
    bob.delete("/systems/v2/lab.cluster").await.refusal(403);
    carol.get("/systems/v2/lab.cluster").await.refusal(404);
    do_to(&carol, "local.storage", json!({ "action": "disable" })).await.refusal(403);
    carol.delete("/systems/v2/local.storage").await.refusal(403);
}

#[tokio::test]
async fn roles_are_given_and_taken() {
    let server = Server::start().await;
    let (alice, bob, carol) =
        (server.user("alice").await, server.user("bob").await, server.user("carol").await);
    register(&alice, disk("lab.disk")).await;
    let roles = "/systems/v2/lab.disk/roles";
    let reply = alice.post(roles, json!({ "username": "bob", "role": "ADMIN" })).await;
    assert_eq!(reply.status, StatusCode::CREATED);
    let rows = alice.get(roles).await.result();
    let pairs: Vec<(&Value, &Value)> =
        rows.as_array().unwrap().iter().map(|row| (&row["username"], &row["role"])).collect();
    assert_eq!(pairs, [(&json!("alice"), &json!("OWNER")), (&json!("bob"), &json!("ADMIN"))]);
    assert_eq!(alice.get(&format!("{roles}?limit=1&offset=1")).await.result()[0]["username"], "bob");
    assert_eq!(alice.get(&format!("{roles}/carol")).await.result()[0]["role"], "NONE");

    assert_eq!(
        bob.post(&format!("{roles}/carol"), json!({ "role": "USER" })).await.result()[0]["role"],
        "USER"
    );
    bob.post(roles, json!({ "username": "carol", "role": "OWNER" })).await.refusal(403);
    carol.post(roles, json!({ "username": "carol", "role": "ADMIN" })).await.refusal(403);
    assert!(bob.post(roles, json!({ "username": "alice", "role": "USER" })).await.status.is_client_error());
    for (body, field) in [
        (json!({ "role": "USER" }), "username"),
        (json!({ "username": "carol" }), "role"),
        (json!({ "username": "carol", "role": "KING" }), "role"),
        (json!({ "username": "nobody", "role": "USER" }), "username"),
        (json!({ "username": "alice", "role": "USER" }), "username"),
    ] {
        let message = alice.post(roles, body.clone()).await.refusal(400);
        assert!(message.starts_with(&format!("{field}: ")), "{body}: {message}");
    }
    let other = json!({ "username": "alice", "role": "USER" });
    assert!(alice.post(&format!("{roles}/carol"), other).await.refusal(400).starts_with("username: "));
    alice.delete(&format!("{roles}/carol")).await.result();
    carol.get("/systems/v2/lab.disk").await.refusal(404);
    bob.delete(roles).await.refusal(403);
    alice.delete(roles).await.result();
    bob.get(roles).await.refusal(404);

    // The server's own have one owner, whom nobody here is.
    let rows = alice.get("/systems/v2/local.storage/roles").await.result();
    assert_eq!((rows[0]["role"].as_str(), rows.as_array().unwrap().len()), (Some("OWNER"), 1));
    assert_eq!(alice.get("/systems/v2/local.storage/roles/alice").await.result()[0]["role"], "USER");
    alice
        .post("/systems/v2/local.storage/roles", json!({ "username": "bob", "role": "USER" }))
        .await
        .refusal(403);
}

#[tokio::test]
async fn credentials_are_sealed_and_never_told() {
    let server = Server::start().await;
    let (alice, bob) = (server.user("alice").await, server.user("bob").await);
    register(&alice, cluster("lab.cluster")).await;
    let all = "/systems/v2/lab.cluster/credentials";
    let rows = alice.get(all).await;
    assert!(!String::from_utf8_lossy(&rows.body).contains(SECRET));
    let rows = rows.result();
    let kinds: Vec<&Value> = rows.as_array().unwrap().iter().map(|row| &row["parentType"]).collect();
    assert_eq!(kinds, ["EXECUTION", "STORAGE"]);
    assert_eq!((&rows[0]["username"], &rows[0]["type"]), (&json!("me"), &json!("PASSWORD")));
    assert_eq!((&rows[0]["default"], &rows[0]["valid"]), (&json!(true), &json!(true)));

    let key = json!({ "type": "SSHKEYS", "username": "robot", "publicKey": "PUBLIC-PART", "privateKey": "PRIVATE-PART" });
    alice.post(&format!("{all}/robot/STORAGE"), key.clone()).await.result();
    alice.post(&format!("{all}/other"), key.clone()).await.result();
    assert_eq!(alice.get(&format!("{all}/robot")).await.result().as_array().unwrap().len(), 1);
    assert_eq!(alice.get(&format!("{all}/other/LOGIN")).await.result()[0]["internalUsername"], "other");
    assert_eq!(alice.get(&format!("{all}/robot/LOGIN")).await.result(), json!([]));
    assert_eq!(alice.get(&format!("{all}?limit=2")).await.result().as_array().unwrap().len(), 2);
    for (path, body, field) in [
        ("", json!({}), "type"),
        ("", json!({ "type": "PASSWORD", "username": "x" }), "password"),
        ("/robot", json!({ "type": "LOCAL", "internalUsername": "x" }), "internalUsername"),
        ("/robot/SOMETIMES", json!({ "type": "LOCAL" }), "credentialType"),
    ] {
        let message = alice.post(&format!("{all}{path}"), body).await.refusal(400);
        assert!(message.starts_with(&format!("{field}: ")), "{path}: {message}");
    }
    give(&alice, "lab.cluster", "bob", "USER").await;
    bob.get(all).await.refusal(403);
    bob.post(all, key).await.refusal(403);
    bob.delete(all).await.refusal(403);

    // Nowhere on disk, and still readable by the same key after a restart.
    let server = server
        .restart(|data| {
            let mode = std::fs::metadata(data.join("secrets.key")).unwrap().permissions();
            assert_eq!(std::os::unix::fs::PermissionsExt::mode(&mode) & 0o777, 0o600);
            for entry in std::fs::read_dir(data).unwrap().flatten().filter(|entry| entry.path().is_file()) {
                let bytes = std::fs::read(entry.path()).unwrap();
                for secret in [SECRET, "PRIVATE-PART"] {
                    let found = bytes.windows(secret.len()).any(|part| part == secret.as_bytes());
                    assert!(!found, "{secret} is in {}", entry.path().display());
                }
            }
        })
        .await;
    let alice = server.again(&alice);
    let valid = |rows: &Value| rows.as_array().unwrap().iter().filter(|row| row["valid"] == true).count();
    assert_eq!(valid(&alice.get(all).await.result()), 5);

    alice.delete(&format!("{all}/robot/STORAGE")).await.result();
    alice.delete(&format!("{all}/robot/STORAGE")).await.refusal(404);
    alice.delete(&format!("{all}/other")).await.result();
    assert_eq!(alice.get(all).await.result().as_array().unwrap().len(), 2);
    alice.delete(all).await.result();
    assert_eq!(alice.get(all).await.result(), json!([]));

    // Without the key they are known to be of no use.
    alice.post(all, json!({ "type": "TOKEN", "credential": SECRET })).await.result();
    let server = server.restart(|data| std::fs::remove_file(data.join("secrets.key")).unwrap()).await;
    assert_eq!(valid(&server.again(&alice).get(all).await.result()), 0);
}

#[tokio::test]
async fn systems_tell_of_what_happens_to_them() {
    let (server, web) = (Server::start().await, Web::start(|_, _| answer(200, "")).await);
    let alice = server.user("alice").await;
    server.user("bob").await;
    let uuid = register(&alice, disk("lab.disk")).await["uuid"].clone();
    let wanted = json!({ "url": format!("{}/${{SYSTEM_ID}}/${{EVENT}}", web.url), "event": "*",
                         "associatedUuid": uuid, "persistent": true });
    assert_eq!(alice.post("/notifications/v2/", wanted).await.status, StatusCode::CREATED);
    alice.post("/systems/v2/lab.disk", disk("lab.disk")).await.result();
    give(&alice, "lab.disk", "bob", "USER").await;
    do_to(&alice, "lab.disk", json!({ "action": "disable" })).await.result();
    let seen = web.wait_for(3).await;
    let targets: Vec<&str> = seen.iter().map(|one| one.target.as_str()).collect();
    assert_eq!(targets, ["/lab.disk/UPDATED", "/lab.disk/ROLES_GRANT", "/lab.disk/DISABLED"]);
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
