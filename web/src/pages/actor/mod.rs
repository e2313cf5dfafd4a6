//! One actor: its messages, executions, state and keys.

mod executions;
mod nonces;
mod state;

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_params_map};
use portolan::agave::{Actor, ActorEnvironment, Agave, MessageRequest};
use serde_json::Value;

use super::actors::{label, register};
use super::on_agave;
use crate::components::ask::{Answers, Question, use_asker};
use crate::components::fetch::{drawing, fetched};
use crate::components::line::{Line, LineKind};
use crate::components::page::Page;
use crate::components::plain::{button, facts};
use crate::components::text::date;
use crate::links::Links;

/// The page of one actor.
#[component]
pub fn ActorPage() -> impl IntoView {
    on_agave("Actor", |agave| {
        let params = use_params_map();
        let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
        let version = RwSignal::new(0_u32);
        let title = RwSignal::new("Actor".to_owned());
        let all = expect_context::<Links>().actors();
        let content = fetched("Reading the actor", move || {
            version.track();
            let (agave, id) = (agave.clone(), id.get());
            Box::pin(async move {
                let actor = agave.actors().get(&id).await?;
                let _ = title.try_set(label(&actor));
                Ok(drawing(move || actor_view(agave, actor, version)))
            })
        });
        view! {
            <Page title above=move || view! { <a href=all.clone()>"Actors"</a> }>{content}</Page>
        }
        .into_any()
    })
}

fn actor_view(agave: Agave, actor: Actor, version: RwSignal<u32>) -> AnyView {
    let asker = use_asker();
    let runs = RwSignal::new(0_u32);
    let id = actor.id.clone();
    let at = |at: &Option<String>| at.as_deref().map(date).unwrap_or_default();
    let known = facts(vec![
        ("State", actor.status.to_lowercase()),
        ("Message", actor.status_message.clone().unwrap_or_default()),
        ("Image", actor.image.clone()),
        ("Description", actor.description.clone().unwrap_or_default()),
        ("Owner", actor.owner.clone().unwrap_or_default()),
        ("Keeps a state", if actor.stateless == Some(false) { "yes" } else { "no" }.to_owned()),
        ("Created", at(&actor.create_time)),
        ("Changed", at(&actor.last_update_time)),
        ("Id", id.clone()),
    ]);
    let send = {
        let (agave, id) = (agave.clone(), id.clone());
        move |_| asker.ask(message(agave.clone(), id.clone(), runs))
    };
    let change = {
        let (agave, actor) = (agave.clone(), actor.clone());
        move || asker.ask(register(agave.clone(), Some(&actor), version))
    };
    let remove = {
        let (agave, name) = (agave.clone(), label(&actor));
        let leave = leave();
        let id = id.clone();
        move || asker.ask(delete(agave.clone(), id.clone(), &name, leave))
    };
    view! {
        <div class="stack">
            <div class="card stack">
                {known}
                <div class="row">
                    <button type="button" class="button button-primary" on:click=send>"Send message"</button>
                    {button("Edit", String::new(), change)}
                    {button("Delete", String::new(), remove)}
                </div>
            </div>
            {executions::executions(agave.clone(), id.clone(), runs)}
            {(actor.stateless == Some(false)).then(|| state::state(agave.clone(), id.clone()))}
            {nonces::nonces(agave, id)}
        </div>
    }
    .into_any()
}

/// Goes back to the list.
fn leave() -> Callback<()> {
    let navigate = StoredValue::new_local(use_navigate());
    let all = expect_context::<Links>().actors();
    Callback::new(move |()| navigate.with_value(|navigate| navigate(&all, NavigateOptions::default())))
}

fn message(agave: Agave, id: String, runs: RwSignal<u32>) -> Question {
    let lines = vec![
        Line::new("message", "Message", LineKind::Area)
            .required()
            .help("Text, or JSON, which arrives as such."),
        Line::new("environment", "Variables", LineKind::Area)
            .help("One NAME=value per line; the execution finds them beside the message."),
    ];
    Question::new("Send message", "Send", lines, move |answers: Answers| {
        let (actors, id) = (agave.actors(), id.clone());
        async move {
            let text = answers.get("message");
            let message = serde_json::from_str(&text).unwrap_or(Value::String(text));
            let environment = ActorEnvironment { environment: variables(&answers.get("environment")) };
            let sent = actors.send_message(&id, &environment, &MessageRequest { message }).await?;
            let _ = runs.try_update(|runs| *runs += 1);
            Ok(format!("Sent; execution {} has begun.", sent.execution_id))
        }
    })
}

/// Names and values of lines such as `NAME=value`; other lines are names without a value.
fn variables(text: &str) -> Vec<(String, String)> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .map(|line| {
            let (name, value) = line.split_once('=').unwrap_or((line, ""));
            (name.trim().to_owned(), value.trim().to_owned())
        })
        .collect()
}

fn delete(agave: Agave, id: String, name: &str, leave: Callback<()>) -> Question {
    let said = format!("{name} is deleted.");
    Question::new(format!("Delete {name}?"), "Delete", Vec::new(), move |_| {
        let (actors, id, said) = (agave.actors(), id.clone(), said.clone());
        async move {
            actors.delete(&id).await?;
            leave.try_run(());
            Ok(said)
        }
    })
    .saying(format!("The actor {name} goes with its executions and their logs."))
    .destroys()
}

#[cfg(test)]
mod tests {
    use super::variables;

    #[test]
    fn variables_are_read_line_by_line() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(variables("A=1\n\n B = x=y \nC"), [pair("A", "1"), pair("B", "x=y"), pair("C", "")]);
    }
}
