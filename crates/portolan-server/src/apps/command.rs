//! From an app and a job's values to what is run.

use portolan::agave::{Application, ArgumentDetails};
use serde_json::{Map, Value};

use super::Program;
use crate::engine::Command;

/// Values of a job by id: for inputs the names of the staged files, for parameters what was given.
pub type Values = Map<String, Value>;

/// What a job of this app with these values runs.
pub fn command(app: &Application, program: &Program, values: &Values) -> Command {
    match program {
        Program::Bundled { subcommand } => {
            Command::Bundled { subcommand: subcommand.clone(), arguments: arguments(app, values) }
        }
        Program::Executable => Command::Executable { app: app.id.clone(), arguments: arguments(app, values) },
        Program::Deployed | Program::Published => Command::Template {
            path: app.template_path.clone().unwrap_or_default(),
            values: each(app)
                .map(|argument| (argument.id.to_owned(), argument.text(values).into()))
                .collect(),
        },
    }
}

/// The arguments of a program that is run without a shell: parameters first, each group in its order.
fn arguments(app: &Application, values: &Values) -> Vec<String> {
    let mut in_order: Vec<Argument<'_>> = each(app).collect();
    in_order.sort_by_key(|argument| (argument.is_input, argument.order));
    in_order.iter().flat_map(|argument| argument.words(values)).collect()
}

/// An input or parameter, as far as the command line is concerned.
struct Argument<'a> {
    id: &'a str,
    is_input: bool,
    kind: &'a str,
    order: i64,
    enquote: bool,
    details: &'a ArgumentDetails,
}

fn each(app: &Application) -> impl Iterator<Item = Argument<'_>> {
    let parameters = app.parameters.iter().map(|parameter| Argument {
        id: &parameter.id,
        is_input: false,
        kind: &parameter.value.kind,
        order: parameter.value.order.unwrap_or(0),
        enquote: parameter.value.enquote.unwrap_or(false),
        details: &parameter.details,
    });
    let inputs = app.inputs.iter().map(|input| Argument {
        id: &input.id,
        is_input: true,
        kind: "string",
        order: input.value.order.unwrap_or(0),
        enquote: input.value.enquote.unwrap_or(false),
        details: &input.details,
    });
    parameters.chain(inputs)
}

impl Argument<'_> {
    /// Each value with the argument in front of it, where one belongs.
    fn pieces(&self, values: &Values) -> Vec<(Option<&str>, String)> {
        let argument = self.details.argument.as_deref();
        let given = match values.get(self.id) {
            Some(Value::Array(items)) => items.as_slice(),
            Some(single) => std::slice::from_ref(single),
            None => &[],
        };
        let truth = |value: Option<&Value>| value.and_then(super::fields::truth).unwrap_or(false);
        let shown = self.details.show_argument.unwrap_or(false);
        match self.kind {
            "flag" if truth(given.first()) => vec![(argument, String::new())],
            "flag" => Vec::new(),
            "bool" => {
                let digit = if truth(given.first()) { "1" } else { "0" };
                vec![(argument.filter(|_| shown), digit.to_owned())]
            }
            _ => {
                let repeated = self.details.repeat_argument.unwrap_or(false);
                let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                let before = |index| argument.filter(|_| shown && (repeated || index == 0));
                given.iter().enumerate().map(|(index, value)| (before(index), text(value))).collect()
            }
        }
    }

    /// The text for a wrapper template: values with a blank between them, in quotes where the app asks for it.
    fn text(&self, values: &Values) -> String {
        let pieces = self.pieces(values).into_iter().map(|(argument, value)| {
            let bare = !self.enquote || self.kind == "flag";
            let value = if bare { value } else { format!("\"{}\"", value.replace('"', "\\\"")) };
            format!("{}{value}", argument.unwrap_or_default())
        });
        pieces.collect::<Vec<_>>().join(" ")
    }

    /// The words for a program: an argument that ends in a blank is a word of its own.
    fn words(&self, values: &Values) -> Vec<String> {
        let words = self.pieces(values).into_iter().flat_map(|(argument, value)| match argument {
            None => vec![value],
            Some(argument) if self.kind == "flag" => vec![argument.trim().to_owned()],
            Some(argument) => match argument.strip_suffix(' ') {
                Some(word) => vec![word.trim().to_owned(), value],
                None => vec![format!("{argument}{value}")],
            },
        });
        words.collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::apps::definition;

    fn app() -> Application {
        let body = json!({
            "name": "x", "version": "1", "parallelism": "SERIAL", "executionSystem": "local.execution",
            "templatePath": "w.sh",
            "inputs": [
                { "id": "files", "value": { "enquote": true }, "semantics": { "maxCardinality": -1 } },
            ],
            "parameters": [
                { "id": "late", "value": { "type": "string", "order": 2 },
                  "details": { "argument": "-l ", "showArgument": true } },
                { "id": "early", "value": { "type": "number", "order": 1 },
                  "details": { "argument": "--early=", "showArgument": true } },
                { "id": "many", "value": { "type": "string", "order": 3 }, "semantics": { "maxCardinality": -1 },
                  "details": { "argument": "-m", "showArgument": true, "repeatArgument": true } },
                { "id": "on", "value": { "type": "flag", "order": 4 }, "details": { "argument": "--on" } },
                { "id": "truth", "value": { "type": "bool", "order": 5 } },
            ],
        });
        definition::read(body.as_object().unwrap()).unwrap()
    }

    fn values() -> Values {
        let values = json!({
            "files": ["a b.txt", "c\"d"], "late": "x y", "early": 3, "many": ["1", "2"], "on": true, "truth": false,
        });
        values.as_object().unwrap().clone()
    }

    #[test]
    fn programs_get_words() {
        let words = arguments(&app(), &values());
        assert_eq!(words, ["--early=3", "-l", "x y", "-m1", "-m2", "--on", "0", "a b.txt", "c\"d"]);
        assert_eq!(arguments(&app(), &Values::new()), ["0"]);
    }

    #[test]
    fn templates_get_text() {
        let Command::Template { path, values } = command(&app(), &Program::Deployed, &values()) else {
            panic!()
        };
        assert_eq!(path, "w.sh");
        assert_eq!(values["files"], r#""a b.txt" "c\"d""#);
        assert_eq!(values["late"], "-l x y");
        assert_eq!(values["many"], "-m1 -m2");
        assert_eq!(values["on"], "--on");
        let Command::Template { values, .. } = command(&app(), &Program::Deployed, &Values::new()) else {
            panic!()
        };
        assert_eq!(values["late"], "");
    }
}
