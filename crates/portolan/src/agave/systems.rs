//! Systems: where files lie and where jobs run.

use serde_json::Value;

use crate::page::Page;
use crate::{api, fields, model};

/// Finds systems.
#[api("systems", "/systems/v2")]
pub trait Systems {
    /// Lists the systems that the caller may use.
    #[get("/", read)]
    fn list(&self, query: &SystemQuery) -> Page<SystemSummary>;

    /// Fetches one system.
    #[get("/{systemId}", read)]
    fn get(&self, system_id: &str) -> System;
}

/// Which systems to list.
#[fields(list)]
pub struct SystemQuery {
    /// `STORAGE` or `EXECUTION`.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Only the caller's default systems.
    pub default: Option<bool>,
    /// Only public or only private systems.
    pub public: Option<bool>,
}

/// A system in a list.
#[model]
pub struct SystemSummary {
    pub id: String,
    pub name: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub description: Option<String>,
    pub status: String,
    pub public: bool,
    pub default: bool,
    #[serde(rename = "_links")]
    pub links: Option<Value>,
}

/// A system.
#[model]
pub struct System {
    pub id: String,
    pub name: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub uuid: Option<String>,
    pub owner: Option<String>,
    pub description: Option<String>,
    pub site: Option<String>,
    pub status: String,
    pub available: Option<bool>,
    pub public: bool,
    pub default: bool,
    pub global_default: Option<bool>,
    pub revision: Option<i64>,
    pub last_modified: Option<String>,
    pub storage: Option<StorageConfig>,
    pub login: Option<LoginConfig>,
    pub queues: Option<Vec<BatchQueue>>,
    pub scheduler: Option<String>,
    pub execution_type: Option<String>,
    pub environment: Option<String>,
    pub startup_script: Option<String>,
    pub work_dir: Option<String>,
    pub scratch_dir: Option<String>,
    pub max_system_jobs: Option<i64>,
    pub max_system_jobs_per_user: Option<i64>,
    #[serde(rename = "_links")]
    pub links: Option<Value>,
}

/// How files on a system are reached.
#[model]
pub struct StorageConfig {
    pub host: Option<String>,
    pub port: Option<i64>,
    pub protocol: Option<String>,
    /// The folder above which nothing is seen; absolute paths begin here.
    pub root_dir: Option<String>,
    /// The folder, below the root, where relative paths begin.
    pub home_dir: Option<String>,
    pub public_apps_dir: Option<String>,
    pub zone: Option<String>,
    pub resource: Option<String>,
    pub container: Option<String>,
    pub mirror: Option<bool>,
    pub auth: Option<AuthConfig>,
    pub proxy: Option<ProxyServer>,
}

/// How jobs are handed to a system.
#[model]
pub struct LoginConfig {
    pub host: Option<String>,
    pub port: Option<i64>,
    pub protocol: Option<String>,
    pub auth: Option<AuthConfig>,
    pub proxy: Option<ProxyServer>,
}

/// How a system is signed in to. Secrets are sent, never answered.
#[model]
pub struct AuthConfig {
    #[serde(rename = "type")]
    pub kind: Option<String>,
    pub username: Option<String>,
    pub password: Option<String>,
    pub credential: Option<String>,
    pub public_key: Option<String>,
    pub private_key: Option<String>,
    pub ca_certs: Option<String>,
    pub internal_username: Option<String>,
    pub server: Option<CredentialServer>,
}

/// A server that issues credentials.
#[model]
pub struct CredentialServer {
    pub name: Option<String>,
    pub endpoint: Option<String>,
    pub port: Option<i64>,
    pub protocol: Option<String>,
}

/// A host between the service and a system.
#[model]
pub struct ProxyServer {
    pub name: Option<String>,
    pub host: Option<String>,
    pub port: Option<i64>,
}

/// A batch queue; `-1` is no limit.
#[model]
pub struct BatchQueue {
    pub name: String,
    pub mapped_name: Option<String>,
    pub description: Option<String>,
    pub default: bool,
    pub max_jobs: Option<i64>,
    pub max_user_jobs: Option<i64>,
    pub max_nodes: Option<i64>,
    pub max_processors_per_node: Option<i64>,
    /// Gigabytes, or a number with a unit such as `32GB`.
    pub max_memory_per_node: Option<String>,
    /// Hours, minutes and seconds: `hh:mm:ss`.
    pub max_requested_time: Option<String>,
    pub custom_directives: Option<String>,
}
