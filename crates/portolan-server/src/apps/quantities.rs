//! Times and amounts of memory as Agave writes them.

/// What a run time must look like.
pub const TIME: &str = "must be hours, minutes and seconds as hh:mm:ss";

/// What an amount of memory must look like.
pub const MEMORY: &str = "must be a number of gigabytes, or a number with a unit such as 512MB or 2.5GB";

/// Seconds of a run time such as `24:00:00`.
pub fn seconds(text: &str) -> Option<u64> {
    let mut parts = text.split(':');
    let mut part = |lengths: std::ops::RangeInclusive<usize>| {
        let digits = parts.next()?;
        let sound = lengths.contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        sound.then(|| digits.parse::<u64>().ok())?
    };
    let (hours, minutes, seconds) = (part(1..=4)?, part(2..=2)?, part(2..=2)?);
    (parts.next().is_none() && minutes < 60 && seconds < 60).then_some(hours * 3600 + minutes * 60 + seconds)
}

/// A run time of so many seconds.
pub fn time(seconds: u64) -> String {
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// Gigabytes of an amount such as `2`, `512MB` or `1.5 TB`; always above zero.
pub fn gigabytes(text: &str) -> Option<f64> {
    let text = text.trim().to_uppercase();
    let number_ends = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let number: f64 = text[..number_ends].parse().ok()?;
    let factor = match text[number_ends..].trim() {
        "" | "GB" => 1.0,
        "MB" => 1.0 / 1024.0,
        "TB" => 1024.0,
        "PB" => 1024.0 * 1024.0,
        "EB" => 1024.0 * 1024.0 * 1024.0,
        _ => return None,
    };
    let amount = number * factor;
    (amount > 0.0 && amount.is_finite()).then_some(amount)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        for (text, expected) in [
            ("00:00:05", Some(5)),
            ("1:00:00", Some(3600)),
            ("9999:59:59", Some(9999 * 3600 + 3599)),
            ("00:60:00", None),
            ("00:00:60", None),
            ("00:00", None),
            ("00:00:00:00", None),
            ("10000:00:00", None),
            ("-1:00:00", None),
            ("1:0:0", None),
            ("", None),
            ("1 hour", None),
            ("٠٠:٠٠:٠٥", None),
        ] {
            assert_eq!(seconds(text), expected, "{text}");
        }
        assert_eq!(time(90_061), "25:01:01");
    }

    #[test]
    fn amounts() {
        for (text, expected) in [
            ("4", Some(4.0)),
            ("2.5", Some(2.5)),
            ("512mb", Some(0.5)),
            ("1.5 TB", Some(1536.0)),
            ("0", None),
            ("-1", None),
            ("GB", None),
            ("1KB", None),
            ("1..2", None),
            ("", None),
        ] {
            assert_eq!(gigabytes(text), expected, "{text}");
        }
    }
}
