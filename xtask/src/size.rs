//! What people download, against what was promised.

use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::PathBuf;

use crate::compress::Sizes;
use crate::table::{row, table};
use crate::{npm, portal};

/// 1 kB is 1,000 bytes, 1 KiB is 1,024.
const KB: usize = 1_000;
const KIB: usize = 1_024;

/// The most that the npm package may be as a page loads it, and its scripts alone, by gzip.
const PACKAGE: Budget = Budget::Gzip(80 * KB);
const PACKAGE_SCRIPTS: Budget = Budget::Gzip(12 * KB);

/// The most that the portal may be: until the sign-in form works, and everything, by brotli; and the requests.
const FIRST_LOAD: Budget = Budget::Brotli(100 * KIB);
const WHOLE_PORTAL: Budget = Budget::Brotli(600 * KIB);
const FIRST_REQUESTS: usize = 8;

/// A size that must not be exceeded.
#[derive(Clone, Copy)]
enum Budget {
    Gzip(usize),
    Brotli(usize),
}

/// One line of the table: what it is about, its sizes, and the most that one of them may be.
struct Figure {
    what: String,
    sizes: Sizes,
    budget: Option<Budget>,
}

impl Figure {
    fn new(what: impl Into<String>, sizes: Sizes, budget: Option<Budget>) -> Figure {
        Figure { what: what.into(), sizes, budget }
    }

    fn is_over(&self) -> bool {
        match self.budget {
            Some(Budget::Gzip(most)) => self.sizes.gzip > most,
            Some(Budget::Brotli(most)) => self.sizes.brotli > most,
            None => false,
        }
    }

    fn row(&self) -> Vec<String> {
        let numbers = [self.sizes.raw, self.sizes.gzip, self.sizes.brotli].map(grouped);
        let budget = match self.budget {
            Some(Budget::Gzip(most)) => format!("gzip {}", grouped(most)),
            Some(Budget::Brotli(most)) => format!("brotli {}", grouped(most)),
            None => String::new(),
        };
        let verdict = if self.is_over() { "OVER" } else { "" };
        row([&self.what, &numbers[0], &numbers[1], &numbers[2], &budget, verdict])
    }
}

/// Builds both, shows the table and fails when something is over its budget.
pub(crate) fn check() -> Result<()> {
    npm::build()?;
    portal::build()?;
    let (first, later) = portal::files()?;
    let mut figures = package()?;
    figures.extend(portal_figures(&first, &later)?);
    let mut rows = vec![row(["bytes", "raw", "gzip -9", "brotli 11", "budget", ""])];
    rows.extend(figures.iter().map(Figure::row));
    println!("\n{}", table(&rows));
    println!("requests of the portal's first load: {}, budget {FIRST_REQUESTS}", first.len());
    let over: Vec<&str> =
        figures.iter().filter(|figure| figure.is_over()).map(|figure| &*figure.what).collect();
    ensure!(over.is_empty(), "over budget: {}", over.join(", "));
    ensure!(first.len() <= FIRST_REQUESTS, "the portal's first load takes too many requests");
    Ok(())
}

/// The package as a page loads it, that is without the copy of the wasm for hosts that cannot fetch it.
pub(crate) fn package_is_small() -> Result<()> {
    let figures = package()?;
    println!("{}", table(&figures.iter().map(Figure::row).collect::<Vec<_>>()));
    ensure!(!figures.iter().any(Figure::is_over), "the npm package is over its budget");
    Ok(())
}

fn package() -> Result<Vec<Figure>> {
    let scripts = npm::page_scripts()?.iter().map(measure).sum::<Result<Sizes>>()?;
    let wasm = measure(&npm::dist().join(npm::WASM))?;
    Ok(vec![
        Figure::new("npm: scripts", scripts, Some(PACKAGE_SCRIPTS)),
        Figure::new("npm: wasm", wasm, None),
        Figure::new("npm: as a page loads it", scripts + wasm, Some(PACKAGE)),
    ])
}

fn portal_figures(first: &[PathBuf], later: &[PathBuf]) -> Result<Vec<Figure>> {
    let mut figures = Vec::new();
    for file in first.iter().chain(later) {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        figures.push(Figure::new(format!("portal: {name}"), measure(file)?, None));
    }
    let (first_figures, later_figures) = figures.split_at(first.len());
    let first_load: Sizes = first_figures.iter().map(|figure| figure.sizes).sum();
    let whole = first_load + later_figures.iter().map(|figure| figure.sizes).sum();
    figures.push(Figure::new("portal: first load", first_load, Some(FIRST_LOAD)));
    figures.push(Figure::new("portal: all", whole, Some(WHOLE_PORTAL)));
    Ok(figures)
}

fn measure(file: &PathBuf) -> Result<Sizes> {
    Sizes::of(&fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?)
}

/// `1234567` as `1,234,567`.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
    groups.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
    }

    #[test]
    fn budgets_look_at_their_own_size() {
        let sizes = Sizes { raw: 300, gzip: 200, brotli: 100 };
        assert!(!Figure::new("a", sizes, Some(Budget::Gzip(200))).is_over());
        assert!(Figure::new("a", sizes, Some(Budget::Gzip(199))).is_over());
        assert!(Figure::new("a", sizes, Some(Budget::Brotli(99))).is_over());
        assert_eq!(Figure::new("a", sizes, Some(Budget::Brotli(99))).row().last().unwrap(), "OVER");
    }
}
