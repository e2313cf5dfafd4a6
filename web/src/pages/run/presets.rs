//! The menu above the form: forms that were kept, and a link that opens this one filled in.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;

use super::sheet::Sheet;
use crate::components::ask::{Answers, Question, use_asker};
use crate::components::icon::{Icon, Symbol};
use crate::components::line::Line;
use crate::components::menu::{Menu, MenuItem};
use crate::components::text::visible;
use crate::components::toast::use_toaster;
use crate::form::presets;
use crate::links::encode;

/// The menu.
pub(super) fn menu(sheet: Sheet) -> AnyView {
    let (asker, toaster) = (use_asker(), use_toaster());
    let app = StoredValue::new(sheet.form.app().summary.id);
    let version = RwSignal::new(0_u32);
    let item = |label: String, icon: Symbol, act: Callback<()>| MenuItem {
        label,
        icon: Some(icon),
        chosen: None,
        action: act,
    };
    let items = Signal::derive(move || {
        version.track();
        let kept = app.with_value(|app| presets::all(app));
        let any = !kept.is_empty();
        let mut items: Vec<MenuItem> = kept
            .into_iter()
            .map(|preset| {
                let name = visible(&preset.name);
                let fill = Callback::new(move |()| {
                    sheet.form.fill(&preset.draft);
                    toaster.say(format!("Filled in from {}.", visible(&preset.name)));
                });
                item(name, Symbol::Text, fill)
            })
            .collect();
        let save = Callback::new(move |()| asker.ask(save(sheet, app.get_value(), version)));
        items.push(item("Save as preset …".to_owned(), Symbol::Plus, save));
        if any {
            let forget = Callback::new(move |()| asker.ask(forget(app.get_value(), version)));
            items.push(item("Delete a preset …".to_owned(), Symbol::Delete, forget));
        }
        let link = Callback::new(move |()| {
            let text = link(sheet);
            spawn_local(async move {
                match JsFuture::from(window().navigator().clipboard().write_text(&text)).await {
                    Ok(_) => toaster.say("The link is copied. It opens this form as it stands now."),
                    Err(_) => toaster.fail(format!("The browser did not allow copying. The link is {text}")),
                }
            });
        });
        items.push(item("Copy a link to this form".to_owned(), Symbol::Copy, link));
        items
    });
    view! {
        <Menu label="Presets" items>
            <span>"Presets"</span>
            <Icon name=Symbol::ChevronDown />
        </Menu>
    }
    .into_any()
}

/// The address that opens the form as it stands.
fn link(sheet: Sheet) -> String {
    let draft = untrack(move || sheet.form.draft());
    let text = serde_json::to_string(&draft).unwrap_or_default();
    let location = window().location();
    let page =
        format!("{}{}", location.origin().unwrap_or_default(), location.pathname().unwrap_or_default());
    format!("{page}?fill={}", encode(&text))
}

fn save(sheet: Sheet, app: String, version: RwSignal<u32>) -> Question {
    let lines = vec![Line::text("name", "Preset name").required().help("One of the same name is replaced.")];
    Question::new("Save as preset", "Save", lines, move |answers: Answers| {
        let name = answers.get("name");
        let draft = untrack(move || sheet.form.draft());
        presets::save(&app, &name, &draft);
        let _ = version.try_update(|version| *version += 1);
        async move { Ok(format!("{} is kept in this browser.", visible(&name))) }
    })
}

fn forget(app: String, version: RwSignal<u32>) -> Question {
    let kept = presets::all(&app);
    let names: Vec<(&str, &str)> =
        kept.iter().map(|preset| (preset.name.as_str(), preset.name.as_str())).collect();
    let lines = vec![Line::choice("name", "Preset", &names)];
    Question::new("Delete a preset", "Delete", lines, move |answers: Answers| {
        let name = answers.get("name");
        presets::forget(&app, &name);
        let _ = version.try_update(|version| *version += 1);
        async move { Ok(format!("{} is deleted.", visible(&name))) }
    })
    .destroys()
}
