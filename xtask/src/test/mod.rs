//! All tests, part by part.

mod browser;
mod lint;
mod manners;
mod packages;
mod service;
mod tally;

use anyhow::{Result, bail};
use clap::ValueEnum;
use std::time::{Duration, Instant};

use crate::table::{row, table};
use tally::Tally;

/// A part of the tests that can be run alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// Formatting, clippy, licences, TypeScript, and whether generated files are up to date
    Lint,
    /// Rust tests of SDK, macros, portal and commands on this machine, and examples in documentation
    Unit,
    /// The SDK's tests in headless Chromium
    Wasm,
    /// The server's tests
    Server,
    /// Third-party clients of the services against a running server
    Clients,
    /// The packed npm package in its hosts
    Npm,
    /// The portal's components in headless Chromium, and its development build
    Components,
    /// The whole portal in Chromium, on a running server
    Journeys,
}

impl Part {
    fn run(self, tally: &mut Tally) -> Result<()> {
        match self {
            Part::Lint => lint::run(),
            Part::Unit => packages::unit(tally),
            Part::Wasm => browser::sdk(tally),
            Part::Server => packages::server(tally),
            Part::Clients => service::clients(tally),
            Part::Npm => service::npm(tally),
            Part::Components => browser::components(tally),
            Part::Journeys => service::journeys(tally),
        }
    }

    fn name(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
    }
}

/// How a part ended.
struct Outcome {
    part: Part,
    tally: Tally,
    time: Duration,
    error: Option<anyhow::Error>,
}

/// Runs the named parts, or all.
pub(crate) fn run(parts: &[Part]) -> Result<()> {
    let parts = if parts.is_empty() { Part::value_variants() } else { parts };
    let outcomes: Vec<Outcome> = parts.iter().map(|&part| run_part(part)).collect();
    let (report, passed) = report(&outcomes);
    println!("\n{report}");
    if passed { Ok(()) } else { bail!("not everything passed") }
}

fn run_part(part: Part) -> Outcome {
    println!("\n=== {} ===", part.name());
    let started = Instant::now();
    let mut tally = Tally::default();
    let error = part.run(&mut tally).err();
    if let Some(error) = &error {
        println!("{}: {error:#}", part.name());
        // A part that broke off before its tests could be counted has failed as well.
        tally.failed = tally.failed.max(1);
    }
    Outcome { part, tally, time: started.elapsed(), error }
}

/// The table of all parts, with the line of totals at its end; and whether all went well.
fn report(outcomes: &[Outcome]) -> (String, bool) {
    let mut rows = vec![row(["part", "result", "passed", "failed", "skipped", "seconds"])];
    let mut text = Vec::new();
    for Outcome { part, tally, time, error } in outcomes {
        let result = if error.is_none() { "ok" } else { "FAILED" };
        let numbers = [tally.passed, tally.failed, tally.skipped].map(|number| number.to_string());
        let seconds = format!("{:.1}", time.as_secs_f32());
        rows.push(row([&part.name(), result, &numbers[0], &numbers[1], &numbers[2], &seconds]));
        text.extend(error.iter().map(|error| format!("{}: {error:#}", part.name())));
    }
    let total: Tally = outcomes.iter().map(|outcome| outcome.tally).sum();
    text.insert(0, table(&rows) + "\n");
    text.push(total.to_string());
    (text.join("\n"), outcomes.iter().all(|outcome| outcome.error.is_none()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::anyhow;

    fn outcome(part: Part, passed: usize, error: Option<&'static str>) -> Outcome {
        let tally = Tally { passed, failed: usize::from(error.is_some()), skipped: 0 };
        Outcome { part, tally, time: Duration::from_millis(1500), error: error.map(|error| anyhow!(error)) }
    }

    #[test]
    fn totals_stand_at_the_end() {
        let (text, passed) = report(&[outcome(Part::Unit, 40, None), outcome(Part::Npm, 2, None)]);
        assert!(passed);
        assert!(text.contains("unit  ok          40       0        0      1.5"), "{text}");
        assert_eq!(text.lines().last(), Some("42 passed, 0 failed"));
    }

    #[test]
    fn one_failure_is_a_failure() {
        let (text, passed) =
            report(&[outcome(Part::Unit, 40, None), outcome(Part::Lint, 0, Some("not formatted"))]);
        assert!(!passed);
        assert!(text.contains("lint: not formatted\n40 passed, 1 failed"), "{text}");
    }
}
