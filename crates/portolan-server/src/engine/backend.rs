//! What the engine asks of whatever runs the jobs.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;

use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};

use super::folder::Folder;

/// One way of running jobs. A job is known by its folder, so that a backend can find again what an earlier
/// life of the server has started.
pub trait Backend: Send + Sync {
    /// Starts a job; answers when it runs, or cannot. A job that is started twice runs once.
    fn start<'a>(&'a self, folder: &'a Folder, task: &'a Task) -> BoxFuture<'a, io::Result<Started>>;

    /// Whether an earlier life of the server has started the job.
    fn adopt(&self, folder: &Folder) -> io::Result<Option<Started>>;

    /// Waits until a started job and all its processes have ended.
    fn wait<'a>(&'a self, folder: &'a Folder) -> BoxFuture<'a, Ending>;

    /// Ends a started job.
    fn signal(&self, folder: &Folder, signal: Signal) -> io::Result<()>;

    /// Sends a signal, by its number, to all processes of a job, and answers the number of its first one; nothing
    /// when it does not run.
    fn deliver(&self, folder: &Folder, signal: i32) -> io::Result<Option<i32>>;

    /// What a job takes of the machine now; nothing when it does not run.
    fn usage(&self, folder: &Folder) -> io::Result<Option<Usage>>;
}

/// What a job takes of the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    /// Processor time of its living processes since they began, in milliseconds.
    pub cpu_millis: u64,
    /// Memory of its processes now, in KiB.
    pub memory_kib: u64,
}

/// What to run and within which bounds.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Task {
    /// The job's uuid.
    pub job: String,
    /// The program and its arguments.
    pub command: Vec<String>,
    /// The server's data folder, to be kept from the job.
    pub data: PathBuf,
    /// What the job may read of it all the same, and programs that it runs.
    pub readable: Vec<PathBuf>,
    /// The job's folder for temporary files.
    pub temporary: PathBuf,
    /// The whole environment.
    pub environment: BTreeMap<String, String>,
    /// The file in the job's folder for standard output.
    pub stdout: String,
    /// The file in the job's folder for standard error.
    pub stderr: String,
    /// The bounds.
    pub limits: Limits,
}

/// The bounds of a job.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Limits {
    /// Run time in seconds.
    pub seconds: u64,
    /// After being asked to end, so many seconds pass before it is ended by force.
    pub grace_seconds: u64,
    /// Processes at a time.
    pub processes: u64,
    /// Bytes of memory of each process.
    pub memory: u64,
    /// Bytes of all files together.
    pub disk: u64,
    /// Bytes kept of each of the two output streams.
    pub log: u64,
    /// Open files of each process.
    pub open_files: u64,
}

/// A job that runs.
#[derive(Debug, Clone)]
pub struct Started {
    /// What the backend calls it, for people.
    pub local_id: String,
}

/// How to end a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// Asks it to end, and ends it by force after a grace.
    Terminate,
    /// Ends its own processes by force; whoever watches over it tells how it ended.
    Force,
    /// Ends everything of it by force, also who watches over it.
    Kill,
}

/// How a job ended.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Ending {
    /// Why.
    pub reason: Reason,
    /// The status that its program ended with.
    pub code: Option<i32>,
    /// The signal that its program ended by.
    pub signal: Option<i32>,
    /// When, in milliseconds since 1970.
    pub ended: i64,
    /// More about it.
    pub note: Option<String>,
    /// What all of its processes together have taken.
    #[serde(default)]
    pub cost: Cost,
}

/// What an ended job has taken of the machine.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    /// Processor time in ticks of the system's clock.
    pub cpu_ticks: u64,
    /// Sectors of 512 bytes read from and written to disks.
    pub io_sectors: u64,
}

/// Why a job ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Its program came to its end.
    Exited,
    /// Its program could not be run.
    NotRun,
    /// It was asked to.
    Terminated,
    /// Its time was up.
    OutOfTime,
    /// It had too many processes.
    TooManyProcesses,
    /// Its files took too much space.
    DiskFull,
    /// What became of it is not known.
    Lost,
}
