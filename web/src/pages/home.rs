//! The first page of a connection: what ran last, what can be run, where files lie.

use leptos::prelude::*;
use portolan::gateway::{AppSummary, JobSearch, JobSummary, SystemKind, SystemSummary};

use crate::components::fetch::load;
use crate::components::icon::{Icon, Symbol};
use crate::components::page::Page;
use crate::components::status::StatusBadge;
use crate::components::text;
use crate::links::Links;
use crate::session::use_gateway;

/// How many of each the page shows.
const SHOWN: usize = 6;

/// The page.
#[component]
pub fn HomePage() -> impl IntoView {
    let links: Links = expect_context();
    view! {
        <Page title="Overview">
            <div class="home">
                <RecentJobs links=links.clone() />
                <div class="stack">
                    <SomeApps links=links.clone() />
                    <Storage links />
                </div>
            </div>
        </Page>
    }
}

/// One part of the page, with the way to the whole of it.
#[component]
fn Part(title: &'static str, all: String, all_words: &'static str, children: Children) -> impl IntoView {
    view! {
        <section class="home-part">
            <div class="row-wide">
                <h2>{title}</h2>
                <a href=all>{all_words}</a>
            </div>
            {children()}
        </section>
    }
}

#[component]
fn RecentJobs(links: Links) -> impl IntoView {
    let gateway = use_gateway();
    let read = move || {
        let jobs = gateway.jobs();
        async move { jobs.page(&JobSearch { limit: 8, ..JobSearch::default() }).await }
    };
    let (all, apps) = (links.jobs(), links.apps());
    let draw = move |rows: Vec<JobSummary>| {
        if rows.is_empty() {
            return view! {
                <p class="home-none">
                    "Nothing has run yet. "<a href=apps.clone()>"Choose an app"</a>" and run your first job."
                </p>
            }
            .into_any();
        }
        list(rows.into_iter().map(|job| job_line(&links, job)).collect())
    };
    view! { <Part title="Recent jobs" all all_words="All jobs">{load("Reading the jobs", read, draw)}</Part> }
}

fn list(lines: Vec<AnyView>) -> AnyView {
    view! { <ul role="list" class="home-list">{lines}</ul> }.into_any()
}

fn job_line(links: &Links, job: JobSummary) -> AnyView {
    let created = job.created.as_deref().map(text::ago).unwrap_or_default();
    view! {
        <li class="home-line">
            <div class="home-main">
                <a class="home-link" href=links.job(&job.id)>{text::visible(&job.name)}</a>
                <span class="soft small">{job.app_id}" · "{created}</span>
            </div>
            <StatusBadge status=job.status />
        </li>
    }
    .into_any()
}

#[component]
fn SomeApps(links: Links) -> impl IntoView {
    let gateway = use_gateway();
    let read = move || {
        let apps = gateway.apps();
        async move { apps.list().await }
    };
    let all = links.apps();
    let draw = move |rows: Vec<AppSummary>| {
        if rows.is_empty() {
            return view! { <p class="home-none">"This service offers you no apps yet."</p> }.into_any();
        }
        list(rows.into_iter().take(SHOWN).map(|app| app_line(&links, app)).collect())
    };
    view! { <Part title="Apps" all all_words="All apps">{load("Reading the apps", read, draw)}</Part> }
}

fn app_line(links: &Links, app: AppSummary) -> AnyView {
    view! {
        <li class="home-line">
            <div class="home-main">
                <a class="home-link" href=links.app(&app.id)>{text::visible(&app.label)}</a>
                <span class="soft small">{app.description}</span>
            </div>
            <a class="button" href=links.run(&app.id) aria-label=format!("Run {}", app.label)>
                <Icon name=Symbol::Run />
                "Run"
            </a>
        </li>
    }
    .into_any()
}

#[component]
fn Storage(links: Links) -> impl IntoView {
    let gateway = use_gateway();
    let read = move || {
        let systems = gateway.systems();
        async move { systems.list().await }
    };
    let all = links.all_files();
    let draw = move |rows: Vec<SystemSummary>| {
        let storage = rows.into_iter().filter(|system| system.kind == SystemKind::Storage);
        list(storage.map(|system| storage_line(&links, system)).collect())
    };
    view! { <Part title="Storage" all all_words="My files">{load("Reading the systems", read, draw)}</Part> }
}

fn storage_line(links: &Links, system: SystemSummary) -> AnyView {
    view! {
        <li class="home-line">
            <Icon name=Symbol::System />
            <div class="home-main">
                <a class="home-link" href=links.system(&system.id)>{text::visible(&system.name)}</a>
                <span class="soft small">{system.description}</span>
            </div>
        </li>
    }
    .into_any()
}
