//! Compression at its strongest, for files that are compressed once and sent often.

use anyhow::{Context, Result};
use flate2::{Compression, write::GzEncoder};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::thread;

/// How many bytes something has, and how many of them travel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sizes {
    pub(crate) raw: usize,
    pub(crate) gzip: usize,
    pub(crate) brotli: usize,
}

impl Sizes {
    /// Measures some bytes.
    pub(crate) fn of(bytes: &[u8]) -> Result<Sizes> {
        Ok(Sizes { raw: bytes.len(), gzip: gzip(bytes)?.len(), brotli: brotli(bytes)?.len() })
    }
}

impl std::ops::Add for Sizes {
    type Output = Sizes;

    fn add(self, other: Sizes) -> Sizes {
        Sizes { raw: self.raw + other.raw, gzip: self.gzip + other.gzip, brotli: self.brotli + other.brotli }
    }
}

impl std::iter::Sum for Sizes {
    fn sum<I: Iterator<Item = Sizes>>(sizes: I) -> Sizes {
        sizes.fold(Sizes::default(), |sum, next| sum + next)
    }
}

/// The gzip form, at level 9.
pub(crate) fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

/// The brotli form, at level 11.
pub(crate) fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let parameters =
        brotli::enc::BrotliEncoderParams { quality: 11, size_hint: bytes.len(), ..Default::default() };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut compressed, &parameters)?;
    Ok(compressed)
}

/// Writes `x.br` and `x.gz` beside each file `x`.
pub(crate) fn beside(files: &[PathBuf]) -> Result<()> {
    thread::scope(|scope| {
        let workers: Vec<_> = files.iter().map(|file| scope.spawn(|| beside_one(file))).collect();
        workers.into_iter().try_for_each(|worker| match worker.join() {
            Ok(written) => written,
            Err(panic) => std::panic::resume_unwind(panic),
        })
    })
}

fn beside_one(file: &Path) -> Result<()> {
    let bytes = fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
    for (ending, compressed) in [("br", brotli(&bytes)?), ("gz", gzip(&bytes)?)] {
        fs::write(file.with_added_extension(ending), compressed)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn both_forms_can_be_read_back() {
        let text = b"a chart of harbours ".repeat(100);
        let mut gzipped = Vec::new();
        flate2::read::GzDecoder::new(&*gzip(&text).unwrap()).read_to_end(&mut gzipped).unwrap();
        let mut brotlied = Vec::new();
        brotli::BrotliDecompress(&mut &*brotli(&text).unwrap(), &mut brotlied).unwrap();
        assert_eq!((gzipped, brotlied), (text.clone(), text.clone()));
        let sizes = Sizes::of(&text).unwrap();
        assert_eq!(sizes.raw, 2000);
        assert!(sizes.gzip < 100 && sizes.brotli < 100);
    }

    #[test]
    fn files_get_companions() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("app.js");
        fs::write(&file, "export {}").unwrap();
        beside(std::slice::from_ref(&file)).unwrap();
        assert!(folder.path().join("app.js.br").is_file());
        assert!(folder.path().join("app.js.gz").is_file());
    }
}
