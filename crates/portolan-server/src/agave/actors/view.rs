//! Actors and what belongs to them, as the service shows them.

use serde_json::{Value, json};

use crate::State;
use crate::actors::{Actor, Alias, Execution, Nonce, Worker};
use crate::agave::links;
use crate::engine::backend::Ending;
use crate::time;

fn link(state: &State, path: &str) -> String {
    format!("{}{path}", state.base_url())
}

fn path(actor: &str) -> String {
    format!("/actors/v2/{}", links::segment(actor))
}

fn profile(state: &State, user: &str) -> String {
    link(state, &format!("/profiles/v2/{}", links::segment(user)))
}

fn moment(millis: Option<i64>) -> Value {
    millis.map_or(Value::Null, |millis| json!(time::plain(millis)))
}

/// An actor.
pub(super) fn actor(state: &State, actor: &Actor) -> Value {
    let settings = &actor.settings;
    let own = path(&actor.id);
    json!({
        "id": actor.id,
        "owner": actor.owner,
        "name": settings.name,
        "description": settings.description,
        "image": settings.image,
        "type": "none",
        "stateless": settings.stateless,
        "state": actor.state,
        "privileged": false,
        "token": "false",
        "defaultEnvironment": settings.environment,
        "hints": settings.hints,
        "maxWorkers": settings.max_workers,
        "memLimit": settings.memory.as_ref().map(|(written, _)| written),
        "maxCpus": null,
        "queue": "default",
        "mounts": [],
        "link": "",
        "webhook": "",
        "cronOn": false,
        "status": "READY",
        "statusMessage": " ",
        "createTime": time::plain(actor.created),
        "lastUpdateTime": time::plain(actor.updated),
        "_links": {
            "self": link(state, &own),
            "owner": profile(state, &actor.owner),
            "executions": link(state, &format!("{own}/executions")),
        },
    })
}

/// An execution, whole.
pub(super) fn execution(state: &State, execution: &Execution) -> Value {
    let own = format!("{}/executions/{}", path(&execution.actor), execution.id);
    let cost = execution.ending.as_ref().map(|ending| ending.cost).unwrap_or_default();
    json!({
        "id": execution.id,
        "actorId": execution.actor,
        "apiServer": state.base_url(),
        "executor": execution.executor,
        "owner": execution.executor,
        "status": execution.status.as_str(),
        "workerId": execution.worker,
        "messageReceivedTime": time::plain(execution.received),
        "startTime": moment(execution.started),
        "finishTime": moment(execution.finished),
        "runtime": execution.runtime(),
        "cpu": cost.cpu_ticks,
        "io": cost.io_sectors,
        "exitCode": execution.ending.as_ref().and_then(|ending| ending.code),
        "finalState": execution.ending.as_ref().map(final_state),
        "_links": {
            "self": link(state, &own),
            "owner": profile(state, &execution.executor),
            "logs": link(state, &format!("{own}/logs")),
        },
    })
}

/// How a container would tell it.
fn final_state(ending: &Ending) -> Value {
    json!({
        "Status": "exited",
        "Running": false,
        "ExitCode": ending.code.or_else(|| Some(128 + ending.signal?)),
        "Reason": ending.reason,
        "Error": ending.note.as_deref().unwrap_or_default(),
        "FinishedAt": time::utc(ending.ended),
    })
}

/// An execution in a list.
pub(super) fn execution_row(execution: &Execution) -> Value {
    json!({
        "id": execution.id,
        "status": execution.status.as_str(),
        "messageReceivedTime": time::plain(execution.received),
        "startTime": moment(execution.started),
        "finishTime": moment(execution.finished),
    })
}

/// All executions of an actor.
pub(super) fn summary(state: &State, actor: &Actor, executions: &[Execution]) -> Value {
    let own = path(&actor.id);
    let costs =
        || executions.iter().filter_map(|execution| execution.ending.as_ref()).map(|ending| ending.cost);
    json!({
        "actorId": actor.id,
        "apiServer": state.base_url(),
        "owner": actor.owner,
        "ids": executions.iter().map(|execution| &execution.id).collect::<Vec<_>>(),
        "executions": executions.iter().map(execution_row).collect::<Vec<_>>(),
        "totalExecutions": executions.len(),
        "totalCpu": costs().map(|cost| cost.cpu_ticks).sum::<u64>(),
        "totalIo": costs().map(|cost| cost.io_sectors).sum::<u64>(),
        "totalRuntime": executions.iter().map(Execution::runtime).sum::<i64>(),
        "_links": {
            "self": link(state, &format!("{own}/executions")),
            "owner": profile(state, &actor.owner),
        },
    })
}

/// What sending a message answers.
pub(super) fn sent(state: &State, execution: &Execution, message: &str) -> Value {
    let own = path(&execution.actor);
    json!({
        "executionId": execution.id,
        "msg": message,
        "_links": {
            "self": link(state, &format!("{own}/executions/{}", execution.id)),
            "owner": profile(state, &execution.executor),
            "messages": link(state, &format!("{own}/messages")),
        },
    })
}

/// The logs of an execution.
pub(super) fn logs(state: &State, execution: &Execution, text: &str) -> Value {
    let own = format!("{}/executions/{}", path(&execution.actor), execution.id);
    json!({
        "logs": text,
        "_links": {
            "self": link(state, &format!("{own}/logs")),
            "owner": profile(state, &execution.executor),
            "execution": link(state, &own),
        },
    })
}

/// A worker. It runs on this machine, in no container.
pub(super) fn worker(actor: &Actor, worker: &Worker) -> Value {
    json!({
        "id": worker.id,
        "actor_id": actor.id,
        "tenant": "portolan",
        "status": worker.status(),
        "image": actor.settings.image,
        "location": "local",
        "host_id": "0",
        "host_ip": "127.0.0.1",
        "cid": worker.execution.as_deref().unwrap_or_default(),
        "last_execution": worker.last_end.unwrap_or_default(),
        "last_execution_time": moment(worker.last_end),
        "create_time": time::plain(worker.created),
    })
}

/// A nonce.
pub(super) fn nonce(state: &State, nonce: &Nonce) -> Value {
    json!({
        "id": nonce.id,
        "actor_id": nonce.actor,
        "api_server": state.base_url(),
        "owner": nonce.owner,
        "level": nonce.level.name(),
        "description": nonce.description,
        "max_uses": nonce.max_uses.to_string(),
        "remaining_uses": nonce.remaining(),
        "create_time": time::plain(nonce.created),
        "last_use_time": nonce.last_use.map_or_else(|| "None".to_owned(), time::plain),
        "roles": [],
        "_links": {
            "self": link(state, &format!("{}/nonces/{}", path(&nonce.actor), links::segment(&nonce.id))),
            "owner": profile(state, &nonce.owner),
            "actor": link(state, &path(&nonce.actor)),
        },
    })
}

/// An alias.
pub(super) fn alias(state: &State, alias: &Alias) -> Value {
    json!({
        "alias": alias.alias,
        "actorId": alias.actor,
        "owner": alias.owner,
        "_links": {
            "self": link(state, &format!("/actors/v2/aliases/{}", links::segment(&alias.alias))),
            "owner": profile(state, &alias.owner),
            "actor": link(state, &path(&alias.actor)),
        },
    })
}
