//! The buttons above the grid.

use leptos::html;
use leptos::prelude::*;
use portolan::gateway::FileEntry;

use super::acts::{Acts, Ask, Verb};
use super::incoming::Incoming;
use super::share::import;
use crate::components::ask::use_asker;
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
    let offers = acts.folder.gateway().capabilities();
    let tool = |words: &'static str, icon: Symbol, act: Callback<()>| {
        view! { <Button icon on:click=move |_| act.run(())>{words}</Button> }.into_any()
    };
    let upload = offers.transfer_files.then(|| {
        view! {
            <Button weight=Weight::Primary icon=Symbol::Upload on:click=move |_| choose(false)>
                "Upload"
            </Button>
        }
    });
    let asker = use_asker();
    let import = acts.folder.gateway().as_agave().cloned().map(|agave| {
        let ask = Callback::new(move |()| asker.ask(import(acts, agave.clone())));
        tool("Import", Symbol::External, ask)
    });
    let folders = (offers.folders && offers.transfer_files).then(|| {
        view! {
            {tool("Upload folder", Symbol::Files, Callback::new(move |()| choose(true)))}
            {tool("New folder", Symbol::FolderNew, Callback::new(move |()| acts.ask(Ask::NewFolder)))}
            {import}
            <span class="files-gap" aria-hidden="true"></span>
        }
    });
    view! {
        <div class="files-tools">
            <input node_ref=input type="file" multiple hidden on:change=chosen />
            <div class="files-buttons">{upload}{folders}{selection_buttons(acts)}</div>
            <SearchBox label="Filter files" value=filter on_change=set_filter />
        </div>
    }
}

/// What a button needs to be selected.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Needs {
    Something,
    Files,
    OneFile,
    One,
}

/// The buttons that work on the selection, as far as the service offers what they do.
fn selection_buttons(acts: Acts) -> AnyView {
    let offers = acts.folder.gateway().capabilities();
    let selected = Memo::new(move |_| acts.folder.selected());
    let all = move || selected.get_untracked();
    let one = move |ask: fn(FileEntry) -> Ask| {
        Callback::new(move |()| {
            if let Some(entry) = all().into_iter().next() {
                acts.ask(ask(entry));
            }
        })
    };
    let move_to = move |verb: Verb| Callback::new(move |()| acts.ask(Ask::Destination(verb, all())));
    let download = Callback::new(move |()| acts.download(all()));
    let delete = Callback::new(move |()| acts.ask(Ask::Delete(all())));
    let buttons = [
        (offers.transfer_files, "Preview", Symbol::Preview, Needs::OneFile, one(Ask::Preview)),
        (offers.transfer_files, "Download", Symbol::Download, Needs::Files, download),
        (offers.move_files, "Rename", Symbol::Edit, Needs::One, one(Ask::Rename)),
        (offers.copy_files, "Copy", Symbol::Copy, Needs::Something, move_to(Verb::Copy)),
        (offers.move_files, "Move", Symbol::Move, Needs::Something, move_to(Verb::Move)),
        (offers.transfer_files, "Delete", Symbol::Delete, Needs::Something, delete),
        (offers.share_files, "Permissions", Symbol::User, Needs::One, one(Ask::Permissions)),
        (offers.share_files, "History", Symbol::Info, Needs::One, one(Ask::History)),
    ];
    let buttons: Vec<AnyView> = buttons
        .into_iter()
        .filter(|(offered, ..)| *offered)
        .map(|(_, words, icon, needs, act)| {
            let disabled =
                Signal::derive(move || acts.busy.get() || !selected.with(|all| is_enough(needs, all)));
            view! {
                <Button weight=Weight::Quiet icon disabled on:click=move |_| act.run(())>
                    {words}
                </Button>
            }
            .into_any()
        })
        .collect();
    buttons.into_any()
}

fn is_enough(needs: Needs, selected: &[FileEntry]) -> bool {
    let no_folder = || selected.iter().all(|entry| !entry.folder);
    match needs {
        Needs::Something => !selected.is_empty(),
        Needs::Files => !selected.is_empty() && no_folder(),
        Needs::OneFile => selected.len() == 1 && no_folder(),
        Needs::One => selected.len() == 1,
    }
}

#[cfg(test)]
mod tests {
    use super::{FileEntry, Needs, is_enough};

    #[test]
    fn buttons_know_what_they_need() {
        let file = FileEntry::default();
        let folder = FileEntry { folder: true, ..FileEntry::default() };
        assert!(!is_enough(Needs::Something, &[]));
        assert!(is_enough(Needs::Files, &[file.clone(), file.clone()]));
        assert!(!is_enough(Needs::Files, &[file.clone(), folder.clone()]));
        assert!(is_enough(Needs::One, std::slice::from_ref(&folder)));
        assert!(!is_enough(Needs::OneFile, &[folder]));
        assert!(is_enough(Needs::OneFile, &[file]));
    }
}
