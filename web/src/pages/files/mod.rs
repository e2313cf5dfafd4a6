//! Files: one folder at a time, in a grid that stays quick however much lies in it.

pub mod acts;
pub mod arrivals;
pub mod clash;
pub mod dialogs;
pub mod drop;
pub mod folder;
pub mod grid;
pub mod incoming;
pub mod keys;
pub mod near;
pub mod order;
pub mod row;
pub mod selection;
pub mod share;
pub mod taken;
pub mod toolbar;

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use crate::components::empty::Empty;
use crate::components::fetch::load;
use crate::components::file_browser::home;
use crate::components::icon::{Icon, Symbol};
use crate::components::load::{Failure, Waiting};
use crate::components::page::Page;
use crate::components::text;
use crate::hooks::effect::effect;
use crate::links::{self, Links};
use crate::session::use_gateway;
use crate::transfers::{Place, use_transfers};
use acts::Acts;
use dialogs::Dialogs;
use drop::DropArea;
use folder::{Folder, Phase};
use grid::Grid;
use toolbar::Toolbar;

/// Leads to the person's home folder.
#[component]
pub fn AllFiles() -> impl IntoView {
    let gateway = use_gateway();
    let links: Links = expect_context();
    let read = move || {
        let gateway = gateway.clone();
        async move { home(&gateway).await }
    };
    let draw = move |place: Place| view! { <To link=links.files(&place.system, &place.folder) /> }.into_any();
    view! { <Page title="Files">{load("Looking for your files", read, draw)}</Page> }
}

/// Goes on to an address, in place of this one.
#[component]
fn To(link: String) -> impl IntoView {
    let navigate = use_navigate();
    effect(move || navigate(&link, NavigateOptions { replace: true, ..Default::default() }));
}

/// The page of one folder.
#[component]
pub fn FilesPage() -> impl IntoView {
    let folder = Folder::of_address();
    let acts = Acts::on(folder);
    follow_arrivals(folder);
    let name = move || {
        let place = folder.place.get();
        let name = links::name(&place.folder);
        text::visible(if name.is_empty() { &place.system } else { name })
    };
    view! {
        <Page title="Files" tab=Signal::derive(name) full=true above=move || view! { <Crumbs folder /> }>
            <DropArea acts>
                <Toolbar acts />
                <Grid folder acts />
                <Rest folder />
            </DropArea>
            <Dialogs acts />
        </Page>
    }
}

/// Lists anew when an upload has arrived in the folder that is shown.
fn follow_arrivals(folder: Folder) {
    let arrived = use_transfers().arrived();
    Effect::new(move |before: Option<()>| {
        let arrived = arrived.get();
        if before.is_some() && arrived.is_some_and(|place| place == folder.place.get_untracked()) {
            folder.refresh();
        }
    });
}

/// The way from the system's root to the folder.
#[component]
fn Crumbs(folder: Folder) -> impl IntoView {
    let links = StoredValue::new(expect_context::<Links>());
    let crumbs = move || {
        let place = folder.place.get();
        let names: Vec<String> =
            place.folder.split('/').filter(|name| !name.is_empty()).map(str::to_owned).collect();
        let last = names.len();
        let mut path = String::new();
        let mut steps = vec![(place.system.clone(), "/".to_owned())];
        for name in names {
            path = links::join(&path, &name);
            steps.push((name, path.clone()));
        }
        steps
            .into_iter()
            .enumerate()
            .map(|(depth, (name, path))| {
                let link = links.with_value(|links| links.files(&place.system, &path));
                let current = (depth == last).then_some("page");
                view! {
                    <li>
                        {(depth > 0).then(|| view! { <Icon name=Symbol::ChevronRight /> })}
                        <a href=link aria-current=current>{text::visible(&name)}</a>
                    </li>
                }
            })
            .collect_view()
    };
    view! {
        <nav aria-label="Folder">
            <ol class="crumbs" role="list">{crumbs}</ol>
        </nav>
    }
}

/// What stands below the rows: waiting, failure, emptiness, or the count.
#[component]
fn Rest(folder: Folder) -> impl IntoView {
    let none = Memo::new(move |_| folder.shown.with(Vec::is_empty));
    let all = Memo::new(move |_| folder.entries.with(Vec::len));
    move || match folder.phase.get() {
        Phase::Waiting => view! { <Waiting words="Reading the folder" /> }.into_any(),
        Phase::Failed(error) => view! { <Failure error on_retry=move |()| folder.retry() /> }.into_any(),
        Phase::Complete if all.get() == 0 => view! {
            <Empty title="This folder is empty">
                <p>"Drop files here, or use Upload."</p>
            </Empty>
        }
        .into_any(),
        Phase::Complete if none.get() => {
            view! { <p class="files-none">"No name here matches the filter."</p> }.into_any()
        }
        phase => view! { <Counts folder more=phase == Phase::Arriving /> }.into_any(),
    }
}

/// How much there is, and how much of it is selected.
#[component]
fn Counts(folder: Folder, more: bool) -> impl IntoView {
    let words = move || {
        let (all, shown) = (folder.entries.with(Vec::len), folder.shown.with(Vec::len));
        let mut words = text::count(all, "item", "items");
        if shown != all {
            words = format!("{} of {words}", text::whole(shown));
        }
        let selected = folder.selected();
        if !selected.is_empty() {
            let size = selected.iter().map(|entry| entry.size).sum();
            words.push_str(&format!(" · {} selected, {}", text::whole(selected.len()), text::size(size)));
        }
        if more {
            words.push_str(" · more is coming");
        }
        words
    };
    view! { <p class="files-counts">{words}</p> }
}
