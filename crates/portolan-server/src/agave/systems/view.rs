//! Systems as answers show them.

use portolan::agave::System;
use serde_json::{Value, json};

use crate::State;
use crate::accounts::User;
use crate::agave::links;
use crate::error::Result;
use crate::systems::Registered;

/// What lists of systems can be searched by.
pub(super) const SEARCHABLE: &[&str] = &[
    "id",
    "name",
    "type",
    "uuid",
    "description",
    "status",
    "public",
    "default",
    "globalDefault",
    "available",
    "owner",
    "site",
    "lastModified",
    "revision",
    "scheduler",
    "executionType",
    "environment",
    "workDir",
    "scratchDir",
    "startupScript",
    "maxSystemJobs",
    "maxSystemJobsPerUser",
    "storage.protocol",
    "storage.host",
    "storage.port",
    "storage.homeDir",
    "storage.rootDir",
    "storage.zone",
    "storage.resource",
    "storage.container",
    "login.protocol",
    "login.host",
    "login.port",
    "queues.name",
    "queues.default",
    "queues.maxJobs",
    "queues.maxNodes",
    "queues.maxRequestedTime",
];

/// Which systems a user chose as defaults, by kind.
pub(super) struct Chosen(Vec<(String, String)>);

impl Chosen {
    pub(super) async fn of(state: &State, user: &User) -> Result<Chosen> {
        Ok(Chosen(state.systems().defaults(user).await?))
    }

    /// Whether the user chose this system.
    pub(super) fn is(&self, kind: &str, id: &str) -> bool {
        self.0.iter().any(|(known, chosen)| known == kind && chosen == id)
    }

    /// Whether the user chose none of a kind, and so has the server's own.
    pub(super) fn is_none(&self, kind: &str) -> bool {
        !self.0.iter().any(|(known, _)| known == kind)
    }
}

/// A registered system.
pub(super) fn shown(state: &State, system: &Registered, chosen: &Chosen) -> System {
    let system = &system.system;
    System {
        default: chosen.is(&system.kind, &system.id),
        global_default: Some(false),
        links: Some(own_links(state, &system.id, system.owner.as_deref().unwrap_or_default())),
        ..system.clone()
    }
}

/// The links of any system.
pub(super) fn own_links(state: &State, id: &str, owner: &str) -> Value {
    let own = format!("/systems/v2/{}", links::segment(id));
    json!({
        "self": links::link(state, &own),
        "roles": links::link(state, &format!("{own}/roles")),
        "credentials": links::link(state, &format!("{own}/credentials")),
        "owner": links::profile(state, owner),
    })
}

/// The system with everything that it can be searched by, queues as lists of their fields.
pub(super) fn searchable(system: &System) -> Value {
    let mut row = json!(system);
    if let Some(Value::Array(queues)) = row.get("queues") {
        let column = |name: &str| queues.iter().map(|queue| queue[name].clone()).collect::<Value>();
        row["queues"] = json!({
            "name": column("name"),
            "default": column("default"),
            "maxJobs": column("maxJobs"),
            "maxNodes": column("maxNodes"),
            "maxRequestedTime": column("maxRequestedTime"),
        });
    }
    row
}
