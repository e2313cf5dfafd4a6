//! One system: what it is, its queues, the way into its files.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use portolan::gateway::{Queue, System, SystemKind};

use super::Marks;
use super::manage::manage;
use super::roles::roles;
use crate::components::fetch::load;
use crate::components::icon::{Icon, Symbol};
use crate::components::page::Page;
use crate::components::text;
use crate::links::Links;
use crate::session::use_gateway;

/// The page of one system.
#[component]
pub fn SystemPage() -> impl IntoView {
    let links: Links = expect_context();
    let gateway = use_gateway();
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let version = RwSignal::new(0_u32);
    let read = move || {
        version.track();
        let (systems, id) = (gateway.systems(), id.get());
        async move { systems.get(&id).await }
    };
    let all = links.systems();
    let changed = Callback::new(move |()| version.update(|version| *version += 1));
    let draw = move |system: System| view! { <Details system changed /> }.into_any();
    view! {
        <Page title=Signal::derive(move || id.get()) above=move || view! { <a href=all.clone()>"Systems"</a> }>
            {load("Reading the system", read, draw)}
        </Page>
    }
}

#[component]
fn Details(system: System, changed: Callback<()>) -> impl IntoView {
    let links: Links = expect_context();
    let System { summary, queues, details, .. } = system;
    let own = use_gateway().as_agave().cloned().map(|agave| {
        let id = summary.id.clone();
        view! {
            {roles(agave.clone(), id.clone())}
            {manage(agave, id, details.value(), changed)}
        }
    });
    let is_storage = summary.kind == SystemKind::Storage;
    let files = links.files(&summary.id, "/");
    view! {
        <div class="card stack">
            <p>{summary.description}</p>
            <dl class="facts">
                <dt>"Name"</dt>
                <dd>{text::visible(&summary.name)}</dd>
                <dt>"Kind"</dt>
                <dd>{if is_storage { "Storage: keeps files" } else { "Execution: runs jobs" }}</dd>
                <dt>"State"</dt>
                <dd><Marks default=summary.default public=summary.public status=summary.status /></dd>
            </dl>
            {is_storage
                .then(|| {
                    view! {
                        <p>
                            <a class="button" href=files>
                                <Icon name=Symbol::Files />
                                "Browse files"
                            </a>
                        </p>
                    }
                })}
        </div>
        {(!queues.is_empty()).then(|| view! { <Queues queues /> })}
        {own}
    }
}

#[component]
fn Queues(queues: Vec<Queue>) -> impl IntoView {
    view! {
        <section class="stack-tight">
            <h2 id="queues">"Queues"</h2>
            <div class="table-frame" tabindex="0" role="region" aria-labelledby="queues">
                <table class="table" aria-labelledby="queues">
                    <thead>
                        <tr>
                            <th scope="col">"Name"</th>
                            <th scope="col">"Longest run"</th>
                            <th scope="col" class="number">"Nodes"</th>
                            <th scope="col" class="number">"Processors per node"</th>
                            <th scope="col" class="number">"Memory per node"</th>
                        </tr>
                    </thead>
                    <tbody>{queues.into_iter().map(queue_row).collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
}

fn queue_row(queue: Queue) -> impl IntoView {
    let limit = |limit: Option<String>| limit.unwrap_or_else(|| "no limit".to_owned());
    view! {
        <tr>
            <td>
                <span class="row">
                    {queue.name}
                    {queue.default.then(|| view! { <span class="chip small">"default"</span> })}
                </span>
                {(!queue.description.is_empty()).then(|| view! { <span class="soft small">{queue.description}</span> })}
            </td>
            <td>{limit(queue.max_run_time)}</td>
            <td class="number">{limit(queue.max_nodes.map(|count| count.to_string()))}</td>
            <td class="number">{limit(queue.max_processors_per_node.map(|count| count.to_string()))}</td>
            <td class="number">{limit(queue.max_memory_per_node)}</td>
        </tr>
    }
}
