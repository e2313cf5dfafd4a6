//! The two systems that are always there.

use portolan::agave::{AuthConfig, BatchQueue, LoginConfig, StorageConfig};

use super::view::{Chosen, own_links};
use crate::State;
use crate::accounts::User;
use crate::engine::queue::{self, QUEUES, Queue};
use crate::ids;
use crate::storage::System;
use crate::time;

/// The owner of what the server came with.
pub(super) const OWNER: &str = "portolan";

/// The system as a user sees it.
pub(super) fn shown(state: &State, user: &User, system: &System, chosen: &Chosen) -> portolan::agave::System {
    let storage = *system == System::Storage;
    let kind = if storage { "STORAGE" } else { "EXECUTION" };
    portolan::agave::System {
        id: system.id().to_owned(),
        name: if storage { "Files on this machine" } else { "Jobs on this machine" }.to_owned(),
        kind: kind.to_owned(),
        uuid: Some(ids::uuid_of(ids::kind::SYSTEM, system.id())),
        owner: Some(OWNER.to_owned()),
        description: Some(
            if storage {
                "The homes of this server's users"
            } else {
                "Runs jobs as processes of this machine"
            }
            .to_owned(),
        ),
        site: Some("localhost".to_owned()),
        status: "UP".to_owned(),
        available: Some(true),
        public: true,
        default: chosen.is_none(kind),
        global_default: Some(true),
        revision: Some(1),
        last_modified: Some(time::iso(state.started())),
        storage: Some(StorageConfig {
            host: Some("localhost".to_owned()),
            port: Some(0),
            protocol: Some("LOCAL".to_owned()),
            root_dir: Some(if storage { "home/" } else { "jobs/" }.to_owned()),
            home_dir: Some(if storage { format!("/{}", user.name) } else { "/".to_owned() }),
            mirror: Some(false),
            auth: Some(local_auth()),
            ..StorageConfig::default()
        }),
        links: Some(own_links(state, system.id(), OWNER)),
        ..if storage { portolan::agave::System::default() } else { execution() }
    }
}

/// What only an execution system has.
fn execution() -> portolan::agave::System {
    portolan::agave::System {
        login: Some(LoginConfig {
            host: Some("localhost".to_owned()),
            port: Some(0),
            protocol: Some("LOCAL".to_owned()),
            auth: Some(local_auth()),
            ..LoginConfig::default()
        }),
        queues: Some(QUEUES.iter().map(shown_queue).collect()),
        scheduler: Some("FORK".to_owned()),
        execution_type: Some("CLI".to_owned()),
        work_dir: Some(String::new()),
        scratch_dir: Some(String::new()),
        max_system_jobs: Some(count(queue::processors().max(2))),
        max_system_jobs_per_user: Some(-1),
        ..portolan::agave::System::default()
    }
}

fn shown_queue(queue: &Queue) -> BatchQueue {
    let seconds = queue.max_seconds;
    BatchQueue {
        name: queue.name.to_owned(),
        description: Some(queue.description.to_owned()),
        default: queue.default,
        max_jobs: Some(count(queue.max_jobs)),
        max_user_jobs: Some(count(queue.max_user_jobs)),
        max_nodes: i64::try_from(queue.max_nodes).ok(),
        max_processors_per_node: Some(count(queue::processors())),
        max_memory_per_node: Some(format!("{}GB", queue::memory_gb())),
        max_requested_time: Some(format!(
            "{:02}:{:02}:{:02}",
            seconds / 3600,
            seconds / 60 % 60,
            seconds % 60
        )),
        ..BatchQueue::default()
    }
}

fn local_auth() -> AuthConfig {
    AuthConfig { kind: Some("LOCAL".to_owned()), ..AuthConfig::default() }
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
