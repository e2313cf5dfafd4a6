//! Jobs: made, submitted, followed, stopped.

use super::{File, Job, JobCreate, PageQuery};
use crate::page::Page;
use crate::{api, fields, model};

/// Makes jobs, submits and follows them.
///
/// A job is made first and submitted then; until that it is a draft, which costs nothing.
///
/// ```no_run
/// # async fn example(rescale: portolan::rescale::Rescale) -> portolan::Result<()> {
/// use portolan::rescale::JobCreate;
///
/// let job = rescale.jobs().create(&JobCreate { name: "wing".into(), ..Default::default() }).await?;
/// rescale.jobs().submit(&job.id).await?;
/// # Ok(())
/// # }
/// ```
///
/// ```js
/// const { id: jobId } = await rescale.jobs.create({ body });
/// await rescale.jobs.submit({ jobId });
/// const { results } = await rescale.jobs.listStatuses({ jobId });
/// ```
#[api("jobs", "/api/v2/jobs", plain)]
pub trait Jobs {
    /// Lists the caller's jobs and those shared with them.
    #[get("/", read)]
    fn list(&self, query: &PageQuery) -> Page<JobSummary>;

    /// Fetches one job. Where it stands is told by `list_statuses`.
    #[get("/{job_id}/", read)]
    fn get(&self, job_id: &str) -> Job;

    /// Makes a job without submitting it.
    #[post("/", once)]
    fn create(&self, body: &JobCreate) -> Job;

    /// Submits a job that has been made.
    #[post("/{job_id}/submit/", once)]
    fn submit(&self, job_id: &str);

    /// Replaces a job that has not been submitted.
    #[put("/{job_id}/", set)]
    fn replace(&self, job_id: &str, body: &JobCreate) -> Job;

    /// Changes a job's name, project or priority.
    #[patch("/{job_id}/", set)]
    fn update(&self, job_id: &str, body: &JobPatch) -> JobPatchResult;

    /// Deletes a job that is not being executed.
    #[delete("/{job_id}/", set)]
    fn delete(&self, job_id: &str);

    /// Asks a job to stop; it ends a while later.
    #[post("/{job_id}/stop/", once)]
    fn stop(&self, job_id: &str);

    /// Shares a job with somebody by e-mail.
    #[post("/{job_id}/share/", once)]
    fn share(&self, job_id: &str, body: &ShareRequest) -> ShareResult;

    /// Tells where a job has stood, newest first.
    #[get("/{job_id}/statuses/", read)]
    fn list_statuses(&self, job_id: &str, query: &PageQuery) -> Page<StatusEntry>;

    /// Tells where a job's cluster has stood, newest first; it is what costs.
    #[get("/{job_id}/cluster_statuses/", read)]
    fn list_cluster_statuses(&self, job_id: &str, query: &PageQuery) -> Page<StatusEntry>;

    /// Lists the output of all runs of a job.
    #[get("/{job_id}/files/", read)]
    fn list_files(&self, job_id: &str, query: &OutputQuery) -> Page<File>;
}

/// Which output.
#[fields(page)]
pub struct OutputQuery {
    /// Part of the file's name.
    pub search: Option<String>,
}

/// A job in a list.
#[model]
pub struct JobSummary {
    pub id: String,
    pub name: String,
    pub owner: Option<String>,
    /// Empty until the job is submitted.
    pub job_status: Option<StatusDisplay>,
    pub cluster_status_display: Option<StatusDisplay>,
    pub date_inserted: Option<String>,
    pub analysis_names: Vec<String>,
    pub is_visible: Option<bool>,
    pub shared_with: Vec<String>,
    pub storage: Option<f64>,
}

/// A status as the platform's own pages show it.
#[model]
pub struct StatusDisplay {
    pub content: String,
    pub label_class: Option<String>,
    pub use_label: Option<bool>,
}

/// Where a job or cluster stood from a moment on.
#[model]
pub struct StatusEntry {
    pub status: String,
    pub status_date: String,
    /// A completed job's tells whether it went well.
    pub status_reason: Option<String>,
}

/// What of a job to change.
#[model]
pub struct JobPatch {
    pub name: Option<String>,
    pub project_id: Option<String>,
    pub is_low_priority: Option<bool>,
}

/// What of a job was changed.
#[model]
pub struct JobPatchResult {
    pub id: String,
    pub name: Option<String>,
    pub is_low_priority: Option<bool>,
}

/// Whom to share with.
#[model]
pub struct ShareRequest {
    pub email: String,
    pub message: Option<String>,
    pub account: Option<String>,
}

/// Whom it was shared with.
#[model]
pub struct ShareResult {
    pub recipient: Option<String>,
    pub support_desk: Option<String>,
}
