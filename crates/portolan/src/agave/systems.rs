//! Systems: where files lie and where jobs run.

use serde_json::Value;

use super::credentials::{AuthConfig, StoredCredential, UserCredential};
use super::permissions::ListQuery;
use crate::page::Page;
use crate::{api, fields, model};

/// Finds, registers and shares systems, and stores the credentials for them.
///
/// ```no_run
/// # async fn example(agave: portolan::agave::Agave) -> portolan::Result<()> {
/// use portolan::agave::SystemRole;
///
/// let role = SystemRole { username: Some("ada".into()), role: "USER".into(), ..Default::default() };
/// agave.systems().update_role("my.cluster", &role).await?;
/// # Ok(())
/// # }
/// ```
///
/// ```js
/// const storage = await agave.systems.list({ type: "STORAGE", default: true });
/// await agave.systems.updateRole({ systemId: "my.cluster", body: { username: "ada", role: "USER" } });
/// ```
#[api("systems", "/systems/v2")]
pub trait Systems {
    /// Lists the systems that the caller may use.
    #[get("/", read)]
    fn list(&self, query: &SystemQuery) -> Page<SystemSummary>;

    /// Registers a system.
    #[post("/", once)]
    fn add(&self, body: &SystemRequest) -> System;

    /// Fetches one system.
    #[get("/{systemId}", read)]
    fn get(&self, system_id: &str) -> System;

    /// Replaces a system's description.
    #[post("/{systemId}", set)]
    fn update(&self, system_id: &str, body: &SystemRequest) -> System;

    /// Publishes, clones, enables, disables or erases a system, or makes it a default.
    #[put("/{systemId}", once)]
    fn manage(&self, system_id: &str, body: &SystemOperationRequest) -> Option<System>;

    /// Removes a system.
    #[delete("/{systemId}", set)]
    fn delete(&self, system_id: &str);

    /// Lists who has which role on a system.
    #[get("/{systemId}/roles", read)]
    fn list_roles(&self, system_id: &str, query: &ListQuery) -> Page<SystemRole>;

    /// Gives a user a role on a system.
    #[post("/{systemId}/roles", set)]
    fn update_role(&self, system_id: &str, body: &SystemRole) -> Vec<SystemRole>;

    /// Takes everybody's role on a system, its owner's excepted.
    #[delete("/{systemId}/roles", set)]
    fn delete_roles(&self, system_id: &str);

    /// Tells which role one user has on a system.
    #[get("/{systemId}/roles/{username}", read)]
    fn get_role_for_user(&self, system_id: &str, username: &str, query: &ListQuery) -> Page<SystemRole>;

    /// Gives one user a role on a system.
    #[post("/{systemId}/roles/{username}", set)]
    fn update_role_for_user(&self, system_id: &str, username: &str, body: &SystemRole) -> Vec<SystemRole>;

    /// Takes one user's role on a system.
    #[delete("/{systemId}/roles/{username}", set)]
    fn delete_role_for_user(&self, system_id: &str, username: &str);

    /// Lists the credentials that are stored for a system.
    #[get("/{systemId}/credentials", read)]
    fn list_credentials(&self, system_id: &str, query: &ListQuery) -> Page<StoredCredential>;

    /// Stores a credential for a system.
    #[post("/{systemId}/credentials", set)]
    fn update_credentials(&self, system_id: &str, body: &UserCredential);

    /// Removes all credentials that are stored for a system.
    #[delete("/{systemId}/credentials", set)]
    fn delete_credentials(&self, system_id: &str);

    /// Lists the credentials that are stored for an internal user.
    #[get("/{systemId}/credentials/{internalUsername}", read)]
    fn list_credentials_for_internal_user(
        &self,
        system_id: &str,
        internal_username: &str,
        query: &ListQuery,
    ) -> Page<StoredCredential>;

    /// Stores a credential for an internal user.
    #[post("/{systemId}/credentials/{internalUsername}", set)]
    fn update_credentials_for_internal_user(
        &self,
        system_id: &str,
        internal_username: &str,
        body: &UserCredential,
    );

    /// Removes the credentials that are stored for an internal user.
    #[delete("/{systemId}/credentials/{internalUsername}", set)]
    fn delete_credentials_for_internal_user(&self, system_id: &str, internal_username: &str);

    /// Lists an internal user's credentials of one type, `STORAGE` or `LOGIN`.
    #[get("/{systemId}/credentials/{internalUsername}/{credentialType}", read)]
    fn list_credentials_for_internal_user_by_type(
        &self,
        system_id: &str,
        internal_username: &str,
        credential_type: &str,
        query: &ListQuery,
    ) -> Page<StoredCredential>;

    /// Stores an internal user's credential of one type, `STORAGE` or `LOGIN`.
    #[post("/{systemId}/credentials/{internalUsername}/{credentialType}", set)]
    fn update_credentials_for_internal_user_by_type(
        &self,
        system_id: &str,
        internal_username: &str,
        credential_type: &str,
        body: &UserCredential,
    );

    /// Removes an internal user's credential of one type, `STORAGE` or `LOGIN`.
    #[delete("/{systemId}/credentials/{internalUsername}/{credentialType}", set)]
    fn delete_credentials_for_internal_user_by_type(
        &self,
        system_id: &str,
        internal_username: &str,
        credential_type: &str,
    );
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

/// A system's description as it is registered.
#[model]
pub struct SystemRequest {
    /// Letters, digits, dots and dashes.
    pub id: Option<String>,
    pub name: String,
    /// `STORAGE` or `EXECUTION`; only the latter has a login, queues and a scheduler.
    #[serde(rename = "type")]
    pub kind: String,
    pub description: Option<String>,
    pub site: Option<String>,
    /// `UP`, `DOWN`, `MAINTENANCE` or `UNKNOWN`.
    pub status: Option<String>,
    /// Whether it can be used at all.
    pub available: Option<bool>,
    pub storage: StorageConfig,
    pub login: Option<LoginConfig>,
    pub queues: Option<Vec<BatchQueue>>,
    /// As in `SLURM`, `FORK` or `CUSTOM_SLURM`.
    pub scheduler: Option<String>,
    /// `HPC`, `CONDOR` or `CLI`.
    pub execution_type: Option<String>,
    pub environment: Option<String>,
    pub startup_script: Option<String>,
    pub work_dir: Option<String>,
    pub scratch_dir: Option<String>,
    pub max_system_jobs: Option<i64>,
    pub max_system_jobs_per_user: Option<i64>,
}

/// An action on a system.
#[model]
pub struct SystemOperationRequest {
    /// `publish`, `unpublish`, `setDefault`, `unsetDefault`, `setGlobalDefault`, `unsetGlobalDefault`, `clone`, `enable`,
    /// `disable` or `erase`.
    pub action: String,
    /// The id of the copy that `clone` makes.
    pub id: Option<String>,
}

/// A user's role on a system.
#[model]
pub struct SystemRole {
    /// May be left out where the address names the user.
    pub username: Option<String>,
    /// `NONE`, `GUEST`, `USER`, `PUBLISHER`, `ADMIN` or `OWNER`: each may do what those before it may.
    pub role: String,
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
