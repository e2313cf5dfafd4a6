//! Core types: names for the processors of this machine.

use axum::extract::State as Shared;
use axum::response::Response;
use serde_json::{Value, json};

use super::access::Caller;
use super::answer::ok;
use super::paging::Paging;
use crate::State;
use crate::engine::queue;
use crate::error::Result;

/// Codes and names. They all mean the same processors; clients ask for those that they know.
const TYPES: [(&str, &str); 3] =
    [("standard-plus", "Standard Plus"), ("onyx", "Onyx"), ("emerald", "Emerald")];

/// The codes of all core types.
pub(super) fn codes() -> impl Iterator<Item = &'static str> {
    TYPES.iter().map(|(code, _)| *code)
}

/// How many cores a job can ask for.
pub(super) fn counts() -> impl Iterator<Item = u64> {
    1..=queue::processors() as u64
}

/// Memory per core in MB.
pub(super) fn memory() -> u64 {
    queue::memory_gb() * 1024 / queue::processors() as u64
}

pub(super) async fn list(Shared(state): Shared<State>, _: Caller, paging: Paging) -> Result<Response> {
    // All of them can be used.
    let active = paging.params.get("isActive").is_none_or(|wanted| wanted.eq_ignore_ascii_case("true"));
    let types = TYPES.iter().filter(|_| active);
    let rows: Vec<Value> = types.enumerate().map(|(index, (code, name))| shown(index, code, name)).collect();
    Ok(ok(&paging.of(&state, &rows)?))
}

fn shown(index: usize, code: &str, name: &str) -> Value {
    json!({
        "code": code,
        "name": name,
        "description": "Processors of the machine that this server runs on",
        "processorInfo": std::env::consts::ARCH,
        "cores": counts().collect::<Vec<_>>(),
        "memory": memory(),
        "price": 0.0,
        "lowPriorityPrice": "0.0000",
        "walltimeRequired": false,
        "isDeprecated": false,
        "isPrimary": index == 0,
        "isActive": true,
        "remoteVizAllowed": false,
        "displayOrder": index,
    })
}
