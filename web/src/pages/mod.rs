//! The pages, one module each.

pub mod account;
pub mod actor;
pub mod actors;
pub mod app;
pub mod apps;
pub mod files;
pub mod home;
pub mod job;
pub mod jobs;
pub mod metadata;
pub mod not_found;
pub mod notifications;
pub mod run;
pub mod sign_in;
pub mod systems;

use leptos::prelude::*;
use portolan::agave::Agave;

use crate::components::empty::Empty;
use crate::components::page::Page;
use crate::session::use_gateway;

/// A page of what only Agave has; on another service it says so.
fn on_agave(title: &'static str, draw: impl FnOnce(Agave) -> AnyView) -> AnyView {
    let gateway = use_gateway();
    match gateway.as_agave() {
        Some(agave) => draw(agave.clone()),
        None => {
            let words = format!("{} does not offer this.", gateway.service().label());
            view! {
                <Page title=title>
                    <Empty title="Not on this service">{words}</Empty>
                </Page>
            }
            .into_any()
        }
    }
}
