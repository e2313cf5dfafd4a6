//! How long each part of a job's life took, as a band.

use leptos::prelude::*;
use portolan::gateway::{HistoryEvent, Status};

use crate::components::text::{duration, moment};
use crate::sorting::sorted;

/// A stretch of a job's life in one status.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Stretch {
    /// The status.
    pub status: Status,
    /// Its length in seconds.
    pub seconds: f64,
    /// Whether it still goes on.
    pub open: bool,
}

/// How long a job was in each status, by its `changes`, each with its moment in milliseconds; the last one lasts
/// until `now` unless it is final. A status that comes back is told once, where it came first.
pub(super) fn stretches(changes: &[(Status, f64)], now: f64) -> Vec<Stretch> {
    let mut found: Vec<Stretch> = Vec::new();
    for (place, &(status, begin)) in changes.iter().enumerate() {
        if status.is_final() {
            break;
        }
        let next = changes.get(place + 1);
        let seconds = ((next.map_or(now, |next| next.1) - begin) / 1000.0).max(0.0);
        match found.iter_mut().find(|known| known.status == status) {
            Some(known) => {
                known.seconds += seconds;
                known.open = next.is_none();
            }
            None => found.push(Stretch { status, seconds, open: next.is_none() }),
        }
    }
    found
}

/// The band with one part per stretch, and the same in words below it.
#[component]
pub(super) fn Timeline(
    history: RwSignal<Vec<HistoryEvent>>,
    /// The time now.
    time: ReadSignal<f64>,
) -> impl IntoView {
    let changes = Memo::new(move |_| {
        history.with(|history| {
            let changes: Vec<(Status, f64)> = history
                .iter()
                .filter_map(|event| Some((event.status?, moment(event.at.as_deref()?)?)))
                .collect();
            sorted(changes, |a, b| a.1.total_cmp(&b.1))
        })
    });
    let over =
        Memo::new(move |_| changes.with(|changes| changes.last().is_some_and(|last| last.0.is_final())));
    let parts = Memo::new(move |_| {
        let now = if over.get() { time.get_untracked() } else { time.get() };
        changes.with(|changes| stretches(changes, now))
    });
    view! {
        <Show when=move || parts.with(|parts| !parts.is_empty())>
            <div class="timeline">
                <div class="timeline-band" aria-hidden="true">
                    {move || parts.get().into_iter().map(|part| band(&part)).collect_view()}
                </div>
                <ul class="timeline-words small" role="list">
                    {move || parts.get().into_iter().map(|part| words(&part)).collect_view()}
                </ul>
            </div>
        </Show>
    }
}

fn band(part: &Stretch) -> impl IntoView + use<> {
    // Even the shortest stretch is to be seen, and the longest must not drown the others.
    let share = part.seconds.max(0.2).sqrt();
    view! {
        <span
            class=format!("timeline-part timeline-{}", part.status.word())
            class:timeline-open=part.open
            style:flex-grow=format!("{share:.2}")
        ></span>
    }
}

fn words(part: &Stretch) -> impl IntoView + use<> {
    view! {
        <li>
            <span class=format!("timeline-key timeline-{}", part.status.word()) aria-hidden="true"></span>
            {part.status.word()}
            " "
            <span class="soft">{duration(part.seconds)}</span>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use portolan::gateway::Status;

    use super::{Stretch, stretches};

    #[test]
    fn stretches_lie_between_changes() {
        let changes = [
            (Status::Queued, 0.0),
            (Status::Staging, 1_000.0),
            (Status::Staging, 1_500.0),
            (Status::Queued, 3_000.0),
            (Status::Running, 3_500.0),
            (Status::Finished, 63_000.0),
        ];
        let found = stretches(&changes, 99_000.0);
        assert_eq!(
            found,
            [
                Stretch { status: Status::Queued, seconds: 1.5, open: false },
                Stretch { status: Status::Staging, seconds: 2.0, open: false },
                Stretch { status: Status::Running, seconds: 59.5, open: false },
            ]
        );
    }

    #[test]
    fn what_goes_on_lasts_until_now() {
        let found = stretches(&[(Status::Running, 1_000.0)], 4_000.0);
        assert_eq!(found, [Stretch { status: Status::Running, seconds: 3.0, open: true }]);
        assert!(stretches(&[], 1.0).is_empty());
        assert!(stretches(&[(Status::Failed, 0.0)], 1.0).is_empty());
    }
}
