//! The body as JSON, to be read, copied and edited.

use leptos::prelude::*;

use super::sheet::Sheet;
use crate::components::unique_id;
use crate::hooks::effect::effect;

/// An editor of the body. What it holds is what is sent.
#[component]
pub(super) fn JsonView(sheet: Sheet) -> impl IntoView {
    let text = RwSignal::new(sheet.text());
    let id = unique_id("json");
    let (help, error) = (format!("{id}-help"), format!("{id}-error"));
    let described = format!("{error} {help}");
    // Discarding the draft from here must show the defaults; typing must not rewrite what is typed.
    let typed = StoredValue::new(false);
    effect(move || {
        let body = sheet.body();
        if !typed.get_value() {
            text.set(format!("{body:#}"));
        }
        typed.set_value(false);
    });
    let problems = Memo::new(move |_| if sheet.fault().is_some() { Vec::new() } else { sheet.problems() });
    let bad = move || sheet.fault().is_some() || problems.with(|problems| !problems.is_empty());
    let told = move || {
        problems
            .get()
            .into_iter()
            .map(|(field, words)| {
                let field = (!field.is_empty()).then(|| view! { <code>{field}</code> ": " });
                view! { <li>{field} {words}</li> }
            })
            .collect_view()
    };
    view! {
        <div class="field" class:field-bad=bad>
            <label class="field-label" for=id.clone()>"Body of the submission"</label>
            <textarea
                class="input run-json"
                id=id
                rows="24"
                spellcheck="false"
                autocapitalize="none"
                aria-invalid=move || bad().then_some("true")
                aria-describedby=described
                prop:value=move || text.get()
                on:input:target=move |event| {
                    let value = event.target().value();
                    typed.set_value(true);
                    sheet.edit(&value);
                    text.set(value);
                }
            ></textarea>
            <div class="field-error" id=error>
                {move || sheet.fault()}
                <ul class="run-problems" role="list">{told}</ul>
            </div>
            <p class="field-help" id=help>
                "Exactly this is sent. What you change here appears in the form, and the other way round; what the form does not know is kept."
            </p>
        </div>
    }
}
