//! The retry policy as one pure function.

use crate::endpoint::Kind;

/// Attempts in all.
pub const ATTEMPTS: u32 = 3;
const BASE_MS: u64 = 250;
const THROTTLED_BASE_MS: u64 = 1_000;
const CAP_MS: u64 = 20_000;
/// The longest wait that a service may ask for; longer ones fail at once.
pub const LONGEST_RETRY_AFTER_MS: u64 = 60_000;

const BUDGET: u32 = 500;
const RETRY_COST: u32 = 14;
const THROTTLED_COST: u32 = 5;

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Ending {
    /// No answer: the connection failed, or the attempt took too long.
    Lost,
    /// An answer with this status, and the wait that it asks for in milliseconds.
    Status {
        /// The HTTP status.
        code: u16,
        /// `Retry-After`, in milliseconds.
        retry_after_ms: Option<u64>,
        /// Whether it tells that the token is no longer good.
        token_expired: bool,
    },
    /// A successful status with a body that cannot be understood.
    Garbled,
    /// A redirect, which is never followed.
    Redirected,
}

/// What to do after a failed attempt.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Decision {
    /// Wait this many milliseconds, then send it again.
    Retry {
        /// The wait.
        after_ms: u64,
    },
    /// Get a new token, then send it again.
    Refresh,
    /// Fail: it was refused, or there is no use in another attempt.
    Fail,
    /// Fail, and say that it may have been carried out.
    Unknown,
}

/// What a client may still spend on retries: shared by all its calls, so that a failing service is not flooded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    tokens: u32,
}

impl Default for Budget {
    fn default() -> Self {
        Self { tokens: BUDGET }
    }
}

impl Budget {
    /// Takes the cost of one retry; `false` when there is not enough left.
    pub fn spend(&mut self, throttled: bool) -> bool {
        let cost = if throttled { THROTTLED_COST } else { RETRY_COST };
        let enough = self.tokens >= cost;
        if enough {
            self.tokens -= cost;
        }
        enough
    }

    /// A success gives back what its retries cost, and one token more when it needed none.
    pub fn earn(&mut self, retries: u32) {
        let earned = if retries == 0 { 1 } else { retries * RETRY_COST };
        self.tokens = (self.tokens + earned).min(BUDGET);
    }
}

/// Decides what follows a failed attempt.
///
/// `attempt` counts from 1; `refreshed` says whether this call has had a new token already; `random` is in `0.0..1.0`. The budget
/// is only charged when the decision is to retry.
pub fn decide(
    kind: Kind,
    ending: Ending,
    attempt: u32,
    refreshed: bool,
    budget: &mut Budget,
    random: f64,
) -> Decision {
    let once = kind == Kind::Once;
    let lost = if once { Decision::Unknown } else { Decision::Fail };
    let again = |budget: &mut Budget, most: u32, base: u64, floor: u64, spent: Decision| {
        let throttled = base == THROTTLED_BASE_MS;
        if attempt >= most || floor > LONGEST_RETRY_AFTER_MS || !budget.spend(throttled) {
            return spent;
        }
        let ceiling = (base << (attempt - 1)).min(CAP_MS);
        Decision::Retry { after_ms: floor + (random * ceiling as f64) as u64 }
    };
    // A refresh is repeated once at most: its first try may have replaced the token already.
    let most = if kind == Kind::Token { 2 } else { ATTEMPTS };
    match ending {
        Ending::Redirected => Decision::Fail,
        Ending::Lost if once => Decision::Unknown,
        Ending::Lost => again(budget, most, BASE_MS, 0, Decision::Fail),
        Ending::Garbled if once => Decision::Unknown,
        Ending::Garbled if kind == Kind::Token => Decision::Fail,
        Ending::Garbled => again(budget, 2, BASE_MS, 0, Decision::Fail),
        Ending::Status { token_expired: true, .. } if kind != Kind::Token && !refreshed => Decision::Refresh,
        Ending::Status { code, retry_after_ms, .. } => {
            let floor = retry_after_ms.unwrap_or(0);
            match code {
                425 | 429 => again(budget, ATTEMPTS, THROTTLED_BASE_MS, floor, Decision::Fail),
                503 | 408 | 500 | 502 | 504 if once => lost,
                503 => again(budget, most, BASE_MS, floor, Decision::Fail),
                408 | 500 | 502 | 504 => again(budget, most, BASE_MS, floor, Decision::Fail),
                423 if kind == Kind::Set => again(budget, most, BASE_MS, floor, Decision::Fail),
                _ => Decision::Fail,
            }
        }
    }
}

#[cfg(test)]
mod tests;
