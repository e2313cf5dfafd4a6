//! A number between two ends: a slider beside its field, so that it can be seen and typed.

use leptos::prelude::*;
use portolan::gateway::{Field, Limits};

use super::Control;
use super::line::Line;

/// Whether a field is a number between two ends with a step from one to the next.
pub(crate) fn has_range(field: &Field) -> bool {
    matches!(field.limits, Limits { least: Some(_), most: Some(_), step: Some(_), .. })
}

/// The field and its slider.
#[component]
pub(crate) fn RangeWidget(control: Control) -> impl IntoView {
    let Limits { least, most, step, .. } = control.field.with_value(|field| field.limits.clone());
    let text = |number: Option<f64>| number.map(|number| number.to_string());
    view! {
        <div class="form-range">
            <input
                type="range"
                min=text(least)
                max=text(most)
                step=text(step)
                aria-label=format!("{}: slider", control.label())
                prop:value=move || control.entry.value(0)
                on:input:target=move |event| control.entry.set(0, event.target().value())
            />
            <Line control row=0 mode="decimal" />
        </div>
    }
}
