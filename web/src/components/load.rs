//! How waiting and failure look.

use std::time::Duration;

use leptos::prelude::*;
use portolan::Error;

use super::button::Button;
use super::icon::{Icon, Symbol};
use crate::links;

/// The sign of waiting. It shows itself only when the wait is long enough to be noticed.
#[component]
pub fn Waiting(
    /// What is being waited for.
    #[prop(default = "Loading")]
    words: &'static str,
) -> impl IntoView {
    let noticed = RwSignal::new(false);
    set_timeout(
        move || {
            let _ = noticed.try_set(true);
        },
        Duration::from_millis(250),
    );
    view! {
        <div class="waiting" role="status" aria-busy="true">
            <Show when=move || noticed.get()>
                <span class="waiting-sweep" aria-hidden="true"></span>
                <span>{words}" …"</span>
            </Show>
        </div>
    }
}

/// A lasting failure: what happened, the service's own words, what helps, and "Retry".
#[component]
pub fn Failure(
    /// What went wrong.
    error: Error,
    /// Tries again; without it there is no button.
    #[prop(optional, into)]
    on_retry: Option<Callback<()>>,
) -> impl IntoView {
    let words = Words::of(&error);
    let again = error.is_unauthorized().then(sign_in_again);
    view! {
        <div class="failure" role="alert">
            <Icon name=Symbol::Alert />
            <div class="stack-tight">
                <p class="failure-what">{words.what}</p>
                {words.detail.map(|detail| view! { <p class="small">{detail}</p> })}
                {words.hint.map(|hint| view! { <p class="small soft">{hint}</p> })}
                {again.map(|link| view! { <p><a class="button" href=link>"Sign in"</a></p> })}
                {on_retry
                    .map(|retry| {
                        view! {
                            <p>
                                <Button icon=Symbol::Refresh on:click=move |_| retry.run(())>
                                    "Retry"
                                </Button>
                            </p>
                        }
                    })}
            </div>
        </div>
    }
}

/// The sign-in page, from which the way leads back to this one.
fn sign_in_again() -> String {
    let location = window().location();
    let here =
        format!("{}{}", location.pathname().unwrap_or_default(), location.search().unwrap_or_default());
    format!("{}?to={}", links::SIGN_IN, links::encode(&here))
}

/// An error in the words that people read.
struct Words {
    what: String,
    detail: Option<String>,
    hint: Option<&'static str>,
}

impl Words {
    fn of(error: &Error) -> Self {
        let what = if error.is_unauthorized() {
            "Your session is over. Sign in again; nothing here is lost.".to_owned()
        } else {
            error.message.clone()
        };
        let detail = error.status.map(|status| format!("The service answered with status {status}."));
        Self { what, detail, hint: error.hint }
    }
}
