//! The portal behind the sign-in: providers, router and the one list of routes.

use leptos::prelude::*;
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::path;

use crate::components::ask::provide_asker;
use crate::components::toast::provide_toaster;
use crate::layout::{Connected, follow_links};
use crate::pages::account::AccountPage;
use crate::pages::actor::ActorPage;
use crate::pages::actors::ActorsPage;
use crate::pages::app::AppPage;
use crate::pages::apps::AppsPage;
use crate::pages::files::{AllFiles, FilesPage};
use crate::pages::home::HomePage;
use crate::pages::job::JobPage;
use crate::pages::jobs::JobsPage;
use crate::pages::metadata::MetadataPage;
use crate::pages::not_found::{NotFoundPage, Start};
use crate::pages::notifications::NotificationsPage;
use crate::pages::run::RunPage;
use crate::pages::sign_in::SignInPage;
use crate::pages::systems::{SystemPage, SystemsPage};
use crate::session::keep_when_leaving;
use crate::transfers::provide_transfers;

/// Mounts the portal into the page's body.
pub fn mount() {
    keep_when_leaving();
    leptos::mount::mount_to_body(App);
}

/// Providers, router and routes.
#[component]
fn App() -> impl IntoView {
    provide_toaster();
    provide_asker();
    provide_transfers();
    view! {
        <Router>
            <Linked />
            <Routes fallback=NotFoundPage>
                <Route path=path!("/") view=Start />
                <Route path=path!("/sign-in") view=SignInPage />
                <ParentRoute path=path!("/c/:connection") view=Connected>
                    <Route path=path!("/") view=HomePage />
                    <Route path=path!("/apps") view=AppsPage />
                    <Route path=path!("/apps/:app") view=AppPage />
                    <Route path=path!("/apps/:app/run") view=RunPage />
                    <Route path=path!("/jobs") view=JobsPage />
                    <Route path=path!("/jobs/:job") view=JobPage />
                    <Route path=path!("/files") view=AllFiles />
                    <Route path=path!("/files/:system/*path") view=FilesPage />
                    <Route path=path!("/systems") view=SystemsPage />
                    <Route path=path!("/systems/:id") view=SystemPage />
                    <Route path=path!("/metadata") view=MetadataPage />
                    <Route path=path!("/notifications") view=NotificationsPage />
                    <Route path=path!("/actors") view=ActorsPage />
                    <Route path=path!("/actors/:id") view=ActorPage />
                    <Route path=path!("/account") view=AccountPage />
                    <Route path=path!("/*rest") view=NotFoundPage />
                </ParentRoute>
            </Routes>
        </Router>
    }
}

/// Follows links; inside the router, since it needs it.
#[component]
fn Linked() -> impl IntoView {
    follow_links();
}
