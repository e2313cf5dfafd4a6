//! Submitting a job that was created.

use std::collections::{BTreeMap, HashSet};

use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::Response;
use portolan::agave::Application;
use rusqlite::params;
use serde_json::{Map, Value, json};

use super::access::Caller;
use super::analyses::{self, Analysis};
use super::job_records::{self, Record};
use super::{answer, file_ids};
use crate::State;
use crate::accounts::User;
use crate::agave::job_request::{self, Script};
use crate::apps::{App, Program, quantities};
use crate::engine::queue::QUEUES;
use crate::engine::{Command, Input, NewJob, Place, Tool, ToolProgram};
use crate::error::{Error, Result};
use crate::storage::Access;

/// The file with all that a run prints.
pub(super) const LOG: &str = "process_output.log";
/// Characters of a job's name that the engine keeps.
const NAME: usize = 64;

/// Sets the job on its way, once.
pub(super) async fn serve(
    Shared(state): Shared<State>,
    Caller(user): Caller,
    Path(id): Path<String>,
) -> Result<Response> {
    let record = job_records::find(&state, &user, &id, Access::WRITE).await?;
    let again = || Error::new(StatusCode::BAD_REQUEST, "The job was submitted before.");
    let number = record.draft.filter(|_| record.job.is_none()).ok_or_else(again)?;
    let job = plan(&state, &user, &record).await?;
    let engine_id = job.id.clone();
    let accepted = state.engine().submit_with(job, move |t| {
        let claimed = "UPDATE rescale_jobs SET job = ?2 WHERE number = ?1 AND job IS NULL";
        Ok(t.execute(claimed, params![number, engine_id])? == 1)
    });
    accepted.await?.ok_or_else(again)?;
    Ok(answer::empty(StatusCode::OK))
}

/// The engine's job for a draft.
async fn plan(state: &State, user: &User, record: &Record) -> Result<NewJob> {
    let analysis = &record.body["jobanalyses"][0];
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let (code, version) = (text(&analysis["analysis"]["code"]), text(&analysis["analysis"]["version"]));
    let found = analyses::find(state, user, &code, Some(&version)).await?;
    let (found, _) = found.map_err(|_| {
        Error::bad_request(
            "jobanalyses[0].analysis.code",
            format!("there is no analysis {code} {version} any more"),
        )
    })?;
    let mut staged = Staged::default();
    for (index, input) in analysis["inputFiles"].as_array().into_iter().flatten().enumerate() {
        staged.add(state, user, input, &format!("jobanalyses[0].inputFiles[{index}].id")).await?;
    }
    let script = script(state, user, analysis, &mut staged).await?;
    let app = match &found {
        Analysis::Any => None,
        Analysis::App(app) => Some(app),
    };
    let any = Application::default();
    let script = Script {
        app: app.map_or(analyses::ANY, |app| &app.application.id),
        application: app.map_or(&any, |app| &app.application),
        assets: match app {
            Some(app) => job_request::assets(state, app).await?,
            None => None,
        },
        command: Command::Script { text: script, tool: app.and_then(|app| tool(app)) },
    };
    let mut job = job_request::script(state, user, &request(record, &analysis["hardware"]), script).await?;
    job.plan.inputs = staged.inputs;
    job.plan.log = Some(LOG.to_owned());
    let variables = analysis["envVars"].as_object().into_iter().flatten();
    job.plan.environment =
        variables.map(|(name, value)| (name.clone(), text(value))).collect::<BTreeMap<_, _>>();
    Ok(job)
}

/// What the job asks of the machine, as fields of an Agave request.
fn request(record: &Record, hardware: &Value) -> Map<String, Value> {
    let name = record.body["name"].as_str().unwrap_or_default();
    let mut request = json!({
        "name": name.chars().take(NAME).collect::<String>(),
        "processorsPerNode": hardware["coresPerSlot"],
        "archive": false,
    });
    if let Some(hours) = hardware["walltime"].as_u64() {
        // Clients ask for days by default; a job gets what there is.
        let most = QUEUES.iter().map(|queue| queue.max_seconds).max().unwrap_or(u64::MAX);
        request["maxRunTime"] = json!(quantities::time(hours.saturating_mul(3600).min(most)));
    }
    request.as_object().cloned().unwrap_or_default()
}

/// The whole script: the command, with those for before and after it.
async fn script(state: &State, user: &User, analysis: &Value, staged: &mut Staged) -> Result<String> {
    let mut parts = Vec::new();
    for stage in ["preProcessScript", "command", "postProcessScript"] {
        let command = match stage {
            "command" => analysis[stage].as_str().unwrap_or_default().to_owned(),
            _ => {
                let given = analysis[format!("{stage}Command")].as_str().unwrap_or_default();
                let named = &analysis[stage];
                let name = match named.is_object() {
                    true => {
                        Some(staged.add(state, user, named, &format!("jobanalyses[0].{stage}.id")).await?)
                    }
                    false => None,
                };
                match name {
                    Some(name) if given.is_empty() => format!("sh './{}'", name.replace('\'', "'\\''")),
                    _ => given.to_owned(),
                }
            }
        };
        if !command.trim().is_empty() {
            parts.push(command);
        }
    }
    Ok(format!("{}\n", parts.join("\n")))
}

/// The program of an app, by the name that commands call it by.
fn tool(app: &App) -> Option<Tool> {
    let program = match &app.program {
        Program::Bundled { subcommand } => ToolProgram::Bundled(subcommand.clone()),
        Program::Executable => ToolProgram::Executable(app.application.id.clone()),
        Program::Deployed | Program::Published => return None,
    };
    Some(Tool { name: app.application.name.clone(), program })
}

/// Files that are copied into the job's folder.
#[derive(Default)]
struct Staged {
    inputs: Vec<Input>,
    names: HashSet<String>,
}

impl Staged {
    /// Adds the file that is referred to, and answers its name in the job's folder.
    async fn add(&mut self, state: &State, user: &User, reference: &Value, field: &str) -> Result<String> {
        let id = reference["id"].as_str().unwrap_or_default();
        let found = file_ids::find(state, user, id, Access::READ).await;
        let (row, _) =
            found.map_err(|_| Error::bad_request(field, format!("there is no file {id} any more")))?;
        if row.name == LOG || !self.names.insert(row.name.clone()) {
            return Err(Error::bad_request(field, format!("a file {} is in the job already", row.name)));
        }
        self.inputs.push(Input {
            id: id.to_owned(),
            from: Place::from(&row.at),
            name: row.name.clone(),
            unpack: reference["decompress"].as_bool().unwrap_or(false),
        });
        Ok(row.name)
    }
}
