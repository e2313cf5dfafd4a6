//! From what a caller sent to a job that can be run. Whatever is wrong is told with its field's name.

use std::collections::BTreeMap;

use portolan::agave::Application;
use serde_json::{Map, Value, json};

use super::job_body::Submitted;
use super::{job_values, subscriptions};
use crate::State;
use crate::accounts::User;
use crate::apps::fields::Fields;
use crate::apps::{self, App, Program, quantities};
use crate::engine::queue::{self, QUEUES, Queue};
use crate::engine::{Assets, Command, NewJob, Place, Plan, Request};
use crate::error::{Error, Result};
use crate::ids::{self, kind};
use crate::storage::{Access, Location, System};

/// What an address alone is told of.
const ENDINGS: &[&str] = &["FINISHED", "FAILED", "STOPPED"];

/// Checks a new job.
pub(crate) async fn read(state: &State, user: &User, submitted: &Submitted) -> Result<NewJob> {
    let fields = Fields::of(&submitted.fields);
    let either = |new: &'static str, old: &'static str| if fields.get(new).is_some() { new } else { old };
    if fields.get("dependencies").is_some() {
        return Err(fields.refuse("dependencies", "jobs that wait for others are not supported"));
    }
    let name =
        fields.text(either("name", "jobName"), 64)?.ok_or_else(|| fields.refuse("name", "is required"))?;
    let app = app(state, user, &fields, either("appId", "softwareName")).await?;
    let application = &app.application;
    if let Some(system) = fields.text("executionSystem", 64)?
        && Some(&system) != application.execution_system.as_ref()
    {
        return Err(Error::forbidden(format!(
            "executionSystem: {} does not run on {system}.",
            application.id
        )));
    }
    let id = ids::uuid(kind::JOB);
    let resources = Resources::read(&fields, application)?;
    let archive = archive(
        state,
        user,
        &fields,
        &Facts { id: &id, name: &name, app: &application.id, queue: resources.queue.name },
    )
    .await?;
    let given = job_values::Given::new(&fields, submitted.is_form)?;
    let inputs = job_values::inputs(state, user, application, &given, &name).await?;
    let parameters = job_values::parameters(application, &given)?;
    let mut values = parameters.all;
    values.extend(inputs.names);
    let plan = Plan {
        inputs: inputs.staged,
        assets: assets(state, &app).await?,
        command: apps::command(application, &app.program, &values),
        seconds: resources.seconds,
        environment: BTreeMap::new(),
        log: None,
    };
    let request = Request {
        nodes: resources.nodes,
        processors: resources.processors,
        memory_gb: resources.memory_gb,
        max_run_time: resources.max_run_time,
        archive: archive.as_ref().map(Place::from),
        inputs: inputs.given,
        parameters: parameters.given,
        notifications: subscriptions::read_all(&fields, ENDINGS, state.notifications())?,
    };
    let queue = resources.queue.name.to_owned();
    Ok(NewJob { id, owner: user.name.clone(), name, app: application.id.clone(), queue, request, plan })
}

/// What a job runs that is no app's, or not in the app's usual way.
pub(crate) struct Script<'a> {
    /// What the job is said to be of.
    pub(crate) app: &'a str,
    /// Where defaults come from.
    pub(crate) application: &'a Application,
    /// The app's own files.
    pub(crate) assets: Option<Assets>,
    /// The script.
    pub(crate) command: Command,
}

/// Checks a new job that runs a script: everything but inputs and parameters.
pub(crate) async fn script(
    state: &State,
    user: &User,
    request: &Map<String, Value>,
    script: Script<'_>,
) -> Result<NewJob> {
    let fields = Fields::of(request);
    let name = fields.required("name", 64)?;
    let id = ids::uuid(kind::JOB);
    let resources = Resources::read(&fields, script.application)?;
    let facts = Facts { id: &id, name: &name, app: script.app, queue: resources.queue.name };
    let archive = archive(state, user, &fields, &facts).await?;
    let plan = Plan {
        inputs: Vec::new(),
        assets: script.assets,
        command: script.command,
        seconds: resources.seconds,
        environment: BTreeMap::new(),
        log: None,
    };
    let request = Request {
        nodes: resources.nodes,
        processors: resources.processors,
        memory_gb: resources.memory_gb,
        max_run_time: resources.max_run_time,
        archive: archive.as_ref().map(Place::from),
        inputs: Map::new(),
        parameters: Map::new(),
        notifications: Vec::new(),
    };
    let queue = resources.queue.name.to_owned();
    Ok(NewJob { id, owner: user.name.clone(), name, app: script.app.to_owned(), queue, request, plan })
}

/// The body that submits a job once more. What was made from the old job's id is made anew.
pub(super) fn again(job: &crate::engine::Job) -> Submitted {
    let request = &job.request;
    let mut body = json!({
        "name": job.name,
        "appId": job.app,
        "batchQueue": job.queue,
        "nodeCount": request.nodes,
        "processorsPerNode": request.processors,
        "memoryPerNode": request.memory_gb,
        "maxRunTime": request.max_run_time,
        "archive": request.archive.is_some(),
        "inputs": request.inputs,
        "parameters": request.parameters,
        "notifications": request.notifications,
    });
    if let Some(archive) = &request.archive {
        body["archiveSystem"] = json!(archive.system);
        if !archive.path.contains(&job.id) {
            body["archivePath"] = json!(archive.path);
        }
    }
    Submitted::json(body.as_object().cloned().unwrap_or_default())
}

async fn app(state: &State, user: &User, fields: &Fields<'_>, field: &str) -> Result<App> {
    let id = fields.text(field, 80)?.ok_or_else(|| fields.refuse("appId", "is required"))?;
    if !id.trim_end_matches('-').contains('-') || id.ends_with('-') {
        return Err(fields.refuse(field, "must be an app's name and version with a dash between them"));
    }
    let unknown = || fields.refuse(field, format!("there is no app {id}"));
    let registry = state.registry();
    let app = registry.find(&id).await?.ok_or_else(unknown)?;
    let access = registry.access(user, &app).await?;
    if access == Access::NONE {
        return Err(unknown());
    }
    if !access.allows(Access::EXECUTE) {
        return Err(Error::forbidden(format!("{field}: you may not run {id}.")));
    }
    if !app.application.available {
        return Err(fields.refuse(field, format!("{id} is disabled and takes no jobs")));
    }
    Ok(app)
}

/// What a job asks of the machine.
struct Resources {
    queue: &'static Queue,
    nodes: u64,
    processors: u64,
    memory_gb: f64,
    max_run_time: String,
    seconds: u64,
}

impl Resources {
    fn read(fields: &Fields<'_>, app: &Application) -> Result<Resources> {
        let either = |new: &'static str, old: &'static str| if fields.get(new).is_some() { new } else { old };
        let processors_field = either("processorsPerNode", "processorCount");
        let memory_field = either("memoryPerNode", "maxMemory");
        let time_field = either("maxRunTime", "requestedTime");
        let count = |field, default: Option<i64>| -> Result<u64> {
            let number = fields.whole(field, 1..=i64::MAX)?.or(default).unwrap_or(1);
            Ok(number.unsigned_abs())
        };
        let nodes = count("nodeCount", app.default_node_count)?;
        let processors = count(processors_field, app.default_processors_per_node)?;
        let asked_memory = match fields.text(memory_field, 32)? {
            Some(text) => Some(
                quantities::gigabytes(&text)
                    .ok_or_else(|| fields.refuse(memory_field, quantities::MEMORY))?,
            ),
            None => app.default_memory_per_node,
        };
        let memory_gb = asked_memory.unwrap_or(queue::memory_gb() as f64);
        let asked_time = match fields.text(time_field, 32)? {
            Some(text) => Some(
                quantities::seconds(&text)
                    .filter(|seconds| *seconds > 0)
                    .ok_or_else(|| fields.refuse(time_field, quantities::TIME))?,
            ),
            None => None,
        };
        let queue = queue(fields, either("batchQueue", "queue"), app, nodes, asked_time)?;
        let over = |field, what: &str, most: String| {
            Err(fields.refuse(field, format!("queue {} has at most {most} {what}", queue.name)))
        };
        if nodes > queue.max_nodes {
            return over("nodeCount", "nodes", queue.max_nodes.to_string());
        }
        if processors > queue::processors() as u64 {
            return over(processors_field, "processors per node", queue::processors().to_string());
        }
        if memory_gb > queue::memory_gb() as f64 {
            return over(memory_field, "GB of memory per node", queue::memory_gb().to_string());
        }
        if asked_time.is_some_and(|seconds| seconds > queue.max_seconds) {
            return over(time_field, "of run time", quantities::time(queue.max_seconds));
        }
        let default_time = app.default_max_run_time.as_deref().and_then(quantities::seconds);
        let seconds = asked_time.or(default_time).unwrap_or(queue.max_seconds).min(queue.max_seconds);
        Ok(Resources {
            queue,
            nodes,
            processors,
            memory_gb,
            max_run_time: quantities::time(seconds),
            seconds,
        })
    }
}

/// The queue that is asked for; else the app's, the default one, or the first that the job fits in.
fn queue(
    fields: &Fields<'_>,
    field: &str,
    app: &Application,
    nodes: u64,
    seconds: Option<u64>,
) -> Result<&'static Queue> {
    if let Some(name) = fields.text(field, 128)? {
        return queue::named(&name).ok_or_else(|| {
            fields.refuse(field, format!("there is no queue {name} on the execution system"))
        });
    }
    let fits = |queue: &&Queue| {
        nodes <= queue.max_nodes && seconds.is_none_or(|seconds| seconds <= queue.max_seconds)
    };
    let of_app = app.default_queue.as_deref().and_then(queue::named);
    let default = of_app.or_else(|| QUEUES.iter().find(|queue| queue.default)).unwrap_or(&QUEUES[0]);
    Ok(Some(default).filter(fits).or_else(|| QUEUES.iter().find(fits)).unwrap_or(default))
}

/// What macros in an archive path stand for.
struct Facts<'a> {
    id: &'a str,
    name: &'a str,
    app: &'a str,
    queue: &'a str,
}

async fn archive(
    state: &State,
    user: &User,
    fields: &Fields<'_>,
    facts: &Facts<'_>,
) -> Result<Option<Location>> {
    if !fields.flag("archive")?.unwrap_or(true) {
        return Ok(None);
    }
    let system = fields.text("archiveSystem", 64)?;
    if let Some(id) = &system {
        let root = state.storage().resolve(user, Some(id), "/").await;
        let root = root.map_err(|error| named(&fields.name("archiveSystem"), &error))?;
        if root.system == System::Execution {
            return Err(fields.refuse("archiveSystem", format!("{id} is no storage system")));
        }
    }
    let path = match fields.text("archivePath", 255)? {
        Some(path) => fill(&path, user, facts),
        None => format!("/{}/archive/jobs/job-{}", user.name, facts.id),
    };
    let at = state.storage().resolve(user, system.as_deref(), &path).await;
    let at = at.map_err(|error| named(&fields.name("archivePath"), &error))?;
    if !state.storage().access(user, &at).await?.allows(Access::WRITE) {
        return Err(Error::forbidden(format!("archivePath: you may not write to {}.", at.absolute())));
    }
    if state.storage().stat(&at).await.is_ok_and(|entry| !entry.folder) {
        return Err(fields.refuse("archivePath", format!("{} is a file", at.absolute())));
    }
    Ok(Some(at))
}

fn fill(path: &str, user: &User, facts: &Facts<'_>) -> String {
    let values = json!({
        "JOB_ID": facts.id,
        "JOB_NAME": facts.name.replace('/', "-"),
        "JOB_OWNER": user.name,
        "APP_ID": facts.app,
        "EXECUTION_SYSTEM": System::Execution.id(),
        "BATCH_QUEUE": facts.queue,
    });
    let mut known: Map<String, Value> = Map::new();
    for (name, value) in values.as_object().into_iter().flatten() {
        known.insert(name.clone(), value.clone());
        known.insert(format!("AGAVE_{name}"), value.clone());
    }
    apps::macros::fill(path, &known)
}

/// An error of the storage under the name of the field that led to it.
pub(super) fn named(field: &str, error: &Error) -> Error {
    let message = error.message();
    Error::bad_request(field, message.strip_prefix("path: ").unwrap_or(message))
}

/// Where the app's own files are. They are the app owner's, whoever runs it.
pub(crate) async fn assets(state: &State, app: &App) -> Result<Option<Assets>> {
    match app.program {
        Program::Bundled { .. } | Program::Executable => Ok(None),
        Program::Published => Ok(Some(Assets::Published(app.application.id.clone()))),
        Program::Deployed => {
            let owner = User { name: app.owner.clone() };
            let at = deployment(state, &owner, &app.application).await?;
            Ok(Some(Assets::Deployed(Place::from(&at))))
        }
    }
}

/// The folder with an app's own files.
pub(super) async fn deployment(state: &State, owner: &User, app: &Application) -> Result<Location> {
    let path = app.deployment_path.as_deref().unwrap_or_default();
    let at = state.storage().resolve(owner, app.deployment_system.as_deref(), path).await;
    at.map_err(|error| named("deploymentPath", &error))
}
