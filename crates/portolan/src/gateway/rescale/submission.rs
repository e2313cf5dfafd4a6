//! A form as a job to make, and back.

use serde_json::Value;

use super::Adapter;
use super::apps::{COMMAND, INPUTS, LICENSE, VARIABLE, VERSION};
use crate::gateway::form::{self, Draft, Problem};
use crate::gateway::{App, Settings, time};
use crate::json::Json;

/// Endings of files that are unpacked before the command runs.
const ARCHIVES: [&str; 5] = [".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2"];

/// What of a job is kept when it is made once more, and what of each of its analyses; files go by their ids.
const OF_JOB: [&str; 9] = [
    "jobvariables",
    "paramFile",
    "caseFile",
    "resourceFilters",
    "isTemplateDryRun",
    "includeNominalRun",
    "monteCarloIterations",
    "isLowPriority",
    "projectId",
];
const OF_ANALYSIS: [&str; 11] = [
    "envVars",
    "flags",
    "useRescaleLicense",
    "useMpi",
    "templateTasks",
    "preProcessScript",
    "preProcessScriptCommand",
    "postProcessScript",
    "postProcessScriptCommand",
    "onDemandLicenseSeller",
    "userDefinedLicenseSettings",
];
const OF_HARDWARE: [&str; 4] = ["coreType", "coresPerSlot", "slots", "walltime"];

impl Adapter {
    /// What is sent. A file that is not known yet goes by its path, and by its id when it is submitted.
    pub(in crate::gateway) fn body(&self, app: &App, draft: &Draft) -> Json {
        let known = self.known();
        body(app, draft, &|path| known.places.get(&super::files::normal(path)).map(|place| place.id.clone()))
    }
}

fn body(app: &App, draft: &Draft, id_of: &dyn Fn(&str) -> Option<String>) -> Json {
    let settings = &draft.settings;
    let given = |id: &str| form::given(draft, id).first().copied().unwrap_or_default();
    let mut analysis = Json::object();
    analysis.set("code", app.summary.id.as_str().into());
    analysis.put("version", given(VERSION));

    let mut hardware = Json::object();
    hardware.put("coreType", &settings.queue);
    for (key, count) in [("coresPerSlot", &settings.processors_per_node), ("slots", &settings.node_count)] {
        if !count.trim().is_empty() {
            hardware.set(key, Json::typed_number(count));
        }
    }
    match time::seconds(&settings.max_run_time) {
        // Whole hours are all that can be asked for.
        Some(seconds) => hardware.set("walltime", (seconds.div_ceil(3600) as f64).into()),
        None => hardware.put("walltime", &settings.max_run_time),
    }

    let mut files = Json::list();
    for path in form::given(draft, INPUTS) {
        let mut file = Json::object();
        file.set("id", id_of(path).as_deref().unwrap_or(path).into());
        file.set("decompress", ARCHIVES.iter().any(|ending| path.to_lowercase().ends_with(ending)).into());
        files.push(file);
    }

    let mut variables = Json::object();
    for field in form::counting(app, draft) {
        if let Some(name) = field.id.strip_prefix(VARIABLE) {
            variables.put(name, given(&field.id));
        }
    }

    let mut part = Json::object();
    part.set("analysis", analysis);
    part.set("command", given(COMMAND).into());
    part.set("hardware", hardware);
    part.set("inputFiles", files);
    if app.fields.iter().any(|field| field.id == LICENSE) {
        part.set(LICENSE, (given(LICENSE) == "true").into());
    }
    if !variables.entries().is_empty() {
        part.set("envVars", variables);
    }
    let mut parts = Json::list();
    parts.push(part);
    let mut body = Json::object();
    body.set("name", draft.name.trim().into());
    body.set("jobanalyses", parts);
    body
}

/// The body that makes a job once more.
pub(super) fn of_job(job: &Json) -> Json {
    let mut body = Json::object();
    body.set("name", job.text_of("name").unwrap_or_default().as_str().into());
    let mut parts = Json::list();
    for analysis in job.get("jobanalyses").items() {
        let mut part = Json::object();
        part.set("analysis", only(&analysis.get("analysis"), &["code", "version"]));
        part.set("command", analysis.text_of("command").unwrap_or_default().as_str().into());
        part.set("hardware", only(&analysis.get("hardware"), &OF_HARDWARE));
        let mut files = Json::list();
        analysis.get("inputFiles").items().iter().for_each(|file| files.push(by_id(file)));
        part.set("inputFiles", files);
        copy(&analysis, &OF_ANALYSIS, &mut part);
        parts.push(part);
    }
    body.set("jobanalyses", parts);
    copy(job, &OF_JOB, &mut body);
    body
}

fn copy(from: &Json, names: &[&str], to: &mut Json) {
    for name in names {
        let value = from.get(name);
        if value.exists() {
            to.set(
                name,
                if name.ends_with("File") || name.ends_with("Script") { by_id(&value) } else { value },
            );
        }
    }
}

/// A file as a body names it.
fn by_id(file: &Json) -> Json {
    only(file, &["id", "decompress"])
}

fn only(json: &Json, names: &[&str]) -> Json {
    let mut rest = Json::object();
    for name in names {
        let value = json.get(name);
        if value.exists() {
            rest.set(name, value);
        }
    }
    rest
}

/// The form's field that a refusal is about.
pub(super) fn field_of(path: &str) -> String {
    let part = path.split('.').rev().find(|part| part.parse::<usize>().is_err()).unwrap_or(path);
    match part {
        "coreType" => "batchQueue",
        "coresPerSlot" => "processorsPerNode",
        "slots" => "nodeCount",
        "walltime" => "maxRunTime",
        part => part,
    }
    .to_owned()
}

/// Reads a body back into a form, with what in it is not understood.
pub(in crate::gateway) fn read(app: &App, body: &Value) -> (Draft, Vec<Problem>) {
    let mut draft = Draft { settings: Settings::default(), ..Draft::default() };
    let Some(members) = body.as_object() else {
        return (draft, vec![Problem::new("", "The body must be an object.")]);
    };
    let mut problems = Vec::new();
    for (name, value) in members {
        match (name.as_str(), value.as_str(), value.as_array().map(Vec::as_slice)) {
            ("name", Some(text), _) => draft.name = text.to_owned(),
            ("name", None, _) => problems.push(Problem::new("name", "Write text.")),
            ("jobanalyses", _, Some([part])) => read_part(app, part, &mut draft, &mut problems),
            ("jobanalyses", ..) => {
                problems.push(Problem::new(
                    "",
                    "The form is for one analysis: jobanalyses must be a list with one.",
                ));
            }
            _ => drop(draft.extra.insert(name.clone(), value.clone())),
        }
    }
    (draft, problems)
}

fn read_part(app: &App, part: &Value, draft: &mut Draft, problems: &mut Vec<Problem>) {
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Number(_) | Value::Bool(_) => value.to_string(),
        _ => String::new(),
    };
    if part["analysis"]["code"].as_str() != Some(&app.summary.id) {
        problems.push(Problem::new("", format!("This is the form of {}.", app.summary.id)));
    }
    let mut put = |id: &str, values: Vec<String>| {
        let values: Vec<_> = values.into_iter().filter(|value| !value.is_empty()).collect();
        draft.values.insert(id.to_owned(), values);
    };
    put(VERSION, vec![text(&part["analysis"]["version"])]);
    put(COMMAND, vec![text(&part["command"])]);
    put(LICENSE, vec![(part[LICENSE] == Value::Bool(true)).to_string()]);
    let files = part["inputFiles"].as_array().into_iter().flatten();
    put(INPUTS, files.map(|file| text(&file["id"])).collect());
    for (name, value) in part["envVars"].as_object().into_iter().flatten() {
        put(&format!("{VARIABLE}{name}"), vec![text(value)]);
    }
    let hardware = &part["hardware"];
    let hours = hardware["walltime"].as_f64().filter(|hours| *hours > 0.0);
    draft.settings = Settings {
        queue: text(&hardware["coreType"]),
        processors_per_node: text(&hardware["coresPerSlot"]),
        node_count: text(&hardware["slots"]),
        max_run_time: hours.map_or_else(|| text(&hardware["walltime"]), run_time),
        ..Settings::default()
    };
}

/// Hours as `hh:mm:ss`.
pub(super) fn run_time(hours: f64) -> String {
    let hours = hours as u64;
    if hours < 10 { format!("0{hours}:00:00") } else { format!("{hours}:00:00") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::{AppSummary, Field, FieldKind};
    use serde_json::json;

    fn app() -> App {
        let field = |id: &str, kind, max_count| Field {
            id: id.into(),
            kind,
            visible: true,
            max_count,
            ..Field::default()
        };
        let text = || FieldKind::Text { pattern: None };
        App {
            summary: AppSummary { id: "openfoam".into(), ..AppSummary::default() },
            fields: vec![
                field(INPUTS, FieldKind::File, None),
                field(COMMAND, text(), Some(1)),
                field(VERSION, text(), Some(1)),
                field(LICENSE, FieldKind::Flag, Some(1)),
                Field { disabled_by: vec![LICENSE.into()], ..field("envVars.LM", text(), Some(1)) },
            ],
            ..App::default()
        }
    }

    fn draft(license: &str) -> Draft {
        let mut draft = Draft { name: " wing ".into(), ..Draft::default() };
        draft.settings = Settings {
            queue: "emerald".into(),
            processors_per_node: "8".into(),
            node_count: "1".into(),
            max_run_time: "01:30:00".into(),
            ..Settings::default()
        };
        let values = [
            (INPUTS, vec!["/wing.zip", "/x/new.csv"]),
            (COMMAND, vec!["./Allrun"]),
            (VERSION, vec!["11-openmpi"]),
            (LICENSE, vec![license]),
            ("envVars.LM", vec!["27000@host"]),
        ];
        draft.values = values
            .into_iter()
            .map(|(id, all)| (id.into(), all.into_iter().map(Into::into).collect()))
            .collect();
        draft
    }

    fn sent(draft: &Draft) -> Value {
        (&body(&app(), draft, &|path| (path == "/wing.zip").then(|| "AbCdEf".to_owned()))).into()
    }

    #[test]
    fn a_form_becomes_a_job_to_make_and_reads_back() {
        let body = sent(&draft("false"));
        assert_eq!(
            body,
            json!({"name": "wing", "jobanalyses": [{
                "analysis": {"code": "openfoam", "version": "11-openmpi"}, "command": "./Allrun",
                "hardware": {"coreType": "emerald", "coresPerSlot": 8, "slots": 1, "walltime": 2},
                "inputFiles": [{"id": "AbCdEf", "decompress": true}, {"id": "/x/new.csv", "decompress": false}],
                "useRescaleLicense": false, "envVars": {"LM": "27000@host"}}]})
        );
        let (back, problems) = read(&app(), &body);
        assert!(problems.is_empty(), "{problems:?}");
        assert_eq!(back.settings.max_run_time, "02:00:00");
        assert_eq!(back.values[INPUTS], ["AbCdEf", "/x/new.csv"]);
        assert_eq!(sent(&back)["jobanalyses"][0]["hardware"], body["jobanalyses"][0]["hardware"]);
    }

    #[test]
    fn the_platforms_licence_needs_no_other() {
        let body = sent(&draft("true"));
        assert_eq!(body["jobanalyses"][0]["envVars"], Value::Null);
        assert_eq!(body["jobanalyses"][0]["useRescaleLicense"], json!(true));
    }

    #[test]
    fn a_job_is_made_once_more_from_what_it_was_made_from() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/rescale/job.json");
        let job = Json::parse(&std::fs::read_to_string(path).unwrap()).unwrap();
        let body = Value::from(&of_job(&job));
        let part = &body["jobanalyses"][0];
        assert_eq!(part["inputFiles"], json!([{"id": "AbCdEf"}]), "no key of a file travels");
        assert_eq!(
            part["hardware"],
            json!({"coreType": "emerald", "coresPerSlot": 8, "slots": 1, "walltime": 2})
        );
        assert_eq!(part["envVars"], json!({"SCALE": "2"}));
        assert_eq!(body["jobvariables"].as_array().unwrap().len(), 2);
        assert_eq!(body["owner"], Value::Null);
    }

    #[test]
    fn a_refusal_is_tied_to_its_field() {
        assert_eq!(field_of("jobanalyses.0.hardware.coreType"), "batchQueue");
        assert_eq!(field_of("jobanalyses.0.command"), "command");
        assert_eq!(field_of("jobanalyses.0.inputFiles.1"), "inputFiles");
    }

    #[test]
    fn what_is_not_understood_is_told() {
        let (draft, problems) = read(&app(), &json!({"name": 1, "jobanalyses": [], "isLowPriority": true}));
        assert_eq!(problems.len(), 2);
        assert_eq!(draft.extra["isLowPriority"], json!(true));
    }
}
