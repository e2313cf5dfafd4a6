//! Short names for contents, to tell whether something changed.

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;

/// Sixteen hexadecimal digits that stand for named contents.
#[derive(Default)]
pub(crate) struct Fingerprint(Sha256);

impl Fingerprint {
    /// Takes in one named piece.
    pub(crate) fn add(&mut self, name: &str, contents: &[u8]) {
        for part in [name.as_bytes(), contents] {
            self.0.update(part.len().to_le_bytes());
            self.0.update(part);
        }
    }

    /// Takes in a file under a name.
    pub(crate) fn add_file(&mut self, name: &str, path: &Path) -> Result<()> {
        let contents = fs::read(path).with_context(|| format!("{} cannot be read", path.display()))?;
        self.add(name, &contents);
        Ok(())
    }

    /// The digits.
    pub(crate) fn finish(self) -> String {
        let digest = self.0.finalize();
        digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }
}

/// The digits of one file.
pub(crate) fn of_file(path: &Path) -> Result<String> {
    let mut fingerprint = Fingerprint::default();
    fingerprint.add_file("", path)?;
    Ok(fingerprint.finish())
}

/// Whether a stamp file says what is expected of it.
pub(crate) fn stamped(stamp: &Path, expected: &str) -> bool {
    fs::read_to_string(stamp).is_ok_and(|written| written == expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_borders_count() {
        let of = |pieces: &[(&str, &str)]| {
            let mut fingerprint = Fingerprint::default();
            for (name, contents) in pieces {
                fingerprint.add(name, contents.as_bytes());
            }
            fingerprint.finish()
        };
        assert_eq!(of(&[("a", "b")]), of(&[("a", "b")]));
        assert_eq!(of(&[("a", "b")]).len(), 16);
        assert_ne!(of(&[("a", "b")]), of(&[("ab", "")]));
        assert_ne!(of(&[("a", "b"), ("c", "d")]), of(&[("a", "bc"), ("", "d")]));
    }
}
