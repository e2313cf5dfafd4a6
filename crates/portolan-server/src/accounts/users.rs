//! Users and their passwords.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use rusqlite::{Connection, OptionalExtension as _, params};
use serde_json::{Map, Value};
use tokio::sync::Semaphore;

use super::User;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::ids::{self, kind};
use crate::time;

/// The name of the user that the first start makes.
pub const DEMO: &str = "demo";

/// What comes after the name in a user's address. No mail is ever sent there.
const EMAIL_END: &str = "@localhost";

/// Each check of a password takes its share of memory and of a processor, so only a few run at once.
static VERIFYING: Semaphore = Semaphore::const_new(4);

/// What is public about a user.
#[derive(Clone, Debug)]
pub struct Profile {
    /// The user's name.
    pub name: String,
    /// The uuid of the profile.
    pub uuid: String,
    /// What the user tells about themselves, by the names of the fields.
    pub told: Map<String, Value>,
}

/// The address under which a user is known where services ask for one.
pub fn email(name: &str) -> String {
    format!("{name}{EMAIL_END}")
}

/// The name in such an address.
pub fn of_email(email: &str) -> Option<&str> {
    email.trim().strip_suffix(EMAIL_END)
}

/// Adds a user, or says what is wrong with the name or password.
pub fn create(db: &Db, name: &str, password: &str) -> Result<User> {
    check_name(name)?;
    if password.is_empty() {
        return Err(Error::bad_request("password", "must not be empty"));
    }
    insert(db, name, password, false)?;
    Ok(User { name: name.to_owned() })
}

/// Makes the demo user when there is no user at all, with a password that nobody knows.
pub fn create_demo(db: &Db) -> Result<()> {
    let any: bool =
        db.read_now(|c| c.query_row("SELECT EXISTS (SELECT 1 FROM users)", [], |row| row.get(0)))?;
    if any { Ok(()) } else { insert(db, DEMO, &ids::token(), true) }
}

/// The user as whom a launch address signs in: the demo user, if there is one.
pub fn demo(db: &Db) -> Result<Option<User>> {
    db.read_now(|c| {
        c.query_row("SELECT name FROM users WHERE demo", [], |row| Ok(User { name: row.get(0)? })).optional()
    })
}

fn insert(db: &Db, name: &str, password: &str, demo: bool) -> Result<()> {
    let hash = hash(password)?;
    let added = db.write_now(|t| {
        t.execute(
            "INSERT OR IGNORE INTO users (name, password, uuid, demo, created) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![name, hash, ids::uuid(kind::PROFILE), demo, time::now()],
        )
    })?;
    if added == 0 { Err(Error::conflict(format!("There is already a user named {name}."))) } else { Ok(()) }
}

/// The name becomes a folder and part of addresses, so it is kept plain.
fn check_name(name: &str) -> Result<()> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    let starts_well = name.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit());
    if name.len() > 32 || !starts_well || !name.chars().all(plain) {
        return Err(Error::bad_request(
            "name",
            "must be 1 to 32 lower-case letters, digits, '-' or '_', and begin with a letter or digit",
        ));
    }
    Ok(())
}

fn hash(password: &str) -> Result<String> {
    let hash = Argon2::default()
        .hash_password(password.as_bytes())
        .map_err(|error| Error::internal(anyhow::anyhow!("hashing a password: {error}")))?;
    Ok(hash.to_string())
}

/// The user whose name and password these are. An unknown name takes as long as a wrong password.
pub async fn verify(db: &Db, name: &str, password: &str) -> Result<Option<User>> {
    let _turn = VERIFYING.acquire().await.map_err(Error::internal)?;
    let (db, name, password) = (db.clone(), name.to_owned(), password.to_owned());
    tokio::task::spawn_blocking(move || {
        let stored: Option<String> = db.read_now(|c| {
            c.query_row("SELECT password FROM users WHERE name = ?1", [&name], |row| row.get(0)).optional()
        })?;
        let Some(stored) = stored else {
            hash(&password)?;
            return Ok(None);
        };
        let stored = PasswordHash::new(&stored)
            .map_err(|error| Error::internal(anyhow::anyhow!("stored password of {name}: {error}")))?;
        let right = Argon2::default().verify_password(password.as_bytes(), &stored).is_ok();
        Ok(right.then_some(User { name }))
    })
    .await?
}

/// Whether there is a user of this name, within a transaction that depends on it.
pub(crate) fn exists(connection: &Connection, name: &str) -> rusqlite::Result<bool> {
    connection.query_row("SELECT EXISTS (SELECT 1 FROM users WHERE name = ?1)", [name], |row| row.get(0))
}

/// All profiles, by name.
pub async fn profiles(db: &Db) -> Result<Vec<Profile>> {
    db.read(|c| {
        c.prepare_cached(
            "SELECT name, uuid, fields FROM users LEFT JOIN profiles ON profiles.user = users.name ORDER BY name",
        )?
        .query_map([], |row| {
            let told: Option<String> = row.get(2)?;
            let told = told.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
            Ok(Profile { name: row.get(0)?, uuid: row.get(1)?, told })
        })?
        .collect()
    })
    .await
}

/// Stores what a user tells about themselves.
pub async fn tell(db: &Db, user: &User, told: &Map<String, Value>) -> Result<()> {
    let (name, text) = (user.name.clone(), Value::Object(told.clone()).to_string());
    db.write(move |t| {
        t.execute("INSERT OR REPLACE INTO profiles (user, fields) VALUES (?1, ?2)", [name, text])
    })
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_folder_names() {
        for good in ["a", "alice", "7up", "a-b_c"] {
            check_name(good).unwrap();
        }
        let long = "x".repeat(33);
        for bad in ["", ".", "..", "a/b", "A", "-a", "a.b", "a b", "ä", long.as_str()] {
            assert!(check_name(bad).is_err(), "{bad:?}");
        }
    }

    #[tokio::test]
    async fn a_password_opens_and_another_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&folder.path().join("t.sqlite")).unwrap();
        create(&db, "alice", "secret").unwrap();
        assert!(create(&db, "alice", "again").is_err());
        assert_eq!(verify(&db, "alice", "secret").await.unwrap().unwrap().name, "alice");
        assert!(verify(&db, "alice", "Secret").await.unwrap().is_none());
        assert!(verify(&db, "bob", "secret").await.unwrap().is_none());
    }
}
