//! A small browser of folders, for dialogs that ask where something is or goes.

pub mod choose;
mod home;

use leptos::prelude::*;
use portolan::gateway::{FileEntry, SystemKind, SystemSummary};

use crate::components::button::IconButton;
use crate::components::fetch::load;
use crate::components::icon::{Icon, Symbol};
use crate::components::text;
use crate::hooks::latest::Latest;
use crate::links;
use crate::session::use_gateway;
use crate::sorting::sorted;
use crate::transfers::Place;

pub use choose::{ChooseFile, Chosen};
pub use home::home;

/// How many entries a list shows; the filter finds the others.
const SHOWN: usize = 300;

/// Browses from `place`; entering a folder changes it. With `chosen` files are shown too and can be chosen.
#[component]
pub fn FileBrowser(
    /// Where it looks.
    place: RwSignal<Place>,
    /// The path of the chosen file; without it only folders are shown.
    #[prop(optional)]
    chosen: Option<RwSignal<Option<String>>>,
    /// Reads the folder again whenever it changes.
    #[prop(optional, into)]
    version: Signal<u32>,
) -> impl IntoView {
    let gateway = use_gateway();
    let filter = RwSignal::new(String::new());
    let read = move || {
        let (files, place) = (gateway.files(), place.get());
        version.track();
        async move { files.list(&place.system, &place.folder).await }
    };
    let enter = move |folder: String| {
        filter.set(String::new());
        if let Some(chosen) = chosen {
            chosen.set(None);
        }
        place.update(|place| place.folder = folder);
    };
    let draw = move |all: Vec<FileEntry>| view! { <Entries all filter chosen on_enter=enter /> }.into_any();
    view! {
        <div class="browser">
            <div class="browser-head">
                <Systems place />
                <IconButton
                    icon=Symbol::ArrowUp
                    label="Folder above"
                    disabled=Signal::derive(move || place.with(|place| place.folder == "/"))
                    on:click=move |_| enter(links::parent(&place.get_untracked().folder))
                />
                <span class="browser-path mono">{move || text::visible(&place.with(|place| place.folder.clone()))}</span>
            </div>
            <input
                class="input"
                type="search"
                aria-label="Filter this folder"
                placeholder="Filter this folder"
                autocomplete="off"
                bind:value=filter
            />
            <div class="browser-list">
                {load("Reading the folder", read, draw)}
            </div>
        </div>
    }
}

/// The storage systems to choose from, if there are several.
#[component]
fn Systems(place: RwSignal<Place>) -> impl IntoView {
    let gateway = use_gateway();
    let storage = RwSignal::new(Vec::<SystemSummary>::new());
    // Without the list there is nothing to choose, and the folder below says what is wrong.
    Latest::new().run(async move { gateway.systems().list().await.unwrap_or_default() }, move |systems| {
        storage.set(systems.into_iter().filter(|system| system.kind == SystemKind::Storage).collect());
    });
    let option = move |system: SystemSummary| {
        let id = system.id.clone();
        let here = move || place.with(|place| place.system == id);
        view! { <option value=system.id selected=here>{text::visible(&system.name)}</option> }.into_any()
    };
    let change = move |event: web_sys::Event| {
        place.set(Place { system: event_target_value(&event), folder: "/".to_owned() });
    };
    move || {
        let storage = storage.get();
        if storage.len() < 2 {
            return ().into_any();
        }
        let options: Vec<AnyView> = storage.into_iter().map(option).collect();
        view! { <select class="input browser-systems" aria-label="System" on:change=change>{options}</select> }
            .into_any()
    }
}

#[component]
fn Entries(
    all: Vec<FileEntry>,
    filter: RwSignal<String>,
    chosen: Option<RwSignal<Option<String>>>,
    #[prop(into)] on_enter: Callback<String>,
) -> impl IntoView {
    let all: Vec<FileEntry> = all.into_iter().filter(|entry| entry.folder || chosen.is_some()).collect();
    let all = sorted(all, |left, right| {
        right.folder.cmp(&left.folder).then_with(|| left.name.to_lowercase().cmp(&right.name.to_lowercase()))
    });
    let all = StoredValue::new(all);
    move || {
        let wanted = filter.with(|filter| filter.trim().to_lowercase());
        let mut found: Vec<FileEntry> = all.with_value(|all| {
            all.iter()
                .filter(|entry| entry.name.to_lowercase().contains(&wanted))
                .take(SHOWN + 1)
                .cloned()
                .collect()
        });
        let cut = found.len() > SHOWN;
        found.truncate(SHOWN);
        if found.is_empty() {
            let words = match (wanted.is_empty(), chosen.is_some()) {
                (false, _) => "Nothing here matches.",
                (true, true) => "This folder is empty.",
                (true, false) => "There are no folders in here.",
            };
            return view! { <p class="browser-none">{words}</p> }.into_any();
        }
        view! {
            <ul role="list">{found.into_iter().map(|entry| line(entry, chosen, on_enter)).collect_view()}</ul>
            {cut.then(|| view! { <p class="browser-none">"More is here: type a part of the name above."</p> })}
        }
        .into_any()
    }
}

/// A folder to enter, or a file to choose.
fn line(
    entry: FileEntry,
    chosen: Option<RwSignal<Option<String>>>,
    on_enter: Callback<String>,
) -> impl IntoView {
    let FileEntry { name, path, folder, size, .. } = entry;
    let this = path.clone();
    let pressed = move || {
        chosen
            .filter(|_| !folder)
            .map(|chosen| chosen.with(|chosen| chosen.as_ref() == Some(&this)).to_string())
    };
    let press = move |_| {
        if folder {
            on_enter.run(path.clone());
        } else if let Some(chosen) = chosen {
            chosen.set(Some(path.clone()));
        }
    };
    view! {
        <li>
            <button type="button" class="browser-line" class:browser-folder=folder aria-pressed=pressed on:click=press>
                <Icon name=if folder { Symbol::Folder } else { Symbol::File } />
                <span class="browser-name">{text::visible(&name)}</span>
                <span class="browser-size">{if folder { String::new() } else { text::size(size) }}</span>
            </button>
        </li>
    }
}
