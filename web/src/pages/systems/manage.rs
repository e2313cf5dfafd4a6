//! Changing a system: its description, its state, its credentials; and registering one.

use leptos::prelude::*;
use portolan::Error;
use portolan::agave::{Agave, SystemOperationRequest, SystemRequest, UserCredential};
use serde_json::{Value, json};

use crate::components::ask::{Answers, Question, use_asker};
use crate::components::line::{Line, LineKind};
use crate::components::plain::{button, section};

/// What can be done with a system, as the service calls it, and its words.
const ACTIONS: [(&str, &str); 8] = [
    ("setDefault", "Make it my default"),
    ("unsetDefault", "Make it my default no more"),
    ("enable", "Enable"),
    ("disable", "Disable"),
    ("publish", "Publish for everybody"),
    ("unpublish", "Publish no more"),
    ("setGlobalDefault", "Make it everybody's default"),
    ("unsetGlobalDefault", "Make it everybody's default no more"),
];

/// The section "Manage". `changed` reads the system again.
pub(super) fn manage(agave: Agave, id: String, details: Value, changed: Callback<()>) -> AnyView {
    let asker = use_asker();
    let act = {
        let (agave, id) = (agave.clone(), id.clone());
        move || asker.ask(action(agave.clone(), id.clone(), changed))
    };
    let edit = {
        let (agave, id) = (agave.clone(), id.clone());
        move || asker.ask(edit(agave.clone(), id.clone(), &details, changed))
    };
    let credential = {
        let (agave, id) = (agave.clone(), id.clone());
        move || asker.ask(credential(agave.clone(), id.clone()))
    };
    let forget = {
        let (agave, id) = (agave.clone(), id.clone());
        move || asker.ask(forget(agave.clone(), id.clone()))
    };
    let buttons = view! {
        <div class="row">
            {button("Change state", String::new(), act)}
            {button("Edit definition", String::new(), edit)}
            {button("Store credential", String::new(), credential)}
            {button("Remove credentials", String::new(), forget)}
        </div>
    };
    section("Manage", ().into_any(), buttons.into_any())
}

fn action(agave: Agave, id: String, changed: Callback<()>) -> Question {
    let lines = vec![Line::choice("action", "What to do", &ACTIONS)];
    Question::new(format!("Change the state of {id}"), "Apply", lines, move |answers: Answers| {
        let (systems, id) = (agave.systems(), id.clone());
        async move {
            let request = SystemOperationRequest { action: answers.get("action"), ..Default::default() };
            systems.manage(&id, &request).await?;
            changed.try_run(());
            Ok(format!("{id} is changed."))
        }
    })
}

fn definition(answers: &Answers) -> Result<SystemRequest, Error> {
    let value = answers.json("definition")?.unwrap_or_default();
    serde_json::from_value(value)
        .map_err(|fault| Error::invalid("definition", &format!("is not the definition of a system: {fault}")))
}

fn edit(agave: Agave, id: String, details: &Value, changed: Callback<()>) -> Question {
    let lines = vec![definition_line(details)];
    Question::new(format!("Edit {id}"), "Save", lines, move |answers: Answers| {
        let (systems, id) = (agave.systems(), id.clone());
        async move {
            systems.update(&id, &definition(&answers)?).await?;
            changed.try_run(());
            Ok(format!("{id} is stored."))
        }
    })
    .wide()
}

/// The question that registers a system.
pub(super) fn register(agave: Agave, changed: Callback<()>) -> Question {
    let example = json!({
        "id": "my.storage", "name": "My storage", "type": "STORAGE", "description": "",
        "storage": {
            "host": "storage.example.org", "port": 22, "protocol": "SFTP", "rootDir": "/", "homeDir": "/home/me",
            "auth": { "type": "PASSWORD", "username": "me", "password": "" },
        },
    });
    let lines = vec![definition_line(&example)];
    Question::new("Register system", "Register", lines, move |answers: Answers| {
        let systems = agave.systems();
        async move {
            let made = systems.add(&definition(&answers)?).await?;
            changed.try_run(());
            Ok(format!("{} is registered.", made.id))
        }
    })
    .wide()
}

fn definition_line(value: &Value) -> Line {
    Line::new("definition", "Definition", LineKind::Json)
        .required()
        .with(format!("{value:#}"))
        .help("The system as Agave describes it. Secrets are sent and never shown again.")
}

fn credential(agave: Agave, id: String) -> Question {
    let lines = vec![
        Line::choice(
            "type",
            "Kind",
            &[("PASSWORD", "Password"), ("SSHKEYS", "SSH keys"), ("TOKEN", "Token"), ("X509", "Certificate")],
        ),
        Line::text("username", "User name"),
        Line::new("password", "Password", LineKind::Secret),
        Line::new("publicKey", "Public key", LineKind::Area),
        Line::new("privateKey", "Private key", LineKind::Area),
        Line::new("credential", "Token or certificate", LineKind::Area),
    ];
    Question::new(format!("Store a credential for {id}"), "Store", lines, move |answers: Answers| {
        let (systems, id) = (agave.systems(), id.clone());
        async move {
            let credential = UserCredential {
                kind: answers.get("type"),
                username: answers.some("username"),
                password: answers.some("password"),
                public_key: answers.some("publicKey"),
                private_key: answers.some("privateKey"),
                credential: answers.some("credential"),
                ..Default::default()
            };
            systems.update_credentials(&id, &credential).await?;
            Ok("The credential is stored; the service does not show it again.".to_owned())
        }
    })
}

fn forget(agave: Agave, id: String) -> Question {
    let shown = id.clone();
    Question::new("Remove the credentials?", "Remove", Vec::new(), move |_| {
        let (systems, id) = (agave.systems(), id.clone());
        async move {
            systems.delete_credentials(&id).await?;
            Ok("The credentials are removed.".to_owned())
        }
    })
    .saying(format!("All credentials that are stored for {shown} go for good."))
    .destroys()
}
