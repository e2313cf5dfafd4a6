//! What has happened to the job, event by event.

use leptos::prelude::*;
use portolan::gateway::HistoryEvent;

use super::timeline::Timeline;
use crate::components::text::{date, duration, moment};

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
                    {move || {
                        let history = history.get();
                        let first = history.first().and_then(|event| moment(event.at.as_deref()?));
                        history.into_iter().map(|happened| event(happened, first)).collect_view()
                    }}
                </ol>
            </Show>
        </section>
    }
}

/// One event. The first is told with its date, those after it by how much later they came.
fn event(event: HistoryEvent, first: Option<f64>) -> impl IntoView {
    let HistoryEvent { at, event, description, .. } = event;
    let at = at.map(|at| {
        let later =
            moment(&at).zip(first).map(|(at, first)| (at - first) / 1000.0).filter(|later| *later > 0.0);
        let exact = date(&at);
        let words = later.map_or_else(|| exact.clone(), |later| format!("+ {}", duration(later)));
        view! { <time class="job-history-time" datetime=at title=exact>{words}</time> }
    });
    view! {
        <li class="job-history-event">
            <span class="job-history-name">{event}</span>
            {at}
            <span class="job-history-text">{description}</span>
        </li>
    }
}
