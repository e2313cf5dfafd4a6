//! The same form inside the portal, for another connection.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::SignIn;
use crate::links::Links;
use crate::session::{Sessions, sign_in};

/// The sign-in page within the portal, with a way back to what is connected already.
#[component]
pub fn SignInPage() -> impl IntoView {
    let navigate = StoredValue::new_local(use_navigate());
    let done = Callback::new(move |target: String| {
        navigate.with_value(|navigate| navigate(&target, NavigateOptions::default()));
    });
    view! {
        <SignIn problem=None sign=sign_in on_done=done />
        {Sessions::get()
            .first()
            .map(|name| {
                view! {
                    <nav class="sign-in-back" aria-label="Portal">
                        <a class="button" href=Links::new(&name).home()>"Back to the portal"</a>
                    </nav>
                }
            })}
    }
}
