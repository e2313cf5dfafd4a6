//! Draws a form: the app's fields in two groups, each in its frame of label, control, help and fault.

use leptos::prelude::*;
use portolan::gateway::form::is_enabled;
use portolan::gateway::{Field as Schema, FieldKind, Group};

use super::state::{Entry, FormState};
use super::widgets::{
    BoxesWidget, Control, FileWidget, FlagWidget, LineWidget, RangeWidget, SelectWidget, has_range,
    takes_several,
};
use crate::components::field::{Field, FieldIds};

/// The app's own fields.
#[component]
pub fn AppFields(
    /// The form that they belong to.
    form: FormState,
) -> impl IntoView {
    let (inputs, parameters): (Vec<Schema>, Vec<Schema>) =
        form.fields().into_iter().partition(|field| field.group == Group::Input);
    view! {
        <FieldGroup form title="Inputs" fields=inputs />
        <FieldGroup form title="Parameters" fields=parameters />
    }
}

#[component]
fn FieldGroup(form: FormState, title: &'static str, fields: Vec<Schema>) -> impl IntoView {
    (!fields.is_empty()).then(|| {
        view! {
            <section class="form-group">
                <h2 class="form-title">{title}</h2>
                {fields
                    .into_iter()
                    .filter_map(|field| {
                        let entry = form.entry(&field.id)?;
                        Some(view! { <FieldFrame form field entry /> })
                    })
                    .collect_view()}
            </section>
        }
    })
}

/// One field in the frame that suits its kind.
#[component]
fn FieldFrame(form: FormState, field: Schema, entry: Entry) -> impl IntoView {
    let id = field.id.clone();
    let control = Control {
        entry,
        ids: StoredValue::new(FieldIds::new()),
        fault: Signal::derive(move || form.fault(&id, entry)),
        field: StoredValue::new(field),
    };
    let several = control.field.with_value(takes_several);
    let depends =
        control.field.with_value(|field| !field.enabled_by.is_empty() || !field.disabled_by.is_empty());
    let draw = move || match control.field.with_value(|field| field.kind.clone()) {
        FieldKind::Flag => view! { <FlagFrame control /> }.into_any(),
        FieldKind::Choice(choices) if several => view! {
            <BoxesFrame control>
                <BoxesWidget control choices=choices.clone() />
            </BoxesFrame>
        }
        .into_any(),
        kind => view! { <LabelFrame control kind /> }.into_any(),
    };
    if !depends {
        return draw();
    }
    // Whether it counts follows the flags that it depends on.
    let counts = Memo::new(move |_| {
        let draft = form.draft();
        control.field.with_value(|field| is_enabled(field, &draft))
    });
    (move || counts.get().then(draw)).into_any()
}

/// A label above a control.
#[component]
fn LabelFrame(control: Control, kind: FieldKind) -> impl IntoView {
    let (label, help, required) =
        control.field.with_value(|field| (field.label.clone(), field.help.clone(), field.required));
    let slides = !control.several() && control.field.with_value(has_range);
    view! {
        <Field ids=control.ids.get_value() label required help error=control.fault>
            {match kind {
                FieldKind::File => view! { <FileWidget control /> }.into_any(),
                FieldKind::Number if slides => view! { <RangeWidget control /> }.into_any(),
                FieldKind::Number => view! { <LineWidget control mode="decimal" /> }.into_any(),
                FieldKind::Choice(choices) => view! { <SelectWidget control choices /> }.into_any(),
                FieldKind::Text { .. } | FieldKind::Flag => {
                    view! { <LineWidget control mode="text" /> }.into_any()
                }
            }}
        </Field>
    }
}

/// A box with its words beside it.
#[component]
fn FlagFrame(control: Control) -> impl IntoView {
    view! {
        <div class="field" class:field-bad=move || control.fault.with(Option::is_some)>
            <label class="field-check" for=control.row_id(0)>
                <FlagWidget control />
                <span>{control.label()}</span>
            </label>
            <Words control />
        </div>
    }
}

/// Several boxes under one heading.
#[component]
fn BoxesFrame(control: Control, children: ChildrenFn) -> impl IntoView {
    let required = control.required().is_some();
    view! {
        <fieldset
            class="field"
            class:field-bad=move || control.fault.with(Option::is_some)
            aria-describedby=move || control.described_by()
        >
            <legend class="field-label">
                {control.label()}
                {required.then(|| view! { <span class="field-mark" aria-hidden="true">"*"</span> })}
            </legend>
            {children()}
            <Words control />
        </fieldset>
    }
}

/// Fault and help below a control, where the common frame does not draw them.
#[component]
fn Words(control: Control) -> impl IntoView {
    let help = control.field.with_value(|field| field.help.clone());
    let ids = control.ids.get_value();
    view! {
        {move || control.fault.get().map(|text| view! { <p class="field-error" id=ids.error.clone()>{text}</p> })}
        {(!help.is_empty())
            .then(|| view! { <p class="field-help" id=control.ids.get_value().help>{help}</p> })}
    }
}
