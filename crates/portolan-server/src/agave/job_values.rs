//! The inputs and parameters of a new job, checked against its app.

use std::collections::HashSet;

use portolan::agave::{Application, ApplicationInput, ApplicationParameter, ArgumentSemantics};
use serde_json::{Map, Value};

use super::address;
use crate::State;
use crate::accounts::User;
use crate::apps::fields::{self, Fields};
use crate::apps::{self, Values};
use crate::engine::{self, Input, Place};
use crate::error::{Error, Result};

/// What the caller gave: in JSON two objects, in a form all side by side.
pub(super) struct Given<'a> {
    inputs: Option<Fields<'a>>,
    parameters: Option<Fields<'a>>,
    is_form: bool,
}

impl<'a> Given<'a> {
    pub(super) fn new(fields: &Fields<'a>, is_form: bool) -> Result<Given<'a>> {
        Ok(match is_form {
            true => Given { inputs: Some(fields.clone()), parameters: Some(fields.clone()), is_form },
            false => {
                Given { inputs: fields.object("inputs")?, parameters: fields.object("parameters")?, is_form }
            }
        })
    }

    /// The values under an id. In a form a semicolon stands between several.
    fn values(&self, of: Option<&Fields<'a>>, id: &str, several: bool) -> Vec<Value> {
        match of.and_then(|fields| fields.get(id)) {
            None => Vec::new(),
            Some(Value::String(text)) if self.is_form && text.is_empty() => Vec::new(),
            Some(Value::String(text)) if self.is_form && several => {
                text.split(';').map(Value::from).collect()
            }
            Some(Value::Array(items)) => items.clone(),
            Some(single) => vec![single.clone()],
        }
    }

    /// The name of an input or parameter as errors tell it.
    fn name(&self, group: &str, id: &str) -> String {
        if self.is_form { id.to_owned() } else { format!("{group}.{id}") }
    }
}

/// The inputs of a job.
#[derive(Debug, Default)]
pub(super) struct Inputs {
    /// As they were given, each as a list.
    pub(super) given: Map<String, Value>,
    /// What to copy.
    pub(super) staged: Vec<Input>,
    /// The names of the copies, by input.
    pub(super) names: Values,
}

/// Checks the inputs of a job of this name.
pub(super) async fn inputs(
    state: &State,
    user: &User,
    app: &Application,
    given: &Given<'_>,
    job: &str,
) -> Result<Inputs> {
    let mut inputs = Inputs::default();
    let (stdout, stderr) = engine::logs(job);
    let mut taken = HashSet::from([stdout, stderr]);
    for input in &app.inputs {
        let field = given.name("inputs", &input.id);
        let visible = input.value.visible.unwrap_or(true);
        let paths = given_paths(input, given, &field)?;
        let mut names = Vec::new();
        for path in &paths {
            let from = address::locate(state, user, path, &field).await?;
            let name = free_name(from.name(), &mut taken);
            inputs.staged.push(Input {
                id: input.id.clone(),
                from: Place::from(&from),
                name: name.clone(),
                unpack: false,
            });
            names.push(Value::from(name));
        }
        if !names.is_empty() {
            inputs.names.insert(input.id.clone(), names.into());
            if visible {
                inputs.given.insert(input.id.clone(), paths.into_iter().map(Value::from).collect());
            }
        }
    }
    Ok(inputs)
}

fn given_paths(input: &ApplicationInput, given: &Given<'_>, field: &str) -> Result<Vec<String>> {
    let (visible, required) = (input.value.visible.unwrap_or(true), input.value.required.unwrap_or(false));
    let mut values = given.values(given.inputs.as_ref(), &input.id, true);
    if !visible {
        refuse_hidden(&values, field)?;
        values = listed(input.value.default.as_ref());
    }
    let mut paths = Vec::new();
    for value in &values {
        match value {
            Value::String(path) if path.trim().is_empty() => {}
            Value::String(path) => paths.push(path.trim().to_owned()),
            _ => return Err(Error::bad_request(field, "must be a path or an address, or a list of them")),
        }
    }
    check_count(&input.semantics, required, paths.len(), field)?;
    if let Some(validator) = &input.value.validator
        && let Some(bad) = paths.iter().find(|path| !apps::satisfies(validator, path))
    {
        return Err(Error::bad_request(
            field,
            format!("{bad:?} does not satisfy the app's validator {validator}"),
        ));
    }
    Ok(paths)
}

/// A name that no other staged file has: `a.txt`, then `a-2.txt`.
fn free_name(wanted: &str, taken: &mut HashSet<String>) -> String {
    let (stem, extension) = match wanted.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => (stem, format!(".{extension}")),
        _ => (wanted, String::new()),
    };
    let mut name = wanted.to_owned();
    let mut number = 2;
    while !taken.insert(name.clone()) {
        name = format!("{stem}-{number}{extension}");
        number += 1;
    }
    name
}

/// The parameters of a job.
#[derive(Debug, Default)]
pub(super) struct Parameters {
    /// As they were given: one value by itself, several as a list.
    pub(super) given: Map<String, Value>,
    /// The same with the app's hidden ones.
    pub(super) all: Values,
}

/// Checks the parameters of a job.
pub(super) fn parameters(app: &Application, given: &Given<'_>) -> Result<Parameters> {
    let mut parameters = Parameters::default();
    for parameter in &app.parameters {
        let field = given.name("parameters", &parameter.id);
        let mut values = given_values(parameter, given, &field)?;
        if values.is_empty() {
            continue;
        }
        let value = if values.len() == 1 { values.remove(0) } else { Value::Array(values) };
        if parameter.value.visible.unwrap_or(true) {
            parameters.given.insert(parameter.id.clone(), value.clone());
        }
        parameters.all.insert(parameter.id.clone(), value);
    }
    Ok(parameters)
}

fn given_values(parameter: &ApplicationParameter, given: &Given<'_>, field: &str) -> Result<Vec<Value>> {
    let (visible, required) =
        (parameter.value.visible.unwrap_or(true), parameter.value.required.unwrap_or(false));
    let several = parameter.semantics.max_cardinality != Some(1);
    let raw = given.values(given.parameters.as_ref(), &parameter.id, several);
    if !visible {
        refuse_hidden(&raw, field)?;
        return Ok(listed(parameter.value.default.as_ref()));
    }
    let mut values = Vec::new();
    for value in &raw {
        values.extend(typed(parameter, value).map_err(|why| Error::bad_request(field, why))?);
    }
    if matches!(parameter.value.kind.as_str(), "bool" | "flag") && values.len() > 1 {
        return Err(Error::bad_request(field, "takes one value only"));
    }
    check_count(&parameter.semantics, required, values.len(), field)?;
    Ok(values)
}

/// A value in the type of its parameter; nothing for a blank that counts as not given.
fn typed(parameter: &ApplicationParameter, value: &Value) -> Result<Option<Value>, String> {
    let blank = value.as_str().is_some_and(|text| text.trim().is_empty());
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        _ => return Err("must be text, a number or a truth value".to_owned()),
    };
    if text.contains('\0') {
        return Err("must not contain a NUL character".to_owned());
    }
    let typed = match parameter.value.kind.as_str() {
        "number" if blank => return Ok(None),
        "number" => apps::number(value).ok_or("must be a number")?,
        "bool" | "flag" if blank => return Ok(None),
        "bool" | "flag" => fields::truth(value).map(Value::Bool).ok_or("must be true or false")?,
        "enumeration" if text.is_empty() => return Ok(None),
        "enumeration" => {
            let choices = choices(parameter);
            if !choices.contains(&text.as_str()) {
                return Err(format!("must be one of {}", choices.join(", ")));
            }
            Value::String(text)
        }
        _ if text.is_empty() => return Ok(None),
        _ => Value::String(text),
    };
    if let Some(validator) = &parameter.value.validator {
        let text = typed.as_str().map_or_else(|| typed.to_string(), str::to_owned);
        if !apps::satisfies(validator, &text) {
            return Err(format!("{text:?} does not satisfy the app's validator {validator}"));
        }
    }
    Ok(Some(typed))
}

fn choices(parameter: &ApplicationParameter) -> Vec<&str> {
    let choices = parameter.value.enum_values.iter().flatten();
    choices.filter_map(|choice| choice.as_object()?.keys().next().map(String::as_str)).collect()
}

fn refuse_hidden(values: &[Value], field: &str) -> Result<()> {
    if values.is_empty() { Ok(()) } else { Err(Error::bad_request(field, "is hidden and must not be given")) }
}

fn listed(value: Option<&Value>) -> Vec<Value> {
    match value {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(items)) => items.clone(),
        Some(single) => vec![single.clone()],
    }
}

fn check_count(semantics: &ArgumentSemantics, required: bool, count: usize, field: &str) -> Result<()> {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    if count == 0 {
        return if required { Err(Error::bad_request(field, "is required")) } else { Ok(()) };
    }
    let (least, most) = (semantics.min_cardinality.unwrap_or(0), semantics.max_cardinality.unwrap_or(1));
    if count < least {
        return Err(Error::bad_request(field, format!("needs at least {least} values")));
    }
    if most >= 0 && count > most {
        return Err(Error::bad_request(field, format!("takes at most {most} values")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn staged_names_do_not_clash() {
        let mut taken = HashSet::from(["job.out".to_owned()]);
        let names =
            ["a.txt", "a.txt", "a.txt", ".x", ".x", "job.out"].map(|name| free_name(name, &mut taken));
        assert_eq!(names, ["a.txt", "a-2.txt", "a-3.txt", ".x", ".x-2", "job-2.out"]);
    }
}
