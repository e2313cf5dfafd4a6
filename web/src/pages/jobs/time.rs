//! Moments and lengths of time, as the jobs' pages need them.

/// Milliseconds since 1970 of an ISO 8601 moment such as `2026-11-02T10:08:54.250-05:00`. Without a zone it
/// counts as UTC.
pub fn epoch(text: &str) -> Option<i64> {
    let text = text.trim();
    let (date, rest) = text.split_at_checked(10)?;
    let mut parts = date.split('-').map(str::parse::<i64>);
    let (year, month, day) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    if parts.next().is_some() || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let midnight = days(year, month, day) * 86_400_000;
    let Some(clock) = rest.strip_prefix(['T', 't', ' ']) else {
        return rest.is_empty().then_some(midnight);
    };
    let zone_at = clock.find(['Z', 'z', '+', '-']).unwrap_or(clock.len());
    let (clock, zone) = clock.split_at(zone_at);
    Some(midnight + of_day(clock)? - offset(zone)?)
}

fn of_day(clock: &str) -> Option<i64> {
    let mut parts = clock.split(':');
    let hours: i64 = parts.next()?.parse().ok()?;
    let minutes: i64 = parts.next()?.parse().ok()?;
    let seconds: f64 = parts.next().unwrap_or("0").parse().ok()?;
    if !(0..=24).contains(&hours) || !(0..60).contains(&minutes) || !(0.0..61.0).contains(&seconds) {
        return None;
    }
    Some((hours * 60 + minutes) * 60_000 + (seconds * 1000.0).round() as i64)
}

fn offset(zone: &str) -> Option<i64> {
    let sign = match zone.chars().next() {
        None | Some('Z' | 'z') => return Some(0),
        Some('-') => -1,
        Some(_) => 1,
    };
    let digits: String = zone[1..].chars().filter(char::is_ascii_digit).collect();
    let hours: i64 = digits.get(..2)?.parse().ok()?;
    let minutes: i64 = digits.get(2..4).unwrap_or("0").parse().ok()?;
    Some(sign * (hours * 60 + minutes) * 60_000)
}

/// Days from 1970-01-01 to a day of the Gregorian calendar.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// A length of time in the two largest units that matter: `0.4 s`, `12 s`, `3 min 05 s`, `2 h 07 min`.
pub fn duration(milliseconds: i64) -> String {
    let milliseconds = milliseconds.max(0);
    let seconds = milliseconds / 1000;
    match seconds {
        0 if milliseconds == 0 => "0 s".to_owned(),
        0..10 => format!("{}.{} s", seconds, milliseconds % 1000 / 100),
        10..60 => format!("{seconds} s"),
        60..3_600 => format!("{} min {:02} s", seconds / 60, seconds % 60),
        3_600..86_400 => format!("{} h {:02} min", seconds / 3_600, seconds % 3_600 / 60),
        _ => format!("{} d {:02} h", seconds / 86_400, seconds % 86_400 / 3_600),
    }
}

/// How long something ran: from `started` to `ended`, or to `now` while it has not ended.
pub fn run_time(started: Option<&str>, ended: Option<&str>, now: i64) -> Option<i64> {
    let start = epoch(started?)?;
    let end = ended.and_then(epoch).unwrap_or(now);
    Some((end - start).max(0))
}

#[cfg(test)]
mod tests {
    use super::{duration, epoch, run_time};

    #[test]
    fn moments_are_read_with_and_without_zone() {
        assert_eq!(epoch("1970-01-01T00:00:00Z"), Some(0));
        assert_eq!(epoch("2018-11-02T10:08:54.000-05:00"), Some(1_541_171_334_000));
        assert_eq!(epoch("2018-11-02T15:08:54.25"), Some(1_541_171_334_250));
        assert_eq!(epoch("2018-11-02 15:08:54+0000"), Some(1_541_171_334_000));
        assert_eq!(epoch("2024-02-29"), Some(1_709_164_800_000));
    }

    #[test]
    fn what_is_no_moment_is_none() {
        for text in ["", "yesterday", "2024-13-01", "2024-01-01Tx", "2024-01-01T25:00", "2024-01-01T10:00+x", "ü-01"] {
            assert_eq!(epoch(text), None, "{text}");
        }
    }

    #[test]
    fn lengths_keep_two_units() {
        let shown: Vec<String> =
            [0, 480, 9_990, 12_000, 185_000, 7_620_000, 97_200_000].into_iter().map(duration).collect();
        assert_eq!(shown, ["0 s", "0.4 s", "9.9 s", "12 s", "3 min 05 s", "2 h 07 min", "1 d 03 h"]);
        assert_eq!(duration(-5), "0 s");
    }

    #[test]
    fn what_has_not_ended_runs_until_now() {
        let start = Some("1970-01-01T00:00:01Z");
        assert_eq!(run_time(start, None, 5_000), Some(4_000));
        assert_eq!(run_time(start, Some("1970-01-01T00:00:03Z"), 5_000), Some(2_000));
        assert_eq!(run_time(None, None, 5_000), None);
    }
}
