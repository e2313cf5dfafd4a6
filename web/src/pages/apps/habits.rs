//! The apps that a person likes and those that they ran last, as this browser remembers them.

use leptos::prelude::*;
use portolan::gateway::AppSummary;

use crate::components::button::Button;
use crate::components::icon::Symbol;
use crate::components::text::visible;
use crate::hooks::kept;
use crate::links::Links;
use crate::pages::app::name;

/// Links to favourites and recent apps, out of the way while somebody searches.
pub(super) fn habits(all: &[AppSummary], query: Memo<String>) -> AnyView {
    let links: Links = expect_context();
    let favourites = chosen(all, &kept::lines(&kept::favourites(links.connection())));
    let recent = chosen(all, &kept::lines(&kept::recent(links.connection())));
    let rows = StoredValue::new([("Favourites", favourites), ("Recent", recent)]);
    let content = move || {
        if query.with(|query| !query.is_empty()) {
            return ().into_any();
        }
        let rows: Vec<AnyView> = rows.with_value(|rows| {
            rows.iter()
                .filter(|(_, apps)| !apps.is_empty())
                .map(|(title, apps)| row(&links, title, apps))
                .collect()
        });
        rows.into_any()
    };
    content.into_any()
}

/// The apps of those ids, in the order of the ids.
fn chosen(all: &[AppSummary], ids: &[String]) -> Vec<AppSummary> {
    ids.iter().filter_map(|id| all.iter().find(|app| app.id == *id).cloned()).collect()
}

fn row(links: &Links, title: &'static str, apps: &[AppSummary]) -> AnyView {
    let items: Vec<AnyView> = apps
        .iter()
        .map(|app| view! { <li><a href=links.run(&app.id)>{visible(&name(app))}</a></li> }.into_any())
        .collect();
    view! {
        <nav class="apps-habits" aria-label=title>
            <span class="soft small">{title}</span>
            <ul role="list">{items}</ul>
        </nav>
    }
    .into_any()
}

/// The button that makes an app a favourite, or one no more.
pub fn favourite_button(id: Memo<String>) -> AnyView {
    let links: Links = expect_context();
    let key = StoredValue::new(kept::favourites(links.connection()));
    let all = RwSignal::new(key.with_value(|key| kept::lines(key)));
    let is = move || all.with(|all| id.with(|id| all.contains(id)));
    let toggle = move |_| {
        let now = kept::toggled(all.get_untracked(), &id.get_untracked());
        key.with_value(|key| kept::keep(key, &now));
        all.set(now);
    };
    view! {
        <Button icon=Symbol::Check attr:aria-pressed=move || is().to_string() on:click=toggle>
            "Favourite"
        </Button>
    }
    .into_any()
}
