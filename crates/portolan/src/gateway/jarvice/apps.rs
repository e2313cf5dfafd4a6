//! Apps: each command of an application is one, and its parameters are a form.

use std::sync::PoisonError;

use super::{Adapter, MACHINES, SCRATCH, not_found};
use crate::error::Result;
use crate::gateway::{App, AppSummary, Choice, Field, FieldKind, Group, Limits, Service, Settings};
use crate::jarvice::{AppsQuery, Jarvice};
use crate::json::Json;

/// The versions of definitions; the service tells of each only when it is asked for.
const VERSIONS: [u32; 2] = [1, 2];

/// The field that names the vault of a job; no parameter of an application has such a name.
pub(super) const VAULT: &str = "vault.name";

impl Adapter {
    pub(in crate::gateway) async fn list_apps(&self) -> Result<Vec<AppSummary>> {
        let mut apps: Vec<AppSummary> = Vec::new();
        for version in VERSIONS {
            for (id, app) in self.applications(None, version).await?.entries() {
                let commands = app.get("data").get("commands").entries();
                let several = commands.len() > 1;
                let found = commands.iter().map(|(key, command)| summary(&id, &app, key, command, several));
                let known = |summary: &AppSummary| apps.iter().any(|app| app.id == summary.id);
                let new: Vec<_> = found.filter(|summary| !known(summary)).collect();
                apps.extend(new);
            }
        }
        Ok(apps)
    }

    async fn applications(&self, name: Option<&str>, version: u32) -> Result<Json> {
        let query = AppsQuery { name: name.map(str::to_owned), version: Some(version) };
        self.calls().document(Jarvice::apps_request(&query)?).await
    }

    pub(in crate::gateway) async fn app(&self, id: &str) -> Result<App> {
        let (name, command) = split(id);
        for version in VERSIONS {
            let found = match self.applications(Some(name), version).await {
                Err(error) if error.is_not_found() => continue,
                found => found?.get(name),
            };
            if found.exists() {
                let app = app(name, command, &found).ok_or_else(|| not_found(&format!("app {id}")))?;
                return Ok(self.complete(app, &found).await);
            }
        }
        Err(not_found(&format!("app {id}")))
    }

    /// Suggests what the service wants and an app's definition does not tell: a machine and a vault.
    async fn complete(&self, mut app: App, found: &Json) -> App {
        let (_, command) = split(&app.summary.id);
        let machines = machines(found, &command_of(found, command));
        self.machines.lock().unwrap_or_else(PoisonError::into_inner).insert(app.summary.id.clone(), machines);
        // A suggestion that cannot be made is no failure.
        if let Some(machine) = self.queues(&app).await.unwrap_or_default().into_iter().next() {
            app.defaults.queue = machine.name;
        }
        if let (Some(vault), Some(field)) =
            (self.jarvice.vaults().first(), app.fields.iter_mut().find(|field| field.id == VAULT))
        {
            field.default = vec![vault.clone()];
        }
        app
    }

    /// The patterns of the machines that an app may use; none for any.
    pub(super) fn machine_patterns(&self, app: &App) -> Vec<String> {
        let known = self.machines.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&app.summary.id).cloned().unwrap_or_default()
    }
}

/// An app's id as the application's and the command's key.
pub(super) fn split(id: &str) -> (&str, Option<&str>) {
    id.split_once(':').map_or((id, None), |(name, command)| (name, Some(command)))
}

/// The key and the definition of a command; without a key, of the first.
fn command_of(app: &Json, key: Option<&str>) -> (String, Json) {
    let commands = app.get("data").get("commands").entries().into_iter();
    let mut commands = commands.filter(|(name, _)| key.is_none_or(|key| key == name));
    commands.next().unwrap_or_default()
}

/// The machines of a command, which go before those of its application.
fn machines(app: &Json, (_, command): &(String, Json)) -> Vec<String> {
    let own = command.texts_of("machines");
    if own.is_empty() { app.get("data").texts_of("machines") } else { own }
}

fn summary(id: &str, app: &Json, key: &str, command: &Json, several: bool) -> AppSummary {
    let data = app.get("data");
    let name = data.words_of("name").unwrap_or_else(|| id.to_owned());
    let title = command.words_of("name").unwrap_or_else(|| key.to_owned());
    AppSummary {
        id: format!("{id}:{key}"),
        label: if several { format!("{name}: {title}") } else { name },
        name: id.to_owned(),
        version: data.text_of("appdefversion").unwrap_or_default(),
        description: data.text_of("description").unwrap_or_default(),
        public: app.is_true("certified") || data.is_true("public"),
        tags: data.texts_of("classifications"),
        system: Some(MACHINES.to_owned()),
    }
}

fn app(id: &str, command: Option<&str>, app: &Json) -> Option<App> {
    let several = app.get("data").get("commands").entries().len() > 1;
    let (key, command) = command_of(app, command);
    if key.is_empty() {
        return None;
    }
    let parameters = command.get("parameters").entries();
    let mut fields: Vec<_> =
        (0..).zip(&parameters).map(|(order, (key, definition))| field(order, key, definition)).collect();
    fields.push(vault());
    fields.sort_by_key(|field| field.group == Group::Parameter);
    let walltime = command.words_of("walltime").or_else(|| app.get("data").words_of("walltime"));
    Some(App {
        service: Service::Jarvice,
        summary: summary(id, app, &key, &command, several),
        long_description: command.text_of("description").unwrap_or_default(),
        help_url: None,
        fields,
        defaults: Settings {
            max_run_time: walltime.unwrap_or_default(),
            node_count: "1".to_owned(),
            ..Settings::default()
        },
        definition: app.clone().into(),
    })
}

/// Where a job finds and leaves its files.
fn vault() -> Field {
    Field {
        id: VAULT.to_owned(),
        group: Group::Input,
        kind: FieldKind::Text { pattern: None },
        label: "Vault".to_owned(),
        help: "Where the job finds its files and leaves its results; ephemeral is lost at its end."
            .to_owned(),
        required: true,
        visible: true,
        order: -1,
        default: vec![SCRATCH.to_owned()],
        min_count: 1,
        max_count: Some(1),
        ..Field::default()
    }
}

fn field(order: i64, key: &str, definition: &Json) -> Field {
    let word = definition.words_of("type").unwrap_or_else(|| "STR".to_owned()).to_ascii_uppercase();
    let number = |name| definition.text_of(name).and_then(|number| number.trim().parse::<f64>().ok());
    let limits = Limits {
        least: number("min"),
        most: number("max"),
        step: number("step").filter(|_| word == "RANGE"),
        whole: word == "INT",
    };
    let choices = choices(definition);
    let value = definition.text_of("value").into_iter().filter(|value| !value.is_empty());
    let mut default: Vec<_> = value.collect();
    let kind = match &*word {
        "INT" | "FLOAT" | "RANGE" => FieldKind::Number,
        "BOOL" => FieldKind::Flag,
        "FILE" => FieldKind::File,
        "SELECTION" => {
            default = choices.first().map(|choice| choice.value.clone()).into_iter().collect();
            FieldKind::Choice(choices)
        }
        _ => FieldKind::Text { pattern: None },
    };
    if kind == FieldKind::Flag {
        default = vec![definition.is_true("value").to_string()];
    }
    let is_number = kind == FieldKind::Number;
    Field {
        id: key.to_owned(),
        group: if kind == FieldKind::File { Group::Input } else { Group::Parameter },
        label: definition.words_of("name").unwrap_or_else(|| key.to_owned()),
        help: definition.text_of("description").unwrap_or_default(),
        // A flag is either there or not; both are answers.
        required: definition.is_true("required") && kind != FieldKind::Flag,
        // A constant is the service's affair, and how an upload travels is not documented.
        visible: !matches!(&*word, "CONST" | "UPLOAD"),
        order,
        default,
        min_count: 1,
        max_count: Some(1),
        limits: if is_number { limits } else { Limits::default() },
        enabled_by: definition.texts_of("if"),
        disabled_by: definition.texts_of("ifnot"),
        kind,
    }
}

/// The values to choose from, with what people read for each; an empty one is the same as none.
fn choices(definition: &Json) -> Vec<Choice> {
    let labels = definition.texts_of("mvalues");
    let values = definition.texts_of("values").into_iter().enumerate();
    let choices = values.map(|(index, value)| {
        let label = labels.get(index).filter(|label| !label.is_empty()).cloned();
        Choice { label: label.unwrap_or_else(|| value.clone()), value }
    });
    choices.filter(|choice| !choice.value.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fixture() -> Json {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/jarvice/apps.json");
        Json::parse(&std::fs::read_to_string(path).unwrap()).unwrap().get("nimbix-openfoam")
    }

    #[test]
    fn a_command_becomes_a_form_in_its_own_order() {
        let app = app("nimbix-openfoam", Some("solve"), &fixture()).unwrap();
        assert_eq!(app.summary.id, "nimbix-openfoam:solve");
        assert_eq!(app.summary.label, "OpenFOAM: Solve a case");
        let shown: Vec<_> =
            app.fields.iter().filter(|field| field.visible).map(|field| field.id.as_str()).collect();
        assert_eq!(
            shown,
            ["-case", VAULT, "-solver", "-steps", "-tolerance", "-parts", "-v", "-log", "title"]
        );
        let hidden: Vec<_> =
            app.fields.iter().filter(|field| !field.visible).map(|field| field.id.as_str()).collect();
        assert_eq!(hidden, ["-url", "settings"]);
    }

    #[test]
    fn each_kind_of_parameter_has_its_field() {
        let app = app("nimbix-openfoam", Some("solve"), &fixture()).unwrap();
        let field = |id: &str| app.fields.iter().find(|field| field.id == id).unwrap();
        assert_eq!(field("-case").kind, FieldKind::File);
        assert_eq!(
            field("-steps").limits,
            Limits { least: Some(1.0), most: Some(100_000.0), step: None, whole: true }
        );
        assert_eq!(field("-parts").limits.step, Some(1.0));
        assert_eq!(field("-tolerance").default, ["0.001"]);
        assert_eq!(
            (field("-v").kind.clone(), field("-v").default.as_slice()),
            (FieldKind::Flag, &["false".to_owned()][..])
        );
        assert_eq!(field("-log").enabled_by, ["-v"]);
        let FieldKind::Choice(choices) = &field("-solver").kind else { panic!("a choice") };
        let labels: Vec<_> = choices.iter().map(|choice| choice.label.as_str()).collect();
        assert_eq!(labels, ["Transient", "Steady"]);
        assert_eq!(field("-solver").default, ["icoFoam"]);
    }

    #[test]
    fn a_command_without_a_key_is_the_first_and_an_unknown_one_none() {
        assert_eq!(app("x", None, &fixture()).unwrap().summary.id, "x:solve");
        assert!(app("x", Some("gone"), &fixture()).is_none());
        assert_eq!(machines(&fixture(), &command_of(&fixture(), Some("solve"))), ["n3*"]);
        assert_eq!(machines(&fixture(), &command_of(&fixture(), Some("gui"))), ["n*", "nx5"]);
    }
}
