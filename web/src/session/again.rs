//! Signing in once more, over the page, when a session is over: what stands on the page stays.

use leptos::prelude::*;
use leptos::task::spawn_local;
use portolan::Error;
use portolan::agave::Agave;

use super::{Sessions, use_gateway};
use crate::components::button::{Button, Weight};
use crate::components::dialog::{Dialog, DialogActions};
use crate::components::field::TextField;
use crate::components::load::Failure;

/// Opens the dialog. In the context of a connection's pages.
#[derive(Clone, Copy)]
pub struct SignInAgain {
    open: RwSignal<bool>,
    done: RwSignal<u32>,
}

impl SignInAgain {
    /// Asks for the password; `then` runs once somebody is signed in again.
    pub fn ask(self, then: Option<Callback<()>>) {
        self.open.set(true);
        let Some(then) = then else { return };
        Effect::new(move |before: Option<u32>| {
            let now = self.done.get();
            if before.is_some_and(|before| before != now) {
                then.try_run(());
            }
            now
        });
    }
}

/// Puts the way to the dialog into the context, where the service takes a password at all.
pub fn provide_sign_in_again() {
    if use_gateway().as_agave().is_some_and(|agave| !agave.session().username().is_empty()) {
        provide_context(SignInAgain { open: RwSignal::new(false), done: RwSignal::new(0) });
    }
}

/// The dialog; once, in the layout.
#[component]
pub fn SignInAgainDialog() -> impl IntoView {
    let again = use_context::<SignInAgain>();
    let agave = use_gateway().as_agave().cloned();
    let dialog = again.zip(agave).map(|(again, agave)| {
        let agave = StoredValue::new(agave);
        view! {
            <Dialog open=again.open title="Sign in again">
                {move || inside(again, agave.get_value())}
            </Dialog>
        }
    });
    view! { {dialog} }
}

fn inside(again: SignInAgain, agave: Agave) -> AnyView {
    let username = agave.session().username();
    let words = format!("The session of {username} is over. What you typed on the page is still there.");
    let password = RwSignal::new(String::new());
    let fault = RwSignal::new(None::<Error>);
    let busy = RwSignal::new(false);
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        fault.set(None);
        busy.set(true);
        let (agave, username) = (agave.clone(), username.clone());
        spawn_local(async move {
            let outcome = agave.session().get_access_token(&username, &password.get_untracked()).await;
            let _ = busy.try_set(false);
            match outcome {
                Ok(_) => {
                    Sessions::get().keep();
                    again.open.set(false);
                    again.done.update(|done| *done += 1);
                }
                Err(error) => {
                    let _ = password.try_set(String::new());
                    let _ = fault.try_set(Some(error));
                }
            }
        });
    };
    view! {
        <form novalidate class="stack" on:submit=send>
            <p>{words}</p>
            <TextField label="Password" value=password kind="password" required=true autocomplete="current-password" autofocus=true />
            {move || fault.get().map(|error| view! { <Failure error refused=true /> })}
            <DialogActions>
                <Button on:click=move |_| again.open.set(false)>"Cancel"</Button>
                <Button weight=Weight::Primary submit=true busy>"Sign in"</Button>
            </DialogActions>
        </form>
    }
    .into_any()
}
