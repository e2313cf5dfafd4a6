//! What the service has and how it is used.

use indexmap::IndexMap;
use serde::{Deserialize, Deserializer, Serialize};

use super::{App, AppDef, Jarvice, MachineDef, StatusMessage};
use crate::members::first_of;
use crate::{api, fields, model};

/// Tells what the service has and how it is used.
///
/// ```no_run
/// # async fn example(jarvice: portolan::jarvice::Jarvice) -> portolan::Result<()> {
/// for (name, machine) in jarvice.machines(&Default::default()).await? {
///     println!("{name} {} cores", machine.mc_cores.unwrap_or_default());
/// }
/// # Ok(())
/// # }
/// ```
///
/// ```js
/// const apps = { ...(await jarvice.apps()), ...(await jarvice.apps({ version: 2 })) };
/// console.log(Object.keys(apps));
/// ```
#[api(Jarvice, "/jarvice", plain)]
pub trait Information {
    /// Lists applications by their ids. Those of version 2 are told only when they are asked for.
    #[get("/apps", read, optional)]
    fn apps(&self, query: &AppsQuery) -> IndexMap<String, App>;

    /// Fetches an application's definition.
    #[get("/appdef", read)]
    fn appdef(&self, query: &AppdefQuery) -> AppDef;

    /// Lists the kinds of machines by their names.
    #[get("/machines", read)]
    fn machines(&self, query: &MachinesQuery) -> IndexMap<String, MachineDef>;

    /// Lists the queues, by name or with what is known of each.
    #[get("/queues", read)]
    fn queues(&self, query: &QueuesQuery) -> Queues;

    /// Lists the projects that the caller may charge.
    #[get("/projects", read)]
    fn projects(&self) -> IndexMap<String, Vec<String>>;

    /// Lists the members of the caller's team.
    #[get("/teamusers", read)]
    fn teamusers(&self) -> IndexMap<String, TeamUser>;

    /// Tells the state of the licence server.
    #[get("/license", read)]
    fn license(&self) -> String;

    /// Reports what was used, as CSV.
    #[get("/billing", read)]
    fn billing(&self, query: &BillingQuery) -> String;

    /// Reads the log of administration.
    #[get("/audit", read)]
    fn audit(&self, query: &AuditQuery) -> String;

    /// Says whether the service is there.
    #[get("/live", read, open)]
    fn live(&self) -> StatusMessage;

    /// Says whether the service can take requests.
    #[get("/ready", read, open)]
    fn ready(&self) -> StatusMessage;
}

/// Which applications.
#[fields]
pub struct AppsQuery {
    /// Only the one of this id.
    pub name: Option<String>,
    /// The version of their definitions, 1 or 2; 1 unless told.
    pub version: Option<u32>,
}

/// Which application.
#[fields]
pub struct AppdefQuery {
    /// Its id.
    pub name: String,
}

/// Which machines.
#[fields]
pub struct MachinesQuery {
    /// Only the one of this name.
    pub name: Option<String>,
    /// Only those that can reach this vault.
    pub vault: Option<String>,
}

/// Which queues.
#[fields]
pub struct QueuesQuery {
    /// Only the one of this name.
    pub name: Option<String>,
    /// 1 to be told what is known of each.
    pub info: Option<u32>,
}

/// What a report of usage is about.
#[fields]
pub struct BillingQuery {
    /// Only this user.
    pub reportuser: Option<String>,
    /// Only this zone.
    pub zone: Option<String>,
    /// Only this billing code.
    pub billingcode: Option<u32>,
    /// Only jobs in these states, with commas between.
    pub statuses: Option<String>,
    /// Only these kinds of machines, with commas between.
    pub machtypes: Option<String>,
    /// Only this application.
    pub jobapp: Option<String>,
    /// `true` to be told of every job.
    pub itemized: Option<String>,
    /// `last`, `current` or `range`.
    pub timeperiod: Option<String>,
    /// Where a range begins.
    pub startdate: Option<String>,
    /// Where a range ends.
    pub enddate: Option<String>,
}

/// What of the log.
#[fields]
pub struct AuditQuery {
    /// Only this user.
    pub quser: Option<String>,
    /// Such as `job`, `vault` or `team`.
    pub category: Option<String>,
    /// Only this resource.
    pub resource: Option<String>,
    /// How many lines.
    pub lines: Option<u32>,
}

/// A member of a team.
#[model(snake)]
pub struct TeamUser {
    pub name: Option<String>,
    pub email: Option<String>,
}

/// A queue.
#[model(snake)]
pub struct Queue {
    pub name: Option<String>,
    pub app: Option<String>,
    pub machine: Option<String>,
    pub size: Option<i64>,
}

/// Queues, as they were asked for.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Queues {
    /// Their names.
    Names(Vec<String>),
    /// What is known of each, in a list.
    List(Vec<Queue>),
    /// What is known of each, by name.
    Info(IndexMap<String, Queue>),
}

impl<'de> Deserialize<'de> for Queues {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let shapes: &[fn(&str) -> _] = &[
            |json| serde_json::from_str(json).map(Queues::Names),
            |json| serde_json::from_str(json).map(Queues::List),
            |json| serde_json::from_str(json).map(Queues::Info),
        ];
        first_of(deserializer, shapes)
    }
}

#[cfg(feature = "meta")]
impl crate::meta::Described for Queues {
    fn typescript(types: &mut crate::meta::Types) -> String {
        let queue = Queue::typescript(types);
        format!("string[] | {queue}[] | Record<string, {queue}>")
    }
}
