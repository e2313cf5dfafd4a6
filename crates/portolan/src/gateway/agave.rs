//! Agave's words mapped onto the neutral ones.

mod apps;
mod files;
mod jobs;
mod submission;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

pub(super) use submission::read as read_body;

use super::{App, Capabilities, Person, Queue, System, SystemKind, SystemSummary, pages};
use crate::agave::{Agave, ENDPOINTS, Profiles, SystemQuery, Systems};
use crate::call::CallOptions;
use crate::client::Client;
use crate::error::Result;
use crate::json::Json;
use crate::request::Request;

/// Agave's largest page.
const PAGE: u32 = 250;

pub(super) const CAPABILITIES: Capabilities = Capabilities {
    move_files: true,
    copy_files: true,
    transfer_files: true,
    folders: true,
    resubmit: true,
    live_outputs: true,
    outputs: true,
    delete_jobs: true,
    suspend: false,
    memory: true,
    archive: true,
    share_files: true,
    metadata: true,
    notifications: true,
    actors: true,
};

/// An Agave client as a provider of the neutral layer.
#[derive(Clone)]
pub(super) struct Adapter {
    agave: Agave,
    /// Where each job's log is found; it does not move while it is followed.
    logs: Arc<Mutex<BTreeMap<String, String>>>,
}

impl Adapter {
    pub(super) fn with(&self, options: CallOptions) -> Self {
        Self { agave: self.agave.with(options), ..self.clone() }
    }

    #[cfg(all(feature = "connect", target_family = "wasm"))]
    pub(super) fn progress(&self) -> Option<crate::call::Progress> {
        self.calls().options().progress.clone()
    }

    pub(super) fn new(agave: Agave) -> Self {
        Self { agave, logs: Arc::default() }
    }

    pub(super) fn client(&self) -> &Agave {
        &self.agave
    }

    fn calls(&self) -> &Client {
        self.agave.client()
    }

    async fn all(&self, request: Request) -> Result<Vec<Json>> {
        pages::by_offset(self.calls(), request, PAGE).await
    }

    async fn send(&self, name: &str, segments: &[(&str, &str)], body: &Json) -> Result<Json> {
        self.calls().document(pages::with_body(&ENDPOINTS, name, segments, body)?).await
    }

    pub(super) async fn who(&self) -> Result<Person> {
        let profile = self.calls().document(Profiles::get_request()?).await?;
        let username = profile.text_of("username").unwrap_or_default();
        let parts = ["firstName", "lastName"].map(|part| profile.text_of(part).unwrap_or_default()).join(" ");
        let name = profile.words_of("fullName").unwrap_or(parts);
        let name = if name.trim().is_empty() { username.clone() } else { name.trim().to_owned() };
        Ok(Person { username, name, email: profile.words_of("email") })
    }

    pub(super) async fn list_systems(&self) -> Result<Vec<SystemSummary>> {
        let systems = self.all(Systems::list_request(&SystemQuery::default())?).await?;
        Ok(systems.iter().map(summary).collect())
    }

    pub(super) async fn system(&self, id: &str) -> Result<System> {
        let system = self.calls().document(Systems::get_request(id)?).await?;
        let storage = system.get("storage");
        let home = storage.text_of("homeDir").unwrap_or_default();
        Ok(System {
            summary: summary(&system),
            queues: system.get("queues").items().iter().map(queue).collect(),
            home: storage.exists().then(|| format!("/{}", home.trim_matches('/'))),
            details: system.into(),
        })
    }

    pub(super) async fn queues(&self, app: &App) -> Result<Vec<Queue>> {
        match &app.summary.system {
            Some(system) => Ok(self.system(system).await?.queues),
            None => Ok(Vec::new()),
        }
    }
}

fn summary(system: &Json) -> SystemSummary {
    let text = |name| system.text_of(name).unwrap_or_default();
    let is_execution = text("type").eq_ignore_ascii_case("EXECUTION");
    SystemSummary {
        id: text("id"),
        name: text("name"),
        description: text("description"),
        kind: if is_execution { SystemKind::Execution } else { SystemKind::Storage },
        default: system.is_true("default"),
        public: system.is_true("public"),
        status: text("status"),
    }
}

fn queue(queue: &Json) -> Queue {
    let limit = |name| u32::try_from(queue.number_of(name)).ok().filter(|limit| *limit > 0);
    let text = |name| queue.words_of(name).filter(|text| text != "-1");
    Queue {
        name: queue.text_of("name").unwrap_or_default(),
        description: queue.text_of("description").unwrap_or_default(),
        default: queue.is_true("default"),
        max_run_time: text("maxRequestedTime"),
        max_nodes: limit("maxNodes"),
        max_processors_per_node: limit("maxProcessorsPerNode"),
        max_memory_per_node: text("maxMemoryPerNode"),
        price: None,
    }
}
