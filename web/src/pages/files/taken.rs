//! The question what becomes of names that are taken: one name after another, or all at once.

use std::collections::HashMap;

use leptos::prelude::*;

use super::acts::Acts;
use super::arrivals::Clash;
use super::clash::{Answer, clashes};
use crate::components::button::{Button, Weight};
use crate::components::dialog::DialogActions;
use crate::components::field::CheckField;
use crate::components::text;

/// Asks, before anything is overwritten.
pub fn taken(acts: Acts, clash: Clash) -> AnyView {
    let names = StoredValue::new(clashes(&clash.coming, &clash.taken));
    let folder = text::visible(&clash.folder);
    let clash = StoredValue::new(clash);
    let decided = StoredValue::new(HashMap::<String, Answer>::new());
    let at = RwSignal::new(0_usize);
    let all = RwSignal::new(false);
    let count = names.with_value(Vec::len);
    let decide = move |answer: Answer| {
        names.with_value(|names| {
            let here = at.get_untracked();
            let last = if all.get_untracked() { names.len() } else { here + 1 };
            decided.update_value(|decided| {
                decided.extend(names[here..last].iter().map(|name| (name.clone(), answer)));
            });
            if last < names.len() {
                return at.set(last);
            }
            let decided = decided.get_value();
            clash.with_value(|clash| {
                acts.answer(clash, |name| decided.get(name).copied().unwrap_or(Answer::Skip));
            });
        });
    };
    let name = move || names.with_value(|names| names.get(at.get()).map(|name| text::visible(name)));
    let rest = move || count - at.get() - 1;
    view! {
        <p><strong>{name}</strong>{format!(" is already in {folder}. Nothing has been overwritten.")}</p>
        <Show when=move || { rest() > 0 }>
            <CheckField
                label=Signal::derive(move || format!("Apply to all: {} more with a name that is taken", rest()))
                value=all
            />
        </Show>
        <DialogActions>
            <Button on:click=move |_| acts.open.set(false)>"Cancel"</Button>
            <Button on:click=move |_| decide(Answer::Skip)>"Skip"</Button>
            <Button on:click=move |_| decide(Answer::KeepBoth)>"Keep both"</Button>
            <Button weight=Weight::Danger on:click=move |_| decide(Answer::Replace)>"Replace"</Button>
        </DialogActions>
    }
    .into_any()
}
