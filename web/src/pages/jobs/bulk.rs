//! Stopping and deleting several jobs at once, with what came of each.

use std::collections::BTreeSet;

use leptos::prelude::*;
use portolan::gateway::{Gateway, JobSummary};

use super::store::JobsStore;
use crate::components::ask::{Asker, Question, use_asker};
use crate::components::plain::{button, chip, table, words};
use crate::components::text::{count, visible};
use crate::session::use_gateway;

/// The ids of the jobs that are picked.
pub(super) type Picked = RwSignal<BTreeSet<String>>;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Deed {
    Stop,
    Delete,
}

impl Deed {
    const fn verb(self) -> &'static str {
        match self {
            Self::Stop => "Stop",
            Self::Delete => "Delete",
        }
    }

    const fn done(self) -> &'static str {
        match self {
            Self::Stop => "is being stopped",
            Self::Delete => "deleted",
        }
    }

    const fn consequence(self) -> &'static str {
        match self {
            Self::Stop => "They end now. What they have written so far stays.",
            Self::Delete => {
                "They disappear from your jobs, and those that run are stopped. Archived results stay in your files."
            }
        }
    }
}

/// The bar that appears while jobs are picked.
pub(super) fn bar(picked: Picked, all: Signal<Vec<JobSummary>>, store: JobsStore) -> AnyView {
    let asker = use_asker();
    let gateway = StoredValue::new(use_gateway());
    let chosen = move || -> Vec<JobSummary> {
        let jobs = all.get();
        picked.with(|picked| jobs.into_iter().filter(|job| picked.contains(&job.id)).collect())
    };
    let ask = move |deed: Deed| {
        let jobs: Vec<JobSummary> = untrack(chosen)
            .into_iter()
            .filter(|job| deed == Deed::Delete || !job.status.is_final())
            .collect();
        asker.ask(question(deed, jobs, gateway.get_value(), picked, store, asker));
    };
    let content = move || {
        let jobs = chosen();
        if jobs.is_empty() {
            return ().into_any();
        }
        let running = jobs.iter().any(|job| !job.status.is_final());
        let delete = gateway
            .with_value(|gateway| gateway.capabilities().delete_jobs)
            .then(|| button("Delete selected", String::new(), move || ask(Deed::Delete)));
        let stop = running.then(|| button("Stop selected", String::new(), move || ask(Deed::Stop)));
        view! {
            <div class="row jobs-bulk" role="group" aria-label="Selected jobs">
                <span>{format!("{} selected", count(jobs.len(), "job", "jobs"))}</span>
                {stop}
                {delete}
                {button("Clear selection", String::new(), move || picked.set(BTreeSet::new()))}
            </div>
        }
        .into_any()
    };
    content.into_any()
}

fn question(
    deed: Deed,
    jobs: Vec<JobSummary>,
    gateway: Gateway,
    picked: Picked,
    store: JobsStore,
    asker: Asker,
) -> Question {
    let title = format!("{} {}?", deed.verb(), count(jobs.len(), "job", "jobs"));
    let names: Vec<String> = jobs.iter().map(|job| visible(&job.name)).collect();
    let named = if names.len() > 12 {
        format!("{} and {} more", names[..12].join(", "), names.len() - 12)
    } else {
        names.join(", ")
    };
    Question::new(title, deed.verb(), Vec::new(), move |_| {
        let (service, jobs) = (gateway.jobs(), jobs.clone());
        async move {
            let mut results = Vec::with_capacity(jobs.len());
            for JobSummary { id, name, .. } in jobs {
                let outcome = match deed {
                    Deed::Stop => service.cancel(&id).await,
                    Deed::Delete => service.delete(&id).await,
                };
                if outcome.is_ok() {
                    let _ = picked.try_update(|picked| picked.remove(&id));
                }
                results.push((visible(&name), outcome.err().map(|error| error.to_string())));
            }
            store.refresh();
            asker.ask(told(deed, results));
            Ok(String::new())
        }
    })
    .saying(named)
    .saying(deed.consequence())
    .destroys()
}

/// What came of each.
fn told(deed: Deed, results: Vec<(String, Option<String>)>) -> Question {
    let failed = results.iter().filter(|(_, fault)| fault.is_some()).count();
    let title = match failed {
        0 => format!("{} done", count(results.len(), "job", "jobs")),
        failed => format!("{} of {} failed", failed, results.len()),
    };
    Question::show(title, move || {
        let rows = results
            .iter()
            .map(|(name, fault)| {
                let outcome = match fault {
                    None => chip(deed.done(), true),
                    Some(fault) => words(fault.clone()),
                };
                vec![words(name.clone()), outcome]
            })
            .collect();
        table("Results", &["Job", "Result"], rows)
    })
}
