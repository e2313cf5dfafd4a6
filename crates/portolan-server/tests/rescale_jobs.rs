//! Rescale's protocol: jobs from their creation to their end.

#![allow(clippy::unwrap_used)]

mod harness;

use std::time::{Duration, Instant};

use axum::http::Method;
use harness::Server;
use harness::rescale::{Rescale, any_job};
use serde_json::{Value, json};

/// A command that prints a number every tenth of a second.
const COUNTING: &str =
    "mkdir -p sub; i=0; while :; do i=$((i+1)); echo $i; echo $i >> sub/n.txt; sleep 0.1; done";

#[tokio::test]
async fn a_job_is_created_submitted_once_and_leaves_files() {
    let server = Server::start().await;
    server.user("alice").await;
    let alice = Rescale::new(&server, "alice");
    let input = alice.upload("data file.txt", b"one\ntwo\n").await;
    let id = alice
        .create("wc -l 'data file.txt' > lines.txt\necho done $GREETING\necho oops >&2\n", &[&input])
        .await;
    let created = alice.read(&format!("v2/jobs/{id}/")).await;
    assert_eq!(created["jobanalyses"][0]["inputFiles"][0]["name"], "data file.txt");
    assert_eq!(alice.statuses(&id).await, Vec::<String>::new());
    let row = alice.read("v2/jobs/").await["results"][0].clone();
    assert_eq!((&row["id"], &row["jobStatus"]["content"]), (&json!(id), &json!("")));
    assert_eq!(alice.read(&format!("v2/jobs/{id}/runs/")).await["count"], 0);

    alice.submit(&id).await;
    let again = alice.post(&format!("v2/jobs/{id}/submit/"), Value::Null).await;
    assert_eq!(again.status, 400, "{}", again.json());
    let last = alice.wait(&id, "Completed").await;
    assert_eq!(last["statusReason"], "Completed successfully");
    let statuses = alice.statuses(&id).await;
    let in_order =
        ["Completed", "Executing", "Validated", "Started", "Waiting for Cluster", "Queued", "Pending"];
    assert_eq!(statuses, in_order);
    let cluster = alice.read(&format!("v2/jobs/{id}/cluster_statuses/")).await;
    let cluster: Vec<&Value> =
        cluster["results"].as_array().unwrap().iter().map(|row| &row["status"]).collect();
    assert_eq!(json!(cluster), json!(["Stopped", "Stopping", "Started", "Starting", "Not Started"]));

    let files = alice.files(&id).await;
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["lines.txt", "process_output.log"]);
    let log = alice.get(&format!("v2/files/{}/contents/", files[1].1)).await;
    assert_eq!(log.body, b"done\noops\n");
    let ranged = [("range", "bytes=0-3")];
    let path = format!("v2/files/{}/contents/", files[1].1);
    let part = alice.send(Method::GET, &path, &ranged, Vec::new()).await;
    assert_eq!((part.status.as_u16(), part.body.as_slice()), (206, &b"done"[..]));
    let run = alice.read(&format!("v2/jobs/{id}/runs/1/")).await;
    assert_eq!((&run["outputFileCount"], &run["id"]), (&json!(2), &json!("1")));
    assert_eq!(alice.read(&format!("v2/jobs/{id}/runs/1/files/?search=LINES")).await["count"], 1);
    assert_eq!(alice.read("v2/jobs/").await["count"], 1);
}

#[tokio::test]
async fn what_fails_completes_and_says_so() {
    let server = Server::start().await;
    server.user("alice").await;
    let alice = Rescale::new(&server, "alice");
    let id = alice.create("echo before; exit 3", &[]).await;
    alice.submit(&id).await;
    let last = alice.wait(&id, "Completed").await;
    assert_eq!(last["statusReason"], "A run failed");
    assert_eq!(alice.files(&id).await.len(), 1);
}

#[tokio::test]
async fn a_running_job_is_watched_stopped_and_then_deleted() {
    let server = Server::start().await;
    server.user("alice").await;
    let alice = Rescale::new(&server, "alice");
    let mut body = any_job(&format!("trap 'sleep 0.5; exit 0' TERM; {COUNTING}"), &[]);
    body["jobanalyses"][0]["envVars"] = json!({ "GREETING": "hello you" });
    let id = alice.post("v2/jobs/", body).await.json()["id"].as_str().unwrap().to_owned();
    alice.submit(&id).await;
    alice.wait(&id, "Executing").await;
    assert_eq!(alice.delete(&format!("v2/jobs/{id}/")).await.status, 400);
    let begun = Instant::now();
    let lines = loop {
        let tail = alice.get(&format!("v2/jobs/{id}/runs/1/tail/process_output.log?lines=2")).await;
        if tail.status == 200 && tail.json()["lines"].as_array().unwrap().len() == 2 {
            break tail.json()["lines"].clone();
        }
        assert!(begun.elapsed() < Duration::from_secs(30));
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    assert!(lines[1].as_str().unwrap().ends_with('\n'), "{lines}");
    let inside = alice.read(&format!("v2/jobs/{id}/runs/1/directory-contents/")).await;
    let nested = inside.as_array().unwrap().iter().find(|row| row["path"] == "sub/n.txt").unwrap();
    assert_eq!(nested["resource"], format!("/api/jobs/{id}/runs/1/tail/sub/n.txt"));
    let raw = alice.get(&format!("v2/jobs/{id}/runs/1/tail/sub/n.txt")).await;
    assert!(raw.body.starts_with(b"1\n2\n"), "{:?}", raw.body);
    for path in ["none.txt", "sub", "../secret"] {
        let reply = alice.get(&format!("v2/jobs/{id}/runs/1/tail/{path}?lines=1")).await;
        assert!(reply.status.is_client_error(), "{path}: {}", reply.status);
    }
    let snapshot = alice.post(&format!("v2/jobs/{id}/runs/1/snapshot/"), Value::Null).await.json();
    assert_eq!(snapshot["exitcode"], 0);
    assert_eq!(alice.files(&id).await.len(), 0);

    assert_eq!(alice.post(&format!("v2/jobs/{id}/stop/"), Value::Null).await.status, 202);
    assert_eq!(alice.statuses(&id).await[0], "Stopping");
    alice.wait(&id, "Completed").await;
    let statuses = alice.statuses(&id).await;
    assert_eq!(statuses[..3], ["Completed", "Stopping", "Executing"]);
    assert_eq!(alice.post(&format!("v2/jobs/{id}/stop/"), Value::Null).await.status, 202);
    assert_eq!(alice.get(&format!("v2/jobs/{id}/runs/1/tail/process_output.log?lines=2")).await.status, 404);
    assert_eq!(alice.delete(&format!("v2/jobs/{id}/")).await.status, 204);
    assert_eq!(alice.delete(&format!("v2/jobs/{id}/")).await.status, 404);
    assert_eq!(alice.read("v2/jobs/").await["count"], 0);
}

#[tokio::test]
async fn an_app_is_an_analysis_whose_program_commands_call() {
    let server = Server::start().await;
    server.user("alice").await;
    let alice = Rescale::new(&server, "alice");
    let analyses = alice.read("v2/analyses/?page_size=300").await;
    let codes: Vec<&Value> = analyses["results"].as_array().unwrap().iter().map(|row| &row["code"]).collect();
    assert_eq!(json!(codes), json!(["user_included", "mandelbrot", "monte-carlo-pi", "text-stats"]));
    let one = alice.read("v2/analyses/monte-carlo-pi/").await;
    assert_eq!(one["versions"][0]["stdCommand"], "monte-carlo-pi --samples=10000000");
    let input = alice.upload("a.txt", b"one two\n").await;
    let mut body = any_job("text-stats a.txt", &[&input]);
    body["jobanalyses"][0]["analysis"] = json!({ "code": "text-stats" });
    let created = alice.post("v2/jobs/", body).await.json();
    assert_eq!(created["jobanalyses"][0]["analysis"]["version"], "1.0.0");
    let id = created["id"].as_str().unwrap();
    alice.submit(id).await;
    let last = alice.wait(id, "Completed").await;
    assert_eq!(last["statusReason"], "Completed successfully");
    let names: Vec<String> = alice.files(id).await.into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["process_output.log", "stats.json", "stats.txt"]);
}

#[tokio::test]
async fn the_same_job_is_seen_through_agave_and_the_other_way_round() {
    let server = Server::start().await;
    let caller = server.user("alice").await;
    let alice = Rescale::new(&server, "alice");
    let agave = caller
        .submit(json!({ "name": "pi", "appId": "monte-carlo-pi-1.0.0", "parameters": { "samples": 1000 } }))
        .await;
    caller.wait(&agave, &["FINISHED"]).await;
    let row = alice.read("v2/jobs/").await["results"][0].clone();
    assert_eq!((&row["name"], &row["jobStatus"]["content"]), (&json!("pi"), &json!("Completed")));
    let id = row["id"].as_str().unwrap();
    let job = alice.read(&format!("v2/jobs/{id}/")).await;
    assert_eq!(job["jobanalyses"][0]["analysis"]["code"], "monte-carlo-pi");
    let names: Vec<String> = alice.files(id).await.into_iter().map(|(name, _)| name).collect();
    assert!(
        names.contains(&"pi.json".to_owned()) && names.contains(&"process_output.log".to_owned()),
        "{names:?}"
    );

    let id = alice.create("echo hello", &[]).await;
    assert_eq!(caller.get("/jobs/v2/").await.result().as_array().unwrap().len(), 1);
    alice.submit(&id).await;
    alice.wait(&id, "Completed").await;
    let newest = caller.get("/jobs/v2/?limit=1").await.result()[0].clone();
    assert_eq!((&newest["name"], &newest["status"]), (&json!("Example Job"), &json!("FINISHED")));
    assert_eq!(caller.delete(&format!("/jobs/v2/{}", newest["id"].as_str().unwrap())).await.status, 200);
    assert_eq!(alice.get(&format!("v2/jobs/{id}/")).await.status, 404);
}

#[tokio::test]
async fn jobs_are_changed_replaced_and_shared() {
    let server = Server::start().await;
    for name in ["alice", "bob"] {
        server.user(name).await;
    }
    let (alice, bob) = (Rescale::new(&server, "alice"), Rescale::new(&server, "bob"));
    let id = alice.create("true", &[]).await;
    let path = format!("v2/jobs/{id}/");
    let patched = alice.json(Method::PATCH, &path, json!({ "name": "New", "projectId": "p1" })).await.json();
    assert_eq!(patched, json!({ "id": id, "name": "New", "isLowPriority": false, "projectId": "p1" }));
    let replaced = alice.json(Method::PUT, &path, any_job("echo other", &[])).await.json();
    assert_eq!(
        (&replaced["name"], &replaced["jobanalyses"][0]["command"]),
        (&json!("Example Job"), &json!("echo other"))
    );
    assert_eq!(bob.get(&path).await.status, 404);
    alice.submit(&id).await;
    alice.wait(&id, "Completed").await;
    assert_eq!(alice.json(Method::PUT, &path, any_job("true", &[])).await.status, 400);
    assert_eq!(bob.get(&path).await.status, 404);
    let email = bob.read("v2/users/me/").await["email"].clone();
    let shared = alice.post(&format!("{path}share/"), json!({ "email": email, "message": "look" })).await;
    assert_eq!((shared.status.as_u16(), shared.json()["recipient"].clone()), (200, email.clone()));
    assert_eq!(bob.read(&path).await["id"], json!(id));
    assert_eq!(bob.read("v2/jobs/").await["results"][0]["sharedWith"], json!([email]));
    let (_, log) = bob.files(&id).await.pop().unwrap();
    assert_eq!(bob.get(&format!("v2/files/{log}/contents/")).await.body, b"other\n");
    for (method, path) in [
        (Method::DELETE, path.clone()),
        (Method::POST, format!("{path}stop/")),
        (Method::DELETE, format!("v2/files/{log}/")),
    ] {
        let reply = bob.json(method, &path, Value::Null).await;
        assert!(matches!(reply.status.as_u16(), 403 | 404), "{path}: {}", reply.status);
    }
    let unknown = alice.post(&format!("{path}share/"), json!({ "email": "x@localhost" })).await;
    assert_eq!(unknown.status, 400);
    assert!(unknown.json()["email"].is_array());
}

#[tokio::test]
async fn jobs_that_cannot_work_are_refused_with_the_fault_in_its_place() {
    let server = Server::start().await;
    server.user("alice").await;
    let alice = Rescale::new(&server, "alice");
    let analysis = "/jobanalyses/0";
    for (at, field, value, fault) in [
        ("", "name", json!(null), "/name/0"),
        ("", "jobanalyses", json!([]), "/jobanalyses/0"),
        ("", "jobanalyses", json!("x"), "/jobanalyses/0"),
        ("", "paramFile", json!({ "id": "abcdef" }), "/paramFile/0"),
        (analysis, "command", json!(" "), "/jobanalyses/0/command/0"),
        (analysis, "hardware", json!(null), "/jobanalyses/0/hardware/0"),
        (analysis, "analysis", json!({ "code": "none" }), "/jobanalyses/0/analysis/code/0"),
        (
            analysis,
            "analysis",
            json!({ "code": "user_included", "version": "9" }),
            "/jobanalyses/0/analysis/version/0",
        ),
        (analysis, "inputFiles", json!([{ "id": "zzzzzz" }]), "/jobanalyses/0/inputFiles/0/id/0"),
        (analysis, "envVars", json!({ "a b": "c" }), "/jobanalyses/0/envVars/0"),
        ("/jobanalyses/0/hardware", "coreType", json!("cray"), "/jobanalyses/0/hardware/coreType/0"),
        ("/jobanalyses/0/hardware", "coresPerSlot", json!(100_000), "/jobanalyses/0/hardware/coresPerSlot/0"),
        ("/jobanalyses/0/hardware", "slots", json!(2), "/jobanalyses/0/hardware/slots/0"),
    ] {
        let mut body = any_job("true", &[]);
        body.pointer_mut(at).unwrap()[field] = value.clone();
        let reply = alice.post("v2/jobs/", body).await;
        let json = reply.json();
        assert_eq!(reply.status, 400, "{field} {value}: {json}");
        assert!(json.pointer(fault).is_some_and(Value::is_string), "{field} {value}: {json}");
    }
    for body in ["", "[]", "{", "\"x\""] {
        let headers = [("content-type", "application/json")];
        assert_eq!(alice.send(Method::POST, "v2/jobs/", &headers, body.into()).await.status, 400, "{body}");
    }
    assert_eq!(alice.read("v2/jobs/").await["count"], 0);
}

#[tokio::test]
async fn pages_lead_to_each_other() {
    let server = Server::start().await;
    server.user("alice").await;
    let alice = Rescale::new(&server, "alice");
    let mut ids = Vec::new();
    for _ in 0..5 {
        ids.push(alice.create("true", &[]).await);
    }
    ids.reverse();
    let mut seen = Vec::new();
    let mut next = Some("http://127.0.0.1:8750/api/v2/jobs/?page_size=2&page=1".to_owned());
    while let Some(address) = next {
        let page = alice.read(address.strip_prefix("http://127.0.0.1:8750/api/").unwrap()).await;
        assert_eq!(page["count"], 5);
        seen.extend(
            page["results"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()),
        );
        next = page["next"].as_str().map(str::to_owned);
    }
    assert_eq!(seen, ids);
    let second = alice.read("v2/jobs/?page=2&page_size=2").await;
    assert_eq!(second["previous"], "http://127.0.0.1:8750/api/v2/jobs/?page_size=2&page=1");
    for path in ["v2/jobs/?page=9", "v2/jobs/?page=0", "v2/jobs/?page=x"] {
        assert_eq!(alice.get(path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn drafts_and_jobs_outlive_the_server() {
    let server = Server::start().await;
    server.user("alice").await;
    let alice = Rescale::new(&server, "alice");
    let (draft, running) =
        (alice.create("echo later", &[]).await, alice.create("sleep 2; echo done", &[]).await);
    alice.submit(&running).await;
    alice.wait(&running, "Executing").await;
    let token = alice.token.clone();
    let server = server.restart(|_| {}).await;
    let alice = Rescale::again(&server, &token);
    assert_eq!(alice.read("v2/jobs/").await["count"], 2);
    assert_eq!(alice.post(&format!("v2/jobs/{running}/submit/"), Value::Null).await.status, 400);
    alice.submit(&draft).await;
    for id in [&draft, &running] {
        assert_eq!(alice.wait(id, "Completed").await["statusReason"], "Completed successfully");
    }
    assert_eq!(alice.read("v2/jobs/").await["count"], 2);
}

#[tokio::test]
async fn of_many_submissions_at_once_one_counts() {
    let server = Server::start().await;
    server.user("alice").await;
    let alice = Rescale::new(&server, "alice");
    let id = alice.create("true", &[]).await;
    let path = format!("v2/jobs/{id}/submit/");
    let all = futures_util::future::join_all((0..20).map(|_| alice.post(&path, Value::Null))).await;
    let mut statuses: Vec<u16> = all.iter().map(|reply| reply.status.as_u16()).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [vec![200], vec![400; 19]].concat());
    alice.wait(&id, "Completed").await;
    assert_eq!(alice.read("v2/jobs/").await["count"], 1);
}
