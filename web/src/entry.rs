//! What a browser runs first: the sign-in form, without router and pages.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use crate::components::button::{Button, Weight};
use crate::components::empty::Compass;
use crate::hooks::theme::Theme;
use crate::links::{Links, SIGN_IN, decode, encode};
use crate::pages::sign_in::SignIn;
use crate::session::{Attempt, Credential, Refusal, SigningIn, is_remembered};

mod broken;

/// What fetching or starting the chunk gives.
pub type Loading = Pin<Box<dyn Future<Output = Result<(), SplitLoaderError>>>>;

/// The ways into the part of the portal that is not loaded yet.
#[derive(Clone, Copy)]
pub struct Chunk {
    /// Fetches the chunk and does nothing else.
    pub load: fn() -> Loading,
    /// Fetches the chunk if needed and mounts the portal.
    pub start: fn() -> Loading,
    /// Fetches the chunk if needed and signs in.
    pub sign_in: fn(Attempt) -> SigningIn,
}

/// What is said when signing in needs the chunk and it does not arrive.
pub fn not_loaded() -> Refusal {
    Refusal {
        what: "A part of the portal did not arrive, so you are not signed in yet.".to_owned(),
        hint: Some("Check your connection and try again."),
    }
}

/// What the entry shows.
#[derive(Clone, PartialEq)]
enum Stage {
    /// The sign-in form, with what went wrong before.
    Form(Option<Refusal>),
    /// Something is on its way.
    Waiting(&'static str),
    /// The chunk did not arrive.
    NotLoaded,
}

thread_local! {
    /// Takes the entry's view away.
    static UNMOUNT: RefCell<Option<Box<dyn FnOnce()>>> = const { RefCell::new(None) };
}

/// Starts the page: straight into the portal with a saved session, by itself with a launch code, else with the
/// form.
pub fn start(chunk: Chunk) {
    broken::show_panics();
    Theme::saved().show();
    // An executor that is there before the first mount.
    spawn_local(async move {
        let signed_in = is_remembered();
        let stage = RwSignal::new(Stage::Waiting("Opening the portal"));
        mount(stage, chunk);
        match launch_code() {
            Some(code) => launch(code, stage, chunk).await,
            None if signed_in => open(stage, chunk).await,
            None => {
                to_form();
                stage.set(Stage::Form(None));
                set_timeout(
                    move || {
                        spawn_local(async move {
                            let _ = (chunk.load)().await;
                        });
                    },
                    Duration::from_millis(300),
                );
            }
        }
    });
}

fn mount(stage: RwSignal<Stage>, chunk: Chunk) {
    let Some(body) = document().body() else { return };
    let handle = leptos::mount::mount_to(body, move || view! { <Entry stage chunk /> });
    UNMOUNT.set(Some(Box::new(move || drop(handle))));
}

/// Fetches the portal, takes the entry's view away and mounts it.
async fn open(stage: RwSignal<Stage>, chunk: Chunk) {
    stage.set(Stage::Waiting("Opening the portal"));
    if (chunk.load)().await.is_err() {
        stage.set(Stage::NotLoaded);
        return;
    }
    if let Some(unmount) = UNMOUNT.take() {
        unmount();
    }
    let _ = (chunk.start)().await;
}

/// Exchanges a launch code and goes on into the portal.
async fn launch(code: String, stage: RwSignal<Stage>, chunk: Chunk) {
    stage.set(Stage::Waiting("Signing in"));
    replace_address(SIGN_IN);
    let attempt = Attempt { address: String::new(), credential: Credential::Launch(code) };
    match (chunk.sign_in)(attempt).await {
        Ok(name) => {
            replace_address(&Links::new(&name).home());
            open(stage, chunk).await;
        }
        Err(refusal) => stage.set(Stage::Form(Some(refusal))),
    }
}

/// The code of a launch address, `/sign-in#code=...`.
fn launch_code() -> Option<String> {
    let hash = window().location().hash().ok()?;
    hash.strip_prefix("#code=").filter(|code| !code.is_empty()).map(decode)
}

/// Puts the sign-in page's address in place of a deep link, which it remembers.
fn to_form() {
    let location = window().location();
    let path = location.pathname().unwrap_or_default();
    if path == SIGN_IN {
        return;
    }
    let target = format!("{path}{}", location.search().unwrap_or_default());
    if path == "/" {
        replace_address(SIGN_IN);
    } else {
        replace_address(&format!("{SIGN_IN}?to={}", encode(&target)));
    }
}

fn replace_address(to: &str) {
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(to));
    }
}

/// The entry's view.
#[component]
fn Entry(stage: RwSignal<Stage>, chunk: Chunk) -> impl IntoView {
    let enter = Callback::new(move |target: String| {
        replace_address(&target);
        spawn_local(open(stage, chunk));
    });
    view! {
        {move || match stage.get() {
            Stage::Form(problem) => view! { <SignIn problem sign=chunk.sign_in on_done=enter /> }.into_any(),
            Stage::Waiting(words) => view! { <Opening words /> }.into_any(),
            Stage::NotLoaded => {
                view! { <NotLoaded on_retry=move |()| spawn_local(open(stage, chunk)) /> }.into_any()
            }
        }}
    }
}

/// A quiet page while something is on its way.
#[component]
fn Opening(words: &'static str) -> impl IntoView {
    view! {
        <main class="opening">
            <h1 class="unseen">"Portolan"</h1>
            <div class="opening-wait" role="status">
                <Compass />
                <p class="soft">{words}" …"</p>
            </div>
        </main>
    }
}

/// The rest of the portal did not arrive.
#[component]
fn NotLoaded(#[prop(into)] on_retry: Callback<()>) -> impl IntoView {
    view! {
        <main class="opening">
            <h1>"The portal could not be loaded"</h1>
            <p role="alert">"A part of the portal did not arrive. Check your connection; you stay signed in."</p>
            <Button weight=Weight::Primary on:click=move |_| on_retry.run(())>
                "Retry"
            </Button>
        </main>
    }
}
