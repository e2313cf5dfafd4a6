//! Metadata: documents of any shape, found by their content, and the schemas that describe them.

mod documents;
mod schemas;

use leptos::prelude::*;

use crate::components::page::Page;
use crate::components::tabs::{TabList, TabPanel};
use crate::hooks::query::use_query;
use crate::hooks::query::use_set_query;
use crate::pages::on_agave;

/// The page.
#[component]
pub fn MetadataPage() -> impl IntoView {
    on_agave("Metadata", |agave| {
        let (tab, _) = use_query("tab");
        let set_query = use_set_query();
        let active =
            Signal::derive(move || if tab.get() == "schemas" { "schemas" } else { "documents" }.to_owned());
        let show = move |key: &'static str| {
            let key = if key == "documents" { "" } else { key };
            set_query.run(vec![("tab", key.to_owned()), ("q", String::new()), ("page", String::new())]);
        };
        let other = agave.clone();
        view! {
            <Page title="Metadata">
                <TabList
                    id="metadata"
                    label="Kinds of metadata"
                    tabs=vec![("documents", "Documents"), ("schemas", "Schemas")]
                    active
                    on_change=show
                />
                <TabPanel id="metadata" tab="documents" active>{documents::documents(agave.clone())}</TabPanel>
                <TabPanel id="metadata" tab="schemas" active>{schemas::schemas(other.clone())}</TabPanel>
            </Page>
        }
        .into_any()
    })
}
