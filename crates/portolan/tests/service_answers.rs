//! Answers as JARVICE and Rescale send them, read into our types and written back.

#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, reason = "in a test it is what fails")]

use std::fmt::Debug;
use std::fs;

use indexmap::IndexMap;
use portolan::{jarvice, rescale};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

fn fixture(name: &str) -> Value {
    let path = format!("{}/../../tests/fixtures/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}")))
        .unwrap()
}

/// Reads an answer, and makes sure that what is written from it reads the same.
fn answer<T: DeserializeOwned + Serialize + PartialEq + Debug>(name: &str) -> T {
    value(name, fixture(name))
}

/// The items of a page of Rescale.
fn results<T: DeserializeOwned + Serialize + PartialEq + Debug>(name: &str) -> Vec<T> {
    value(name, fixture(name)["results"].clone())
}

fn value<T: DeserializeOwned + Serialize + PartialEq + Debug>(name: &str, sent: Value) -> T {
    // From text, as it comes: a number that is kept as text must not have been parsed before.
    let read: T = serde_json::from_str(&sent.to_string()).unwrap_or_else(|error| panic!("{name}: {error}"));
    let written = serde_json::to_string(&read).unwrap();
    assert_eq!(serde_json::from_str::<T>(&written).unwrap(), read, "{name}");
    read
}

#[test]
fn every_answer_of_jarvice_is_understood() {
    answer::<IndexMap<String, jarvice::App>>("jarvice/apps");
    answer::<IndexMap<String, jarvice::JobEntry>>("jarvice/jobs-completed");
    answer::<IndexMap<String, jarvice::JobStatusEntry>>("jarvice/status");
    answer::<jarvice::SubmitResult>("jarvice/submitted");
    answer::<jarvice::StatusMessage>("jarvice/terminated");
    answer::<jarvice::SignalResult>("jarvice/signalled");
    answer::<jarvice::RuntimeInfo>("jarvice/info");
    answer::<jarvice::RuntimeConnect>("jarvice/connect");
    answer::<jarvice::RuntimeMetrics>("jarvice/metrics");
    answer::<IndexMap<String, Vec<String>>>("jarvice/projects");
    answer::<IndexMap<String, jarvice::TeamUser>>("jarvice/teamusers");
}

#[test]
fn a_definition_keeps_the_order_and_every_kind_of_its_parameters() {
    let app: jarvice::AppDef = answer("jarvice/appdef");
    assert_eq!(app.commands.keys().collect::<Vec<_>>(), ["solve", "gui"]);
    let solve = &app.commands["solve"];
    let order =
        ["-url", "-case", "-solver", "-steps", "-tolerance", "-parts", "-v", "-log", "settings", "title"];
    assert_eq!(solve.parameters.keys().collect::<Vec<_>>(), order);
    let kinds: Vec<_> = solve.parameters.values().filter_map(|parameter| parameter.kind.as_deref()).collect();
    assert_eq!(kinds, ["CONST", "FILE", "selection", "INT", "FLOAT", "RANGE", "BOOL", "STR", "UPLOAD"]);
    assert_eq!(solve.scale_max, Some(16));
    assert_eq!(solve.parameters["settings"].size.as_deref(), Some("4096"));
    assert_eq!(solve.parameters["-parts"].step.as_deref(), Some("1"));
    let written = serde_json::to_string(&app).unwrap();
    let places: Vec<_> = order.iter().map(|key| written.find(&format!("\"{key}\":{{")).unwrap()).collect();
    assert!(places.is_sorted());
}

#[test]
fn a_jobs_numbers_may_be_text_and_its_submission_is_kept() {
    let jobs: IndexMap<String, jarvice::JobEntry> = answer("jarvice/jobs");
    assert_eq!(jobs["104190"].job_number, Some(104_190));
    assert_eq!(jobs["104233"].job_price, Some(2.1));
    let submission = jobs["104233"].job_api_submission.clone().unwrap();
    assert_eq!(submission.application.unwrap().parameters.unwrap()["-v"], json!(true));
    assert_eq!(submission.public_ip, Some(false));
    assert!(!format!("{:?}", submission.user).contains("0123456789abcdef"), "a key is not shown");
}

#[test]
fn machines_queues_and_vaults_come_in_several_forms() {
    let machines: IndexMap<String, jarvice::MachineDef> = answer("jarvice/machines");
    assert_eq!((machines["n3"].mc_price, machines["ng4"].mc_cores), (Some(2.1), Some(32)));
    assert!(matches!(answer("jarvice/queues"), jarvice::Queues::Names(names) if names.len() == 2));
    assert!(
        matches!(answer("jarvice/queues-info"), jarvice::Queues::Info(queues) if queues["batch"].size == Some(4))
    );
    let files: Vec<jarvice::VaultEntry> = answer("jarvice/vault");
    assert_eq!(files[0].0, "cases/");
    assert_eq!((files[1].1, files[2].2), (20_480, 1_763_630_001.5));
}

#[test]
fn every_answer_of_rescale_is_understood() {
    results::<rescale::StatusEntry>("rescale/cluster-statuses");
    results::<rescale::Run>("rescale/runs");
    results::<rescale::Project>("rescale/projects");
    answer::<rescale::User>("rescale/user");
    answer::<rescale::RootFolders>("rescale/roots");
    answer::<Vec<rescale::DirEntry>>("rescale/directory-contents");
    answer::<rescale::SnapshotResult>("rescale/snapshot");
    answer::<rescale::ShareResult>("rescale/shared");
    answer::<rescale::JobPatchResult>("rescale/updated");
    let items: Vec<rescale::FolderItem> = results("rescale/folder");
    assert_eq!(items[1].item["name"], "wing.zip");
}

#[test]
fn a_draft_is_a_job_without_status() {
    let jobs: Vec<rescale::JobSummary> = results("rescale/jobs");
    let statuses: Vec<_> = jobs.iter().map(|job| job.job_status.as_ref().unwrap().content.as_str()).collect();
    assert_eq!(statuses, ["Executing", "Completed", ""]);
}

#[test]
fn a_job_of_rescale_is_read_whole() {
    let job: rescale::Job = answer("rescale/job");
    let [analysis] = job.jobanalyses.as_slice() else { panic!("one analysis") };
    assert_eq!(analysis.hardware.core_summary.as_ref().unwrap().number_of_nodes, Some(1.0));
    assert_eq!(analysis.input_files[0].decrypted_size, Some(20_480));
    let generators: Vec<_> =
        job.jobvariables.iter().map(|variable| variable.value_generator_type.as_str()).collect();
    assert_eq!(generators, ["Uniform", "Normal"], "both spellings of the field are read");
    let statuses: Vec<rescale::StatusEntry> = results("rescale/statuses");
    assert_eq!(statuses[0].status_reason.as_deref(), Some("A run failed"));
}

#[test]
fn sizes_and_prices_may_be_text_and_fractions() {
    let files: Vec<rescale::File> = results("rescale/files");
    assert_eq!(files[0].decrypted_size, Some(8_589_934_592));
    let types: Vec<rescale::CoreType> = results("rescale/coretypes");
    assert_eq!((types[0].price, types[1].price), (Some(0.04), Some(0.065)));
    assert_eq!(types[1].memory, Some(3.75));
    let analyses: Vec<rescale::Analysis> = results("rescale/analyses");
    assert_eq!(analyses[0].versions[0].version_code, "11-openmpi");
}

#[test]
fn the_end_of_a_file_is_lines_or_text() {
    let tail: rescale::Tail = answer("rescale/tail");
    assert!(matches!(tail, rescale::Tail::Lines(result) if result.lines.len() == 2));
    assert!(matches!(value("text", json!("raw")), rescale::Tail::Text(text) if text == "raw"));
}

#[test]
fn null_and_missing_everything_is_survived() {
    fn empty<T: DeserializeOwned>() {
        serde_json::from_value::<T>(json!({})).unwrap();
        serde_json::from_value::<T>(json!({"unheard": {"of": 1}})).unwrap();
    }
    empty::<jarvice::AppDef>();
    empty::<jarvice::JobEntry>();
    empty::<jarvice::JobStatusEntry>();
    empty::<jarvice::MachineDef>();
    empty::<rescale::Job>();
    empty::<rescale::JobSummary>();
    empty::<rescale::File>();
    empty::<rescale::Analysis>();
    let nulls = json!({"commands": null, "machines": null, "name": null, "licensed": null});
    serde_json::from_value::<jarvice::AppDef>(nulls).unwrap();
}
