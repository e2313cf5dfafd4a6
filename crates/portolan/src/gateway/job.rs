//! What runs and has run.

use std::fmt;

use futures_util::Stream;
use serde_json::Value;

use super::form::Draft;
use super::{App, Details, FileEntry, Provider, provide};
use crate::download::Download;
use crate::error::Result;
use crate::json::Json;

/// Where a job stands, in one vocabulary for all services.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Status {
    /// It waits for its turn.
    #[default]
    Queued,
    /// Its inputs are on their way.
    Staging,
    /// It runs.
    Running,
    /// Its output is being put away.
    Archiving,
    /// It has ended well.
    Finished,
    /// It has ended badly.
    Failed,
    /// Somebody has ended it.
    Stopped,
}

impl Status {
    /// All of them, in the order of a job's life.
    pub const ALL: [Self; 7] = [
        Self::Queued,
        Self::Staging,
        Self::Running,
        Self::Archiving,
        Self::Finished,
        Self::Failed,
        Self::Stopped,
    ];

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Staging => "staging",
            Self::Running => "running",
            Self::Archiving => "archiving",
            Self::Finished => "finished",
            Self::Failed => "failed",
            Self::Stopped => "stopped",
        }
    }

    /// Whether nothing follows it.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Finished | Self::Failed | Self::Stopped)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.word())
    }
}

/// A job in a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct JobSummary {
    /// What the service calls it.
    pub id: String,
    /// The name that its owner gave it.
    pub name: String,
    /// The app that it runs.
    pub app_id: String,
    /// Where it stands.
    pub status: Status,
    /// The service's own word for that.
    pub native_status: String,
    /// When it was submitted, as in ISO 8601.
    pub created: Option<String>,
    /// When it began to run.
    pub started: Option<String>,
    /// When it ended.
    pub ended: Option<String>,
    /// The system that it runs on.
    pub system: Option<String>,
}

/// A job.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Job {
    /// What a list shows of it.
    pub summary: JobSummary,
    /// Why it is in its state, where the service tells it.
    pub message: Option<String>,
    /// The batch queue.
    pub queue: Option<String>,
    /// The longest time that it may run.
    pub max_run_time: Option<String>,
    /// Where its output is kept: the system.
    pub archive_system: Option<String>,
    /// Where its output is kept: the folder.
    pub archive_path: Option<String>,
    /// The inputs by their fields' ids.
    pub inputs: Details,
    /// The parameters by their fields' ids.
    pub parameters: Details,
    /// The body that it was submitted with, as far as the service tells it.
    pub submission: Details,
    /// The job as the service sent it.
    pub details: Details,
}

/// An event in a job's life.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HistoryEvent {
    /// When it happened, as in ISO 8601.
    pub at: Option<String>,
    /// The service's word for it.
    pub event: String,
    /// Where the job stood from then on; `None` when the event is no change of state.
    pub status: Option<Status>,
    /// What happened.
    pub description: String,
}

/// Which jobs a page holds, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobSearch {
    /// Part of the job's name; empty for any.
    pub name: String,
    /// Only jobs of this app; empty for any.
    pub app_id: String,
    /// How many to skip.
    pub offset: u32,
    /// How many to fetch at most.
    pub limit: u32,
}

impl Default for JobSearch {
    fn default() -> Self {
        Self { name: String::new(), app_id: String::new(), offset: 0, limit: 100 }
    }
}

/// A piece of a job's log.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LogChunk {
    /// The text from the asked place on.
    pub text: String,
    /// Where the next piece begins.
    pub next: u64,
    /// How many bytes before the text were left out, because the log is long.
    pub skipped: u64,
}

/// Submits and follows jobs.
#[derive(Clone)]
pub struct Jobs {
    pub(super) provider: Provider,
    pub(super) watched: super::watch::Watched,
}

impl Jobs {
    /// What [`Self::submit`] sends.
    pub fn body(&self, app: &App, draft: &Draft) -> Value {
        let mut body = (&self.document(app, draft)).into();
        if let Value::Object(body) = &mut body {
            body.extend(draft.extra.clone());
        }
        body
    }

    /// The body of a draft, but for what the draft holds beyond its form.
    pub(crate) fn document(&self, app: &App, draft: &Draft) -> Json {
        provide!(&self.provider, adapter => adapter.body(app, draft))
    }

    /// Submits a job.
    ///
    /// If the reply is lost, the job is looked for before anything is reported, and never submitted twice.
    ///
    /// # Errors
    /// [`crate::Code::Invalid`] with the field's name when the service refuses a value; an error with
    /// [`crate::Outcome::Unknown`] when the reply was lost and the service could not be asked.
    pub async fn submit(&self, app: &App, draft: &Draft) -> Result<Job> {
        self.submit_body(&self.body(app, draft)).await
    }

    /// Submits a job from the body that is sent.
    ///
    /// # Errors
    /// As [`Self::submit`].
    pub async fn submit_body(&self, body: &Value) -> Result<Job> {
        self.submit_document(&body.into()).await
    }

    pub(crate) async fn submit_document(&self, body: &Json) -> Result<Job> {
        provide!(&self.provider, adapter => adapter.submit(body).await)
    }

    /// Fetches one page of jobs, newest first; a page shorter than its limit may still not be the last.
    ///
    /// # Errors
    /// Those of every call.
    pub async fn page(&self, search: &JobSearch) -> Result<Vec<JobSummary>> {
        provide!(&self.provider, adapter => adapter.list_jobs(search).await)
    }

    /// Fetches one job.
    ///
    /// # Errors
    /// [`crate::Code::NotFound`] when there is none of this id.
    pub async fn get(&self, id: &str) -> Result<Job> {
        provide!(&self.provider, adapter => adapter.job(id).await)
    }

    /// Tells what has happened to a job, oldest first.
    ///
    /// # Errors
    /// [`crate::Code::NotFound`] when there is none of this id.
    pub async fn history(&self, id: &str) -> Result<Vec<HistoryEvent>> {
        provide!(&self.provider, adapter => adapter.job_history(id).await)
    }

    /// Yields the job at once and then at each change; ends with the job's final status, or with the first error that does not
    /// pass. However many watch a job, the service is asked once at a time, and less often the longer nothing changes; while
    /// nobody sees the page it is not asked at all.
    pub fn watch(&self, id: &str) -> impl Stream<Item = Result<Job>> + use<> {
        super::watch::watch(self.clone(), id.to_owned(), false)
    }

    /// The same, also while nobody sees the page: for whoever is to be told of the end.
    pub fn watch_while_hidden(&self, id: &str) -> impl Stream<Item = Result<Job>> + use<> {
        super::watch::watch(self.clone(), id.to_owned(), true)
    }

    /// Reads the log from a place on; at the beginning of a long log only its last part.
    ///
    /// # Errors
    /// Those of every call; a log that does not exist yet is empty.
    pub async fn log(&self, job: &Job, from: u64) -> Result<LogChunk> {
        provide!(&self.provider, adapter => adapter.job_log(job, from).await)
    }

    /// Lists a folder of a job's output; the empty path is the whole.
    ///
    /// # Errors
    /// [`crate::Code::NotFound`] when there is no such folder, or nothing yet.
    pub async fn outputs(&self, id: &str, path: &str) -> Result<Vec<FileEntry>> {
        provide!(&self.provider, adapter => adapter.job_outputs(id, path).await)
    }

    /// Downloads a file of a job's output.
    ///
    /// # Errors
    /// [`crate::Code::NotFound`] when there is no such file.
    pub async fn output(&self, id: &str, path: &str) -> Result<Download> {
        provide!(&self.provider, adapter => adapter.job_output(id, path).await)
    }

    /// Stops a job.
    ///
    /// # Errors
    /// Those of every call.
    pub async fn cancel(&self, id: &str) -> Result<()> {
        provide!(&self.provider, adapter => adapter.stop_job(id).await)
    }

    /// Removes a job from the list, and stops it if it runs.
    ///
    /// # Errors
    /// Those of every call.
    pub async fn delete(&self, id: &str) -> Result<()> {
        provide!(&self.provider, adapter => adapter.delete_job(id).await)
    }

    /// Suspends a running job; it keeps its place and its files.
    ///
    /// # Errors
    /// [`crate::Code::Unsupported`] where [`super::Capabilities`] says so.
    pub async fn suspend(&self, id: &str) -> Result<()> {
        provide!(&self.provider, adapter => adapter.suspend_job(id).await)
    }

    /// Lets a suspended job go on.
    ///
    /// # Errors
    /// [`crate::Code::Unsupported`] where [`super::Capabilities`] says so.
    pub async fn resume(&self, id: &str) -> Result<()> {
        provide!(&self.provider, adapter => adapter.resume_job(id).await)
    }

    /// Submits an ended job once more and returns the new one.
    ///
    /// # Errors
    /// Those of every call.
    pub async fn resubmit(&self, id: &str) -> Result<Job> {
        provide!(&self.provider, adapter => adapter.resubmit_job(id).await)
    }
}
