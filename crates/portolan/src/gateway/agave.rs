//! Agave's words mapped onto the neutral ones.

mod apps;
mod files;
mod jobs;
mod submission;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use futures_util::{Stream, StreamExt, pin_mut};
use serde_json::Value;

pub(super) use submission::{body, read as read_body};

use super::{Person, Queue, System, SystemKind, SystemSummary};
use crate::agave::{Agave, BatchQueue, SystemQuery};
use crate::error::Result;

/// Agave's largest page.
const PAGE: u32 = 250;

/// An Agave client as a provider of the neutral layer.
#[derive(Clone)]
pub(super) struct Adapter {
    agave: Agave,
    /// Where each job's log is found; it does not move while it is followed.
    logs: Arc<Mutex<BTreeMap<String, String>>>,
}

impl Adapter {
    pub(super) fn new(agave: Agave) -> Self {
        Self { agave, logs: Arc::default() }
    }

    pub(super) fn client(&self) -> &Agave {
        &self.agave
    }

    pub(super) async fn who(&self) -> Result<Person> {
        let profile = self.agave.profiles().get().await?;
        let parts = [profile.first_name, profile.last_name].map(Option::unwrap_or_default).join(" ");
        let full = profile.full_name.unwrap_or(parts);
        let name = if full.trim().is_empty() { profile.username.clone() } else { full.trim().to_owned() };
        Ok(Person {
            username: profile.username,
            name,
            email: profile.email.filter(|email| !email.is_empty()),
        })
    }

    pub(super) async fn list_systems(&self) -> Result<Vec<SystemSummary>> {
        let query = SystemQuery { limit: Some(PAGE), ..SystemQuery::default() };
        let systems = collect(self.agave.systems().list_all(&query)).await?;
        let summaries = systems.into_iter().map(|system| SystemSummary {
            kind: kind(&system.kind),
            id: system.id,
            name: system.name,
            description: system.description.unwrap_or_default(),
            default: system.default,
            public: system.public,
            status: system.status,
        });
        Ok(summaries.collect())
    }

    pub(super) async fn system(&self, id: &str) -> Result<System> {
        let system = self.agave.systems().get(id).await?;
        let details = serde_json::to_value(&system).unwrap_or(Value::Null);
        let home = system
            .storage
            .map(|storage| format!("/{}", storage.home_dir.unwrap_or_default().trim_matches('/')));
        let summary = SystemSummary {
            kind: kind(&system.kind),
            id: system.id,
            name: system.name,
            description: system.description.unwrap_or_default(),
            default: system.default,
            public: system.public,
            status: system.status,
        };
        let queues = system.queues.unwrap_or_default().into_iter().map(queue);
        Ok(System { summary, queues: queues.collect(), home, details })
    }
}

fn kind(word: &str) -> SystemKind {
    if word.eq_ignore_ascii_case("EXECUTION") { SystemKind::Execution } else { SystemKind::Storage }
}

fn queue(queue: BatchQueue) -> Queue {
    let limit =
        |limit: Option<i64>| limit.and_then(|limit| u32::try_from(limit).ok()).filter(|limit| *limit > 0);
    let text = |text: Option<String>| text.filter(|text| !text.is_empty() && text != "-1");
    Queue {
        name: queue.name,
        description: queue.description.unwrap_or_default(),
        default: queue.default,
        max_run_time: text(queue.max_requested_time),
        max_nodes: limit(queue.max_nodes),
        max_processors_per_node: limit(queue.max_processors_per_node),
        max_memory_per_node: text(queue.max_memory_per_node),
    }
}

/// Every item of a list.
async fn collect<T>(items: impl Stream<Item = Result<T>>) -> Result<Vec<T>> {
    pin_mut!(items);
    let mut all = Vec::new();
    while let Some(item) = items.next().await {
        all.push(item?);
    }
    Ok(all)
}
