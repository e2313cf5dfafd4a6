//! What runs and has run.

use indexmap::IndexMap;

use super::{Jarvice, Submission};
use crate::endpoint::{FieldValue, Fields, Param, ParamKind};
use crate::{api, fields, model};

/// Lists jobs and tells of each one.
///
/// ```no_run
/// # async fn example(jarvice: portolan::jarvice::Jarvice) -> portolan::Result<()> {
/// use portolan::jarvice::OutputQuery;
///
/// let log = jarvice.output(&OutputQuery { job: 42.into(), lines: Some(0) }).await?;
/// println!("{log}");
/// # Ok(())
/// # }
/// ```
///
/// ```js
/// for (const [number, job] of Object.entries(await jarvice.jobs({ completed: true }))) console.log(number, job.job_status);
/// console.log(await jarvice.output({ number: 42, lines: 0 }));
/// ```
#[api(Jarvice, "/jarvice", plain)]
pub trait JobInformation {
    /// Lists the caller's jobs by their numbers: those that wait and run, or those that have ended.
    #[get("/jobs", read)]
    fn jobs(&self, query: &JobsQuery) -> IndexMap<String, JobEntry>;

    /// Lists the jobs of the caller's whole team.
    #[get("/teamjobs", read)]
    fn teamjobs(&self, query: &JobsQuery) -> IndexMap<String, JobEntry>;

    /// Tells where a job stands: one entry, by the job's number.
    #[get("/status", read)]
    fn status(&self, query: &JobRef) -> IndexMap<String, JobStatusEntry>;

    /// Reads the end of a finished job's output.
    #[get("/output", read)]
    fn output(&self, query: &OutputQuery) -> String;

    /// Reads the end of a running job's output.
    #[get("/tail", read)]
    fn tail(&self, query: &OutputQuery) -> String;

    /// Tells what the scheduler did with a job.
    #[get("/events", read)]
    fn events(&self, query: &JobRef) -> String;
}

/// A job, by its number or its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobRef {
    /// The number that `submit` answers.
    Number(u64),
    /// The name that `submit` answers.
    Name(String),
}

impl JobRef {
    pub(crate) const NAME: Param =
        Param { name: "name", alias: "", kind: ParamKind::Text, required: false, alternative: true };
    pub(crate) const NUMBER: Param =
        Param { name: "number", alias: "", kind: ParamKind::Integer, required: false, alternative: true };
}

impl From<u64> for JobRef {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<&str> for JobRef {
    fn from(name: &str) -> Self {
        Self::Name(name.to_owned())
    }
}

impl Fields for JobRef {
    const PARAMS: &'static [Param] = &[Self::NAME, Self::NUMBER];

    fn each(&self, visitor: &mut dyn FnMut(&'static str, FieldValue)) {
        match self {
            Self::Number(number) => visitor("number", FieldValue::Text(number.to_string())),
            Self::Name(name) => visitor("name", FieldValue::Text(name.clone())),
        }
    }

    #[cfg(feature = "meta")]
    fn describe() -> Vec<crate::meta::Field> {
        use crate::meta::Field;
        let name = Field::parameter::<String>("name", "The job's name, unless its number is given.", true);
        let number = Field::parameter::<u64>("number", "The job's number, unless its name is given.", true);
        [name, number].map(|field| Field { alternative: true, ..field }).into()
    }
}

/// Which jobs.
#[fields]
pub struct JobsQuery {
    /// Those that have ended instead of those that wait and run.
    pub completed: Option<bool>,
}

/// How much of an output.
#[fields(job)]
pub struct OutputQuery {
    /// How many lines of the end; 100 unless told, and 0 is all of them.
    pub lines: Option<u32>,
}

/// A job in a list.
#[model(snake)]
pub struct JobEntry {
    pub job_number: Option<u64>,
    pub job_name: Option<String>,
    /// The name that its owner gave it.
    pub job_label: Option<String>,
    pub job_status: Option<String>,
    pub job_substatus: Option<i64>,
    pub job_substatus_text: Option<String>,
    pub job_application: Option<String>,
    pub job_command: Option<String>,
    pub job_owner_username: Option<String>,
    /// Seconds since 1970; 0 before it happened.
    pub job_submit_time: Option<i64>,
    pub job_start_time: Option<i64>,
    pub job_end_time: Option<i64>,
    /// `hh:mm:ss`.
    pub job_walltime: Option<String>,
    pub job_exitcode: Option<i64>,
    pub job_mc_name: Option<String>,
    pub job_mc_scale: Option<i64>,
    pub job_nodes: Option<String>,
    pub job_address: Option<String>,
    pub job_after: Option<String>,
    /// What was submitted; it can hold the submitter's key.
    pub job_api_submission: Option<Submission>,
    pub job_app_price: Option<f64>,
    pub job_app_discount: Option<i64>,
    pub job_mc_discount: Option<i64>,
    pub job_price: Option<f64>,
    pub job_billed: Option<bool>,
    pub job_billing_code: Option<i64>,
    pub job_payer: Option<String>,
    pub job_dashboard_visible: Option<i64>,
    pub job_sched_id: Option<i64>,
    pub job_sched_job_id: Option<String>,
    pub job_stats: Option<JobStats>,
}

/// What a job has used.
#[model(snake)]
pub struct JobStats {
    pub app_cost: Option<f64>,
    pub compute_cost: Option<f64>,
    pub compute_time: Option<i64>,
    pub job_count: Option<i64>,
    pub queue_time: Option<i64>,
    pub wall_time: Option<i64>,
}

/// Where a job stands.
#[model(snake)]
pub struct JobStatusEntry {
    pub job_name: Option<String>,
    pub job_status: Option<String>,
    pub job_substatus: Option<i64>,
    pub job_application: Option<String>,
    pub job_command: Option<String>,
    pub job_project: Option<String>,
    /// Seconds since 1970; 0 before it happened.
    pub job_submit_time: Option<i64>,
    pub job_start_time: Option<i64>,
    pub job_end_time: Option<i64>,
    /// `hh:mm:ss`.
    pub job_walltime: Option<String>,
}
