//! Resource limits of a job's processes, set on the supervisor and inherited from it.

use std::io;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::engine::backend::Limits;
use crate::engine::queue::processors;

/// Less memory than this would keep the supervisor itself from working.
const LEAST_MEMORY: u64 = 256 << 20;

/// Sets the limits on this process for good.
pub(super) fn apply(limits: &Limits) -> io::Result<()> {
    // Time on the clock is bounded elsewhere; this is for what would get away from that.
    let cpu = limits.seconds.saturating_mul(processors() as u64).saturating_add(60);
    set(Resource::Cpu, cpu)?;
    set(Resource::As, limits.memory.max(LEAST_MEMORY))?;
    set(Resource::Fsize, limits.disk)?;
    set(Resource::Nofile, limits.open_files)?;
    set(Resource::Core, 0)?;
    // The kernel counts all of the user's processes, also those that have nothing to do with jobs.
    set(Resource::Nproc, tasks().saturating_add(limits.processes))
}

/// Lowers a limit, never above what is allowed already.
fn set(resource: Resource, value: u64) -> io::Result<()> {
    let allowed = getrlimit(resource).maximum;
    let value = Some(allowed.map_or(value, |most| most.min(value)));
    Ok(setrlimit(resource, Rlimit { current: value, maximum: value })?)
}

/// Processes and threads on the machine now.
fn tasks() -> u64 {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let tasks = text.split_whitespace().nth(3).and_then(|running| running.split_once('/')?.1.parse().ok());
    tasks.unwrap_or(4096)
}
