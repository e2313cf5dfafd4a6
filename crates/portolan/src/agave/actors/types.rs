//! What the actors' service takes and gives. Whether its keys are in snake or camel case is a setting of its deployment.

use indexmap::IndexMap;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use crate::members::{Members, first_of};
use crate::model;

/// An actor to register, or its new description.
#[model]
pub struct ActorRequest {
    /// The container image, as in `abacosamples/test:latest`.
    pub image: String,
    pub name: Option<String>,
    pub description: Option<String>,
    /// Whether it keeps nothing between executions; the service's default is yes, and a no stays.
    pub stateless: Option<bool>,
    pub privileged: Option<bool>,
    /// Variables for every execution.
    pub default_environment: Option<Map<String, Value>>,
    /// Whether executions get a token of the caller.
    pub token: Option<bool>,
    /// The actor that gets the results as messages.
    pub link: Option<String>,
    pub hints: Option<Vec<String>>,
    pub queue: Option<String>,
    pub max_workers: Option<i64>,
    pub mem_limit: Option<String>,
    pub max_cpus: Option<i64>,
    /// An address that is told of every change of status.
    pub webhook: Option<String>,
    pub cron_on: Option<bool>,
    /// As in `2026-11-25 14 + 1 hour`.
    pub cron_schedule: Option<String>,
}

/// An actor.
#[model(either)]
pub struct Actor {
    pub id: String,
    pub name: Option<String>,
    pub description: Option<String>,
    pub image: String,
    pub owner: Option<String>,
    /// As in `SUBMITTED`, `READY` or `ERROR`.
    pub status: String,
    pub status_message: Option<String>,
    pub stateless: Option<bool>,
    /// What a stateful actor has kept.
    pub state: Option<Value>,
    pub privileged: Option<bool>,
    pub default_environment: Option<Map<String, Value>>,
    pub token: Option<bool>,
    pub link: Option<String>,
    pub hints: Option<Vec<String>>,
    pub queue: Option<String>,
    pub max_workers: Option<i64>,
    pub mem_limit: Option<String>,
    pub max_cpus: Option<i64>,
    pub webhook: Option<String>,
    pub cron_on: Option<bool>,
    pub cron_schedule: Option<String>,
    pub create_time: Option<String>,
    pub last_update_time: Option<String>,
    #[serde(rename = "_links")]
    pub links: Option<Value>,
}

/// A list as the service gives it when nothing is asked for, or the answer of a search.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Found<T> {
    /// All items.
    All(Vec<T>),
    /// The items that were found.
    Search {
        /// What was searched, and how many there are.
        #[serde(rename = "_metadata")]
        metadata: Value,
        /// The items.
        search: Vec<T>,
    },
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Found<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let shapes: &[fn(&str) -> _] = &[
            |json| serde_json::from_str(json).map(Found::All),
            |json| {
                let members: Members = serde_json::from_str(json)?;
                let metadata = members.value(&["_metadata"])?;
                Ok(Found::Search { metadata, search: members.value(&["search"])? })
            },
        ];
        first_of(deserializer, shapes)
    }
}

impl<T> IntoIterator for Found<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        match self {
            Self::All(items) | Self::Search { search: items, .. } => items.into_iter(),
        }
    }
}

#[cfg(feature = "meta")]
impl<T: crate::meta::Described> crate::meta::Described for Found<T> {
    fn typescript(types: &mut crate::meta::Types) -> String {
        let item = T::typescript(types);
        format!("{item}[] | {{ _metadata: Json; search: {item}[] }}")
    }
}

/// Another name of an actor.
#[model(either)]
pub struct ActorAlias {
    pub alias: String,
    pub actor_id: String,
    pub owner: Option<String>,
    #[serde(rename = "_links")]
    pub links: Option<Value>,
}

/// An alias to make.
#[model]
pub struct AddAliasRequest {
    pub actor_id: String,
    pub alias: String,
}

/// How many messages wait.
#[model]
pub struct ActorMessages {
    pub messages: i64,
    #[serde(rename = "_links")]
    pub links: Option<Value>,
}

/// A message to an actor.
#[model]
pub struct MessageRequest {
    /// Any JSON; the actor gets it as text.
    pub message: Value,
}

/// What a message has started.
#[model(either)]
pub struct ActorMessageResponse {
    pub execution_id: String,
    /// The message as the actor gets it.
    pub msg: Option<Value>,
    #[serde(rename = "_links")]
    pub links: Option<Value>,
}

/// What a stateful actor has kept.
#[model]
pub struct ActorState {
    pub state: Value,
    #[serde(rename = "_links")]
    pub links: Option<Value>,
}

/// Levels by user name: `NONE`, `READ`, `EXECUTE` or `UPDATE`.
pub type ActorPermissionMap = IndexMap<String, String>;

/// Gives a user a permission on an actor.
#[model]
pub struct PermissionsUpdateRequest {
    pub user: String,
    /// `NONE`, `READ`, `EXECUTE` or `UPDATE`: each may do what those before it may.
    pub level: String,
}

/// A container that runs an actor's executions.
#[model(either)]
pub struct ActorWorker {
    pub id: String,
    /// As in `REQUESTED`, `READY`, `BUSY` or `ERROR`.
    pub status: String,
    pub image: Option<String>,
    /// The container's id.
    pub cid: Option<String>,
    pub host_id: Option<String>,
    pub host_ip: Option<String>,
    pub location: Option<String>,
    pub tenant: Option<String>,
    /// When its last execution began; a number or a date.
    pub last_execution: Option<String>,
    pub create_time: Option<String>,
    pub last_execution_time: Option<String>,
    pub last_health_check_time: Option<String>,
    #[serde(rename = "_links")]
    pub links: Option<Value>,
}

/// How many workers there shall be.
#[model]
pub struct AddWorkersRequest {
    /// In all; workers that are there count.
    pub num: i64,
}

/// A key with which anybody may call an actor.
#[model(either, secret)]
pub struct ActorNonce {
    pub id: String,
    pub actor_id: String,
    /// `READ`, `EXECUTE` or `UPDATE`.
    pub level: Option<String>,
    /// `-1` is no limit.
    pub max_uses: Option<i64>,
    /// A number, or `unlimited`.
    pub remaining_uses: Option<String>,
    pub description: Option<String>,
    pub owner: Option<String>,
    pub create_time: Option<String>,
    /// `None` as text before its first use.
    pub last_use_time: Option<String>,
    #[serde(rename = "_links")]
    pub links: Option<Value>,
}

/// A nonce to make.
#[model]
pub struct AddNonceRequest {
    /// `READ`, `EXECUTE` or `UPDATE`; the service's default is `EXECUTE`.
    pub level: Option<String>,
    /// How often it may be used; `-1`, the default, is no limit.
    pub max_uses: Option<i64>,
}

/// All executions of an actor.
#[model(either)]
pub struct ExecutionsSummary {
    pub actor_id: Option<String>,
    pub owner: Option<String>,
    pub executions: Option<Vec<Execution>>,
    /// Older services' list of executions.
    pub ids: Option<Vec<String>>,
    /// The executions that a search has found.
    pub search: Option<Vec<Execution>>,
    pub total_executions: Option<i64>,
    pub total_cpu: Option<i64>,
    pub total_io: Option<i64>,
    /// Seconds.
    pub total_runtime: Option<i64>,
    #[serde(rename = "_links")]
    pub links: Option<Value>,
}

/// What one message has started.
#[model(either)]
pub struct Execution {
    pub id: String,
    pub actor_id: Option<String>,
    /// The user whose message it was.
    #[serde(alias = "executor")]
    pub owner: Option<String>,
    /// As in `SUBMITTED`, `RUNNING`, `COMPLETE` or `ERROR`.
    pub status: String,
    pub cpu: Option<i64>,
    pub io: Option<i64>,
    /// Seconds.
    pub runtime: Option<i64>,
    pub exit_code: Option<i64>,
    pub final_state: Option<Value>,
    pub worker_id: Option<String>,
    pub message_received_time: Option<String>,
    pub start_time: Option<String>,
    pub finish_time: Option<String>,
    #[serde(rename = "_links")]
    pub links: Option<Value>,
}

/// What an execution has written.
#[model]
pub struct ExecutionLogs {
    pub logs: String,
    #[serde(rename = "_links")]
    pub links: Option<Value>,
}
