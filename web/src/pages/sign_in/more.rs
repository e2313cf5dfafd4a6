//! The rarer ways to sign in: an OAuth client of one's own, a token, a session file.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;

use crate::components::field::{Field, FieldIds, TextField};

/// A session file that was chosen.
#[derive(Clone, PartialEq)]
pub struct SessionFile {
    /// Its name.
    pub name: String,
    /// Its content.
    pub text: String,
}

/// What these fields hold.
#[derive(Clone, Copy)]
pub struct MoreFields {
    /// Key of an OAuth client.
    pub key: RwSignal<String>,
    /// Secret of an OAuth client.
    pub secret: RwSignal<String>,
    /// A bearer token.
    pub token: RwSignal<String>,
    /// A session file.
    pub file: RwSignal<Option<SessionFile>>,
}

impl MoreFields {
    /// Empty fields.
    #[expect(clippy::new_without_default, reason = "only the form makes them")]
    pub fn new() -> Self {
        Self {
            key: RwSignal::new(String::new()),
            secret: RwSignal::new(String::new()),
            token: RwSignal::new(String::new()),
            file: RwSignal::new(None),
        }
    }

    /// Forgets what must not stay after a failed try.
    pub fn forget_secrets(self) {
        self.secret.set(String::new());
        self.token.set(String::new());
        self.file.set(None);
    }
}

/// The fields, folded away until somebody wants them.
#[component]
pub fn More(
    /// What they hold.
    fields: MoreFields,
) -> impl IntoView {
    view! {
        <details class="more">
            <summary>"More"</summary>
            <div class="stack">
                <TextField
                    label="Client key"
                    value=fields.key
                    help="Of an OAuth client of yours; without one, the portal registers its own and removes it when you sign out."
                />
                <TextField label="Client secret" value=fields.secret kind="password" />
                <TextField label="Token" value=fields.token kind="password" help="A bearer token that you have already; no password is needed then." />
                <FileField file=fields.file />
            </div>
        </details>
    }
}

/// Chooses a session file and reads it.
#[component]
fn FileField(file: RwSignal<Option<SessionFile>>) -> impl IntoView {
    let ids = FieldIds::new();
    let help = ids.help.clone();
    let control = ids.control.clone();
    let read = move |event: web_sys::Event| {
        let input: web_sys::HtmlInputElement = event_target(&event);
        let Some(chosen) = input.files().and_then(|files| files.get(0)) else { return file.set(None) };
        spawn_local(async move {
            let text = JsFuture::from(chosen.text()).await.ok().and_then(|text| text.as_string());
            file.set(text.map(|text| SessionFile { name: chosen.name(), text }));
        });
    };
    view! {
        <Field
            ids
            label="Session file"
            help=Signal::derive(move || {
                file.get()
                    .map_or_else(
                        || "The config.json that agavepy and Agave's command line tools write.".to_owned(),
                        |file| format!("{} is used to sign in.", file.name),
                    )
            })
        >
            <input id=control class="input input-file" type="file" accept=".json,application/json" aria-describedby=help on:change=read />
        </Field>
    }
}
