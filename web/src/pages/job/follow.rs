//! The job as it is now: followed without a reload, until it is over.

use futures_util::StreamExt;
use leptos::prelude::*;
use portolan::Error;
use portolan::gateway::{Gateway, HistoryEvent, Job};

use crate::hooks::effect::effect;
use crate::hooks::latest::Latest;
use crate::pages::jobs::poll::pause;
use crate::session::use_gateway;

/// Time before a broken watch is taken up again, in milliseconds.
const AGAIN: i32 = 5_000;

/// What is known of the job.
#[derive(Clone, Copy)]
pub struct Followed {
    /// The job; nothing before the first answer.
    pub job: RwSignal<Option<Job>>,
    /// What has happened to it.
    pub history: RwSignal<Vec<HistoryEvent>>,
    /// Why it cannot be followed at the moment.
    pub fault: RwSignal<Option<Error>>,
    asked: RwSignal<u32>,
}

impl Followed {
    /// Follows the job of `id` until the current owner goes.
    pub fn start(id: Memo<String>) -> Followed {
        let gateway = use_gateway();
        let followed = Followed {
            job: RwSignal::new(None),
            history: RwSignal::new(Vec::new()),
            fault: RwSignal::new(None),
            asked: RwSignal::new(0),
        };
        let (watching, reading) = (Latest::new(), Latest::new());
        Effect::new({
            let gateway = gateway.clone();
            move |before: Option<String>| {
                followed.asked.track();
                let id = id.get();
                if before.as_ref().is_some_and(|before| *before != id) {
                    followed.job.set(None);
                    followed.history.set(Vec::new());
                }
                watching.run(watch(gateway.clone(), id.clone(), followed), |()| {});
                id
            }
        });
        // Each change of the service's own word is an event, and events come with words of their own.
        let word = Memo::new(move |_| {
            followed.job.with(|job| {
                job.as_ref().map(|job| (job.summary.id.clone(), job.summary.native_status.clone()))
            })
        });
        effect(move || {
            if let Some((id, _)) = word.get() {
                let jobs = gateway.jobs();
                reading.run(async move { jobs.history(&id).await }, move |history| {
                    if let Ok(history) = history {
                        followed.history.set(history);
                    }
                });
            }
        });
        followed
    }

    /// Looks again at once.
    pub fn refresh(self) {
        self.asked.update(|count| *count += 1);
    }
}

async fn watch(gateway: Gateway, id: String, followed: Followed) {
    followed.fault.set(None);
    loop {
        let mut changes = Box::pin(gateway.jobs().watch(&id));
        let mut broken = None;
        while let Some(change) = changes.next().await {
            match change {
                Ok(job) => {
                    followed.fault.set(None);
                    followed.job.set(Some(job));
                }
                Err(error) => broken = Some(error),
            }
        }
        let Some(error) = broken else { return };
        let hopeless = error.is_not_found() || error.is_unauthorized();
        followed.fault.set(Some(error));
        if hopeless {
            return;
        }
        pause(AGAIN).await;
    }
}
