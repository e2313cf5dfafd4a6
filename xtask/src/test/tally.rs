//! Counting tests by what their runners print.

use anyhow::{Result, ensure};
use std::fmt;
use std::process::Command;

use crate::process;

/// How many tests there were.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) passed: usize,
    pub(super) failed: usize,
    pub(super) skipped: usize,
}

/// Who runs the tests and tells their number.
#[derive(Clone, Copy, Debug)]
pub(super) enum Runner {
    Cargo,
    Pytest,
    Node,
    Playwright,
}

impl Tally {
    /// Runs tests to their end, shows what they print and counts them. No test at all is a failure.
    pub(super) fn watch(&mut self, runner: Runner, command: &mut Command) -> Result<()> {
        let before = *self;
        let succeeded = process::watch(command, |line| self.line(runner, line))?;
        let failed = self.failed - before.failed;
        ensure!(failed == 0, "{failed} failed");
        ensure!(succeeded, "the tests ended with an error");
        ensure!(self.passed > before.passed, "no test was run");
        Ok(())
    }

    fn line(&mut self, runner: Runner, line: &str) {
        match runner {
            Runner::Cargo => self.cargo(line),
            Runner::Pytest => self.pytest(line),
            Runner::Node => self.node(line),
            Runner::Playwright => self.playwright(line),
        }
    }

    /// `test result: ok. 3 passed; 0 failed; 1 ignored; ...`, once per program.
    fn cargo(&mut self, line: &str) {
        let Some((_, counts)) = line.split_once("test result: ").and_then(|(_, rest)| rest.split_once(". "))
        else {
            return;
        };
        counts.split(';').for_each(|count| self.count(count));
    }

    /// `=== 1 failed, 12 passed, 1 skipped in 3.21s ===`, at the end.
    fn pytest(&mut self, line: &str) {
        let line = line.trim_matches(['=', ' ']);
        if let Some((counts, _)) = line.rsplit_once(" in ").filter(|(_, time)| time.contains('s')) {
            counts.split(',').for_each(|count| self.count(count));
        }
    }

    /// `# pass 3` or `ℹ pass 3`, a line per number.
    fn node(&mut self, line: &str) {
        let words: Vec<&str> = line.split_whitespace().collect();
        if let ["#" | "ℹ", word, number] = words[..] {
            let word = match word {
                "pass" => "passed",
                "fail" | "cancelled" => "failed",
                other => other,
            };
            self.count(&format!("{number} {word}"));
        }
    }

    /// `  12 passed (3.4s)`, a line per number.
    fn playwright(&mut self, line: &str) {
        let count = line.trim();
        let count = count.split_once(" (").map_or(count, |(count, _)| count);
        self.count(count);
    }

    /// Takes in `3 passed` or the like; anything else changes nothing.
    fn count(&mut self, count: &str) {
        let Some((number, what)) = count.trim().split_once(' ') else {
            return;
        };
        let Ok(number) = number.parse::<usize>() else {
            return;
        };
        match what {
            "passed" | "flaky" => self.passed += number,
            "failed" | "error" | "errors" | "interrupted" | "did not run" => self.failed += number,
            "skipped" | "ignored" | "todo" | "xfailed" | "deselected" => self.skipped += number,
            _ => {}
        }
    }
}

impl std::iter::Sum for Tally {
    fn sum<I: Iterator<Item = Tally>>(tallies: I) -> Tally {
        tallies.fold(Tally::default(), |sum, next| Tally {
            passed: sum.passed + next.passed,
            failed: sum.failed + next.failed,
            skipped: sum.skipped + next.skipped,
        })
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 {
            write!(f, ", {} skipped", self.skipped)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(runner: Runner, lines: &str) -> [usize; 3] {
        let mut tally = Tally::default();
        lines.lines().for_each(|line| tally.line(runner, line));
        [tally.passed, tally.failed, tally.skipped]
    }

    #[test]
    fn cargo_tells_per_program() {
        let lines = "running 3 tests\ntest a ... ok\n\
            test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
            test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.00s\n\
            a line that says 7 passed\n";
        assert_eq!(tally(Runner::Cargo, lines), [4, 2, 1]);
    }

    #[test]
    fn pytest_tells_at_the_end() {
        let lines = "tests/clients/test_agavepy.py ...F [100%]\n====== 1 failed, 12 passed, 2 skipped in 3.21s ======\n";
        assert_eq!(tally(Runner::Pytest, lines), [12, 1, 2]);
        assert_eq!(tally(Runner::Pytest, "4 passed, 1 error in 61.02s (0:01:01)\n"), [4, 1, 0]);
    }

    #[test]
    fn node_tells_in_two_styles() {
        assert_eq!(
            tally(Runner::Node, "# tests 4\n# pass 3\n# fail 1\n# cancelled 0\n# skipped 2\n"),
            [3, 1, 2]
        );
        assert_eq!(tally(Runner::Node, "ℹ tests 3\nℹ pass 3\nℹ fail 0\n"), [3, 0, 0]);
    }

    #[test]
    fn playwright_tells_a_line_each() {
        let lines = "Running 15 tests using 1 worker\n  1 failed\n    [chromium] > a.spec.ts:3:1 > signs in\n  2 skipped\n  12 passed (3.4s)\n";
        assert_eq!(tally(Runner::Playwright, lines), [12, 1, 2]);
    }

    #[test]
    fn commands_that_test_nothing_have_failed() {
        let mut tally = Tally::default();
        assert!(tally.watch(Runner::Cargo, process::program("printf").arg("nothing")).is_err());
        let line = "test result: ok. 1 passed; 0 failed; 0 ignored";
        assert!(tally.watch(Runner::Cargo, process::program("printf").arg(line)).is_ok());
        assert_eq!(tally.passed, 1);
    }
}
