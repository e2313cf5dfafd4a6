//! Systems that users register: who may use them, and how they are signed in to.

#![allow(clippy::unwrap_used)]

mod harness;

use axum::http::StatusCode;
use harness::Server;
use harness::systems::{ALL, SECRET, cluster, disk, do_to, give, ids, register};
use harness::web::{Web, answer};
use serde_json::{Value, json};

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
