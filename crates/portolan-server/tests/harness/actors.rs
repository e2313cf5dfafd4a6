//! Calls of the actors' service that several tests make.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{Caller, Reply};

pub const ACTORS: &str = "/actors/v2";
pub const TEST: &str = "abacosamples/test:latest";
pub const JSON: (&str, &str) = ("content-type", "application/json");

pub async fn register(caller: &Caller, body: Value) -> String {
    let reply = caller.post(ACTORS, body).await;
    assert_eq!(reply.status, 201, "{}", reply.json());
    format!("{ACTORS}/{}", reply.result()["id"].as_str().unwrap())
}

/// Sends a message and answers the address of its execution.
pub async fn send(caller: &Caller, actor: &str, message: Value) -> String {
    let sent = caller.post(&format!("{actor}/messages"), json!({ "message": message })).await.result();
    format!("{actor}/executions/{}", sent["executionId"].as_str().unwrap())
}

pub async fn wait(caller: &Caller, execution: &str, status: &str) -> Value {
    let begun = Instant::now();
    loop {
        let found = caller.get(execution).await.result();
        if found["status"] == status {
            return found;
        }
        let over = found["status"] == "COMPLETE" || found["status"] == "ERROR";
        assert!(!over && begun.elapsed() < Duration::from_secs(60), "waiting for {status}: {found:#}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

pub async fn logs(caller: &Caller, execution: &str) -> String {
    caller.get(&format!("{execution}/logs")).await.result()["logs"].as_str().unwrap().to_owned()
}

pub async fn wait_for_log(caller: &Caller, execution: &str, part: &str) {
    let begun = Instant::now();
    while !logs(caller, execution).await.contains(part) {
        assert!(begun.elapsed() < Duration::from_secs(60), "waiting for {part:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The message of a refusal, which has a result of null here.
#[track_caller]
pub fn refusal(reply: &Reply, status: u16) -> String {
    let json = reply.json();
    assert_eq!(reply.status.as_u16(), status, "{json}");
    assert_eq!((&json["status"], json.get("result")), (&json!("error"), Some(&Value::Null)), "{json}");
    json["message"].as_str().unwrap().to_owned()
}
