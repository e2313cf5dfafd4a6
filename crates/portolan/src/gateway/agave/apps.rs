//! Apps: definitions become forms.

use serde_json::Value;

use super::{Adapter, PAGE, collect};
use crate::agave::{
    AppQuery, Application, ApplicationInput, ApplicationParameter, ArgumentDetails, ArgumentSemantics,
};
use crate::error::Result;
use crate::gateway::{App, AppSummary, Choice, Field, FieldKind, Group, Settings};

/// The fields of a listed app that people search by or see; `tags` is not sent unless it is asked for.
const FILTER: [&str; 9] = [
    "id",
    "name",
    "version",
    "label",
    "shortDescription",
    "executionSystem",
    "isPublic",
    "tags",
    "lastModified",
];

impl Adapter {
    pub(in crate::gateway) async fn list_apps(&self) -> Result<Vec<AppSummary>> {
        let filter = FILTER.map(str::to_owned).to_vec();
        let query = AppQuery { limit: Some(PAGE), filter, ..AppQuery::default() };
        let apps = collect(self.agave.apps().list_all(&query)).await?;
        let summaries = apps.into_iter().map(|app| AppSummary {
            label: label(app.label, &app.name),
            id: app.id,
            name: app.name,
            version: app.version,
            description: app.short_description.unwrap_or_default(),
            public: app.is_public,
            tags: app.tags.unwrap_or_default(),
            system: app.execution_system,
        });
        Ok(summaries.collect())
    }

    pub(in crate::gateway) async fn app(&self, id: &str) -> Result<App> {
        Ok(app(self.agave.apps().get(id).await?))
    }
}

fn app(app: Application) -> App {
    let definition = serde_json::to_value(&app).unwrap_or(Value::Null);
    let mut fields: Vec<_> = app.inputs.iter().map(input).collect();
    fields.extend(app.parameters.iter().map(parameter));
    // Stable: fields of the same order stay as the definition has them, inputs first.
    fields.sort_by_key(|field| (field.group == Group::Parameter, field.order));
    let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    let defaults = Settings {
        queue: app.default_queue.unwrap_or_default(),
        max_run_time: app.default_max_run_time.unwrap_or_default(),
        node_count: number(app.default_node_count),
        processors_per_node: number(app.default_processors_per_node),
        memory_per_node: app.default_memory_per_node.map(|memory| memory.to_string()).unwrap_or_default(),
        archive: true,
    };
    let summary = AppSummary {
        label: label(app.label, &app.name),
        id: app.id,
        name: app.name,
        version: app.version,
        description: app.short_description.unwrap_or_default(),
        public: app.is_public,
        tags: app.tags,
        system: app.execution_system,
    };
    App {
        summary,
        long_description: app.long_description.unwrap_or_default(),
        help_url: app.help_uri.filter(|address| !address.is_empty()),
        fields,
        defaults,
        definition,
    }
}

fn input(input: &ApplicationInput) -> Field {
    let value = &input.value;
    let visible = value.visible.unwrap_or(true);
    Field {
        group: Group::Input,
        kind: FieldKind::File,
        default: texts(value.default.as_ref()),
        visible,
        order: value.order.unwrap_or(0),
        ..common(&input.id, &input.details, &input.semantics, value.required.unwrap_or(!visible))
    }
}

fn parameter(parameter: &ApplicationParameter) -> Field {
    let value = &parameter.value;
    let visible = value.visible.unwrap_or(true);
    let kind = match value.kind.to_ascii_lowercase().as_str() {
        "number" => FieldKind::Number,
        "bool" | "flag" => FieldKind::Flag,
        "enumeration" => FieldKind::Choice(value.enum_values.iter().flatten().map(choice).collect()),
        _ => FieldKind::Text { pattern: value.validator.clone().filter(|pattern| !pattern.is_empty()) },
    };
    let mut default = texts(value.default.as_ref());
    if kind == FieldKind::Flag {
        for word in &mut default {
            *word = matches!(word.as_str(), "true" | "1" | "on").to_string();
        }
    }
    Field {
        group: Group::Parameter,
        kind,
        default,
        visible,
        order: value.order.unwrap_or(0),
        ..common(&parameter.id, &parameter.details, &parameter.semantics, value.required.unwrap_or(false))
    }
}

fn common(id: &str, details: &ArgumentDetails, semantics: &ArgumentSemantics, required: bool) -> Field {
    let min_count = semantics.min_cardinality.and_then(|count| usize::try_from(count).ok());
    let max_count = match semantics.max_cardinality {
        None => Some(1),
        Some(-1) => None,
        Some(count) => Some(usize::try_from(count).unwrap_or(1).max(1)),
    };
    Field {
        id: id.to_owned(),
        label: label(details.label.clone(), id),
        help: details.description.clone().unwrap_or_default(),
        required: required || min_count.is_some_and(|count| count > 0),
        min_count: min_count.unwrap_or(0).max(1),
        max_count,
        ..Field::default()
    }
}

/// What people read: the label where there is one, else the name.
fn label(label: Option<String>, name: &str) -> String {
    label.filter(|label| !label.is_empty()).unwrap_or_else(|| name.to_owned())
}

/// A value of a list of them, or one alone, as text.
fn texts(value: Option<&Value>) -> Vec<String> {
    let one = |value: &Value| match value {
        Value::Null => None,
        Value::String(text) if text.is_empty() => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    };
    match value {
        Some(Value::Array(values)) => values.iter().filter_map(one).collect(),
        Some(value) => one(value).into_iter().collect(),
        None => Vec::new(),
    }
}

/// `"a"`, or `{"a": "Label of a"}`.
fn choice(value: &Value) -> Choice {
    match value.as_object().and_then(|pair| pair.iter().next()) {
        Some((value, label)) => Choice {
            value: value.clone(),
            label: label.as_str().filter(|label| !label.is_empty()).unwrap_or(value).to_owned(),
        },
        None => {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            Choice { value: text.clone(), label: text }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn fields(definition: Value) -> Vec<Field> {
        app(serde_json::from_value(definition).unwrap()).fields
    }

    #[test]
    fn a_definition_becomes_a_form() {
        let found = fields(json!({
            "id": "x-1", "name": "x", "version": "1",
            "inputs": [{"id": "files", "value": {"required": true}, "details": {"label": "Text files"},
                "semantics": {"minCardinality": 1, "maxCardinality": -1}}],
            "parameters": [
                {"id": "n", "value": {"type": "number", "default": 10, "order": 2}},
                {"id": "p", "value": {"type": "enumeration", "default": "a", "enum_values": [{"a": "First"}, "b"], "order": 1}},
                {"id": "f", "value": {"type": "flag", "default": 1, "order": 3}},
                {"id": "h", "value": {"type": "string", "visible": false, "default": "x", "order": 4}},
            ],
        }));
        let ids: Vec<_> = found.iter().map(|field| field.id.as_str()).collect();
        assert_eq!(ids, ["files", "p", "n", "f", "h"]);
        assert_eq!(
            (found[0].label.as_str(), found[0].required, found[0].max_count),
            ("Text files", true, None)
        );
        let FieldKind::Choice(choices) = &found[1].kind else { panic!("{:?}", found[1].kind) };
        assert_eq!((choices[0].label.as_str(), choices[1].label.as_str()), ("First", "b"));
        assert_eq!(found[2].default, ["10"]);
        assert_eq!(found[3].default, ["true"]);
        assert!(!found[4].visible);
    }

    #[test]
    fn text_for_numbers_and_missing_parts_are_survived() {
        let found = fields(json!({
            "id": "x-1", "defaultNodeCount": "1", "defaultMemoryPerNode": "2",
            "inputs": null,
            "parameters": [{"id": "n", "value": {"type": "number", "order": "7", "required": "true"}}],
        }));
        assert_eq!((found[0].order, found[0].required, found[0].label.as_str()), (7, true, "n"));
    }
}
