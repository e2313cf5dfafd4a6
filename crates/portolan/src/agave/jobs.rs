//! Jobs: run apps and follow them.

use serde_json::{Map, Value};

use super::files::RemoteFile;
use super::notifications::NotificationPolicy;
use super::permissions::{ListQuery, Permission, PermissionRequest};
use crate::download::Download;
use crate::page::Page;
use crate::{api, model};

/// Submits jobs, follows, shares and cleans them up.
///
/// ```no_run
/// # async fn example(agave: portolan::agave::Agave, job_id: &str) -> portolan::Result<()> {
/// use portolan::agave::ListQuery;
///
/// let query = ListQuery { search: vec![("status.in".into(), "RUNNING,QUEUED".into())], ..Default::default() };
/// for job in agave.jobs().list(&query).await? {
///     println!("{} {}", job.name, job.status);
/// }
/// # Ok(())
/// # }
/// ```
///
/// ```js
/// const job = await agave.jobs.submit({ body: { name: "count", appId: "text-stats-1.0.0", inputs: { files: "notes.txt" } } });
/// for await (const event of agave.jobs.getHistoryAll({ jobId: job.id })) console.log(event.status, event.description);
/// ```
#[api("jobs", "/jobs/v2")]
pub trait Jobs {
    /// Lists the caller's jobs, newest first.
    #[get("/", read)]
    fn list(&self, query: &ListQuery) -> Page<JobSummary>;

    /// Submits a job and returns it in its first state.
    #[post("/", once)]
    fn submit(&self, body: &JobRequest) -> Job;

    /// Fetches one job.
    #[get("/{jobId}", read)]
    fn get(&self, job_id: &str) -> Job;

    /// Stops a job, or submits it once more; only the latter answers a job.
    #[post("/{jobId}", once)]
    fn manage(&self, job_id: &str, body: &JobOperationRequest) -> Option<Job>;

    /// Hides a job from lists, and stops it if it runs.
    #[delete("/{jobId}", set)]
    fn delete(&self, job_id: &str);

    /// Tells what has happened to a job, oldest first.
    #[get("/{jobId}/history", read)]
    fn get_history(&self, job_id: &str, query: &ListQuery) -> Page<JobHistory>;

    /// Lists who may do what with a job.
    #[get("/{jobId}/pems", read)]
    fn list_permissions(&self, job_id: &str, query: &ListQuery) -> Page<Permission>;

    /// Gives a user a permission on a job.
    #[post("/{jobId}/pems", set)]
    fn update_permissions(&self, job_id: &str, body: &PermissionRequest) -> Permission;

    /// Takes everybody's permissions on a job, its owner's excepted.
    #[delete("/{jobId}/pems", set)]
    fn delete_permissions(&self, job_id: &str);

    /// Tells what one user may do with a job.
    #[get("/{jobId}/pems/{username}", read)]
    fn list_permissions_for_user(&self, job_id: &str, username: &str, query: &ListQuery) -> Permission;

    /// Gives one user a permission on a job.
    #[post("/{jobId}/pems/{username}", set)]
    fn update_permissions_for_user(
        &self,
        job_id: &str,
        username: &str,
        body: &PermissionRequest,
    ) -> Permission;

    /// Takes one user's permissions on a job.
    #[delete("/{jobId}/pems/{username}", set)]
    fn delete_permissions_for_user(&self, job_id: &str, username: &str);

    /// Fetches a job's status alone.
    #[get("/{jobId}/status", read)]
    fn get_status(&self, job_id: &str) -> JobStatus;

    /// Lists a folder of a job's output, while it runs and after it has been archived.
    #[get("/{jobId}/outputs/listings/{filePath}", read)]
    fn list_outputs(&self, job_id: &str, file_path: &str, query: &ListQuery) -> Page<RemoteFile>;

    /// Downloads a file of a job's output.
    #[get("/{jobId}/outputs/media/{filePath}", read)]
    fn download_output(&self, job_id: &str, file_path: &str) -> Download;

    /// Finds jobs by one field's value; `list` with search terms finds more.
    #[get("/search/{attribute}/{value}", read)]
    fn search(&self, attribute: &str, value: &str, query: &ListQuery) -> Page<JobSummary>;
}

/// A job in a list.
#[model]
pub struct JobSummary {
    pub id: String,
    pub name: String,
    pub owner: Option<String>,
    pub app_id: String,
    pub execution_system: Option<String>,
    pub status: String,
    pub created: Option<String>,
    pub start_time: Option<String>,
    pub end_time: Option<String>,
    #[serde(rename = "_links")]
    pub links: Option<Value>,
}

/// A job to submit.
#[model]
pub struct JobRequest {
    /// At most 64 characters.
    pub name: String,
    pub app_id: String,
    pub execution_system: Option<String>,
    pub batch_queue: Option<String>,
    pub node_count: Option<i64>,
    pub processors_per_node: Option<i64>,
    /// Gigabytes, or a number with a unit such as `2GB`.
    pub memory_per_node: Option<String>,
    /// Hours, minutes and seconds: `hh:mm:ss`.
    pub max_run_time: Option<String>,
    /// Whether the output is kept at `archive_path`; the service's default is yes.
    pub archive: Option<bool>,
    pub archive_system: Option<String>,
    pub archive_path: Option<String>,
    /// By the app's input ids: a path or address, or several.
    pub inputs: Option<Map<String, Value>>,
    /// By the app's parameter ids.
    pub parameters: Option<Map<String, Value>>,
    pub notifications: Option<Vec<JobNotificationRequest>>,
}

/// Whom to tell of a job's events.
#[model]
pub struct JobNotificationRequest {
    /// An e-mail or web address.
    pub url: String,
    /// A status such as `FINISHED`, or `*`.
    pub event: String,
    /// Whether to tell more than once.
    pub persistent: Option<bool>,
    pub policy: Option<NotificationPolicy>,
}

/// A job.
#[model]
pub struct Job {
    pub id: String,
    pub name: String,
    pub owner: Option<String>,
    pub app_id: String,
    pub execution_system: Option<String>,
    pub batch_queue: Option<String>,
    pub node_count: Option<i64>,
    pub processors_per_node: Option<i64>,
    pub memory_per_node: Option<String>,
    pub max_run_time: Option<String>,
    pub archive: bool,
    pub archive_system: Option<String>,
    pub archive_path: Option<String>,
    pub work_path: Option<String>,
    pub output_path: Option<String>,
    /// The scheduler's own id of the job.
    pub local_id: Option<String>,
    pub retries: Option<i64>,
    pub status: String,
    pub message: Option<String>,
    pub created: Option<String>,
    pub last_updated: Option<String>,
    pub submit_time: Option<String>,
    pub start_time: Option<String>,
    pub end_time: Option<String>,
    pub inputs: Option<Map<String, Value>>,
    pub parameters: Option<Map<String, Value>>,
    pub notifications: Option<Vec<Value>>,
    /// Newer services' name of `execution_system`.
    pub system_id: Option<String>,
    /// Newer services' limit of the run time.
    pub max_hours: Option<f64>,
    /// Newer services' name of `message`.
    pub last_status_message: Option<String>,
    pub remote_submitted: Option<String>,
    pub remote_started: Option<String>,
    pub remote_ended: Option<String>,
    pub started: Option<String>,
    pub ended: Option<String>,
    #[serde(rename = "_links")]
    pub links: Option<Value>,
}

impl Job {
    /// The execution system, under whichever name the service sends it.
    pub fn system(&self) -> Option<&str> {
        self.execution_system.as_deref().or(self.system_id.as_deref())
    }

    /// When the job began to run.
    pub fn began(&self) -> Option<&str> {
        self.start_time.as_deref().or(self.remote_started.as_deref()).or(self.started.as_deref())
    }

    /// When the job ended.
    pub fn ended(&self) -> Option<&str> {
        self.end_time.as_deref().or(self.ended.as_deref()).or(self.remote_ended.as_deref())
    }

    /// Why the job is in its state, where the service tells it.
    pub fn reason(&self) -> Option<&str> {
        self.message.as_deref().or(self.last_status_message.as_deref())
    }
}

/// An action on a job.
#[model]
pub struct JobOperationRequest {
    /// `stop`, `resubmit`, or `restore` to undo a deletion.
    pub action: String,
}

/// An event in a job's life.
#[model]
pub struct JobHistory {
    pub id: Option<String>,
    pub status: String,
    pub created: Option<String>,
    pub created_by: Option<String>,
    pub description: Option<String>,
    pub progress: Option<HistoryProgress>,
    #[serde(rename = "_links")]
    pub links: Option<Value>,
}

/// How far a transfer of a job's files has come.
#[model]
pub struct HistoryProgress {
    pub average_rate: Option<f64>,
    pub source: Option<String>,
    pub total_active_transfers: Option<i64>,
    pub total_bytes: Option<i64>,
    pub total_bytes_transferred: Option<i64>,
    pub total_files: Option<i64>,
    pub uuid: Option<String>,
}

/// A job's status.
#[model]
pub struct JobStatus {
    pub id: String,
    pub status: String,
    #[serde(rename = "_links")]
    pub links: Option<Value>,
}
