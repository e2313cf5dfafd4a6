//! Dates as people write them in search terms.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use crate::time;

/// Milliseconds of a day.
pub(super) const DAY: i64 = 86_400_000;

/// The moment in milliseconds since 1970: ISO 8601, epoch seconds or milliseconds, or a phrase such as `yesterday`
/// or `3 days ago`. What has no zone is UTC.
pub(super) fn parse(text: &str) -> Option<i64> {
    let text = text.trim();
    if let Ok(number) = text.parse::<i64>() {
        // Seconds until the year 5138, milliseconds from 1973 on.
        return Some(if number.abs() < 100_000_000_000 { number * 1000 } else { number });
    }
    iso(text).or_else(|| phrase(&text.to_lowercase()))
}

fn iso(text: &str) -> Option<i64> {
    // A plus sign that was not encoded arrives as a space.
    let zoned = match text.rsplit_once(' ') {
        Some((moment, zone)) if moment.contains('T') => format!("{moment}+{zone}"),
        _ => text.to_owned(),
    };
    if let Ok(moment) = zoned.parse::<jiff::Timestamp>() {
        return Some(moment.as_millisecond());
    }
    let civil = text.parse::<DateTime>().or_else(|_| text.parse::<Date>().map(DateTime::from)).ok()?;
    Some(TimeZone::UTC.to_timestamp(civil).ok()?.as_millisecond())
}

fn phrase(text: &str) -> Option<i64> {
    let now = time::now();
    let today = now.div_euclid(DAY) * DAY;
    match text {
        "now" => return Some(now),
        "today" => return Some(today),
        "yesterday" => return Some(today - DAY),
        "tomorrow" => return Some(today + DAY),
        _ => {}
    }
    let mut words = text.split_whitespace();
    let count: i64 = match words.next()? {
        "a" | "an" | "one" => 1,
        number => number.parse().ok()?,
    };
    let unit = match words.next()?.trim_end_matches('s') {
        "second" => 1000,
        "minute" => 60_000,
        "hour" => 3_600_000,
        "day" => DAY,
        "week" => 7 * DAY,
        "month" => 30 * DAY,
        "year" => 365 * DAY,
        _ => return None,
    };
    (words.next() == Some("ago") && words.next().is_none())
        .then(|| now.saturating_sub(count.saturating_mul(unit)))
}
