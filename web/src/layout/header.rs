//! The header: name, main navigation, connection switcher, theme, sign-out.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use wasm_bindgen::JsCast;

use crate::components::icon::{Icon, Symbol};
use crate::components::menu::{Menu, MenuItem};
use crate::hooks::effect::effect;
use crate::hooks::theme::Theme;
use crate::links::{Links, SIGN_IN};
use crate::session::{Sessions, use_gateway};

/// The header of the connection `name`.
#[component]
pub fn Header(
    /// Name of the connection whose pages are shown.
    name: String,
) -> impl IntoView {
    let links = Links::new(&name);
    view! {
        <header class="header">
            <a class="header-home" href=links.home()>
                <Mark />
                <span>"Portolan"</span>
            </a>
            <MainNavigation links />
            <div class="header-tools">
                <ConnectionMenu name />
                <ThemeMenu />
                <SignOut />
            </div>
        </header>
    }
}

/// The portal's mark: a compass needle in a ring.
#[component]
fn Mark() -> impl IntoView {
    view! {
        <svg class="header-mark" viewBox="0 0 32 32" aria-hidden="true">
            <circle cx="16" cy="16" r="14" />
            <path class="header-mark-south" d="M16 29l-3.400-13h6.800z" />
            <path class="header-mark-north" d="M16 3l3.400 13h-6.800z" />
            <path d="M3 16h6M23 16h6" />
        </svg>
    }
}

#[component]
fn MainNavigation(links: Links) -> impl IntoView {
    let location = use_location();
    let list = NodeRef::<leptos::html::Ul>::new();
    effect(move || {
        location.pathname.track();
        request_animation_frame(move || show_current(list));
    });
    let offers = use_gateway().capabilities();
    let entries = [
        (true, "Apps", Symbol::Apps, links.apps()),
        (true, "Jobs", Symbol::Jobs, links.jobs()),
        (true, "Files", Symbol::Files, links.all_files()),
        (true, "Systems", Symbol::Systems, links.systems()),
        (offers.metadata, "Metadata", Symbol::Text, links.metadata()),
        (offers.notifications, "Notifications", Symbol::Info, links.notifications("")),
        (offers.actors, "Actors", Symbol::Job, links.actors()),
        (true, "Account", Symbol::User, links.account()),
    ];
    view! {
        <nav class="nav" aria-label="Main">
            <ul role="list" node_ref=list>
                {entries
                    .into_iter()
                    .filter(|(offered, ..)| *offered)
                    .map(|(_, words, icon, href)| {
                        let base = href.clone();
                        let current = move || {
                            let here = location.pathname.get();
                            (here == base || here.starts_with(&format!("{base}/"))).then_some("page")
                        };
                        view! {
                            <li>
                                <a class="nav-link" href=href aria-current=current>
                                    <Icon name=icon />
                                    <span>{words}</span>
                                </a>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </nav>
    }
}

/// Brings the link of the page that is shown into view, where the links are more than fit.
fn show_current(list: NodeRef<leptos::html::Ul>) {
    let Some(list) = list.try_get_untracked().flatten() else { return };
    let current = list.query_selector("[aria-current]").ok().flatten();
    if let Some(link) = current.and_then(|link| link.dyn_into::<web_sys::HtmlElement>().ok()) {
        let middle = link.offset_left() + link.offset_width() / 2;
        list.set_scroll_left(middle - list.client_width() / 2);
    }
}

/// The connections that are open, and the way to another one.
#[component]
fn ConnectionMenu(name: String) -> impl IntoView {
    let sessions = Sessions::get();
    let navigate = StoredValue::new_local(use_navigate());
    let go = move |to: String| navigate.with_value(|navigate| navigate(&to, NavigateOptions::default()));
    let label = sessions.find(&name).map(|connection| connection.label()).unwrap_or_default();
    let shown = label.clone();
    let connections = sessions.connections();
    let items = Signal::derive(move || {
        let mut items: Vec<MenuItem> = connections
            .get()
            .into_iter()
            .map(|connection| {
                let home = Links::new(connection.name()).home();
                MenuItem {
                    label: connection.label(),
                    icon: None,
                    chosen: Some(connection.name() == name),
                    action: Callback::new(move |()| go(home.clone())),
                }
            })
            .collect();
        items.push(MenuItem {
            label: "Another connection …".to_owned(),
            icon: Some(Symbol::Plus),
            chosen: None,
            action: Callback::new(move |()| go(SIGN_IN.to_owned())),
        });
        items
    });
    view! {
        <Menu label=format!("Connection: {label}") items>
            <Icon name=Symbol::User />
            <span class="header-connection">{shown}</span>
            <Icon name=Symbol::ChevronDown />
        </Menu>
    }
}

/// Light, dark, or as the system.
#[component]
fn ThemeMenu() -> impl IntoView {
    let theme = RwSignal::new(Theme::saved());
    let items = Signal::derive(move || {
        Theme::ALL
            .into_iter()
            .map(|choice| MenuItem {
                label: choice.word().to_owned(),
                icon: Some(symbol(choice)),
                chosen: Some(choice == theme.get()),
                action: Callback::new(move |()| {
                    choice.choose();
                    theme.set(choice);
                }),
            })
            .collect::<Vec<_>>()
    });
    view! {
        <Menu label="Theme" items>
            <Icon name=Signal::derive(move || symbol(theme.get())) />
        </Menu>
    }
}

const fn symbol(theme: Theme) -> Symbol {
    match theme {
        Theme::Light => Symbol::Light,
        Theme::Dark => Symbol::Dark,
        Theme::System => Symbol::Screen,
    }
}

/// Ends every session of this tab.
#[component]
fn SignOut() -> impl IntoView {
    let busy = RwSignal::new(false);
    let leave = move |_| {
        busy.set(true);
        leptos::task::spawn_local(async move {
            Sessions::get().sign_out().await;
            // A fresh page: nothing of the session stays in memory.
            let _ = window().location().replace(SIGN_IN);
        });
    };
    view! {
        <button
            type="button"
            class="button button-quiet header-leave"
            aria-label="Sign out"
            title="Sign out"
            disabled=move || busy.get()
            on:click=leave
        >
            <Icon name=Symbol::SignOut />
            <span>"Sign out"</span>
        </button>
    }
}
