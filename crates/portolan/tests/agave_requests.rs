//! The request of every operation in the catalogue `tests/specs/agave.json`, which nobody derived from our code.

#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, reason = "in a test it is what fails")]

mod agave_case;
mod support;

use std::collections::{BTreeMap, BTreeSet};

use agave_case::{Case, call_keys};
use portolan::agave::ENDPOINTS;
use portolan::arguments::request;
use portolan::endpoint::{Answer, Credential, Endpoint};
use portolan::{Request, UploadSource};
use serde_json::{Value, json};
use support::{Named, catalogue, escaped};

/// Rows of the catalogue that no declaration stands for, and why.
const NOT_SENT: [(&str, &str); 2] = [
    ("session.saveConfigs", "writes a session file, sends nothing"),
    ("session.loadConfigs", "reads a session file, sends nothing"),
];

/// Parameters that our operations take beyond their row of the catalogue, and why.
const MORE: [(&str, &[&str], &str); 3] = [
    (
        "",
        &["limit", "offset", "search", "filter", "order", "orderBy"],
        "the catalogue's conventions give them to lists",
    ),
    ("clients.subscribe", &["tier"], "the other spelling of this row has it"),
    (
        "files.import",
        &["notifications"],
        "one of the two ways of importing has it, the service takes it for both",
    ),
];

/// The rows that something is sent for: other spellings of a row are that row.
fn operations() -> Vec<Value> {
    let all = catalogue("agave")["operations"].as_array().unwrap().clone();
    all.into_iter().filter(|operation| operation["js_same_as"].is_null()).collect()
}

fn rows() -> impl Iterator<Item = &'static Endpoint> {
    ENDPOINTS.iter().copied().flatten()
}

fn row(name: &str) -> Option<&'static Endpoint> {
    rows().find(|row| row.name == name)
}

#[test]
fn every_operation_of_the_catalogue_is_declared() {
    let operations = operations();
    let missing: BTreeSet<_> = operations
        .iter()
        .map(|operation| operation["js"].as_str().unwrap())
        .filter(|name| row(name).is_none())
        .collect();
    let expected: BTreeSet<_> = NOT_SENT.iter().map(|(name, _)| *name).collect();
    assert_eq!(missing, expected, "without declaration");
    let known: BTreeSet<_> = operations.iter().filter_map(|operation| operation["js"].as_str()).collect();
    let unknown: Vec<_> = rows().map(|row| row.name).filter(|name| !known.contains(name)).collect();
    assert!(unknown.is_empty(), "not in the catalogue: {unknown:?}");
    assert_eq!(rows().count(), operations.len() - NOT_SENT.len(), "no operation is declared twice");
    for (name, why) in NOT_SENT {
        println!("{name}: {why}");
    }
}

fn sorted(pairs: &str) -> Vec<&str> {
    let mut pairs: Vec<_> = pairs.split('&').filter(|pair| !pair.is_empty()).collect();
    pairs.sort_unstable();
    pairs
}

fn written(pairs: &[(String, String)]) -> String {
    pairs
        .iter()
        .map(|(name, value)| format!("{}={}", escaped(name), escaped(value)))
        .collect::<Vec<_>>()
        .join("&")
}

#[test]
fn every_operation_sends_exactly_what_the_catalogue_describes() {
    let mut compared = 0;
    for operation in operations() {
        let name = operation["js"].as_str().unwrap();
        let Some(row) = row(name) else { continue };
        let case = Case::of(&operation);
        let missing: Vec<_> = call_keys(&operation)
            .into_iter()
            .filter(|key| {
                !(case.arguments.contains_key(key) || row.credential == Credential::Login && is_login(key))
            })
            .collect();
        assert!(missing.is_empty(), "{name}: the catalogue's call has {missing:?}");
        let request = request(row, &Named(case.arguments)).unwrap_or_else(|error| panic!("{name}: {error}"));

        assert_eq!(row.method.name(), operation["method"], "{name}");
        let target = request.target();
        let (path, query) = target.split_once('?').unwrap_or((&target, ""));
        assert_eq!(path, case.path, "{name}: path");
        assert_eq!(sorted(query), sorted(&written(&case.query)), "{name}: query");
        let body = request.text_body();
        let (body, content_type) = body.map_or((String::new(), None), |(body, kind)| (body, Some(kind)));
        match &case.json {
            Some(json) => assert_eq!(&serde_json::from_str::<Value>(&body).unwrap(), json, "{name}: body"),
            None => assert_eq!(sorted(&body), sorted(&written(&case.form)), "{name}: form"),
        }
        let file = request.file().map(|(field, file)| {
            let UploadSource::Bytes { bytes, .. } = file;
            (field.to_owned(), String::from_utf8(bytes.clone()).unwrap())
        });
        assert_eq!(file, case.file, "{name}: file");
        compare_headers(row, &operation, content_type);
        compare_answer(row, &operation["response"]);
        compared += 1;
    }
    println!("{compared} operations send what the catalogue describes");
    assert_eq!(compared, rows().count());
}

fn is_login(key: &str) -> bool {
    ["username", "password"].contains(&key)
}

/// The credential becomes the `Authorization` header; that is tested where it is made.
fn compare_headers(row: &Endpoint, operation: &Value, content_type: Option<&str>) {
    let credential = match operation["auth"].as_str().unwrap() {
        "bearer" => Credential::Bearer,
        "basic-user" => Credential::Login,
        "basic-client" => Credential::OauthClient,
        "none" => Credential::Nothing,
        other => panic!("{}: the catalogue's credential {other}", row.name),
    };
    assert_eq!(row.credential, credential, "{}: credential", row.name);
    let types = operation["request"]["content_types"].as_array().map_or(&[][..], Vec::as_slice);
    match content_type {
        Some(content_type) => {
            assert!(types.contains(&json!(content_type)), "{}: {content_type} of {types:?}", row.name);
        }
        None => assert!(types.is_empty(), "{}: no body, but one of {types:?}", row.name),
    }
}

fn compare_answer(row: &Endpoint, response: &Value) {
    let expected = if row.method.name() == "GET" && row.path == "/authorize" {
        vec![Answer::Address]
    } else if response["raw"] == true {
        vec![Answer::Bytes]
    } else if response["schema"].is_null() {
        // A service may answer something where its documents promise nothing; we may then pass it on.
        vec![Answer::Nothing, Answer::Result]
    } else if response["envelope"] == false {
        vec![Answer::Bare]
    } else if response["array"] == true {
        vec![Answer::Page, Answer::Result]
    } else {
        vec![Answer::Result]
    };
    assert!(expected.contains(&row.answer), "{}: {:?} instead of {expected:?}", row.name, row.answer);
}

#[test]
fn nothing_is_taken_that_the_catalogue_does_not_know() {
    let mut used = BTreeSet::new();
    for operation in operations() {
        let name = operation["js"].as_str().unwrap();
        let Some(row) = row(name) else { continue };
        let known: BTreeMap<_, _> = operation["parameters"]
            .as_array()
            .unwrap()
            .iter()
            .map(|parameter| (parameter["name"].as_str().unwrap(), parameter["required"] == true))
            .collect();
        for param in row.query.iter().chain(row.form) {
            match known.get(param.name) {
                Some(required) if row.form.iter().any(|field| field.name == param.name) => {
                    assert_eq!(param.required, *required, "{name}: {}", param.name);
                }
                Some(_) => {}
                None => {
                    let reason = MORE
                        .iter()
                        .position(|(group, names, _)| name.starts_with(group) && names.contains(&param.name));
                    used.insert(reason.unwrap_or_else(|| panic!("{name} takes {}", param.name)));
                }
            }
        }
    }
    for (index, (group, names, why)) in MORE.iter().enumerate() {
        assert!(used.contains(&index), "{group} {names:?} is no exception any more: {why}");
    }
}

fn call(name: &str, arguments: Value) -> portolan::Result<Request> {
    let Value::Object(arguments) = arguments else { panic!("arguments are an object") };
    request(row(name).unwrap(), &Named(arguments))
}

#[test]
fn wrong_arguments_are_named_before_anything_is_sent() {
    let rows = [
        ("jobs.get", json!({}), "jobId"),
        ("jobs.get", json!({"jobId": ""}), "jobId"),
        ("jobs.get", json!({"jobId": 7}), "jobId"),
        ("jobs.get", json!({"jobId": "x", "job": "y"}), "job"),
        ("jobs.list", json!({"limit": "many"}), "limit"),
        ("jobs.list", json!({"limit": 1.5}), "limit"),
        ("jobs.list", json!({"search": "status"}), "search"),
        ("jobs.list", json!({"filter": "id"}), "filter"),
        ("jobs.submit", json!({}), "body"),
        ("systems.list", json!({"default": "yes"}), "default"),
        ("files.list", json!({"systemId": "s", "filePath": "a/../b"}), "filePath"),
        ("files.list", json!({"systemId": "a\u{0}", "filePath": ""}), "systemId"),
        ("clients.create", json!({}), "clientName"),
        ("clients.list", json!({"username": "ada"}), "password"),
        ("filesList", json!({}), "path"),
        ("filesList", json!({"path": "https://host/a"}), "path"),
        ("filesList", json!({"path": "s/a/../b"}), "path"),
        ("filesList", json!({"systemId": "s", "path": "a"}), "systemId"),
        ("filesMove", json!({"path": "s/a"}), "destination"),
        ("filesMove", json!({"path": "s/a", "destination": "/"}), "destination"),
        ("actors.sendBinaryMessage", json!({"actorId": "a"}), "message"),
        ("actors.sendMessage", json!({"actorId": "a", "environment": "x", "body": {}}), "environment"),
        ("actors.addNonce", json!({"actorId": "a", "num": 1}), "num"),
        ("session.authorizeUrl", json!({"clientId": "k", "responseType": "token"}), "redirectUri"),
    ];
    for (name, arguments, field) in rows {
        let error = call(name, arguments.clone()).map(|request| request.target());
        let error = error.expect_err(&format!("{name} {arguments}"));
        assert_eq!(error.field.as_deref(), Some(field), "{name} {arguments}: {error}");
        assert_eq!(error.outcome, portolan::Outcome::NotSent);
    }
}

#[test]
fn lists_take_search_terms_projection_and_order() {
    let arguments = json!({"limit": 5, "search": {"status.in": "RUNNING,QUEUED", "name.like": "*a b*"},
        "filter": ["id", "_links.self.href"], "order": "ASC", "orderBy": "name"});
    assert_eq!(
        call("jobs.list", arguments).unwrap().target(),
        "/jobs/v2/?limit=5&status.in=RUNNING%2CQUEUED&name.like=%2Aa%20b%2A&filter=id%2C_links.self.href&order=ASC&orderBy=name"
    );
}

#[test]
fn token_requests_are_forms() {
    let request = call("session.getAccessToken", json!({"username": "a&b", "password": "ü +"})).unwrap();
    let (body, content_type) = request.text_body().unwrap();
    assert_eq!(body, "grant_type=password&scope=PRODUCTION&username=a%26b&password=%C3%BC%20%2B");
    assert_eq!(content_type, "application/x-www-form-urlencoded");
}

#[test]
fn a_query_over_documents_is_json_or_its_text_and_survives_being_decoded_twice() {
    let query = json!({"value.share": {"$gt": "5% + x"}});
    let as_json = call("meta.listMetadata", json!({"q": query})).unwrap().target();
    let as_text = call("meta.listMetadata", json!({"q": query.to_string()})).unwrap().target();
    assert_eq!(as_json, as_text);
    assert_eq!(as_json, format!("/meta/v2/data?q={}", escaped(r#"{"value.share":{"$gt":"5%25 %2B x"}}"#)));
}

#[test]
fn places_keep_the_two_slashes_that_mean_absolute() {
    let target = |path: &str| call("filesHistory", json!({"path": path})).unwrap().target();
    assert_eq!(target("s/a#1"), "/files/v2/history/system/s/a%231");
    assert_eq!(target("agave://s//scratch"), "/files/v2/history/system/s//scratch");
    assert_eq!(target("s"), "/files/v2/history/system/s/");
}
