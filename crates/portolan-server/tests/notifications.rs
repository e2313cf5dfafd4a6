//! Who is told of what: subscriptions, messages that arrive, and those that do not at first.

#![allow(clippy::unwrap_used)]

mod harness;

use axum::http::StatusCode;
use harness::files::{MEDIA, MULTIPART, multipart, upload};
use harness::web::{Seen, Web, answer};
use harness::{Caller, Server};
use portolan_server::time;
use serde_json::{Value, json};

const ALL: &str = "/notifications/v2/";

async fn receiver() -> Web {
    Web::start(|_, _| answer(200, "thanks")).await
}

/// The uuid of a file that is made for this.
async fn file(caller: &Caller, name: &str) -> String {
    upload(caller, "", name, b"content").await.result()["uuid"].as_str().unwrap().to_owned()
}

async fn subscribe(caller: &Caller, body: Value) -> Value {
    let reply = caller.post(ALL, body).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.json());
    reply.result()
}

fn own(notification: &Value) -> String {
    format!("{ALL}{}", notification["id"].as_str().unwrap())
}

fn events(seen: &[Seen]) -> Vec<String> {
    let event = |one: &Seen| {
        let body: Value = serde_json::from_slice(&one.body).unwrap();
        body["event"].as_str().unwrap().to_owned()
    };
    seen.iter().map(event).collect()
}

#[tokio::test]
async fn a_job_tells_of_its_way() {
    let (server, web) = (Server::start().await, receiver().await);
    let alice = server.user("alice").await;
    std::fs::write(alice.home.join("a.txt"), "a b c\n").unwrap();
    let url = format!("{}/hook?id=${{JOB_ID}}&name=${{JOB_NAME}}&is=${{EVENT}}&none=${{NOTHING}}", web.url);
    let job = alice
        .submit(json!({
            "name": "count & more", "appId": "text-stats-1.0.0", "inputs": { "files": "a.txt" },
            "notifications": [
                { "url": url, "event": "*", "persistent": true },
                { "url": format!("{}/once", web.url), "event": "finished" },
                { "url": format!("{}/never", web.url), "event": "FAILED" },
            ],
        }))
        .await;
    alice.wait(&job, &["FINISHED"]).await;
    let history = alice.events(&job).await;
    let seen = web.wait_for(history.len() + 1).await;
    let (once, all): (Vec<Seen>, Vec<Seen>) = seen.into_iter().partition(|one| one.target == "/once");
    assert_eq!(events(&all), history);
    assert_eq!(events(&once), ["FINISHED"]);
    let first = &all[0];
    assert_eq!(first.target, format!("/hook?id={job}&name=count%20%26%20more&is=PENDING&none="));
    assert_eq!(first.headers["content-type"], "application/json");
    let body: Value = serde_json::from_slice(&all.last().unwrap().body).unwrap();
    assert_eq!((&body["uuid"], &body["job"]["status"]), (&json!(job), &json!("FINISHED")));
    assert_eq!(body["job"]["appId"], "text-stats-1.0.0");
    assert_eq!(body["createdBy"], "alice");

    // They are notifications like all others.
    let done =
        |rows: &Value| rows.as_array().unwrap().iter().filter(|row| row["status"] == "COMPLETE").count() == 1;
    let rows = alice.until(&format!("{ALL}?associatedUuid={job}&orderBy=created"), done).await;
    let rows = rows.as_array().unwrap();
    assert_eq!(rows.len(), 3);
    let row = |event: &str| rows.iter().find(|row| row["event"] == event).unwrap();
    assert_eq!((&row("*")["status"], &row("*")["success"]), (&json!("ACTIVE"), &json!(true)));
    assert_eq!((&row("finished")["attempts"], &row("finished")["responseCode"]), (&json!(1), &json!(200)));
    assert_eq!((&row("FAILED")["attempts"], &row("FAILED")["lastSent"]), (&json!(0), &json!(null)));
    assert_eq!(alice.job(&job).await["notifications"].as_array().unwrap().len(), 3);
    assert_eq!(web.seen().len(), history.len() + 1);
}

#[tokio::test]
async fn a_subscription_is_made_changed_found_and_ended() {
    let (server, web) = (Server::start().await, receiver().await);
    let (alice, bob) = (server.user("alice").await, server.user("bob").await);
    let uuid = file(&alice, "f").await;
    let policy = json!({ "retryStrategy": "delayed", "retryLimit": 3, "retryRate": 10, "retryDelay": 60,
                         "saveOnFailure": true });
    let made = subscribe(
        &alice,
        json!({ "url": format!("{}/a", web.url), "event": "OVERWRITTEN", "associatedUuid": uuid,
                "persistent": "true", "policy": policy }),
    )
    .await;
    assert_eq!((&made["owner"], &made["associatedUuid"]), (&json!("alice"), &json!(uuid)));
    assert_eq!((&made["persistent"], &made["status"]), (&json!(true), &json!("ACTIVE")));
    assert_eq!(made["policy"]["retryStrategy"], "DELAYED");
    assert_eq!(
        made["_links"]["self"]["href"].as_str().unwrap(),
        format!("http://127.0.0.1:8750{}", own(&made))
    );
    assert_eq!(alice.get(&own(&made)).await.result(), made);

    let changed =
        alice.post(&own(&made), json!({ "event": "DELETED", "associatedUuid": uuid })).await.result();
    assert_eq!((&changed["event"], &changed["url"]), (&json!("DELETED"), &made["url"]));
    assert_eq!(changed["policy"], made["policy"]);

    for query in ["", "?event=deleted", "?url.like=*/a", "?persistent=true&status=ACTIVE", "?filter=id,url"] {
        let rows = alice.get(&format!("{ALL}{query}")).await.result();
        assert_eq!(rows[0]["id"], made["id"], "{query}");
        assert_eq!(rows.as_array().unwrap().len(), 1, "{query}");
    }
    assert_eq!(alice.get(&format!("{ALL}?event=CREATED")).await.result(), json!([]));
    assert_eq!(bob.get(ALL).await.result(), json!([]));
    bob.get(&own(&made)).await.refusal(404);
    bob.post(&own(&made), json!({ "event": "*" })).await.refusal(404);
    bob.delete(&own(&made)).await.refusal(404);
    bob.get(&format!("{}/attempts", own(&made))).await.refusal(404);

    alice.delete(&own(&made)).await.result();
    alice.get(&own(&made)).await.refusal(404);
    assert!(web.seen().is_empty());
}

#[tokio::test]
async fn a_message_that_does_not_arrive_is_sent_again_as_its_policy_says() {
    let server = Server::start().await;
    let web = Web::start(|_, before| answer(if before < 3 { 503 } else { 204 }, "")).await;
    let alice = server.user("alice").await;
    let uuid = file(&alice, "f").await;
    let policy = json!({ "retryStrategy": "EXPONENTIAL", "retryLimit": 5, "retryRate": 1000 });
    let made = subscribe(
        &alice,
        json!({ "url": format!("{}/", web.url), "event": "OVERWRITTEN", "associatedUuid": uuid, "policy": policy }),
    )
    .await;
    file(&alice, "f").await;
    let first = web.wait_for(1).await;
    let tried = |count: i64| move |row: &Value| row["attempts"] == count;
    let row = alice.until(&own(&made), tried(1)).await;
    assert_eq!((&row["status"], &row["responseCode"]), (&json!("ACTIVE"), &json!(503)));

    let begun = time::now();
    let send = async |seconds: i64| {
        let at = begun + seconds * 1000;
        server.state.notifications().send_due(move || at).await.unwrap();
        web.seen().len()
    };
    assert_eq!(send(990).await, 1, "not yet");
    assert_eq!(send(1010).await, 2);
    assert_eq!(send(3000).await, 2, "the next wait is twice as long");
    assert_eq!(send(3020).await, 3);
    assert_eq!(send(7100).await, 4);
    assert_eq!(send(100_000).await, 4, "it has arrived");
    let row = alice.get(&own(&made)).await.result();
    assert_eq!((&row["status"], &row["success"]), (&json!("COMPLETE"), &json!(true)));
    let ids: Vec<_> = web.seen().iter().map(|one| one.headers["x-agave-delivery"].clone()).collect();
    assert!(ids.iter().all(|id| *id == first[0].headers["x-agave-delivery"]));
    let attempts = alice.get(&format!("{}/attempts?limit=3", own(&made))).await.result();
    let codes: Vec<&Value> =
        attempts.as_array().unwrap().iter().map(|attempt| &attempt["responseCode"]).collect();
    assert_eq!(codes, [&json!(204), &json!(503), &json!(503)]);
}

#[tokio::test]
async fn what_never_arrives_is_given_up_and_kept_where_that_is_wanted() {
    let server = Server::start().await;
    let web = Web::start(|_, _| answer(500, "no")).await;
    let alice = server.user("alice").await;
    let uuid = file(&alice, "f").await;
    let body = |persistent: bool, save: bool| {
        json!({ "url": format!("{}/?save={save}", web.url), "event": "OVERWRITTEN", "associatedUuid": uuid,
                "persistent": persistent,
                "policy": { "retryStrategy": "IMMEDIATE", "retryLimit": 2, "retryRate": 0, "saveOnFailure": save } })
    };
    let once = subscribe(&alice, body(false, true)).await;
    let always = subscribe(&alice, body(true, false)).await;
    file(&alice, "f").await;
    let tried = |row: &Value| row["attempts"] == 3;
    let row = alice.until(&own(&once), tried).await;
    assert_eq!((&row["status"], &row["success"]), (&json!("FAILED"), &json!(false)));
    let row = alice.until(&own(&always), tried).await;
    assert_eq!(row["status"], "ACTIVE", "later events are told all the same");
    let attempts = alice.get(&format!("{}/attempts", own(&once))).await.result();
    let content: Value = serde_json::from_str(attempts[0]["content"].as_str().unwrap()).unwrap();
    assert_eq!(content["event"], "OVERWRITTEN");
    assert_eq!(attempts[1]["content"], json!(null));
    let attempts = alice.get(&format!("{}/attempts", own(&always))).await.result();
    assert!(attempts.as_array().unwrap().iter().all(|attempt| attempt["content"].is_null()));

    file(&alice, "f").await;
    alice.until(&own(&always), |row| row["attempts"] == 6).await;
    assert_eq!(alice.get(&own(&once)).await.result()["attempts"], 3);
}

#[tokio::test]
async fn a_message_outlives_the_server() {
    let server = Server::start().await;
    let web = Web::start(|_, before| answer(if before == 0 { 500 } else { 200 }, "")).await;
    let alice = server.user("alice").await;
    let uuid = file(&alice, "f").await;
    let policy = json!({ "retryStrategy": "DELAYED", "retryDelay": 3600 });
    let made = subscribe(
        &alice,
        json!({ "url": format!("{}/", web.url), "event": "*", "associatedUuid": uuid, "policy": policy }),
    )
    .await;
    file(&alice, "f").await;
    alice.until(&own(&made), |row| row["attempts"] == 1).await;
    let server = server.restart(|_| {}).await;
    let alice = server.again(&alice);
    assert_eq!(web.seen().len(), 1);
    let later = time::now() + 3_600_000;
    server.state.notifications().send_due(move || later).await.unwrap();
    assert_eq!(events(&web.seen()), ["OVERWRITTEN", "OVERWRITTEN"]);
    assert_eq!(alice.get(&own(&made)).await.result()["status"], "COMPLETE");
}

#[tokio::test]
async fn nobody_hears_of_what_they_may_not_see() {
    let (server, web) = (Server::start().await, receiver().await);
    let (alice, bob) = (server.user("alice").await, server.user("bob").await);
    let uuid = file(&alice, "f").await;
    let spy = json!({ "url": format!("{}/bob", web.url), "event": "*", "associatedUuid": uuid, "persistent": true });
    let spying = subscribe(&bob, spy).await;
    let mine = json!({ "url": format!("{}/alice", web.url), "event": "*", "associatedUuid": uuid, "persistent": true });
    subscribe(&alice, mine).await;
    file(&alice, "f").await;
    let seen = web.wait_for(3).await;
    assert!(seen.iter().all(|one| one.target == "/alice"), "{seen:?}");
    alice
        .post("/files/v2/pems/system/local.storage/f", json!({ "username": "bob", "permission": "READ" }))
        .await
        .result();
    bob.until(&own(&spying), |row| row["attempts"] == 1).await;

    let job = alice
        .submit(json!({ "name": "j", "appId": "monte-carlo-pi-1.0.0", "parameters": { "samples": 1000 } }))
        .await;
    let refused =
        bob.post(ALL, json!({ "url": "https://example.org/", "event": "*", "associatedUuid": job })).await;
    assert!(refused.refusal(400).starts_with("associatedUuid: "));
}

#[tokio::test]
async fn uploads_and_apps_tell_too() {
    let (server, web) = (Server::start().await, receiver().await);
    let alice = server.user("alice").await;
    let told = [("callbackURL", format!("{}/${{FILE_NAME}}", web.url))];
    let told: Vec<(&str, &str)> = told.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let body = multipart("a b.txt", b"x", &told);
    let reply = alice.send(axum::http::Method::POST, &format!("{MEDIA}/"), &[MULTIPART], body).await;
    assert_eq!(reply.status, StatusCode::ACCEPTED, "{}", reply.json());
    let seen = web.wait_for(1).await;
    assert_eq!(
        (seen[0].target.as_str(), &events(&seen)[..]),
        ("/a%20b.txt", &["STAGING_COMPLETED".to_owned()][..])
    );

    std::fs::create_dir(alice.home.join("app")).unwrap();
    std::fs::write(alice.home.join("app/run.sh"), "echo hello").unwrap();
    let app = json!({
        "name": "mine", "version": "1.0", "label": "Mine", "parallelism": "SERIAL", "executionType": "CLI",
        "executionSystem": "local.execution", "deploymentPath": "app", "templatePath": "run.sh",
        "testPath": "run.sh", "inputs": [], "parameters": [],
    });
    let uuid = alice.post("/apps/v2/", app.clone()).await.result()["uuid"].clone();
    subscribe(
        &alice,
        json!({ "url": format!("{}/${{APP_ID}}", web.url), "event": "*", "associatedUuid": uuid, "persistent": true }),
    )
    .await;
    alice.post("/apps/v2/mine-1.0", app).await.result();
    alice.put("/apps/v2/mine-1.0", json!({ "action": "disable" })).await.result();
    server.user("bob").await;
    alice.post("/apps/v2/mine-1.0/pems", json!({ "username": "bob", "permission": "READ" })).await.result();
    alice.delete("/apps/v2/mine-1.0").await.result();
    let seen = web.wait_for(5).await;
    assert_eq!(events(&seen[1..]), ["UPDATED", "DISABLED", "PERMISSION_GRANT", "DELETED"]);
    assert_eq!(seen[1].target, "/mine-1.0");
}

#[tokio::test]
async fn what_cannot_be_told_is_refused_with_its_field() {
    let server = Server::start().await;
    let alice = server.user("alice").await;
    let uuid = file(&alice, "f").await;
    let job = json!({ "name": "j", "appId": "monte-carlo-pi-1.0.0", "parameters": { "samples": 10 },
                      "notifications": "me@example.org" });
    assert!(
        alice
            .post("/jobs/v2/", job)
            .await
            .refusal(400)
            .starts_with("notifications: this server sends no e-mail")
    );
    for (field, value, named) in [
        ("url", json!("me@example.org"), "url"),
        ("url", json!("mailto:me@example.org"), "url"),
        ("url", json!("8005551234"), "url"),
        ("url", json!("agave://local.storage/x"), "url"),
        ("url", json!("http://example.org/"), "url"),
        ("url", json!("https://192.168.0.1/"), "url"),
        ("url", json!("https://169.254.169.254/"), "url"),
        ("url", json!("https://${UUID}.example.org/"), "url"),
        ("url", json!("https://a b/"), "url"),
        ("url", json!(null), "url"),
        ("url", json!(format!("https://example.org/{}", "x".repeat(1024))), "url"),
        ("event", json!("x".repeat(129)), "event"),
        ("persistent", json!("perhaps"), "persistent"),
        ("policy", json!({ "retryStrategy": "OFTEN" }), "policy.retryStrategy"),
        ("policy", json!({ "retryRate": 86_401 }), "policy.retryRate"),
        ("policy", json!({ "retries": 1 }), "policy.retries"),
        ("colour", json!("red"), "colour"),
        ("associatedUuid", json!(null), "associatedUuid"),
        ("associatedUuid", json!("nonsense"), "associatedUuid"),
        ("associatedUuid", json!("1-a-0001-007"), "associatedUuid"),
        ("associatedUuid", json!("1-a-0001-005"), "associatedUuid"),
    ] {
        let mut body = json!({ "url": "https://example.org/", "event": "*", "associatedUuid": uuid });
        body[field] = value;
        let message = alice.post(ALL, body.clone()).await.refusal(400);
        assert!(message.starts_with(&format!("{named}: ")), "{body}: {message}");
    }
    let everything = json!({ "url": "https://example.org/", "event": "*", "associatedUuid": "*" });
    alice.post(ALL, everything).await.refusal(403);
    assert!(alice.get(&format!("{ALL}?colour.eq=red")).await.refusal(400).starts_with("colour.eq: "));
    assert_eq!(alice.get(ALL).await.result(), json!([]));
}
