use super::*;
use Decision::{Fail, Refresh, Retry, Unknown};
use Kind::{Once, Read, Set, Token};

fn status(code: u16) -> Ending {
    Ending::Status { code, retry_after_ms: None, token_expired: false }
}

fn expired() -> Ending {
    Ending::Status { code: 401, retry_after_ms: None, token_expired: true }
}

fn waiting(code: u16, milliseconds: u64) -> Ending {
    Ending::Status { code, retry_after_ms: Some(milliseconds), token_expired: false }
}

fn first(kind: Kind, ending: Ending) -> Decision {
    decide(kind, ending, 1, false, &mut Budget::default(), 0.5)
}

#[test]
fn the_table_holds_row_by_row() {
    let soon = Retry { after_ms: 125 };
    let later = Retry { after_ms: 500 };
    let rows = [
        (Ending::Lost, [soon, soon, Unknown, soon]),
        (expired(), [Refresh, Refresh, Refresh, Fail]),
        (status(401), [Fail, Fail, Fail, Fail]),
        (status(400), [Fail, Fail, Fail, Fail]),
        (status(403), [Fail, Fail, Fail, Fail]),
        (status(404), [Fail, Fail, Fail, Fail]),
        (status(405), [Fail, Fail, Fail, Fail]),
        (status(410), [Fail, Fail, Fail, Fail]),
        (status(413), [Fail, Fail, Fail, Fail]),
        (status(415), [Fail, Fail, Fail, Fail]),
        (status(422), [Fail, Fail, Fail, Fail]),
        (status(501), [Fail, Fail, Fail, Fail]),
        (status(505), [Fail, Fail, Fail, Fail]),
        (status(408), [soon, soon, Unknown, soon]),
        (status(500), [soon, soon, Unknown, soon]),
        (status(502), [soon, soon, Unknown, soon]),
        (status(504), [soon, soon, Unknown, soon]),
        (status(409), [Fail, Fail, Fail, Fail]),
        (status(423), [Fail, soon, Fail, Fail]),
        (status(425), [later, later, later, later]),
        (status(429), [later, later, later, later]),
        (status(503), [soon, soon, Unknown, soon]),
        (Ending::Redirected, [Fail, Fail, Fail, Fail]),
        (Ending::Garbled, [soon, soon, Unknown, Fail]),
    ];
    for (ending, expected) in rows {
        for (kind, expected) in [Read, Set, Once, Token].into_iter().zip(expected) {
            assert_eq!(first(kind, ending), expected, "{kind:?} after {ending:?}");
        }
    }
}

#[test]
fn a_token_is_refreshed_once_a_call() {
    assert_eq!(decide(Read, expired(), 2, true, &mut Budget::default(), 0.5), Fail);
}

#[test]
fn attempts_end() {
    for (kind, last) in [(Read, 3), (Set, 3), (Token, 2)] {
        let before = decide(kind, Ending::Lost, last - 1, false, &mut Budget::default(), 0.0);
        assert_eq!(before, Retry { after_ms: 0 }, "{kind:?}");
        assert_eq!(decide(kind, Ending::Lost, last, false, &mut Budget::default(), 0.0), Fail, "{kind:?}");
    }
    assert_eq!(decide(Read, Ending::Garbled, 2, false, &mut Budget::default(), 0.0), Fail);
}

#[test]
fn waits_grow_and_are_spread() {
    let after = |attempt, random| decide(Read, status(502), attempt, false, &mut Budget::default(), random);
    assert_eq!(after(1, 0.0), Retry { after_ms: 0 });
    assert_eq!(after(1, 0.999), Retry { after_ms: 249 });
    assert_eq!(after(2, 0.999), Retry { after_ms: 499 });
}

#[test]
fn retry_after_is_a_floor_and_has_a_limit() {
    assert_eq!(first(Read, waiting(503, 2_000)), Retry { after_ms: 2_125 });
    assert_eq!(first(Once, waiting(429, 60_000)), Retry { after_ms: 60_500 });
    assert_eq!(first(Read, waiting(429, 60_001)), Fail);
}

#[test]
fn an_empty_budget_ends_retries_and_successes_fill_it() {
    let mut budget = Budget::default();
    let mut retries = 0;
    while decide(Read, Ending::Lost, 1, false, &mut budget, 0.0) != Fail {
        retries += 1;
    }
    assert_eq!(retries, 35);
    for _ in 0..14 {
        budget.earn(0);
    }
    assert_eq!(decide(Read, Ending::Lost, 1, false, &mut budget, 0.0), Retry { after_ms: 0 });
    budget.earn(1);
    assert_eq!(decide(Read, Ending::Lost, 1, false, &mut budget, 0.0), Retry { after_ms: 0 });
}
