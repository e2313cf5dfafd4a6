//! Where a file is: a system and a path on it, written as one.

use std::fmt;
use std::str::FromStr;

use crate::error::{Error, Result};

/// A file's place, as in `data.system/notes/a.txt`: the system, then the path there, relative to the caller's home folder.
///
/// Two slashes lead to the system's root, as in `data.system//scratch/a.txt`; `agave://` may stand before it all.
///
/// ```
/// let place: portolan::Place = "agave://data.system/notes/a b.txt".parse()?;
/// assert_eq!((place.system(), place.path()), ("data.system", "notes/a b.txt"));
/// # Ok::<(), portolan::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    system: String,
    path: String,
}

impl Place {
    /// The system's id.
    pub fn system(&self) -> &str {
        &self.system
    }

    /// The path on the system; empty for the home folder itself.
    pub fn path(&self) -> &str {
        &self.path
    }
}

impl FromStr for Place {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::read("path", text)
    }
}

impl Place {
    /// Reads the place that an argument holds.
    pub(crate) fn read(argument: &str, text: &str) -> Result<Self> {
        let rest = text.strip_prefix("agave://").or_else(|| text.strip_prefix('/')).unwrap_or(text);
        let (system, path) = rest.split_once('/').unwrap_or((rest, ""));
        if system.is_empty() || system.ends_with(':') {
            return Err(Error::invalid(
                argument,
                "must begin with a system's id, as in `data.system/folder/file`",
            ));
        }
        Ok(Self { system: system.to_owned(), path: path.to_owned() })
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.system, self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_alone_is_its_home_folder_and_two_slashes_lead_to_its_root() {
        for (text, system, path) in [
            ("s", "s", ""),
            ("s/", "s", ""),
            ("/s", "s", ""),
            ("agave://s/a#1/ü", "s", "a#1/ü"),
            ("s//root/x", "s", "/root/x"),
        ] {
            let place: Place = text.parse().unwrap();
            assert_eq!((place.system(), place.path()), (system, path), "{text}");
            assert_eq!(place.to_string().parse::<Place>().unwrap(), place, "{text}");
        }
    }

    #[test]
    fn a_place_without_system_is_refused() {
        for text in ["", "/", "//a", "agave://", "agave:///a", "https://host/a"] {
            assert_eq!(text.parse::<Place>().unwrap_err().field.as_deref(), Some("path"), "{text}");
        }
    }
}
