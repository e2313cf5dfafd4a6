//! Actors: registered, shared, sent messages in every form, and what they answer.

#![allow(clippy::unwrap_used)]

mod harness;

use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::{Method, Request};
use harness::Server;
use harness::actors::{ACTORS, JSON, TEST, logs, refusal, register, send, wait};
use serde_json::{Value, json};

#[tokio::test]
async fn an_actor_lives_from_registration_to_deletion() {
    let server = Server::start().await;
    let alice = server.user("alice").await;
    let body = json!({ "image": "abacosamples/test", "name": "bell", "defaultEnvironment": { "PORT": "North bay" } });
    let reply = alice.post(ACTORS, body).await;
    assert_eq!(reply.json()["message"], "Actor created successfully.");
    let actor = reply.result();
    let id = actor["id"].as_str().unwrap();
    let own = format!("{ACTORS}/{id}");
    for (name, expected) in [
        ("owner", json!("alice")),
        ("image", json!("abacosamples/test")),
        ("name", json!("bell")),
        ("description", json!("")),
        ("stateless", json!(true)),
        ("privileged", json!(false)),
        ("status", json!("READY")),
        ("defaultEnvironment", json!({ "PORT": "North bay" })),
        (
            "_links",
            json!({
                "self": format!("http://127.0.0.1:8750{own}"),
                "owner": "http://127.0.0.1:8750/profiles/v2/alice",
                "executions": format!("http://127.0.0.1:8750{own}/executions"),
            }),
        ),
    ] {
        assert_eq!(actor[name], expected, "{name}");
    }
    assert_eq!(alice.get(&own).await.result(), actor);
    assert_eq!(alice.get(ACTORS).await.result(), json!([actor]));

    let changed = alice.put(&own, json!({ "image": TEST, "description": "Rings" })).await.result();
    assert_eq!((&changed["name"], &changed["description"]), (&json!("bell"), &json!("Rings")));
    assert_eq!(changed["defaultEnvironment"], json!({}));
    refusal(&alice.put(&own, json!({ "image": "harbour/none" })).await, 400);

    let gone = alice.delete(&own).await;
    assert_eq!(gone.status, 200);
    assert_eq!(gone.json()["result"], Value::Null);
    assert!(refusal(&alice.get(&own).await, 404).contains(id));
    assert_eq!(alice.get(ACTORS).await.result(), json!([]));

    let said = refusal(&alice.post(ACTORS, json!({ "image": "harbour/bell" })).await, 400);
    assert!(said.starts_with("image: ") && said.contains(TEST) && said.contains("[actors]"), "{said}");
    assert!(refusal(&alice.post(ACTORS, json!({})).await, 400).starts_with("image: "));
}

#[tokio::test]
async fn lists_become_searches_when_something_is_asked() {
    let server = Server::start().await;
    let alice = server.user("alice").await;
    for name in ["bell", "buoy", "light"] {
        register(&alice, json!({ "image": TEST, "name": name })).await;
    }
    let found = alice.get(&format!("{ACTORS}?name.like=b*&limit=1")).await.result();
    let expected = json!({ "countReturned": 1, "recordLimit": 1, "recordsSkipped": 0, "totalCount": 2 });
    assert_eq!((&found["_metadata"], &found["search"][0]["name"]), (&expected, &json!("bell")));
    let found = alice.get(&format!("{ACTORS}?skip=2")).await.result();
    assert_eq!(found["search"][0]["name"], "light");
}

#[tokio::test]
async fn a_message_runs_with_its_environment_and_leaves_a_log() {
    let server = Server::start().await;
    let (alice, bob) = (server.user("alice").await, server.user("bob").await);
    let actor = register(
        &alice,
        json!({ "image": TEST, "name": "bell", "defaultEnvironment": { "PORT": "North bay", "TIDE": "low" } }),
    )
    .await;
    let path = format!("{actor}/messages?TIDE=high&message=ignored&_abaco_username=mallory");
    let reply = alice.post(&path, json!({ "message": "ring twice" })).await;
    assert_eq!(reply.json()["message"], "The request was successful");
    let sent = reply.result();
    assert_eq!(sent["msg"], "ring twice");
    let execution = format!("{actor}/executions/{}", sent["executionId"].as_str().unwrap());
    assert_eq!(sent["_links"]["self"], format!("http://127.0.0.1:8750{execution}"));

    let ended = wait(&alice, &execution, "COMPLETE").await;
    assert_eq!((&ended["exitCode"], &ended["executor"]), (&json!(0), &json!("alice")));
    assert_eq!(ended["finalState"]["ExitCode"], 0);
    assert!(ended["runtime"].as_i64().is_some() && ended["cpu"].is_u64() && ended["io"].is_u64(), "{ended}");
    let log = logs(&alice, &execution).await;
    for line in [
        "Contents of MSG: ring twice",
        "PORT=North bay",
        "TIDE=high",
        "_abaco_username=alice",
        "_abaco_actor_name=bell",
        "_abaco_api_server=http://127.0.0.1:8750",
        "_abaco_Content_Type=application/json",
    ] {
        assert!(log.lines().any(|known| known == line), "{line} is not in {log}");
    }
    assert!(!log.contains("CARGO") && !log.contains("ignored"), "{log}");

    let summary = alice.get(&format!("{actor}/executions")).await.result();
    assert_eq!((&summary["totalExecutions"], &summary["ids"]), (&json!(1), &json!([ended["id"]])));
    assert_eq!(summary["executions"][0]["status"], "COMPLETE");
    let searched = alice.get(&format!("{actor}/executions?status=COMPLETE&limit=5")).await.result();
    assert_eq!(searched["search"][0]["id"], ended["id"]);
    assert_eq!(alice.get(&format!("{actor}/messages")).await.result(), json!({ "messages": 0 }));

    for path in ["", "/messages", "/executions", "/workers", "/nonces", "/permissions", "/state"] {
        refusal(&bob.get(&format!("{actor}{path}")).await, 404);
    }
    refusal(&bob.get(&execution).await, 404);
    refusal(&bob.get(&format!("{execution}/logs")).await, 404);
    refusal(&bob.get(&format!("{execution}/results")).await, 404);
    refusal(&bob.post(&format!("{actor}/messages"), json!({ "message": "x" })).await, 404);
    refusal(&alice.get(&format!("{actor}/executions/none")).await, 404);
    // Nothing of it stays but its log.
    for kind in ["work", "control", "messages"] {
        let begun = Instant::now();
        while std::fs::read_dir(server.data().join("actors").join(kind)).unwrap().next().is_some() {
            assert!(begun.elapsed() < Duration::from_secs(10), "something stays in {kind}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

#[tokio::test]
async fn messages_of_every_sort_arrive() {
    let server = Server::start().await;
    let alice = server.user("alice").await;
    let actor = register(&alice, json!({ "image": "portolan/echo" })).await;
    let path = format!("{actor}/messages?_abaco_synchronous=true");
    let bytes: Vec<u8> = (0..=255).cycle().take(100_000).collect();
    for (media_type, body, expected) in [
        ("application/json", br#"{"message":"ring twice"}"#.to_vec(), b"ring twice".to_vec()),
        ("application/json", br#"{"a":[1,2]}"#.to_vec(), br#"{"a":[1,2]}"#.to_vec()),
        ("application/x-www-form-urlencoded", b"message=ring+%26+ring".to_vec(), b"ring & ring".to_vec()),
        ("text/plain", "Nørre Havn".as_bytes().to_vec(), "Nørre Havn".as_bytes().to_vec()),
        ("application/octet-stream", bytes.clone(), bytes.clone()),
    ] {
        let reply = alice.send(Method::POST, &path, &[("content-type", media_type)], body).await;
        assert_eq!(reply.status, 200);
        assert!(reply.body == expected, "{media_type}: {:?}", String::from_utf8_lossy(&reply.body));
    }
    let large = vec![b'x'; 200 << 10];
    let said = refusal(&alice.send(Method::POST, &path, &[("content-type", "text/plain")], large).await, 413);
    assert!(said.contains("application/octet-stream"), "{said}");
    refusal(&alice.send(Method::POST, &path, &[JSON], b"{".to_vec()).await, 400);
    refusal(&alice.send(Method::POST, &format!("{path}&LD_PRELOAD=x"), &[JSON], b"1".to_vec()).await, 400);
}

#[tokio::test]
async fn each_result_is_read_once() {
    let server = Server::start().await;
    let alice = server.user("alice").await;
    let actor = register(&alice, json!({ "image": "portolan/echo" })).await;
    let execution = send(&alice, &actor, json!("one")).await;
    wait(&alice, &execution, "COMPLETE").await;
    let results = format!("{execution}/results");
    assert_eq!(alice.get(&results).await.body, b"one");
    let empty = alice.get(&results).await;
    assert_eq!((empty.status.as_u16(), empty.body.len()), (200, 0));
}

#[tokio::test]
async fn a_stateful_actor_remembers_and_has_one_worker() {
    let server = Server::start().await;
    let alice = server.user("alice").await;
    let plain = register(&alice, json!({ "image": TEST })).await;
    assert!(refusal(&alice.get(&format!("{plain}/state")).await, 404).contains("stateless"));
    refusal(&alice.post(&format!("{plain}/state"), json!({})).await, 404);

    let actor = register(&alice, json!({ "image": TEST, "stateless": false })).await;
    assert_eq!(alice.get(&format!("{actor}/state")).await.result(), json!({ "state": {} }));
    let state = json!({ "rung": [1, 2] });
    assert_eq!(alice.post(&format!("{actor}/state"), state.clone()).await.result()["state"], state);
    assert_eq!(alice.get(&format!("{actor}/state")).await.result(), json!({ "state": state }));
    refusal(&alice.send(Method::POST, &format!("{actor}/state"), &[JSON], b"{".to_vec()).await, 400);
    let execution = send(&alice, &actor, json!("x")).await;
    wait(&alice, &execution, "COMPLETE").await;
    assert!(logs(&alice, &execution).await.contains(r#"_abaco_actor_state={"rung":[1,2]}"#));
    refusal(&alice.post(&format!("{actor}/workers"), json!({ "num": 2 })).await, 400);
    let said = refusal(&alice.put(&actor, json!({ "image": TEST, "stateless": true })).await, 400);
    assert!(said.starts_with("stateless: "), "{said}");
    assert_eq!(alice.put(&actor, json!({ "image": TEST })).await.result()["stateless"], false);
}

#[tokio::test]
async fn workers_come_and_go() {
    let server = Server::start().await;
    let alice = server.user("alice").await;
    let actor = register(&alice, json!({ "image": TEST, "maxWorkers": 3 })).await;
    let workers = format!("{actor}/workers");
    let reply = alice.post(&workers, json!({ "num": 3 })).await;
    assert_eq!(reply.json()["result"], Value::Null);
    let rows = alice.get(&workers).await.result();
    assert_eq!(rows.as_array().unwrap().len(), 3);
    assert_eq!((&rows[0]["status"], &rows[0]["image"]), (&json!("READY"), &json!(TEST)));
    let one = format!("{workers}/{}", rows[0]["id"].as_str().unwrap());
    assert_eq!(alice.get(&one).await.result(), rows[0]);
    assert_eq!(alice.delete(&one).await.json()["result"], Value::Null);
    refusal(&alice.get(&one).await, 404);
    refusal(&alice.delete(&one).await, 404);
    for bad in [json!(4), json!(0), json!("many")] {
        let said = refusal(&alice.post(&workers, json!({ "num": bad })).await, 400);
        assert!(said.starts_with("num: "), "{said}");
    }
    // A message finds a worker, even when all were sent away.
    for row in &rows.as_array().unwrap()[1..] {
        alice.delete(&format!("{workers}/{}", row["id"].as_str().unwrap())).await.result();
    }
    let execution = send(&alice, &actor, json!("x")).await;
    wait(&alice, &execution, "COMPLETE").await;
}

#[tokio::test]
async fn nonces_open_as_far_and_as_often_as_they_say() {
    let server = Server::start().await;
    let alice = server.user("alice").await;
    let actor = register(&alice, json!({ "image": TEST })).await;
    let other = register(&alice, json!({ "image": TEST })).await;
    let nonces = format!("{actor}/nonces");
    let nonce = alice.post(&nonces, json!({ "maxUses": 2 })).await.result();
    let id = nonce["id"].as_str().unwrap();
    assert_eq!((&nonce["level"], &nonce["max_uses"]), (&json!("EXECUTE"), &json!("2")));
    assert_eq!((&nonce["remaining_uses"], &nonce["last_use_time"]), (&json!(2), &json!("None")));
    let with = async |method: Method, path: &str, nonce: &str| {
        let request = Request::builder().method(method).uri(format!("{path}?x-nonce={nonce}"));
        let request = request.header("host", "127.0.0.1:8750").header(JSON.0, JSON.1);
        server.raw(request.body(Body::from(r#"{"message":"x"}"#)).unwrap()).await
    };
    refusal(&with(Method::GET, &other, id).await, 401);
    refusal(&with(Method::GET, &actor, "none").await, 401);
    refusal(&with(Method::DELETE, &actor, id).await, 403);
    refusal(&with(Method::GET, &nonces, id).await, 403);
    let sent = with(Method::POST, &format!("{actor}/messages"), id).await.result();
    let execution = format!("{actor}/executions/{}", sent["executionId"].as_str().unwrap());
    assert_eq!(wait(&alice, &execution, "COMPLETE").await["executor"], "alice");
    assert!(!logs(&alice, &execution).await.contains(id));
    with(Method::GET, &actor, id).await.result();
    refusal(&with(Method::GET, &actor, id).await, 401);
    let used = alice.get(&format!("{nonces}/{id}")).await.result();
    assert_eq!(used["remaining_uses"], 0);

    let reader = alice.post(&nonces, json!({ "level": "read", "max_uses": "-1" })).await.result();
    let reader = reader["id"].as_str().unwrap();
    for _ in 0..4 {
        with(Method::GET, &actor, reader).await.result();
    }
    refusal(&with(Method::POST, &format!("{actor}/messages"), reader).await, 403);
    assert_eq!(alice.get(&nonces).await.result().as_array().unwrap().len(), 2);
    assert_eq!(alice.delete(&format!("{nonces}/{reader}")).await.json()["result"], Value::Null);
    refusal(&with(Method::GET, &actor, reader).await, 401);
    refusal(&alice.get(&format!("{other}/nonces/{id}")).await, 404);
    for (body, named) in [(json!({ "level": "NONE" }), "level: "), (json!({ "maxUses": 0 }), "maxUses: ")] {
        assert!(refusal(&alice.post(&nonces, body).await, 400).starts_with(named));
    }
}

#[tokio::test]
async fn permissions_reach_as_far_as_they_say() {
    let server = Server::start().await;
    let (alice, bob) = (server.user("alice").await, server.user("bob").await);
    let actor = register(&alice, json!({ "image": TEST })).await;
    let permissions = format!("{actor}/permissions");
    let share = async |level: &str| alice.post(&permissions, json!({ "user": "bob", "level": level })).await;
    assert_eq!(share("READ").await.result(), json!({ "alice": "UPDATE", "bob": "READ" }));
    assert_eq!(bob.get(ACTORS).await.result().as_array().unwrap().len(), 1);
    bob.get(&actor).await.result();
    refusal(&bob.post(&format!("{actor}/messages"), json!({ "message": "x" })).await, 403);
    refusal(&bob.delete(&actor).await, 403);
    refusal(&bob.post(&permissions, json!({ "user": "bob", "level": "UPDATE" })).await, 403);
    share("execute").await.result();
    let execution = send(&bob, &actor, json!("x")).await;
    assert_eq!(wait(&bob, &execution, "COMPLETE").await["executor"], "bob");
    refusal(&bob.put(&actor, json!({ "image": TEST })).await, 403);
    share("UPDATE").await.result();
    bob.put(&actor, json!({ "image": TEST, "description": "by bob" })).await.result();
    assert_eq!(alice.get(&permissions).await.result(), json!({ "alice": "UPDATE", "bob": "UPDATE" }));
    assert_eq!(share("NONE").await.result(), json!({ "alice": "UPDATE" }));
    refusal(&bob.get(&actor).await, 404);
    assert!(refusal(&share("SOME").await, 400).starts_with("level: "));
    let nobody = json!({ "user": "nobody", "level": "READ" });
    assert!(refusal(&alice.post(&permissions, nobody).await, 400).starts_with("user: "));
}

#[tokio::test]
async fn aliases_are_other_names() {
    let server = Server::start().await;
    let (alice, bob) = (server.user("alice").await, server.user("bob").await);
    let actor = register(&alice, json!({ "image": TEST })).await;
    let id = actor.rsplit('/').next().unwrap();
    let aliases = format!("{ACTORS}/aliases");
    let alias = alice.post(&aliases, json!({ "alias": "bell", "actorId": id })).await.result();
    assert_eq!((&alias["alias"], &alias["actorId"]), (&json!("bell"), &json!(id)));
    assert_eq!(alice.get(&format!("{ACTORS}/bell")).await.result()["id"], json!(id));
    assert_eq!(alice.get(&aliases).await.result(), json!([alias]));
    assert_eq!(alice.get(&format!("{aliases}/bell")).await.result(), alias);
    for bad in [
        json!({ "alias": "bell", "actorId": id }),
        json!({ "alias": id, "actorId": id }),
        json!({ "alias": "a/b", "actorId": id }),
        json!({ "alias": "x" }),
    ] {
        refusal(&alice.post(&aliases, bad).await, 400);
    }
    refusal(&bob.post(&aliases, json!({ "alias": "mine", "actorId": id })).await, 404);
    refusal(&bob.delete(&format!("{aliases}/bell")).await, 404);
    alice.delete(&format!("{aliases}/bell")).await.result();
    refusal(&alice.get(&format!("{ACTORS}/bell")).await, 404);
}
