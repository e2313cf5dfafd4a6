//! The buttons above the grid.

use leptos::html;
use leptos::prelude::*;
use portolan::gateway::FileEntry;

use super::acts::{Acts, Ask, Verb};
use super::incoming::Incoming;
use crate::components::button::{Button, Weight};
use crate::components::field::SearchBox;
use crate::components::icon::Symbol;
use crate::hooks::query::use_query;

/// Upload, new folder, what can be done with the selection, and the filter.
#[component]
pub fn Toolbar(
    /// What can be done.
    acts: Acts,
) -> impl IntoView {
    let (filter, set_filter) = use_query("q");
    let input = NodeRef::<html::Input>::new();
    let chosen = move |_| {
        let Some(input) = input.get_untracked() else { return };
        let files = input.files();
        acts.upload(Incoming::of(files.as_ref()));
        input.set_value("");
    };
    let choose = move |folder: bool| {
        let Some(input) = input.get_untracked() else { return };
        let _ = input.toggle_attribute_with_force("webkitdirectory", folder);
        input.click();
    };
    let folders = acts.folder.gateway().capabilities().folders;
    view! {
        <div class="files-tools">
            <input node_ref=input type="file" multiple hidden on:change=chosen />
            <div class="files-buttons">
                <Button weight=Weight::Primary icon=Symbol::Upload on:click=move |_| choose(false)>
                    "Upload"
                </Button>
                {folders
                    .then(|| {
                        view! {
                            <Button icon=Symbol::Files on:click=move |_| choose(true)>"Upload folder"</Button>
                            <Button icon=Symbol::FolderNew on:click=move |_| acts.ask(Ask::NewFolder)>"New folder"</Button>
                        }
                    })}
                <span class="files-gap" aria-hidden="true"></span>
                <SelectionButtons acts />
            </div>
            <SearchBox label="Filter files" value=filter on_change=set_filter />
        </div>
    }
}

/// What needs a selection.
#[component]
fn SelectionButtons(acts: Acts) -> impl IntoView {
    let selected = Memo::new(move |_| acts.folder.selected());
    let busy = move || acts.busy.get();
    let none = Signal::derive(move || busy() || selected.with(Vec::is_empty));
    let not_one = Signal::derive(move || busy() || selected.with(|all| all.len() != 1));
    let not_one_file = Signal::derive(move || {
        busy() || selected.with(|all| !matches!(all.as_slice(), [one] if !one.folder))
    });
    let no_files =
        Signal::derive(move || selected.with(|all| all.is_empty() || all.iter().any(|entry| entry.folder)));
    let capabilities = acts.folder.gateway().capabilities();
    let all = move || selected.get_untracked();
    let one = move |ask: fn(FileEntry) -> Ask| {
        if let Some(entry) = all().into_iter().next() {
            acts.ask(ask(entry));
        }
    };
    view! {
        <Button weight=Weight::Quiet icon=Symbol::Preview disabled=not_one_file on:click=move |_| one(Ask::Preview)>
            "Preview"
        </Button>
        <Button weight=Weight::Quiet icon=Symbol::Download disabled=no_files on:click=move |_| acts.download(all())>
            "Download"
        </Button>
        {capabilities.move_files.then(|| view! { <MoveButtons acts selected not_one none /> })}
        <Button weight=Weight::Quiet icon=Symbol::Delete disabled=none on:click=move |_| acts.ask(Ask::Delete(all()))>
            "Delete"
        </Button>
        {capabilities
            .share_files
            .then(|| {
                view! {
                    <Button weight=Weight::Quiet icon=Symbol::User disabled=not_one on:click=move |_| one(Ask::Permissions)>
                        "Permissions"
                    </Button>
                    <Button weight=Weight::Quiet icon=Symbol::Info disabled=not_one on:click=move |_| one(Ask::History)>
                        "History"
                    </Button>
                }
            })}
    }
}

/// What a service offers that can move files in place.
#[component]
fn MoveButtons(
    acts: Acts,
    selected: Memo<Vec<FileEntry>>,
    not_one: Signal<bool>,
    none: Signal<bool>,
) -> impl IntoView {
    let all = move || selected.get_untracked();
    let rename = move |_| {
        if let Some(entry) = all().into_iter().next() {
            acts.ask(Ask::Rename(entry));
        }
    };
    view! {
        <Button weight=Weight::Quiet icon=Symbol::Edit disabled=not_one on:click=rename>
            "Rename"
        </Button>
        <Button
            weight=Weight::Quiet
            icon=Symbol::Copy
            disabled=none
            on:click=move |_| acts.ask(Ask::Destination(Verb::Copy, all()))
        >
            "Copy"
        </Button>
        <Button
            weight=Weight::Quiet
            icon=Symbol::Move
            disabled=none
            on:click=move |_| acts.ask(Ask::Destination(Verb::Move, all()))
        >
            "Move"
        </Button>
    }
}
