//! How fast bytes move, steady enough to read.

/// A running estimate from what was reported.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rate {
    first: Option<(f64, u64)>,
    last: Option<(f64, u64)>,
    per_second: Option<f64>,
}

/// Milliseconds over which older measurements lose half of their weight.
const HALF_LIFE: f64 = 2_000.0;

impl Rate {
    /// Takes in that so many bytes had moved at a moment (milliseconds).
    pub fn add(&mut self, now: f64, loaded: u64) {
        self.first.get_or_insert((now, loaded));
        let Some((before, bytes)) = self.last.replace((now, loaded)) else { return };
        let elapsed = now - before;
        if elapsed <= 0.0 || loaded < bytes {
            return;
        }
        #[expect(clippy::cast_precision_loss, reason = "an estimate")]
        let measured = (loaded - bytes) as f64 * 1_000.0 / elapsed;
        let keep = 0.5_f64.powf(elapsed / HALF_LIFE);
        self.per_second = Some(self.per_second.map_or(measured, |old| old * keep + measured * (1.0 - keep)));
    }

    /// Bytes per second, once there is something to tell from.
    pub fn per_second(&self) -> Option<f64> {
        self.per_second.filter(|rate| *rate > 0.0)
    }

    /// Seconds that the rest will take.
    pub fn remaining(&self, total: u64) -> Option<f64> {
        let (_, loaded) = self.last?;
        #[expect(clippy::cast_precision_loss, reason = "an estimate")]
        let rest = total.saturating_sub(loaded) as f64;
        self.per_second().map(|rate| rest / rate)
    }
}

#[cfg(test)]
mod tests {
    use super::Rate;

    #[test]
    fn a_steady_stream_has_a_steady_rate() {
        let mut rate = Rate::default();
        for step in 0..20_u64 {
            rate.add(step as f64 * 100.0, step * 1_000);
        }
        assert!((rate.per_second().unwrap() - 10_000.0).abs() < 1.0);
        assert!((rate.remaining(29_000).unwrap() - 1.0).abs() < 0.01);
    }

    #[test]
    fn one_report_tells_nothing() {
        let mut rate = Rate::default();
        rate.add(0.0, 10);
        assert_eq!(rate.per_second(), None);
        rate.add(0.0, 20);
        assert_eq!(rate.per_second(), None);
    }

    #[test]
    fn a_stall_lets_the_rate_fall() {
        let mut rate = Rate::default();
        rate.add(0.0, 0);
        rate.add(1_000.0, 1_000_000);
        rate.add(11_000.0, 1_000_000);
        assert!(rate.per_second().unwrap() < 50_000.0);
    }
}
