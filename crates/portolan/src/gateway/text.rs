//! Logs that services send whole each time.

use super::LogChunk;

/// The most of a log that is shown at once.
const LOG_BYTES: usize = 256 * 1024;

/// What of a log follows a place; at the beginning of a long log only its last part.
pub(super) fn piece(log: &str, from: u64) -> LogChunk {
    let from = usize::try_from(from).unwrap_or(usize::MAX);
    let mut start = if from == 0 { log.len().saturating_sub(LOG_BYTES) } else { from.min(log.len()) };
    while !log.is_char_boundary(start) {
        start += 1;
    }
    LogChunk {
        text: log[start..].to_owned(),
        next: log.len() as u64,
        skipped: if from == 0 { start as u64 } else { 0 },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_new_is_given() {
        assert_eq!(piece("one\ntwo\n", 4), LogChunk { text: "two\n".into(), next: 8, skipped: 0 });
        assert_eq!(piece("one", 3), LogChunk { text: String::new(), next: 3, skipped: 0 });
        assert_eq!(piece("o", 3).next, 1, "a log that begins anew is followed from its end");
    }

    #[test]
    fn a_long_log_begins_late_and_at_a_character() {
        let log = "ü".repeat(LOG_BYTES);
        let chunk = piece(&format!("x{log}"), 0);
        assert_eq!(chunk.skipped as usize + chunk.text.len(), log.len() + 1);
        assert!(chunk.text.starts_with('ü'));
    }
}
