//! Every operation of JARVICE and Rescale against their catalogues in `tests/specs/`, which nobody derived from our code.

#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, reason = "in a test it is what fails")]

mod support;

use std::collections::{BTreeMap, BTreeSet};

use portolan::arguments::request;
use portolan::endpoint::{Answer, Credential, Endpoint, Kind, ParamKind, Payload, argument};
use portolan::{Code, Outcome, Request, jarvice, rescale};
use serde_json::{Map, Value, json};
use support::{Named, escaped};

/// A service: its catalogue's operations by their names in JavaScript, and our rows.
struct Service {
    name: &'static str,
    catalogue: BTreeMap<String, Value>,
    rows: Vec<&'static Endpoint>,
}

fn services() -> [Service; 2] {
    [
        ("jarvice", jarvice::ENDPOINTS.iter().copied().flatten().collect()),
        ("rescale", rescale::ENDPOINTS.iter().copied().flatten().collect::<Vec<_>>()),
    ]
    .map(|(name, rows)| Service { name, catalogue: operations(name), rows })
}

fn operations(service: &str) -> BTreeMap<String, Value> {
    let catalogue = support::catalogue(service);
    let operations = catalogue["operations"].as_array().unwrap().iter();
    let ours = operations.filter(|operation| operation["js_same_as"].is_null());
    ours.filter_map(|operation| Some((operation["js"].as_str()?.to_owned(), operation.clone()))).collect()
}

/// The parameters in a place; JARVICE's credential is the client's affair.
fn parameters<'a>(operation: &'a Value, place: &str) -> Vec<&'a Value> {
    let all = operation["parameters"].as_array().unwrap().iter();
    let ours = all.filter(|parameter| !["apikey", "username"].contains(&parameter["name"].as_str().unwrap()));
    ours.filter(|parameter| parameter["in"] == place).collect()
}

fn names<'a>(parameters: &[&'a Value]) -> BTreeSet<&'a str> {
    parameters.iter().map(|parameter| parameter["name"].as_str().unwrap()).collect()
}

fn has(operation: &Value, place: &str) -> bool {
    !parameters(operation, place).is_empty()
}

#[test]
fn every_operation_with_a_name_in_javascript_is_declared_and_no_other() {
    for Service { name, catalogue, rows } in services() {
        let declared: BTreeSet<_> = rows.iter().map(|row| row.name).collect();
        let listed: BTreeSet<_> = catalogue.keys().map(String::as_str).collect();
        assert_eq!(declared, listed, "{name}");
        assert_eq!(declared.len(), rows.len(), "{name}: a row is declared twice");
    }
}

#[test]
fn every_declared_operation_is_as_the_catalogue_has_it() {
    for Service { catalogue, rows, .. } in services() {
        for row in rows {
            let (name, operation) = (row.name, &catalogue[row.name]);
            assert_eq!(row.method.name(), operation["method"], "{name}");
            assert_eq!(row.path, operation["path"], "{name}");
            let variables: BTreeSet<_> = row.variables().collect();
            assert_eq!(variables, names(&parameters(operation, "path")), "{name}: path");
            compare(name, row.query, &parameters(operation, "query"), &operation["one_of"]);
            compare(name, row.form, &parameters(operation, "multipart"), &Value::Null);
            assert_eq!(row.body == Payload::Json, has(operation, "body"), "{name}: body");
            let credential = match operation["auth"].as_str().unwrap() {
                "none" => Credential::Nothing,
                "optional" => Credential::Optional,
                "body.user" => Credential::Body,
                _ => Credential::Bearer,
            };
            assert_eq!(row.credential, credential, "{name}: credential");
            assert_eq!(row.kind == Kind::Read, operation["effect"] == "read", "{name}: effect");
            assert_eq!(row.kind == Kind::Once, operation["safe_to_retry"] == false, "{name}: retry");
            compare_answer(row, &operation["response"]);
        }
    }
}

fn compare(name: &str, ours: &[portolan::endpoint::Param], listed: &[&Value], one_of: &Value) {
    let declared: BTreeSet<_> = ours.iter().map(|param| param.name).collect();
    assert_eq!(declared, names(listed), "{name}");
    for parameter in listed {
        let param = ours.iter().find(|param| parameter["name"] == param.name).unwrap();
        assert_eq!(param.required, parameter["required"] == true, "{name}: {}", param.name);
        let is_alternative = one_of.as_array().into_iter().flatten().any(|one| one == param.name);
        assert_eq!(param.alternative, is_alternative, "{name}: {}", param.name);
        let kind = match parameter["type"].as_str().unwrap() {
            "integer" => ParamKind::Integer,
            "boolean" => ParamKind::Boolean,
            "file" => ParamKind::File,
            _ => ParamKind::Text,
        };
        assert_eq!(param.kind, kind, "{name}: {}", param.name);
    }
}

fn compare_answer(row: &Endpoint, response: &Value) {
    let schema = response["schema"].as_str().unwrap_or_default();
    let expected = match response["content"].as_str().unwrap() {
        "empty" => Answer::Nothing,
        "text/plain" | "text/csv" => Answer::Text,
        "image/png" | "bytes" => Answer::Bytes,
        _ if schema.starts_with("Page<") => Answer::Listing,
        // Without a number of lines the service sends text.
        _ if row.name == "runs.tail" => Answer::Loose,
        _ => Answer::Bare,
    };
    assert_eq!(row.answer, expected, "{}", row.name);
}

/// The keys of `jobs.get({ jobId, pageSize })`.
fn call_keys(operation: &Value) -> BTreeSet<&str> {
    let call = operation["call"].as_str().unwrap();
    let keys = call.split_once('{').and_then(|(_, rest)| rest.split_once('}')).map_or("", |(keys, _)| keys);
    keys.split(',').map(str::trim).filter(|key| !key.is_empty()).collect()
}

/// A value of the type that the catalogue gives a parameter.
fn sample(parameter: &Value) -> Value {
    match parameter["type"].as_str().unwrap_or_default() {
        "integer" => json!(0),
        "boolean" => json!(true),
        "string" | "file" => parameter["enum"][0].as_str().map_or(json!("a b/ü+"), |word| json!(word)),
        _ => json!({"a": 1}),
    }
}

#[test]
fn every_operation_makes_the_request_that_the_catalogue_describes() {
    for Service { name: service, catalogue, rows } in services() {
        let mut made = 0;
        for row in rows {
            let operation = &catalogue[row.name];
            let mut arguments = Map::new();
            for place in ["path", "query", "multipart", "body"] {
                for parameter in parameters(operation, place) {
                    let name = parameter["js"].as_str().or(parameter["name"].as_str()).unwrap();
                    arguments.insert(argument(name), sample(parameter));
                }
            }
            let given: BTreeSet<_> = arguments.keys().map(String::as_str).collect();
            assert_eq!(given, call_keys(operation), "{}", row.name);
            if !operation["one_of"].is_null() {
                arguments.remove("name");
            }
            let request = request(row, &Named(arguments.clone()))
                .unwrap_or_else(|error| panic!("{}: {error}", row.name));

            let mut path = operation["path"].as_str().unwrap().to_owned();
            for variable in row.variables() {
                let text = escaped(arguments[&argument(variable)].as_str().unwrap());
                let text = if variable == "path" { text.replace("%2F", "/") } else { text };
                path = path.replace(&format!("{{{variable}}}"), &text);
            }
            let target = request.target();
            let (sent_path, sent_query) = target.split_once('?').unwrap_or((&target, ""));
            assert_eq!(sent_path, path, "{}", row.name);
            let sent: BTreeMap<_, _> =
                sent_query.split('&').filter_map(|pair| pair.split_once('=')).collect();
            for parameter in parameters(operation, "query") {
                let name = parameter["name"].as_str().unwrap();
                let expected = arguments.get(&argument(name)).map(|value| match value {
                    Value::String(text) => escaped(text),
                    other => other.to_string(),
                });
                assert_eq!(sent.get(name).copied(), expected.as_deref(), "{}: {name}", row.name);
            }
            made += 1;
        }
        println!("{service}: {made} requests made");
        assert_eq!(made, catalogue.len());
    }
}

fn call(name: &str, arguments: Value) -> portolan::Result<Request> {
    let [jarvice, rescale] = services();
    let row = jarvice.rows.into_iter().chain(rescale.rows).find(|row| row.name == name).unwrap();
    let Value::Object(arguments) = arguments else { panic!("arguments are an object") };
    request(row, &Named(arguments))
}

#[test]
fn wrong_arguments_are_named_before_anything_is_sent() {
    let rows = [
        ("shutdown", json!({}), "number"),
        ("shutdown", json!({"name": "x", "number": 1}), "number"),
        ("shutdown", json!({"name": ""}), "name"),
        ("shutdown", json!({"number": "1"}), "number"),
        ("shutdown", json!({"number": 1.5}), "number"),
        ("terminate", json!({"job": 1}), "job"),
        ("action", json!({"number": 1}), "action"),
        ("jobs", json!({"completed": "true"}), "completed"),
        ("submit", json!({}), "body"),
        ("jobs.get", json!({}), "jobId"),
        ("jobs.get", json!({"jobId": ""}), "jobId"),
        ("jobs.get", json!({"job_id": "x"}), "job_id"),
        ("jobs.list", json!({"page_size": 1}), "page_size"),
        ("runs.tail", json!({"jobId": "a", "runId": "1", "path": "../x"}), "path"),
        ("files.upload", json!({"typeId": 1}), "file"),
    ];
    for (name, arguments, field) in rows {
        let error = call(name, arguments.clone()).map(|request| request.target());
        let error = error.expect_err(&format!("{name} {arguments}"));
        assert_eq!(error.field.as_deref(), Some(field), "{name} {arguments}: {error}");
        assert_eq!((error.code, error.outcome), (Code::Invalid, Outcome::NotSent));
    }
}

#[test]
fn present_is_not_the_same_as_true() {
    assert_eq!(
        call("tail", json!({"number": 0, "lines": 0})).unwrap().target(),
        "/jarvice/tail?number=0&lines=0"
    );
    assert_eq!(call("jobs", json!({"completed": false})).unwrap().target(), "/jarvice/jobs?completed=false");
    assert_eq!(
        call("runs.tail", json!({"jobId": "a b", "runId": "1", "path": "out/a b.log", "lines": 5}))
            .unwrap()
            .target(),
        "/api/v2/jobs/a%20b/runs/1/tail/out/a%20b.log?lines=5"
    );
}
