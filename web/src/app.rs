//! The portal behind the sign-in: providers, router and the one list of routes.

use leptos::prelude::*;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::path;

/// Mounts the portal into the page's body.
pub fn mount() {
    leptos::mount::mount_to_body(App);
}

#[component]
fn App() -> impl IntoView {
    view! {
        <Router>
            <Routes fallback=|| view! { <main><h1>"Page not found"</h1></main> }>
                <Route path=path!("/sign-in") view=|| view! { <main><h1>"Sign in"</h1></main> } />
            </Routes>
        </Router>
    }
}
