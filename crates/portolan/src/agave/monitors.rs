//! Monitors: regular checks whether systems can be used.

use serde_json::Value;

use crate::page::Page;
use crate::{api, fields, model};

/// Checks systems regularly.
///
/// ```no_run
/// # async fn example(agave: portolan::agave::Agave) -> portolan::Result<()> {
/// use portolan::agave::MonitorRequest;
///
/// let request = MonitorRequest { target: Some("my.cluster".into()), frequency: Some(60), ..Default::default() };
/// let monitor = agave.monitors().add(&request).await?;
/// println!("{:?}", agave.monitors().run_check(&monitor.id).await?.result);
/// # Ok(())
/// # }
/// ```
///
/// ```js
/// const failed = await agave.monitors.listChecks({ monitorId, result: "FAILED", startDate: "yesterday" });
/// ```
#[api("monitors", "/monitors/v2")]
pub trait Monitors {
    /// Lists the caller's monitors.
    #[get("/", read)]
    fn list(&self, query: &MonitorQuery) -> Page<MonitorDescription>;

    /// Registers a monitor.
    #[post("/", once)]
    fn add(&self, body: &MonitorRequest) -> MonitorDescription;

    /// Fetches one monitor.
    #[get("/{monitorId}", read)]
    fn get(&self, monitor_id: &str) -> MonitorDescription;

    /// Changes a monitor.
    #[post("/{monitorId}", set)]
    fn update(&self, monitor_id: &str, body: &MonitorRequest) -> MonitorDescription;

    /// Removes a monitor.
    #[delete("/{monitorId}", set)]
    fn delete(&self, monitor_id: &str);

    /// Lists what a monitor has found.
    #[get("/{monitorId}/checks", read)]
    fn list_checks(&self, monitor_id: &str, query: &MonitorCheckQuery) -> Page<MonitorCheck>;

    /// Checks the system now.
    #[post("/{monitorId}/checks", once)]
    fn run_check(&self, monitor_id: &str) -> MonitorCheck;

    /// Fetches one check.
    #[get("/{monitorId}/checks/{checkId}", read)]
    fn get_check(&self, monitor_id: &str, check_id: &str) -> MonitorCheck;
}

/// Which monitors to list.
#[fields(list)]
pub struct MonitorQuery {
    /// The id of the system that they check.
    pub target: Option<String>,
    /// `true` or `false`: only those that are at work, or only those that are not.
    pub active: Option<String>,
}

/// Which checks to list.
#[fields(list)]
pub struct MonitorCheckQuery {
    /// Only those after it.
    pub start_date: Option<String>,
    /// Only those before it.
    pub end_date: Option<String>,
    /// `PASSED`, `FAILED` or `UNKNOWN`.
    pub result: Option<String>,
}

/// A monitor to register.
#[model]
pub struct MonitorRequest {
    /// The id of the system to check.
    pub target: Option<String>,
    pub active: Option<bool>,
    /// Minutes between two checks.
    pub frequency: Option<i64>,
    /// Whether a check sets the system's status.
    pub update_system_status: Option<bool>,
    pub internal_username: Option<String>,
}

/// A monitor.
#[model]
pub struct MonitorDescription {
    pub id: String,
    /// The id of the system that it checks.
    pub target: Option<String>,
    pub owner: Option<String>,
    pub active: Option<bool>,
    /// Minutes between two checks.
    pub frequency: Option<i64>,
    pub update_system_status: Option<bool>,
    pub internal_username: Option<String>,
    pub last_check: Option<Value>,
    pub last_success: Option<String>,
    pub next_update: Option<String>,
    pub created: Option<String>,
    pub last_updated: Option<String>,
    #[serde(rename = "_links")]
    pub links: Option<Value>,
}

/// What a monitor has found.
#[model]
pub struct MonitorCheck {
    pub id: String,
    /// `PASSED`, `FAILED` or `UNKNOWN`.
    pub result: Option<String>,
    pub message: Option<String>,
    pub created: Option<String>,
    #[serde(rename = "_links")]
    pub links: Option<Value>,
}
