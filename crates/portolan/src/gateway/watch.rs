//! Following jobs: however many watch one, it is asked for once.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use futures_util::Stream;

use super::{Job, Jobs};
use crate::error::{Error, Result};
use crate::transport;

/// How long a watcher waits before it asks again: soon at first, then ever later.
const WATCH_MS: [u64; 8] = [300, 500, 700, 1_000, 1_000, 1_500, 2_000, 3_000];
/// How long a page that nobody sees waits before it looks whether somebody does.
const HIDDEN_MS: u64 = 500;
/// How often in a row asking may fail in a way that passes.
const FAILURES: usize = 5;

/// The jobs that are being watched.
pub(super) type Watched = Arc<Mutex<BTreeMap<String, Weak<Latest>>>>;

/// What is known of a watched job.
#[derive(Default)]
pub(super) struct Latest(futures_util::lock::Mutex<Option<Look>>);

/// One look at a job, with its number.
#[derive(Clone)]
struct Look {
    number: u64,
    job: Result<Job>,
}

fn latest(watched: &Watched, id: &str) -> Arc<Latest> {
    let mut watched = watched.lock().unwrap_or_else(PoisonError::into_inner);
    watched.retain(|_, latest| latest.strong_count() > 0);
    let known = watched.get(id).and_then(Weak::upgrade);
    known.unwrap_or_else(|| {
        let latest = Arc::new(Latest::default());
        watched.insert(id.to_owned(), Arc::downgrade(&latest));
        latest
    })
}

impl Latest {
    /// The newest look that this watcher has not had: another's, or one of its own.
    async fn look(&self, jobs: &Jobs, id: &str, seen: u64) -> Look {
        let mut newest = self.0.lock().await;
        let number = newest.as_ref().map_or(0, |look| look.number);
        if number <= seen {
            *newest = Some(Look { number: number + 1, job: jobs.get(id).await });
        }
        newest.clone().unwrap_or_else(|| Look { number, job: Err(Error::invalid("id", "is missing")) })
    }
}

pub(super) fn watch(jobs: Jobs, id: String, while_hidden: bool) -> impl Stream<Item = Result<Job>> + use<> {
    async_stream::try_stream! {
        let latest = latest(&jobs.watched, &id);
        let (mut last, mut seen) = (None::<Job>, 0);
        let (mut quiet, mut failures) = (0, 0);
        loop {
            while !while_hidden && transport::is_hidden() {
                transport::sleep(HIDDEN_MS).await;
            }
            let look = latest.look(&jobs, &id, seen).await;
            seen = look.number;
            let mut wait = WATCH_MS[quiet.min(WATCH_MS.len() - 1)];
            match look.job {
                Ok(job) => {
                    failures = 0;
                    quiet += 1;
                    let is_final = job.summary.status.is_final();
                    if last.as_ref() != Some(&job) {
                        quiet = 0;
                        last = Some(job.clone());
                        yield job;
                    }
                    if is_final {
                        break;
                    }
                }
                Err(error) => {
                    failures += 1;
                    if failures >= FAILURES || !error.is_retryable() {
                        Err(error.clone())?;
                    }
                    quiet += 1;
                    wait = error.retry_after_ms.unwrap_or(wait).max(wait);
                }
            }
            transport::sleep(wait).await;
        }
    }
}
