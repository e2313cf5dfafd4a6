//! Every operation that the catalogue of Agave marks for us, called as the catalogue says; every answer checked
//! against the catalogue's schemas.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

#[path = "../harness/mod.rs"]
mod harness;

mod request;
mod schema;
mod script;

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use harness::web::{Web, answer};
use harness::{Reply, Server};
use request::Walker;
use script::Step;
use serde_json::Value;

const CATALOGUE: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/specs/agave.json"));

/// Operations by service and name.
fn operations(catalogue: &Value) -> BTreeMap<String, Value> {
    let all = catalogue["operations"].as_array().unwrap().iter();
    let name =
        |one: &Value| format!("{}.{}", one["service"].as_str().unwrap(), one["name"].as_str().unwrap());
    all.map(|one| (name(one), one.clone())).collect()
}

/// What has to be served: marked, and something that is sent.
fn marked(operation: &Value) -> bool {
    (operation["seed"] == true || operation["portal"] == true) && !operation["method"].is_null()
}

#[tokio::test]
async fn every_marked_operation_answers_as_the_catalogue_says() {
    let catalogue: Value = serde_json::from_str(CATALOGUE).unwrap();
    let operations = operations(&catalogue);
    let server = Server::start().await;
    let web = Web::start(|_, _| answer(200, "fetched")).await;
    let mut walker = Walker::new(&server, &web.url).await;
    let (mut done, mut faults) = (BTreeSet::new(), Vec::new());
    for step in script::steps() {
        let operation =
            operations.get(step.operation).unwrap_or_else(|| panic!("{} is not there", step.operation));
        match walk(&mut walker, &step, operation, &catalogue).await {
            Ok(()) => {}
            Err(fault) => faults.push(format!("{}: {fault}", step.operation)),
        }
        done.insert(step.operation);
    }
    let wanted: Vec<&String> =
        operations.iter().filter(|(_, one)| marked(one)).map(|(name, _)| name).collect();
    let missing: Vec<&&String> = wanted.iter().filter(|name| !done.contains(name.as_str())).collect();
    println!("{} of {} marked operations called", wanted.len() - missing.len(), wanted.len());
    assert!(missing.is_empty(), "never called: {missing:#?}");
    assert!(faults.is_empty(), "{faults:#?}");
}

async fn walk(
    walker: &mut Walker<'_>,
    step: &Step,
    operation: &Value,
    catalogue: &Value,
) -> Result<(), String> {
    let begun = Instant::now();
    loop {
        let reply = walker.send(operation, &step.arguments).await;
        let result = check(&reply, operation, catalogue)?;
        let reached =
            step.until.as_ref().is_none_or(|(pointer, value)| result.pointer(pointer) == Some(value));
        if reached {
            for (name, pointer) in &step.keep {
                let value = result.pointer(pointer).ok_or_else(|| format!("no {pointer} in {result}"))?;
                walker.keep(name, value);
            }
            return Ok(());
        }
        if begun.elapsed() > Duration::from_secs(60) {
            return Err(format!("never became {:?}: {result}", step.until));
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The result of an answer, or what is wrong with it.
fn check(reply: &Reply, operation: &Value, catalogue: &Value) -> Result<Value, String> {
    let shown = || String::from_utf8_lossy(&reply.body).into_owned();
    if !reply.status.is_success() {
        return Err(format!("{} {}", reply.status, shown()));
    }
    let response = &operation["response"];
    if response["raw"] == true {
        let bare =
            serde_json::from_slice::<Value>(&reply.body).is_ok_and(|body| body.get("version").is_some());
        return if bare { Err(format!("an envelope around bytes: {}", shown())) } else { Ok(Value::Null) };
    }
    let body: Value = serde_json::from_slice(&reply.body).map_err(|error| format!("{error}: {}", shown()))?;
    let result = match response["envelope"] == true {
        true => {
            let sound = body["status"] == "success"
                && body["version"].is_string()
                && body.get("message").is_some_and(|message| message.is_null() || message.is_string());
            if !sound {
                return Err(format!("no sound envelope: {body}"));
            }
            body.get("result").cloned().unwrap_or_default()
        }
        false => body,
    };
    schema::check(&result, response, catalogue).map(|()| result)
}

#[test]
fn what_the_catalogue_does_not_say_is_found_out() {
    let catalogue: Value = serde_json::from_str(CATALOGUE).unwrap();
    let one = |schema: &str| serde_json::json!({ "schema": schema, "array": false });
    for (schema, result) in [
        ("Job", serde_json::json!({ "id": 7 })),
        ("Job", serde_json::json!([])),
        ("Job", serde_json::json!({ "notifications": [{ "url": "x" }] })),
        ("TokenResponse", serde_json::json!({ "access_token": "x" })),
        ("SystemSummary", serde_json::json!({ "type": "DISK" })),
        ("System", serde_json::json!({ "storage": { "host": "x", "protocol": "LOCAL", "auth": {} } })),
        ("RemoteFile", Value::Null),
    ] {
        assert!(schema::check(&result, &one(schema), &catalogue).is_err(), "{schema} {result}");
    }
    schema::check(&serde_json::json!({ "id": "7", "endTime": null, "more": 1 }), &one("Job"), &catalogue)
        .unwrap();
    assert!(
        schema::check(&serde_json::json!({}), &serde_json::json!({ "schema": null }), &catalogue).is_err()
    );
}
