//! The neutral layer against services that answer as told: what is asked, how often, and what becomes of lost replies.

#![cfg(all(feature = "native", not(target_family = "wasm")))]
#![allow(clippy::unwrap_used, unreachable_pub, reason = "in a test it is what fails")]

#[path = "support/server.rs"]
mod server;

use futures_util::{StreamExt, future::join, pin_mut};
use portolan::gateway::{Draft, Gateway, JobSearch, Status, form};
use portolan::jarvice::{Jarvice, JarviceOptions};
use portolan::rescale::{PageQuery, Rescale, RescaleOptions};
use portolan::{Code, Outcome};
use serde_json::{Value, json};
use server::{Server, lost, rule};

const KEY: &str = "0123456789abcdef";

fn jarvice(server: &Server) -> Jarvice {
    Jarvice::new(JarviceOptions {
        base_url: server.address.clone(),
        username: "ada".into(),
        apikey: KEY.into(),
        ..Default::default()
    })
    .unwrap()
}

fn rescale(server: &Server) -> Rescale {
    Rescale::new(RescaleOptions { base_url: server.address.clone(), token: "t0ken".into() }).unwrap()
}

fn page(results: Value) -> Value {
    json!({"count": results.as_array().unwrap().len(), "next": null, "previous": null, "results": results})
}

fn job(label: &str, status: &str) -> Value {
    json!({"job_label": label, "job_status": status, "job_application": "solver", "job_command": "run", "job_submit_time": 1})
}

#[tokio::test]
async fn a_job_of_jarvice_whose_reply_was_lost_is_found_and_not_sent_again() {
    let server = Server::new(vec![
        rule("GET /jarvice/jobs?completed=false", 200, json!({"1": job("wing", "COMPLETED")})).times(1),
        rule("GET /jarvice/jobs?completed=true", 200, json!({})),
        lost("POST /jarvice/submit"),
        rule("GET /jarvice/jobs", 200, json!({"1": job("wing", "COMPLETED"), "2": job("wing", "SUBMITTED")})),
    ]);
    let gateway = Gateway::jarvice(jarvice(&server));
    let body = json!({"app": "solver", "job_label": "wing", "application": {"command": "run"}});
    let found = gateway.jobs().submit_body(&body).await.unwrap();
    assert_eq!((found.summary.id.as_str(), found.summary.status), ("2", Status::Queued));
    assert_eq!(server.count("POST /jarvice/submit"), 1);
}

#[tokio::test]
async fn a_lost_reply_that_nothing_is_known_of_is_reported_as_unknown() {
    let server = Server::new(vec![rule("GET /jarvice/jobs", 200, json!({})), lost("POST /jarvice/submit")]);
    let body = json!({"app": "solver", "job_label": "wing"});
    let error = Gateway::jarvice(jarvice(&server)).jobs().submit_body(&body).await.unwrap_err();
    assert_eq!(error.outcome, Outcome::Unknown);
    assert_eq!(server.count("POST /jarvice/submit"), 1);
    assert!(!format!("{error:?} {error}").contains(KEY), "{error:?}");
}

#[tokio::test]
async fn one_job_per_machine_is_a_conflict_that_is_not_waited_for() {
    let server = Server::new(vec![rule(
        "POST /jarvice/submit",
        429,
        json!({"error": "only one active job allowed per VM"}),
    )]);
    let error = jarvice(&server).submit_json(&json!({"app": "x"})).await.unwrap_err();
    assert_eq!((error.code, error.attempts), (Code::Conflict, 1));
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn what_acts_is_sent_once_and_the_jobs_state_tells_whether_it_did() {
    let server = Server::new(vec![
        rule("GET /jarvice/jobs?completed=false", 200, json!({"7": job("wing", "PROCESSING STARTING")}))
            .times(1),
        lost("GET /jarvice/shutdown"),
        rule("GET /jarvice/jobs?completed=false", 200, json!({})),
        rule("GET /jarvice/jobs?completed=true", 200, json!({"7": job("wing", "COMPLETED")})),
    ]);
    Gateway::jarvice(jarvice(&server)).jobs().cancel("7").await.unwrap();
    assert_eq!(server.count("GET /jarvice/shutdown?number=7"), 1);
}

#[tokio::test]
async fn a_job_of_rescale_whose_making_was_lost_is_found_and_submitted() {
    let made = json!({"id": "New", "name": "wing", "jobanalyses": []});
    let server = Server::new(vec![
        rule("GET /api/v2/jobs/?page=1", 200, page(json!([{"id": "Old", "name": "wing"}]))).times(1),
        rule("POST /api/v2/jobs/New/submit/", 200, json!({})),
        lost("POST /api/v2/jobs/"),
        rule(
            "GET /api/v2/jobs/?page=1",
            200,
            page(json!([{"id": "New", "name": "wing"}, {"id": "Old", "name": "wing"}])),
        ),
        rule(
            "GET /api/v2/jobs/New/statuses/",
            200,
            page(json!([{"status": "Pending", "statusDate": "2026-01-01T00:00:00Z"}])),
        ),
        rule("GET /api/v2/jobs/New/", 200, made),
    ]);
    let body = json!({"name": "wing", "jobanalyses": [{"command": "x", "inputFiles": [{"id": "AbCdEf"}]}]});
    let found = Gateway::rescale(rescale(&server)).jobs().submit_body(&body).await.unwrap();
    assert_eq!((found.summary.id.as_str(), found.summary.native_status.as_str()), ("New", "Pending"));
    assert_eq!(server.count("POST /api/v2/jobs/ "), 1, "{:?}", server.seen());
    assert_eq!(server.count("POST /api/v2/jobs/New/submit/"), 1);
}

#[tokio::test]
async fn files_are_named_by_their_paths_and_sent_by_their_ids() {
    let analysis = json!({"code": "openfoam", "name": "OpenFOAM", "versions": [{"version": "11", "versionCode": "11-x", "stdCommand": "./Allrun",
        "allowedCoreTypes": ["emerald"]}]});
    let server = Server::new(vec![
        rule("GET /api/v2/analyses/openfoam/", 200, analysis),
        rule("GET /api/v3/users/me/folders/", 200, json!({"myJobs": "j", "myLibrary": "lib"})),
        rule(
            "GET /api/v3/folders/lib/contents/",
            200,
            page(json!([{"type": "folder", "item": {"id": "sub", "name": "cases"}}])),
        ),
        rule(
            "GET /api/v3/folders/sub/contents/",
            200,
            page(json!([{"type": "file", "item": {"id": "AbCdEf", "name": "wing.zip"}}])),
        ),
        rule("GET /api/v2/jobs/?page=1", 200, page(json!([]))),
        rule("POST /api/v2/jobs/New/submit/", 200, json!({})),
        rule("POST /api/v2/jobs/", 201, json!({"id": "New", "name": "wing"})),
        rule("GET /api/v2/jobs/New/statuses/", 200, page(json!([]))),
        rule("GET /api/v2/jobs/New/", 200, json!({"id": "New", "name": "wing"})),
    ]);
    let gateway = Gateway::rescale(rescale(&server));
    let app = gateway.apps().get("openfoam").await.unwrap();
    let mut draft = Draft { name: "wing".into(), ..form::draft(&app) };
    draft.values.insert("inputFiles".into(), vec!["cases/wing.zip".into()]);
    assert!(form::check(&app, &draft, &[]).is_empty());
    gateway.jobs().submit(&app, &draft).await.unwrap();
    let seen = server.seen();
    let made = seen.iter().find_map(|request| request.strip_prefix("POST /api/v2/jobs/ ")).unwrap();
    let part = &serde_json::from_str::<Value>(made).unwrap()["jobanalyses"][0];
    assert_eq!(part["inputFiles"], json!([{"id": "AbCdEf", "decompress": true}]));
    assert_eq!(part["analysis"], json!({"code": "openfoam", "version": "11-x"}));
}

#[tokio::test]
async fn the_address_of_a_next_page_is_never_followed() {
    let away = "https://elsewhere.example/api/v2/jobs/?page=2";
    let server = Server::new(vec![
        rule(
            "GET /api/v2/jobs/?page=1",
            200,
            json!({"count": 2, "next": away, "results": [{"id": "a", "name": "a"}]}),
        ),
        rule(
            "GET /api/v2/jobs/?page=2",
            200,
            json!({"count": 2, "next": null, "results": [{"id": "b", "name": "b"}]}),
        ),
    ]);
    let jobs = rescale(&server).jobs().list_all(&PageQuery::default());
    pin_mut!(jobs);
    let mut ids = Vec::new();
    while let Some(job) = jobs.next().await {
        ids.push(job.unwrap().id);
    }
    assert_eq!(ids, ["a", "b"]);
    assert_eq!(server.seen().len(), 2);
}

#[tokio::test]
async fn jobs_are_read_on_from_any_place() {
    let server = Server::new(vec![
        rule("GET /api/v2/jobs/?page=1&page_size=2", 200, page(json!([{"id": "a"}, {"id": "b"}]))),
        rule("GET /api/v2/jobs/?page=2&page_size=2", 200, page(json!([{"id": "c"}]))),
        rule("GET /api/v2/analyses/", 200, page(json!([]))),
    ]);
    let jobs = Gateway::rescale(rescale(&server)).jobs();
    for (offset, expected) in [(0, vec!["a", "b"]), (1, vec!["b"]), (2, vec!["c"]), (3, vec![]), (4, vec![])]
    {
        let search = JobSearch { offset, limit: 2, ..JobSearch::default() };
        let page = jobs.page(&search).await.unwrap();
        assert_eq!(page.into_iter().map(|job| job.id).collect::<Vec<_>>(), expected, "{offset}");
    }
}

#[tokio::test]
async fn however_many_watch_a_job_it_is_asked_for_once_at_a_time() {
    let server = Server::new(vec![
        rule("GET /jarvice/jobs?completed=false", 200, json!({"7": job("wing", "SUBMITTED")})).times(2),
        rule("GET /jarvice/jobs?completed=false", 200, json!({"7": job("wing", "PROCESSING STARTING")}))
            .times(1),
        rule("GET /jarvice/jobs?completed=false", 200, json!({"7": job("wing", "COMPLETED")})),
    ]);
    let jobs = Gateway::jarvice(jarvice(&server)).jobs();
    let words = |changes| async move {
        let changes: Vec<_> = StreamExt::collect(changes).await;
        changes
            .into_iter()
            .map(|job: portolan::Result<portolan::gateway::Job>| job.unwrap().summary.status)
            .collect::<Vec<_>>()
    };
    let (one, other) = join(words(jobs.watch("7")), words(jobs.watch("7"))).await;
    assert_eq!(one, [Status::Queued, Status::Running, Status::Finished]);
    assert_eq!(other, one);
    assert_eq!(server.seen().len(), 4);
}

#[tokio::test]
async fn a_wrong_credential_is_told_at_sign_in() {
    let server = Server::new(vec![
        rule("GET /jarvice/machines", 401, json!({"error": "Invalid username or apikey"})),
        rule("GET /api/v2/users/me/", 401, json!({"detail": "Invalid token."})),
    ]);
    for gateway in [Gateway::jarvice(jarvice(&server)), Gateway::rescale(rescale(&server))] {
        let error = gateway.who().await.unwrap_err();
        assert_eq!((error.code, error.attempts), (Code::Auth, 1), "{error}");
    }
}
