//! What only some services tell of a file: who may use it, and what has happened to it.

use std::rc::Rc;

use leptos::prelude::*;
use portolan::agave::{Agave, FileImport, ListQuery};
use portolan::gateway::FileEntry;

use super::acts::Acts;
use crate::components::ask::{Answers, Question};
use crate::components::button::{Button, Weight};
use crate::components::dialog::DialogActions;
use crate::components::fetch::{drawing, fetched};
use crate::components::line::Line;
use crate::components::permissions::{Give, Grant, ListGrants, permissions};
use crate::components::plain::{moment, table, words};
use crate::components::text::visible;

/// Who may use a file, and the form that lets others.
pub fn sharing(acts: Acts, entry: &FileEntry) -> AnyView {
    let gateway = acts.folder.gateway();
    let Some(agave) = gateway.as_agave().cloned() else { return ().into_any() };
    let (system, path) = (acts.folder.place.get_untracked().system, entry.path.clone());
    let list: ListGrants = {
        let (files, system, path) = (agave.files(), system.clone(), path.clone());
        Rc::new(move || {
            let (files, system, path) = (files.clone(), system.clone(), path.clone());
            Box::pin(async move {
                let found = files.list_permissions(&system, &path, &ListQuery::default()).await?;
                Ok(found
                    .into_iter()
                    .map(|one| Grant { username: one.username, permission: one.permission })
                    .collect())
            })
        })
    };
    let give: Give = Rc::new(move |request| {
        let (files, system, path) = (agave.files(), system.clone(), path.clone());
        Box::pin(async move { files.update_permissions(&system, &path, &request).await.map(drop) })
    });
    view! {
        {permissions(list, give, entry.folder)}
        {close(acts)}
    }
    .into_any()
}

/// The question that lets the service fetch a file by its address.
pub fn import(acts: Acts, agave: Agave) -> Question {
    let lines = vec![
        Line::text("urlToIngest", "Address")
            .required()
            .help("Where the service fetches it: http, https, ftp, sftp, or agave://system/path."),
        Line::text("fileName", "Name").help("The name to store it under; empty for its own."),
    ];
    Question::new("Import from an address", "Import", lines, move |answers: Answers| {
        let (files, place) = (agave.files(), acts.folder.place.get_untracked());
        async move {
            let form = FileImport {
                url_to_ingest: answers.some("urlToIngest"),
                file_name: answers.some("fileName"),
                ..Default::default()
            };
            let file = files.import_data(&place.system, &place.folder, &form).await?;
            if acts.folder.phase.try_get_untracked().is_some() {
                acts.folder.refresh();
            }
            Ok(format!("The service is fetching {}.", visible(&file.name)))
        }
    })
}

/// What has happened to a file.
pub fn history(acts: Acts, entry: &FileEntry) -> AnyView {
    let gateway = acts.folder.gateway();
    let Some(agave) = gateway.as_agave().cloned() else { return ().into_any() };
    let (system, path) = (acts.folder.place.get_untracked().system, entry.path.clone());
    let events = fetched("Reading the history", move || {
        let (files, system, path) = (agave.files(), system.clone(), path.clone());
        Box::pin(async move {
            let events = files.get_history(&system, &path, &ListQuery::default()).await?;
            Ok(drawing(move || {
                if events.items.is_empty() {
                    return view! { <p class="soft">"The service tells of nothing that happened to it."</p> }
                        .into_any();
                }
                let rows = events
                    .into_iter()
                    .map(|event| {
                        let what = visible(&event.description.unwrap_or_default());
                        vec![
                            words(event.status),
                            moment(event.created.as_deref()),
                            words(event.created_by.unwrap_or_default()),
                            words(what),
                        ]
                    })
                    .collect();
                table("History", &["Event", "When", "By", "What"], rows)
            }))
        })
    });
    view! {
        {events}
        {close(acts)}
    }
    .into_any()
}

fn close(acts: Acts) -> AnyView {
    view! {
        <DialogActions>
            <Button weight=Weight::Primary on:click=move |_| acts.open.set(false)>"Close"</Button>
        </DialogActions>
    }
    .into_any()
}
