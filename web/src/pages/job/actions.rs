//! What can be done with the job: stop it, run it again, change and run it, delete it.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use portolan::gateway::Job;

use super::follow::Followed;
use crate::components::ask::use_asker;
use crate::components::button::{Button, Weight};
use crate::components::dialog::{Dialog, DialogActions};
use crate::components::icon::Symbol;
use crate::components::load::Failure;
use crate::components::rights::{self, Shared};
use crate::components::text::visible;
use crate::components::toast::use_toaster;
use crate::hooks::effect::effect;
use crate::layout::teller::use_teller;
use crate::links::Links;
use crate::session::use_gateway;

/// The page's buttons.
#[component]
pub(super) fn JobActions(#[prop(into)] job: Signal<Job>, followed: Followed) -> impl IntoView {
    let active = Memo::new(move |_| job.with(|job| !job.summary.status.is_final()));
    let offers = use_gateway().capabilities();
    let (stopping, deleting) = (RwSignal::new(false), RwSignal::new(false));
    let links = expect_context::<Links>();
    let navigate = use_navigate();
    let edit = move |_| {
        let (id, app) = job.with_untracked(|job| (job.summary.id.clone(), job.summary.app_id.clone()));
        let address = format!("{}?from={}", links.run(&app), crate::links::encode(&id));
        navigate(&address, NavigateOptions { resolve: false, ..Default::default() });
    };
    view! {
        <Show when=move || active.get()>
            <Button icon=Symbol::Stop on:click=move |_| stopping.set(true)>"Stop"</Button>
        </Show>
        <Show when=move || active.get()><Tell job /></Show>
        {offers.resubmit.then(|| view! { <Resubmit job /> })}
        {offers.suspend.then(|| view! { <Show when=move || active.get()><Suspend job followed /></Show> })}
        {shared(job)}
        <Button icon=Symbol::Edit on:click=edit>"Edit and resubmit"</Button>
        {offers
            .delete_jobs
            .then(|| {
                view! {
                    <Button weight=Weight::Danger icon=Symbol::Delete on:click=move |_| deleting.set(true)>"Delete"</Button>
                    <DeleteDialog job open=deleting />
                }
            })}
        <StopDialog job open=stopping followed />
    }
}

/// What only Agave has: others may see the job, and somebody may be told of it.
fn shared(job: Signal<Job>) -> Option<AnyView> {
    let agave = use_gateway().as_agave().cloned()?;
    let (asker, links) = (use_asker(), expect_context::<Links>());
    let share = move |_| {
        let (id, name) = job.with_untracked(|job| (job.summary.id.clone(), visible(&job.summary.name)));
        asker.ask(rights::question(&agave, Shared::Job, &id, &name));
    };
    let told = move || job.with(|job| links.notifications(&job.summary.id));
    let buttons = view! {
        <Button icon=Symbol::User on:click=share>"Permissions"</Button>
        <a class="button" href=told>"Notifications"</a>
    };
    Some(buttons.into_any())
}

/// Suspends a running job, or lets it go on.
#[component]
fn Suspend(job: Signal<Job>, followed: Followed) -> impl IntoView {
    let (gateway, toaster) = (StoredValue::new(use_gateway()), use_toaster());
    let act = Callback::new(move |going_on: bool| {
        let (jobs, id) = (gateway.get_value().jobs(), job.with_untracked(|job| job.summary.id.clone()));
        leptos::task::spawn_local(async move {
            let outcome = if going_on { jobs.resume(&id).await } else { jobs.suspend(&id).await };
            match outcome {
                Ok(()) => {
                    toaster.say(if going_on { "The job goes on." } else { "The job is being suspended." });
                }
                Err(error) => toaster.fail(error.to_string()),
            }
            followed.refresh();
        });
    });
    view! {
        <Button on:click=move |_| act.run(false)>"Suspend"</Button>
        <Button on:click=move |_| act.run(true)>"Resume"</Button>
    }
}

/// Asks to be told of the job's end by the browser.
#[component]
fn Tell(job: Signal<Job>) -> impl IntoView {
    let teller = use_teller();
    let gateway = StoredValue::new(use_gateway());
    let told = move || job.with(|job| teller.tells(&job.summary.id));
    let toggle = move |_| {
        teller.toggle(gateway.get_value(), job.with_untracked(|job| job.summary.id.clone()));
    };
    view! {
        <Button icon=Symbol::Info attr:aria-pressed=move || told().to_string() on:click=toggle>
            "Tell me when it ends"
        </Button>
    }
}

#[component]
fn Resubmit(job: Signal<Job>) -> impl IntoView {
    let (gateway, links, toaster) = (use_gateway(), expect_context::<Links>(), use_toaster());
    let navigate = use_navigate();
    let again = Action::new_local(move |id: &String| {
        let (jobs, id) = (gateway.jobs(), id.clone());
        async move { jobs.resubmit(&id).await }
    });
    effect(move || match again.value().get() {
        None => {}
        Some(Ok(new)) => {
            toaster.say(format!("Job \u{201c}{}\u{201d} submitted again.", visible(&new.summary.name)));
            navigate(&links.job(&new.summary.id), NavigateOptions { resolve: false, ..Default::default() });
        }
        Some(Err(error)) => toaster.fail(format!("The job could not be submitted again: {}", error.message)),
    });
    let pending = again.pending();
    let act = move |_| {
        again.dispatch_local(job.with_untracked(|job| job.summary.id.clone()));
    };
    view! {
        <Button icon=Symbol::Refresh busy=pending on:click=act>
            "Resubmit"
        </Button>
    }
}

#[component]
fn StopDialog(job: Signal<Job>, open: RwSignal<bool>, followed: Followed) -> impl IntoView {
    let (gateway, toaster) = (use_gateway(), use_toaster());
    let stop = Action::new_local(move |id: &String| {
        let (jobs, id) = (gateway.jobs(), id.clone());
        async move { jobs.cancel(&id).await }
    });
    effect(move || {
        if let Some(Ok(())) = stop.value().get() {
            open.set(false);
            toaster.say("The job is being stopped.");
            followed.refresh();
        }
    });
    let pending = Signal::from(stop.pending());
    let act = move |_| {
        stop.dispatch_local(job.with_untracked(|job| job.summary.id.clone()));
    };
    view! {
        <Dialog open title="Stop the job?">
            <p>"“"<b>{move || job.with(|job| visible(&job.summary.name))}</b>"” ends now. What it has written so far stays."</p>
            {move || stop.value().get().and_then(Result::err).map(|error| view! { <Failure error /> })}
            <DialogActions>
                <Button on:click=move |_| open.set(false)>"Cancel"</Button>
                <Button weight=Weight::Danger icon=Symbol::Stop busy=pending on:click=act>
                    "Stop job"
                </Button>
            </DialogActions>
        </Dialog>
    }
}

#[component]
fn DeleteDialog(job: Signal<Job>, open: RwSignal<bool>) -> impl IntoView {
    let (gateway, links, toaster) = (use_gateway(), expect_context::<Links>(), use_toaster());
    let navigate = use_navigate();
    let delete = Action::new_local(move |id: &String| {
        let (jobs, id) = (gateway.jobs(), id.clone());
        async move { jobs.delete(&id).await }
    });
    effect(move || {
        if let Some(Ok(())) = delete.value().get() {
            open.set(false);
            toaster.say("Job deleted.");
            navigate(&links.jobs(), NavigateOptions { resolve: false, ..Default::default() });
        }
    });
    let pending = Signal::from(delete.pending());
    let act = move |_| {
        delete.dispatch_local(job.with_untracked(|job| job.summary.id.clone()));
    };
    let running = move || job.with(|job| !job.summary.status.is_final());
    view! {
        <Dialog open title="Delete the job?">
            <p>
                "“"<b>{move || job.with(|job| visible(&job.summary.name))}</b>"” disappears from your jobs. Archived results stay in your files."
            </p>
            <Show when=running>
                <p>"It has not ended yet: deleting stops it."</p>
            </Show>
            {move || delete.value().get().and_then(Result::err).map(|error| view! { <Failure error /> })}
            <DialogActions>
                <Button on:click=move |_| open.set(false)>"Cancel"</Button>
                <Button weight=Weight::Danger icon=Symbol::Delete busy=pending on:click=act>
                    "Delete job"
                </Button>
            </DialogActions>
        </Dialog>
    }
}
