//! What the engine knows of a job.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::status::Status;
use crate::error::Result;
use crate::notifications::Subscription;
use crate::storage::{Location, System};

/// A job as it stands in the database.
#[derive(Debug, Clone)]
pub struct Job {
    /// Its place in the order of all jobs.
    pub number: i64,
    /// The uuid by which everybody knows it.
    pub id: String,
    /// Who submitted it.
    pub owner: String,
    /// What its owner calls it.
    pub name: String,
    /// The app that it runs.
    pub app: String,
    /// The queue that it waits in.
    pub queue: String,
    /// Where it is on its way.
    pub status: Status,
    /// Why it failed.
    pub message: Option<String>,
    /// Whether its owner has not deleted it.
    pub visible: bool,
    /// Whether its end was asked for.
    pub stopping: bool,
    /// When its end was asked for.
    pub stop_asked: Option<i64>,
    /// Whether its processes are halted until they are told to go on.
    pub suspended: bool,
    /// Whether its outputs are in the archive.
    pub archived: bool,
    /// When it was accepted.
    pub created: i64,
    /// When anything about it changed last.
    pub updated: i64,
    /// When it reached its queue.
    pub submitted: Option<i64>,
    /// When it began to run.
    pub started: Option<i64>,
    /// When it came to its end.
    pub ended: Option<i64>,
    /// Its process on this machine.
    pub local_id: Option<String>,
    /// What its program ended with.
    pub exit_code: Option<i32>,
    /// What was asked for.
    pub request: Request,
}

impl Job {
    /// The folder in which its outputs are now.
    pub fn outputs(&self) -> Result<Location> {
        match &self.request.archive {
            Some(archive) if self.archived => archive.location(),
            _ => self.work(),
        }
    }

    /// The folder in which it runs.
    pub fn work(&self) -> Result<Location> {
        Location::new(System::Execution, &self.id)
    }
}

/// What was asked for, with defaults filled in.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Request {
    /// How many nodes.
    pub nodes: u64,
    /// Processors on each.
    pub processors: u64,
    /// Memory of each in GB.
    pub memory_gb: f64,
    /// The longest run time, as `hh:mm:ss`.
    pub max_run_time: String,
    /// Where the outputs go, if they are archived.
    pub archive: Option<Place>,
    /// By input, the places that were named.
    pub inputs: Map<String, Value>,
    /// By parameter, its value or values.
    pub parameters: Map<String, Value>,
    /// Who wants to hear of the job.
    pub notifications: Vec<Subscription>,
}

/// A file or folder on a system, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The system's id.
    pub system: String,
    /// The path from its root.
    pub path: String,
}

impl Place {
    /// The place as the storage knows it.
    pub fn location(&self) -> Result<Location> {
        Location::new(System::known(&self.system), &self.path)
    }
}

impl From<&Location> for Place {
    fn from(at: &Location) -> Place {
        Place { system: at.system.id().to_owned(), path: at.absolute() }
    }
}

/// A job that has passed every check.
#[derive(Debug, Clone)]
pub struct NewJob {
    /// Its uuid, made beforehand because paths may name it.
    pub id: String,
    /// Who submits it.
    pub owner: String,
    /// What its owner calls it.
    pub name: String,
    /// The app that it runs.
    pub app: String,
    /// The queue for it.
    pub queue: String,
    /// What was asked for.
    pub request: Request,
    /// How to carry it out.
    pub plan: Plan,
}

/// How to carry a job out. Nothing else is looked up later, so that a changed or deleted app does not change it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Plan {
    /// What is copied into the job's folder first.
    pub inputs: Vec<Input>,
    /// The app's own files, copied into the job's folder too.
    pub assets: Option<Assets>,
    /// What is run there.
    pub command: Command,
    /// The longest run time in seconds.
    pub seconds: u64,
    /// Variables of its environment beside the usual ones.
    #[serde(default)]
    pub environment: BTreeMap<String, String>,
    /// The file for both output streams, where they are not kept apart.
    #[serde(default)]
    pub log: Option<String>,
}

impl Plan {
    /// The names of the files for standard output and standard error of a job of this name.
    pub fn logs(&self, job: &str) -> (String, String) {
        match &self.log {
            Some(log) => (log.clone(), log.clone()),
            None => super::logs(job),
        }
    }
}

/// One file or folder to copy into a job's folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// The app's name for it.
    pub id: String,
    /// Where it is.
    pub from: Place,
    /// Its name in the job's folder.
    pub name: String,
    /// Whether it is an archive that is to be unpacked there.
    #[serde(default)]
    pub unpack: bool,
}

/// Where an app's own files are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Assets {
    /// On a system.
    Deployed(Place),
    /// In the server's own folder of a published app.
    Published(String),
}

/// What a job runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// A hidden subcommand of this program.
    Bundled {
        /// The subcommand.
        subcommand: String,
        /// What follows it.
        arguments: Vec<String>,
    },
    /// The executable that was registered with an app.
    Executable {
        /// The app's folder in the server's own.
        app: String,
        /// What follows the program.
        arguments: Vec<String>,
    },
    /// A wrapper script among the app's files, with its `${...}` replaced.
    Template {
        /// The script's path among the app's files.
        path: String,
        /// What each name between the braces stands for.
        values: Map<String, Value>,
    },
    /// A script that came with the job.
    Script {
        /// Its text; the first line may name an interpreter.
        text: String,
        /// What it may call by name besides the machine's programs.
        tool: Option<Tool>,
    },
}

/// An app's program as scripts call it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tool {
    /// The name that it is called by.
    pub name: String,
    /// What it is.
    pub program: ToolProgram,
}

/// What a script calls by an app's name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToolProgram {
    /// A hidden subcommand of this program.
    Bundled(String),
    /// The executable in this folder of the server's own.
    Executable(String),
}

/// One thing that happened to a job.
#[derive(Debug, Clone)]
pub struct Event {
    /// Its uuid.
    pub id: String,
    /// A status, or what happened otherwise.
    pub status: String,
    /// The same in a sentence.
    pub description: String,
    /// Who made it happen.
    pub created_by: String,
    /// When.
    pub created: i64,
}
