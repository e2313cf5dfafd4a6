//! Which rows are near enough to the view to exist.

use std::ops::Range;

/// Rows beyond the view that exist too, so that scrolling meets no gap.
const MARGIN: usize = 12;

/// The rows to draw: `height` of the view, `top` how far it is scrolled, `row` the height of a row.
pub fn near(top: f64, height: f64, row: f64, count: usize) -> Range<usize> {
    if row <= 0.0 {
        return 0..0;
    }
    let first = whole(top / row).saturating_sub(MARGIN);
    let last = whole((top + height) / row).saturating_add(1 + MARGIN);
    first.min(count)..last.min(count)
}

/// How far the view has to be scrolled to hold a row, below a heading that covers `head`; `None` if it does.
pub fn reveal(index: usize, top: f64, height: f64, row: f64, head: f64) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "a place on the screen")]
    let start = index as f64 * row;
    let visible = height - head;
    if start < top {
        Some(start)
    } else if start + row > top + visible {
        Some(start + row - visible)
    } else {
        None
    }
}

fn whole(value: f64) -> usize {
    if value <= 0.0 {
        return 0;
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked above; rounding down is meant"
    )]
    let value = value as usize;
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_rows_near_the_view_exist() {
        assert_eq!(near(0.0, 360.0, 36.0, 100_000), 0..23);
        assert_eq!(near(36_000.0, 360.0, 36.0, 100_000), 988..1_023);
        assert_eq!(near(0.0, 360.0, 36.0, 3), 0..3);
        assert_eq!(near(-50.0, 0.0, 36.0, 0), 0..0);
        assert_eq!(near(0.0, 100.0, 0.0, 5), 0..0);
    }

    #[test]
    fn the_view_moves_no_further_than_needed() {
        assert_eq!(reveal(2, 0.0, 400.0, 36.0, 36.0), None);
        assert_eq!(reveal(0, 72.0, 400.0, 36.0, 36.0), Some(0.0));
        assert_eq!(reveal(20, 0.0, 400.0, 36.0, 36.0), Some(392.0));
    }
}
