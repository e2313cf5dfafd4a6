//! What has happened to the job, event by event.

use leptos::prelude::*;
use portolan::gateway::HistoryEvent;

use super::timeline::Timeline;
use crate::components::text::date;

/// The section "History".
#[component]
pub(super) fn HistorySection(history: RwSignal<Vec<HistoryEvent>>, time: ReadSignal<f64>) -> impl IntoView {
    view! {
        <section class="job-section" aria-labelledby="history-heading">
            <h2 id="history-heading">"History"</h2>
            <Timeline history time />
            <Show
                when=move || history.with(|history| !history.is_empty())
                fallback=|| view! { <p class="job-none">"Nothing has happened yet."</p> }
            >
                <ol class="job-history" role="list" aria-labelledby="history-heading">
                    {move || history.get().into_iter().map(event).collect_view()}
                </ol>
            </Show>
        </section>
    }
}

fn event(event: HistoryEvent) -> impl IntoView {
    let HistoryEvent { at, event, description, .. } = event;
    let at = at.map(|at| view! { <time class="job-history-time" datetime=at.clone()>{date(&at)}</time> });
    view! {
        <li class="job-history-event">
            <span class="job-history-name">{event}</span>
            {at}
            <span class="job-history-text">{description}</span>
        </li>
    }
}
