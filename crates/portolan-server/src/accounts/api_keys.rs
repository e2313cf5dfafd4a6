//! The keys with which clients of JARVICE and Rescale sign in. Only their digests are stored.

use rusqlite::{OptionalExtension as _, params};

use super::User;
use crate::db::Db;
use crate::error::Result;
use crate::{ids, time};

/// A protocol whose clients sign in with a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// JARVICE's API key.
    Jarvice,
    /// Rescale's token.
    Rescale,
}

impl Protocol {
    fn name(self) -> &'static str {
        match self {
            Protocol::Jarvice => "jarvice",
            Protocol::Rescale => "rescale",
        }
    }
}

/// Makes a user's key for a protocol, in place of an earlier one. It is shown only now.
pub fn issue(db: &Db, user: &User, protocol: Protocol) -> Result<String> {
    let key = ids::token();
    db.write_now(|t| {
        t.execute(
            "INSERT OR REPLACE INTO api_keys (user, protocol, digest, created) VALUES (?1, ?2, ?3, ?4)",
            params![user.name, protocol.name(), ids::digest(&key), time::now()],
        )
    })?;
    Ok(key)
}

/// The user whose key for this protocol it is.
pub async fn user(db: &Db, protocol: Protocol, key: &str) -> Result<Option<User>> {
    let digest = ids::digest(key);
    db.read(move |c| {
        c.prepare_cached("SELECT user FROM api_keys WHERE digest = ?1 AND protocol = ?2")?
            .query_row(params![digest, protocol.name()], |row| Ok(User { name: row.get(0)? }))
            .optional()
    })
    .await
}
