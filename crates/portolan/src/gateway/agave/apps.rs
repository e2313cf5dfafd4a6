//! Apps: definitions become forms.

use super::Adapter;
use crate::agave::{AppQuery, Apps};
use crate::error::Result;
use crate::gateway::{App, AppSummary, Choice, Field, FieldKind, Group, Service, Settings};
use crate::json::Json;

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
        let query = AppQuery { filter: FILTER.map(str::to_owned).to_vec(), ..AppQuery::default() };
        let apps = self.all(Apps::list_request(&query)?).await?;
        Ok(apps.iter().map(summary).collect())
    }

    pub(in crate::gateway) async fn app(&self, id: &str) -> Result<App> {
        Ok(app(self.calls().document(Apps::get_request(id)?).await?))
    }
}

fn summary(app: &Json) -> AppSummary {
    let text = |name| app.text_of(name).unwrap_or_default();
    AppSummary {
        id: text("id"),
        name: text("name"),
        version: text("version"),
        label: app.words_of("label").unwrap_or_else(|| text("name")),
        description: text("shortDescription"),
        public: app.is_true("isPublic"),
        tags: app.texts_of("tags"),
        system: app.text_of("executionSystem"),
    }
}

fn app(app: Json) -> App {
    let mut fields: Vec<_> = app.get("inputs").items().iter().map(input).collect();
    fields.extend(app.get("parameters").items().iter().map(parameter));
    // Stable: fields of the same order stay as the definition has them, inputs first.
    fields.sort_by_key(|field| (field.group == Group::Parameter, field.order));
    let text = |name| app.text_of(name).unwrap_or_default();
    App {
        service: Service::Agave,
        summary: summary(&app),
        long_description: text("longDescription"),
        help_url: app.words_of("helpURI"),
        fields,
        defaults: Settings {
            queue: text("defaultQueue"),
            max_run_time: text("defaultMaxRunTime"),
            node_count: text("defaultNodeCount"),
            processors_per_node: text("defaultProcessorsPerNode"),
            memory_per_node: text("defaultMemoryPerNode"),
            archive: true,
        },
        definition: app.into(),
    }
}

fn input(input: &Json) -> Field {
    let value = input.get("value");
    let visible = is_visible(&value);
    let required = if value.get("required").exists() { value.is_true("required") } else { !visible };
    Field { group: Group::Input, kind: FieldKind::File, ..common(input, &value, required) }
}

fn parameter(parameter: &Json) -> Field {
    let value = parameter.get("value");
    let kind = match &*value.text_of("type").unwrap_or_default().to_ascii_lowercase() {
        "number" => FieldKind::Number,
        "bool" | "flag" => FieldKind::Flag,
        "enumeration" => {
            let listed = ["enum_values", "enumValues"].map(|name| value.get(name).items());
            FieldKind::Choice(listed.iter().flatten().map(choice).collect())
        }
        _ => FieldKind::Text { pattern: value.words_of("validator") },
    };
    let mut field = common(parameter, &value, value.is_true("required"));
    if kind == FieldKind::Flag {
        for word in &mut field.default {
            *word = matches!(word.as_str(), "true" | "1" | "on").to_string();
        }
    }
    Field { group: Group::Parameter, kind, ..field }
}

fn is_visible(value: &Json) -> bool {
    !value.get("visible").exists() || value.is_true("visible")
}

fn common(argument: &Json, value: &Json, required: bool) -> Field {
    let (details, semantics) = (argument.get("details"), argument.get("semantics"));
    let id = argument.text_of("id").unwrap_or_default();
    let count = |name| semantics.text_of(name).and_then(|count| count.parse::<i64>().ok());
    let min_count = count("minCardinality").and_then(|count| usize::try_from(count).ok());
    let max_count = match count("maxCardinality") {
        None => Some(1),
        Some(-1) => None,
        Some(count) => Some(usize::try_from(count).unwrap_or(1).max(1)),
    };
    let default = value.get("default");
    let texts = match default.text() {
        Some(text) => vec![text],
        None => value.texts_of("default"),
    };
    Field {
        label: details.words_of("label").unwrap_or_else(|| id.clone()),
        id,
        help: details.text_of("description").unwrap_or_default(),
        required: required || min_count.is_some_and(|count| count > 0),
        visible: is_visible(value),
        order: value.text_of("order").and_then(|order| order.parse().ok()).unwrap_or(0),
        default: texts.into_iter().filter(|text| !text.is_empty()).collect(),
        min_count: min_count.unwrap_or(0).max(1),
        max_count,
        ..Field::default()
    }
}

/// `"a"`, or `{"a": "Label of a"}`.
fn choice(value: &Json) -> Choice {
    let pair = value.entries().into_iter().next();
    let (value, label) = match pair {
        Some((name, label)) => (name, label.text()),
        None => (value.text().unwrap_or_default(), None),
    };
    let label = label.filter(|label| !label.is_empty()).unwrap_or_else(|| value.clone());
    Choice { value, label }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn fields(definition: Value) -> Vec<Field> {
        app((&definition).into()).fields
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
