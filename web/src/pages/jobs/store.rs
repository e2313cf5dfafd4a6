//! The jobs as they are known: the newest first, older ones read page by page until the service has no more,
//! and one poller that keeps them fresh.

use leptos::prelude::*;
use leptos::task::spawn_local;
use portolan::gateway::{Gateway, JobSearch, JobSummary};
use portolan::{Error, Result};

use super::poll::pause;
use super::select::{append, join, reach};
use crate::components::text::now;
use crate::hooks::effect::effect;
use crate::hooks::latest::Latest;

/// Jobs asked for at a time.
const BATCH: u32 = 100;
/// Time between two looks while some job is under way, in milliseconds.
const BUSY: i32 = 3_000;
/// Time between two looks while none is.
const IDLE: i32 = 10_000;

/// What is known of the jobs.
#[derive(Clone, Copy)]
pub struct JobsStore {
    /// The jobs, newest first; nothing before the first answer.
    pub jobs: RwSignal<Option<Vec<JobSummary>>>,
    /// Whether older jobs are still being read.
    pub reading: RwSignal<bool>,
    /// Why the last look failed; what is shown is then stale.
    pub fault: RwSignal<Option<Error>>,
    /// When the jobs were last looked at, in milliseconds since 1970.
    pub fresh: RwSignal<f64>,
    /// How many times a look has been asked for by hand.
    asked: RwSignal<u32>,
}

impl JobsStore {
    /// Reads the jobs and keeps them fresh until the current owner goes.
    pub fn start(gateway: Gateway) -> JobsStore {
        let store = JobsStore {
            jobs: RwSignal::new(None),
            reading: RwSignal::new(true),
            fault: RwSignal::new(None),
            fresh: RwSignal::new(now()),
            asked: RwSignal::new(0),
        };
        let latest = Latest::new();
        effect(move || {
            store.asked.track();
            latest.run(keep(store, gateway.clone()), |()| {});
        });
        store
    }

    /// Looks again at once.
    pub fn refresh(self) {
        self.asked.update(|count| *count += 1);
    }
}

async fn keep(store: JobsStore, gateway: Gateway) {
    store.fault.set(None);
    let mut whole = false;
    loop {
        let looked = if whole { look(store, &gateway).await } else { read_all(store, &gateway).await };
        match looked {
            Ok(()) => {
                whole = true;
                store.fault.set(None);
                store.fresh.set(now());
            }
            Err(error) => {
                let over = error.is_unauthorized();
                store.fault.set(Some(error));
                if over {
                    return;
                }
            }
        }
        let busy = store.jobs.with_untracked(|jobs| jobs.as_deref().is_some_and(|jobs| reach(jobs) > 0));
        pause(if busy { BUSY } else { IDLE }).await;
    }
}

/// Reads everything, page by page; the first page is shown at once.
async fn read_all(store: JobsStore, gateway: &Gateway) -> Result<()> {
    store.reading.set(true);
    let mut offset = 0;
    loop {
        let page = page(gateway, offset).await?;
        let length = page.len();
        if offset == 0 {
            store.jobs.update(|jobs| *jobs = Some(join(jobs.as_deref().unwrap_or_default(), page)));
        } else {
            store.jobs.update(|jobs| append(jobs.get_or_insert_default(), page));
        }
        store.fresh.set(now());
        // A page shorter than asked for may be the service's own limit; only an empty one is the end for sure.
        // A first page far from full is believed, to spare the common case a second call.
        if length == 0 || (offset == 0 && length < 50) {
            store.reading.set(false);
            return Ok(());
        }
        offset += u32::try_from(length).unwrap_or(BATCH);
    }
}

/// Looks at the newest jobs again, as far back as one is under way.
async fn look(store: JobsStore, gateway: &Gateway) -> Result<()> {
    let wanted = store.jobs.with_untracked(|jobs| jobs.as_deref().map_or(0, reach));
    let mut fresh: Vec<JobSummary> = Vec::new();
    loop {
        let page = page(gateway, u32::try_from(fresh.len()).unwrap_or(u32::MAX)).await?;
        if page.is_empty() {
            break;
        }
        append(&mut fresh, page);
        if fresh.len() >= wanted {
            break;
        }
    }
    let joined = store.jobs.with_untracked(|jobs| join(jobs.as_deref().unwrap_or_default(), fresh));
    // Nothing is drawn again when nothing has changed.
    if store.jobs.with_untracked(|jobs| jobs.as_ref() != Some(&joined)) {
        store.jobs.set(Some(joined));
    }
    Ok(())
}

async fn page(gateway: &Gateway, offset: u32) -> Result<Vec<JobSummary>> {
    gateway.jobs().page(&JobSearch { offset, limit: BATCH, ..JobSearch::default() }).await
}

/// A clock that ticks each second, for run times that grow; it stops when the current owner goes.
pub fn clock() -> ReadSignal<f64> {
    let (time, set_time) = signal(now());
    let going = StoredValue::new(true);
    spawn_local(async move {
        while going.try_get_value().is_some() {
            pause(1_000).await;
            if set_time.try_set(now()).is_some() {
                return;
            }
        }
    });
    time
}
