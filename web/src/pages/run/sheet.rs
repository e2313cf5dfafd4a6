//! The body of a submission, whichever way it is edited: field by field or as JSON.

use leptos::prelude::*;
use portolan::gateway::{App, Draft, Gateway, Problem, Queue, form};
use serde_json::Value;

use super::body::parse;
use crate::form::draft;
use crate::form::state::FormState;
use crate::hooks::effect::effect;

/// A form, its body, and where its draft is kept.
#[derive(Clone, Copy)]
pub struct Sheet {
    /// The form.
    pub form: FormState,
    /// The gateway that it is sent to.
    pub gateway: StoredValue<Gateway>,
    key: StoredValue<String>,
    /// A hand-edited body, in force as long as the form still holds what was read from it.
    exact: RwSignal<Option<Exact>>,
    /// Hand-edited text that cannot be read yet, and why.
    unread: RwSignal<Option<(String, String)>>,
    /// Whether the job has been accepted, so that no draft is kept any more.
    sent: RwSignal<bool>,
    /// Whether the form began with a draft from before.
    pub restored: RwSignal<bool>,
}

/// A body as it was written by hand.
#[derive(Clone)]
struct Exact {
    body: Value,
    /// What the form made of it.
    draft: Draft,
    /// What in it the form did not understand.
    problems: Vec<Problem>,
}

impl Sheet {
    /// A sheet for `app`: with the draft under `key`, else with `beginning`, else with the app's defaults.
    pub fn new(
        app: App,
        queues: Signal<Vec<Queue>>,
        gateway: Gateway,
        key: String,
        beginning: Option<Draft>,
    ) -> Sheet {
        let form = FormState::new(app, queues);
        let kept = draft::load(&key);
        let restored = kept.is_some();
        if let Some(draft) = kept.or(beginning) {
            form.fill(&draft);
        }
        let sheet = Sheet {
            form,
            gateway: StoredValue::new(gateway),
            key: StoredValue::new(key),
            exact: RwSignal::new(None),
            unread: RwSignal::new(None),
            sent: RwSignal::new(false),
            restored: RwSignal::new(restored),
        };
        effect(move || sheet.keep());
        sheet
    }

    fn keep(self) {
        let (draft, edited) = (self.form.draft(), self.form.edited());
        if self.sent.get() {
            return;
        }
        self.key.with_value(|key| if edited { draft::save(key, &draft) } else { draft::discard(key) });
    }

    /// Exactly what is sent. Follows every edit.
    pub fn body(self) -> Value {
        let draft = self.form.draft();
        if let Some(exact) = self.in_force(&draft) {
            return exact.body;
        }
        let app = self.form.app();
        self.gateway.with_value(|gateway| gateway.jobs().body(&app, &draft))
    }

    /// The hand-edited body, unless the form has been changed since.
    fn in_force(self, draft: &Draft) -> Option<Exact> {
        self.exact.get().filter(|exact| exact.draft == *draft)
    }

    /// The text of the JSON view: what cannot be read yet, else the body.
    pub fn text(self) -> String {
        match self.unread.get_untracked() {
            Some((text, _)) => text,
            None => format!("{:#}", untrack(move || self.body())),
        }
    }

    /// Takes an edited text of the JSON view into the form, as far as it can be read.
    pub fn edit(self, text: &str) {
        let body = match parse(text) {
            Ok(body) => body,
            Err(fault) => return self.unread.set(Some((text.to_owned(), fault))),
        };
        self.unread.set(None);
        let app = self.form.app();
        let (read, problems) = form::read(&app, &body);
        self.form.fill(&read);
        self.exact.set(Some(Exact { body, draft: untrack(move || self.form.draft()), problems }));
    }

    /// Why the text of the JSON view cannot be read.
    pub fn fault(self) -> Option<String> {
        self.unread.get().map(|(_, fault)| fault)
    }

    /// All that is wrong with the body, as pairs of field and words: what the form did not understand of a
    /// hand-edited one, and what is against the rules. Follows every edit.
    pub fn problems(self) -> Vec<(String, String)> {
        let draft = self.form.draft();
        let odd = self.in_force(&draft).map(|exact| exact.problems).unwrap_or_default();
        let mut all: Vec<(String, String)> =
            odd.into_iter().map(|problem| (problem.field, problem.message)).collect();
        all.extend(self.form.problems.get());
        all
    }

    /// Puts the app's defaults back and forgets the draft.
    pub fn discard(self) {
        self.exact.set(None);
        self.unread.set(None);
        self.restored.set(false);
        self.form.reset();
        self.key.with_value(|key| draft::discard(key));
    }

    /// Forgets the draft, since its job is on its way.
    pub fn done(self) {
        self.sent.set(true);
        self.key.with_value(|key| draft::discard(key));
    }
}
