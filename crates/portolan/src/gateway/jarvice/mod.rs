//! JARVICE's words mapped onto the neutral ones.
//!
//! An application is one app for each of its commands. Machines are the queues of the one system that runs jobs, vaults are the
//! systems that keep files.

mod apps;
mod files;
mod jobs;
mod submission;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

pub(super) use submission::read as read_body;

use super::{App, Capabilities, Person, Queue, Service, System, SystemKind, SystemSummary};
use crate::call::CallOptions;
use crate::client::Client;
use crate::error::{Code, Error, Result};
use crate::jarvice::{Jarvice, MachinesQuery};
use crate::json::Json;

/// The system whose queues are the machines.
const MACHINES: &str = "machines";
/// The vault that every job can have.
const SCRATCH: &str = "ephemeral";

pub(super) const CAPABILITIES: Capabilities = Capabilities {
    move_files: false,
    copy_files: false,
    transfer_files: false,
    folders: true,
    resubmit: true,
    live_outputs: true,
    outputs: false,
    delete_jobs: false,
    suspend: true,
    memory: false,
    archive: false,
    share_files: false,
    metadata: false,
    notifications: false,
    actors: false,
};

/// A JARVICE client as a provider of the neutral layer.
#[derive(Clone)]
pub(super) struct Adapter {
    jarvice: Jarvice,
    /// The machines that each app may use, by the app's id.
    machines: Arc<Mutex<BTreeMap<String, Vec<String>>>>,
}

impl Adapter {
    pub(super) fn with(&self, options: CallOptions) -> Self {
        Self { jarvice: self.jarvice.with(options), ..self.clone() }
    }

    pub(super) fn new(jarvice: Jarvice) -> Self {
        Self { jarvice, machines: Arc::default() }
    }

    fn calls(&self) -> &Client {
        self.jarvice.client()
    }

    /// The service tells nothing of a user; that it lists machines shows that the key is good.
    pub(super) async fn who(&self) -> Result<Person> {
        self.machine_list().await?;
        let name = self.jarvice.username().to_owned();
        Ok(Person { username: name.clone(), name, email: None })
    }

    async fn machine_list(&self) -> Result<Json> {
        self.calls().document(Jarvice::machines_request(&MachinesQuery::default())?).await
    }

    pub(super) async fn list_systems(&self) -> Result<Vec<SystemSummary>> {
        let mut vaults = self.jarvice.vaults().to_vec();
        for vault in self.used_vaults().await? {
            if !vaults.contains(&vault) {
                vaults.push(vault);
            }
        }
        if !vaults.iter().any(|vault| vault == SCRATCH) {
            vaults.push(SCRATCH.to_owned());
        }
        let mut systems = vec![summary(MACHINES)];
        systems.extend(vaults.iter().map(|vault| summary(vault)));
        // The first vault that is kept is where people look for their files.
        if let Some(vault) = systems.get_mut(1) {
            vault.default = true;
        }
        Ok(systems)
    }

    pub(super) async fn system(&self, id: &str) -> Result<System> {
        if id != MACHINES {
            let home = Some("/".to_owned());
            return Ok(System { summary: summary(id), home, ..System::default() });
        }
        let machines = self.machine_list().await?;
        let queues = machines.entries().iter().map(|(name, machine)| queue(name, machine)).collect();
        Ok(System { summary: summary(MACHINES), queues, home: None, details: machines.into() })
    }

    pub(super) async fn queues(&self, app: &App) -> Result<Vec<Queue>> {
        let patterns = self.machine_patterns(app);
        let mut queues = self.system(MACHINES).await?.queues;
        queues.retain(|queue| {
            patterns.is_empty() || patterns.iter().any(|pattern| matches(pattern, &queue.name))
        });
        Ok(queues)
    }
}

fn summary(id: &str) -> SystemSummary {
    let is_machines = id == MACHINES;
    SystemSummary {
        id: id.to_owned(),
        name: if is_machines { "Machines".to_owned() } else { id.to_owned() },
        description: match id {
            MACHINES => "Where jobs run.",
            SCRATCH => "Scratch space of one job; nothing of it is kept.",
            _ => "A vault. Its files come and go by SFTP.",
        }
        .to_owned(),
        kind: if is_machines { SystemKind::Execution } else { SystemKind::Storage },
        default: is_machines,
        public: is_machines,
        status: "UP".to_owned(),
    }
}

fn queue(name: &str, machine: &Json) -> Queue {
    let limit = |name| u32::try_from(machine.number_of(name)).ok().filter(|limit| *limit > 0);
    Queue {
        name: name.to_owned(),
        description: machine.text_of("mc_description").unwrap_or_default(),
        default: false,
        max_run_time: None,
        max_nodes: limit("mc_scale_max"),
        max_processors_per_node: limit("mc_cores"),
        max_memory_per_node: machine.words_of("mc_ram").map(|memory| memory + "GB"),
        price: super::system::price(machine, "mc_price", " per node and hour"),
    }
}

/// Whether a name matches a shell's pattern with `*` and `?`.
fn matches(pattern: &str, name: &str) -> bool {
    let mut letters = pattern.chars();
    match letters.next() {
        None => name.is_empty(),
        Some('*') => {
            let rest = letters.as_str();
            let ends = name.char_indices().map(|(at, _)| at).chain([name.len()]);
            ends.into_iter().any(|at| matches(rest, &name[at..]))
        }
        Some(letter) => {
            let mut named = name.chars();
            named.next().is_some_and(|found| letter == '?' || letter == found)
                && matches(letters.as_str(), named.as_str())
        }
    }
}

fn unsupported(what: &str) -> Error {
    super::unsupported(Service::Jarvice, what)
}

fn not_found(what: &str) -> Error {
    Error::new(Code::NotFound, format!("There is no {what}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn machines_are_named_by_patterns() {
        for (pattern, name) in [("*", "n3"), ("n3*", "n3"), ("n?", "n3"), ("n*5", "nx5"), ("ng4", "ng4")] {
            assert!(matches(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in [("", "n3"), ("n3", "n30"), ("n?", "n30"), ("x*", "n3")] {
            assert!(!matches(pattern, name), "{pattern} {name}");
        }
    }

    #[test]
    fn a_machine_is_a_queue_with_its_price() {
        let machine =
            Json::parse(r#"{"mc_cores": "16", "mc_ram": 128, "mc_price": "2.10", "mc_scale_max": 64}"#)
                .unwrap();
        let queue = queue("n3", &machine);
        assert_eq!((queue.max_nodes, queue.max_processors_per_node), (Some(64), Some(16)));
        assert_eq!(queue.price.as_deref(), Some("2.10 per node and hour"));
        assert_eq!(queue.max_memory_per_node.as_deref(), Some("128GB"));
    }
}
