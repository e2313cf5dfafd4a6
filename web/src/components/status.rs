//! A job's status as a word with a sign; colour is never the only difference.

use leptos::prelude::*;
use portolan::gateway::Status;

/// The word in its chip.
#[component]
pub fn StatusBadge(
    /// The status.
    #[prop(into)]
    status: Signal<Status>,
) -> impl IntoView {
    view! {
        <span class=move || format!("status status-{}", kind(status.get()))>
            <span class="status-sign" aria-hidden="true"></span>
            {move || status.get().to_string()}
        </span>
    }
}

const fn kind(status: Status) -> &'static str {
    match status {
        Status::Queued => "waiting",
        Status::Staging | Status::Running | Status::Archiving => "going",
        Status::Finished => "good",
        Status::Failed => "bad",
        Status::Stopped => "ended",
    }
}
