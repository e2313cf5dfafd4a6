//! A job's form: what it holds, whether that is right, and how it reads back from a body.
//!
//! Everything here is pure. A [`Draft`] keeps each value as it was typed, right or wrong, so that nothing is lost.

mod check;
mod pattern;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use check::check;

use super::{App, Field, FieldKind, Queue, Service};
use crate::error::Result;
use crate::json::Json;

/// What a form holds.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    /// The job's name.
    pub name: String,
    /// The values by the fields' ids.
    pub values: BTreeMap<String, Vec<String>>,
    /// The resources.
    pub settings: Settings,
    /// What a body holds beyond that; sent as it is.
    pub extra: Map<String, Value>,
}

/// The resources that a job asks for, each as it was typed; empty where the service may choose.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The batch queue.
    pub queue: String,
    /// The longest run time: `hh:mm:ss`.
    pub max_run_time: String,
    /// The number of nodes.
    pub node_count: String,
    /// The processors per node.
    pub processors_per_node: String,
    /// The memory per node: gigabytes, or a number with a unit such as `512MB`.
    pub memory_per_node: String,
    /// Whether the output is kept after the job.
    pub archive: bool,
}

/// A value that is not right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The field's id; of the resources `name`, `batchQueue`, `maxRunTime`, `nodeCount`, `processorsPerNode`,
    /// `memoryPerNode`; empty for the whole.
    pub field: String,
    /// What is wrong, in a sentence.
    pub message: String,
}

impl Problem {
    pub(super) fn new(field: &str, message: impl Into<String>) -> Self {
        Self { field: field.to_owned(), message: message.into() }
    }
}

/// A form as it is before anybody has typed: the app's defaults.
pub fn draft(app: &App) -> Draft {
    let visible = app.fields.iter().filter(|field| field.visible);
    let values = visible.map(|field| {
        let flag = matches!(field.kind, FieldKind::Flag) && field.default.is_empty();
        let values = if flag { vec!["false".to_owned()] } else { field.default.clone() };
        (field.id.clone(), values)
    });
    Draft {
        name: app.summary.name.clone(),
        values: values.collect(),
        settings: app.defaults.clone(),
        extra: Map::new(),
    }
}

/// Reads a body back into a form, with what in it is not understood.
pub fn read(app: &App, body: &Value) -> (Draft, Vec<Problem>) {
    match app.service {
        Service::Agave => super::agave::read_body(app, body),
        Service::Jarvice => super::jarvice::read_body(app, body),
        Service::Rescale => super::rescale::read_body(app, body),
    }
}

/// The queue that a draft would go to.
pub fn queue<'a>(draft: &Draft, queues: &'a [Queue]) -> Option<&'a Queue> {
    let named = &draft.settings.queue;
    let chosen = if named.is_empty() {
        queues.iter().find(|queue| queue.default)
    } else {
        queues.iter().find(|queue| queue.name == *named)
    };
    chosen.or(queues.first().filter(|_| named.is_empty()))
}

/// Whether a field counts: the flags that it depends on say so.
pub fn is_enabled(field: &Field, draft: &Draft) -> bool {
    let is_set = |id: &String| given(draft, id) == ["true"];
    (field.enabled_by.is_empty() || field.enabled_by.iter().any(is_set))
        && !field.disabled_by.iter().any(is_set)
}

/// The fields that people see and that count now.
pub(super) fn counting<'a>(app: &'a App, draft: &'a Draft) -> impl Iterator<Item = &'a Field> {
    app.fields.iter().filter(|field| field.visible && is_enabled(field, draft))
}

/// The values of a field that are not blank.
pub(super) fn given<'a>(draft: &'a Draft, id: &str) -> Vec<&'a str> {
    let values = draft.values.get(id).map(Vec::as_slice).unwrap_or_default();
    values.iter().map(String::as_str).filter(|value| !value.trim().is_empty()).collect()
}

/// A field's value as it is sent; `None` when nothing is given.
pub(super) fn value(field: &Field, draft: &Draft) -> Option<Json> {
    let one = |value: &str| match field.kind {
        FieldKind::Number => Json::typed_number(value),
        FieldKind::Flag => (value == "true").into(),
        FieldKind::File => value.trim().into(),
        FieldKind::Text { .. } | FieldKind::Choice(_) => value.into(),
    };
    match given(draft, &field.id).as_slice() {
        [] => None,
        [value] if field.max_count == Some(1) => Some(one(value)),
        values => {
            let mut list = Json::list();
            values.iter().for_each(|value| list.push(one(value)));
            Some(list)
        }
    }
}

/// Parses text that must be JSON; the problem tells where it is not.
///
/// # Errors
/// [`crate::Code::Invalid`] with line and column.
pub fn parse(text: &str) -> Result<Value> {
    serde_json::from_str(text).map_err(|error| crate::Error::invalid("JSON", &error.to_string()))
}
