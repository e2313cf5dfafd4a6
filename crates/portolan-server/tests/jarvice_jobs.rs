//! JARVICE's protocol: jobs from submission to their end, and the calls that act on them.

#![allow(clippy::unwrap_used)]

mod harness;

use std::time::{Duration, Instant};

use axum::http::{Method, header};
use base64::Engine as _;
use harness::Server;
use harness::jarvice::Jarvice;
use serde_json::{Value, json};

/// A script that prints a number every tenth of a second, and says goodbye when it is asked to end.
const COUNTING: &str =
    "trap 'echo bye; exit 0' TERM\ni=0\nwhile :; do i=$((i+1)); echo $i; sleep 0.1; done\n";

#[tokio::test]
async fn an_app_s_job_runs_to_its_end_and_keeps_what_it_printed() {
    let server = Server::start().await;
    let home = server.user("alice").await.home;
    std::fs::write(home.join("a b.txt"), "one two\n").unwrap();
    let alice = Jarvice::new(&server, "alice");
    let submission = json!({
        "app": "text-stats-1.0.0",
        "job_label": "count",
        "application": { "command": "run", "parameters": { "files": "/data/a b.txt" }, "walltime": "00:10:00" },
        "machine": { "type": "micro", "nodes": 1 },
        "vault": { "name": "home", "readonly": false, "force": false },
        "staging": false, "checkedout": false,
    });
    let reply = alice.post("submit", submission).await;
    assert_eq!(reply.headers[header::CONTENT_TYPE], "application/json");
    let (name, number) = (reply.json()["name"].clone(), reply.json()["number"].to_string());
    assert!(name.as_str().unwrap().ends_with("-text-stats-1.0.0-alice_s1"), "{name}");
    let job = alice.wait(&number, "COMPLETED").await;
    assert_eq!((&job["job_name"], &job["job_application"]), (&name, &json!("text-stats-1.0.0")));
    assert!(job["job_end_time"].as_i64().unwrap() >= job["job_start_time"].as_i64().unwrap());

    let by_name = alice.get("status", &[("name", name.as_str().unwrap())]).await.json();
    assert_eq!(by_name[&number], job);
    let output = alice.get("output", &[("number", &number), ("lines", "0")]).await;
    assert_eq!(output.headers[header::CONTENT_TYPE], "text/plain");
    assert!(String::from_utf8_lossy(&output.body).contains("a b.txt"));
    assert_eq!(alice.get("tail", &[("number", &number)]).await.status, 404);

    let over = alice.get("jobs", &[("completed", "true")]).await.json();
    let entry = &over[&number];
    assert_eq!((&entry["job_label"], &entry["job_mc_name"]), (&json!("count"), &json!("micro")));
    assert_eq!(entry["job_api_submission"]["staging"], json!(false));
    assert_eq!(entry["job_api_submission"]["user"], json!({ "username": "alice" }));
    assert_eq!(alice.get("jobs", &[]).await.json(), json!({}));
    let kept = std::fs::read_dir(home.join("archive/jobs")).unwrap().next().unwrap().unwrap().path();
    assert!(kept.join("stats.json").exists());
}

#[tokio::test]
async fn a_batch_job_runs_its_script_and_fails_with_it() {
    let server = Server::start().await;
    server.user("alice").await;
    let alice = Jarvice::new(&server, "alice");
    let plain = alice.batch("echo to stdout\necho to stderr >&2\necho $JARVICE_IMAGE\n").await;
    let script = "#!/usr/bin/env bash\nfor i in 1 2 3; do echo line $i; done\nexit 3\n";
    let encoded = alice.batch(&base64::prelude::BASE64_STANDARD.encode(script)).await;
    alice.wait(&plain, "COMPLETED").await;
    alice.wait(&encoded, "COMPLETED WITH ERROR").await;
    let text = |reply: harness::Reply| String::from_utf8(reply.body).unwrap();
    let output = text(alice.get("output", &[("number", &plain)]).await);
    assert_eq!(output, "to stdout\nto stderr\nlibrary/alpine\n");
    assert_eq!(text(alice.form("output", &[("number", &encoded), ("lines", "2")]).await), "line 2\nline 3\n");
    let entry = alice.get("jobs", &[("completed", "true")]).await.json()[&encoded].clone();
    assert_eq!(entry["job_exitcode"], 3);
    assert_eq!(entry["job_api_submission"]["container"]["image"], "library/alpine");
}

#[tokio::test]
async fn shutdown_asks_and_terminate_forces_and_each_acts_once() {
    let server = Server::start().await;
    server.user("alice").await;
    let alice = Jarvice::new(&server, "alice");
    let asked = alice.batch(COUNTING).await;
    alice.wait_for_text(&asked, "1\n").await;
    assert_eq!(alice.get("output", &[("number", &asked)]).await.status, 404);
    let reply = alice.get("shutdown", &[("number", &asked)]).await;
    assert_eq!((reply.status.as_u16(), reply.json()), (200, json!({ "status": "shutdown requested" })));
    alice.wait(&asked, "TERMINATED").await;
    let output = alice.get("output", &[("number", &asked), ("lines", "1")]).await;
    assert_eq!(output.body, b"bye\n");
    for operation in ["shutdown", "terminate", "signal"] {
        let again = alice.get(operation, &[("number", &asked)]).await;
        assert_eq!(
            (again.status.as_u16(), again.json()),
            (404, json!({ "error": "Running job is not found" }))
        );
        let none = alice.get(operation, &[("number", "4711")]).await;
        assert_eq!((none.status.as_u16(), none.json()), (404, json!({ "error": "Not found" })));
    }

    let forced = alice
        .batch(&format!("trap '' TERM\n{}", COUNTING.lines().skip(1).collect::<Vec<_>>().join("\n")))
        .await;
    alice.wait_for_text(&forced, "1\n").await;
    let begun = Instant::now();
    let reply = alice.form("terminate", &[("number", &forced)]).await;
    assert_eq!((reply.status.as_u16(), reply.json()), (200, json!({ "status": "terminated" })));
    assert!(begun.elapsed() < Duration::from_secs(4), "it was asked first");
    alice.wait(&forced, "TERMINATED").await;
}

#[tokio::test]
async fn a_job_is_halted_and_goes_on() {
    let server = Server::start().await;
    server.user("alice").await;
    let alice = Jarvice::new(&server, "alice");
    // Programs may ignore what a terminal halts them with.
    let number = alice.batch(&format!("trap '' TSTP\n{COUNTING}")).await;
    alice.wait_for_text(&number, "3\n").await;
    let halted = alice.get("signal", &[("number", &number)]).await.json();
    assert_eq!(halted["signal"], 20);
    let pid = halted["pid"].as_i64().unwrap();
    let begun = Instant::now();
    while !std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap().contains(") T ") {
        assert!(begun.elapsed() < Duration::from_secs(10), "process {pid} is not halted");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let entry = alice.get("jobs", &[]).await.json()[&number].clone();
    assert_eq!(entry["job_substatus_text"], "Suspended by user");
    let before = alice.get("tail", &[("number", &number), ("lines", "0")]).await.body;
    tokio::time::sleep(Duration::from_millis(400)).await;
    let after = alice.get("tail", &[("number", &number), ("lines", "0")]).await.body;
    assert_eq!(before, after);

    let reply = alice.get("action", &[("number", &number), ("action", "resume")]).await;
    assert_eq!(reply.json(), json!({ "status": "action requested" }));
    let count = String::from_utf8_lossy(&after).lines().count();
    alice.wait_for_text(&number, &format!("{}\n", count + 3)).await;
    assert_eq!(alice.status(&number).await["job_substatus"], 0);
    assert_eq!(alice.get("action", &[("number", &number), ("action", "dance")]).await.status, 400);

    let metrics = alice.get("metrics", &[("number", &number)]).await.json();
    assert!(metrics["summary"]["memory_used"].as_u64().unwrap() > 0, "{metrics}");
    assert_eq!(alice.get("connect", &[("number", &number)]).await.json()["address"], "127.0.0.1");
    let info = alice.get("info", &[("number", &number)]).await.json();
    assert!(info["actions"].as_object().unwrap().contains_key("suspend"), "{info}");
    assert_eq!(alice.get("screenshot", &[("number", &number)]).await.status, 501);
    let ended = alice.get("signal", &[("number", &number), ("signal", "9")]).await.json();
    assert_eq!(ended, json!({ "signal": 9, "pid": pid }));
    alice.wait(&number, "COMPLETED WITH ERROR").await;
}

#[tokio::test]
async fn the_same_job_is_seen_through_agave() {
    let server = Server::start().await;
    let caller = server.user("alice").await;
    let alice = Jarvice::new(&server, "alice");
    let id = caller
        .submit(json!({ "name": "pi", "appId": "monte-carlo-pi-1.0.0", "parameters": { "samples": 1000 } }))
        .await;
    caller.wait(&id, &["FINISHED"]).await;
    let jobs = alice.get("jobs", &[("completed", "true")]).await.json();
    let (number, entry) = jobs.as_object().unwrap().iter().next().unwrap();
    assert_eq!((&entry["job_label"], &entry["job_status"]), (&json!("pi"), &json!("COMPLETED")));
    assert_eq!(entry["job_api_submission"]["application"]["parameters"]["samples"], 1000);
    assert!(!alice.get("output", &[("number", number)]).await.body.is_empty());

    let number = alice.batch("echo hello").await;
    alice.wait(&number, "COMPLETED").await;
    let newest: Value = caller.get("/jobs/v2/?limit=1").await.result()[0].clone();
    assert_eq!((&newest["appId"], &newest["status"]), (&json!("jarvice-batch"), &json!("FINISHED")));
}

#[tokio::test]
async fn nobody_sees_or_ends_another_s_job() {
    let server = Server::start().await;
    for name in ["alice", "bob"] {
        server.user(name).await;
    }
    let (alice, bob) = (Jarvice::new(&server, "alice"), Jarvice::new(&server, "bob"));
    let number = alice.batch(COUNTING).await;
    alice.wait_for_text(&number, "1\n").await;
    for operation in ["status", "tail", "shutdown", "terminate", "signal", "info"] {
        assert_eq!(bob.get(operation, &[("number", &number)]).await.status, 404, "{operation}");
    }
    // Nor does a browser that thinks ahead, or one that only asks for headers.
    let path = format!("/jarvice/terminate?username=alice&apikey={}&number={number}", alice.apikey);
    assert_eq!(alice.bare(Method::HEAD, &path, "", String::new()).await.status, 405);
    alice.wait(&number, "PROCESSING STARTING").await;
    alice.get("terminate", &[("number", &number)]).await;
    alice.wait(&number, "TERMINATED").await;
}
