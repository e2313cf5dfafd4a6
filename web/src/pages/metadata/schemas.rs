//! The schemas that documents can be held to.

use leptos::prelude::*;
use portolan::agave::{Agave, MetadataSchema, SchemaQuery};
use serde_json::{Value, json};

use crate::components::ask::{Answers, Question, use_asker};
use crate::components::fetch::{drawing, fetched};
use crate::components::line::{Line, LineKind};
use crate::components::plain::{button, code, moment, table};
use crate::components::rights::{self, Shared};
use crate::components::text::visible;

/// The tab "Schemas".
pub fn schemas(agave: Agave) -> AnyView {
    let version = RwSignal::new(0_u32);
    let asker = use_asker();
    let new = agave.clone();
    let list = fetched("Reading the schemas", move || {
        version.track();
        let agave = agave.clone();
        Box::pin(async move {
            let query = SchemaQuery { limit: Some(250), ..Default::default() };
            let found: Vec<MetadataSchema> = agave.meta().search_schema(&query).await?.into_iter().collect();
            Ok(drawing(move || {
                if found.is_empty() {
                    return view! { <p class="soft">"There are no schemas yet. One tells what a document must hold."</p> }
                        .into_any();
                }
                let rows = found.into_iter().map(|schema| row(&agave, schema, version)).collect();
                table("Schemas", &["Title", "Changed", "Id", ""], rows)
            }))
        })
    });
    view! {
        <div class="stack">
            <div class="row-wide">
                <p class="soft">"A schema is JSON Schema; documents that name it must meet it."</p>
                <button
                    type="button"
                    class="button button-primary"
                    on:click=move |_| asker.ask(edit(new.clone(), None, version))
                >
                    "New schema"
                </button>
            </div>
            {list}
        </div>
    }
    .into_any()
}

fn row(agave: &Agave, schema: MetadataSchema, version: RwSignal<u32>) -> Vec<AnyView> {
    let asker = use_asker();
    let name = visible(title(&schema.schema).unwrap_or("Untitled schema"));
    let id = schema.uuid.clone();
    let at = schema.last_updated.clone().or_else(|| schema.created.clone());
    let change = {
        let agave = agave.clone();
        move || asker.ask(edit(agave.clone(), Some(&schema), version))
    };
    let share = {
        let (agave, id, name) = (agave.clone(), id.clone(), name.clone());
        move || asker.ask(rights::question(&agave, Shared::Schema, &id, &name))
    };
    let remove = {
        let (agave, id, name) = (agave.clone(), id.clone(), name.clone());
        move || asker.ask(delete(agave.clone(), id.clone(), &name, version))
    };
    let buttons = view! {
        <div class="row">
            {button("Edit", format!("Edit {name}"), change)}
            {button("Permissions", format!("Permissions of {name}"), share)}
            {button("Delete", format!("Delete {name}"), remove)}
        </div>
    };
    vec![name.into_any(), moment(at.as_deref()), code(id), buttons.into_any()]
}

fn title(schema: &Value) -> Option<&str> {
    schema.get("title").and_then(Value::as_str).filter(|title| !title.is_empty())
}

fn edit(agave: Agave, schema: Option<&MetadataSchema>, version: RwSignal<u32>) -> Question {
    let id = schema.map(|schema| schema.uuid.clone());
    let start = schema.map_or_else(
        || json!({"title": "", "type": "object", "properties": {}, "required": []}),
        |schema| schema.schema.clone(),
    );
    let lines = vec![
        Line::new("schema", "Schema", LineKind::Json)
            .required()
            .with(format!("{start:#}"))
            .help("JSON Schema."),
    ];
    let (name, verb) = if id.is_some() { ("Edit schema", "Save") } else { ("New schema", "Create") };
    Question::new(name, verb, lines, move |answers: Answers| {
        let (meta, id) = (agave.meta(), id.clone());
        async move {
            let schema = answers.json("schema")?.unwrap_or_default();
            match &id {
                Some(id) => meta.update_schema(id, &schema).await?,
                None => meta.add_schema(&schema).await?,
            };
            let _ = version.try_update(|version| *version += 1);
            Ok("The schema is stored.".to_owned())
        }
    })
    .wide()
}

fn delete(agave: Agave, id: String, name: &str, version: RwSignal<u32>) -> Question {
    Question::new(format!("Delete {name}?"), "Delete", Vec::new(), move |_| {
        let (meta, id) = (agave.meta(), id.clone());
        async move {
            meta.delete_schema(&id).await?;
            let _ = version.try_update(|version| *version += 1);
            Ok("The schema is deleted.".to_owned())
        }
    })
    .saying(format!("The schema {name} goes for good. Documents that name it stay."))
    .destroys()
}
