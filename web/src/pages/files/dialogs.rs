//! The one dialog of the page and what it asks.

use leptos::prelude::*;
use portolan::gateway::FileEntry;

use super::acts::{Acts, Ask, Verb};
use super::clash::refusal;
use super::share::{history, sharing};
use super::taken::taken;
use crate::components::button::{Button, Weight};
use crate::components::dialog::{Dialog, DialogActions};
use crate::components::field::TextField;
use crate::components::file_browser::FileBrowser;
use crate::components::text;
use crate::hooks::effect::effect;
use crate::preview::{Preview, Source};

/// Shows what is asked.
#[component]
pub fn Dialogs(
    /// The acts that ask.
    acts: Acts,
) -> impl IntoView {
    let title = Signal::derive(move || acts.ask.with(|ask| ask.as_ref().map(title).unwrap_or_default()));
    let wide = Signal::derive(move || {
        acts.ask.with(|ask| {
            matches!(
                ask,
                Some(Ask::Preview(_) | Ask::Destination(..) | Ask::Permissions(_) | Ask::History(_))
            )
        })
    });
    view! {
        <Dialog open=acts.open title wide>
            {move || match acts.ask.get() {
                None => ().into_any(),
                Some(Ask::NewFolder) => view! { <NewFolder acts /> }.into_any(),
                Some(Ask::Rename(entry)) => view! { <Rename acts entry /> }.into_any(),
                Some(Ask::Delete(entries)) => view! { <Delete acts entries /> }.into_any(),
                Some(Ask::Destination(verb, entries)) => view! { <Destination acts verb entries /> }.into_any(),
                Some(Ask::Clash(clash)) => taken(acts, clash),
                Some(Ask::Preview(entry)) => view! { <Shown acts entry /> }.into_any(),
                Some(Ask::Permissions(entry)) => sharing(acts, &entry),
                Some(Ask::History(entry)) => history(acts, &entry),
            }}
        </Dialog>
    }
}

fn title(ask: &Ask) -> String {
    let what = |entries: &[FileEntry]| match entries {
        [one] => text::visible(&one.name),
        many => text::count(many.len(), "item", "items"),
    };
    match ask {
        Ask::NewFolder => "New folder".to_owned(),
        Ask::Rename(entry) => format!("Rename {}", text::visible(&entry.name)),
        Ask::Delete(entries) => format!("Delete {}?", what(entries)),
        Ask::Destination(verb, entries) => format!("{} {}", verb.word(), what(entries)),
        Ask::Clash(_) => "These names are taken".to_owned(),
        Ask::Preview(entry) => text::visible(&entry.name),
        Ask::Permissions(entry) => format!("Permissions of {}", text::visible(&entry.name)),
        Ask::History(entry) => format!("History of {}", text::visible(&entry.name)),
    }
}

/// A form that asks for one name.
#[component]
fn NameForm(
    acts: Acts,
    label: &'static str,
    verb: &'static str,
    start: String,
    #[prop(into)] on_name: Callback<String>,
) -> impl IntoView {
    let before = start.clone();
    let name = RwSignal::new(start);
    let problem = RwSignal::new(None::<String>);
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let name = name.get_untracked();
        let taken = |other: &str| other != before && acts.folder.entry(other).is_some();
        match refusal(&name, taken) {
            Some(words) => problem.set(Some(words.to_owned())),
            None if name == before => acts.open.set(false),
            None => on_name.run(name),
        }
    };
    view! {
        <form novalidate on:submit=send>
            <TextField label value=name error=problem required=true autofocus=true />
            <DialogActions>
                <Button on:click=move |_| acts.open.set(false)>"Cancel"</Button>
                <Button weight=Weight::Primary submit=true>{verb}</Button>
            </DialogActions>
        </form>
    }
}

#[component]
fn NewFolder(acts: Acts) -> impl IntoView {
    view! { <NameForm acts label="Folder name" verb="Create" start=String::new() on_name=move |name| acts.new_folder(name) /> }
}

#[component]
fn Rename(acts: Acts, entry: FileEntry) -> impl IntoView {
    let start = entry.name.clone();
    view! { <NameForm acts label="New name" verb="Rename" start on_name=move |name| acts.rename(&entry, name) /> }
}

/// Repeats the full paths of what would go.
#[component]
fn Delete(acts: Acts, entries: Vec<FileEntry>) -> impl IntoView {
    const NAMED: usize = 12;
    let more = entries.len().saturating_sub(NAMED);
    let folders = entries.iter().any(|entry| entry.folder);
    let paths = entries
        .iter()
        .take(NAMED)
        .map(
            |entry| view! { <li class="mono">{text::visible(&entry.path)}{entry.folder.then_some("/")}</li> },
        )
        .collect_view();
    let system = acts.folder.place.get_untracked().system;
    view! {
        <p>"This deletes from "<strong>{system}</strong>" for good:"</p>
        <ul class="dialog-paths" role="list">
            {paths}
            {(more > 0).then(|| view! { <li>{format!("and {more} more")}</li> })}
        </ul>
        {folders.then(|| view! { <p class="soft small">"A folder goes with everything in it."</p> })}
        <DialogActions>
            <Button on:click=move |_| acts.open.set(false)>"Cancel"</Button>
            <Button weight=Weight::Danger on:click=move |_| acts.delete(entries.clone())>"Delete"</Button>
        </DialogActions>
    }
}

/// Asks for the folder that things go to.
#[component]
fn Destination(acts: Acts, verb: Verb, entries: Vec<FileEntry>) -> impl IntoView {
    let place = RwSignal::new(acts.folder.place.get_untracked());
    let path = RwSignal::new(place.get_untracked().folder);
    effect(move || path.set(place.with(|place| place.folder.clone())));
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let folder = format!("/{}", path.get_untracked().trim().trim_matches('/'));
        acts.open.set(false);
        acts.bring(verb, entries.clone(), folder);
    };
    view! {
        <form novalidate on:submit=send>
            <TextField label="Destination folder" value=path required=true help="Type a path, or choose a folder below." />
            <FileBrowser place />
            <DialogActions>
                <Button on:click=move |_| acts.open.set(false)>"Cancel"</Button>
                <Button weight=Weight::Primary submit=true>{verb.word()}</Button>
            </DialogActions>
        </form>
    }
}

/// Shows a file.
#[component]
fn Shown(acts: Acts, entry: FileEntry) -> impl IntoView {
    let system = acts.folder.place.get_untracked().system;
    let path = entry.path.clone();
    let files = acts.folder.gateway().files();
    let source = Source::new(&entry.name, Some(entry.size), entry.mime.as_deref(), move || {
        let (files, system, path) = (files.clone(), system.clone(), path.clone());
        Box::pin(async move { files.download(&system, &path).await })
    });
    let again = entry.clone();
    view! {
        <Preview source download=move |()| acts.download(vec![entry.clone()]) />
        <DialogActions>
            <Button on:click=move |_| acts.download(vec![again.clone()])>"Download"</Button>
            <Button weight=Weight::Primary on:click=move |_| acts.open.set(false)>"Close"</Button>
        </DialogActions>
    }
}
