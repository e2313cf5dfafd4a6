//! Actors: small programs that wait for messages.

use leptos::prelude::*;
use portolan::agave::{Actor, ActorRequest, Agave, ListQuery};

use super::on_agave;
use crate::components::ask::{Answers, Question, use_asker};
use crate::components::empty::Empty;
use crate::components::fetch::{drawing, fetched};
use crate::components::line::{Line, LineKind};
use crate::components::page::Page;
use crate::components::plain::{chip, code, link, moment, table, words};
use crate::components::text::visible;
use crate::links::Links;

/// The page with all actors.
#[component]
pub fn ActorsPage() -> impl IntoView {
    on_agave("Actors", |agave| {
        let version = RwSignal::new(0_u32);
        let asker = use_asker();
        let links: Links = expect_context();
        let new = agave.clone();
        let list = fetched("Reading the actors", move || {
            version.track();
            let (actors, links) = (agave.actors(), links.clone());
            Box::pin(async move {
                let found: Vec<Actor> = actors.list(&ListQuery::default()).await?.into_iter().collect();
                Ok(drawing(move || found_view(&links, found)))
            })
        });
        let add = move |_| asker.ask(register(new.clone(), None, version));
        view! {
            <Page
                title="Actors"
                actions=move || {
                    let add = add.clone();
                    view! { <button type="button" class="button button-primary" on:click=add>"Register actor"</button> }
                }
            >
                {list}
            </Page>
        }
        .into_any()
    })
}

fn found_view(links: &Links, found: Vec<Actor>) -> AnyView {
    if found.is_empty() {
        return view! {
            <Empty title="No actors yet">
                <p>"An actor is a small program that runs each time it gets a message."</p>
            </Empty>
        }
        .into_any();
    }
    let rows = found
        .into_iter()
        .map(|actor| {
            let name = label(&actor);
            vec![
                link(links.actor(&actor.id), name),
                code(actor.image),
                chip(actor.status.to_lowercase(), actor.status == "READY"),
                moment(actor.create_time.as_deref()),
                words(visible(&actor.description.unwrap_or_default())),
            ]
        })
        .collect();
    table("Actors", &["Name", "Image", "State", "Created", "Description"], rows)
}

/// An actor's name for people.
pub fn label(actor: &Actor) -> String {
    visible(actor.name.as_deref().filter(|name| !name.is_empty()).unwrap_or(&actor.id))
}

/// The question that registers an actor, or changes one.
pub fn register(agave: Agave, actor: Option<&Actor>, version: RwSignal<u32>) -> Question {
    let id = actor.map(|actor| actor.id.clone());
    let given = actor.cloned().unwrap_or_default();
    let environment = given.default_environment.clone().unwrap_or_default();
    let environment = format!("{:#}", serde_json::Value::Object(environment));
    let stateful = given.stateless == Some(false);
    let lines = vec![
        Line::text("image", "Image")
            .required()
            .with(given.image)
            .help("The container image, as in abacosamples/test:latest."),
        Line::text("name", "Name").with(given.name.unwrap_or_default()),
        Line::text("description", "Description").with(given.description.unwrap_or_default()),
        Line::new("stateful", "Keeps a state between executions", LineKind::Check).with(if stateful {
            "true"
        } else {
            ""
        }),
        Line::new("defaultEnvironment", "Environment", LineKind::Json)
            .with(environment)
            .help("Variables that every execution finds, as a JSON object."),
    ];
    let (title, verb) = if id.is_some() { ("Edit actor", "Save") } else { ("Register actor", "Register") };
    Question::new(title, verb, lines, move |answers: Answers| {
        let (actors, id) = (agave.actors(), id.clone());
        async move {
            let environment = answers.json("defaultEnvironment")?;
            let request = ActorRequest {
                image: answers.get("image"),
                name: answers.some("name"),
                description: answers.some("description"),
                stateless: Some(!answers.is("stateful")),
                default_environment: environment.and_then(|value| value.as_object().cloned()),
                ..Default::default()
            };
            let done = match &id {
                Some(id) => actors.update(id, &request).await?,
                None => actors.add(&request).await?,
            };
            let _ = version.try_update(|version| *version += 1);
            Ok(format!("{} is registered.", label(&done)))
        }
    })
}
