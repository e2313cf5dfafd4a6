//! Access and refresh tokens. Only their digests are stored.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::User;
use crate::db::Db;
use crate::error::Result;
use crate::{ids, time};

/// Seconds for which an access token is good.
pub const ACCESS_SECONDS: i64 = 14_400;
/// Seconds for which a refresh token is good.
const REFRESH_SECONDS: i64 = 30 * 86_400;

/// A new pair of tokens, as the caller gets it.
#[derive(Clone, Debug)]
pub struct Pair {
    /// The bearer token.
    pub access: String,
    /// What the next pair is got with, once.
    pub refresh: String,
}

/// Issues tokens for a user to a client, and forgets expired ones.
pub async fn issue(db: &Db, client: &str, user: &User) -> Result<Pair> {
    let (client, user) = (client.to_owned(), user.name.clone());
    db.write(move |t| {
        t.execute("DELETE FROM tokens WHERE refresh_expires < ?1", [time::now()])?;
        insert(t, &client, &user)
    })
    .await
}

/// Replaces the pair of this refresh token; `None` when it is unknown, used, expired or another client's.
pub async fn refresh(db: &Db, client: &str, refresh: &str) -> Result<Option<Pair>> {
    let (client, old) = (client.to_owned(), ids::digest(refresh));
    db.write(move |t| {
        let user: Option<String> = t
            .query_row(
                "DELETE FROM tokens WHERE refresh = ?1 AND client = ?2 AND refresh_expires > ?3 RETURNING user",
                params![old, client, time::now()],
                |row| row.get(0),
            )
            .optional()?;
        user.map(|user| insert(t, &client, &user)).transpose()
    })
    .await
}

/// Ends the pair that this token, of either sort, belongs to. An unknown token is no error.
pub async fn revoke(db: &Db, client: &str, token: &str) -> Result<()> {
    let (client, digest) = (client.to_owned(), ids::digest(token));
    db.write(move |t| {
        t.execute(
            "DELETE FROM tokens WHERE client = ?1 AND (access = ?2 OR refresh = ?2)",
            params![client, digest],
        )
    })
    .await?;
    Ok(())
}

/// The user whose access token this is.
pub async fn user(db: &Db, access: &str) -> Result<Option<User>> {
    let digest = ids::digest(access);
    db.read(move |c| {
        c.prepare_cached("SELECT user FROM tokens WHERE access = ?1 AND access_expires > ?2")?
            .query_row(params![digest, time::now()], |row| Ok(User { name: row.get(0)? }))
            .optional()
    })
    .await
}

pub(super) fn insert(c: &Connection, client: &str, user: &str) -> rusqlite::Result<Pair> {
    let pair = Pair { access: ids::token(), refresh: ids::token() };
    let now = time::now();
    c.execute(
        "INSERT INTO tokens (access, refresh, client, user, created, access_expires, refresh_expires)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            ids::digest(&pair.access),
            ids::digest(&pair.refresh),
            client,
            user,
            now,
            now + ACCESS_SECONDS * 1000,
            now + REFRESH_SECONDS * 1000,
        ],
    )?;
    Ok(pair)
}
