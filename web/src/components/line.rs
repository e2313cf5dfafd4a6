//! One line of a question: what it is called, what may stand in it, what is wrong with it.

use leptos::prelude::*;
use portolan::Error;

use super::field::{CheckField, Field, FieldIds, SelectField, TextField};

use crate::hooks::effect::effect;

/// What may stand in a line.
#[derive(Clone, Default)]
pub enum LineKind {
    /// Any text.
    #[default]
    Text,
    /// A text that is not shown.
    Secret,
    /// Text of several lines.
    Area,
    /// JSON.
    Json,
    /// One of these: value and words.
    Choice(Vec<(String, String)>),
    /// Yes or no, as `true` and empty.
    Check,
}

/// A line to be filled in.
#[derive(Clone)]
pub struct Line {
    /// What the answer is fetched by, and the field that a refusal of the service names.
    pub key: &'static str,
    label: &'static str,
    kind: LineKind,
    required: bool,
    help: &'static str,
    start: String,
}

impl Line {
    /// A line of that kind.
    pub fn new(key: &'static str, label: &'static str, kind: LineKind) -> Self {
        Self { key, label, kind, required: false, help: "", start: String::new() }
    }

    /// A line of text.
    pub fn text(key: &'static str, label: &'static str) -> Self {
        Self::new(key, label, LineKind::Text)
    }

    /// One of several values; the first is chosen.
    pub fn choice(key: &'static str, label: &'static str, choices: &[(&str, &str)]) -> Self {
        let choices: Vec<(String, String)> =
            choices.iter().map(|(value, words)| ((*value).to_owned(), (*words).to_owned())).collect();
        let first = choices.first().map(|(value, _)| value.clone()).unwrap_or_default();
        Self::new(key, label, LineKind::Choice(choices)).with(first)
    }

    /// The same, needing a value.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// The same with a sentence of help.
    #[must_use]
    pub fn help(mut self, help: &'static str) -> Self {
        self.help = help;
        self
    }

    /// The same with a value to begin with.
    #[must_use]
    pub fn with(mut self, value: impl Into<String>) -> Self {
        self.start = value.into();
        self
    }
}

/// A line while it is being filled in.
#[derive(Clone)]
pub(super) struct Filled {
    line: Line,
    value: RwSignal<String>,
    error: RwSignal<Option<String>>,
}

impl Filled {
    /// The line as it begins; its signals belong to the current owner.
    pub(super) fn new(line: Line) -> Self {
        let value = RwSignal::new(line.start.clone());
        Self { line, value, error: RwSignal::new(None) }
    }

    /// What is typed, by its key.
    pub(super) fn answer(&self) -> (&'static str, String) {
        (self.line.key, self.value.get_untracked())
    }

    /// Whether what is typed may be sent; else it says why not.
    pub(super) fn check(&self) -> bool {
        let value = self.value.get_untracked();
        let fault = if value.trim().is_empty() {
            self.line.required.then(|| "Fill this in.".to_owned())
        } else if matches!(self.line.kind, LineKind::Json) {
            serde_json::from_str::<serde::de::IgnoredAny>(&value)
                .err()
                .map(|fault| format!("This is not JSON yet: {fault}."))
        } else {
            None
        };
        let good = fault.is_none();
        self.error.set(fault);
        good
    }

    /// Takes a refusal of the service that means this line: the error names it, or its words do before a colon.
    pub(super) fn refuse(&self, error: &Error) -> bool {
        let own = |field: &str| field.rsplit('.').next() == Some(self.line.key);
        let (before, after) = error.message.split_once(": ").unwrap_or(("", &error.message));
        let named = own(before);
        let mine = named || error.field.as_deref().is_some_and(own);
        if mine {
            self.error.set(Some(if named { after } else { error.message.as_str() }.to_owned()));
        }
        mine
    }
}

/// Draws a line.
pub(super) fn line(filled: Filled) -> AnyView {
    let Filled { line: Line { label, kind, required, help, .. }, value, error } = filled;
    match kind {
        LineKind::Text | LineKind::Secret => {
            let kind = if matches!(kind, LineKind::Secret) { "password" } else { "text" };
            view! { <TextField label value kind required help error /> }.into_any()
        }
        LineKind::Choice(choices) => view! { <SelectField label value choices help error /> }.into_any(),
        LineKind::Check => {
            let ticked = RwSignal::new(value.get_untracked() == "true");
            effect(move || value.set(if ticked.get() { "true".to_owned() } else { String::new() }));
            view! { <CheckField label value=ticked help /> }.into_any()
        }
        LineKind::Area | LineKind::Json => {
            area(label, value, required, help, error, matches!(kind, LineKind::Json))
        }
    }
}

fn area(
    label: &'static str,
    value: RwSignal<String>,
    required: bool,
    help: &'static str,
    error: RwSignal<Option<String>>,
    json: bool,
) -> AnyView {
    let ids = FieldIds::new();
    let control = ids.control.clone();
    let described = {
        let ids = ids.clone();
        move || ids.described_by(!help.is_empty(), error.with(Option::is_some))
    };
    view! {
        <Field ids label required help error>
            <textarea
                id=control
                class="input line-area"
                class:mono=json
                rows=if json { 12 } else { 4 }
                spellcheck=if json { "false" } else { "true" }
                aria-required=required.then_some("true")
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                aria-describedby=described
                prop:value=move || value.get()
                on:input:target=move |event| value.set(event.target().value())
            ></textarea>
        </Field>
    }
    .into_any()
}
