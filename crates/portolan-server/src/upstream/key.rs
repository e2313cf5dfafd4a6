//! Keys that the server holds for its users. They are in files for the operator's eyes only, and nowhere else.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use anyhow::Context as _;

use crate::config::Service;

/// A held key. There is no way to print it.
pub(super) enum Key {
    /// The name and secret of an OAuth client, or a user name and API key.
    Pair(String, String),
    /// A token.
    Token(String),
}

impl Key {
    /// Reads a file, whose one line is the key.
    pub(super) fn read(file: &Path, service: Service) -> anyhow::Result<Key> {
        let shown = file.display();
        let mode =
            std::fs::metadata(file).with_context(|| format!("cannot read {shown}"))?.permissions().mode();
        anyhow::ensure!(
            mode & 0o077 == 0,
            "{shown} can be read by others (mode {:o}); run chmod 600 {shown}",
            mode & 0o777
        );
        let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {shown}"))?;
        Key::parse(text.trim(), service).with_context(|| format!("{shown} has no key"))
    }

    fn parse(text: &str, service: Service) -> anyhow::Result<Key> {
        anyhow::ensure!(!text.is_empty(), "it is empty");
        anyhow::ensure!(
            text.bytes().all(|byte| byte.is_ascii_graphic()),
            "a key is one word of plain characters"
        );
        let form = match service {
            Service::Rescale => return Ok(Key::Token(text.to_owned())),
            Service::Jarvice => "username:apikey",
            Service::Agave => "clientKey:clientSecret",
        };
        let (name, secret) = text.split_once(':').with_context(|| format!("it must be {form}"))?;
        anyhow::ensure!(!name.is_empty() && !secret.is_empty(), "it must be {form}");
        Ok(Key::Pair(name.to_owned(), secret.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_others_can_read_is_refused_and_never_told() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("key");
        std::fs::write(&file, "alice:s3cret\n").unwrap();
        for (mode, sound) in [(0o600, true), (0o400, true), (0o640, false), (0o604, false), (0o660, false)] {
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
            let read = Key::read(&file, Service::Jarvice);
            assert_eq!(read.is_ok(), sound, "{mode:o}");
            assert!(read.err().is_none_or(|error| !format!("{error:#}").contains("s3cret")));
        }
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
        for (text, service) in [
            ("", Service::Rescale),
            ("two words", Service::Rescale),
            ("s3cret", Service::Jarvice),
            (":s3cret", Service::Agave),
        ] {
            std::fs::write(&file, text).unwrap();
            let error = format!("{:#}", Key::read(&file, service).err().unwrap());
            assert!(error.contains("key") && !error.contains("s3cret"), "{error}");
        }
        assert!(Key::read(&folder.path().join("none"), Service::Rescale).is_err());
    }
}
