//! How waiting and failure look.

use std::time::Duration;

use leptos::prelude::*;
use portolan::Error;

use super::button::Button;
use super::icon::{Icon, Symbol};
use crate::links;
use crate::session::SignInAgain;

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
    /// Whether it was a sign-in that failed, so that signing in is no way out.
    #[prop(optional)]
    refused: bool,
) -> impl IntoView {
    let over = error.is_unauthorized() && !refused;
    let words = Words::of(&error, over);
    let again = over.then(|| sign_in_again(on_retry));
    view! {
        <div class="failure" role="alert">
            <Icon name=Symbol::Alert />
            <div class="stack-tight">
                <p class="failure-what">{words.what}</p>
                {words.detail.map(|detail| view! { <p class="small">{detail}</p> })}
                {words.hint.map(|hint| view! { <p class="small soft">{hint}</p> })}
                {again}
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

/// The way to sign in again: in a dialog over the page where that is possible, else on the sign-in page, from which the
/// way leads back to this one.
fn sign_in_again(then: Option<Callback<()>>) -> AnyView {
    if let Some(again) = use_context::<SignInAgain>() {
        return view! {
            <p>
                <Button on:click=move |_| again.ask(then)>"Sign in"</Button>
            </p>
        }
        .into_any();
    }
    let location = window().location();
    let here =
        format!("{}{}", location.pathname().unwrap_or_default(), location.search().unwrap_or_default());
    let link = format!("{}?to={}", links::SIGN_IN, links::encode(&here));
    view! { <p><a class="button" href=link>"Sign in"</a></p> }.into_any()
}

/// An error in the words that people read.
struct Words {
    what: String,
    detail: Option<String>,
    hint: Option<&'static str>,
}

impl Words {
    fn of(error: &Error, over: bool) -> Self {
        let what = if over {
            "Your session is over. Sign in again; nothing here is lost.".to_owned()
        } else {
            error.message.clone()
        };
        let detail = error.status.map(|status| format!("The service answered with status {status}."));
        Self { what, detail, hint: error.hint }
    }
}
