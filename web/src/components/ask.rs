//! The portal's one dialog for questions: a few lines to fill in, a verb, and what comes of it.
//!
//! Whoever asks says what in a [`Question`]; the dialog draws it, checks it, carries it out, and puts a refusal
//! beside the line that it means. Nothing typed is lost when it fails.

use std::rc::Rc;

use futures_util::future::LocalBoxFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use portolan::Error;

use super::button::{Button, Weight};
use super::dialog::{Dialog, DialogActions};
use super::line::{Filled, Line, line};
use super::load::Failure;
use super::toast::use_toaster;

/// Carries a question out; ends with what to say.
pub type Act = Rc<dyn Fn(Answers) -> LocalBoxFuture<'static, Result<String, Error>>>;

/// A question.
#[derive(Clone, Default)]
pub struct Question {
    /// The dialog's name.
    pub title: String,
    /// Sentences above the lines.
    pub words: Vec<String>,
    /// What is to be filled in.
    pub lines: Vec<Line>,
    /// The button that does it; without one there is only "Close".
    pub verb: &'static str,
    /// Whether something is destroyed.
    pub danger: bool,
    /// Whether it needs room.
    pub wide: bool,
    act: Option<send_wrapper::SendWrapper<Act>>,
    /// Something to look at below the words.
    shown: Option<send_wrapper::SendWrapper<Rc<dyn Fn() -> AnyView>>>,
}

impl Question {
    /// A question that `act` answers.
    pub fn new<F>(
        title: impl Into<String>,
        verb: &'static str,
        lines: Vec<Line>,
        act: impl Fn(Answers) -> F + 'static,
    ) -> Self
    where
        F: Future<Output = Result<String, Error>> + 'static,
    {
        let act: Act = Rc::new(move |answers| Box::pin(act(answers)));
        let act = Some(send_wrapper::SendWrapper::new(act));
        Self { title: title.into(), verb, lines, act, ..Self::default() }
    }

    /// Something to look at, with nothing to do but close it.
    pub fn show(title: impl Into<String>, view: impl Fn() -> AnyView + 'static) -> Self {
        let view: Rc<dyn Fn() -> AnyView> = Rc::new(view);
        let shown = Some(send_wrapper::SendWrapper::new(view));
        Self { title: title.into(), wide: true, shown, ..Self::default() }
    }

    /// The same with a sentence more.
    #[must_use]
    pub fn saying(mut self, words: impl Into<String>) -> Self {
        self.words.push(words.into());
        self
    }

    /// The same, marked as destroying something.
    #[must_use]
    pub fn destroys(mut self) -> Self {
        self.danger = true;
        self
    }

    /// The same with more room.
    #[must_use]
    pub fn wide(mut self) -> Self {
        self.wide = true;
        self
    }
}

/// What was filled in.
#[derive(Clone)]
pub struct Answers(Vec<(&'static str, String)>);

impl Answers {
    /// The text of a line; empty if it was left so.
    pub fn get(&self, key: &str) -> String {
        self.0
            .iter()
            .find(|(own, _)| *own == key)
            .map(|(_, value)| value.trim().to_owned())
            .unwrap_or_default()
    }

    /// The text of a line, if there is any.
    pub fn some(&self, key: &str) -> Option<String> {
        Some(self.get(key)).filter(|text| !text.is_empty())
    }

    /// Whether a box is ticked.
    pub fn is(&self, key: &str) -> bool {
        self.get(key) == "true"
    }

    /// The value of a line that holds JSON; nothing if it is empty.
    ///
    /// # Errors
    /// When it is none, which names the line.
    pub fn json(&self, key: &'static str) -> Result<Option<serde_json::Value>, Error> {
        let Some(text) = self.some(key) else { return Ok(None) };
        serde_json::from_str(&text)
            .map(Some)
            .map_err(|fault| Error::invalid(key, &format!("is not JSON yet: {fault}")))
    }
}

/// Where questions are put. From the context: `use_asker().ask(question)`.
#[derive(Clone, Copy)]
pub struct Asker {
    question: RwSignal<Question>,
    open: RwSignal<bool>,
    asked: StoredValue<u32>,
}

impl Asker {
    /// Opens the dialog; asked while a question is answered, the next takes its place.
    pub fn ask(self, question: Question) {
        self.asked.update_value(|asked| *asked += 1);
        self.question.set(question);
        self.open.set(true);
    }

    /// Closes it.
    pub fn close(self) {
        self.open.set(false);
    }
}

/// Makes the portal's asker and puts it into the context.
pub fn provide_asker() {
    provide_context(Asker {
        question: RwSignal::new(Question::default()),
        open: RwSignal::new(false),
        asked: StoredValue::new(0),
    });
}

/// The portal's asker.
pub fn use_asker() -> Asker {
    expect_context()
}

/// The dialog; once, in the layout.
#[component]
pub fn AskDialog() -> impl IntoView {
    let asker = use_asker();
    let title = Signal::derive(move || asker.question.with(|question| question.title.clone()));
    let wide = Signal::derive(move || asker.question.with(|question| question.wide));
    view! {
        <Dialog open=asker.open title wide>
            {move || asked(asker, asker.question.get())}
        </Dialog>
    }
}

fn asked(asker: Asker, question: Question) -> AnyView {
    let Question { words, lines, verb, danger, act, shown, .. } = question;
    let words: Vec<AnyView> = words.into_iter().map(|words| view! { <p>{words}</p> }.into_any()).collect();
    let shown = shown.map(|shown| shown());
    let Some(act) = act else {
        return view! {
            {words}
            {shown}
            <DialogActions>
                <Button weight=Weight::Primary on:click=move |_| asker.close()>"Close"</Button>
            </DialogActions>
        }
        .into_any();
    };
    let toaster = use_toaster();
    let fault = RwSignal::new(None::<Error>);
    let busy = RwSignal::new(false);
    let lines: Vec<Filled> = lines.into_iter().map(Filled::new).collect();
    let fields: Vec<AnyView> = lines.iter().cloned().map(line).collect();
    let lines = StoredValue::new(lines);
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked()
            || lines.with_value(|lines| lines.iter().filter(|line| !line.check()).count()) > 0
        {
            return;
        }
        let answers = lines.with_value(|lines| Answers(lines.iter().map(Filled::answer).collect()));
        busy.set(true);
        fault.set(None);
        let work = act(answers);
        let asked = asker.asked.get_value();
        spawn_local(async move {
            let outcome = work.await;
            let _ = busy.try_set(false);
            match outcome {
                Ok(words) => {
                    if asker.asked.get_value() == asked {
                        asker.close();
                    }
                    if !words.is_empty() {
                        toaster.say(words);
                    }
                }
                Err(error) => {
                    let told = lines.try_with_value(|lines| lines.iter().any(|line| line.refuse(&error)));
                    if told == Some(false) {
                        fault.set(Some(error));
                    }
                }
            }
        });
    };
    let weight = if danger { Weight::Danger } else { Weight::Primary };
    view! {
        <form novalidate class="stack" on:submit=send>
            {words}
            {shown}
            {fields}
            {move || fault.get().map(|error| view! { <Failure error /> })}
            <DialogActions>
                <Button on:click=move |_| asker.close()>"Cancel"</Button>
                <Button weight submit=true busy>{verb}</Button>
            </DialogActions>
        </form>
    }
    .into_any()
}
