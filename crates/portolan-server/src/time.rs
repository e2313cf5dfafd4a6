//! Moments: milliseconds since 1970 in the database, ISO 8601 with an offset on the wire.

use std::time::{SystemTime, UNIX_EPOCH};

/// Now, in milliseconds since 1970.
pub fn now() -> i64 {
    millis(SystemTime::now())
}

/// A system time in milliseconds since 1970; moments before that are negative.
pub fn millis(time: SystemTime) -> i64 {
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_millis()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_millis()).map_or(i64::MIN, |n| -n),
    }
}

/// The moment as Agave writes it.
///
/// ```
/// assert_eq!(portolan_server::time::iso(1_541_171_334_000), "2018-11-02T15:08:54.000+00:00");
/// ```
pub fn iso(millis: i64) -> String {
    let time = jiff::Timestamp::from_millisecond(millis).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    time.strftime("%Y-%m-%dT%H:%M:%S.%3f+00:00").to_string()
}

/// The moment as Agave's metadata service writes it.
///
/// ```
/// assert_eq!(portolan_server::time::utc(1_541_171_334_000), "2018-11-02T15:08:54.000Z");
/// ```
pub fn utc(millis: i64) -> String {
    let time = jiff::Timestamp::from_millisecond(millis).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    time.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

/// The moment as Abaco writes it.
///
/// ```
/// assert_eq!(portolan_server::time::plain(1_556_701_811_123), "2019-05-01 09:10:11.123000");
/// ```
pub fn plain(millis: i64) -> String {
    let time = jiff::Timestamp::from_millisecond(millis).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    time.strftime("%Y-%m-%d %H:%M:%S.%6f").to_string()
}

/// The moment as HTTP headers write it.
pub fn http(millis: i64) -> String {
    let time = jiff::Timestamp::from_millisecond(millis).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    time.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}
