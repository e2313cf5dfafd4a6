//! Moments and lengths of time, as services write them.

/// Seconds since 1970 as in ISO 8601; `None` for 0, which says that it has not happened.
pub(super) fn moment(seconds: u64) -> Option<String> {
    if seconds == 0 {
        return None;
    }
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    let (year, month, day) = date(days);
    let (hour, minute, second) = (rest / 3_600, rest / 60 % 60, rest % 60);
    let two = |number: u64| if number < 10 { format!("0{number}") } else { number.to_string() };
    Some(
        [
            &year.to_string(),
            "-",
            &two(month),
            "-",
            &two(day),
            "T",
            &two(hour),
            ":",
            &two(minute),
            ":",
            &two(second),
            "Z",
        ]
        .concat(),
    )
}

/// The date of a day counted from 1970, in years that begin in March: then the leap day is the last.
fn date(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (era * 400 + year_of_era + u64::from(month <= 2), month, day)
}

/// `hh:mm:ss` in seconds.
pub(super) fn seconds(text: &str) -> Option<u64> {
    let mut parts = text.trim().split(':');
    let mut next = |longest: usize| {
        let part = parts.next()?;
        let digits = (1..=longest).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| part.parse::<u64>().ok()).flatten()
    };
    let (hours, minutes, seconds) = (next(4)?, next(2)?, next(2)?);
    (parts.next().is_none() && minutes < 60 && seconds < 60).then_some(hours * 3600 + minutes * 60 + seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_as_in_iso_8601() {
        let rows = [
            (1, "1970-01-01T00:00:01Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_709_251_199, "2024-02-29T23:59:59Z"),
            (1_763_632_800, "2025-11-20T10:00:00Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
        ];
        for (seconds, text) in rows {
            assert_eq!(moment(seconds).as_deref(), Some(text));
        }
        assert_eq!(moment(0), None);
    }

    #[test]
    fn run_times_are_hours_minutes_and_seconds() {
        assert_eq!(seconds("01:02:03"), Some(3723));
        for bad in ["", "1", "01:02", "01:60:00", "1:2:3:4", "a:b:c"] {
            assert_eq!(seconds(bad), None, "{bad}");
        }
    }
}
