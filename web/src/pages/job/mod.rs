//! One job, followed while it lives.

mod actions;
mod facts;
mod find;
mod follow;
mod history;
mod lines;
mod log;
mod outputs;
mod timeline;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use portolan::gateway::{Job, Status};

use crate::components::load::{Failure, Waiting};
use crate::components::page::Page;
use crate::components::status::StatusBadge;
use crate::components::text::visible;
use crate::components::toast::use_toaster;
use crate::links::Links;
use crate::pages::jobs::clock;
use crate::session::use_gateway;
use actions::JobActions;
use facts::Facts;
use follow::Followed;
use history::HistorySection;
use log::LogSection;
use outputs::OutputsSection;

/// The page of one job.
#[component]
pub fn JobPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("job").unwrap_or_default()));
    let followed = Followed::start(id);
    let known = Memo::new(move |_| followed.job.with(Option::is_some));
    let job = Signal::derive(move || followed.job.get().unwrap_or_default());
    let title = Signal::derive(move || {
        followed
            .job
            .with(|job| job.as_ref().map_or_else(|| "Job".to_owned(), |job| visible(&job.summary.name)))
    });
    speak_changes(followed);
    let back = expect_context::<Links>().jobs();
    view! {
        <Page
            title
            above=move || view! { <a href=back.clone()>"Jobs"</a> }
            actions=move || view! { <Show when=move || known.get()><JobActions job followed /></Show> }
        >
            {move || followed.fault.get().map(|error| view! { <Failure error on_retry=move |()| followed.refresh() /> })}
            <Show
                when=move || known.get()
                fallback=move || {
                    view! {
                        <Show when=move || followed.fault.with(Option::is_none)>
                            <Waiting words="Reading the job" />
                        </Show>
                    }
                }
            >
                <Sections job followed />
            </Show>
        </Page>
    }
}

#[component]
fn Sections(job: Signal<Job>, followed: Followed) -> impl IntoView {
    let time = clock();
    let status = Signal::derive(move || job.with(|job| job.summary.status));
    let message = move || {
        job.with(|job| {
            job.message.clone().filter(|_| matches!(job.summary.status, Status::Failed | Status::Stopped))
        })
    };
    view! {
        <div class="job-status">
            <div role="status"><StatusBadge status /></div>
            {move || message().map(|words| view! { <p class="job-message">{words}</p> })}
        </div>
        <div class="job">
            <div class="job-main">
                <LogSection job />
                {use_gateway().capabilities().outputs.then(|| view! { <OutputsSection job /> })}
            </div>
            <div class="job-side">
                <section class="job-section" aria-label="Facts">
                    <Facts job time />
                </section>
                <HistorySection history=followed.history time />
            </div>
        </div>
    }
}

/// Speaks each end of the job, for those who do not see the page change.
fn speak_changes(followed: Followed) {
    let toaster = use_toaster();
    let status = Memo::new(move |_| followed.job.with(|job| job.as_ref().map(|job| job.summary.status)));
    Effect::new(move |before: Option<Option<Status>>| {
        let now = status.get();
        if let (Some(Some(before)), Some(now)) = (before, now)
            && now.is_final()
            && !before.is_final()
        {
            toaster.speak(format!(
                "The job has {}.",
                if now == Status::Stopped { "been stopped" } else { now.word() }
            ));
        }
        now
    });
}
