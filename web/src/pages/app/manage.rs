//! Changing an app on Agave: its definition, who may run it, whether it is offered; and registering one.

use leptos::prelude::*;
use portolan::Error;
use portolan::agave::{Agave, ApplicationOperationRequest, ApplicationRequest};
use serde_json::{Value, json};

use crate::components::ask::{Answers, Question, use_asker};
use crate::components::line::{Line, LineKind};
use crate::components::plain::{button, section};
use crate::components::rights::{self, Shared};

/// What can be done with an app, as the service calls it, and its words.
const ACTIONS: [(&str, &str); 4] = [
    ("publish", "Publish for everybody"),
    ("clone", "Make a copy of my own"),
    ("enable", "Enable"),
    ("disable", "Disable"),
];

/// The section "Manage". `changed` reads the app again, `gone` leads away from it.
pub(super) fn manage(
    agave: Agave,
    id: String,
    definition: Value,
    changed: Callback<()>,
    gone: Callback<()>,
) -> AnyView {
    let asker = use_asker();
    let act = {
        let (agave, id) = (agave.clone(), id.clone());
        move || asker.ask(action(agave.clone(), id.clone(), changed))
    };
    let edit = {
        let (agave, id) = (agave.clone(), id.clone());
        move || asker.ask(edit(agave.clone(), id.clone(), &definition, changed))
    };
    let share = {
        let (agave, id) = (agave.clone(), id.clone());
        move || asker.ask(rights::question(&agave, Shared::App, &id, &id))
    };
    let remove = move || asker.ask(delete(agave.clone(), id.clone(), gone));
    let buttons = view! {
        <div class="row">
            {button("Permissions", String::new(), share)}
            {button("Change state", String::new(), act)}
            {button("Edit definition", String::new(), edit)}
            {button("Delete app", String::new(), remove)}
        </div>
    };
    section("Manage", ().into_any(), buttons.into_any())
}

fn action(agave: Agave, id: String, changed: Callback<()>) -> Question {
    let lines = vec![
        Line::choice("action", "What to do", &ACTIONS),
        Line::text("name", "Name of the copy").help("Only for a copy; empty for the app's own."),
        Line::text("version", "Version of the copy").help("Only for a copy; empty for the app's own."),
    ];
    Question::new(format!("Change the state of {id}"), "Apply", lines, move |answers: Answers| {
        let (apps, id) = (agave.apps(), id.clone());
        async move {
            let request = ApplicationOperationRequest {
                action: answers.get("action"),
                name: answers.some("name"),
                version: answers.some("version"),
                ..Default::default()
            };
            apps.manage(&id, &request).await?;
            changed.try_run(());
            Ok(format!("{id} is changed."))
        }
    })
}

fn request(answers: &Answers) -> Result<ApplicationRequest, Error> {
    let value = answers.json("definition")?.unwrap_or_default();
    serde_json::from_value(value)
        .map_err(|fault| Error::invalid("definition", &format!("is not the definition of an app: {fault}")))
}

fn line(value: &Value) -> Line {
    Line::new("definition", "Definition", LineKind::Json)
        .required()
        .with(format!("{value:#}"))
        .help("The app as Agave describes it.")
}

fn edit(agave: Agave, id: String, definition: &Value, changed: Callback<()>) -> Question {
    Question::new(format!("Edit {id}"), "Save", vec![line(definition)], move |answers: Answers| {
        let (apps, id) = (agave.apps(), id.clone());
        async move {
            apps.update(&id, &request(&answers)?).await?;
            changed.try_run(());
            Ok(format!("{id} is stored."))
        }
    })
    .wide()
}

/// The question that registers an app.
pub fn register(agave: Agave, changed: Callback<()>) -> Question {
    let example = json!({
        "name": "my-app", "version": "1.0.0", "label": "My app", "shortDescription": "",
        "executionSystem": "", "executionType": "CLI", "parallelism": "SERIAL",
        "deploymentSystem": "", "deploymentPath": "my-app", "templatePath": "run.sh", "testPath": "test.sh",
        "inputs": [{ "id": "file", "details": { "label": "File" }, "value": { "required": true } }],
        "parameters": [], "outputs": [],
    });
    Question::new("Register app", "Register", vec![line(&example)], move |answers: Answers| {
        let apps = agave.apps();
        async move {
            let made = apps.add(&request(&answers)?).await?;
            changed.try_run(());
            Ok(format!("{} is registered.", made.id))
        }
    })
    .wide()
}

fn delete(agave: Agave, id: String, gone: Callback<()>) -> Question {
    let shown = id.clone();
    Question::new(format!("Delete {id}?"), "Delete", Vec::new(), move |_| {
        let (apps, id) = (agave.apps(), id.clone());
        async move {
            apps.delete(&id).await?;
            gone.try_run(());
            Ok(format!("{id} is deleted."))
        }
    })
    .saying(format!("The app {shown} cannot be run any more. Its jobs stay."))
    .destroys()
}
