//! The submission as a program, in several languages.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::sheet::Sheet;
use crate::components::button::Button;
use crate::components::icon::Symbol;
use crate::components::tabs::{TabList, TabPanel};
use crate::components::toast::use_toaster;
use crate::form::code::{LANGUAGES, Language, example, variables};
use crate::hooks::query::use_query;
use crate::session::Sessions;

/// One example per language, with the body as it stands in the form.
#[component]
pub(super) fn CodeView(sheet: Sheet) -> impl IntoView {
    let all = LANGUAGES;
    let service = sheet.gateway.with_value(|gateway| gateway.service());
    let (chosen, set_chosen) = use_query("language");
    let active = Signal::derive(move || {
        let chosen = chosen.get();
        let known = all.iter().find(|language| language.id() == chosen).or(all.first());
        known.map(|language| language.id().to_owned()).unwrap_or_default()
    });
    let tabs = all.iter().map(|language| (language.id(), language.label(service))).collect::<Vec<_>>();
    view! {
        <TabList
            id="code"
            label="Languages"
            tabs
            active
            on_change=move |key: &'static str| set_chosen.run(key.to_owned())
        />
        {all
            .into_iter()
            .map(|language| {
                view! {
                    <TabPanel id="code" tab=language.id() active>
                        <Example sheet language />
                    </TabPanel>
                }
            })
            .collect_view()}
    }
}

#[component]
fn Example(sheet: Sheet, language: Language) -> impl IntoView {
    let toaster = use_toaster();
    let service = sheet.gateway.with_value(|gateway| gateway.service());
    let params = use_params_map();
    let connection = params.with_untracked(|params| params.get("connection").unwrap_or_default());
    let base_url =
        Sessions::get().find(&connection).map(|connection| connection.base_url()).unwrap_or_default();
    let base_url = StoredValue::new(base_url);
    let code = Signal::derive(move || {
        base_url.with_value(|base_url| example(service, language, base_url, &sheet.body()))
    });
    let copy = move |_| {
        let text = code.get_untracked();
        leptos::task::spawn_local(async move {
            let written = window().navigator().clipboard().write_text(&text);
            match wasm_bindgen_futures::JsFuture::from(written).await {
                Ok(_) => toaster.say("Copied."),
                Err(_) => {
                    toaster.fail("The browser did not allow copying. Select the text and copy it by hand.");
                }
            }
        });
    };
    view! {
        <div class="run-code-head">
            <p class="small soft">{language.preparation(service)}</p>
            <Button icon=Symbol::Copy on:click=copy>"Copy"</Button>
        </div>
        <pre class="run-code" tabindex="0" role="region" aria-label=format!("Example in {}", language.label(service))>
            <code>{move || code.get()}</code>
        </pre>
        <p class="small soft">
            "The example reads its secrets from the environment ("<code>{variables(service)}</code>"); it holds none of yours."
        </p>
    }
}
