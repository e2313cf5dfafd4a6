//! All jobs in a table that stays fresh.

mod bulk;
pub mod poll;
mod query;
mod select;
mod store;
mod table;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use portolan::gateway::{JobSummary, Status};

pub use store::clock;

use crate::components::button::Button;
use crate::components::empty::Empty;
use crate::components::field::SearchBox;
use crate::components::icon::Symbol;
use crate::components::load::{Failure, Waiting};
use crate::components::page::Page;
use crate::components::text::{ago, count, moment};
use crate::hooks::query::use_set_query;
use crate::links::Links;
use crate::session::use_gateway;
use query::{PAGE, View};
use store::JobsStore;
use table::JobsTable;

/// How long a job has run so far, or ran in all, in seconds.
pub fn run_seconds(job: &JobSummary, now: f64) -> Option<f64> {
    let started = moment(job.started.as_deref()?)?;
    let ended = match job.ended.as_deref().and_then(moment) {
        Some(ended) => ended,
        // A job that is over but whose end is not told has no run time that could be told.
        None if job.status.is_final() => return None,
        None => now,
    };
    Some(((ended - started) / 1000.0).max(0.0))
}

/// The page with all jobs.
#[component]
pub fn JobsPage() -> impl IntoView {
    let store = JobsStore::start(use_gateway());
    let apps = expect_context::<Links>().apps();
    let query = use_query_map();
    let view = Memo::new(move |_| query.with(|query| View::read(|key| query.get(key))));
    let set_query = use_set_query();
    let show = Callback::new(move |view: View| set_query.run(view.pairs()));
    let found = move || store.jobs.with(|jobs| jobs.as_ref().map(Vec::is_empty));
    view! {
        <Page title="Jobs">
            <Stale store />
            {move || match found() {
                None => view! { <Beginning store /> }.into_any(),
                Some(true) if !store.reading.get() => {
                    let apps = apps.clone();
                    view! {
                        <Empty title="No jobs yet">
                            "What you run appears here, with its status and its results." <a class="button" href=apps>"Choose an app"</a>
                        </Empty>
                    }
                    .into_any()
                }
                Some(_) => view! { <List store view show /> }.into_any(),
            }}
        </Page>
    }
}

/// Before the first answer: waiting, unless it failed.
#[component]
fn Beginning(store: JobsStore) -> impl IntoView {
    view! {
        <Show when=move || store.fault.with(Option::is_none)>
            <Waiting words="Reading the jobs" />
        </Show>
    }
}

/// Says that the last look failed, and how old what is shown has become.
#[component]
fn Stale(store: JobsStore) -> impl IntoView {
    move || {
        let error = store.fault.get()?;
        let known = store.jobs.with_untracked(Option::is_some);
        Some(view! {
            <Failure error on_retry=move |()| store.refresh() />
            {known.then(|| view! { <p class="small soft">"What is shown is from a moment ago and may have changed."</p> })}
        })
    }
}

#[component]
fn List(store: JobsStore, view: Memo<View>, show: Callback<View>) -> impl IntoView {
    let time = clock();
    let picked: bulk::Picked = RwSignal::new(std::collections::BTreeSet::new());
    let all = Signal::derive(move || store.jobs.get().unwrap_or_default());
    let chosen = Memo::new(move |_| {
        let view = view.get();
        // Only a sorting by run time needs to follow the clock.
        let now = if view.sort == query::Column::RunTime { time.get() } else { time.get_untracked() };
        all.with(|jobs| select::select(jobs, &view, |job| run_seconds(job, now)))
    });
    let pages = Memo::new(move |_| chosen.with(Vec::len).div_ceil(PAGE).max(1));
    let page = Memo::new(move |_| view.with(|view| view.page).min(pages.get() - 1));
    let rows = Memo::new(move |_| {
        chosen.with(|jobs| jobs.iter().skip(page.get() * PAGE).take(PAGE).cloned().collect::<Vec<_>>())
    });
    let counted = move || {
        let (shown, total) = (chosen.with(Vec::len), all.with(Vec::len));
        let more = if store.reading.get() { " so far, reading older ones …" } else { "" };
        if view.with(View::narrowed) {
            format!("{shown} of {}{more}", count(total, "job", "jobs"))
        } else {
            format!("{}{more}", count(total, "job", "jobs"))
        }
    };
    view! {
        <Filters all view show />
        <p class="small soft" role="status">{counted}</p>
        <Show
            when=move || rows.with(|rows| !rows.is_empty())
            fallback=move || {
                view! {
                    <Empty title="No job fits">
                        "Nothing fits what is searched and filtered."
                        <Button on:click=move |_| show.run(View::default())>"Show all jobs"</Button>
                    </Empty>
                }
            }
        >
            {bulk::bar(picked, all, store)}
            <JobsTable rows view show time picked />
            <Pager page pages view show />
        </Show>
    }
}

/// Search box and filters.
#[component]
fn Filters(all: Signal<Vec<JobSummary>>, view: Memo<View>, show: Callback<View>) -> impl IntoView {
    let known_apps = Memo::new(move |_| all.with(|jobs| select::apps(jobs)));
    let search = move |search: String| show.run(View { search, page: 0, ..view.get_untracked() });
    let by_status = move |word: String| {
        let status = Status::ALL.into_iter().find(|status| status.word() == word);
        show.run(View { status, page: 0, ..view.get_untracked() });
    };
    let by_app = move |app: String| show.run(View { app, page: 0, ..view.get_untracked() });
    view! {
        <div class="jobs-filters">
            <SearchBox label="Search jobs" value=Signal::derive(move || view.with(|view| view.search.clone())) on_change=search />
            <select class="input jobs-filter" aria-label="Status" on:change:target=move |event| by_status(event.target().value())>
                <option value="" selected=move || view.with(|view| view.status.is_none())>"Any status"</option>
                {Status::ALL
                    .into_iter()
                    .map(|status| {
                        view! {
                            <option value=status.word() selected=move || view.with(|view| view.status == Some(status))>
                                {status.word()}
                            </option>
                        }
                    })
                    .collect_view()}
            </select>
            <select class="input jobs-filter" aria-label="App" on:change:target=move |event| by_app(event.target().value())>
                <option value="" selected=move || view.with(|view| view.app.is_empty())>"Any app"</option>
                <For each=move || known_apps.get() key=Clone::clone let:app>
                    <option
                        value=app.clone()
                        selected={
                            let app = app.clone();
                            move || view.with(|view| view.app == app)
                        }
                    >
                        {app.clone()}
                    </option>
                </For>
            </select>
        </div>
    }
}

#[component]
fn Pager(page: Memo<usize>, pages: Memo<usize>, view: Memo<View>, show: Callback<View>) -> impl IntoView {
    let go = move |page: usize| show.run(View { page, ..view.get_untracked() });
    view! {
        <Show when=move || matches!(pages.get(), 2..)>
            <nav class="pager" aria-label="Pages">
                <Button
                    icon=Symbol::ArrowUp
                    disabled=Signal::derive(move || page.get() == 0)
                    on:click=move |_| go(page.get_untracked() - 1)
                >
                    "Previous"
                </Button>
                <span>{move || format!("Page {} of {}", page.get() + 1, pages.get())}</span>
                <Button
                    icon=Symbol::ArrowDown
                    disabled=Signal::derive(move || page.get() + 1 >= pages.get())
                    on:click=move |_| go(page.get_untracked() + 1)
                >
                    "Next"
                </Button>
            </nav>
        </Show>
    }
}

/// A moment in words, with the exact one as a tip.
pub fn moment_words(at: Option<&str>) -> impl IntoView + use<> {
    at.map(|at| {
        let exact = crate::components::text::date(at);
        view! { <time datetime=at.to_owned() title=exact>{ago(at)}</time> }
    })
}
