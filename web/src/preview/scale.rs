//! The arithmetic of a line plot: round ticks, places on the sheet, and no more points than can be seen.

/// An axis from `low` to `high` over `length` units of the drawing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Axis {
    /// The value at the axis' start.
    pub low: f64,
    /// The value at its end.
    pub high: f64,
    /// The distance between ticks.
    pub step: f64,
}

impl Axis {
    /// The axis with about `count` round ticks that holds all `values`.
    pub(super) fn around(values: impl Iterator<Item = f64>, count: u32) -> Axis {
        let (low, high) =
            values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
        let (low, high) = match (low.is_finite(), high > low) {
            (false, _) => (0.0, 1.0),
            (true, true) => (low, high),
            (true, false) => (low - half(low), low + half(low)),
        };
        let step = round_step((high - low) / f64::from(count.max(1)));
        Axis { low: (low / step).floor() * step, high: (high / step).ceil() * step, step }
    }

    /// The values at which ticks stand.
    pub(super) fn ticks(&self) -> Vec<f64> {
        let first = (self.low / self.step).round();
        let last = (self.high / self.step).round();
        let count = (last - first).clamp(0.0, 64.0) as usize;
        (0..=count).map(|index| (first + index as f64) * self.step).collect()
    }

    /// Where `value` lies, from 0 at the start to 1 at the end.
    pub(super) fn place(&self, value: f64) -> f64 {
        (value - self.low) / (self.high - self.low)
    }

    /// A tick's words: as many decimals as the step needs, powers of ten where figures grow long.
    pub(super) fn label(&self, value: f64) -> String {
        let size = self.low.abs().max(self.high.abs());
        if size >= 1e6 || (size > 0.0 && size < 1e-3) {
            return short(value);
        }
        let decimals = (-self.step.log10().floor()).max(0.0) as usize;
        format!("{value:.decimals$}")
    }
}

fn half(value: f64) -> f64 {
    if value == 0.0 { 1.0 } else { value.abs() / 2.0 }
}

/// 1, 2 or 5 times a power of ten, not below `rough`.
fn round_step(rough: f64) -> f64 {
    let power = 10f64.powf(rough.log10().floor());
    let factor = rough / power;
    let round = [1.0, 2.0, 5.0].into_iter().find(|&f| factor <= f * 1.000_001).unwrap_or(10.0);
    round * power
}

fn short(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let exponent = value.abs().log10().floor() as i32;
    let digits = value / 10f64.powi(exponent);
    let digits = format!("{digits:.2}");
    let digits = digits.trim_end_matches('0').trim_end_matches('.');
    format!("{digits}e{exponent}")
}

/// Keeps the shape of a line in at most about `2 * buckets` points: the lowest and highest of each stretch.
pub(super) fn thin(points: &[(f64, f64)], buckets: usize) -> Vec<(f64, f64)> {
    if points.len() <= buckets * 2 || buckets == 0 {
        return points.to_vec();
    }
    let size = points.len().div_ceil(buckets);
    let mut kept = Vec::with_capacity(buckets * 2);
    for stretch in points.chunks(size) {
        let lowest = (0..stretch.len()).min_by(|&a, &b| stretch[a].1.total_cmp(&stretch[b].1)).unwrap_or(0);
        let highest = (0..stretch.len()).max_by(|&a, &b| stretch[a].1.total_cmp(&stretch[b].1)).unwrap_or(0);
        kept.push(stretch[lowest.min(highest)]);
        if lowest != highest {
            kept.push(stretch[lowest.max(highest)]);
        }
    }
    kept
}

/// The `d` of a path through `points` on a sheet of `width` by `height`, its origin at the top left.
pub(super) fn path(points: &[(f64, f64)], x: &Axis, y: &Axis, width: f64, height: f64) -> String {
    let mut d = String::with_capacity(points.len() * 12);
    for (index, &(px, py)) in points.iter().enumerate() {
        let command = if index == 0 { 'M' } else { 'L' };
        let (left, top) = (x.place(px) * width, (1.0 - y.place(py)) * height);
        d.push_str(&format!("{command}{left:.1} {top:.1}"));
    }
    d
}

#[cfg(test)]
mod tests {
    use super::{Axis, path, thin};

    #[test]
    fn ticks_are_round() {
        let axis = Axis::around([3.02, 3.21].into_iter(), 5);
        let labels: Vec<String> = axis.ticks().into_iter().map(|tick| axis.label(tick)).collect();
        assert_eq!(labels, ["3.00", "3.05", "3.10", "3.15", "3.20", "3.25"]);
    }

    #[test]
    fn a_flat_line_and_no_line_have_an_axis_too() {
        let flat = Axis::around([5.0, 5.0].into_iter(), 4);
        assert!(flat.low < 5.0 && flat.high > 5.0);
        let none = Axis::around(std::iter::empty(), 4);
        assert_eq!((none.low, none.high), (0.0, 1.0));
        assert!(Axis::around([0.0].into_iter(), 4).ticks().len() > 1);
    }

    #[test]
    fn large_and_tiny_figures_are_shortened() {
        let axis = Axis::around([0.0, 10_000_000.0].into_iter(), 4);
        assert_eq!(axis.label(5_000_000.0), "5e6");
        assert_eq!(axis.label(0.0), "0");
        let tiny = Axis::around([0.0, 0.0004].into_iter(), 4);
        assert_eq!(tiny.label(0.0001), "1e-4");
    }

    #[test]
    fn thinning_keeps_peaks() {
        let mut points: Vec<(f64, f64)> = (0..10_000).map(|i| (f64::from(i), 0.0)).collect();
        points[5_432].1 = 9.0;
        let thinned = thin(&points, 300);
        assert!(thinned.len() <= 600);
        assert!(thinned.contains(&(5_432.0, 9.0)));
        assert!(thinned.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn the_path_runs_from_corner_to_corner() {
        let axis = Axis { low: 0.0, high: 10.0, step: 5.0 };
        assert_eq!(path(&[(0.0, 0.0), (10.0, 10.0)], &axis, &axis, 100.0, 50.0), "M0.0 50.0L100.0 0.0");
    }
}
