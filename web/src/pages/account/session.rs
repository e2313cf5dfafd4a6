//! The session: how long its token lasts, and the session file that other tools read.

use leptos::prelude::*;
use leptos::task::spawn_local;
use portolan::agave::{Agave, Config};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use crate::components::button::Button;
use crate::components::icon::Symbol;
use crate::components::plain::{facts, section};
use crate::components::text::duration;
use crate::components::toast::use_toaster;
use crate::pages::jobs::clock;
use crate::session::Sessions;
use crate::transfers::download::hand_over;

/// The section "Session".
pub(super) fn session(agave: Agave, address: String) -> AnyView {
    let toaster = use_toaster();
    let time = clock();
    let busy = RwSignal::new(false);
    let version = RwSignal::new(0_u32);
    let (renewed, exported, imported) = (agave.clone(), agave.clone(), agave.clone());
    let left = move || {
        version.track();
        remaining(agave.session().expires_ms(), time.get())
    };
    let renew = move |_| {
        busy.set(true);
        let agave = renewed.clone();
        spawn_local(async move {
            let outcome = agave.session().refresh_tokens().await;
            let _ = busy.try_set(false);
            let _ = version.try_update(|version| *version += 1);
            match outcome {
                Ok(_) => {
                    Sessions::get().keep();
                    toaster.say("The token is renewed.");
                }
                Err(error) => toaster.fail(error.to_string()),
            }
        });
    };
    let export = move |_| {
        if write(&exported).is_err() {
            toaster.fail("The browser would not keep the session file.");
        }
    };
    let input = NodeRef::<leptos::html::Input>::new();
    let import = move |_| {
        let Some(file) = input.get_untracked().and_then(|input| input.files()).and_then(|files| files.get(0))
        else {
            return;
        };
        let agave = imported.clone();
        spawn_local(async move {
            let text =
                JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string()).unwrap_or_default();
            match read(&agave, &text) {
                Ok(()) => {
                    Sessions::get().keep();
                    let _ = version.try_update(|version| *version += 1);
                    toaster.say("The session file is in use.");
                }
                Err(words) => toaster.fail(words),
            }
        });
    };
    let choose = move |_| {
        if let Some(input) = input.get_untracked() {
            input.set_value("");
            input.click();
        }
    };
    let content = view! {
        <div class="stack-tight">
            {facts(vec![("Service", "Agave".to_owned()), ("Server", address)])}
            <p role="timer">{left}</p>
            <div class="row">
                <Button icon=Symbol::Refresh busy on:click=renew>"Renew token"</Button>
                <Button icon=Symbol::Download on:click=export>"Export session file"</Button>
                <Button icon=Symbol::Upload on:click=choose>"Import session file"</Button>
            </div>
            <input node_ref=input type="file" hidden accept=".json,application/json" on:change=import />
            <p class="small soft">"The session file holds your tokens: whoever has it can act as you. Agave's command line tools read it as config.json."</p>
        </div>
    };
    section("Session", ().into_any(), content.into_any())
}

/// How long the token lasts, in words.
fn remaining(expires: Option<u64>, now: f64) -> String {
    let Some(expires) = expires else {
        return "The service has not said how long the token lasts.".to_owned();
    };
    #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 fit")]
    let left = (expires as f64 - now) / 1000.0;
    if left <= 0.0 {
        return "The token has expired; the next call renews it.".to_owned();
    }
    format!("The token lasts another {}.", duration(left.floor()))
}

/// Hands the session file to the browser to keep.
fn write(agave: &Agave) -> Result<(), JsValue> {
    let mut config = Config::default();
    agave.session().save_configs(&mut config);
    let text = serde_json::to_string_pretty(&config).unwrap_or_default();
    let parts = js_sys::Array::of1(&JsValue::from_str(&text));
    let kind = web_sys::BlobPropertyBag::new();
    kind.set_type("application/json");
    hand_over(&web_sys::Blob::new_with_str_sequence_and_options(&parts, &kind)?, "config.json")
}

/// Goes on with the current session of a session file.
fn read(agave: &Agave, text: &str) -> Result<(), String> {
    let config: Config = serde_json::from_str(text)
        .map_err(|_| "This is no session file: it is not the JSON of one.".to_owned())?;
    agave.session().load_configs(&config, None).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::remaining;

    #[test]
    fn a_token_that_is_over_is_said_to_be() {
        assert!(remaining(Some(1_000), 2_000.0).contains("expired"));
        assert_eq!(remaining(Some(90_000), 0.0), "The token lasts another 1 min 30 s.");
        assert!(remaining(None, 0.0).contains("not said"));
    }
}
