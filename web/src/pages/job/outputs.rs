//! What the job has written, folder by folder.

use leptos::prelude::*;
use portolan::Error;
use portolan::gateway::{FileEntry, Job};

use crate::components::button::{Button, Weight};
use crate::components::dialog::{Dialog, DialogActions};
use crate::components::icon::{Icon, Symbol};
use crate::components::load::Failure;
use crate::components::text::{date, size, visible};
use crate::hooks::effect::effect;
use crate::hooks::latest::Latest;
use crate::hooks::query::use_query;
use crate::pages::jobs::poll::pause;
use crate::preview::{Preview, Source};
use crate::session::use_gateway;
use crate::sorting::sorted;
use crate::transfers::{Place, use_transfers};

/// Time between two looks at the outputs of a running job, in milliseconds.
const PACE: i32 = 5_000;

/// What is known of the folder that is shown.
#[derive(Clone, Copy)]
struct Folder {
    path: Memo<String>,
    entries: RwSignal<Option<Vec<FileEntry>>>,
    fault: RwSignal<Option<Error>>,
    asked: RwSignal<u32>,
}

/// The section "Outputs".
#[component]
pub(super) fn OutputsSection(#[prop(into)] job: Signal<Job>) -> impl IntoView {
    let (path, set_path) = use_query("path");
    let folder =
        Folder { path, entries: RwSignal::new(None), fault: RwSignal::new(None), asked: RwSignal::new(0) };
    keep_fresh(folder, job);
    let shown = RwSignal::new(None::<FileEntry>);
    let again = move |()| folder.asked.update(|count| *count += 1);
    view! {
        <section class="job-section" aria-labelledby="outputs-heading">
            <h2 id="outputs-heading">"Outputs"</h2>
            <Crumbs path go=set_path />
            {move || folder.fault.get().map(|error| view! { <Failure error on_retry=again /> })}
            <Entries folder job shown go=set_path />
            <PreviewDialog job shown />
        </section>
    }
}

/// Reads the folder whenever it or the job's status changes, and again and again while the job runs.
fn keep_fresh(folder: Folder, job: Signal<Job>) {
    let gateway = use_gateway();
    let reading = Latest::new();
    let state = Memo::new(move |_| job.with(|job| (job.summary.id.clone(), job.summary.status)));
    Effect::new(move |before: Option<String>| {
        folder.asked.track();
        let path = folder.path.get();
        let (id, status) = state.get();
        if before.as_ref().is_some_and(|before| *before != path) {
            folder.entries.set(None);
        }
        let (jobs, place) = (gateway.jobs(), path.clone());
        reading.run(
            async move {
                loop {
                    match jobs.outputs(&id, &place).await {
                        Ok(entries) => show(folder, entries),
                        // There is nothing before the job has its folder.
                        Err(error) if error.is_not_found() => show(folder, Vec::new()),
                        Err(error) => return folder.fault.set(Some(error)),
                    }
                    if status.is_final() {
                        return;
                    }
                    pause(PACE).await;
                }
            },
            |()| {},
        );
        path
    });
}

fn show(folder: Folder, entries: Vec<FileEntry>) {
    let entries = sorted(entries, |a, b| (!a.folder, &a.name).cmp(&(!b.folder, &b.name)));
    folder.fault.set(None);
    if folder.entries.with_untracked(|known| known.as_ref() != Some(&entries)) {
        folder.entries.set(Some(entries));
    }
}

/// The way from the job's folder to the one shown.
#[component]
fn Crumbs(path: Memo<String>, go: Callback<String>) -> impl IntoView {
    let parts = move || {
        let path = path.get();
        let mut whole = String::new();
        path.split('/')
            .filter(|part| !part.is_empty())
            .map(|part| {
                whole = format!("{whole}/{part}");
                (part.to_owned(), whole.trim_start_matches('/').to_owned())
            })
            .collect::<Vec<_>>()
    };
    view! {
        <Show when=move || !path.get().is_empty()>
            <nav class="crumbs" aria-label="Folder of the outputs">
                <Button weight=Weight::Quiet icon=Symbol::Folder on:click=move |_| go.run(String::new())>
                    "All outputs"
                </Button>
                {move || {
                    parts()
                        .into_iter()
                        .map(|(name, whole)| {
                            view! {
                                <span aria-hidden="true">"/"</span>
                                <Button weight=Weight::Quiet on:click=move |_| go.run(whole.clone())>{visible(&name)}</Button>
                            }
                        })
                        .collect_view()
                }}
            </nav>
        </Show>
    }
}

#[component]
fn Entries(
    folder: Folder,
    job: Signal<Job>,
    shown: RwSignal<Option<FileEntry>>,
    go: Callback<String>,
) -> impl IntoView {
    let none = move || folder.entries.with(|entries| entries.as_ref().is_some_and(Vec::is_empty));
    let words = move || {
        if job.with(|job| job.summary.status.is_final()) {
            "There are no outputs."
        } else {
            "There are no outputs yet."
        }
    };
    view! {
        <Show when=none>
            <p class="job-none">{words}</p>
        </Show>
        <ul class="outputs" role="list" aria-labelledby="outputs-heading">
            <For
                each=move || folder.entries.get().unwrap_or_default()
                key=|entry| (entry.path.clone(), entry.size, entry.modified.clone())
                let:entry
            >
                <Row entry job shown go />
            </For>
        </ul>
    }
}

#[component]
fn Row(
    entry: FileEntry,
    job: Signal<Job>,
    shown: RwSignal<Option<FileEntry>>,
    go: Callback<String>,
) -> impl IntoView {
    let name = visible(&entry.name);
    let facts = if entry.folder { String::new() } else { size(entry.size) };
    let modified = entry.modified.as_deref().map(date);
    let icon = if entry.folder { Symbol::Folder } else { Symbol::File };
    let id = crate::components::unique_id("output");
    let buttons = if entry.folder {
        let path = entry.path;
        view! {
            <Button on:click=move |_| go.run(path.clone()) attr:aria-describedby=id.clone()>
                "Open"
            </Button>
        }
        .into_any()
    } else {
        let (viewed, taken) = (entry.clone(), entry);
        view! {
            <Button
                icon=Symbol::Preview
                on:click=move |_| shown.set(Some(viewed.clone()))
                attr:aria-describedby=id.clone()
            >
                "Preview"
            </Button>
            <DownloadButton entry=taken job name_id=id.clone() />
        }
        .into_any()
    };
    view! {
        <li class="output">
            <span class="output-name">
                <Icon name=icon />
                <span id=id>{name}</span>
            </span>
            <span class="output-size small soft">{facts}</span>
            <span class="output-time small soft">{modified}</span>
            <span class="output-buttons">{buttons}</span>
        </li>
    }
}

#[component]
fn DownloadButton(entry: FileEntry, job: Signal<Job>, name_id: String) -> impl IntoView {
    let start = downloader(job);
    view! {
        <Button icon=Symbol::Download on:click=move |_| start.run(entry.clone()) attr:aria-describedby=name_id>
            "Download"
        </Button>
    }
}

/// Starts downloads of the job's outputs; they go on when the page is left.
fn downloader(job: Signal<Job>) -> Callback<FileEntry> {
    let (gateway, transfers) = (use_gateway(), send_wrapper::SendWrapper::new(use_transfers()));
    Callback::new(move |entry: FileEntry| {
        let (id, system) = job.with_untracked(|job| (job.summary.id.clone(), job.summary.system.clone()));
        let place = Place {
            system: system.unwrap_or_default(),
            folder: crate::links::parent(&format!("/{}", entry.path.trim_start_matches('/'))),
        };
        let (gateway, path) = (gateway.clone(), entry.path.clone());
        transfers.download_with(&entry.name, place, Some(entry.size), move || {
            let (jobs, id, path) = (gateway.jobs(), id.clone(), path.clone());
            async move { jobs.output(&id, &path).await }
        });
    })
}

#[component]
fn PreviewDialog(job: Signal<Job>, shown: RwSignal<Option<FileEntry>>) -> impl IntoView {
    let gateway = use_gateway();
    let open = RwSignal::new(false);
    effect(move || {
        if shown.with(Option::is_some) {
            open.set(true);
        }
    });
    effect(move || {
        if !open.get() && shown.with_untracked(Option::is_some) {
            shown.set(None);
        }
    });
    let title = Signal::derive(move || {
        shown.with(|entry| entry.as_ref().map(|entry| visible(&entry.name)).unwrap_or_default())
    });
    let start = downloader(job);
    let download = Callback::new(move |()| {
        if let Some(entry) = shown.get_untracked() {
            start.run(entry);
        }
    });
    let source = move |entry: &FileEntry| {
        let (gateway, path) = (gateway.clone(), entry.path.clone());
        let id = job.with_untracked(|job| job.summary.id.clone());
        Source::new(&entry.name, Some(entry.size), entry.mime.as_deref(), move || {
            let (jobs, id, path) = (gateway.jobs(), id.clone(), path.clone());
            Box::pin(async move { jobs.output(&id, &path).await })
        })
    };
    view! {
        <Dialog open title wide=true>
            {
                let source = source.clone();
                move || shown.get().map(|entry| view! { <Preview source=source(&entry) download /> })
            }
            <DialogActions>
                <Button on:click=move |_| open.set(false)>"Close"</Button>
                <Button weight=Weight::Primary icon=Symbol::Download on:click=move |_| download.run(())>
                    "Download"
                </Button>
            </DialogActions>
        </Dialog>
    }
}
