//! Form fields: a label, the control, help and error, tied together for everybody.

use leptos::prelude::*;

use super::unique_id;

/// What ties a control to the words around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldIds {
    /// Id of the control; the label points to it.
    pub control: String,
    /// Id of the help text.
    pub help: String,
    /// Id of the error text.
    pub error: String,
}

impl FieldIds {
    /// Fresh ids.
    pub fn new() -> Self {
        let control = unique_id("field");
        Self { help: format!("{control}-help"), error: format!("{control}-error"), control }
    }

    /// The value of `aria-describedby`: the parts that are there now.
    pub fn described_by(&self, help: bool, error: bool) -> Option<String> {
        match (help, error) {
            (true, true) => Some(format!("{} {}", self.error, self.help)),
            (true, false) => Some(self.help.clone()),
            (false, true) => Some(self.error.clone()),
            (false, false) => None,
        }
    }
}

impl Default for FieldIds {
    fn default() -> Self {
        Self::new()
    }
}

/// The frame of a field: label above, control, then help and error. The control is the caller's and takes
/// `id`, `aria-describedby`, `aria-invalid` and `aria-required` itself; [`TextField`] does all of it.
#[component]
pub fn Field(
    /// The ids that the control uses too.
    ids: FieldIds,
    /// The label.
    #[prop(into)]
    label: Signal<String>,
    /// Whether a value is needed.
    #[prop(optional, into)]
    required: Signal<bool>,
    /// A sentence of help; nothing if empty.
    #[prop(optional, into)]
    help: Signal<String>,
    /// What is wrong with the value.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// The control.
    children: Children,
) -> impl IntoView {
    let FieldIds { control, help: help_id, error: error_id } = ids;
    view! {
        <div
            class="field"
            class:field-bad=move || error.with(Option::is_some)
            class:field-required=move || required.get()
        >
            <label class="field-label" for=control>{move || label.get()}</label>
            {children()}
            {move || {
                error.get().map(|text| view! { <p class="field-error" id=error_id.clone()>{text}</p> })
            }}
            {move || {
                let text = help.get();
                (!text.is_empty()).then(|| view! { <p class="field-help" id=help_id.clone()>{text}</p> })
            }}
        </div>
    }
}

/// A field of one line of text.
///
/// ```text
/// <TextField label="User name" value=user required=true autocomplete="username" />
/// ```
#[component]
pub fn TextField(
    /// The label.
    #[prop(into)]
    label: Signal<String>,
    /// What is typed.
    value: RwSignal<String>,
    /// `text`, `password`, `number`, `url` or `search`.
    #[prop(default = "text")]
    kind: &'static str,
    /// Whether a value is needed.
    #[prop(optional, into)]
    required: Signal<bool>,
    /// A sentence of help.
    #[prop(optional, into)]
    help: Signal<String>,
    /// What is wrong with the value.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// What the browser may fill in.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// Id of a `<datalist>` with values to choose from.
    #[prop(optional)]
    list: Option<&'static str>,
    /// Whether focus starts here in a dialog.
    #[prop(optional)]
    autofocus: bool,
) -> impl IntoView {
    let ids = FieldIds::new();
    let described = {
        let ids = ids.clone();
        move || ids.described_by(help.with(|help| !help.is_empty()), error.with(Option::is_some))
    };
    view! {
        <Field ids=ids.clone() label required help error>
            <input
                id=ids.control
                class="input"
                type=kind
                bind:value=value
                autocomplete=autocomplete
                list=list
                autofocus=autofocus
                spellcheck="false"
                autocapitalize="none"
                aria-required=move || required.get().then_some("true")
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                aria-describedby=described
            />
        </Field>
    }
}

/// A field with a fixed set of values.
#[component]
pub fn SelectField(
    /// The label.
    #[prop(into)]
    label: Signal<String>,
    /// The chosen value.
    value: RwSignal<String>,
    /// Value and label of each choice.
    #[prop(into)]
    choices: Signal<Vec<(String, String)>>,
    /// A sentence of help.
    #[prop(optional, into)]
    help: Signal<String>,
    /// What is wrong with the value.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
) -> impl IntoView {
    let ids = FieldIds::new();
    let described = {
        let ids = ids.clone();
        move || ids.described_by(help.with(|help| !help.is_empty()), error.with(Option::is_some))
    };
    view! {
        <Field ids=ids.clone() label help error>
            <select
                id=ids.control
                class="input"
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                aria-describedby=described
                on:change:target=move |event| value.set(event.target().value())
            >
                {move || {
                    choices
                        .get()
                        .into_iter()
                        .map(|(key, words)| {
                            let chosen = key.clone();
                            view! {
                                <option value=key selected=move || value.with(|value| *value == chosen)>{words}</option>
                            }
                        })
                        .collect_view()
                }}
            </select>
        </Field>
    }
}

/// A box to tick, with its words beside it.
#[component]
pub fn CheckField(
    /// The words.
    #[prop(into)]
    label: Signal<String>,
    /// Whether it is ticked.
    value: RwSignal<bool>,
    /// A sentence of help.
    #[prop(optional, into)]
    help: Signal<String>,
) -> impl IntoView {
    let ids = FieldIds::new();
    let help_id = ids.help.clone();
    let control = ids.control.clone();
    let described = {
        let ids = ids.clone();
        move || ids.described_by(help.with(|help| !help.is_empty()), false)
    };
    view! {
        <div class="field">
            <label class="field-check" for=control>
                <input id=ids.control type="checkbox" bind:checked=value aria-describedby=described />
                <span>{move || label.get()}</span>
            </label>
            {move || {
                let text = help.get();
                (!text.is_empty()).then(|| view! { <p class="field-help" id=help_id.clone()>{text}</p> })
            }}
        </div>
    }
}

/// A box that narrows what is shown below it.
#[component]
pub fn SearchBox(
    /// Its accessible name, also shown while it is empty.
    label: &'static str,
    /// What is typed.
    #[prop(into)]
    value: Signal<String>,
    /// Called at every change.
    #[prop(into)]
    on_change: Callback<String>,
) -> impl IntoView {
    view! {
        <div class="search" role="search">
            <super::icon::Icon name=super::icon::Symbol::Search />
            <input
                class="input"
                type="search"
                aria-label=label
                placeholder=label
                autocomplete="off"
                spellcheck="false"
                prop:value=move || value.get()
                on:input:target=move |event| on_change.run(event.target().value())
            />
        </div>
    }
}
