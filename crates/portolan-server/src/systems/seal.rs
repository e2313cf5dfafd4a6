//! Secrets at rest: encrypted with a key that only this server's user can read.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read as _, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

use anyhow::Context as _;
use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305, XNonce};

/// Bytes of a key.
const KEY: usize = 32;
/// Bytes of a nonce, which comes before the encrypted text. They are so many that random ones do not repeat.
const NONCE: usize = 24;

/// Seals secrets and opens them again; clones have the same key.
#[derive(Clone)]
pub(super) struct Sealer(XChaCha20Poly1305);

impl Sealer {
    /// Reads the key, or makes one where there is none.
    pub(super) fn open(path: &Path) -> anyhow::Result<Sealer> {
        let key = match File::open(path) {
            Ok(file) => read(file).with_context(|| format!("in {}", path.display()))?,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                create(path).with_context(|| format!("cannot make {}", path.display()))?
            }
            Err(error) => return Err(error).with_context(|| format!("cannot read {}", path.display())),
        };
        Ok(Sealer(XChaCha20Poly1305::new(&key.into())))
    }

    /// Seals a secret for one place: opened as if it belonged elsewhere, it is refused.
    pub(super) fn seal(&self, place: &str, secret: &[u8]) -> anyhow::Result<Vec<u8>> {
        let mut sealed = vec![0; NONCE];
        getrandom::fill(&mut sealed)?;
        let nonce = XNonce::try_from(&sealed[..]).context("a nonce has its length")?;
        let text = self
            .0
            .encrypt(&nonce, Payload { msg: secret, aad: place.as_bytes() })
            .map_err(|_| anyhow::anyhow!("a secret could not be sealed"))?;
        sealed.extend(text);
        Ok(sealed)
    }

    /// The secret, if it was sealed for this place with this key.
    pub(super) fn unseal(&self, place: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, text) = sealed.split_at_checked(NONCE)?;
        let nonce = XNonce::try_from(nonce).ok()?;
        self.0.decrypt(&nonce, Payload { msg: text, aad: place.as_bytes() }).ok()
    }
}

fn read(mut file: File) -> anyhow::Result<[u8; KEY]> {
    let mode = file.metadata()?.permissions().mode() & 0o077;
    anyhow::ensure!(mode == 0, "others can read the key; make it private with chmod 600");
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    bytes.try_into().map_err(|_| anyhow::anyhow!("the key must have {KEY} bytes"))
}

/// Writes a new key beside its place first, so that it is there whole or not at all.
fn create(path: &Path) -> anyhow::Result<[u8; KEY]> {
    let mut key = [0; KEY];
    getrandom::fill(&mut key)?;
    let draft = path.with_extension("new");
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&draft)?;
    file.set_permissions(std::fs::Permissions::from_mode(0o600))?;
    file.write_all(&key)?;
    file.sync_all()?;
    std::fs::rename(draft, path)?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_opened_by_its_key_for_its_place_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let sealer = Sealer::open(&path).unwrap();
        let sealed = sealer.seal("here", b"secret").unwrap();
        assert!(!sealed.windows(6).any(|part| part == b"secret"));
        assert_ne!(sealed, sealer.seal("here", b"secret").unwrap());
        let again = Sealer::open(&path).unwrap();
        assert_eq!(again.unseal("here", &sealed).unwrap(), b"secret");
        assert_eq!(again.unseal("there", &sealed), None);
        assert_eq!(again.unseal("here", &sealed[..10]), None);
        let other = Sealer::open(&folder.path().join("other")).unwrap();
        assert_eq!(other.unseal("here", &sealed), None);
    }

    #[test]
    fn the_key_is_private() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        Sealer::open(&path).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert!(Sealer::open(&path).is_err());
    }
}
