//! What is submitted.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::AppDefIdent;
use crate::model;

/// A job to submit: an application for `submit`, a container for `batch`.
#[model(snake)]
pub struct Submission {
    /// The application's id.
    pub app: Option<String>,
    pub application: Option<Application>,
    pub container: Option<Container>,
    pub machine: Option<Machine>,
    pub vault: Option<Vault>,
    /// The job's name for people.
    pub job_label: Option<String>,
    pub job_project: Option<String>,
    /// `normal`, `high` or `highest`.
    pub job_priority: Option<String>,
    pub queue: Option<String>,
    pub licenses: Option<String>,
    pub hpc: Option<HpcReq>,
    pub identity: Option<AppDefIdent>,
    pub gen_sshkey: Option<bool>,
    pub nopasssubt: Option<bool>,
    #[serde(rename = "publicIP")]
    pub public_ip: Option<bool>,
    pub staging: Option<bool>,
    pub checkedout: Option<bool>,
    pub jobsub: Option<String>,
    pub test_comment: Option<String>,
    /// Whose job it is; the client's user unless told.
    pub user: Option<User>,
}

/// What of an application to run.
#[model(snake)]
pub struct Application {
    /// The key of the command.
    pub command: Option<String>,
    /// The values by their parameters' keys.
    pub parameters: Option<Map<String, Value>>,
    /// A desktop's size, as in `1904x841`.
    pub geometry: Option<String>,
    /// `hh:mm:ss`.
    pub walltime: Option<String>,
    pub ipaddr: Option<String>,
    pub nosubmit: Option<bool>,
}

/// A container image and the script to run in it.
#[model(snake)]
pub struct Container {
    pub image: Option<String>,
    pub jobscript: Option<String>,
    pub pullsecret: Option<String>,
    pub interactive: Option<bool>,
}

/// The machines of a job.
#[model(snake)]
pub struct Machine {
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// 1 unless told.
    pub nodes: Option<i64>,
}

/// The vault of a job.
#[model(snake)]
pub struct Vault {
    pub name: Option<String>,
    pub readonly: Option<bool>,
    pub force: Option<bool>,
    /// For encrypted vaults.
    pub password: Option<String>,
    /// For vaults of objects.
    pub objects: Option<Vec<String>>,
    pub bucket: Option<String>,
    pub confirm: Option<String>,
    pub domain: Option<String>,
}

/// What a site's own scheduler is asked for.
#[model(snake)]
pub struct HpcReq {
    pub hpc_queue: Option<String>,
    pub hpc_job_script: Option<String>,
    pub hpc_job_shell: Option<String>,
    pub hpc_job_env_config: Option<String>,
    pub hpc_envs: Option<IndexMap<String, String>>,
    pub hpc_resources: Option<IndexMap<String, String>>,
    pub hpc_umask: Option<i64>,
}

/// A user's name and key.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct User {
    /// The name.
    #[serde(deserialize_with = "crate::liberal::read")]
    pub username: String,
    /// The key.
    #[serde(deserialize_with = "crate::liberal::read")]
    pub apikey: String,
}

impl std::fmt::Debug for User {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "User {{ {}, key not shown }}", self.username)
    }
}

#[cfg(feature = "meta")]
impl crate::meta::Described for User {
    fn typescript(_: &mut crate::meta::Types) -> String {
        "{ username: string; apikey: string }".to_owned()
    }
}
