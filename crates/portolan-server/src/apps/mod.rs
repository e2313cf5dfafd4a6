//! The registry of apps: what can be run, who may run it, and what a job of it runs.

mod add;
mod arguments;
mod command;
mod definition;
mod events;
pub mod fields;
pub mod macros;
mod patterns;
mod publish;
pub mod quantities;
mod registry;

pub use add::add_file;
pub use arguments::number;
pub use command::{Values, command};
pub use definition::{name as read_name, read as read_definition, version as read_version};
pub use patterns::satisfies;
pub use publish::publish_files;
pub use registry::{Grant, Registry};

use portolan::agave::Application;
use serde::{Deserialize, Serialize};

/// The owner of the apps that the server came with or its operator added. No user can have this name.
pub const SERVER: &str = "portolan.server";

/// An app in the registry.
#[derive(Debug, Clone)]
pub struct App {
    /// The checked definition, with the facts that the registry adds.
    pub application: Application,
    /// The user that it belongs to, or [`SERVER`].
    pub owner: String,
    /// What a job of it runs.
    pub program: Program,
}

/// What a job of an app runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Program {
    /// A hidden subcommand of this program.
    Bundled {
        /// The subcommand.
        subcommand: String,
    },
    /// An executable that the operator registered, kept in the server's own folder.
    Executable,
    /// The wrapper template in the app's `deploymentPath`.
    Deployed,
    /// The wrapper template in the server's own copy of a published app.
    Published,
}
