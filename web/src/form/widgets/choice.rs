//! One or several of a given set.

use leptos::prelude::*;
use portolan::gateway::Choice;

use super::Control;
use crate::sorting::sorted;

/// A list to choose one value from.
#[component]
pub(crate) fn SelectWidget(control: Control, choices: Vec<Choice>) -> impl IntoView {
    let entry = control.entry;
    // What is not among the choices, say from a hand-edited body, is offered too, or it would be lost unseen.
    let known: Vec<String> = choices.iter().map(|choice| choice.value.clone()).collect();
    let stray = move || Some(entry.value(0)).filter(|value| !value.is_empty() && !known.contains(value));
    view! {
        <select
            class="input"
            id=control.row_id(0)
            aria-required=control.required()
            aria-invalid=move || control.invalid()
            aria-describedby=move || control.described_by()
            on:change:target=move |event| {
                let value = event.target().value();
                entry.replace(if value.is_empty() { Vec::new() } else { vec![value] });
                entry.touched.set(true);
            }
        >
            <option value="" selected=move || entry.value(0).is_empty()>
                {if control.required().is_some() { "Choose one" } else { "Not set" }}
            </option>
            {choices
                .into_iter()
                .map(|choice| {
                    let own = choice.value.clone();
                    view! {
                        <option value=choice.value selected=move || entry.value(0) == own>
                            {choice.label}
                        </option>
                    }
                })
                .collect_view()}
            {move || stray().map(|value| view! { <option value=value.clone() selected=true>{value.clone()}</option> })}
        </select>
    }
}

/// A box to tick per value.
#[component]
pub(crate) fn BoxesWidget(control: Control, choices: Vec<Choice>) -> impl IntoView {
    let entry = control.entry;
    let order: Vec<String> = choices.iter().map(|choice| choice.value.clone()).collect();
    let toggle = move |value: &str, on: bool| {
        let mut values = entry.values.get_untracked();
        values.retain(|other| other != value);
        if on {
            values.push(value.to_owned());
        }
        let place = |value: &String| order.iter().position(|other| other == value);
        entry.replace(sorted(values, |left, right| place(left).cmp(&place(right))));
        entry.touched.set(true);
    };
    choices
        .into_iter()
        .enumerate()
        .map(|(row, choice)| {
            let (own, toggle) = (choice.value.clone(), toggle.clone());
            view! {
                <label class="field-check">
                    <input
                        type="checkbox"
                        id=control.row_id(row)
                        aria-invalid=move || control.invalid()
                        prop:checked=move || entry.values.with(|values| values.contains(&own))
                        on:change:target=move |event| toggle(&choice.value, event.target().checked())
                    />
                    <span>{choice.label}</span>
                </label>
            }
        })
        .collect_view()
}
