//! What came with a submission, kept to be shown again; and parts that all submissions share.

use std::collections::HashMap;

use rusqlite::{Transaction, params};
use serde_json::{Map, Value, json};

use super::{appdef, call, machines, vault, words};
use crate::State;
use crate::accounts::User;
use crate::agave::body::Fields;
use crate::apps::fields::Fields as Checked;
use crate::db::Db;
use crate::engine::{Job, NewJob};
use crate::error::{Error, Result};

/// Characters of a label at most.
const MAX_LABEL: usize = 64;

/// The user whose name and key are in a submission.
pub(super) async fn sign_in(state: &State, fields: &Fields) -> Result<User> {
    let checked = Checked::of(&fields.0);
    let user = checked.object("user")?.ok_or_else(|| checked.refuse("user", "is required"))?;
    call::sign_in(state, &user.required("username", 64)?, &user.required("apikey", 256)?).await
}

/// What a submission says of the job whatever it runs, as fields of an Agave request.
pub(super) fn common(fields: &Checked<'_>) -> Result<Map<String, Value>> {
    let none = Map::new();
    let machine = fields.object("machine")?.unwrap_or_else(|| Checked::within(&none, "machine"));
    let sort = machine.text("type", 64)?;
    let sort = machines::named(sort.as_deref()).ok_or_else(|| {
        let names: Vec<&str> = machines::all().iter().map(|machine| machine.name).collect();
        machine.refuse("type", format!("must be one of {}", names.join(", ")))
    })?;
    let vault = fields.object("vault")?.map(|vault| vault.text("name", 64)).transpose()?.flatten();
    let vault = vault.unwrap_or_else(|| vault::EPHEMERAL.to_owned());
    vault::check(&vault)?;
    let mut request = Map::new();
    let mut set = |name: &str, value: Value| request.insert(name.to_owned(), value);
    set("nodeCount", json!(machine.whole("nodes", 1..=i64::MAX)?.unwrap_or(1)));
    set("processorsPerNode", json!(sort.cores));
    set("memoryPerNode", json!(sort.ram));
    set("archive", json!(vault != vault::EPHEMERAL));
    if let Some(queue) = fields.text("queue", 64)? {
        set("batchQueue", json!(queue));
    }
    if let Some(label) = fields.text("job_label", MAX_LABEL)? {
        set("name", json!(label));
    }
    if let Some(application) = fields.object("application")?
        && let Some(walltime) = application.text("walltime", 16)?
    {
        set("maxRunTime", json!(walltime));
    }
    Ok(request)
}

/// Hands a job to the engine together with its submission, and answers name and number.
pub(super) async fn accept(state: &State, fields: &Fields, mut job: NewJob) -> Result<Value> {
    job.plan.log.get_or_insert(crate::engine::logs(&job.name).0);
    let (id, submission) = (job.id.clone(), without_key(&fields.0).to_string());
    let kept = move |t: &Transaction<'_>| {
        t.execute("INSERT INTO jarvice_jobs (job, submission) VALUES (?1, ?2)", params![id, submission])?;
        Ok(true)
    };
    let job = state.engine().submit_with(job, kept).await?;
    let job = job.ok_or_else(|| Error::internal(anyhow::anyhow!("a job vanished while it was stored")))?;
    Ok(json!({ "name": words::name(&job), "number": job.number }))
}

/// The submission as it may be shown: passwords and keys are nobody's business, not even later the caller's.
fn without_key(fields: &Map<String, Value>) -> Value {
    let mut shown = fields.clone();
    for (group, secret) in [("user", "apikey"), ("vault", "password"), ("container", "pullsecret")] {
        if let Some(Value::Object(group)) = shown.get_mut(group) {
            group.remove(secret);
        }
    }
    Value::Object(shown)
}

/// The submissions of a user's jobs, by the job's id.
pub(super) async fn of_owner(db: &Db, user: &User) -> Result<HashMap<String, Value>> {
    let user = user.name.clone();
    let rows: Vec<(String, String)> = db
        .read(move |c| {
            c.prepare_cached(
                "SELECT job, submission FROM jarvice_jobs JOIN jobs ON jobs.id = job WHERE jobs.owner = ?1",
            )?
            .query_map([user], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect()
        })
        .await?;
    let read = |(job, text): (String, String)| Some((job, serde_json::from_str(&text).ok()?));
    Ok(rows.into_iter().filter_map(read).collect())
}

/// What would have been submitted by this protocol to get a job that came by another.
pub(super) fn made_up(job: &Job) -> Value {
    let mut parameters = job.request.parameters.clone();
    parameters.extend(job.request.inputs.clone());
    json!({
        "app": job.app,
        "job_label": job.name,
        "application": {
            "command": appdef::COMMAND, "parameters": parameters, "walltime": job.request.max_run_time,
        },
        "machine": { "nodes": job.request.nodes },
        "user": { "username": job.owner },
    })
}
