//! Apps: what can be run.

use serde_json::Value;

use super::permissions::{ListQuery, Permission, PermissionRequest};
use crate::page::Page;
use crate::{api, fields, model};

/// Finds apps, registers them and shares them.
///
/// ```no_run
/// # async fn example(agave: portolan::agave::Agave) -> portolan::Result<()> {
/// for parameter in agave.apps().get("text-stats-1.0.0").await?.parameters {
///     println!("{} {}", parameter.id, parameter.value.kind);
/// }
/// # Ok(())
/// # }
/// ```
///
/// ```js
/// const apps = await agave.apps.list({ search: { "name.like": "text*" }, orderBy: "name", order: "ASC" });
/// ```
#[api("apps", "/apps/v2")]
pub trait Apps {
    /// Lists the apps that the caller may run.
    #[get("/", read)]
    fn list(&self, query: &AppQuery) -> Page<ApplicationSummary>;

    /// Registers an app.
    #[post("/", once)]
    fn add(&self, body: &ApplicationRequest) -> Application;

    /// Fetches one app with its inputs and parameters.
    #[get("/{appId}", read)]
    fn get(&self, app_id: &str) -> Application;

    /// Replaces an app's definition.
    #[post("/{appId}", set)]
    fn update(&self, app_id: &str, body: &ApplicationRequest) -> Application;

    /// Publishes, clones, enables, disables or erases an app.
    #[put("/{appId}", once)]
    fn manage(&self, app_id: &str, body: &ApplicationOperationRequest) -> Option<Application>;

    /// Removes an app.
    #[delete("/{appId}", set)]
    fn delete(&self, app_id: &str);

    /// Lists who may do what with an app.
    #[get("/{appId}/pems", read)]
    fn list_permissions(&self, app_id: &str, query: &ListQuery) -> Page<Permission>;

    /// Gives a user a permission on an app.
    #[post("/{appId}/pems", set)]
    fn update_application_permissions(&self, app_id: &str, body: &PermissionRequest);

    /// Takes everybody's permissions on an app, its owner's excepted.
    #[delete("/{appId}/pems", set)]
    fn delete_permissions(&self, app_id: &str);

    /// Lists what one user may do with an app.
    #[get("/{appId}/pems/{username}", read)]
    fn list_permissions_for_user(&self, app_id: &str, username: &str, query: &ListQuery) -> Page<Permission>;

    /// Gives one user a permission on an app.
    #[post("/{appId}/pems/{username}", set)]
    fn update_permissions_for_user(&self, app_id: &str, username: &str, body: &PermissionRequest);

    /// Takes one user's permissions on an app.
    #[delete("/{appId}/pems/{username}", set)]
    fn delete_permissions_for_user(&self, app_id: &str, username: &str);

    /// Fetches the form that the service makes of an app: HTML, to be distrusted like any other.
    #[get("/{uniqueName}/form", read)]
    fn get_job_submission_form(&self, unique_name: &str) -> Option<String>;

    /// Lists the versions of an app.
    #[get("/name/{name}", read)]
    fn list_by_name(&self, name: &str, query: &AppQuery) -> Page<ApplicationSummary>;

    /// Lists the apps with a tag.
    #[get("/tag/{tag}", read)]
    fn list_by_tag(&self, tag: &str, query: &AppQuery) -> Page<ApplicationSummary>;

    /// Lists the apps that an ontology's term describes.
    #[get("/ontology/{term}", read)]
    fn list_by_ontology_term(&self, term: &str, query: &AppQuery) -> Page<ApplicationSummary>;

    /// Lists the apps that run on a system.
    #[get("/system/{systemId}", read)]
    fn list_by_system_id(&self, system_id: &str, query: &AppQuery) -> Page<ApplicationSummary>;
}

/// Which apps to list.
#[fields(list)]
pub struct AppQuery {
    /// Only public apps.
    pub public_only: Option<bool>,
    /// Only private apps.
    pub private_only: Option<bool>,
}

/// An app in a list.
#[model]
pub struct ApplicationSummary {
    pub id: String,
    pub name: String,
    pub version: String,
    pub label: Option<String>,
    pub short_description: Option<String>,
    pub execution_system: Option<String>,
    pub is_public: bool,
    pub revision: Option<i64>,
    pub last_modified: Option<String>,
    /// Only sent when the list's `filter` asks for it.
    pub tags: Option<Vec<String>>,
    #[serde(rename = "_links")]
    pub links: Option<Value>,
}

/// An app.
#[model]
pub struct Application {
    pub id: String,
    pub name: String,
    pub version: String,
    pub uuid: Option<String>,
    pub owner: Option<String>,
    pub label: Option<String>,
    pub short_description: Option<String>,
    pub long_description: Option<String>,
    #[serde(rename = "helpURI")]
    pub help_uri: Option<String>,
    pub icon: Option<String>,
    pub is_public: bool,
    pub available: bool,
    pub revision: Option<i64>,
    pub last_modified: Option<String>,
    pub execution_system: Option<String>,
    pub execution_type: Option<String>,
    pub parallelism: Option<String>,
    pub deployment_system: Option<String>,
    pub deployment_path: Option<String>,
    pub template_path: Option<String>,
    pub test_path: Option<String>,
    pub checkpointable: Option<bool>,
    pub default_queue: Option<String>,
    pub default_node_count: Option<i64>,
    /// Gigabytes.
    pub default_memory_per_node: Option<f64>,
    pub default_processors_per_node: Option<i64>,
    /// Hours, minutes and seconds: `hh:mm:ss`.
    pub default_max_run_time: Option<String>,
    pub tags: Vec<String>,
    pub ontology: Vec<String>,
    pub modules: Vec<String>,
    pub inputs: Vec<ApplicationInput>,
    pub parameters: Vec<ApplicationParameter>,
    pub outputs: Vec<ApplicationInput>,
    #[serde(rename = "_links")]
    pub links: Option<Value>,
}

/// An app's definition as it is registered.
#[model]
pub struct ApplicationRequest {
    /// Letters, digits, dots and dashes, at most 64.
    pub name: String,
    /// Digits and dots, at most 16 characters.
    pub version: String,
    pub label: Option<String>,
    pub short_description: Option<String>,
    pub long_description: Option<String>,
    #[serde(rename = "helpURI")]
    pub help_uri: Option<String>,
    pub icon: Option<String>,
    pub available: Option<bool>,
    pub execution_system: String,
    pub execution_type: String,
    pub parallelism: String,
    pub deployment_system: String,
    pub deployment_path: String,
    pub template_path: String,
    pub test_path: String,
    pub checkpointable: Option<bool>,
    pub default_queue: Option<String>,
    pub default_node_count: Option<i64>,
    /// Gigabytes.
    pub default_memory_per_node: Option<f64>,
    pub default_processors_per_node: Option<i64>,
    /// Hours, minutes and seconds: `hh:mm:ss`.
    pub default_max_run_time: Option<String>,
    pub tags: Option<Vec<String>>,
    pub ontology: Option<Vec<String>>,
    pub modules: Option<Vec<String>>,
    pub inputs: Vec<ApplicationInput>,
    pub parameters: Vec<ApplicationParameter>,
    pub outputs: Option<Vec<ApplicationInput>>,
}

/// An action on an app.
#[model]
pub struct ApplicationOperationRequest {
    /// `publish`, `clone`, `enable`, `disable` or `erase`.
    pub action: String,
    pub name: Option<String>,
    pub version: Option<String>,
    pub execution_system: Option<String>,
    pub deployment_system: Option<String>,
    pub deployment_path: Option<String>,
}

/// An input of an app: one or more files.
#[model]
pub struct ApplicationInput {
    pub id: String,
    pub value: ArgumentValue,
    pub details: ArgumentDetails,
    pub semantics: ArgumentSemantics,
}

/// A parameter of an app.
#[model]
pub struct ApplicationParameter {
    pub id: String,
    pub value: ParameterValue,
    pub details: ArgumentDetails,
    pub semantics: ArgumentSemantics,
}

/// What an input takes.
#[model]
pub struct ArgumentValue {
    /// Text, or a list of texts.
    pub default: Option<Value>,
    pub required: Option<bool>,
    pub visible: Option<bool>,
    /// A regular expression that is searched anywhere in the value.
    pub validator: Option<String>,
    pub order: Option<i64>,
    pub enquote: Option<bool>,
}

/// What a parameter takes.
#[model]
pub struct ParameterValue {
    /// `string`, `number`, `bool`, `flag` or `enumeration`.
    #[serde(rename = "type")]
    pub kind: String,
    pub default: Option<Value>,
    pub required: Option<bool>,
    pub visible: Option<bool>,
    /// A regular expression that is searched anywhere in the value.
    pub validator: Option<String>,
    pub order: Option<i64>,
    pub enquote: Option<bool>,
    /// Texts, or objects of one value and its label each.
    #[serde(rename = "enum_values", alias = "enumValues")]
    pub enum_values: Option<Vec<Value>>,
}

/// How an input or parameter is shown and put on the command line.
#[model]
pub struct ArgumentDetails {
    pub label: Option<String>,
    pub description: Option<String>,
    pub argument: Option<String>,
    pub show_argument: Option<bool>,
    pub repeat_argument: Option<bool>,
}

/// How many values an input or parameter takes, and of what kind.
#[model]
pub struct ArgumentSemantics {
    pub min_cardinality: Option<i64>,
    /// `-1` is no limit.
    pub max_cardinality: Option<i64>,
    pub ontology: Option<Vec<String>>,
    pub file_types: Option<Vec<String>>,
}
