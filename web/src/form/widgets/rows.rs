//! Values under one another, with buttons that add and remove them.

use leptos::prelude::*;

use super::Control;
use crate::components::button::{Button, IconButton, Weight};
use crate::components::icon::Symbol;
use crate::form::focus::focus_id;

/// One row per value of a field, drawn by `row`. A field of a single value has a single row and no buttons.
#[component]
pub(super) fn Rows<F>(
    control: Control,
    /// Draws the control of one row.
    row: F,
    /// What one value is called on the buttons.
    #[prop(default = "value")]
    noun: &'static str,
) -> impl IntoView
where
    F: Fn(usize) -> AnyView + Clone + Send + Sync + 'static,
{
    let entry = control.entry;
    let several = control.several();
    let most = control.field.with_value(|field| field.max_count);
    let full = Signal::derive(move || most.is_some_and(|most| entry.rows() >= most));
    let add = move |_| {
        let next = entry.rows();
        entry.add();
        focus_id(control.row_id(next));
    };
    let remove = move |at: usize| {
        entry.remove(at);
        entry.touched.set(true);
        focus_id(control.row_id(at.saturating_sub(1)));
    };
    view! {
        <div class="form-rows">
            <For each=move || 0..entry.rows() key=|at| *at let:at>
                <div class="form-row">
                    {row(at)}
                    <Show when=move || several && matches!(entry.rows(), 2..)>
                        <IconButton
                            icon=Symbol::Cancel
                            label=format!("Remove {noun} {} of {}", at + 1, control.label())
                            on:click=move |_| remove(at)
                        />
                    </Show>
                </div>
            </For>
            <Show when=move || several>
                <div>
                    <Button weight=Weight::Quiet icon=Symbol::Plus disabled=full on:click=add>
                        {format!("Add {noun}")}
                    </Button>
                </div>
            </Show>
        </div>
    }
}
