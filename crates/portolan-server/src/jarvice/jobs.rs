//! `jobs` and `status`.

use std::collections::HashMap;

use axum::extract::State as Shared;
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::call::{Call, answer};
use super::{appdef, submission, words};
use crate::State;
use crate::apps::quantities;
use crate::engine::Job;
use crate::error::Result;

/// The caller's jobs by number: those on their way, or those that are over.
pub(super) async fn list(Shared(state): Shared<State>, call: Call) -> Result<Response> {
    let user = call.user()?;
    let jobs = state.engine().owned(user, call.flag("completed")?).await?;
    let mut submissions = submission::of_owner(state.db(), user).await?;
    let rows: Map<String, Value> =
        jobs.iter().map(|job| (job.number.to_string(), entry(job, &mut submissions))).collect();
    Ok(answer(&Value::Object(rows)))
}

fn entry(job: &Job, submissions: &mut HashMap<String, Value>) -> Value {
    let submission = submissions.remove(&job.id);
    let machine = submission.as_ref().and_then(|it| it["machine"]["type"].as_str()).unwrap_or_default();
    let (substatus, said) = words::substatus(job);
    let ran = words::ran(job);
    let waited = (job.started.or(job.ended).unwrap_or_else(crate::time::now) - job.created) / 1000;
    json!({
        "job_number": job.number,
        "job_name": words::name(job),
        "job_label": job.name,
        "job_owner_username": job.owner,
        "job_application": job.app,
        "job_command": appdef::COMMAND,
        "job_status": words::status(job),
        "job_substatus": substatus,
        "job_substatus_text": said,
        "job_submit_time": words::seconds(Some(job.created)),
        "job_start_time": words::seconds(job.started),
        "job_end_time": words::seconds(job.ended),
        "job_walltime": quantities::time(ran),
        "job_exitcode": job.exit_code.unwrap_or(0),
        "job_mc_name": machine,
        "job_mc_scale": job.request.nodes,
        "job_nodes": job.request.nodes.to_string(),
        "job_sched_job_id": job.local_id.as_deref().unwrap_or_default(),
        "job_billed": false,
        "job_price": 0.0,
        "job_app_price": 0.0,
        "job_stats": {
            "app_cost": 0.0, "compute_cost": 0.0, "compute_time": ran * job.request.processors,
            "job_count": 1, "queue_time": waited, "wall_time": ran,
        },
        "job_api_submission": submission.unwrap_or_else(|| submission::made_up(job)),
    })
}

/// One job, in a map under its number.
pub(super) async fn status(Shared(state): Shared<State>, call: Call) -> Result<Response> {
    let job = call.job(&state).await?;
    let (substatus, _) = words::substatus(&job);
    let entry = json!({
        "job_name": words::name(&job),
        "job_status": words::status(&job),
        "job_substatus": substatus,
        "job_application": job.app,
        "job_command": appdef::COMMAND,
        "job_project": "",
        "job_submit_time": words::seconds(Some(job.created)),
        "job_start_time": words::seconds(job.started),
        "job_end_time": words::seconds(job.ended),
        "job_walltime": quantities::time(words::ran(&job)),
    });
    Ok(answer(&json!({ (job.number.to_string()): entry })))
}
