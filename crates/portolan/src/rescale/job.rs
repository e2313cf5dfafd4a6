//! A job, and what one is made from.

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::{File, FileRef};
use crate::model;

/// A job.
#[model]
pub struct Job {
    pub id: String,
    pub name: String,
    pub owner: Option<String>,
    pub jobanalyses: Vec<JobAnalysis>,
    pub jobvariables: Vec<JobVariable>,
    pub param_file: Option<File>,
    pub case_file: Option<File>,
    pub resource_filters: Vec<ResourceFilter>,
    pub archive_filters: Option<Vec<Value>>,
    pub optimizer: Option<JobAnalysis>,
    pub expected_runs: Option<i64>,
    pub include_nominal_run: Option<bool>,
    pub is_low_priority: Option<bool>,
    pub is_template_dry_run: Option<bool>,
    pub monte_carlo_iterations: Option<i64>,
    pub remote_viz_config: Option<Value>,
    pub project_id: Option<String>,
    pub description: Option<String>,
    pub tags: Option<Vec<String>>,
}

/// A job to make.
#[model]
pub struct JobCreate {
    pub name: String,
    pub jobanalyses: Vec<JobAnalysisCreate>,
    pub jobvariables: Option<Vec<JobVariable>>,
    pub param_file: Option<FileRef>,
    pub case_file: Option<FileRef>,
    pub resource_filters: Option<Vec<ResourceFilter>>,
    pub is_template_dry_run: Option<bool>,
    pub include_nominal_run: Option<bool>,
    pub monte_carlo_iterations: Option<i64>,
    /// Cheaper, and may be interrupted.
    pub is_low_priority: Option<bool>,
    pub project_id: Option<String>,
    pub billing_priority_value: Option<String>,
    pub description: Option<String>,
    pub cloned_from: Option<String>,
    pub is_template: Option<bool>,
    pub templated_from: Option<String>,
    pub input_file_parse_task: Option<String>,
}

/// One analysis of a job.
#[model]
pub struct JobAnalysis {
    pub analysis: AnalysisRef,
    pub command: String,
    pub hardware: Hardware,
    pub input_files: Vec<File>,
    pub env_vars: Option<IndexMap<String, String>>,
    pub flags: Option<Map<String, Value>>,
    pub use_rescale_license: Option<bool>,
    pub use_mpi: Option<bool>,
    pub template_tasks: Vec<TemplateTask>,
    pub pre_process_script: Option<File>,
    pub pre_process_script_command: Option<String>,
    pub post_process_script: Option<File>,
    pub post_process_script_command: Option<String>,
    pub on_demand_license_seller: Option<Value>,
    pub user_defined_license_settings: Option<Value>,
}

/// One analysis of a job to make.
#[model]
pub struct JobAnalysisCreate {
    pub analysis: AnalysisRef,
    pub command: String,
    pub hardware: Hardware,
    pub input_files: Option<Vec<FileRef>>,
    pub env_vars: Option<IndexMap<String, String>>,
    pub use_rescale_license: Option<bool>,
    pub use_mpi: Option<bool>,
    pub template_tasks: Option<Vec<TemplateTask>>,
    pub pre_process_script: Option<FileRef>,
    pub pre_process_script_command: Option<String>,
    pub post_process_script: Option<FileRef>,
    pub post_process_script_command: Option<String>,
    pub flags: Option<Map<String, Value>>,
    pub on_demand_license_seller: Option<Value>,
    pub user_defined_license_settings: Option<Value>,
}

/// Which analysis.
#[model]
pub struct AnalysisRef {
    pub code: String,
    /// A version's code, which is not what people read as its version.
    pub version: Option<String>,
    pub name: Option<String>,
    pub version_name: Option<String>,
}

/// What an analysis runs on.
#[model]
pub struct Hardware {
    /// A core type's code.
    pub core_type: String,
    pub cores_per_slot: i64,
    pub slots: Option<i64>,
    /// Hours.
    pub walltime: Option<i64>,
    pub cores: Option<i64>,
    #[serde(rename = "type")]
    pub kind: Option<String>,
    pub core_summary: Option<CoreSummary>,
}

/// What the hardware comes to.
#[model]
pub struct CoreSummary {
    pub number_of_nodes: Option<f64>,
    pub memory_per_node: Option<f64>,
    pub storage_per_node: Option<f64>,
}

/// A variable of a design study.
#[model]
pub struct JobVariable {
    pub name: String,
    /// `Param`, `Design`, `Output`, `Case`, `Constraint` or `Objective`.
    pub variable_type: String,
    pub display_order: i64,
    /// `Normal`, `Uniform`, `Linspace`, `FixedRange`, `Triangular` or `LogNormal`.
    #[serde(alias = "variableGeneratorType")]
    pub value_generator_type: String,
    /// The generator's settings, which the service does not document.
    pub value_generator_settings: Map<String, Value>,
}

/// Which output is kept.
#[model]
pub struct ResourceFilter {
    pub selector: Option<String>,
    pub filter_type: Option<String>,
    pub include: Option<bool>,
    pub case_sensitive: Option<bool>,
}

/// A template and the file that is made from it for each run.
#[model]
pub struct TemplateTask {
    pub template_file: FileRef,
    pub processed_filename: String,
}
