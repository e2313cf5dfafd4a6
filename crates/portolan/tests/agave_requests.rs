//! Every declared operation of Agave against the catalogue in `tests/specs/agave.json`, which nobody derived from our code.

#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, reason = "in a test it is what fails")]

use std::collections::{BTreeMap, BTreeSet};

use portolan::Request;
use portolan::UploadSource;
use portolan::agave::ENDPOINTS;
use portolan::arguments::{Arguments, request};
use portolan::endpoint::{Answer, Credential, Endpoint};
use serde_json::{Map, Value, json};

/// What our lists take beyond the catalogue, which names them in its conventions.
const EVERY_LIST: [&str; 6] = ["limit", "offset", "search", "filter", "order", "orderBy"];

fn catalogue() -> BTreeMap<String, Value> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/specs/agave.json");
    let catalogue: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let operations = catalogue["operations"].as_array().unwrap().iter();
    let sent =
        operations.filter(|operation| operation["js_same_as"].is_null() && operation["method"].is_string());
    sent.filter_map(|operation| Some((operation["js"].as_str()?.to_owned(), operation.clone()))).collect()
}

fn rows() -> impl Iterator<Item = &'static Endpoint> {
    ENDPOINTS.iter().copied().flatten()
}

fn parameters(operation: &Value, place: &str) -> Vec<Value> {
    let all = operation["parameters"].as_array().unwrap().iter();
    let ours = all.filter(|parameter| parameter["in"] == place && parameter["agavepy_only"] != true);
    ours.cloned().collect()
}

fn names(parameters: &[Value]) -> BTreeSet<&str> {
    parameters.iter().map(wire_name).collect()
}

fn wire_name(parameter: &Value) -> &str {
    parameter["wire_name"].as_str().or(parameter["name"].as_str()).unwrap()
}

#[test]
fn every_declared_operation_is_as_the_catalogue_has_it() {
    let catalogue = catalogue();
    let mut compared = 0;
    for row in rows() {
        let name = row.name;
        let operation = catalogue.get(name).unwrap_or_else(|| panic!("{name} is not in the catalogue"));
        assert_eq!(row.method.name(), operation["method"], "{name}");
        assert_eq!(row.path, operation["path"], "{name}");

        let path = parameters(operation, "path");
        assert_eq!(row.variables().collect::<BTreeSet<_>>(), names(&path), "{name}: path");
        let query = parameters(operation, "query");
        let ours: BTreeSet<_> = row.query.iter().map(|param| param.name).collect();
        let missing: Vec<_> = names(&query).into_iter().filter(|query| !ours.contains(query)).collect();
        assert!(missing.is_empty(), "{name}: query {missing:?}");
        let extra: Vec<_> =
            ours.iter().filter(|ours| !names(&query).contains(*ours) && !EVERY_LIST.contains(ours)).collect();
        assert!(extra.is_empty(), "{name}: query {extra:?}");
        assert_eq!(row.body, !parameters(operation, "body").is_empty(), "{name}: body");
        compare_form(row, &parameters(operation, "form"));

        let credential = match operation["auth"].as_str().unwrap() {
            "bearer" => Credential::Bearer,
            "basic-user" => Credential::Login,
            "basic-client" => Credential::OauthClient,
            _ => Credential::Nothing,
        };
        assert_eq!(row.credential, credential, "{name}: credential");
        compare_answer(row, &operation["response"]);
        compared += 1;
    }
    println!("{compared} of the catalogue's {} operations are declared", catalogue.len());
}

fn compare_form(row: &Endpoint, form: &[Value]) {
    let fixed: BTreeMap<_, _> = row.fixed.split('&').filter_map(|pair| pair.split_once('=')).collect();
    let mut ours: BTreeSet<_> = row.form.iter().map(|param| param.name).collect();
    ours.extend(fixed.keys());
    let known = names(form);
    // Both ways of importing take what either takes, and subscribing takes the tier of the other catalogue row.
    let extra: Vec<_> =
        ours.difference(&known).filter(|name| !["tier", "notifications"].contains(name)).collect();
    assert!(extra.is_empty(), "{}: form {extra:?}", row.name);
    for field in form {
        let name = field["name"].as_str().unwrap();
        assert!(ours.contains(name), "{}: form field {name}", row.name);
        if let Some(param) = row.form.iter().find(|param| param.name == name) {
            assert_eq!(param.required, field["required"] == true, "{}: {name}", row.name);
        }
        if let (Some(value), [word]) =
            (fixed.get(name), field["enum"].as_array().map_or(&[][..], Vec::as_slice))
        {
            assert_eq!(word, value, "{}: {name}", row.name);
        }
    }
}

fn compare_answer(row: &Endpoint, response: &Value) {
    let expected = if response["raw"] == true {
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
fn nothing_of_the_declared_groups_is_left_out() {
    let declared: BTreeSet<_> = rows().map(|row| row.name).collect();
    let in_full = ["tenants.", "clients.", "apps.", "files.", "jobs."];
    let missing: Vec<_> = catalogue()
        .into_keys()
        .filter(|name| {
            in_full.iter().any(|group| name.starts_with(group)) && !declared.contains(name.as_str())
        })
        .collect();
    assert_eq!(missing, ["apps.getJobSubmissionForm"], "the server-made HTML form is not for us");
}

/// Arguments as a JSON object.
struct Named(Map<String, Value>);

impl Named {
    fn get(&self, name: &str) -> &Value {
        self.0.get(name).unwrap_or(&Value::Null)
    }
}

impl Arguments for Named {
    fn names(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }
    fn text(&self, name: &str) -> Option<String> {
        self.get(name).as_str().map(str::to_owned)
    }
    fn integer(&self, name: &str) -> Option<i64> {
        self.get(name).as_i64()
    }
    fn boolean(&self, name: &str) -> Option<bool> {
        self.get(name).as_bool()
    }
    fn texts(&self, name: &str) -> Option<Vec<String>> {
        self.get(name).as_array()?.iter().map(|text| text.as_str().map(str::to_owned)).collect()
    }
    fn terms(&self, name: &str) -> Option<Vec<(String, String)>> {
        let terms = self.get(name).as_object()?.iter();
        terms.map(|(term, value)| Some((term.clone(), value.as_str()?.to_owned()))).collect()
    }
    fn file(&self, name: &str) -> Option<UploadSource> {
        let text = self.get(name).as_str()?;
        Some(UploadSource::Bytes { name: "a b.txt".into(), bytes: text.as_bytes().to_vec() })
    }
    fn json(&self, name: &str) -> Option<String> {
        Some(self.get(name).to_string())
    }
}

fn call(name: &str, arguments: Value) -> portolan::Result<Request> {
    let row = rows().find(|row| row.name == name).unwrap();
    let Value::Object(arguments) = arguments else { panic!("arguments are an object") };
    request(row, &Named(arguments))
}

/// The keys of `jobs.get({ jobId, limit })`.
fn call_keys(operation: &Value) -> BTreeSet<&str> {
    let call = operation["call"].as_str().unwrap();
    let keys = call.split_once('{').and_then(|(_, rest)| rest.split_once('}')).map_or("", |(keys, _)| keys);
    keys.split(',').map(str::trim).filter(|key| !key.is_empty()).collect()
}

/// A parameter's name among the arguments.
fn argument_name(parameter: &Value) -> String {
    let mut words = wire_name(parameter).split('_');
    let first = words.next().unwrap().to_owned();
    words.fold(first, |name, word| name + &word[..1].to_uppercase() + &word[1..])
}

/// A value of the type that the catalogue gives a parameter.
fn sample(parameter: &Value) -> Value {
    match parameter["type"].as_str().unwrap_or_default() {
        "integer" => json!(7),
        "boolean" => json!(true),
        "string" | "file" => parameter["enum"][0].as_str().map_or(json!("a b/ü"), |word| json!(word)),
        _ => json!({"a": 1}),
    }
}

#[test]
fn every_operation_makes_the_request_that_the_catalogue_describes() {
    let catalogue = catalogue();
    let mut made = 0;
    for row in rows() {
        let operation = &catalogue[row.name];
        let fixed: BTreeSet<_> =
            row.fixed.split('&').filter_map(|pair| Some(pair.split_once('=')?.0)).collect();
        let all = operation["parameters"].as_array().unwrap().iter();
        let given = all.filter(|parameter| {
            parameter["agavepy_only"] != true && !fixed.contains(parameter["name"].as_str().unwrap())
        });
        let arguments: Map<_, _> =
            given.map(|parameter| (argument_name(parameter), sample(parameter))).collect();
        let expected: BTreeSet<_> =
            call_keys(operation).into_iter().filter(|key| !["username", "password"].contains(key)).collect();
        let unknown: Vec<_> = expected.iter().filter(|key| !arguments.contains_key(**key)).collect();
        assert!(unknown.is_empty(), "{}: the catalogue's call has {unknown:?}", row.name);
        let request =
            request(row, &Named(arguments.clone())).unwrap_or_else(|error| panic!("{}: {error}", row.name));

        let mut path = operation["path"].as_str().unwrap().to_owned();
        for variable in row.variables() {
            let text = arguments[variable].as_str().unwrap();
            let keeps_slashes = variable == "path" || variable.ends_with("Path");
            let escaped = text.replace(' ', "%20").replace('ü', "%C3%BC");
            path = path.replace(
                &format!("{{{variable}}}"),
                &if keeps_slashes { escaped } else { escaped.replace('/', "%2F") },
            );
        }
        let target = request.target();
        let (sent_path, sent_query) = target.split_once('?').unwrap_or((&target, ""));
        assert_eq!(sent_path, path, "{}", row.name);
        for parameter in parameters(operation, "query") {
            let name = wire_name(&parameter);
            let sent =
                sent_query.split('&').filter_map(|pair| pair.split_once('=')).find(|(sent, _)| *sent == name);
            let expected = match sample(&parameter) {
                Value::String(text) => text.replace(' ', "%20").replace('/', "%2F").replace('ü', "%C3%BC"),
                other => other.to_string(),
            };
            assert_eq!(sent.map(|(_, value)| value), Some(expected.as_str()), "{}: {name}", row.name);
        }
        made += 1;
    }
    println!("{made} requests made");
    assert!(made > 60);
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
