//! Reading a job that a client creates: what is wrong is told in its place, what is left out filled in.

use serde_json::{Map, Value, json};

use super::{analyses, coretypes, file_ids};
use crate::State;
use crate::accounts::User;
use crate::apps::fields::Fields;
use crate::error::Result;
use crate::storage::Access;

/// Characters of a name at most.
const MAX_NAME: usize = 255;
/// Bytes of a command at most.
const MAX_COMMAND: usize = 64 << 10;

/// Fields that are kept as they are given.
const KEPT: [&str; 9] = [
    "isLowPriority",
    "isTemplateDryRun",
    "includeNominalRun",
    "resourceFilters",
    "archiveFilters",
    "description",
    "tags",
    "clonedFrom",
    "billingPriorityValue",
];

/// Reads and checks a whole job.
pub(super) async fn read(state: &State, user: &User, given: &Map<String, Value>) -> Result<Value> {
    let fields = Fields::of(given);
    let name = fields.required("name", MAX_NAME)?;
    refuse_studies(&fields)?;
    let given_analyses = fields.objects("jobanalyses")?;
    let one = match given_analyses.as_slice() {
        [] => return Err(fields.refuse("jobanalyses", "is required: a list of one analysis")),
        [one] => analysis(state, user, one).await?,
        _ => return Err(fields.refuse("jobanalyses", "this server runs one analysis per job")),
    };
    let mut job = json!({
        "name": name,
        "jobanalyses": [one],
        "archiveFilters": [],
        "caseFile": null,
        "description": "",
        "expectedRuns": 1,
        "includeNominalRun": false,
        "isLowPriority": false,
        "isTemplateDryRun": false,
        "jobvariables": [],
        "monteCarloIterations": null,
        "optimizer": null,
        "paramFile": null,
        "projectId": project(&fields)?,
        "remoteVizConfig": null,
        "resourceFilters": [],
        "tags": [],
    });
    for field in KEPT {
        if let Some(value) = fields.get(field) {
            job[field] = value.clone();
        }
    }
    Ok(job)
}

/// The project, under either of the names that clients give it.
pub(super) fn project(fields: &Fields<'_>) -> Result<Option<String>> {
    Ok(fields.text("projectId", MAX_NAME)?.or(fields.text("project_id", MAX_NAME)?))
}

/// Studies over many parameter sets are not done here, so what asks for one is refused instead of ignored.
fn refuse_studies(fields: &Fields<'_>) -> Result<()> {
    for field in ["jobvariables", "paramFile", "caseFile", "monteCarloIterations", "optimizer"] {
        let empty = |value: &&Value| value.as_array().is_some_and(Vec::is_empty);
        if fields.get(field).filter(|value| !empty(value)).is_some() {
            return Err(fields.refuse(field, "this server runs single jobs, no studies over parameters"));
        }
    }
    Ok(())
}

async fn analysis(state: &State, user: &User, fields: &Fields<'_>) -> Result<Value> {
    let none = Map::new();
    let named = fields.object("analysis")?.unwrap_or_else(|| Fields::within(&none, &fields.name("analysis")));
    let code = named.required("code", MAX_NAME)?;
    let wanted = named.text("version", MAX_NAME)?;
    let found = analyses::find(state, user, &code, wanted.as_deref()).await?;
    let (found, version) = found
        .map_err(|field| named.refuse(field, "there is no such analysis; the list of analyses has all"))?;
    let label = match &found {
        analyses::Analysis::Any => "Bring Your Own Software".to_owned(),
        analyses::Analysis::App(app) => {
            app.application.label.clone().unwrap_or_else(|| app.application.name.clone())
        }
    };
    if !fields.objects("templateTasks")?.is_empty() {
        return Err(
            fields.refuse("templateTasks", "this server runs single jobs, no studies over parameters")
        );
    }
    let mut analysis = json!({
        "analysis": { "code": code, "version": version, "name": label, "versionName": version },
        "command": command(fields, "command")?.ok_or_else(|| fields.refuse("command", "is required"))?,
        "envVars": variables(fields)?,
        "flags": fields.get("flags").cloned().unwrap_or_else(|| json!({})),
        "hardware": hardware(fields)?,
        "inputFiles": inputs(state, user, fields).await?,
        "preProcessScript": script(state, user, fields, "preProcessScript").await?,
        "preProcessScriptCommand": command(fields, "preProcessScriptCommand")?.unwrap_or_default(),
        "postProcessScript": script(state, user, fields, "postProcessScript").await?,
        "postProcessScriptCommand": command(fields, "postProcessScriptCommand")?.unwrap_or_default(),
        "templateTasks": [],
        "useMpi": fields.flag("useMpi")?.unwrap_or(false),
        "useRescaleLicense": fields.flag("useRescaleLicense")?.unwrap_or(false),
    });
    for field in ["onDemandLicenseSeller", "userDefinedLicenseSettings"] {
        analysis[field] = fields.get(field).cloned().unwrap_or_default();
    }
    Ok(analysis)
}

/// Text for a shell, of one or more lines; blank is as good as missing.
fn command(fields: &Fields<'_>, field: &str) -> Result<Option<String>> {
    match fields.get(field) {
        None => Ok(None),
        Some(Value::String(text)) if text.contains('\0') || text.len() > MAX_COMMAND => {
            Err(fields.refuse(field, "must be text of at most 64 KiB without NUL characters"))
        }
        Some(Value::String(text)) => {
            Ok(Some(text.replace("\r\n", "\n")).filter(|text| !text.trim().is_empty()))
        }
        Some(_) => Err(fields.refuse(field, "must be text")),
    }
}

fn variables(fields: &Fields<'_>) -> Result<Value> {
    let Some(Value::Object(given)) = fields.get("envVars") else {
        return match fields.get("envVars") {
            None => Ok(json!({})),
            Some(_) => Err(fields.refuse("envVars", "must be an object of texts")),
        };
    };
    for (name, value) in given {
        let plain = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if !plain || value.as_str().is_none_or(|text| text.contains('\0')) {
            let why = format!("{name:?} must be a name of letters, digits and '_' with a text as its value");
            return Err(fields.refuse("envVars", why));
        }
    }
    Ok(Value::Object(given.clone()))
}

fn hardware(fields: &Fields<'_>) -> Result<Value> {
    let hardware = fields.object("hardware")?.ok_or_else(|| fields.refuse("hardware", "is required"))?;
    // The newer version of the protocol wraps the code in an object.
    let core_type = match hardware.get("coreType") {
        Some(Value::Object(_)) => match hardware.object("coreType")? {
            Some(wrapped) => wrapped.required("code", MAX_NAME)?,
            None => String::new(),
        },
        _ => hardware.required("coreType", MAX_NAME)?,
    };
    if !coretypes::codes().any(|code| code == core_type) {
        let codes: Vec<&str> = coretypes::codes().collect();
        return Err(hardware.refuse("coreType", format!("must be one of {}", codes.join(", "))));
    }
    let most = coretypes::counts().last().unwrap_or(1);
    let cores = hardware.whole("coresPerSlot", 1..=i64::try_from(most).unwrap_or(1))?;
    let cores = cores.ok_or_else(|| hardware.refuse("coresPerSlot", "is required"))?;
    let slots = hardware.whole("slots", 1..=1)?.unwrap_or(1);
    Ok(json!({
        "coreType": core_type,
        "coresPerSlot": cores,
        "slots": slots,
        "walltime": hardware.whole("walltime", 1..=i64::MAX)?,
        "type": "compute",
        "coreSummary": {
            "memoryPerNode": coretypes::memory() * cores.unsigned_abs(), "numberOfNodes": 1.0, "storagePerNode": 0,
        },
    }))
}

async fn inputs(state: &State, user: &User, fields: &Fields<'_>) -> Result<Vec<Value>> {
    let mut inputs = Vec::new();
    for input in fields.objects("inputFiles")? {
        let id = input.required("id", 64)?;
        let file = file_ids::find(state, user, &id, Access::READ).await;
        file.map_err(|_| input.refuse("id", format!("there is no file {id}")))?;
        inputs.push(json!({ "id": id, "decompress": input.flag("decompress")?.unwrap_or(false) }));
    }
    Ok(inputs)
}

async fn script(state: &State, user: &User, fields: &Fields<'_>, field: &str) -> Result<Option<Value>> {
    let Some(script) = fields.object(field)? else { return Ok(None) };
    let id = script.required("id", 64)?;
    let file = file_ids::find(state, user, &id, Access::READ).await;
    file.map_err(|_| script.refuse("id", format!("there is no file {id}")))?;
    Ok(Some(json!({ "id": id })))
}
