//! A picture of a part of the Mandelbrot set, written row by row as a PNG file.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use clap::Args;

use super::arguments::{between, finite, positive};
use super::palette::{INSIDE, Palette};

/// Draws a part of the Mandelbrot set into `mandelbrot.png`.
#[derive(Debug, Args)]
pub struct Mandelbrot {
    /// Width in pixels.
    #[arg(long, value_parser = between(1, 20_000), default_value = "1200")]
    width: u64,
    /// Height in pixels.
    #[arg(long, value_parser = between(1, 20_000), default_value = "800")]
    height: u64,
    /// Real part of the picture's middle.
    #[arg(long, value_parser = finite, default_value = "-0.65", allow_negative_numbers = true)]
    center_x: f64,
    /// Imaginary part of the picture's middle.
    #[arg(long, value_parser = finite, default_value = "0", allow_negative_numbers = true)]
    center_y: f64,
    /// Magnification; 1 shows the whole set.
    #[arg(long, value_parser = positive, default_value = "1")]
    zoom: f64,
    /// After so many steps a point is taken to stay for ever.
    #[arg(long, value_parser = between(1, 1_000_000), default_value = "500")]
    iterations: u64,
    /// Colours of the points that escape.
    #[arg(long, value_enum, default_value_t = Palette::Sea)]
    palette: Palette,
}

/// More pixels than this would take hours for one picture.
const MOST_PIXELS: u64 = 100_000_000;

/// At zoom 1 the shorter side of the picture spans so much of the plane.
const SPAN: f64 = 2.6;

impl Mandelbrot {
    /// Draws the picture into the current folder.
    pub(super) fn run(self) -> anyhow::Result<()> {
        if self.width * self.height > MOST_PIXELS {
            bail!(
                "--width times --height is {}; at most {MOST_PIXELS} pixels are drawn",
                self.width * self.height
            );
        }
        let file = File::create("mandelbrot.png").context("cannot write mandelbrot.png")?;
        self.draw(BufWriter::new(file), &mut io::stdout())
    }

    fn draw(&self, file: impl Write, log: &mut impl Write) -> anyhow::Result<()> {
        let mut encoder = png::Encoder::new(file, self.width as u32, self.height as u32);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        let mut writer = encoder.write_header()?;
        let mut pixels = writer.stream_writer()?;
        let mut row = Vec::with_capacity(self.width as usize * 3);
        let mut reported = Instant::now();
        for y in 0..self.height {
            row.clear();
            for x in 0..self.width {
                let (re, im) = self.point(x, y);
                row.extend(match escape(re, im, self.iterations) {
                    Some(speed) => self.palette.colour((speed + 1.0).ln() / 4.0),
                    None => INSIDE,
                });
            }
            pixels.write_all(&row)?;
            if reported.elapsed() >= Duration::from_millis(900) || y + 1 == self.height {
                writeln!(log, "row {} of {}", y + 1, self.height)?;
                log.flush()?;
                reported = Instant::now();
            }
        }
        pixels.finish()?;
        writer.finish()?;
        Ok(())
    }

    /// The place in the plane of the middle of a pixel.
    fn point(&self, x: u64, y: u64) -> (f64, f64) {
        let step = SPAN / self.zoom / self.width.min(self.height) as f64;
        let from_middle = |pixel: u64, size: u64| pixel as f64 + 0.5 - size as f64 / 2.0;
        (
            self.center_x + from_middle(x, self.width) * step,
            self.center_y - from_middle(y, self.height) * step,
        )
    }
}

/// How fast a point escapes, in steps with a smooth fraction; nothing if it stays.
fn escape(re: f64, im: f64, iterations: u64) -> Option<f64> {
    // A wide bail-out makes the fraction smooth.
    const FAR: f64 = 1e6;
    let ahead = re - 0.25;
    let near = ahead * ahead + im * im;
    // The two largest parts of the set are known in closed form, and most of the time would go there.
    if near * (near + ahead) <= 0.25 * im * im || (re + 1.0).powi(2) + im * im <= 0.0625 {
        return None;
    }
    let (mut x, mut y) = (0.0_f64, 0.0_f64);
    for step in 0..iterations {
        let (xx, yy) = (x * x, y * y);
        if xx + yy > FAR {
            let fraction = ((xx + yy).ln() / 2.0 / std::f64::consts::LN_2).log2();
            return Some((step as f64 + 1.0 - fraction).max(0.0));
        }
        y = 2.0 * x * y + im;
        x = xx - yy + re;
    }
    // The last steps may have left for good without having got far.
    if x * x + y * y > 4.0 { Some(iterations as f64) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(width: u64, height: u64) -> Mandelbrot {
        Mandelbrot {
            width,
            height,
            center_x: -0.65,
            center_y: 0.0,
            zoom: 1.0,
            iterations: 2_000,
            palette: Palette::Fire,
        }
    }

    fn decode(picture: &Mandelbrot) -> (u32, u32, Vec<u8>) {
        let mut file = Vec::new();
        picture.draw(&mut file, &mut io::sink()).unwrap();
        let mut reader = png::Decoder::new(io::Cursor::new(file)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let frame = reader.next_frame(&mut pixels).unwrap();
        assert_eq!(frame.color_type, png::ColorType::Rgb);
        (frame.width, frame.height, pixels)
    }

    #[test]
    fn known_points_stay_or_escape() {
        for (re, im) in [(0.0, 0.0), (-1.0, 0.0), (-2.0, 0.0), (0.0, 1.0), (-0.1226, 0.745), (0.25, 0.0)] {
            assert_eq!(escape(re, im, 5_000), None, "{re} {im}");
        }
        for (re, im) in [(0.3, 0.0), (-2.001, 0.0), (1.0, 1.0), (0.0, 1.2), (-0.75, 0.1)] {
            assert!(escape(re, im, 5_000).is_some(), "{re} {im}");
        }
    }

    #[test]
    fn the_black_area_is_the_known_area_of_the_set() {
        let picture = picture(360, 300);
        let (width, height, pixels) = decode(&picture);
        assert_eq!((width, height), (360, 300));
        let inside = pixels.chunks_exact(3).filter(|pixel| *pixel == INSIDE).count() as f64;
        let step = SPAN / 300.0;
        // 1.5065 is the area as counted by others.
        assert!((inside * step * step - 1.5065).abs() < 0.03, "{}", inside * step * step);
    }

    #[test]
    fn it_is_its_own_mirror_image_about_the_real_axis() {
        let (width, height, pixels) = decode(&picture(90, 64));
        let row = |y: u32| &pixels[(y * width * 3) as usize..((y + 1) * width * 3) as usize];
        for y in 0..height / 2 {
            assert_eq!(row(y), row(height - 1 - y), "row {y}");
        }
    }

    #[test]
    fn zoom_keeps_the_middle() {
        let near = Mandelbrot { zoom: 100.0, center_x: 0.3, ..picture(11, 7) };
        let (re, im) = near.point(5, 3);
        assert!((re - 0.3).abs() < 1e-12 && im.abs() < 1e-12);
        assert!((near.point(6, 3).0 - 0.3 - SPAN / 700.0).abs() < 1e-12);
    }
}
