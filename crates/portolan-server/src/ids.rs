//! Names that the server makes up: random tokens and Agave's uuids.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

/// Types of resources, the last part of an Agave uuid.
pub mod kind {
    /// A user's profile.
    pub const PROFILE: &str = "001";
    /// A file or folder.
    pub const FILE: &str = "002";
    /// An app.
    pub const APP: &str = "005";
    /// A system.
    pub const SYSTEM: &str = "006";
    /// A job.
    pub const JOB: &str = "007";
    /// A subscription to events.
    pub const NOTIFICATION: &str = "011";
    /// An item of metadata.
    pub const METADATA: &str = "012";
    /// A schema for metadata.
    pub const SCHEMA: &str = "013";
    /// A tenant.
    pub const TENANT: &str = "016";
    /// An event in a job's history.
    pub const JOB_EVENT: &str = "028";
    /// A try to tell of an event.
    pub const NOTIFICATION_ATTEMPT: &str = "042";
}

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system always has random bytes");
    bytes
}

/// A secret of 256 bits, safe in URLs.
pub fn token() -> String {
    BASE64_URL_SAFE_NO_PAD.encode(random::<32>())
}

/// A short name for a thing of which there are many, in Abaco's manner: 13 letters and digits.
pub fn short() -> String {
    const DIGITS: &[u8] = b"0123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghjkmnopqrstuvwxyz";
    let mut rest = u128::from_be_bytes(random());
    let mut digit = || {
        let digit = DIGITS[(rest % DIGITS.len() as u128) as usize];
        rest /= DIGITS.len() as u128;
        char::from(digit)
    };
    (0..13).map(|_| digit()).collect()
}

/// A new uuid in Agave's form, `<digits>-<hex>-0001-<type>`, for a resource of a [`kind`].
pub fn uuid(kind: &str) -> String {
    let digits = u64::from_be_bytes(random()) >> 1;
    let tail = u64::from_be_bytes(random());
    format!("{digits:019}-{tail:016x}-0001-{kind}")
}

/// The uuid that always belongs to the thing of this name, such as a path or a built-in system.
pub fn uuid_of(kind: &str, name: &str) -> String {
    let digest = digest(name);
    let mut halves = digest.as_chunks::<8>().0.iter().map(|bytes| u64::from_be_bytes(*bytes));
    let digits = halves.next().unwrap_or_default() >> 1;
    let tail = halves.next().unwrap_or_default();
    format!("{digits:019}-{tail:016x}-0001-{kind}")
}

/// The SHA-256 digest under which a secret is stored and looked up.
pub fn digest(secret: &str) -> [u8; 32] {
    use sha2::Digest as _;
    sha2::Sha256::digest(secret.as_bytes()).into()
}
