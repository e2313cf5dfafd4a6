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
    result::<Vec<SystemRole>>("system-roles");
    result::<Vec<Permission>>("metadata-permissions");
    result::<Permission>("metadata-permission");
    result::<Vec<MetadataSchema>>("metadata-schemas");
    result::<MetadataSchema>("metadata-schema");
    result::<Vec<MonitorDescription>>("monitors");
    result::<Vec<MonitorCheck>>("monitor-checks");
    result::<Vec<PostIt>>("postits");
    result::<Vec<Transform>>("transforms");
    result::<ActorPermissionMap>("actor-permissions");
    result::<ActorMessageResponse>("actor-message");
    result::<ExecutionLogs>("actor-logs");
    result::<Option<String>>("app-form");
}

#[test]
fn documents_keep_any_value_and_what_they_are_about() {
    let document: Metadata = result("metadata");
    assert_eq!(document.value["depth"], json!([12.5, 13, null]));
    assert_eq!(document.association_ids.len(), 2, "two ids in one text");
    let documents: Vec<Metadata> = result("metadata-list");
    let associations: Vec<_> = documents.iter().map(|document| document.association_ids.len()).collect();
    assert_eq!(associations, [2, 1, 0, 0]);
    assert_eq!(documents[1].association_ids[0], "7381274102943216-242ac11a-0001-007");
}

#[test]
fn notifications_have_their_id_under_either_name() {
    let notification: Notification = result("notification");
    assert_eq!(notification.key(), "1100429183746-242ac11c-0001-011");
    assert_eq!(notification.policy.unwrap().retry_limit, Some(5));
    let notifications: Vec<Notification> = result("notifications");
    assert_eq!(notifications[1].key(), "1100429183746-242ac11c-0002-011");
    assert_eq!((notifications[1].status.as_deref(), notifications[1].success), (None, Some(true)));
}

#[test]
fn credentials_are_read_and_never_shown() {
    let credentials: Vec<StoredCredential> = result("system-credentials");
    assert_eq!(credentials[1].server.as_ref().unwrap().port, Some(7512));
    assert_eq!((credentials[0].valid, credentials[1].valid), (Some(true), Some(false)));
    assert!(!format!("{credentials:?}").contains("ssh-rsa"));
    let nonces: Vec<ActorNonce> = result("actor-nonces");
    assert!(!format!("{nonces:?}").contains("HARBOUR"));
}

#[test]
fn actors_are_understood_in_both_cases() {
    let camel: Actor = result("actor");
    assert_eq!(camel.create_time.as_deref(), Some("2019-05-01 09:10:11.123456"));
    assert_eq!(camel.default_environment.unwrap()["PORT"], "North bay");
    let snake: Actor = result("actor-snake");
    assert_eq!(snake.create_time.as_deref(), Some("2017-08-02 11:00:00"));
    assert_eq!((snake.stateless, snake.status.as_str()), (Some(false), "SUBMITTED"));
    let nonce: ActorNonce = result("actor-nonce");
    assert_eq!((nonce.actor_id.as_str(), nonce.max_uses), ("KX8bQ3wYbJmVr", Some(-1)));
    assert_eq!(nonce.remaining_uses.as_deref(), Some("unlimited"));
    let nonces: Vec<ActorNonce> = result("actor-nonces");
    assert_eq!(nonces[0].remaining_uses.as_deref(), Some("4"));
    let workers: Vec<ActorWorker> = result("actor-workers");
    assert_eq!((workers[0].host_id.as_deref(), workers[1].status.as_str()), (Some("0"), "PULLING IMAGE"));
    assert!(workers[0].create_time.is_some() && workers[1].last_execution_time.is_some());
    let aliases: Vec<ActorAlias> = result("actor-aliases");
    assert!(aliases.iter().all(|alias| alias.actor_id == "KX8bQ3wYbJmVr"));
}

#[test]
fn a_list_of_actors_may_be_the_answer_of_a_search() {
    let found: Found<Actor> = result("actors-search");
    let all: Found<Actor> = value("actors", json!([fixture("actor")["result"]]));
    for actors in [found, all] {
        let ids: Vec<_> = actors.into_iter().map(|actor| actor.id).collect();
        assert_eq!(ids, ["KX8bQ3wYbJmVr"]);
    }
}

#[test]
fn executions_sum_up_in_either_form() {
    let summary: ExecutionsSummary = result("actor-executions");
    assert_eq!((summary.total_cpu, summary.total_executions), (Some(1024), Some(1)));
    assert_eq!(summary.executions.unwrap()[0].status, "COMPLETE");
    let older: ExecutionsSummary = result("actor-executions-old");
    assert_eq!((older.ids.unwrap().len(), older.total_runtime), (1, Some(1)));
    let execution: Execution = result("actor-execution");
    assert_eq!((execution.owner.as_deref(), execution.exit_code), (Some("mferro"), Some(0)));
    let messages: ActorMessages = result("actor-messages");
    assert_eq!(messages.messages, 3);
    let state: ActorState = result("actor-state");
    assert_eq!(state.state["rung"], json!([1, 2.5, null]));
}

/// Failures, and answers without result: they are tested where the envelope is opened.
const WITHOUT_RESULT: [&str; 7] = [
    "actor-deleted",
    "done",
    "error-not-found",
    "error-validation",
    "fault",
    "fault-throttled",
    "token-error",
];

#[test]
fn every_answer_has_its_test() {
    let tests = include_str!("agave_answers.rs");
    let path = format!("{}/../../tests/fixtures/agave", env!("CARGO_MANIFEST_DIR"));
    let names = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let json = names.filter_map(|name| name.strip_suffix(".json").map(str::to_owned));
    let is_tested = |name: &str| WITHOUT_RESULT.contains(&name) || tests.contains(&format!("\"{name}\""));
    let untested: Vec<_> = json.filter(|name| !is_tested(name)).collect();
    assert!(untested.is_empty(), "{untested:?}");
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
    empty::<Metadata>();
    empty::<MetadataSchema>();
    empty::<Notification>();
    empty::<Actor>();
    empty::<ActorNonce>();
    empty::<ActorWorker>();
    empty::<Execution>();
    empty::<ExecutionsSummary>();
    empty::<StoredCredential>();
    empty::<MonitorDescription>();
    empty::<PostIt>();
    empty::<Transform>();
    let nulls = json!({"id": null, "inputs": null, "parameters": null, "tags": null, "isPublic": null, "label": null});
    serde_json::from_value::<Application>(nulls).unwrap();
}
