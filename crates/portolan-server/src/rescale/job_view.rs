//! A job as Rescale shows it.

use serde_json::{Value, json};

use super::job_records::Record;
use super::{analyses, coretypes, file_ids, file_view, job_statuses};
use crate::State;
use crate::accounts::{User, users};
use crate::apps::quantities;
use crate::engine::{Command, Job, Plan};
use crate::error::Result;
use crate::storage::Access;
use crate::time;

/// The whole job, with its files as they are now.
pub(super) async fn whole(state: &State, user: &User, record: &Record) -> Result<Value> {
    let mut shown = json!({ "id": record.id, "owner": users::email(&record.owner) });
    let mut body = record.body.clone();
    if let Some(analysis) = body.pointer_mut("/jobanalyses/0") {
        if let Some(Value::Array(inputs)) = analysis.get_mut("inputFiles") {
            for input in inputs {
                *input = file(state, user, input).await?;
            }
        }
        for script in ["preProcessScript", "postProcessScript"] {
            if analysis[script].is_object() {
                analysis[script] = file(state, user, &analysis[script]).await?;
            }
        }
    }
    if let (Value::Object(shown), Value::Object(body)) = (&mut shown, body) {
        shown.extend(body);
    }
    Ok(shown)
}

/// The file that is referred to; only the reference where it is gone.
async fn file(state: &State, user: &User, reference: &Value) -> Result<Value> {
    let id = reference["id"].as_str().unwrap_or_default();
    let mut shown = match file_ids::find(state, user, id, Access::READ).await {
        Ok((row, entry)) => file_view::shown(state, &row, &entry, None),
        Err(error) if error.status().is_client_error() => json!({ "id": id, "name": "", "isDeleted": true }),
        Err(error) => return Err(error),
    };
    if let Some(decompress) = reference.get("decompress") {
        shown["decompress"] = decompress.clone();
    }
    Ok(shown)
}

/// A job's row in the list.
pub(super) async fn row(state: &State, record: &Record) -> Result<Value> {
    let (status, cluster) = match &record.job {
        Some(job) => {
            let events = state.engine().history(&job.id, usize::MAX, 0).await?;
            (job_statuses::newest(job, &events), job_statuses::newest_of_cluster(job, &events))
        }
        None => ("", "Not Started"),
    };
    let shared = match &record.job {
        Some(job) => state.engine().grants(job).await?,
        None => Vec::new(),
    };
    let display =
        |content: &str| json!({ "content": content, "labelClass": "", "useLabel": !content.is_empty() });
    Ok(json!({
        "id": record.id,
        "name": record.body["name"],
        "owner": users::email(&record.owner),
        "analysisNames": [record.body["jobanalyses"][0]["analysis"]["name"]],
        "dateInserted": time::iso(record.created),
        "isVisible": true,
        "jobStatus": display(status),
        "clusterStatusDisplay": display(cluster),
        "sharedWith": shared.iter().map(|grant| users::email(&grant.user)).collect::<Vec<_>>(),
        "projectId": record.body["projectId"],
    }))
}

/// What would have been created by this protocol to get a job that came by another.
pub(super) fn made_up(job: &Job, plan: &Plan) -> Value {
    let (code, version) = match &plan.command {
        Command::Script { .. } => (analyses::ANY, analyses::ANY_VERSION),
        _ => job.app.rsplit_once('-').unwrap_or((job.app.as_str(), "")),
    };
    let seconds = quantities::seconds(&job.request.max_run_time).unwrap_or(plan.seconds);
    json!({
        "name": job.name,
        "jobanalyses": [{
            "analysis": { "code": code, "version": version, "name": code, "versionName": version },
            "command": command(job, &plan.command),
            "envVars": plan.environment,
            "flags": {},
            "hardware": {
                "coreType": coretypes::codes().next(),
                "coresPerSlot": job.request.processors,
                "slots": 1,
                "walltime": seconds.div_ceil(3600),
            },
            "inputFiles": [],
            "useRescaleLicense": false,
            "templateTasks": [],
        }],
        "archiveFilters": [],
        "caseFile": null,
        "expectedRuns": 1,
        "includeNominalRun": false,
        "isLowPriority": false,
        "isTemplateDryRun": false,
        "jobvariables": [],
        "monteCarloIterations": null,
        "optimizer": null,
        "paramFile": null,
        "projectId": null,
        "resourceFilters": [],
    })
}

/// A command for people to read.
fn command(job: &Job, command: &Command) -> String {
    match command {
        Command::Bundled { arguments, .. } | Command::Executable { arguments, .. } => {
            let name = job.app.rsplit_once('-').map_or(job.app.as_str(), |(name, _)| name);
            [&[name.to_owned()], arguments.as_slice()].concat().join(" ")
        }
        Command::Template { path, .. } => format!("sh {path}"),
        Command::Script { text, .. } => text.clone(),
    }
}
