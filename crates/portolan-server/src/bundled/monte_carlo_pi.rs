//! Monte Carlo pi: the share of random points of a square that lie in its quarter circle.

use std::fs::File;
use std::io::{self, Write};
use std::time::{Duration, Instant};

use anyhow::Context;
use clap::Args;

use super::arguments::{between, positive, whole};

/// Estimates pi from random points; writes `convergence.csv` as it goes and `pi.json` at the end.
#[derive(Debug, Args)]
pub struct MonteCarloPi {
    /// How many points to draw.
    #[arg(long, value_parser = between(1, 1_000_000_000_000), default_value = "10000000")]
    samples: u64,
    /// Stops after so many seconds, whatever is drawn by then.
    #[arg(long, value_parser = positive)]
    seconds: Option<f64>,
    /// The same seed draws the same points.
    #[arg(long, value_parser = whole)]
    seed: Option<u64>,
}

/// So many points are drawn between two looks at the clock: a few milliseconds' worth.
const BATCH: u64 = 1_000_000;

impl MonteCarloPi {
    /// Draws the points, reporting at least each second.
    pub(super) fn run(self) -> anyhow::Result<()> {
        let table = File::create("convergence.csv").context("cannot write convergence.csv")?;
        let seed = self.seed.unwrap_or_else(|| fastrand::u64(..));
        let begun = Instant::now();
        let limit =
            self.seconds.map(Duration::try_from_secs_f64).transpose().context("--seconds is too large")?;
        let enough = || limit.is_some_and(|limit| begun.elapsed() >= limit);
        let drawn = draw(self.samples, seed, &mut io::stdout(), &table, enough)?;
        table.sync_all()?;
        let result = serde_json::json!({
            "pi": drawn.pi(),
            "error": drawn.pi() - std::f64::consts::PI,
            "standardError": drawn.standard_error(),
            "samples": drawn.samples,
            "inside": drawn.inside,
            "seed": seed,
            "seconds": begun.elapsed().as_secs_f64(),
        });
        std::fs::write("pi.json", serde_json::to_vec_pretty(&result)?).context("cannot write pi.json")?;
        Ok(())
    }
}

/// The points so far.
#[derive(Debug, Clone, Copy, Default)]
struct Drawn {
    samples: u64,
    inside: u64,
}

impl Drawn {
    fn pi(self) -> f64 {
        4.0 * self.inside as f64 / self.samples as f64
    }

    fn standard_error(self) -> f64 {
        let share = self.inside as f64 / self.samples as f64;
        4.0 * (share * (1.0 - share) / self.samples as f64).sqrt()
    }

    fn add(&mut self, points: u64, random: &mut fastrand::Rng) {
        // Each coordinate is the middle of one of 2^30 equal steps, in units of half a step.
        const RADIUS: u64 = 1 << 31;
        const MASK: u64 = (1 << 30) - 1;
        let mut inside = 0;
        for _ in 0..points {
            let bits = random.u64(..);
            let x = 2 * (bits & MASK) + 1;
            let y = 2 * (bits >> 34) + 1;
            inside += u64::from(x * x + y * y <= RADIUS * RADIUS);
        }
        self.samples += points;
        self.inside += inside;
    }
}

/// Draws points until there are enough; a line for people and a row for the table at every power of ten,
/// its double and its fivefold, and at least each second.
fn draw(
    samples: u64,
    seed: u64,
    log: &mut impl Write,
    mut table: impl Write,
    enough: impl Fn() -> bool,
) -> io::Result<Drawn> {
    let mut random = fastrand::Rng::with_seed(seed);
    let mut drawn = Drawn::default();
    let mut milestones = milestones();
    let mut milestone = milestones.next().unwrap_or(samples);
    let mut reported = Instant::now();
    table.write_all(b"samples,inside,pi,error\n")?;
    loop {
        let target = samples.min(milestone);
        drawn.add(BATCH.min(target - drawn.samples), &mut random);
        let ended = drawn.samples == samples || enough();
        if ended || drawn.samples == milestone || reported.elapsed() >= Duration::from_millis(900) {
            report(drawn, samples, log, &mut table)?;
            reported = Instant::now();
        }
        if ended {
            return Ok(drawn);
        }
        if drawn.samples == milestone {
            milestone = milestones.next().unwrap_or(samples);
        }
    }
}

fn report(drawn: Drawn, samples: u64, log: &mut impl Write, table: &mut impl Write) -> io::Result<()> {
    let (pi, error) = (drawn.pi(), drawn.pi() - std::f64::consts::PI);
    let percent = 100.0 * drawn.samples as f64 / samples as f64;
    writeln!(log, "{percent:5.1} %  samples {}  pi {pi:.10}  error {error:+.3e}", drawn.samples)?;
    log.flush()?;
    writeln!(table, "{},{},{pi},{error}", drawn.samples, drawn.inside)?;
    table.flush()
}

fn milestones() -> impl Iterator<Item = u64> {
    (2..19).map(|power| 10_u64.pow(power)).flat_map(|ten| [ten, 2 * ten, 5 * ten])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(samples: u64, seed: u64) -> (Drawn, String, String) {
        let (mut log, mut table) = (Vec::new(), Vec::new());
        let drawn = draw(samples, seed, &mut log, &mut table, || false).unwrap();
        (drawn, String::from_utf8(log).unwrap(), String::from_utf8(table).unwrap())
    }

    #[test]
    fn comes_within_five_standard_errors_of_pi() {
        for seed in 0..5 {
            let (drawn, ..) = run(2_000_000, seed);
            let error = (drawn.pi() - std::f64::consts::PI).abs();
            // 1.642 is the standard deviation of four times one point's share.
            assert!(error < 5.0 * 1.642 / 2_000_000_f64.sqrt(), "{error}");
        }
    }

    #[test]
    fn a_seed_repeats_its_points_and_another_does_not() {
        assert_eq!(run(50_000, 3).0.inside, run(50_000, 3).0.inside);
        assert_ne!(run(50_000, 3).0.inside, run(50_000, 4).0.inside);
    }

    #[test]
    fn the_table_has_a_row_per_milestone_and_ends_with_all_samples() {
        let (drawn, log, table) = run(1_234, 1);
        let counts: Vec<&str> = table.lines().map(|line| line.split(',').next().unwrap()).collect();
        assert_eq!(counts, ["samples", "100", "200", "500", "1000", "1234"]);
        assert_eq!(drawn.samples, 1_234);
        assert!(log.lines().last().unwrap().starts_with("100.0 %"), "{log}");
        let last: Vec<f64> =
            table.lines().last().unwrap().split(',').map(|cell| cell.parse().unwrap()).collect();
        assert!((last[2] - 4.0 * last[1] / 1_234.0).abs() < 1e-12);
    }

    #[test]
    fn stops_early_when_told() {
        let mut log = Vec::new();
        let drawn = draw(1_000_000_000_000, 1, &mut log, io::sink(), || true).unwrap();
        assert!(drawn.samples <= BATCH);
    }
}
