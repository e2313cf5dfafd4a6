//! JARVICE's protocol: sign-in, the catalogue, machines, vaults, and what is refused.

#![allow(clippy::unwrap_used)]

mod harness;

use axum::http::{Method, header};
use harness::Server;
use harness::jarvice::{Jarvice, encoded};
use serde_json::{Value, json};

#[tokio::test]
async fn name_and_key_travel_in_query_and_form_and_are_never_answered() {
    let server = Server::start().await;
    for name in ["alice", "bob"] {
        server.user(name).await;
    }
    let alice = Jarvice::new(&server, "alice");
    for reply in [alice.get("machines", &[]).await, alice.form("machines", &[]).await] {
        assert_eq!(
            (reply.status.as_u16(), &reply.headers[header::CONTENT_TYPE]),
            (200, &"application/json".parse().unwrap())
        );
        assert!(reply.json()["n0"]["mc_cores"].as_u64().unwrap() >= 1);
        assert!(!String::from_utf8(reply.body).unwrap().contains(&alice.apikey));
    }
    // A JVM client posts with its parameters in the query.
    let query = encoded(&[("username", "alice"), ("apikey", &alice.apikey)]);
    let reply = alice.bare(Method::POST, &format!("/jarvice/machines?{query}"), "", String::new()).await;
    assert_eq!(reply.status, 200);
    for (fields, status) in [
        (vec![("username", "alice"), ("apikey", "wrong")], 401),
        (vec![("username", "bob"), ("apikey", alice.apikey.as_str())], 401),
        (vec![("username", "alice")], 400),
        (vec![("apikey", "x")], 400),
        (vec![], 400),
    ] {
        let reply =
            alice.bare(Method::GET, &format!("/jarvice/jobs?{}", encoded(&fields)), "", String::new()).await;
        assert_eq!(reply.status, status, "{fields:?}");
        assert!(reply.json()["error"].is_string());
        assert!(!String::from_utf8(reply.body).unwrap().contains(&alice.apikey));
    }
    for path in ["/jarvice/live", "/jarvice/ready"] {
        assert_eq!(alice.bare(Method::GET, path, "", String::new()).await.status, 200);
    }
    for (method, path, status) in [
        (Method::GET, "/jarvice/nothing", 404),
        (Method::GET, "/jarvice", 404),
        (Method::GET, "/jarvice/submit", 405),
        (Method::DELETE, "/jarvice/jobs", 405),
    ] {
        let reply = alice.bare(method, path, "", String::new()).await;
        assert_eq!(reply.status, status, "{path}");
        assert!(reply.json()["error"].is_string(), "{path}");
    }
}

#[tokio::test]
async fn an_app_is_told_as_an_appdef_with_its_parameters_in_order() {
    let server = Server::start().await;
    server.user("alice").await;
    let alice = Jarvice::new(&server, "alice");
    let public = alice.bare(Method::GET, "/jarvice/apps", "", String::new()).await.json();
    assert_eq!(public.as_object().unwrap().len(), 3);
    assert_eq!(alice.get("apps", &[("version", "2")]).await.json(), json!({}));
    let one = alice.get("apps", &[("name", "mandelbrot-1.0.0")]).await.json();
    assert_eq!(one.as_object().unwrap().len(), 1);
    let reply = alice.get("appdef", &[("name", "mandelbrot-1.0.0")]).await;
    let definition = reply.json();
    assert_eq!(one["mandelbrot-1.0.0"]["data"], definition);
    let text = String::from_utf8(reply.body).unwrap();
    let keys = ["width", "height", "centerX", "centerY", "zoom", "iterations", "palette"];
    let places: Vec<usize> = keys.iter().map(|key| text.find(&format!("\"{key}\":")).unwrap()).collect();
    assert!(places.is_sorted(), "{places:?}");
    let parameters = &definition["commands"]["run"]["parameters"];
    let sorts: Vec<&Value> = keys.iter().map(|key| &parameters[key]["type"]).collect();
    assert_eq!(json!(sorts), json!(["INT", "INT", "FLOAT", "FLOAT", "FLOAT", "INT", "selection"]));
    assert_eq!(parameters["palette"]["values"], json!(["sea", "fire", "ink", "rainbow"]));
    let files = alice.get("appdef", &[("name", "text-stats-1.0.0")]).await.json();
    assert_eq!(files["commands"]["run"]["parameters"]["files"]["type"], "FILE");
    assert_eq!(alice.get("appdef", &[("name", "none-1")]).await.status, 400);
}

#[tokio::test]
async fn a_vault_shows_the_home() {
    let server = Server::start().await;
    let home = server.user("alice").await.home;
    std::fs::create_dir(home.join("sub")).unwrap();
    std::fs::write(home.join("b.txt"), "four").unwrap();
    std::fs::write(home.join("a#1.txt"), "1").unwrap();
    let alice = Jarvice::new(&server, "alice");
    let rows = alice.get("vault", &[("vault", "ephemeral"), ("path", "/")]).await.json();
    assert_eq!(rows, json!([["a#1.txt", 0, 0], ["b.txt", 0, 0], ["sub/", 0, 0]]));
    let by_size = [("vault", "home"), ("path", "/data/"), ("details", "true"), ("sort", "S")];
    let rows = alice.get("vault", &by_size).await.json();
    assert_eq!((&rows[0][0], &rows[0][1]), (&json!("b.txt"), &json!(4)), "{rows}");
    assert!(rows[0][2].as_i64().unwrap() > 1_700_000_000);
    for (vault, path) in [("other", "/"), ("home", "/nowhere"), ("home", "../bob"), ("home", "a/../../bob")] {
        let reply = alice.get("vault", &[("vault", vault), ("path", path)]).await;
        assert_eq!(reply.status, 400, "{vault} {path}");
    }
    assert_eq!(alice.get("vault", &[("vault", "home")]).await.status, 400);
}

#[tokio::test]
async fn queues_are_names_or_told_whole() {
    let server = Server::start().await;
    server.user("alice").await;
    let alice = Jarvice::new(&server, "alice");
    assert_eq!(alice.get("queues", &[]).await.json(), json!(["normal", "debug"]));
    let told = alice.get("queues", &[("info", "true"), ("name", "debug")]).await.json();
    assert_eq!(told["debug"]["name"], "debug");
    assert_eq!(alice.get("queues", &[("name", "fast")]).await.status, 404);
}

#[tokio::test]
async fn submissions_that_cannot_work_are_refused_with_the_field_s_name() {
    let server = Server::start().await;
    server.user("alice").await;
    let alice = Jarvice::new(&server, "alice");
    let app = json!({ "app": "monte-carlo-pi-1.0.0", "application": { "command": "run", "parameters": { "samples": 9 } } });
    let script = json!({ "container": { "image": "x", "jobscript": "true" } });
    for (operation, base, path, value, status, named) in [
        ("submit", &app, "/app", json!(null), 400, "app"),
        ("submit", &app, "/app", json!("nothing-1"), 404, "Application Not Found"),
        ("submit", &app, "/application", json!(null), 400, "application"),
        ("submit", &app, "/application/command", json!("jump"), 400, "application.command"),
        (
            "submit",
            &app,
            "/application/parameters",
            json!({ "samples": "many" }),
            400,
            "application.parameters.samples",
        ),
        ("submit", &app, "/application/parameters", json!({ "s": 1 }), 400, "application.parameters.s"),
        ("submit", &app, "/application/parameters", json!({}), 400, "application.parameters.samples"),
        ("submit", &app, "/application/walltime", json!("soon"), 400, "application.walltime"),
        ("submit", &app, "/machine", json!({ "type": "cray" }), 400, "machine.type"),
        ("submit", &app, "/machine", json!({ "nodes": 2 }), 400, "machine.nodes"),
        ("submit", &app, "/vault", json!({ "name": "elsewhere" }), 400, "vault"),
        ("submit", &app, "/queue", json!("fast"), 400, "queue"),
        ("submit", &app, "/job_label", json!("x".repeat(65)), 400, "job_label"),
        ("batch", &script, "/container", json!(null), 400, "container"),
        ("batch", &script, "/container/image", json!(null), 400, "container.image"),
        ("batch", &script, "/container/jobscript", json!(" "), 400, "container.jobscript"),
    ] {
        let mut body = base.clone();
        let (parent, field) = path.rsplit_once('/').unwrap();
        body.pointer_mut(parent).unwrap()[field] = value.clone();
        let reply = alice.post(operation, body).await;
        let error = reply.json()["error"].as_str().unwrap().to_owned();
        assert_eq!(reply.status, status, "{path} {value}: {error}");
        assert!(error == named || error.starts_with(&format!("{named}: ")), "{path} {value}: {error}");
    }
    for body in ["", "[]", "{", "\"x\"", "{}"] {
        let reply = alice.bare(Method::POST, "/jarvice/submit", "application/json", body.to_owned()).await;
        assert_eq!(reply.status, 400, "{body}");
    }
    let reply = alice.bare(
        Method::POST,
        "/jarvice/submit",
        "application/json",
        json!({ "app": "x", "user": { "username": "alice", "apikey": "wrong" } }).to_string(),
    );
    assert_eq!(reply.await.status, 401);
    assert_eq!(alice.get("jobs", &[]).await.json(), json!({}));
}
