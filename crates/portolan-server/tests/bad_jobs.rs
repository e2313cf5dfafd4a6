//! Job requests that cannot work: each is refused with a message that names the field, and leaves nothing behind.

#![allow(clippy::unwrap_used)]

mod harness;

use axum::http::Method;
use harness::Server;
use serde_json::{Value, json};

#[tokio::test]
async fn bad_requests_are_refused_with_the_fields_name() {
    let server = Server::start().await;
    let (alice, bob) = (server.user("alice").await, server.user("bob").await);
    std::fs::write(alice.home.join("a.txt"), "x").unwrap();
    std::fs::write(bob.home.join("secret.txt"), "x").unwrap();
    let text = json!({ "name": "t", "appId": "text-stats-1.0.0", "inputs": { "files": "a.txt" } });
    let pi = json!({ "name": "t", "appId": "monte-carlo-pi-1.0.0", "parameters": { "samples": 10 } });
    let cases: Vec<(&Value, &str, Value, u16, &str)> = vec![
        (&text, "name", Value::Null, 400, "name"),
        (&text, "name", json!("  "), 400, "name"),
        (&text, "name", json!("x".repeat(65)), 400, "name"),
        (&text, "appId", Value::Null, 400, "appId"),
        (&text, "appId", json!("nothing-1.0"), 400, "appId"),
        (&text, "appId", json!("nodash"), 400, "appId"),
        (&text, "appId", json!("ends-"), 400, "appId"),
        (&text, "executionSystem", json!("elsewhere"), 403, "executionSystem"),
        (&text, "batchQueue", json!("fast"), 400, "batchQueue"),
        (&text, "nodeCount", json!(0), 400, "nodeCount"),
        (&text, "nodeCount", json!(2), 400, "nodeCount"),
        (&text, "nodeCount", json!("one"), 400, "nodeCount"),
        (&text, "processorsPerNode", json!(100_000), 400, "processorsPerNode"),
        (&text, "memoryPerNode", json!("much"), 400, "memoryPerNode"),
        (&text, "memoryPerNode", json!("900TB"), 400, "memoryPerNode"),
        (&text, "maxRunTime", json!("1 hour"), 400, "maxRunTime"),
        (&text, "maxRunTime", json!("00:99:00"), 400, "maxRunTime"),
        (&text, "maxRunTime", json!("99:00:00"), 400, "maxRunTime"),
        (&text, "archive", json!("perhaps"), 400, "archive"),
        (&text, "archiveSystem", json!("local.execution"), 400, "archiveSystem"),
        (&text, "archivePath", json!("a/../../b"), 400, "archivePath"),
        (&text, "archivePath", json!("a\0b"), 400, "archivePath"),
        (&text, "archivePath", json!("a.txt"), 400, "archivePath"),
        (&text, "archivePath", json!("/bob/x"), 403, "archivePath"),
        (&text, "dependencies", json!(["1"]), 400, "dependencies"),
        (&text, "notifications", json!("nowhere"), 400, "notifications"),
        (&text, "inputs", json!("a.txt"), 400, "inputs"),
        (&text, "inputs", json!({}), 400, "inputs.files"),
        (&text, "inputs", json!({ "files": 7 }), 400, "inputs.files"),
        (&text, "inputs", json!({ "files": [true] }), 400, "inputs.files"),
        (&text, "inputs", json!({ "files": "none.txt" }), 400, "inputs.files"),
        (&text, "inputs", json!({ "files": "../bob/secret.txt" }), 400, "inputs.files"),
        (&text, "inputs", json!({ "files": "a\0.txt" }), 400, "inputs.files"),
        (&text, "inputs", json!({ "files": "//bob/secret.txt" }), 403, "inputs.files"),
        (&text, "inputs", json!({ "files": "//bob/no such.txt" }), 403, "inputs.files"),
        (&text, "inputs", json!({ "files": "agave://nowhere/a.txt" }), 400, "inputs.files"),
        (&text, "inputs", json!({ "files": "ftp://host/a.txt" }), 400, "inputs.files"),
        (&text, "inputs", json!({ "files": vec!["a.txt"; 33] }), 400, "inputs.files"),
        (&pi, "parameters", json!([]), 400, "parameters"),
        (&pi, "parameters", json!({}), 400, "parameters.samples"),
        (&pi, "parameters", json!({ "samples": "many" }), 400, "parameters.samples"),
        (&pi, "parameters", json!({ "samples": -3 }), 400, "parameters.samples"),
        (&pi, "parameters", json!({ "samples": {} }), 400, "parameters.samples"),
        (&pi, "parameters", json!({ "samples": [1, 2] }), 400, "parameters.samples"),
    ];
    for (base, field, value, status, named) in cases {
        let mut body = base.clone();
        body[field] = value.clone();
        let message = alice.post("/jobs/v2/", body).await.refusal(status);
        assert!(message.starts_with(&format!("{named}: ")), "{field} = {value}: {message}");
    }
    for body in ["", "[]", "{", "\"x\""] {
        let headers = [("content-type", "application/json")];
        let reply = alice.send(Method::POST, "/jobs/v2/", &headers, body.into()).await;
        reply.refusal(400);
    }
    assert_eq!(alice.get("/jobs/v2/").await.result(), json!([]));
}
