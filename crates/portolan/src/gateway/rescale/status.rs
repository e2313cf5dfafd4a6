//! Where a job stands: Rescale tells it as a history of words, and how it ended as a reason.

use crate::gateway::Status;
use crate::json::Json;

/// What a job is that has not been submitted.
pub(super) const DRAFT: &str = "Draft";

/// Rescale's words for the states of a job.
const STATES: [(&str, Status); 14] = [
    ("draft", Status::Queued),
    ("pending", Status::Queued),
    ("queued", Status::Queued),
    ("waiting for queue", Status::Queued),
    ("waiting for cluster", Status::Queued),
    ("started", Status::Staging),
    ("validated", Status::Staging),
    ("executing", Status::Running),
    ("stopping", Status::Archiving),
    ("completed", Status::Finished),
    ("failed", Status::Failed),
    ("stopped", Status::Stopped),
    ("terminated", Status::Stopped),
    ("force stop", Status::Stopped),
];

/// The word for where a job stands; an unknown one is taken for a job that is still active.
pub(super) fn of_word(word: &str) -> Status {
    let word = word.trim().to_lowercase().replace('_', " ");
    let known = STATES
        .iter()
        .find(|(known, _)| *known == word || (*known == "force stop" && word.starts_with(known)));
    known.map_or(Status::Running, |(_, status)| *status)
}

/// Where a job stands by its history, newest first.
pub(super) fn of_history(statuses: &[Json]) -> Status {
    let Some(newest) = statuses.first() else { return of_word(DRAFT) };
    let word = |entry: &Json| entry.text_of("status").unwrap_or_default().to_lowercase();
    let status = of_word(&word(newest));
    if status != Status::Finished {
        return status;
    }
    // Completed only says that it is over.
    let was_stopped =
        statuses.iter().any(|entry| word(entry).starts_with("stopping") || word(entry).starts_with("force"));
    let reason = newest.text_of("statusReason").unwrap_or_default().to_lowercase();
    match () {
        () if reason.contains("success") => Status::Finished,
        () if was_stopped => Status::Stopped,
        () if reason.is_empty() => Status::Finished,
        () => Status::Failed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn history(entries: &[(&str, &str)]) -> Status {
        let entries: Vec<_> = entries
            .iter()
            .map(|(status, reason)| {
                let mut entry = Json::object();
                entry.set("status", (*status).into());
                entry.set("statusReason", (*reason).into());
                entry
            })
            .collect();
        of_history(&entries)
    }

    #[test]
    fn words_are_known_in_any_spelling() {
        assert_eq!(of_word("WAITING_FOR_CLUSTER"), Status::Queued);
        assert_eq!(of_word("Executing"), Status::Running);
        assert_eq!(of_word("Force Stopped"), Status::Stopped);
        assert_eq!(of_word("Pondering"), Status::Running);
    }

    #[test]
    fn completed_is_only_an_end_of_which_the_reason_tells_more() {
        assert_eq!(history(&[("Completed", "Completed successfully"), ("Executing", "")]), Status::Finished);
        assert_eq!(history(&[("Completed", "A run failed"), ("Executing", "")]), Status::Failed);
        assert_eq!(history(&[("Completed", ""), ("Stopping", ""), ("Executing", "")]), Status::Stopped);
        assert_eq!(history(&[("Completed", "")]), Status::Finished);
        assert_eq!(history(&[("Executing", "")]), Status::Running);
        assert_eq!(history(&[]), Status::Queued);
    }
}
