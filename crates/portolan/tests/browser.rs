//! The SDK in a browser, with a stand-in for the network.

#![cfg(target_family = "wasm")]
#![allow(clippy::unwrap_used, reason = "in a test it is what fails")]

use std::collections::BTreeMap;

use futures_util::future::{Either, join, join_all, select};
use futures_util::{StreamExt, pin_mut};
use portolan::agave::{Agave, AgaveOptions, JobRequest, ListQuery};
use portolan::gateway::{Draft, Gateway};
use portolan::{CallOptions, Code, Outcome};
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::*;

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(module = "/tests/browser/stub.js")]
extern "C" {
    fn stub(rules: &str);
    fn seen() -> String;
    #[wasm_bindgen(js_name = abortedCount)]
    fn aborted_count() -> u32;
    fn restore();
}

const ADDRESS: &str = "https://api.harbour.example";

fn agave() -> Agave {
    Agave::new(AgaveOptions {
        base_url: ADDRESS.into(),
        client_key: "key".into(),
        client_secret: "secret".into(),
        token: "old".into(),
        refresh_token: "refresh".into(),
    })
    .unwrap()
}

fn envelope(result: &Value) -> String {
    json!({"status": "success", "message": null, "version": "2.2.22", "result": result}).to_string()
}

fn network(rules: &[Value]) {
    stub(&Value::from(rules.to_vec()).to_string());
}

fn requests() -> Vec<BTreeMap<String, Value>> {
    let requests = serde_json::from_str(&seen()).unwrap();
    restore();
    requests
}

fn sent(requests: &[BTreeMap<String, Value>], method: &str, part: &str) -> usize {
    requests
        .iter()
        .filter(|request| request["method"] == method && request["url"].as_str().unwrap().contains(part))
        .count()
}

#[wasm_bindgen_test]
async fn a_call_goes_out_as_declared_and_comes_back_typed() {
    network(&[
        json!({"method": "GET", "url": "/jobs/v2/7", "body": envelope(&json!({"id": "7", "status": "RUNNING"}))}),
    ]);
    let job = agave().jobs().get("7").await.unwrap();
    assert_eq!(job.status, "RUNNING");
    let requests = requests();
    assert_eq!(requests[0]["url"], format!("{ADDRESS}/jobs/v2/7"));
    assert_eq!(requests[0]["authorization"], "Bearer old");
}

#[wasm_bindgen_test]
async fn a_thousand_calls_with_an_expired_token_refresh_it_once() {
    let fault =
        json!({"fault": {"code": 900904, "message": "Invalid Credentials", "description": "x"}}).to_string();
    let token = json!({"access_token": "new", "refresh_token": "refresh2", "expires_in": 14400}).to_string();
    network(&[
        json!({"method": "POST", "url": "/token", "body": token, "times": 1}),
        json!({"method": "GET", "url": "/profiles/v2/me", "token": "Bearer old", "status": 401, "body": fault}),
        json!({"method": "GET", "url": "/profiles/v2/me", "token": "Bearer new", "body": envelope(&json!({"username": "ada"}))}),
    ]);
    let agave = agave();
    let profiles: Vec<_> = (0..1000).map(|_| agave.profiles()).collect();
    let answers = join_all(profiles.iter().map(|profiles| profiles.get())).await;
    assert!(answers.into_iter().all(|answer| answer.unwrap().username == "ada"));
    let requests = requests();
    assert_eq!(sent(&requests, "POST", "/token"), 1);
    let body = requests.iter().find(|request| request["method"] == "POST").unwrap()["body"].clone();
    assert_eq!(body, "grant_type=refresh_token&scope=PRODUCTION&refresh_token=refresh");
    assert_eq!(agave.session().export().refresh_token, "refresh2");
}

#[wasm_bindgen_test]
async fn refreshes_asked_for_at_once_each_use_the_token_of_the_one_before() {
    let token = |number: u32| {
        json!({"access_token": format!("new{number}"), "refresh_token": format!("refresh{number}"), "expires_in": 14400}).to_string()
    };
    network(&[
        json!({"method": "POST", "url": "/token", "body": token(1), "times": 1}),
        json!({"method": "POST", "url": "/token", "body": token(2), "times": 1}),
    ]);
    let session = agave().session();
    let (first, second) = join(session.refresh_tokens(), session.refresh_tokens()).await;
    assert_eq!(
        (first.unwrap().access_token.as_str(), second.unwrap().access_token.as_str()),
        ("new1", "new2")
    );
    let requests = requests();
    let used: Vec<_> = requests.iter().map(|request| request["body"].as_str().unwrap()).collect();
    assert!(
        used[0].ends_with("refresh_token=refresh") && used[1].ends_with("refresh_token=refresh1"),
        "{used:?}"
    );
}

#[wasm_bindgen_test]
async fn a_refused_refresh_token_is_told_and_not_repeated() {
    let fault =
        json!({"fault": {"code": 900904, "message": "Invalid Credentials", "description": "x"}}).to_string();
    let refused =
        json!({"error": "invalid_grant", "error_description": "The grant has been used."}).to_string();
    network(&[
        json!({"method": "POST", "url": "/token", "status": 400, "body": refused}),
        json!({"method": "GET", "url": "/jobs/v2/7", "status": 401, "body": fault}),
    ]);
    let error = agave().jobs().get("7").await.unwrap_err();
    assert_eq!(error.code, Code::Auth);
    assert_eq!(error.message, "The grant has been used.");
    assert_eq!(sent(&requests(), "POST", "/token"), 1);
}

#[wasm_bindgen_test]
async fn a_lost_reply_to_a_submission_is_unknown_and_never_sent_again() {
    network(&[json!({"method": "POST", "url": "/jobs/v2/", "lost": true})]);
    let request = JobRequest { name: "run".into(), app_id: "x-1".into(), ..JobRequest::default() };
    let error = agave().jobs().submit(&request).await.unwrap_err();
    assert_eq!((error.code, error.outcome, error.is_retryable()), (Code::Network, Outcome::Unknown, false));
    assert_eq!(requests().len(), 1);
}

#[wasm_bindgen_test]
async fn the_gateway_finds_the_job_whose_reply_was_lost() {
    let job = json!({"id": "8", "name": "run", "appId": "x-1", "status": "PENDING"});
    network(&[
        json!({"method": "GET", "url": "/jobs/v2/?", "body": envelope(&json!([])), "times": 1}),
        json!({"method": "POST", "url": "/jobs/v2/", "lost": true}),
        json!({"method": "GET", "url": "/jobs/v2/?", "body": envelope(&json!([job]))}),
        json!({"method": "GET", "url": "/jobs/v2/8", "body": envelope(&job)}),
    ]);
    let gateway = Gateway::agave(agave());
    let found = gateway.jobs().submit_body(&json!({"name": "run", "appId": "x-1"})).await.unwrap();
    assert_eq!(found.summary.id, "8");
    assert_eq!(sent(&requests(), "POST", "/jobs/v2/"), 1);
}

#[wasm_bindgen_test]
async fn the_gateway_sends_the_body_as_it_was_given() {
    network(&[
        json!({"method": "GET", "url": "/jobs/v2/?", "body": envelope(&json!([]))}),
        json!({"method": "POST", "url": "/jobs/v2/", "body": envelope(&json!({"id": "9", "status": "PENDING"}))}),
    ]);
    let body = json!({"name": "run", "appId": "x-1", "nodeCount": "two", "unheard": {"of": [1, null]}});
    Gateway::agave(agave()).jobs().submit_body(&body).await.unwrap();
    let requests = requests();
    let posted = requests.iter().find(|request| request["method"] == "POST").unwrap();
    assert_eq!(serde_json::from_str::<Value>(posted["body"].as_str().unwrap()).unwrap(), body);
}

#[wasm_bindgen_test]
async fn a_read_is_repeated_until_it_succeeds() {
    network(&[
        json!({"method": "GET", "url": "/systems/v2/s", "status": 502, "body": "<html>Bad gateway</html>", "times": 1}),
        json!({"method": "GET", "url": "/systems/v2/s", "lost": true, "times": 1}),
        json!({"method": "GET", "url": "/systems/v2/s", "body": envelope(&json!({"id": "s"}))}),
    ]);
    assert_eq!(agave().systems().get("s").await.unwrap().id, "s");
    assert_eq!(requests().len(), 3);
}

#[wasm_bindgen_test]
async fn what_is_not_the_services_answer_is_a_protocol_error() {
    for body in ["<html>Sign in to the Wi-Fi</html>", "{\"status\":\"success\",\"result\":[", "[1]"] {
        network(&[json!({"method": "GET", "url": "/jobs/v2/7", "body": body})]);
        let error = agave().jobs().get("7").await.unwrap_err();
        assert_eq!((error.code, error.operation), (Code::Protocol, "jobs.get"), "{body}");
        requests();
    }
}

#[wasm_bindgen_test]
async fn a_dropped_call_aborts_its_request() {
    network(&[json!({"method": "GET", "url": "/jobs/v2/7", "hang": true})]);
    let agave = agave();
    let jobs = agave.jobs();
    {
        let call = jobs.get("7");
        pin_mut!(call);
        let moment = wasm_bindgen_futures::JsFuture::from(js_sys::Promise::resolve(&JsValue::NULL));
        let moment = async {
            moment.await.unwrap();
            while seen() == "[]" {
                wasm_bindgen_futures::JsFuture::from(js_sys::Promise::resolve(&JsValue::NULL)).await.unwrap();
            }
        };
        pin_mut!(moment);
        assert!(matches!(select(call, moment).await, Either::Right(_)));
    }
    assert_eq!(aborted_count(), 1);
    assert_eq!(requests().len(), 1);
}

#[wasm_bindgen_test]
async fn no_answer_in_time_is_a_timeout() {
    network(&[json!({"method": "GET", "url": "/jobs/v2/7", "hang": true})]);
    let options = CallOptions { attempt_timeout_ms: 20, retry: false, ..CallOptions::default() };
    let error = agave().with(options).jobs().get("7").await.unwrap_err();
    assert_eq!(error.code, Code::Timeout);
    assert_eq!(aborted_count(), 1);
    requests();
}

#[wasm_bindgen_test]
async fn a_list_is_read_to_its_end_whatever_the_services_page() {
    let page = |from: u32, to: u32| envelope(&(from..to).map(|id| json!({"id": id.to_string()})).collect());
    network(&[
        json!({"method": "GET", "url": "offset=0", "body": page(0, 100)}),
        json!({"method": "GET", "url": "offset=100", "body": page(100, 200)}),
        json!({"method": "GET", "url": "offset=200", "body": page(200, 230)}),
    ]);
    let query = ListQuery { limit: Some(250), ..ListQuery::default() };
    let jobs: Vec<_> = agave().jobs().list_all(&query).collect().await;
    assert_eq!(jobs.len(), 230);
    assert!(jobs.iter().all(Result::is_ok));
    assert_eq!(requests().len(), 3);
}

#[wasm_bindgen_test]
async fn a_refusal_names_its_field() {
    let refusal =
        json!({"status": "error", "message": "parameters.samples must be a number", "version": "2"});
    network(&[
        json!({"method": "GET", "url": "/jobs/v2/?", "body": envelope(&json!([]))}),
        json!({"method": "POST", "url": "/jobs/v2/", "status": 400, "body": refusal.to_string()}),
    ]);
    let body = json!({"name": "run", "appId": "x-1", "parameters": {"samples": "many"}});
    let error = Gateway::agave(agave()).jobs().submit_body(&body).await.unwrap_err();
    assert_eq!(error.field.as_deref(), Some("samples"));
    requests();
}

#[wasm_bindgen_test]
fn patterns_are_the_browsers() {
    use portolan::gateway::{App, Field, FieldKind, form};
    let kind = FieldKind::Text { pattern: Some("^[a-z]+$".into()) };
    let field = Field { id: "x".into(), kind, visible: true, min_count: 1, ..Field::default() };
    let app = App { fields: vec![field], ..App::default() };
    let draft = |value: &str| Draft {
        name: "run".into(),
        values: BTreeMap::from([("x".to_owned(), vec![value.to_owned()])]),
        ..Draft::default()
    };
    assert!(form::check(&app, &draft("abc"), &[]).is_empty());
    assert_eq!(form::check(&app, &draft("ABC"), &[])[0].field, "x");
}
