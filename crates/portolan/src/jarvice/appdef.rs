//! Applications and their definitions.

use indexmap::IndexMap;
use serde_json::Value;

use crate::model;

/// An application that can be run.
#[model(snake)]
pub struct App {
    pub id: Option<String>,
    /// Its definition.
    pub data: Option<AppDef>,
    /// Per hour, without the machine.
    pub price: Option<f64>,
    pub owner: Option<String>,
    pub arch: Option<String>,
    pub privs: Vec<String>,
    pub src: Option<String>,
    /// Seconds since 1970.
    pub updated: Option<i64>,
    pub checkedout: Option<bool>,
    pub certified: Option<bool>,
    pub walltime: Option<String>,
    pub repo: Option<String>,
}

/// An application's definition. The order of commands and parameters is that of their forms and command lines.
#[model(snake)]
pub struct AppDef {
    /// Its name for people; jobs name it by its id.
    pub name: String,
    pub description: String,
    pub author: String,
    /// `false` when whoever runs it must bring a licence.
    pub licensed: bool,
    pub appdefversion: Option<i64>,
    pub classifications: Vec<String>,
    /// The machines that it runs on, by name or pattern.
    pub machines: Vec<String>,
    #[serde(rename = "vault-types")]
    pub vault_types: Vec<String>,
    pub commands: IndexMap<String, AppDefCmd>,
    pub image: AppDefImage,
    pub id: Option<String>,
    pub owner: Option<String>,
    pub price: Option<String>,
    pub public: Option<bool>,
    pub team: Option<bool>,
    pub certified: Option<bool>,
    pub enablehpc: Option<bool>,
    pub identity: Option<AppDefIdent>,
    pub nae: Option<String>,
    /// The most nodes.
    pub scale_max: Option<i64>,
    pub variables: Option<IndexMap<String, Variable>>,
    pub walltime: Option<String>,
}

/// A command of an application.
#[model(snake)]
pub struct AppDefCmd {
    /// Its name for people; jobs name it by its key.
    pub name: String,
    pub description: String,
    pub path: String,
    pub parameters: IndexMap<String, ParDef>,
    pub cmdscript: Option<String>,
    pub desktop: Option<bool>,
    pub interactive: Option<bool>,
    /// The machines that it runs on; the application's unless told.
    pub machines: Option<Vec<String>>,
    pub mpirun: Option<bool>,
    pub noconnect: Option<bool>,
    pub noqueue: Option<bool>,
    pub ports: Option<Vec<String>>,
    pub publicip: Option<bool>,
    /// The most nodes.
    pub scale_max: Option<i64>,
    pub url: Option<String>,
    pub variables: Option<IndexMap<String, Variable>>,
    pub verboseinit: Option<bool>,
    pub walltime: Option<String>,
    pub webshell: Option<bool>,
}

/// A parameter of a command.
#[model(snake)]
pub struct ParDef {
    /// Its name for people; jobs name it by its key.
    pub name: String,
    pub description: String,
    pub required: bool,
    /// `CONST`, `STR`, `INT`, `FLOAT`, `RANGE`, `BOOL`, `selection`, `FILE` or `UPLOAD`; `STR` unless told.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    pub value: Option<Value>,
    pub min: Option<Value>,
    pub max: Option<Value>,
    pub step: Option<String>,
    /// Digits after the point.
    pub precision: Option<i64>,
    pub values: Option<Vec<String>>,
    /// What people read for each of `values`.
    pub mvalues: Option<Vec<String>>,
    /// Patterns of file names, as in `*.c|*.py`.
    pub filter: Option<String>,
    /// Where an uploaded file goes.
    pub target: Option<String>,
    /// The most bytes of an uploaded file.
    pub size: Option<String>,
    /// Whether the value stands alone on the command line.
    pub positional: Option<bool>,
    /// Whether it is an environment variable.
    pub variable: Option<bool>,
    pub cmdscript: Option<bool>,
    /// The flags of which one must be set for it to count.
    #[serde(rename = "if")]
    pub enabled_by: Option<Vec<String>>,
    /// The flags of which none may be set for it to count.
    #[serde(rename = "ifnot")]
    pub disabled_by: Option<Vec<String>>,
}

/// An application's icon, in base64.
#[model(snake)]
pub struct AppDefImage {
    #[serde(rename = "type")]
    pub kind: String,
    pub data: String,
}

/// Who an application runs as.
#[model(snake)]
pub struct AppDefIdent {
    pub username: String,
    pub uid: Option<i64>,
    pub gid: Option<i64>,
    pub group: Option<String>,
}

/// A variable of an application's environment.
#[model(snake)]
pub struct Variable {
    pub name: String,
    pub description: String,
    pub inherit: bool,
    pub userowned: bool,
    pub required: Option<bool>,
}
