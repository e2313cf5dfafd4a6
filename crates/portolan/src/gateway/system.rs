//! Where files lie and where jobs run.

use super::{App, Details, Provider, provide};
use crate::error::Result;
use crate::json::Json;

/// What a system is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SystemKind {
    /// It keeps files.
    #[default]
    Storage,
    /// It runs jobs.
    Execution,
}

/// A system in a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SystemSummary {
    /// What the service calls it.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// What it is.
    pub description: String,
    /// What it is for.
    pub kind: SystemKind,
    /// Whether it is the caller's own choice among its kind.
    pub default: bool,
    /// Whether everybody may use it.
    pub public: bool,
    /// Whether it works, in the service's word.
    pub status: String,
}

/// A system.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct System {
    /// What a list shows of it.
    pub summary: SystemSummary,
    /// Its batch queues; a storage system has none.
    pub queues: Vec<Queue>,
    /// The caller's home folder on it, from the system's root; `None` where it keeps no files.
    pub home: Option<String>,
    /// The system as the service sent it.
    pub details: Details,
}

/// A batch queue; `None` is no limit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Queue {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Whether a job goes there that names none.
    pub default: bool,
    /// The longest run time, as in `hh:mm:ss`.
    pub max_run_time: Option<String>,
    /// The most nodes of a job.
    pub max_nodes: Option<u32>,
    /// The most processors per node.
    pub max_processors_per_node: Option<u32>,
    /// The most memory per node, as in `32GB`.
    pub max_memory_per_node: Option<String>,
    /// What it costs, as in `2.1 per node and hour`.
    pub price: Option<String>,
}

/// Finds systems.
#[derive(Clone)]
pub struct Systems {
    pub(super) provider: Provider,
}

impl Systems {
    /// Lists every system that the caller may use.
    ///
    /// # Errors
    /// Those of every call.
    pub async fn list(&self) -> Result<Vec<SystemSummary>> {
        provide!(&self.provider, adapter => adapter.list_systems().await)
    }

    /// The queues that an app's jobs may go to; none where they have no choice.
    ///
    /// # Errors
    /// Those of every call.
    pub async fn queues(&self, app: &App) -> Result<Vec<Queue>> {
        provide!(&self.provider, adapter => adapter.queues(app).await)
    }

    /// Fetches one system.
    ///
    /// # Errors
    /// [`crate::Code::NotFound`] when there is none of this id.
    pub async fn get(&self, id: &str) -> Result<System> {
        provide!(&self.provider, adapter => adapter.system(id).await)
    }
}

/// A price with what it is for; what costs nothing has none.
pub(super) fn price(json: &Json, name: &str, of: &str) -> Option<String> {
    json.words_of(name)
        .filter(|price| price.contains(|digit| ('1'..='9').contains(&digit)))
        .map(|price| price + of)
}
