//! JARVICE's catalogue.

use serde_json::json;

use super::Walk;
use super::harness::Server;
use super::harness::jarvice::Jarvice;

const CATALOGUE: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/specs/jarvice.json"));

#[tokio::test]
async fn every_marked_operation_of_jarvice_answers_as_the_catalogue_says() {
    let mut walk = Walk::new(CATALOGUE);
    let server = Server::start().await;
    let home = server.user("alice").await.home;
    std::fs::write(home.join("a.txt"), "one\n").unwrap();
    let alice = Jarvice::new(&server, "alice");

    for (operation, fields) in [
        ("live", vec![]),
        ("machines", vec![]),
        ("machines", vec![("name", "n0"), ("vault", "home")]),
        ("apps", vec![]),
        ("apps", vec![("name", "text-stats-1.0.0"), ("version", "1")]),
        ("appdef", vec![("name", "mandelbrot-1.0.0")]),
        ("appdef", vec![("name", "none-1")]),
        ("queues", vec![]),
        ("queues", vec![("info", "true")]),
        ("vault", vec![("vault", "ephemeral"), ("path", "/")]),
        ("vault", vec![("vault", "home"), ("path", "/"), ("details", "true"), ("sort", "m")]),
        ("vault", vec![("vault", "none"), ("path", "/")]),
        ("status", vec![("number", "1")]),
        ("status", vec![]),
    ] {
        walk.check(operation, &alice.get(operation, &fields).await);
        walk.check(operation, &alice.form(operation, &fields).await);
    }

    let submission = json!({
        "app": "text-stats-1.0.0",
        "application": { "command": "run", "parameters": { "files": "/data/a.txt" } },
        "machine": { "type": "n0", "nodes": 1 },
    });
    let submitted = walk.check("submit", &alice.post("submit", submission).await);
    let counted = submitted["number"].to_string();
    walk.check("submit", &alice.post("submit", json!({ "app": "none-1" })).await);
    let script = json!({ "container": { "image": "library/alpine", "jobscript": "echo on; sleep 600" } });
    let running = walk.check("batch", &alice.post("batch", script).await)["number"].to_string();
    walk.check("batch", &alice.post("batch", json!({ "container": {} })).await);
    alice.wait_for_text(&running, "on").await;
    let own = [("number", running.as_str())];
    for operation in ["status", "tail", "output", "connect", "info", "metrics", "screenshot"] {
        walk.check(operation, &alice.get(operation, &own).await);
    }
    walk.check("jobs", &alice.get("jobs", &[]).await);
    walk.check("action", &alice.get("action", &[own[0], ("action", "suspend")]).await);
    walk.check("jobs", &alice.form("jobs", &[("completed", "false")]).await);
    walk.check("signal", &alice.get("signal", &[own[0], ("signal", "18")]).await);
    walk.check("shutdown", &alice.get("shutdown", &own).await);
    alice.wait(&running, "TERMINATED").await;
    walk.check("shutdown", &alice.get("shutdown", &own).await);
    let script = json!({ "container": { "image": "library/alpine", "jobscript": "sleep 600" } });
    let last = walk.check("batch", &alice.post("batch", script).await)["number"].to_string();
    walk.check("terminate", &alice.get("terminate", &[("number", &last)]).await);
    alice.wait(&counted, "COMPLETED").await;
    walk.check("output", &alice.get("output", &[("number", &counted), ("lines", "0")]).await);
    walk.check("jobs", &alice.get("jobs", &[("completed", "true")]).await);
    walk.finish();
}
