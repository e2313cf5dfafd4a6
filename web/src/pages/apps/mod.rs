//! All apps, narrowed as one types.

mod habits;
mod search;

use leptos::prelude::*;
use portolan::gateway::AppSummary;

pub use habits::favourite_button;
pub use search::version;

use crate::components::ask::use_asker;
use crate::components::empty::Empty;
use crate::components::fetch::load;
use crate::components::field::SearchBox;
use crate::components::page::Page;
use crate::components::plain::button;
use crate::hooks::query::use_query;
use crate::links::Links;
use crate::pages::app::register;
use crate::session::use_gateway;

/// The page with all apps.
#[component]
pub fn AppsPage() -> impl IntoView {
    let (query, set_query) = use_query("q");
    let gateway = use_gateway();
    let agave = gateway.as_agave().cloned();
    let asker = use_asker();
    let version = RwSignal::new(0_u32);
    let changed = Callback::new(move |()| version.update(|version| *version += 1));
    let actions = move || {
        let agave = agave.clone()?;
        Some(button("Register app", String::new(), move || asker.ask(register(agave.clone(), changed))))
    };
    let read = move || {
        version.track();
        let apps = gateway.apps();
        async move { apps.list().await }
    };
    view! {
        <Page title="Apps" actions>
            <div class="row">
                <SearchBox label="Search apps" value=query on_change=set_query />
            </div>
            {load("Reading the apps", read, move |all| view! { <Found all query /> }.into_any())}
        </Page>
    }
}

/// The apps that the search finds, and their number in words.
#[component]
fn Found(all: Vec<AppSummary>, query: Memo<String>) -> impl IntoView {
    let habits = habits::habits(&all, query);
    let none_at_all = all.is_empty();
    let all = StoredValue::new(all);
    let found = Memo::new(move |_| {
        let found = all.with_value(|all| query.with(|query| search::find(all, query)));
        search::newest(found)
    });
    let counted = move || match found.with(Vec::len) {
        1 => "1 app".to_owned(),
        count => format!("{count} apps"),
    };
    if none_at_all {
        return view! {
            <Empty title="No apps yet">
                "Nobody has registered an app on this service that you may run."
            </Empty>
        }
        .into_any();
    }
    view! {
        {habits}
        <p class="small soft" role="status">{counted}</p>
        <Show
            when=move || found.with(|found| !found.is_empty())
            fallback=move || {
                view! {
                    <Empty title="No app fits">
                        {move || format!("Nothing in names, descriptions or tags reads \u{201c}{}\u{201d}.", query.get())}
                    </Empty>
                }
            }
        >
            <ul class="apps" role="list">
                <For each=move || found.get() key=|(app, _)| app.id.clone() let((app, versions))>
                    <AppCard app versions />
                </For>
            </ul>
        </Show>
    }
    .into_any()
}

#[component]
fn AppCard(app: AppSummary, versions: usize) -> impl IntoView {
    let links = expect_context::<Links>();
    let label = if app.label.is_empty() { app.id.clone() } else { app.label.clone() };
    let more = (versions > 1).then(|| format!("{versions} versions"));
    view! {
        <li class="app-card">
            <h2 class="app-card-name">
                <a href=links.app(&app.id)>{label}</a>
            </h2>
            <p class="app-card-text">{app.description}</p>
            <p class="app-card-facts small soft">
                <span>{app.version}</span>
                {more.map(|words| view! { <span>{words}</span> })}
                {app.system.map(|system| view! { <span class="mono">{system}</span> })}
                {(!app.public).then(|| view! { <span>"private"</span> })}
            </p>
            <Tags tags=app.tags />
        </li>
    }
}

/// The tags of an app.
#[component]
pub fn Tags(
    /// The tags.
    tags: Vec<String>,
) -> impl IntoView {
    (!tags.is_empty()).then(|| {
        view! {
            <ul class="tags" role="list" aria-label="Tags">
                {tags.into_iter().map(|tag| view! { <li class="tag">{tag}</li> }).collect_view()}
            </ul>
        }
    })
}
