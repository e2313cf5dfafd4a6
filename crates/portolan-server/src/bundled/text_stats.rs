//! Text statistics: lines, words, characters and bytes of each file and of all together.

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use serde::Serialize;

/// Counts lines, words, characters and bytes; writes `stats.json` and `stats.txt`.
#[derive(Debug, Args)]
pub struct TextStats {
    /// The files to count.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

impl TextStats {
    /// Counts every file, then writes both reports into the current folder.
    pub(super) fn run(self) -> anyhow::Result<()> {
        let report = report(&self.files)?;
        std::fs::write("stats.json", serde_json::to_vec_pretty(&report)?)
            .context("cannot write stats.json")?;
        let table = table(&report);
        std::fs::write("stats.txt", &table).context("cannot write stats.txt")?;
        std::io::stdout().write_all(table.as_bytes())?;
        Ok(())
    }
}

/// What is counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Counts {
    lines: u64,
    words: u64,
    characters: u64,
    bytes: u64,
    /// Places that are not UTF-8; each counts as one character.
    invalid_sequences: u64,
}

#[derive(Debug, Serialize)]
struct FileCounts {
    name: String,
    #[serde(flatten)]
    counts: Counts,
}

#[derive(Debug, Serialize)]
struct Report {
    #[serde(flatten)]
    total: Counts,
    files: Vec<FileCounts>,
}

fn report(paths: &[PathBuf]) -> anyhow::Result<Report> {
    let mut total = Counts::default();
    let mut files = Vec::with_capacity(paths.len());
    for path in paths {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let counts = count_file(path).with_context(|| format!("cannot count {name:?}"))?;
        total.lines += counts.lines;
        total.words += counts.words;
        total.characters += counts.characters;
        total.bytes += counts.bytes;
        total.invalid_sequences += counts.invalid_sequences;
        files.push(FileCounts { name, counts });
    }
    Ok(Report { total, files })
}

fn count_file(path: &Path) -> anyhow::Result<Counts> {
    let file = File::open(path)?;
    if file.metadata()?.is_dir() {
        bail!("it is a folder, and a file is wanted");
    }
    count(file)
}

fn count(mut source: impl Read) -> anyhow::Result<Counts> {
    let mut counter = Counter::default();
    let mut buffer = vec![0; 256 * 1024];
    // The beginning of a character that the last piece ended within, at most three bytes.
    let mut held = 0;
    loop {
        let read = source.read(&mut buffer[held..])?;
        let filled = held + read;
        let rest = counter.feed(&buffer[..filled], read == 0);
        buffer.copy_within(filled - rest..filled, 0);
        held = rest;
        if read == 0 {
            return Ok(counter.finish());
        }
    }
}

/// Counts text that arrives in pieces cut anywhere.
#[derive(Debug, Default)]
struct Counter {
    counts: Counts,
    in_word: bool,
    in_line: bool,
}

impl Counter {
    /// Counts a piece and answers how many bytes at its end wait for the rest of their character.
    fn feed(&mut self, mut bytes: &[u8], last: bool) -> usize {
        while !bytes.is_empty() {
            let (valid, invalid) = match std::str::from_utf8(bytes) {
                Ok(_) => (bytes.len(), 0),
                Err(error) => match error.error_len() {
                    Some(length) => (error.valid_up_to(), length),
                    None if last => (error.valid_up_to(), bytes.len() - error.valid_up_to()),
                    None => {
                        self.text(&bytes[..error.valid_up_to()]);
                        return bytes.len() - error.valid_up_to();
                    }
                },
            };
            self.text(&bytes[..valid]);
            if invalid > 0 {
                self.invalid(invalid);
            }
            bytes = &bytes[valid + invalid..];
        }
        0
    }

    fn text(&mut self, bytes: &[u8]) {
        let text = std::str::from_utf8(bytes).unwrap_or_default();
        self.counts.bytes += bytes.len() as u64;
        for character in text.chars() {
            self.counts.characters += 1;
            if character == '\n' {
                self.counts.lines += 1;
            }
            self.in_line = character != '\n';
            let blank = character.is_whitespace();
            if !blank && !self.in_word {
                self.counts.words += 1;
            }
            self.in_word = !blank;
        }
    }

    fn invalid(&mut self, length: usize) {
        self.counts.bytes += length as u64;
        self.counts.characters += 1;
        self.counts.invalid_sequences += 1;
        self.in_line = true;
        if !self.in_word {
            self.counts.words += 1;
        }
        self.in_word = true;
    }

    /// A last line without a line break is a line too.
    fn finish(mut self) -> Counts {
        if self.in_line {
            self.counts.lines += 1;
        }
        self.counts
    }
}

fn table(report: &Report) -> String {
    let row = |counts: &Counts, name: &str| {
        format!(
            "{:>14} {:>14} {:>14} {:>16}  {name}\n",
            counts.lines, counts.words, counts.characters, counts.bytes
        )
    };
    let mut text =
        format!("{:>14} {:>14} {:>14} {:>16}  {}\n", "lines", "words", "characters", "bytes", "file");
    for file in &report.files {
        text.push_str(&row(&file.counts, &file.name.escape_debug().to_string()));
    }
    text.push_str(&row(&report.total, "total"));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives one byte at a time, so that every character is cut wherever it can be.
    struct Slow<'a>(&'a [u8]);

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let length = self.0.len().min(buffer.len()).min(1);
            buffer[..length].copy_from_slice(&self.0[..length]);
            self.0 = &self.0[length..];
            Ok(length)
        }
    }

    fn numbers(bytes: &[u8]) -> (u64, u64, u64, u64, u64) {
        let whole = count(bytes).unwrap();
        assert_eq!(whole, count(Slow(bytes)).unwrap(), "cut into single bytes");
        (whole.lines, whole.words, whole.characters, whole.bytes, whole.invalid_sequences)
    }

    #[test]
    fn counts_as_a_person_would() {
        assert_eq!(numbers(b""), (0, 0, 0, 0, 0));
        assert_eq!(numbers(b"\n"), (1, 0, 1, 1, 0));
        assert_eq!(numbers(b"one two\nthree\n"), (2, 3, 14, 14, 0));
        assert_eq!(numbers(b"no break at the end"), (1, 5, 19, 19, 0));
        assert_eq!(numbers("grün\u{a0}ist 緑\r\n🦀".as_bytes()), (2, 4, 13, 20, 0));
    }

    #[test]
    fn what_is_not_utf8_is_counted_once_per_place() {
        assert_eq!(numbers(b"a\xffb c"), (1, 2, 5, 5, 1));
        assert_eq!(numbers(b"cut \xf0\x9f\xa6"), (1, 2, 5, 7, 1));
        assert_eq!(numbers(b"\xe2\x82 x"), (1, 2, 3, 4, 1));
    }

    #[test]
    fn agrees_with_the_lossy_decoder_of_the_library() {
        let mut random = fastrand::Rng::with_seed(7);
        let bytes: Vec<u8> = (0..700_000).map(|_| random.u8(..)).collect();
        let text = String::from_utf8_lossy(&bytes);
        let counts = count(bytes.as_slice()).unwrap();
        assert_eq!(counts.characters, text.chars().count() as u64);
        assert_eq!(counts.words, text.split_whitespace().count() as u64);
        assert_eq!(counts.bytes, 700_000);
    }

    #[test]
    fn totals_are_sums_and_numbers_are_plain() {
        let folder = tempfile::tempdir().unwrap();
        let (first, second) = (folder.path().join("a b #1 ü.txt"), folder.path().join("two.txt"));
        std::fs::write(&first, "x y\n").unwrap();
        std::fs::write(&second, "z").unwrap();
        let report = serde_json::to_value(report(&[first, second]).unwrap()).unwrap();
        assert_eq!(report["lines"], 2);
        assert_eq!(report["words"], 3);
        assert_eq!(report["bytes"], 5);
        assert_eq!(report["files"][0]["name"], "a b #1 ü.txt");
        assert_eq!(report["files"][1]["characters"], 1);
    }

    #[test]
    fn a_missing_file_and_a_folder_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let missing = report(&[folder.path().join("gone.txt")]).unwrap_err();
        assert!(format!("{missing:#}").contains("gone.txt"), "{missing:#}");
        let wrong = report(&[folder.path().to_owned()]).unwrap_err();
        assert!(format!("{wrong:#}").contains("folder"), "{wrong:#}");
    }
}
