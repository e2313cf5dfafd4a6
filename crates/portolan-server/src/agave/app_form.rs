//! `GET /apps/v2/{id}/form`: a form for jobs of an app, in HTML.

use axum::extract::{Path, State as Shared};
use portolan::agave::{ApplicationInput, ApplicationParameter, ArgumentDetails};
use serde_json::Value;

use super::answer::Answer;
use super::apps::find;
use crate::State;
use crate::accounts::User;
use crate::error::Result;
use crate::storage::Access;

pub(super) async fn form(Shared(state): Shared<State>, user: User, Path(id): Path<String>) -> Result<Answer> {
    let app = find(&state, &user, &id, Access::NONE).await?.application;
    let mut fields = vec![
        hidden("appId", &app.id),
        labelled("name", "Job name", "", "<input id=\"name\" name=\"name\" required>"),
    ];
    fields.extend(app.inputs.iter().filter(|input| input.value.visible != Some(false)).map(input));
    fields.extend(app.parameters.iter().filter(|one| one.value.visible != Some(false)).map(parameter));
    fields.push("<button type=\"submit\">Submit</button>".to_owned());
    let action = escaped(&format!("{}/jobs/v2/", state.base_url()));
    Ok(Answer::ok(format!("<form method=\"post\" action=\"{action}\">\n{}\n</form>", fields.join("\n"))))
}

fn input(input: &ApplicationInput) -> String {
    let control = text_field(&input.id, "text", input.value.default.as_ref(), input.value.required);
    described(&input.id, &input.details, &control)
}

fn parameter(parameter: &ApplicationParameter) -> String {
    let (id, value) = (&parameter.id, &parameter.value);
    let control = match value.kind.as_str() {
        "number" => text_field(id, "number", value.default.as_ref(), value.required),
        "bool" | "flag" => choices(id, value.default.as_ref(), [("true", "true"), ("false", "false")]),
        "enumeration" => {
            let known =
                value.enum_values.iter().flatten().filter_map(|choice| choice.as_object()?.iter().next());
            choices(
                id,
                value.default.as_ref(),
                known.map(|(word, label)| (word.as_str(), label.as_str().unwrap_or(word))),
            )
        }
        _ => text_field(id, "text", value.default.as_ref(), value.required),
    };
    described(id, &parameter.details, &control)
}

fn described(id: &str, details: &ArgumentDetails, control: &str) -> String {
    let label = details.label.as_deref().filter(|label| !label.is_empty()).unwrap_or(id);
    labelled(id, label, details.description.as_deref().unwrap_or_default(), control)
}

fn labelled(id: &str, label: &str, help: &str, control: &str) -> String {
    let help = if help.is_empty() { String::new() } else { format!("<small>{}</small>", escaped(help)) };
    format!("<p><label for=\"{}\">{}</label>{control}{help}</p>", escaped(id), escaped(label))
}

fn hidden(id: &str, value: &str) -> String {
    format!("<input type=\"hidden\" name=\"{}\" value=\"{}\">", escaped(id), escaped(value))
}

fn text_field(id: &str, kind: &str, default: Option<&Value>, required: Option<bool>) -> String {
    let (id, value) = (escaped(id), escaped(&text(default)));
    let required = if required == Some(true) { " required" } else { "" };
    format!("<input id=\"{id}\" name=\"{id}\" type=\"{kind}\" value=\"{value}\"{required}>")
}

fn choices<'c>(
    id: &str,
    default: Option<&Value>,
    choices: impl IntoIterator<Item = (&'c str, &'c str)>,
) -> String {
    let (id, chosen) = (escaped(id), text(default));
    let option = |(word, label): (&str, &str)| {
        let selected = if word == chosen { " selected" } else { "" };
        format!("<option value=\"{}\"{selected}>{}</option>", escaped(word), escaped(label))
    };
    let options: String = choices.into_iter().map(option).collect();
    format!("<select id=\"{id}\" name=\"{id}\">{options}</select>")
}

/// A default as one text; a form separates several by semicolons.
fn text(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(items)) => items.iter().map(|item| text(Some(item))).collect::<Vec<_>>().join(";"),
        Some(other) => other.to_string(),
    }
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn nothing_gets_out_of_its_place() {
        let field = text_field("a\"b", "text", Some(&json!(["<x>", "y&z"])), Some(true));
        assert_eq!(
            field,
            "<input id=\"a&quot;b\" name=\"a&quot;b\" type=\"text\" value=\"&lt;x&gt;;y&amp;z\" required>"
        );
        let choice = choices("c", Some(&json!("1")), [("1", "One"), ("2", "'Two'")]);
        assert!(choice.contains("<option value=\"1\" selected>One</option>"), "{choice}");
        assert!(choice.contains("&#39;Two&#39;"), "{choice}");
    }
}
