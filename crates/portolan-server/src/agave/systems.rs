//! `/systems/v2`: the storage and the execution system of this machine.

use axum::Router;
use axum::extract::{Path, State as Shared};
use axum::routing::get;
use portolan::agave::{AuthConfig, BatchQueue, LoginConfig, StorageConfig, SystemSummary};
use serde_json::{Value, json};

use super::answer::Answer;
use super::links;
use super::query::{Params, select};
use crate::State;
use crate::accounts::User;
use crate::engine::queue::{self, QUEUES, Queue};
use crate::error::{Error, Result};
use crate::ids::{self, kind};
use crate::storage::System;
use crate::time;

/// The owner of what the server came with.
const OWNER: &str = "portolan";

/// What systems can be searched by.
const FIELDS: &[&str] = &[
    "id",
    "name",
    "type",
    "description",
    "status",
    "public",
    "default",
    "globalDefault",
    "available",
    "owner",
    "site",
    "lastModified",
    "scheduler",
    "executionType",
    "storage.protocol",
    "storage.host",
    "storage.homeDir",
    "storage.rootDir",
    "login.protocol",
    "login.host",
];

/// The routes.
pub(super) fn router() -> Router<State> {
    Router::new()
        .route("/systems/v2", get(list))
        .route("/systems/v2/", get(list))
        .route("/systems/v2/{id}", get(one))
        .route("/systems/v2/{id}/", get(one))
}

async fn list(Shared(state): Shared<State>, user: User, params: Params) -> Result<Answer> {
    let rows = System::ALL.iter().map(|system| json!(shown(&state, &user, *system))).collect();
    let rows = rows_of_sort(rows, &params);
    let rows = select(rows, &params, FIELDS)?;
    if params.get("filter").is_some() {
        return Ok(Answer::ok(rows));
    }
    Ok(Answer::ok(rows.iter().map(summary).collect::<Result<Vec<_>>>()?))
}

/// `publicOnly` and `privateOnly`; both systems are public.
fn rows_of_sort(rows: Vec<Value>, params: &Params) -> Vec<Value> {
    if params.flag("privateOnly") && !params.flag("publicOnly") { Vec::new() } else { rows }
}

fn summary(row: &Value) -> Result<SystemSummary> {
    serde_json::from_value(row.clone()).map_err(Error::internal)
}

async fn one(Shared(state): Shared<State>, user: User, Path(id): Path<String>) -> Result<Answer> {
    let system = System::from_id(&id).ok_or_else(|| Error::not_found(format!("There is no system {id}.")))?;
    Ok(Answer::ok(shown(&state, &user, system)))
}

fn shown(state: &State, user: &User, system: System) -> portolan::agave::System {
    let storage = system == System::Storage;
    let own = format!("/systems/v2/{}", system.id());
    portolan::agave::System {
        id: system.id().to_owned(),
        name: if storage { "Files on this machine" } else { "Jobs on this machine" }.to_owned(),
        kind: if storage { "STORAGE" } else { "EXECUTION" }.to_owned(),
        uuid: Some(ids::uuid_of(kind::SYSTEM, system.id())),
        owner: Some(OWNER.to_owned()),
        description: Some(
            if storage {
                "The homes of this server's users"
            } else {
                "Runs jobs as processes of this machine"
            }
            .to_owned(),
        ),
        site: Some("localhost".to_owned()),
        status: "UP".to_owned(),
        available: Some(true),
        public: true,
        default: true,
        global_default: Some(true),
        revision: Some(1),
        last_modified: Some(time::iso(state.started())),
        storage: Some(StorageConfig {
            host: Some("localhost".to_owned()),
            port: Some(0),
            protocol: Some("LOCAL".to_owned()),
            root_dir: Some(if storage { "home/" } else { "jobs/" }.to_owned()),
            home_dir: Some(if storage { format!("/{}", user.name) } else { "/".to_owned() }),
            mirror: Some(false),
            auth: Some(local_auth()),
            ..StorageConfig::default()
        }),
        links: Some(json!({ "self": links::link(state, &own)})),
        ..if storage { portolan::agave::System::default() } else { execution() }
    }
}

/// What only an execution system has.
fn execution() -> portolan::agave::System {
    portolan::agave::System {
        login: Some(LoginConfig {
            host: Some("localhost".to_owned()),
            port: Some(0),
            protocol: Some("LOCAL".to_owned()),
            auth: Some(local_auth()),
            ..LoginConfig::default()
        }),
        queues: Some(QUEUES.iter().map(shown_queue).collect()),
        scheduler: Some("FORK".to_owned()),
        execution_type: Some("CLI".to_owned()),
        work_dir: Some(String::new()),
        scratch_dir: Some(String::new()),
        max_system_jobs: Some(count(queue::processors().max(2))),
        max_system_jobs_per_user: Some(-1),
        ..portolan::agave::System::default()
    }
}

fn shown_queue(queue: &Queue) -> BatchQueue {
    let seconds = queue.max_seconds;
    BatchQueue {
        name: queue.name.to_owned(),
        description: Some(queue.description.to_owned()),
        default: queue.default,
        max_jobs: Some(count(queue.max_jobs)),
        max_user_jobs: Some(count(queue.max_user_jobs)),
        max_nodes: i64::try_from(queue.max_nodes).ok(),
        max_processors_per_node: Some(count(queue::processors())),
        max_memory_per_node: Some(format!("{}GB", queue::memory_gb())),
        max_requested_time: Some(format!(
            "{:02}:{:02}:{:02}",
            seconds / 3600,
            seconds / 60 % 60,
            seconds % 60
        )),
        ..BatchQueue::default()
    }
}

fn local_auth() -> AuthConfig {
    AuthConfig { kind: Some("LOCAL".to_owned()), ..AuthConfig::default() }
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
