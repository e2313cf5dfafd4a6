//! Sending a sheet, and what comes back.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use portolan::{Error, Outcome};
use serde_json::Value;

use super::refusal::{field_of, plain};
use super::sheet::Sheet;
use crate::components::button::{Button, Weight};
use crate::components::icon::Symbol;
use crate::components::load::Failure;
use crate::components::text::count;
use crate::components::toast::use_toaster;
use crate::form::focus::focus_first_bad;
use crate::hooks::effect::effect;
use crate::hooks::kept;
use crate::links::Links;

/// What stands in the way of sending.
#[derive(Clone)]
enum Obstacle {
    /// Some fields are not right yet.
    Fields,
    /// The JSON cannot be read.
    Unreadable,
    /// The service refused this field and said why; it is shown there too.
    Refused(String),
    /// The call failed.
    Failed(Error),
}

/// The bar with "Submit job" and "Discard draft", and above it what stood in the way last time.
#[component]
pub(super) fn SubmitBar(
    sheet: Sheet,
    /// The element that holds the form, in which the first bad field is looked for.
    root: NodeRef<leptos::html::Form>,
    /// Brings the form into view.
    #[prop(into)]
    show_form: Callback<()>,
    /// Sends the sheet; the form's own submission calls it too.
    submitting: RwSignal<u32>,
    /// Whether the body is being edited as JSON.
    #[prop(into)]
    in_json: Signal<bool>,
) -> impl IntoView {
    let obstacle = RwSignal::new(None::<Obstacle>);
    let toaster = use_toaster();
    let links = expect_context::<Links>();
    let jobs = links.jobs();
    let navigate = use_navigate();
    let send = Action::new_local(move |body: &Value| {
        let (jobs, body) = (sheet.gateway.with_value(|gateway| gateway.jobs()), body.clone());
        async move { jobs.submit_body(&body).await }
    });
    let focus_bad = move || {
        if let Some(root) = root.get_untracked() {
            focus_first_bad(&root);
        }
    };
    let check = move || {
        sheet.form.attempted.set(true);
        if untrack(move || sheet.fault()).is_some() {
            return Some(Obstacle::Unreadable);
        }
        (!untrack(move || sheet.problems()).is_empty()).then_some(Obstacle::Fields)
    };
    effect(move || {
        if submitting.get() == 0 || send.pending().get_untracked() {
            return;
        }
        let found = check();
        match found {
            None => {
                obstacle.set(None);
                send.dispatch_local(untrack(move || sheet.body()));
            }
            Some(found) => {
                obstacle.set(Some(found));
                if !in_json.get_untracked() {
                    show_form.run(());
                }
                focus_bad();
            }
        }
    });
    effect(move || match send.value().get() {
        None => {}
        Some(Ok(job)) => {
            sheet.done();
            remember(&links, &job.summary.app_id);
            toaster.say(format!("Job \u{201c}{}\u{201d} submitted.", job.summary.name));
            navigate(&links.job(&job.summary.id), NavigateOptions { resolve: false, ..Default::default() });
        }
        Some(Err(error)) => match field_of(&error, &sheet.form.ids()) {
            Some(field) if sheet.form.refuse(&field, &plain(&error.message, &field)) => {
                obstacle.set(Some(Obstacle::Refused(field)));
                focus_bad();
            }
            _ => obstacle.set(Some(Obstacle::Failed(error))),
        },
    });
    let pending = send.pending();
    view! {
        <div class="run-foot">
            <div class="run-obstacle">
                {move || obstacle.get().map(|found| view! { <Told found sheet jobs=jobs.clone() submitting /> })}
            </div>
            <div class="run-bar">
                // Leaving a field by a click here must not bring up its fault between press and release: the page
                // would move, and the click be lost.
                <Button
                    weight=Weight::Primary
                    icon=Symbol::Run
                    submit=true
                    busy=pending
                    on:mousedown=move |event| event.prevent_default()
                >
                    "Submit job"
                </Button>
                <Button
                    icon=Symbol::Delete
                    disabled=Signal::derive(move || pending.get() || !sheet.form.edited())
                    on:click=move |_| {
                        sheet.discard();
                        obstacle.set(None);
                        toaster.say("Draft discarded.");
                    }
                >
                    "Discard draft"
                </Button>
                <span class="small soft">
                    {move || sheet.form.edited().then_some("What you typed is kept in this tab until you send or discard it.")}
                </span>
            </div>
        </div>
    }
}

#[component]
fn Told(found: Obstacle, sheet: Sheet, jobs: String, submitting: RwSignal<u32>) -> impl IntoView {
    let again = move |()| submitting.update(|count| *count += 1);
    match found {
        // These go by themselves as soon as what they tell of is mended.
        Obstacle::Fields => {
            let words = move || match sheet.problems().len() {
                0 => None,
                wrong => Some(format!("{} attention before the job can be sent.", needs(wrong))),
            };
            view! { {move || words().map(|words| view! { <p class="run-told" role="alert">{words}</p> })} }.into_any()
        }
        Obstacle::Unreadable => {
            let words = "The JSON cannot be read yet, so nothing was sent.";
            view! { {move || sheet.fault().map(|_| view! { <p class="run-told" role="alert">{words}</p> })} }.into_any()
        }
        Obstacle::Refused(field) => {
            let entry = sheet.form.entry(&field);
            let words = move || entry.and_then(|entry| entry.refusal.get());
            view! {
                {move || words().map(|words| view! { <p class="run-told" role="alert">"The service refused the job. " {words}</p> })}
            }
            .into_any()
        }
        Obstacle::Failed(error) if error.outcome == Outcome::Unknown => {
            view! {
                <div class="run-told" role="alert">
                    <p>"The connection was lost before the service answered, so the job may have been accepted or not."</p>
                    <p>"Look for it among " <a href=jobs>"your jobs"</a> " before you send it again. Nothing that you typed is lost."</p>
                </div>
            }
            .into_any()
        }
        Obstacle::Failed(error) => view! { <Failure error on_retry=again /> }.into_any(),
    }
}

/// Puts an app first among those that were run last.
fn remember(links: &Links, app: &str) {
    let key = kept::recent(links.connection());
    kept::keep(&key, &kept::with_first(kept::lines(&key), app));
}

fn needs(wrong: usize) -> String {
    format!("{} {}", count(wrong, "field", "fields"), if wrong == 1 { "needs" } else { "need" })
}

#[cfg(test)]
mod tests {
    use super::needs;

    #[test]
    fn the_verb_agrees() {
        assert_eq!(needs(1), "1 field needs");
        assert_eq!(needs(2), "2 fields need");
    }
}
