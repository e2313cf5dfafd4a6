//! `machines` and `queues`: parts of this machine that a job can ask for, and where it waits.

use axum::extract::State as Shared;
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::call::{Call, answer};
use super::vault;
use crate::State;
use crate::engine::queue::{self, QUEUES};
use crate::error::{Error, Result};

/// A part of this machine.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Machine {
    /// Its name.
    pub(super) name: &'static str,
    /// What it is.
    description: &'static str,
    /// Its processors.
    pub(super) cores: u64,
    /// Its memory in GB.
    pub(super) ram: u64,
}

/// Every sort there is, smallest first. The second is what a job gets that names none.
pub(super) fn all() -> [Machine; 4] {
    let (cores, ram) = (queue::processors() as u64, queue::memory_gb());
    let part = |name, description, quarters: u64| Machine {
        name,
        description,
        cores: (cores * quarters / 4).max(1),
        ram: (ram * quarters / 4).max(1),
    };
    [
        Machine { cores: 1, ..part("micro", "One core", 1) },
        Machine { cores: 1, ..part("n0", "One core and half of the memory", 2) },
        part("n1", "Half of the machine", 2),
        part("n3", "The whole machine", 4),
    ]
}

/// The machine of this name; the usual one where none is named.
pub(super) fn named(name: Option<&str>) -> Option<Machine> {
    let [micro, usual, half, whole] = all();
    match name {
        None => Some(usual),
        Some(name) => [micro, usual, half, whole].into_iter().find(|machine| machine.name == name),
    }
}

pub(super) async fn list(Shared(_): Shared<State>, call: Call) -> Result<Response> {
    call.user()?;
    if let Some(name) = call.text("vault")? {
        vault::check(&name)?;
    }
    let wanted = call.text("name")?.filter(|name| name != "all");
    let machines =
        all().into_iter().filter(|machine| wanted.as_ref().is_none_or(|name| *name == machine.name));
    let rows: Map<String, Value> = machines
        .enumerate()
        .map(|(index, machine)| (machine.name.to_owned(), shown(index, &machine)))
        .collect();
    Ok(answer(&Value::Object(rows)))
}

fn shown(index: usize, machine: &Machine) -> Value {
    json!({
        "mc_name": machine.name,
        "mc_description": machine.description,
        "mc_arch": std::env::consts::ARCH.to_uppercase(),
        "mc_cores": machine.cores,
        "mc_slots": machine.cores,
        "mc_ram": machine.ram,
        "mc_swap": 0,
        "mc_scratch": 0,
        "mc_gpus": 0,
        "mc_devices": "",
        "mc_properties": "",
        "mc_price": 0.0,
        "mc_priority": index,
        "mc_lesser": 0,
        "mc_privs": [],
        "mc_scale_min": 1,
        "mc_scale_max": QUEUES.iter().map(|queue| queue.max_nodes).max(),
        "mc_scale_select": "1",
        "mc_slave_cores": machine.cores,
        "mc_slave_ram": machine.ram,
        "mc_slave_gpus": 0,
        "mc_slave_properties": "",
    })
}

/// The queues: their names, or with `info` what they are.
pub(super) async fn queues(Shared(_): Shared<State>, call: Call) -> Result<Response> {
    call.user()?;
    let wanted = call.text("name")?.filter(|name| name != "all");
    if let Some(name) = &wanted
        && queue::named(name).is_none()
    {
        return Err(Error::not_found("Queue not found"));
    }
    let found = || QUEUES.iter().filter(|queue| wanted.as_ref().is_none_or(|name| *name == queue.name));
    if !call.flag("info")? {
        return Ok(answer(&found().map(|queue| queue.name).collect()));
    }
    let row = |queue: &queue::Queue| json!({ "name": queue.name, "size": queue.max_jobs, "app": "", "machine": "" });
    Ok(answer(&Value::Object(found().map(|queue| (queue.name.to_owned(), row(queue))).collect())))
}
