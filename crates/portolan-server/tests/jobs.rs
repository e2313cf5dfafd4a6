//! Jobs from submission to their end, through the whole server and with real processes.

#![allow(clippy::unwrap_used)]

mod harness;

use std::time::{Duration, Instant};

use axum::http::Method;
use harness::{Caller, Server};
use serde_json::{Value, json};

/// A job that goes on until it is stopped.
fn endless(queue: &str) -> Value {
    json!({ "name": "pi", "appId": "monte-carlo-pi-1.0.0", "batchQueue": queue,
            "parameters": { "samples": 1_000_000_000_000_u64 }, "archive": false })
}

async fn stop(caller: &Caller, id: &str) {
    let reply = caller.post(&format!("/jobs/v2/{id}"), json!({ "action": "stop" })).await;
    assert!(reply.status.is_success() && reply.json().get("result").is_none(), "{}", reply.json());
}

#[tokio::test]
async fn text_statistics_from_submission_to_archive() {
    let server = Server::start().await;
    let alice = server.user("alice").await;
    let name = "a b #1 ü.txt";
    std::fs::write(alice.home.join(name), "one two\nthree ü\nlast").unwrap();
    std::fs::create_dir(alice.home.join("more")).unwrap();
    std::fs::write(alice.home.join("more").join(name), "x\n").unwrap();

    let begun = Instant::now();
    let inputs = json!({ "files": [name, format!("agave://local.storage//alice/more/{name}")] });
    let id =
        alice.submit(json!({ "name": "Count this!", "appId": "text-stats-1.0.0", "inputs": inputs })).await;
    let job = alice.wait(&id, &["FINISHED"]).await;
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());

    assert_eq!(job["owner"], "alice");
    assert_eq!(job["inputs"], inputs);
    assert_eq!(job["archivePath"], format!("/alice/archive/jobs/job-{id}"));
    assert_eq!(job["outputPath"], job["archivePath"]);
    assert!(
        job["endTime"].is_string() && job["localId"].is_string() && job.get("message").is_none(),
        "{job:#}"
    );
    assert_eq!(
        alice.events(&id).await,
        [
            "PENDING",
            "PROCESSING_INPUTS",
            "STAGING_INPUTS",
            "STAGED",
            "SUBMITTING",
            "QUEUED",
            "RUNNING",
            "CLEANING_UP",
            "ARCHIVING",
            "ARCHIVING_FINISHED",
            "FINISHED"
        ]
    );

    // The inputs were there before the run, so they are not among what it made.
    assert_eq!(alice.outputs(&id, "").await, ["count-this.err", "count-this.out", "stats.json", "stats.txt"]);
    let stats = alice.get(&format!("/jobs/v2/{id}/outputs/media/stats.json")).await;
    let stats: Value = serde_json::from_slice(&stats.body).unwrap();
    assert_eq!(
        [&stats["lines"], &stats["words"], &stats["characters"], &stats["bytes"]],
        [&json!(4), &json!(6), &json!(22), &json!(23)]
    );
    assert_eq!(stats["files"][0]["name"], name);
    assert_eq!(stats["files"][1]["name"], "a b #1 ü-2.txt");
    assert_eq!(stats["files"][1]["lines"], 1);
    let on_disk = alice.home.join(format!("archive/jobs/job-{id}/stats.json"));
    assert_eq!(serde_json::from_slice::<Value>(&std::fs::read(on_disk).unwrap()).unwrap(), stats);

    let range = [("range", "bytes=2-5")];
    let path = format!("/jobs/v2/{id}/outputs/media/stats.txt");
    let part = alice.send(Method::GET, &path, &range, Vec::new()).await;
    let whole = alice.get(&path).await;
    assert_eq!((part.status.as_u16(), part.body.as_slice()), (206, &whole.body[2..6]));
    assert_eq!(alice.send(Method::GET, &path, &[("range", "bytes=9999-")], Vec::new()).await.status, 416);
    assert_eq!(alice.get(&format!("/jobs/v2/{id}/outputs/media/none")).await.status, 404);
    assert_eq!(alice.get(&format!("/jobs/v2/{id}/outputs/media/")).await.status, 400);
    assert_eq!(alice.get(&format!("/jobs/v2/{id}/outputs/media/..%2f..%2fx")).await.status, 400);
}

#[tokio::test]
async fn stopping_ends_every_process_of_a_job() {
    let server = Server::start().await;
    let alice = server.user("alice").await;
    let id = alice.submit(endless("normal")).await;
    let job = alice.wait(&id, &["RUNNING"]).await;
    assert!(job["startTime"].is_string() && job["endTime"].is_null());
    let supervisor: i32 = job["localId"].as_str().unwrap().parse().unwrap();
    assert!(std::path::Path::new(&format!("/proc/{supervisor}")).exists());
    for _ in 0..200 {
        if !Server::processes(&id).is_empty() && alice.outputs(&id, "").await.len() == 3 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(Server::processes(&id).len(), 1);
    assert_eq!(alice.outputs(&id, "").await, ["convergence.csv", "pi.err", "pi.out"]);

    stop(&alice, &id).await;
    let job = alice.job(&id).await;
    assert_eq!(job["status"], "STOPPED");
    assert!(job["endTime"].is_string());
    assert_eq!(Server::processes(&id), [0; 0]);
    assert_eq!(alice.events(&id).await.last().unwrap(), "STOPPED");
    let log = alice.get(&format!("/jobs/v2/{id}/outputs/media/pi.out")).await;
    assert!(String::from_utf8(log.body).unwrap().contains("samples"));
    // Once more is no error and changes nothing.
    stop(&alice, &id).await;
    assert_eq!(alice.job(&id).await["status"], "STOPPED");
    for _ in 0..200 {
        if !std::path::Path::new(&format!("/proc/{supervisor}")).exists() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the supervisor lingers");
}

#[tokio::test]
async fn max_run_time_is_enforced_and_told() {
    let server = Server::start().await;
    let alice = server.user("alice").await;
    let mut body = endless("debug");
    body["maxRunTime"] = json!("00:00:01");
    let id = alice.submit(body).await;
    let job = alice.wait(&id, &["FAILED"]).await;
    assert!(job["message"].as_str().unwrap().contains("maxRunTime of 00:00:01"), "{job:#}");
    assert_eq!(Server::processes(&id), [0; 0]);
}

#[tokio::test]
async fn what_a_program_complains_about_is_told() {
    let server = Server::start().await;
    let alice = server.user("alice").await;
    let id = alice
        .submit(json!({ "name": "big", "appId": "mandelbrot-1.0.0", "parameters": {
            "width": 20_000, "height": 20_000, "centerX": 0, "centerY": 0, "zoom": 1, "iterations": 1, "palette": "ink" } }))
        .await;
    let job = alice.wait(&id, &["FAILED"]).await;
    let message = job["message"].as_str().unwrap();
    assert!(message.contains("status 1") && message.contains("400000000"), "{message}");
}

#[tokio::test]
async fn queues_have_limits_and_order() {
    let server = Server::start().await;
    let alice = server.user("alice").await;
    let mut ids = Vec::new();
    for _ in 0..2 {
        ids.push(alice.submit(endless("debug")).await);
    }
    alice.wait(&ids[0], &["RUNNING"]).await;
    alice.wait(&ids[1], &["RUNNING"]).await;
    // Only now, for jobs reach their queue in any order.
    ids.push(alice.submit(endless("debug")).await);
    alice.wait(&ids[2], &["QUEUED"]).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(alice.job(&ids[2]).await["status"], "QUEUED");
    stop(&alice, &ids[0]).await;
    alice.wait(&ids[2], &["RUNNING"]).await;
    // One that waits is stopped without ever having run.
    let fourth = alice.submit(endless("debug")).await;
    alice.wait(&fourth, &["QUEUED"]).await;
    stop(&alice, &fourth).await;
    let job = alice.job(&fourth).await;
    assert_eq!((&job["status"], &job["startTime"]), (&json!("STOPPED"), &Value::Null));
    for id in &ids[1..] {
        stop(&alice, id).await;
    }
}

#[tokio::test]
async fn a_restart_finds_jobs_again() {
    let server = Server::start().await;
    let alice = server.user("alice").await;
    let job = |seconds: f64| {
        json!({ "name": "pi", "appId": "monte-carlo-pi-1.0.0", "batchQueue": "debug", "archive": true,
                "parameters": { "samples": 1_000_000_000_000_u64, "seconds": seconds } })
    };
    let (running, lost) = (alice.submit(job(2.5)).await, alice.submit(job(600.0)).await);
    alice.wait(&running, &["RUNNING"]).await;
    let lost_supervisor = alice.wait(&lost, &["RUNNING"]).await["localId"].as_str().unwrap().to_owned();
    let waiting = alice.submit(job(0.1)).await;
    alice.wait(&waiting, &["QUEUED"]).await;
    let before = Server::processes(&running);

    let server = server
        .restart(|_| {
            let killed = std::process::Command::new("kill").args(["-9", &lost_supervisor]).status().unwrap();
            assert!(killed.success());
        })
        .await;
    let alice = server.again(&alice);
    let job = alice.wait(&lost, &["FAILED"]).await;
    assert!(job["message"].as_str().unwrap().contains("lost"), "{job:#}");
    assert_eq!(alice.job(&running).await["status"], "RUNNING");
    assert_eq!(Server::processes(&running), before);
    alice.wait(&running, &["FINISHED"]).await;
    alice.wait(&waiting, &["FINISHED"]).await;
    let events = alice.events(&running).await;
    assert_eq!(events.iter().filter(|event| *event == "RUNNING").count(), 1, "{events:?}");
    assert_eq!(alice.outputs(&running, "").await, ["convergence.csv", "pi.err", "pi.json", "pi.out"]);
    for _ in 0..100 {
        if Server::processes(&lost).is_empty() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("processes of the lost job are left");
}

#[tokio::test]
async fn forms_and_files_submit_jobs_too() {
    let server = Server::start().await;
    let alice = server.user("alice").await;
    for name in ["a.txt", "b.txt"] {
        std::fs::write(alice.home.join(name), "x\n").unwrap();
    }
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    let form = "name=form&appId=text-stats-1.0.0&files=a.txt%3Bb.txt&archive=false&nodeCount=1";
    let reply = alice.send(Method::POST, "/jobs/v2", &headers, form.into()).await;
    let id = reply.result()["id"].as_str().unwrap().to_owned();
    let job = alice.wait(&id, &["FINISHED"]).await;
    assert_eq!((&job["inputs"], &job["archive"]), (&json!({ "files": ["a.txt", "b.txt"] }), &json!(false)));
    assert!(!alice.events(&id).await.contains(&"ARCHIVING".to_owned()));
    assert_eq!(
        alice.outputs(&id, "").await,
        ["a.txt", "b.txt", "form.err", "form.out", "stats.json", "stats.txt"]
    );

    let headers = [("content-type", "multipart/form-data; boundary=XX")];
    let json = json!({ "name": "file", "appId": "text-stats-1.0.0", "inputs": { "files": "a.txt" } });
    let body = format!(
        "--XX\r\nContent-Disposition: form-data; name=\"fileToUpload\"; filename=\"job.json\"\r\n\r\n{json}\r\n--XX--\r\n"
    );
    let reply = alice.send(Method::POST, "/jobs/v2/", &headers, body.into()).await;
    assert_eq!(reply.status, 201, "{}", reply.json());
    alice.wait(reply.result()["id"].as_str().unwrap(), &["FINISHED"]).await;
}

#[tokio::test]
async fn jobs_are_listed_searched_shared_deleted_and_run_again() {
    let server = Server::start().await;
    let (alice, bob) = (server.user("alice").await, server.user("bob").await);
    let body = |name: &str| json!({ "name": name, "appId": "monte-carlo-pi-1.0.0", "parameters": { "samples": "1000", "seed": 5 } });
    let mut ids = Vec::new();
    for name in ["first", "second", "third"] {
        let id = alice.submit(body(name)).await;
        alice.wait(&id, &["FINISHED"]).await;
        ids.push(id);
    }
    let names = async |path: &str| -> Vec<String> {
        let rows = alice.get(path).await.result();
        rows.as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names("/jobs/v2/").await, ["third", "second", "first"]);
    assert_eq!(names("/jobs/v2/?limit=1&offset=1").await, ["second"]);
    assert_eq!(names("/jobs/v2/?name.like=*ir*&orderBy=name&order=ASC").await, ["first", "third"]);
    assert_eq!(
        names("/jobs/v2/?status=finished&appid=monte-carlo-pi-1.0.0&limit=2").await,
        ["third", "second"]
    );
    assert_eq!(names("/jobs/v2/search/name/second").await, ["second"]);
    assert_eq!(names("/jobs/v2/search/status/FINISHED/name.like/f*").await, ["first"]);
    assert!(alice.get("/jobs/v2/?status=DANCING").await.refusal(400).starts_with("status: "));
    alice.get("/jobs/v2/search/colour/red").await.refusal(400);
    alice.get("/jobs/v2/search/name").await.refusal(400);
    let rows = alice.get("/jobs/v2/?filter=id,parameters&limit=1").await.result();
    assert_eq!(rows, json!([{ "id": ids[2], "parameters": { "samples": 1000, "seed": 5 } }]));
    let status = alice.get(&format!("/jobs/v2/{}/status", ids[0])).await.result();
    assert_eq!((&status["id"], &status["status"]), (&json!(ids[0]), &json!("FINISHED")));

    // Nobody else's business, until it is shared.
    let path = format!("/jobs/v2/{}", ids[0]);
    bob.get(&path).await.refusal(403);
    bob.get(&format!("{path}/outputs/listings")).await.refusal(403);
    bob.get(&format!("{path}/outputs/media/pi.json")).await.refusal(403);
    bob.delete(&path).await.refusal(403);
    bob.post(&path, json!({ "action": "stop" })).await.refusal(403);
    bob.post(&format!("{path}/pems"), json!({ "username": "bob", "permission": "ALL" })).await.refusal(403);
    assert_eq!(bob.get("/jobs/v2/").await.result(), json!([]));
    let grant = json!({ "username": "bob", "permission": "READ" });
    assert_eq!(alice.post(&format!("{path}/pems"), grant.clone()).await.status, 201);
    assert_eq!(alice.post(&format!("{path}/pems/bob"), grant).await.status, 200);
    assert_eq!(bob.get(&path).await.result()["name"], "first");
    assert_eq!(bob.get(&format!("{path}/outputs/media/pi.json")).await.status, 200);
    assert_eq!(bob.get("/jobs/v2/").await.result().as_array().unwrap().len(), 1);
    bob.delete(&path).await.refusal(403);
    let pems = alice.get(&format!("{path}/pems")).await.result();
    assert_eq!((&pems[0]["username"], &pems[1]["username"]), (&json!("alice"), &json!("bob")));
    assert_eq!(pems[1]["permission"], json!({ "read": true, "write": false }));
    assert_eq!(alice.delete(&format!("{path}/pems/bob")).await.status, 200);
    bob.get(&path).await.refusal(403);
    for bad in [
        json!({ "username": "bob" }),
        json!({ "username": "bob", "permission": "FLY" }),
        json!({ "permission": "READ" }),
        json!({ "username": "nobody", "permission": "READ" }),
        json!({ "username": "alice", "permission": "READ" }),
    ] {
        alice.post(&format!("{path}/pems"), bad).await.refusal(400);
    }
    assert!(alice.events(&ids[0]).await.ends_with(&[
        "PERMISSION_GRANT".to_owned(),
        "PERMISSION_GRANT".to_owned(),
        "PERMISSION_REVOKE".to_owned()
    ]));

    // Once more: the same seed, the same points, an archive of its own.
    let again = alice.post(&path, json!({ "action": "resubmit" })).await;
    assert_eq!(again.status, 202);
    let again = again.result()["id"].as_str().unwrap().to_owned();
    let job = alice.wait(&again, &["FINISHED"]).await;
    assert_eq!(job["archivePath"], format!("/alice/archive/jobs/job-{again}"));
    let table =
        async |id: &str| alice.get(&format!("/jobs/v2/{id}/outputs/media/convergence.csv")).await.body;
    assert_eq!(table(&again).await, table(&ids[0]).await);
    alice.post(&path, json!({ "action": "dance" })).await.refusal(400);
    alice.post(&path, json!({})).await.refusal(400);

    assert_eq!(alice.delete(&path).await.status, 200);
    alice.get(&path).await.refusal(404);
    alice.get(&format!("{path}/history")).await.refusal(404);
    assert_eq!(names("/jobs/v2/?limit=9").await, ["first", "third", "second"]);
    alice.post(&path, json!({ "action": "restore" })).await.result();
    assert_eq!(names("/jobs/v2/").await, ["first", "third", "second", "first"]);
    alice.get("/jobs/v2/1-none-0001-007").await.refusal(404);
}
