//! The account: who is signed in, for how long, with which client.

mod clients;
mod profile;
mod session;

use leptos::prelude::*;

use crate::components::fetch::{drawing, fetched};
use crate::components::page::Page;
use crate::components::plain::facts;
use crate::session::{Sessions, use_gateway};
use leptos_router::hooks::use_params_map;

/// The page.
#[component]
pub fn AccountPage() -> impl IntoView {
    let gateway = use_gateway();
    let params = use_params_map();
    let connection = params.with_untracked(|params| params.get("connection")).unwrap_or_default();
    let address =
        Sessions::get().find(&connection).map(|connection| connection.base_url()).unwrap_or_default();
    let content = match gateway.as_agave().cloned() {
        Some(agave) => view! {
            {profile::profile(agave.clone())}
            {session::session(agave.clone(), address)}
            {clients::clients(agave)}
        }
        .into_any(),
        None => fetched("Reading your account", move || {
            let (gateway, address) = (gateway.clone(), address.clone());
            Box::pin(async move {
                let person = gateway.who().await?;
                Ok(drawing(move || {
                    facts(vec![
                        ("Name", person.name),
                        ("User name", person.username),
                        ("E-mail", person.email.unwrap_or_default()),
                        ("Service", gateway.service().label().to_owned()),
                        ("Server", address),
                    ])
                }))
            })
        }),
    };
    view! {
        <Page title="Account">
            <div class="stack">{content}</div>
        </Page>
    }
}
