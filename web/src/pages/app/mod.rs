//! One app: what it does, what it takes, where it runs.

mod fields;
mod manage;

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_params_map};
use portolan::gateway::{App, AppSummary, Settings};

use crate::components::fetch::load;
use crate::components::icon::{Icon, Symbol};
use crate::components::page::Page;
use crate::links::Links;
use crate::pages::apps::{Tags, favourite_button, version};
use crate::session::use_gateway;
use crate::sorting::sorted;
pub use manage::register;

/// The page of one app.
#[component]
pub fn AppPage() -> impl IntoView {
    let links = expect_context::<Links>();
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("app").unwrap_or_default()));
    let gateway = use_gateway();
    let title = RwSignal::new(String::new());
    let version_of_page = RwSignal::new(0_u32);
    let read = move || {
        let (apps, id) = (gateway.apps(), id.get());
        version_of_page.track();
        title.set(id.clone());
        async move { apps.get(&id).await }
    };
    let navigate = StoredValue::new_local(use_navigate());
    let all = links.apps();
    let gone =
        Callback::new(move |()| navigate.with_value(|navigate| navigate(&all, NavigateOptions::default())));
    let changed = Callback::new(move |()| version_of_page.update(|version| *version += 1));
    let draw = move |app: App| {
        title.set(name(&app.summary));
        let own = use_gateway().as_agave().cloned().map(|agave| {
            manage::manage(agave, app.summary.id.clone(), app.definition.value(), changed, gone)
        });
        view! { <Described app />{own} }.into_any()
    };
    let back = links.apps();
    let run = move || links.run(&id.get());
    view! {
        <Page
            title
            above=move || view! { <a href=back.clone()>"Apps"</a> }
            actions=move || {
                view! {
                    {favourite_button(id)}
                    <a class="button button-primary" href=run.clone()>
                        <Icon name=Symbol::Run />
                        <span>"Run"</span>
                    </a>
                }
            }
        >
            {load("Reading the app", read, draw)}
        </Page>
    }
}

/// What people call the app.
pub fn name(summary: &AppSummary) -> String {
    if summary.label.is_empty() { summary.id.clone() } else { summary.label.clone() }
}

#[component]
fn Described(app: App) -> impl IntoView {
    let App { summary, long_description, help_url, fields, defaults, .. } = app;
    let long = Some(long_description).filter(|long| !long.trim().is_empty() && *long != summary.description);
    let help = help_url.filter(|address| address.starts_with("https://"));
    view! {
        <div class="app">
            <div class="app-main">
                <p class="app-lead">{summary.description.clone()}</p>
                {long.map(|text| view! { <p class="app-text">{text}</p> })}
                {help
                    .map(|address| {
                        view! {
                            <p>
                                <a href=address rel="noopener noreferrer" target="_blank">
                                    "The app's own help"
                                    <Icon name=Symbol::External />
                                    <span class="unseen">" (opens in a new tab)"</span>
                                </a>
                            </p>
                        }
                    })}
                <fields::FieldTables fields />
            </div>
            <aside class="app-side" aria-label="Facts">
                <Facts summary=summary.clone() defaults />
                <Versions summary />
            </aside>
        </div>
    }
}

#[component]
fn Facts(summary: AppSummary, defaults: Settings) -> impl IntoView {
    let links = expect_context::<Links>();
    let rows = [
        ("Queue", defaults.queue),
        ("Maximum run time", defaults.max_run_time),
        ("Nodes", defaults.node_count),
        ("Processors per node", defaults.processors_per_node),
        ("Memory per node", defaults.memory_per_node),
    ];
    view! {
        <section class="card">
            <h2>"About"</h2>
            <dl class="facts app-facts">
                <dt>"Id"</dt>
                <dd class="mono">{summary.id}</dd>
                <dt>"Version"</dt>
                <dd>{summary.version}</dd>
                {summary
                    .system
                    .map(|system| {
                        view! {
                            <dt>"System"</dt>
                            <dd><a href=links.system(&system)>{system.clone()}</a></dd>
                        }
                    })}
                <dt>"Open to"</dt>
                <dd>{if summary.public { "everybody" } else { "you and those you share it with" }}</dd>
            </dl>
            <Tags tags=summary.tags />
            <h2>"Defaults"</h2>
            <dl class="facts app-facts">
                {rows
                    .into_iter()
                    .filter(|(_, value)| !value.is_empty())
                    .map(|(words, value)| view! { <dt>{words}</dt><dd>{value}</dd> })
                    .collect_view()}
            </dl>
        </section>
    }
}

/// Other versions of the same app, the newest first.
#[component]
fn Versions(summary: AppSummary) -> impl IntoView {
    let (gateway, links) = (use_gateway(), StoredValue::new(expect_context::<Links>()));
    let read = move || {
        let apps = gateway.apps();
        async move { apps.list().await }
    };
    let line = move |app: AppSummary| {
        if app.id == summary.id {
            view! { <li>{app.version} " (shown here)"</li> }.into_any()
        } else {
            let link = links.with_value(|links| links.app(&app.id));
            view! { <li><a href=link>{app.version}</a></li> }.into_any()
        }
    };
    let draw = move |all: Vec<AppSummary>| {
        let lines: Vec<AnyView> = of_name(all, &summary.name).into_iter().map(&line).collect();
        view! { <ul class="stack-tight" role="list">{lines}</ul> }.into_any()
    };
    view! {
        <section class="card">
            <h2>"Versions"</h2>
            {load("Reading the versions", read, draw)}
        </section>
    }
}

fn of_name(mut apps: Vec<AppSummary>, name: &str) -> Vec<AppSummary> {
    apps.retain(|app| app.name == name);
    sorted(apps, |left, right| version(&right.version).cmp(&version(&left.version)))
}
