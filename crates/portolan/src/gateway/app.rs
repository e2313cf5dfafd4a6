//! What can be run, and what it asks for.

use super::form::Settings;
use super::{Details, Provider, Service, provide};
use crate::error::Result;

/// An app in a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AppSummary {
    /// What the service calls it.
    pub id: String,
    /// Its name without version.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its name for people.
    pub label: String,
    /// What it does, in a line.
    pub description: String,
    /// Whether everybody may run it.
    pub public: bool,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// The system that it runs on.
    pub system: Option<String>,
}

/// An app with all that it asks for.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct App {
    /// The service that it is an app of.
    pub service: Service,
    /// What a list shows of it.
    pub summary: AppSummary,
    /// What it does, at length.
    pub long_description: String,
    /// Where its documentation is.
    pub help_url: Option<String>,
    /// What it asks for, in the order of a form.
    pub fields: Vec<Field>,
    /// The resources that it suggests.
    pub defaults: Settings,
    /// The definition as the service sent it.
    pub definition: Details,
}

/// Whether a field is a file or a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Group {
    /// Files that are staged before the job runs.
    #[default]
    Input,
    /// Values on the command line.
    Parameter,
}

/// One thing that an app asks for.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Field {
    /// What the service calls it.
    pub id: String,
    /// Whether it is a file or a value.
    pub group: Group,
    /// What it takes.
    pub kind: FieldKind,
    /// Its name for people.
    pub label: String,
    /// What it means.
    pub help: String,
    /// Whether a value must be given.
    pub required: bool,
    /// Whether people see it; a hidden one keeps its default and is never sent.
    pub visible: bool,
    /// Its place in the form.
    pub order: i64,
    /// Its values before anybody has changed them.
    pub default: Vec<String>,
    /// How many values it needs when it has any.
    pub min_count: usize,
    /// How many it takes; `None` is no limit.
    pub max_count: Option<usize>,
    /// What a number may be.
    pub limits: Limits,
    /// The flags of which one must be set for the field to count; it always does when there are none.
    pub enabled_by: Vec<String>,
    /// The flags of which none may be set for the field to count.
    pub disabled_by: Vec<String>,
}

/// What a number may be.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Limits {
    /// The smallest.
    pub least: Option<f64>,
    /// The largest.
    pub most: Option<f64>,
    /// The step from one to the next, for a slider.
    pub step: Option<f64>,
    /// Whether it must be whole.
    pub whole: bool,
}

/// What a field takes.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum FieldKind {
    /// A file: a path, or an address from which the service fetches it.
    #[default]
    File,
    /// Text.
    Text {
        /// A regular expression that must match somewhere in it.
        pattern: Option<String>,
    },
    /// A number.
    Number,
    /// One of several values.
    Choice(Vec<Choice>),
    /// Yes or no: `true` or `false`.
    Flag,
}

/// One of the values of a choice.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What people read.
    pub label: String,
}

/// Finds apps.
#[derive(Clone)]
pub struct Apps {
    pub(super) provider: Provider,
}

impl Apps {
    /// Lists every app that the caller may run.
    ///
    /// # Errors
    /// Those of every call.
    pub async fn list(&self) -> Result<Vec<AppSummary>> {
        provide!(&self.provider, adapter => adapter.list_apps().await)
    }

    /// Fetches one app with its fields.
    ///
    /// # Errors
    /// [`crate::Code::NotFound`] when there is none of this id.
    pub async fn get(&self, id: &str) -> Result<App> {
        provide!(&self.provider, adapter => adapter.app(id).await)
    }
}
