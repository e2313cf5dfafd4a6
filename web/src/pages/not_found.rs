//! Addresses that lead nowhere, and the one that leads on.

use leptos::prelude::*;
use leptos_router::components::Redirect;

use crate::components::empty::Empty;
use crate::components::page::Page;
use crate::links::{Links, SIGN_IN};
use crate::session::Sessions;

/// Says that there is nothing here, and where there is something.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    let home = Sessions::get().first().map_or_else(|| SIGN_IN.to_owned(), |name| Links::new(&name).home());
    view! {
        <Page title="Page not found">
            <Empty title="Off the chart">
                <p>"There is no page at this address. It may have been typed wrongly, or belong to a service that you are not connected to."</p>
                <a class="button button-primary" href=home>"Go to the first page"</a>
            </Empty>
        </Page>
    }
}

/// The root of the portal leads to the first connection.
#[component]
pub fn Start() -> impl IntoView {
    let target = Sessions::get().first().map_or_else(|| SIGN_IN.to_owned(), |name| Links::new(&name).home());
    view! { <Redirect path=target /> }
}
