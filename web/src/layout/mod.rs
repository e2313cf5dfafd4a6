//! What stands on every page: skip link, header, the page itself, transfers, messages.

pub mod header;
mod links;
mod shortcuts;
pub mod teller;

use leptos::prelude::*;
use leptos_router::components::Outlet;
use leptos_router::hooks::{use_location, use_navigate, use_params_map};

use crate::components::ask::AskDialog;
use crate::components::toast::Toasts;
use crate::hooks::effect::effect;
use crate::links::{Links, SIGN_IN, encode};
use crate::session::{Sessions, SignInAgainDialog, provide_sign_in_again};
use crate::transfers::view::TransfersRegion;
use header::Header;
use shortcuts::Shortcuts;
use teller::provide_teller;

pub use links::follow_links;

/// The pages of one connection. Without a session of that name the way leads to the sign-in page and, after it,
/// back to where it was going.
#[component]
pub fn Connected() -> impl IntoView {
    let params = use_params_map();
    let name = Memo::new(move |_| params.with(|params| params.get("connection").unwrap_or_default()));
    let sessions = Sessions::get();
    let known = Memo::new(move |_| {
        let name = name.get();
        sessions.connections().get().into_iter().any(|connection| connection.name() == name).then_some(name)
    });
    view! {
        {move || match known.get() {
            Some(name) => view! { <Frame name /> }.into_any(),
            None => view! { <ToSignIn /> }.into_any(),
        }}
    }
}

/// Header, page and regions of one connection.
#[component]
fn Frame(name: String) -> impl IntoView {
    let Some(connection) = Sessions::get().find(&name) else { return ().into_any() };
    provide_context(connection.gateway());
    provide_context(Links::new(&name));
    provide_sign_in_again();
    provide_teller();
    view! {
        <a class="skip" href="#main" on:click=skip>"Skip to the content"</a>
        <Header name />
        <Outlet />
        <TransfersRegion />
        <AskDialog />
        <Shortcuts />
        <SignInAgainDialog />
        <Toasts />
    }
    .into_any()
}

/// Leads to the sign-in page and remembers where the person wanted to go.
#[component]
fn ToSignIn() -> impl IntoView {
    let location = use_location();
    let navigate = use_navigate();
    effect(move || {
        let target = format!("{}{}", location.pathname.get_untracked(), location.search.get_untracked());
        let options = leptos_router::NavigateOptions { replace: true, ..Default::default() };
        navigate(&format!("{SIGN_IN}?to={}", encode(&target)), options);
    });
}

/// The fragment must not reach the router, which would take it for a navigation.
fn skip(event: web_sys::MouseEvent) {
    use wasm_bindgen::JsCast;
    event.prevent_default();
    let heading = document().query_selector("main h1").ok().flatten();
    if let Some(heading) = heading.and_then(|heading| heading.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = heading.focus();
    }
}
