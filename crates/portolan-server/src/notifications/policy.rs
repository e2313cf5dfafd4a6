//! When a message that did not arrive is sent again.

use serde::{Deserialize, Serialize};

/// The longest wait, in seconds.
const DAY: u64 = 86_400;

/// What to do when a message does not arrive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Policy {
    /// When the tries come.
    pub retry_strategy: Strategy,
    /// So many tries after the first.
    pub retry_limit: u32,
    /// Seconds between tries.
    pub retry_rate: u32,
    /// Seconds before the first of them, when they are delayed.
    pub retry_delay: u32,
    /// Whether the content of a message that never arrived is kept in the log of attempts.
    pub save_on_failure: bool,
}

impl Default for Policy {
    fn default() -> Policy {
        Policy {
            retry_strategy: Strategy::Immediate,
            retry_limit: 5,
            retry_rate: 5,
            retry_delay: 0,
            save_on_failure: false,
        }
    }
}

/// When tries come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Strategy {
    /// Never.
    None,
    /// The first at once, others at the rate.
    Immediate,
    /// The first after the delay, others at the rate.
    Delayed,
    /// Each after twice the time of the one before, beginning with the rate.
    Exponential,
}

impl Policy {
    /// When to try again after so many tries, in milliseconds since 1970; nothing when it is given up.
    pub fn next(&self, tried: u32, now: i64) -> Option<i64> {
        let retry = tried.checked_sub(1)?;
        if self.retry_strategy == Strategy::None || retry >= self.retry_limit {
            return None;
        }
        let rate = u64::from(self.retry_rate);
        let seconds = match (self.retry_strategy, retry) {
            (Strategy::Immediate | Strategy::None, 0) => 0,
            (Strategy::Delayed, 0) => u64::from(self.retry_delay),
            (Strategy::Exponential, _) => rate.saturating_mul(1 << retry.min(30)),
            _ => rate,
        };
        Some(now.saturating_add(i64::try_from(seconds.min(DAY)).unwrap_or_default() * 1000))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_come_as_their_strategy_says() {
        for (strategy, expected) in [
            (Strategy::None, vec![]),
            (Strategy::Immediate, vec![0, 7, 7]),
            (Strategy::Delayed, vec![60, 7, 7]),
            (Strategy::Exponential, vec![7, 14, 28]),
        ] {
            let policy = Policy {
                retry_strategy: strategy,
                retry_limit: 3,
                retry_rate: 7,
                retry_delay: 60,
                save_on_failure: false,
            };
            let waits: Vec<i64> =
                (1..).map_while(|tried| policy.next(tried, 0)).map(|at| at / 1000).collect();
            assert_eq!(waits, expected, "{strategy:?}");
        }
    }

    #[test]
    fn a_wait_is_never_longer_than_a_day() {
        let policy = Policy {
            retry_strategy: Strategy::Exponential,
            retry_limit: 1440,
            retry_rate: 86_400,
            ..Policy::default()
        };
        assert_eq!(policy.next(1440, 0), Some(86_400_000));
        assert_eq!(policy.next(1441, 0), None);
    }

    #[test]
    fn it_is_stored_and_read_back_with_what_is_missing() {
        let text = serde_json::to_string(&Policy::default()).unwrap();
        assert!(text.contains(r#""retryStrategy":"IMMEDIATE""#), "{text}");
        assert_eq!(serde_json::from_str::<Policy>(&text).unwrap(), Policy::default());
        assert_eq!(serde_json::from_str::<Policy>("{}").unwrap(), Policy::default());
    }
}
