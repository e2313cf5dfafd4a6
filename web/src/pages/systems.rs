//! Systems: where files lie and where jobs run.

mod manage;
pub mod one;
mod roles;

use leptos::prelude::*;
use portolan::gateway::{SystemKind, SystemSummary};

use crate::components::ask::use_asker;
use crate::components::empty::Empty;
use crate::components::fetch::load;
use crate::components::icon::{Icon, Symbol};
use crate::components::page::Page;
use crate::components::plain::button;
use crate::components::text;
use crate::links::Links;
use crate::session::use_gateway;

pub use one::SystemPage;

/// The list of all systems, storage first.
#[component]
pub fn SystemsPage() -> impl IntoView {
    let gateway = use_gateway();
    let agave = gateway.as_agave().cloned();
    let asker = use_asker();
    let version = RwSignal::new(0_u32);
    let read = move || {
        version.track();
        let systems = gateway.systems();
        async move { systems.list().await }
    };
    let changed = Callback::new(move |()| version.update(|version| *version += 1));
    let actions = move || {
        let agave = agave.clone()?;
        let register = move || asker.ask(manage::register(agave.clone(), changed));
        Some(button("Register system", String::new(), register))
    };
    view! { <Page title="Systems" actions>{load("Reading the systems", read, groups)}</Page> }
}

fn groups(rows: Vec<SystemSummary>) -> AnyView {
    if rows.is_empty() {
        return view! {
            <Empty title="No systems">
                <p>"This service has given you no storage and no machine to run jobs on."</p>
            </Empty>
        }
        .into_any();
    }
    let (storage, execution): (Vec<_>, Vec<_>) =
        rows.into_iter().partition(|system| system.kind == SystemKind::Storage);
    view! {
        <Group title="Storage" systems=storage />
        <Group title="Execution" systems=execution />
    }
    .into_any()
}

#[component]
fn Group(title: &'static str, systems: Vec<SystemSummary>) -> impl IntoView {
    let links: Links = expect_context();
    (!systems.is_empty()).then(|| {
        view! {
            <section class="stack-tight systems-group">
                <h2>{title}</h2>
                <ul role="list" class="systems">
                    {systems.into_iter().map(|system| card(&links, system)).collect_view()}
                </ul>
            </section>
        }
    })
}

fn card(links: &Links, system: SystemSummary) -> impl IntoView + use<> {
    view! {
        <li class="system">
            <Icon name=Symbol::System />
            <div class="system-what">
                <a class="system-name" href=links.system(&system.id)>{text::visible(&system.name)}</a>
                <span class="mono soft">{system.id}</span>
                <p class="small">{system.description}</p>
                <Marks default=system.default public=system.public status=system.status />
            </div>
        </li>
    }
}

/// Short facts as chips.
#[component]
fn Marks(default: bool, public: bool, status: String) -> impl IntoView {
    view! {
        <p class="row small">
            <span class="chip" class:chip-good=status.eq_ignore_ascii_case("up")>{status.to_lowercase()}</span>
            {default.then(|| view! { <span class="chip">"your default"</span> })}
            <span class="chip">{if public { "public" } else { "private" }}</span>
        </p>
    }
}
