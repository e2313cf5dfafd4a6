//! What `/proc` tells about processes.

use std::collections::BTreeSet;
use std::io;
use std::os::fd::OwnedFd;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, poll};
use rustix::param::{clock_ticks_per_second, page_size};
use rustix::process::{Pid, PidfdFlags, Signal, kill_process, kill_process_group, pidfd_open};
use serde::{Deserialize, Serialize};
use tokio::sync::oneshot;

use crate::engine::backend::{Cost, Usage};

/// A process that cannot be mistaken for a later one of the same number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Identity {
    /// Its number.
    pub(super) pid: i32,
    /// When it began, in ticks since the machine did.
    begun: u64,
    /// Which start of the machine that was.
    boot: String,
}

impl Identity {
    /// This process.
    pub(super) fn own() -> io::Result<Identity> {
        let pid = Pid::as_raw(Some(rustix::process::getpid()));
        let stat = Stat::read(pid).ok_or_else(|| io::Error::other("/proc does not show this process"))?;
        Ok(Identity { pid, begun: stat.begun, boot: boot() })
    }

    /// Whether the process is still there and not only waited for.
    pub(super) fn is_alive(&self) -> bool {
        self.boot == boot()
            && Stat::read(self.pid).is_some_and(|stat| stat.begun == self.begun && !stat.is_ended())
    }

    /// Sends it a signal if it is still there.
    pub(super) fn signal(&self, signal: Signal) -> io::Result<()> {
        match Pid::from_raw(self.pid) {
            Some(pid) if self.is_alive() => Ok(kill_process(pid, signal)?),
            _ => Ok(()),
        }
    }

    /// Waits until it is gone.
    pub(super) async fn ended(&self) {
        if let Some(Ok(handle)) = Pid::from_raw(self.pid).map(|pid| pidfd_open(pid, PidfdFlags::empty()))
            // The handle may be that of a later process; the look comes after it was opened.
            && self.is_alive()
            && readable(handle).await.is_ok()
        {
            return;
        }
        // Where the kernel has no such handles, look from time to time.
        while self.is_alive() {
            tokio::time::sleep(Duration::from_millis(250)).await;
        }
    }
}

/// Waits on a thread of its own until a process handle becomes readable, which it does when the process ends. A
/// thread of the runtime would keep the server from closing while jobs run.
async fn readable(handle: OwnedFd) -> io::Result<()> {
    let (sender, ended) = oneshot::channel();
    std::thread::Builder::new().name("job".to_owned()).spawn(move || {
        let polled = loop {
            match poll(&mut [PollFd::new(&handle, PollFlags::IN)], None) {
                Err(rustix::io::Errno::INTR) => {}
                polled => break polled,
            }
        };
        // Nobody may be waiting any more.
        let _ = sender.send(polled.map(drop));
    })?;
    Ok(ended.await.map_err(io::Error::other)??)
}

fn boot() -> String {
    std::fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default().trim().to_owned()
}

/// The part of `/proc/<pid>/stat` that matters here.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stat {
    pub(super) pid: i32,
    state: char,
    parent: i32,
    group: i32,
    /// Processor time in ticks.
    cpu: u64,
    begun: u64,
    /// Pages of memory.
    resident: u64,
}

impl Stat {
    fn read(pid: i32) -> Option<Stat> {
        Stat::parse(&std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?)
    }

    /// The name in brackets may hold anything, brackets too; the numbers come after the last one.
    fn parse(text: &str) -> Option<Stat> {
        let pid = text.split_once(' ')?.0.parse().ok()?;
        let mut fields = text.rsplit_once(')')?.1.split_whitespace();
        let state = fields.next()?.chars().next()?;
        let parent = fields.next()?.parse().ok()?;
        let group = fields.next()?.parse().ok()?;
        let (user, system): (u64, u64) = (fields.nth(8)?.parse().ok()?, fields.next()?.parse().ok()?);
        let begun = fields.nth(6)?.parse().ok()?;
        let resident = fields.nth(1)?.parse().ok()?;
        Some(Stat { pid, state, parent, group, cpu: user + system, begun, resident })
    }

    /// Whether only its entry is left.
    pub(super) fn is_ended(&self) -> bool {
        matches!(self.state, 'Z' | 'X')
    }

    /// Whether it is a child of this process.
    pub(super) fn is_own_child(&self) -> bool {
        self.parent == Pid::as_raw(Some(rustix::process::getpid()))
    }
}

/// Numbers of all processes that can be seen.
fn all() -> impl Iterator<Item = i32> {
    let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok())
}

/// Everything below a process, itself left out.
pub(super) fn descendants(root: i32) -> Vec<Stat> {
    let mut rest: Vec<Stat> = all().filter_map(Stat::read).collect();
    let mut found: Vec<Stat> = Vec::new();
    let mut parents = vec![root];
    while let Some(parent) = parents.pop() {
        rest.retain(|stat| {
            let child = stat.parent == parent;
            if child {
                found.push(*stat);
                parents.push(stat.pid);
            }
            !child
        });
    }
    found
}

/// Sends a signal to every group of processes below a supervisor, and answers the number of its program, which is the
/// first of them; nothing when there are none.
pub(super) fn signal_groups(supervisor: i32, signal: Signal) -> Option<i32> {
    let below: Vec<Stat> = descendants(supervisor).into_iter().filter(|stat| !stat.is_ended()).collect();
    // Just started, a program is in its supervisor's group for a moment.
    let groups: BTreeSet<i32> =
        below.iter().map(|stat| stat.group).filter(|group| *group != supervisor).collect();
    for group in groups {
        if let Some(group) = Pid::from_raw(group) {
            let _ = kill_process_group(group, signal);
        }
    }
    let program = below.iter().find(|stat| stat.parent == supervisor && stat.group == stat.pid);
    program.or(below.first()).map(|stat| stat.pid)
}

/// What everything below a supervisor takes of the machine; nothing when nothing is there.
pub(super) fn usage(supervisor: i32) -> Option<Usage> {
    let below = descendants(supervisor);
    let ticks: u64 = below.iter().map(|stat| stat.cpu).sum();
    let pages: u64 = below.iter().map(|stat| stat.resident).sum();
    let (frequency, page) = (clock_ticks_per_second().max(1), page_size() as u64);
    (!below.is_empty())
        .then_some(Usage { cpu_millis: ticks * 1000 / frequency, memory_kib: pages * page / 1024 })
}

/// What this process's children have taken, as far as they have ended and were waited for.
pub(super) fn cost_of_children() -> Cost {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let numbers = stat.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace().skip(13).take(2);
    let io = std::fs::read_to_string("/proc/self/io").unwrap_or_default();
    let bytes = |name: &str| io.lines().find_map(|line| line.strip_prefix(name)?.trim().parse::<u64>().ok());
    let bytes = ["read_bytes:", "write_bytes:"].into_iter().filter_map(bytes).sum::<u64>();
    Cost { cpu_ticks: numbers.filter_map(|text| text.parse::<u64>().ok()).sum(), io_sectors: bytes / 512 }
}

/// Ends by force every process that has this variable in its environment.
pub(super) fn kill_marked(name: &str, value: &str) {
    let mark = format!("{name}={value}");
    for pid in all() {
        let environment = std::fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
        if environment.split(|byte| *byte == 0).any(|variable| variable == mark.as_bytes()) {
            kill(pid);
        }
    }
}

/// Ends one process by force; one that is gone already is no matter.
pub(super) fn kill(pid: i32) {
    if let Some(pid) = Pid::from_raw(pid) {
        let _ = kill_process(pid, Signal::KILL);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_brackets_do_not_confuse() {
        let text = "42 (a) b (c) R 7 43 44 0 -1 4194304 1 0 0 0 5 6 0 0 20 0 1 0 987654 22 33 1";
        let stat = Stat::parse(text).unwrap();
        assert_eq!((stat.pid, stat.state, stat.parent, stat.begun), (42, 'R', 7, 987_654));
        assert_eq!((stat.group, stat.cpu, stat.resident), (43, 5 + 6, 33));
    }

    #[tokio::test]
    async fn a_child_is_seen_waited_for_and_told_from_its_successor() {
        let mut child = std::process::Command::new("sleep").arg("60").spawn().unwrap();
        let pid = child.id() as i32;
        let own = Pid::as_raw(Some(rustix::process::getpid()));
        assert!(descendants(own).iter().any(|stat| stat.pid == pid && stat.is_own_child()));
        let identity = Identity { pid, begun: Stat::read(pid).unwrap().begun, boot: boot() };
        assert!(identity.is_alive());
        assert!(!Identity { begun: identity.begun + 1, ..identity.clone() }.is_alive());
        identity.signal(Signal::TERM).unwrap();
        tokio::time::timeout(Duration::from_secs(5), identity.ended()).await.unwrap();
        assert!(!identity.is_alive());
        child.wait().unwrap();
    }
}
