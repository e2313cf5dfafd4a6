//! The dialog "Choose file": browse, or upload on the spot.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use portolan::Error;

use super::{FileBrowser, home};
use crate::components::button::{Button, Weight};
use crate::components::dialog::{Dialog, DialogActions};
use crate::components::icon::Symbol;
use crate::components::load::{Failure, Waiting};
use crate::hooks::effect::effect;
use crate::links;
use crate::session::use_gateway;
use crate::transfers::{Place, use_transfers};

/// A file that was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// The system that holds it.
    pub system: String,
    /// Its path from the system's root.
    pub path: String,
}

/// The dialog. It begins in the person's home folder and remembers where it was.
///
/// ```text
/// let open = RwSignal::new(false);
/// <Button on:click=move |_| open.set(true)>"Choose file"</Button>
/// <ChooseFile open on_choose=move |chosen: Chosen| value.set(format!("agave://{}/{}", chosen.system, chosen.path)) />
/// ```
#[component]
pub fn ChooseFile(
    /// Whether it is shown.
    open: RwSignal<bool>,
    /// Called with the file that was chosen.
    #[prop(into)]
    on_choose: Callback<Chosen>,
) -> impl IntoView {
    let start = RwSignal::new(None::<Result<Place, Error>>);
    let gateway = StoredValue::new(use_gateway());
    let find_start = move || {
        start.set(None);
        let gateway = gateway.get_value();
        spawn_local(async move {
            let place = home(&gateway).await;
            let _ = start.try_set(Some(place));
        });
    };
    effect(move || {
        if open.get() && start.with_untracked(|start| !matches!(start, Some(Ok(_)))) {
            find_start();
        }
    });
    view! {
        <Dialog open title="Choose file" wide=true>
            {move || match start.get() {
                None => view! { <Waiting words="Looking for your files" /> }.into_any(),
                Some(Err(error)) => view! { <Failure error on_retry=move |()| find_start() /> }.into_any(),
                Some(Ok(place)) => view! { <Inside open place on_choose /> }.into_any(),
            }}
        </Dialog>
    }
}

#[component]
fn Inside(open: RwSignal<bool>, place: Place, on_choose: Callback<Chosen>) -> impl IntoView {
    let place = RwSignal::new(place);
    let chosen = RwSignal::new(None::<String>);
    let version = RwSignal::new(0_u32);
    let choose = move |_| {
        if let Some(path) = chosen.get_untracked() {
            on_choose.run(Chosen { system: place.get_untracked().system, path });
            open.set(false);
        }
    };
    view! {
        <FileBrowser place chosen version />
        <DialogActions>
            {use_gateway().capabilities().transfer_files.then(|| view! { <UploadHere place chosen version /> })}
            <Button on:click=move |_| open.set(false)>"Cancel"</Button>
            <Button weight=Weight::Primary disabled=Signal::derive(move || chosen.with(Option::is_none)) on:click=choose>
                "Choose"
            </Button>
        </DialogActions>
    }
}

/// Uploads a file into the folder that is shown and chooses it. A name that is taken gets a number.
#[component]
fn UploadHere(
    place: RwSignal<Place>,
    chosen: RwSignal<Option<String>>,
    version: RwSignal<u32>,
) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let transfers = use_transfers();
    let gateway = StoredValue::new(use_gateway());
    let awaited = RwSignal::new(None::<(Place, String)>);
    let arrived = transfers.arrived();
    effect(move || {
        let arrived = arrived.get();
        let Some((place, path)) = awaited.get_untracked() else { return };
        if arrived.as_ref() == Some(&place) {
            version.update(|version| *version += 1);
            chosen.set(Some(path));
            awaited.set(None);
        }
    });
    let send = move |_| {
        let Some(element) = input.get_untracked() else { return };
        let Some(file) = element.files().and_then(|files| files.get(0)) else { return };
        element.set_value("");
        let (place, gateway, transfers) = (place.get_untracked(), gateway.get_value(), transfers.clone());
        spawn_local(async move {
            let taken = gateway.files().list(&place.system, &place.folder).await.unwrap_or_default();
            let taken = taken.into_iter().map(|entry| entry.name).collect();
            let name = crate::pages::files::clash::free_or_same(&file.name(), &taken);
            let _ = awaited.try_set(Some((place.clone(), links::join(&place.folder, &name))));
            transfers.upload(&gateway, &place, crate::transfers::source(&file, &name));
        });
    };
    view! {
        <input node_ref=input type="file" hidden on:change=send />
        <Button
            icon=Symbol::Upload
            busy=Signal::derive(move || awaited.with(Option::is_some))
            on:click=move |_| {
                if let Some(input) = input.get_untracked() {
                    input.click();
                }
            }
        >
            "Upload"
        </Button>
    }
}
