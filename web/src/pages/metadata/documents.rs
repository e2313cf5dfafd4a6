//! The documents: search, table or JSON, and what can be done with each.

use leptos::prelude::*;
use portolan::agave::{Agave, Metadata, MetadataQuery, MetadataRequest};
use serde_json::{Value, json};

use crate::components::ask::{Answers, Question, use_asker};
use crate::components::fetch::{drawing, fetched};
use crate::components::line::{Line, LineKind};
use crate::components::pages::{PAGE, offset, pages};
use crate::components::plain::{block, button, code, moment, table};
use crate::components::query_box::{criteria, query_box};
use crate::components::rights::{self, Shared};
use crate::components::text::visible;
use crate::hooks::query::use_query;

/// The tab "Documents".
pub fn documents(agave: Agave) -> AnyView {
    let (query, _) = use_query("q");
    let (shown, set_shown) = use_query("view");
    let (page, _) = use_query("page");
    let version = RwSignal::new(0_u32);
    let asker = use_asker();
    let new = agave.clone();
    let list = fetched("Reading the documents", move || {
        version.track();
        let text = query.get();
        let as_json = shown.get() == "json";
        let start = offset(&page.get());
        let agave = agave.clone();
        Box::pin(async move {
            let q = criteria(&text)?.map(Into::into);
            let query = MetadataQuery { q, limit: Some(PAGE), offset: Some(start), ..Default::default() };
            let found: Vec<Metadata> = agave.meta().list_metadata(&query).await?.into_iter().collect();
            Ok(drawing(move || found_view(&agave, found, as_json, start, version)))
        })
    });
    let toggle = move || {
        let json = shown.get_untracked() == "json";
        set_shown.run(if json { String::new() } else { "json".to_owned() });
    };
    view! {
        <div class="stack">
            {query_box("Query")}
            <div class="row-wide">
                <button
                    type="button"
                    class="button"
                    aria-pressed=move || (shown.get() == "json").to_string()
                    on:click=move |_| toggle()
                >
                    "As JSON"
                </button>
                <button
                    type="button"
                    class="button button-primary"
                    on:click=move |_| asker.ask(edit(new.clone(), None, version))
                >
                    "New document"
                </button>
            </div>
            {list}
        </div>
    }
    .into_any()
}

fn found_view(
    agave: &Agave,
    found: Vec<Metadata>,
    as_json: bool,
    start: u32,
    version: RwSignal<u32>,
) -> AnyView {
    let pager = pages(start, found.len());
    if found.is_empty() {
        return view! { <p class="soft">"No document fits."</p>{pager} }.into_any();
    }
    let content = if as_json {
        let all = serde_json::to_value(&found).unwrap_or_default();
        block("Documents as JSON", format!("{all:#}"))
    } else {
        let rows = found.into_iter().map(|document| row(agave, document, version)).collect();
        table("Documents", &["Name", "Value", "Changed", "Id", ""], rows)
    };
    view! { {content}{pager} }.into_any()
}

fn row(agave: &Agave, document: Metadata, version: RwSignal<u32>) -> Vec<AnyView> {
    let asker = use_asker();
    let name = visible(&document.name);
    let brief = brief(&document.value);
    let at = document.last_updated.clone().or_else(|| document.created.clone());
    let id = document.uuid.clone();
    let whole = document.clone();
    let open = {
        let name = name.clone();
        move || {
            let text = format!("{:#}", serde_json::to_value(&whole).unwrap_or_default());
            asker.ask(Question::show(name.clone(), move || block("Document", text.clone())));
        }
    };
    let change = {
        let (agave, document) = (agave.clone(), document.clone());
        move || asker.ask(edit(agave.clone(), Some(&document), version))
    };
    let share = {
        let (agave, id, name) = (agave.clone(), id.clone(), name.clone());
        move || asker.ask(rights::question(&agave, Shared::Document, &id, &name))
    };
    let remove = {
        let (agave, id, name) = (agave.clone(), id.clone(), name.clone());
        move || asker.ask(delete(agave.clone(), id.clone(), &name, version))
    };
    let label = |verb: &str| format!("{verb} {name}");
    let buttons = view! {
        <div class="row">
            {button("Edit", label("Edit"), change)}
            {button("Permissions", label("Permissions of"), share)}
            {button("Delete", label("Delete"), remove)}
        </div>
    };
    let shown_name = name.clone();
    let opener =
        view! { <button type="button" class="plain-link" on:click=move |_| open()>{shown_name}</button> };
    vec![opener.into_any(), code(brief), moment(at.as_deref()), code(id), buttons.into_any()]
}

/// The beginning of a value, in a line.
fn brief(value: &Value) -> String {
    const LETTERS: usize = 80;
    let text = visible(&value.to_string());
    if text.chars().count() <= LETTERS {
        return text;
    }
    text.chars().take(LETTERS - 1).chain(['…']).collect()
}

/// The question that stores a document, new or changed.
fn edit(agave: Agave, document: Option<&Metadata>, version: RwSignal<u32>) -> Question {
    let id = document.map(|document| document.uuid.clone());
    let (name, value, about, schema) = document.map_or_else(
        || (String::new(), json!({}), String::new(), String::new()),
        |document| {
            let about = document.association_ids.join("\n");
            (
                document.name.clone(),
                document.value.clone(),
                about,
                document.schema_id.clone().unwrap_or_default(),
            )
        },
    );
    let lines = vec![
        Line::text("name", "Name").required().with(name),
        Line::new("value", "Value", LineKind::Json).required().with(format!("{value:#}")).help("Any JSON."),
        Line::new("associationIds", "About", LineKind::Area)
            .with(about)
            .help("Ids of jobs, files or other documents that it is about, one per line."),
        Line::text("schemaId", "Schema")
            .with(schema)
            .help("Id of a schema that the value must meet; empty for none."),
    ];
    let (title, verb) = if id.is_some() { ("Edit document", "Save") } else { ("New document", "Create") };
    Question::new(title, verb, lines, move |answers: Answers| {
        let (meta, id) = (agave.meta(), id.clone());
        async move {
            let about = answers.get("associationIds");
            let ids: Vec<String> = about.split_whitespace().map(str::to_owned).collect();
            let request = MetadataRequest {
                name: answers.get("name"),
                value: answers.json("value")?.unwrap_or_default(),
                schema_id: answers.some("schemaId"),
                association_ids: Some(ids),
                ..Default::default()
            };
            match &id {
                Some(id) => meta.update_metadata(id, &request).await?,
                None => meta.add_metadata(&request).await?,
            };
            let _ = version.try_update(|version| *version += 1);
            Ok(format!("{} is stored.", visible(&request.name)))
        }
    })
    .wide()
}

fn delete(agave: Agave, id: String, name: &str, version: RwSignal<u32>) -> Question {
    let said = format!("{name} is deleted.");
    Question::new(format!("Delete {name}?"), "Delete", Vec::new(), move |_| {
        let (meta, id, said) = (agave.meta(), id.clone(), said.clone());
        async move {
            meta.delete_metadata(&id).await?;
            let _ = version.try_update(|version| *version += 1);
            Ok(said)
        }
    })
    .saying(format!("The document {name} goes for good."))
    .destroys()
}

#[cfg(test)]
mod tests {
    use super::brief;

    #[test]
    fn long_values_are_cut() {
        let long = serde_json::json!("ü".repeat(200));
        assert_eq!(brief(&long).chars().count(), 80);
        assert!(brief(&long).ends_with('…'));
        assert_eq!(brief(&serde_json::json!({"a": 1})), "{\"a\":1}");
    }
}
