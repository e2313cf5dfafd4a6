//! The queues of this machine, and who may run now.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::oneshot;

/// A queue of the execution system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Queue {
    /// Its name.
    pub name: &'static str,
    /// What it is for.
    pub description: &'static str,
    /// Whether a job that names no queue goes here.
    pub default: bool,
    /// The longest run time a job may ask for, in seconds.
    pub max_seconds: u64,
    /// So many jobs of the queue run at once.
    pub max_jobs: usize,
    /// So many of them are one user's.
    pub max_user_jobs: usize,
    /// The most nodes a job may ask for.
    pub max_nodes: u64,
}

/// Every queue there is.
pub const QUEUES: [Queue; 2] = [
    Queue {
        name: "normal",
        description: "For work that takes its time",
        default: true,
        max_seconds: 24 * 3600,
        max_jobs: 8,
        max_user_jobs: 4,
        max_nodes: 1,
    },
    Queue {
        name: "debug",
        description: "For short trials",
        default: false,
        max_seconds: 30 * 60,
        max_jobs: 4,
        max_user_jobs: 2,
        max_nodes: 1,
    },
];

/// The queue of that name.
pub fn named(name: &str) -> Option<&'static Queue> {
    QUEUES.iter().find(|queue| queue.name == name)
}

/// The processors of this machine; one job may use them all.
pub fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// The memory of this machine in GB, rounded down, at least 1.
pub fn memory_gb() -> u64 {
    let text = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kib = text.lines().find_map(|line| {
        line.strip_prefix("MemTotal:")?.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()
    });
    (kib.unwrap_or_default() / (1024 * 1024)).max(1)
}

/// The places in which jobs run. Whoever waits longest goes first among those whose limits allow it.
#[derive(Clone)]
pub(super) struct Slots(Arc<Mutex<Table>>);

struct Table {
    most: usize,
    running: Vec<Claim>,
    waiting: VecDeque<(Claim, oneshot::Sender<()>)>,
    next: u64,
}

#[derive(Clone)]
struct Claim {
    number: u64,
    queue: &'static Queue,
    user: String,
}

/// A place that is taken until this is dropped; also a place in the line of those who wait.
pub(super) struct Slot {
    slots: Slots,
    number: u64,
}

impl Slots {
    /// Places for so many jobs in all.
    pub(super) fn new(most: usize) -> Slots {
        Slots(Arc::new(Mutex::new(Table { most, running: Vec::new(), waiting: VecDeque::new(), next: 0 })))
    }

    /// Waits for a place. Dropping the future leaves the line.
    pub(super) async fn wait(&self, queue: &'static Queue, user: &str) -> Slot {
        let (sender, turn) = oneshot::channel();
        let slot = {
            let mut table = self.lock();
            let claim = table.claim(queue, user);
            let slot = Slot { slots: self.clone(), number: claim.number };
            table.waiting.push_back((claim, sender));
            table.advance();
            slot
        };
        // The sender lives in the table until it is used, and the table lives as long as this slot.
        let _ = turn.await;
        slot
    }

    /// Takes a place at once, for a job that runs already.
    pub(super) fn take(&self, queue: &'static Queue, user: &str) -> Slot {
        let mut table = self.lock();
        let claim = table.claim(queue, user);
        let slot = Slot { slots: self.clone(), number: claim.number };
        table.running.push(claim);
        slot
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Table> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Table {
    fn claim(&mut self, queue: &'static Queue, user: &str) -> Claim {
        self.next += 1;
        Claim { number: self.next, queue, user: user.to_owned() }
    }

    fn has_room_for(&self, claim: &Claim) -> bool {
        let of_queue = || self.running.iter().filter(|other| other.queue.name == claim.queue.name);
        self.running.len() < self.most
            && of_queue().count() < claim.queue.max_jobs
            && of_queue().filter(|other| other.user == claim.user).count() < claim.queue.max_user_jobs
    }

    fn advance(&mut self) {
        while let Some(index) = self.waiting.iter().position(|(claim, _)| self.has_room_for(claim)) {
            if let Some((claim, turn)) = self.waiting.remove(index) {
                // If the receiver is gone, its slot is just being dropped and gives the place back.
                self.running.push(claim);
                let _ = turn.send(());
            }
        }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut table = self.slots.lock();
        table.running.retain(|claim| claim.number != self.number);
        table.waiting.retain(|(claim, _)| claim.number != self.number);
        table.advance();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt as _;

    fn queue(name: &str) -> &'static Queue {
        named(name).unwrap()
    }

    #[test]
    fn one_queue_is_the_default() {
        assert_eq!(QUEUES.iter().filter(|queue| queue.default).count(), 1);
        assert!(named("none").is_none());
    }

    #[test]
    fn a_user_waits_at_their_own_limit_and_others_pass() {
        let slots = Slots::new(10);
        let first = slots.wait(queue("debug"), "a").now_or_never().unwrap();
        let _second = slots.wait(queue("debug"), "a").now_or_never().unwrap();
        let mut third = Box::pin(slots.wait(queue("debug"), "a"));
        assert!((&mut third).now_or_never().is_none());
        assert!(slots.wait(queue("debug"), "b").now_or_never().is_some());
        drop(first);
        assert!(third.now_or_never().is_some());
    }

    #[test]
    fn the_machine_has_an_end_and_leaving_the_line_gives_way() {
        let slots = Slots::new(1);
        let running = slots.wait(queue("normal"), "a").now_or_never().unwrap();
        let mut gone = Box::pin(slots.wait(queue("normal"), "a"));
        let mut next = Box::pin(slots.wait(queue("normal"), "b"));
        assert!((&mut gone).now_or_never().is_none());
        assert!((&mut next).now_or_never().is_none());
        drop(gone);
        drop(running);
        assert!(next.now_or_never().is_some());
    }
}
