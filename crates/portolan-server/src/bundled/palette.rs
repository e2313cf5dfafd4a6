//! Colours for the Mandelbrot image.

use clap::ValueEnum;

/// How the speed of escape becomes a colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Palette {
    /// Deep water to foam.
    Sea,
    /// Embers to white heat.
    Fire,
    /// Ink on paper.
    Ink,
    /// All hues.
    Rainbow,
}

type Colour = [u8; 3];

/// Points that never escape.
pub(super) const INSIDE: Colour = [0, 0, 0];

impl Palette {
    /// The colour at a place on the endless scale; whole numbers repeat it.
    pub(super) fn colour(self, place: f64) -> Colour {
        let stops = self.stops();
        let position = place.rem_euclid(1.0) * stops.len() as f64;
        let index = (position as usize).min(stops.len() - 1);
        let (from, to) = (stops[index], stops[(index + 1) % stops.len()]);
        let share = position - index as f64;
        std::array::from_fn(|channel| {
            let (from, to) = (f64::from(from[channel]), f64::from(to[channel]));
            (from + (to - from) * share).round() as u8
        })
    }

    fn stops(self) -> &'static [Colour] {
        match self {
            Palette::Sea => &[
                [6, 26, 64],
                [11, 79, 108],
                [32, 145, 162],
                [168, 221, 210],
                [244, 250, 240],
                [58, 124, 165],
            ],
            Palette::Fire => {
                &[[28, 6, 4], [120, 18, 10], [222, 84, 18], [250, 180, 40], [255, 248, 214], [160, 52, 20]]
            }
            Palette::Ink => &[[250, 247, 238], [182, 180, 176], [44, 46, 56], [120, 120, 124]],
            Palette::Rainbow => {
                &[[228, 60, 60], [232, 196, 52], [70, 176, 84], [52, 168, 210], [76, 80, 200], [186, 70, 176]]
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stops_are_met_exactly_and_the_scale_repeats() {
        for palette in Palette::value_variants() {
            assert_eq!(palette.colour(0.0), palette.stops()[0]);
            assert_eq!(palette.colour(7.25), palette.colour(0.25));
            assert_eq!(palette.colour(-0.75), palette.colour(0.25));
        }
        assert_eq!(Palette::Ink.colour(0.25), [182, 180, 176]);
    }
}
