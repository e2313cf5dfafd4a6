//! Jobs as answers show them.

use portolan::agave::{Job as Shown, JobSummary};
use serde_json::{Map, Value, json};

use super::links;
use super::query::Params;
use crate::State;
use crate::engine::Job;
use crate::storage::System;
use crate::time;

/// What lists of jobs can be searched by.
pub(super) const SEARCHABLE: &[&str] = &[
    "appId",
    "archive",
    "archivePath",
    "archiveSystem",
    "batchQueue",
    "charge",
    "created",
    "endTime",
    "errorMessage",
    "executionSystem",
    "id",
    "inputs",
    "lastUpdated",
    "localId",
    "maxRunTime",
    "memoryPerNode",
    "name",
    "nodeCount",
    "outputPath",
    "owner",
    "parameters",
    "processorsPerNode",
    "retries",
    "runtime",
    "startTime",
    "status",
    "submitTime",
    "visible",
    "walltime",
];

/// The whole job.
pub(super) fn whole(state: &State, job: &Job) -> Value {
    let request = &job.request;
    let archive = request.archive.as_ref();
    let work = format!("/{}", job.id);
    let shown = Shown {
        id: job.id.clone(),
        name: job.name.clone(),
        owner: Some(job.owner.clone()),
        app_id: job.app.clone(),
        execution_system: Some(System::Execution.id().to_owned()),
        batch_queue: Some(job.queue.clone()),
        node_count: i64::try_from(request.nodes).ok(),
        processors_per_node: i64::try_from(request.processors).ok(),
        memory_per_node: Some(request.memory_gb.to_string()),
        max_run_time: Some(request.max_run_time.clone()),
        archive: archive.is_some(),
        archive_system: archive.map(|archive| archive.system.clone()),
        archive_path: archive.map(|archive| archive.path.clone()),
        output_path: Some(
            archive.filter(|_| job.archived).map_or_else(|| work.clone(), |archive| archive.path.clone()),
        ),
        work_path: Some(work),
        local_id: job.local_id.clone(),
        retries: Some(0),
        status: job.status.to_string(),
        message: job.message.clone(),
        created: Some(time::iso(job.created)),
        last_updated: Some(time::iso(job.updated)),
        submit_time: job.submitted.map(time::iso),
        start_time: job.started.map(time::iso),
        end_time: job.ended.map(time::iso),
        inputs: Some(request.inputs.clone()),
        parameters: Some(request.parameters.clone()),
        notifications: Some(request.notifications.iter().map(|one| json!(one)).collect()),
        links: Some(own_links(state, job)),
        ..Shown::default()
    };
    with_nulls(json!(shown), &["submitTime", "startTime", "endTime", "localId"])
}

/// A job's line in a list: short, or everything where the caller picks fields.
pub(super) fn row(state: &State, job: &Job, params: &Params) -> Value {
    if params.get("filter").is_some_and(|filter| !filter.trim().is_empty()) {
        return whole(state, job);
    }
    let summary = JobSummary {
        id: job.id.clone(),
        name: job.name.clone(),
        owner: Some(job.owner.clone()),
        app_id: job.app.clone(),
        execution_system: Some(System::Execution.id().to_owned()),
        status: job.status.to_string(),
        created: Some(time::iso(job.created)),
        start_time: job.started.map(time::iso),
        end_time: job.ended.map(time::iso),
        links: Some(own_links(state, job)),
    };
    with_nulls(json!(summary), &["startTime", "endTime"])
}

/// The job with everything that it can be searched by.
pub(super) fn searchable(state: &State, job: &Job) -> Value {
    let mut row = whole(state, job);
    let seconds = |from: Option<i64>, to: Option<i64>| Some((to? - from?) / 1000);
    let text = |map: &Map<String, Value>| Value::Object(map.clone()).to_string();
    row["charge"] = json!(0);
    row["errorMessage"] = json!(job.message);
    row["inputs"] = json!(text(&job.request.inputs));
    row["parameters"] = json!(text(&job.request.parameters));
    row["runtime"] = json!(seconds(job.started, job.ended));
    row["walltime"] = json!(seconds(Some(job.created), job.ended));
    row["visible"] = json!(job.visible);
    row
}

/// What is not yet known is sent as null, as the real service does.
fn with_nulls(mut row: Value, fields: &[&str]) -> Value {
    if let Value::Object(map) = &mut row {
        for field in fields {
            map.entry(*field).or_insert(Value::Null);
        }
    }
    row
}

fn own_links(state: &State, job: &Job) -> Value {
    let own = format!("/jobs/v2/{}", links::segment(&job.id));
    let mut all = json!({
        "self": links::link(state, &own),
        "app": links::link(state, &format!("/apps/v2/{}", links::segment(&job.app))),
        "executionSystem": links::system(state, System::Execution.id()),
        "archiveData": links::link(state, &format!("{own}/outputs/listings")),
        "owner": links::profile(state, &job.owner),
        "permissions": links::link(state, &format!("{own}/pems")),
        "history": links::link(state, &format!("{own}/history")),
    });
    if let Some(archive) = &job.request.archive {
        all["archiveSystem"] = links::system(state, &archive.system);
    }
    all
}
