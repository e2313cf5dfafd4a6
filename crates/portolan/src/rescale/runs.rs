//! The runs of a job: one, or as many as its study has cases.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use super::{File, PageQuery};
use crate::members::first_of;
use crate::page::Page;
use crate::{api, fields, model};

/// Looks into the runs of a job, and stops one.
///
/// ```no_run
/// # async fn example(rescale: portolan::rescale::Rescale) -> portolan::Result<()> {
/// use portolan::rescale::{Tail, TailQuery};
///
/// let query = TailQuery { lines: Some(20) };
/// if let Tail::Lines(tail) = rescale.runs().tail("OsKBd", "1", "process_output.log", &query).await? {
///     println!("{}", tail.lines.join("\n"));
/// }
/// # Ok(())
/// # }
/// ```
///
/// ```js
/// const { lines } = await rescale.runs.tail({ jobId, runId: "1", path: "process_output.log", lines: 20 });
/// ```
#[api("runs", "/api/v2/jobs/{job_id}/runs", plain)]
pub trait Runs {
    /// Lists the runs of a job.
    #[get("/", read)]
    fn list(&self, job_id: &str, query: &PageQuery) -> Page<Run>;

    /// Fetches one run.
    #[get("/{run_id}/", read)]
    fn get(&self, job_id: &str, run_id: &str) -> Run;

    /// Stops one run.
    #[post("/{run_id}/stop/", once)]
    fn stop(&self, job_id: &str, run_id: &str) -> Map<String, Value>;

    /// Puts the files that a running run has now into its output.
    #[post("/{run_id}/snapshot/", once)]
    fn snapshot(&self, job_id: &str, run_id: &str) -> SnapshotResult;

    /// Lists the output of a run that has ended.
    #[get("/{run_id}/files/", read)]
    fn list_files(&self, job_id: &str, run_id: &str, query: &PageQuery) -> Page<File>;

    /// Lists the files that a running run has now.
    #[get("/{run_id}/directory-contents/", read)]
    fn directory_contents(&self, job_id: &str, run_id: &str) -> Vec<DirEntry>;

    /// Reads the end of a file of a running run: so many lines, or as text what the service takes for the end.
    #[get("/{run_id}/tail/{path}", read, loose)]
    fn tail(&self, job_id: &str, run_id: &str, path: &str, query: &TailQuery) -> Tail;
}

/// How much of a file.
#[fields]
pub struct TailQuery {
    /// How many lines of the end.
    pub lines: Option<u32>,
}

/// A run.
#[model]
pub struct Run {
    pub id: String,
    /// 1 of an optimisation, 2 an iteration, 3 a case.
    #[serde(rename = "type")]
    pub kind: Option<i64>,
    pub date_started: Option<String>,
    pub date_completed: Option<String>,
    pub display_order: Option<i64>,
    pub is_optimal: Option<bool>,
    pub output_file_count: Option<i64>,
    pub output_file_size: Option<i64>,
    pub parent: Option<String>,
    pub variables: Vec<RunVariable>,
}

/// A variable's value in a run.
#[model]
pub struct RunVariable {
    pub name: String,
    pub value: Option<f64>,
    pub display_value: Option<String>,
    pub is_relative: Option<bool>,
}

/// What a snapshot came to.
#[model]
pub struct SnapshotResult {
    pub data: Option<String>,
    pub exitcode: Option<i64>,
    pub reason: Option<String>,
    #[serde(rename = "lastSnapshotID")]
    pub last_snapshot_id: Option<String>,
}

/// A file of a running run.
#[model]
pub struct DirEntry {
    pub path: String,
    /// Its address without host and version.
    pub resource: String,
}

/// The end of a file.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Tail {
    /// The lines that were asked for.
    Lines(TailResult),
    /// Text, when no number of lines was.
    Text(String),
}

impl<'de> Deserialize<'de> for Tail {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let shapes: &[fn(&str) -> _] = &[
            |json| serde_json::from_str(json).map(Tail::Lines),
            |json| serde_json::from_str(json).map(Tail::Text),
        ];
        first_of(deserializer, shapes)
    }
}

#[cfg(feature = "meta")]
impl crate::meta::Described for Tail {
    fn typescript(types: &mut crate::meta::Types) -> String {
        format!("{} | string", TailResult::typescript(types))
    }
}

/// Lines of a file.
#[model]
pub struct TailResult {
    pub file_type: Option<String>,
    pub lines: Vec<String>,
}
