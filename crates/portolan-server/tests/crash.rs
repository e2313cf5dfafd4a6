//! The real program, killed again and again: no accepted job is lost, and none runs twice.

#![allow(clippy::unwrap_used)]

mod harness;

use std::time::{Duration, Instant};

use harness::process::{Client, JSON, Program};
use serde_json::json;

/// Waits until a job has finished and checks that it ran once.
fn check_job(client: &Client, id: &str, begun: Instant, patience: Duration) {
    let path = format!("/jobs/v2/{id}");
    let job = loop {
        let job = client.get(&path).unwrap();
        if job["status"] == "FINISHED" {
            break job;
        }
        let over = ["FAILED", "STOPPED", "KILLED"].iter().any(|status| job["status"] == *status);
        assert!(!over && begun.elapsed() < patience, "{job:#}");
        std::thread::sleep(Duration::from_millis(20));
    };
    let events = client.get(&format!("{path}/history")).unwrap();
    let running = events.as_array().unwrap().iter().filter(|event| event["status"] == "RUNNING").count();
    assert_eq!(running, 1, "{events:#}");
    let log = format!("{path}/outputs/media/{}.out", job["name"].as_str().unwrap());
    let log = client.call("GET", &log, JSON, b"").unwrap();
    let ends = String::from_utf8(log).unwrap().lines().filter(|line| line.starts_with("100.0 %")).count();
    assert_eq!(ends, 1, "job {id} ran {ends} times");
}

#[test]
fn no_accepted_job_is_lost_or_runs_twice() {
    const ROUNDS: u64 = 12;
    let data = tempfile::tempdir().unwrap();
    let mut server = Program::start(data.path(), None);
    let client = server.sign_in();
    let mut accepted = Vec::new();
    for round in 0..ROUNDS {
        for samples in 1..3 {
            let body =
                json!({ "name": "k", "appId": "monte-carlo-pi-1.0.0", "parameters": { "samples": samples } });
            let job = client.result("POST", "/jobs/v2/", &body).unwrap();
            accepted.push(job["id"].as_str().unwrap().to_owned());
        }
        // Each round it is killed at another moment of the jobs' way.
        std::thread::sleep(Duration::from_millis(round * 17));
        let address = server.address;
        drop(server);
        server = Program::start(data.path(), Some(address));
    }
    let begun = Instant::now();
    for id in &accepted {
        check_job(&client, id, begun, Duration::from_secs(60));
    }
    let listed = client.get("/jobs/v2/?limit=250").unwrap();
    assert_eq!(listed.as_array().unwrap().len(), accepted.len());
}
