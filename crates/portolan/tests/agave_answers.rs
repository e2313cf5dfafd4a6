//! Answers as the real services send them, read into our types and written back.

#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, reason = "in a test it is what fails")]

use std::fmt::Debug;
use std::fs;

use portolan::agave::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

fn fixture(name: &str) -> Value {
    let path = format!("{}/../../tests/fixtures/agave/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}")))
        .unwrap()
}

/// Reads the result of an answer, and makes sure that what is written from it reads the same.
fn result<T: DeserializeOwned + Serialize + PartialEq + Debug>(name: &str) -> T {
    value(name, fixture(name)["result"].clone())
}

fn value<T: DeserializeOwned + Serialize + PartialEq + Debug>(name: &str, sent: Value) -> T {
    let read: T = serde_json::from_value(sent).unwrap_or_else(|error| panic!("{name}: {error}"));
    let written = serde_json::to_value(&read).unwrap();
    assert_eq!(serde_json::from_value::<T>(written).unwrap(), read, "{name}");
    read
}

#[test]
fn every_answer_of_these_services_is_understood() {
    result::<Vec<Tenant>>("tenants");
    result::<OauthClient>("client-created");
    result::<Vec<OauthClient>>("clients");
    result::<Vec<Subscription>>("subscriptions");
    result::<Profile>("profile");
    result::<Vec<SystemSummary>>("systems");
    result::<System>("system-storage");
    result::<Vec<ApplicationSummary>>("apps");
    result::<Vec<Permission>>("app-permissions");
    result::<LogicalFile>("file-uploaded");
    result::<Vec<FilePermission>>("file-permissions");
    result::<Vec<RemoteFile>>("files-one");
    result::<Vec<RemoteFile>>("job-outputs");
    result::<Vec<JobSummary>>("jobs");
    result::<Job>("job-pending");
    result::<JobStatus>("job-status");
    result::<Vec<Permission>>("job-permissions");
}

#[test]
fn token_answers_have_no_envelope_and_numbers_as_text() {
    for name in ["token", "token-text-number"] {
        let token: TokenResponse = value(name, fixture(name));
        assert!(!token.access_token.is_empty() && token.expires_in > 0, "{name}");
    }
}

#[test]
fn a_listing_keeps_names_and_lengths() {
    let files: Vec<RemoteFile> = result("files");
    assert_eq!(files[0].name, ".");
    assert!(files.iter().any(|file| file.name.contains('#') && file.name.contains('ü')));
    assert!(files.iter().any(|file| file.length > u64::from(u32::MAX)), "a length beyond 32 bits");
}

#[test]
fn an_execution_system_keeps_its_queues_limits() {
    let system: System = result("system-execution");
    let queues = system.queues.unwrap();
    assert!(queues.iter().any(|queue| queue.max_jobs == Some(-1)), "no limit is -1");
    assert!(queues.iter().all(|queue| queue.max_memory_per_node.as_deref() != Some("")));
}

#[test]
fn an_app_keeps_every_kind_of_parameter() {
    let app: Application = result("app");
    let kinds: Vec<_> = app.parameters.iter().map(|parameter| parameter.value.kind.as_str()).collect();
    for kind in ["string", "number", "bool", "flag", "enumeration"] {
        assert!(kinds.contains(&kind), "{kind} in {kinds:?}");
    }
    assert!(app.parameters.iter().any(|parameter| parameter.value.visible == Some(false)));
}

#[test]
fn a_failed_jobs_texts_and_numbers_are_told_apart() {
    let job: Job = result("job-failed");
    assert_eq!(job.status, "FAILED");
    assert!(job.reason().is_some_and(|reason| !reason.is_empty()));
    let job: Job = result("job");
    assert_eq!((job.node_count, job.memory_per_node.as_deref()), (Some(1), Some("2")));
    assert_eq!(job.parameters.unwrap()["threshold"], json!(0.05));
}

#[test]
fn the_newer_jobs_service_is_understood_too() {
    let job: Job = result("job-aloe");
    assert!(job.system().is_some() && job.execution_system.is_none());
    assert!(job.began().is_some());
    assert!(job.max_hours.is_some());
}

#[test]
fn history_tells_progress_and_events_that_are_no_status() {
    let events: Vec<JobHistory> = result("job-history");
    assert!(events.iter().any(|event| {
        event.progress.as_ref().is_some_and(|progress| progress.total_bytes.is_some_and(|bytes| bytes > 0))
    }));
    let events: Vec<FileHistory> = result("file-history");
    assert!(!events.is_empty());
}

#[test]
fn null_and_missing_everything_is_survived() {
    fn empty<T: DeserializeOwned>() {
        serde_json::from_value::<T>(json!({})).unwrap();
        serde_json::from_value::<T>(json!({"unheard": {"of": 1}})).unwrap();
    }
    empty::<Job>();
    empty::<JobSummary>();
    empty::<Application>();
    empty::<ApplicationSummary>();
    empty::<System>();
    empty::<RemoteFile>();
    empty::<Profile>();
    empty::<Tenant>();
    let nulls = json!({"id": null, "inputs": null, "parameters": null, "tags": null, "isPublic": null, "label": null});
    serde_json::from_value::<Application>(nulls).unwrap();
}
