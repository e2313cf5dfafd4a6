//! Who may do what with an actor, and other names for it.

use std::collections::BTreeMap;

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use rusqlite::{OptionalExtension as _, Row, params};

use super::{Actor, Actors};
use crate::accounts::{User, users};
use crate::error::{Error, Result};
use crate::time;

/// How far somebody may go with an actor; each level has those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Not at all.
    None,
    /// To see it.
    Read,
    /// To send it messages.
    Execute,
    /// To change it.
    Update,
}

impl Level {
    const ALL: [Level; 4] = [Level::None, Level::Read, Level::Execute, Level::Update];

    /// The level of this name, in any case of letters.
    pub fn from_name(name: &str) -> Option<Level> {
        Level::ALL.into_iter().find(|level| level.name().eq_ignore_ascii_case(name))
    }

    /// Its name in Abaco's words.
    pub fn name(self) -> &'static str {
        match self {
            Level::None => "NONE",
            Level::Read => "READ",
            Level::Execute => "EXECUTE",
            Level::Update => "UPDATE",
        }
    }
}

impl ToSql for Level {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok((*self as i64).into())
    }
}

impl FromSql for Level {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Level> {
        let number = value.as_i64()?;
        Level::ALL.into_iter().find(|level| *level as i64 == number).ok_or(FromSqlError::OutOfRange(number))
    }
}

/// Another name for an actor.
#[derive(Debug, Clone)]
pub struct Alias {
    /// The name.
    pub alias: String,
    /// The actor.
    pub actor: String,
    /// Who gave it.
    pub owner: String,
}

impl Actors {
    /// How far a user may go with an actor.
    pub async fn level(&self, user: &User, actor: &Actor) -> Result<Level> {
        if actor.owner == user.name {
            return Ok(Level::Update);
        }
        let (id, user) = (actor.id.clone(), user.name.clone());
        let level = self
            .db()
            .read(move |c| {
                c.prepare_cached("SELECT level FROM actor_grants WHERE actor = ?1 AND user = ?2")?
                    .query_row([id, user], |row| row.get(0))
                    .optional()
            })
            .await?;
        Ok(level.unwrap_or(Level::None))
    }

    /// How far each user may go, the owner among them.
    pub async fn levels(&self, actor: &Actor) -> Result<BTreeMap<String, Level>> {
        let id = actor.id.clone();
        let mut levels: BTreeMap<String, Level> = self
            .db()
            .read(move |c| {
                c.prepare_cached("SELECT user, level FROM actor_grants WHERE actor = ?1")?
                    .query_map([id], |row| Ok((row.get(0)?, row.get(1)?)))?
                    .collect()
            })
            .await?;
        levels.insert(actor.owner.clone(), Level::Update);
        Ok(levels)
    }

    /// Sets how far a user may go.
    pub async fn share(&self, actor: &Actor, user: &str, level: Level) -> Result<()> {
        let (id, user) = (actor.id.clone(), user.to_owned());
        let known = self
            .db()
            .write(move |t| {
                if !users::exists(t, &user)? {
                    return Ok(false);
                }
                t.execute("DELETE FROM actor_grants WHERE actor = ?1 AND user = ?2", [&id, &user])?;
                if level != Level::None {
                    t.execute(
                        "INSERT INTO actor_grants (actor, user, level) SELECT id, ?2, ?3 FROM actors WHERE id = ?1",
                        params![id, user, level],
                    )?;
                }
                Ok(true)
            })
            .await?;
        if known { Ok(()) } else { Err(Error::bad_request("user", "there is no such user")) }
    }

    /// Gives an actor another name.
    pub async fn add_alias(&self, owner: &User, actor: &Actor, alias: &str) -> Result<Alias> {
        let new = Alias { alias: alias.to_owned(), actor: actor.id.clone(), owner: owner.name.clone() };
        let row = new.clone();
        let added = self
            .db()
            .write(move |t| {
                t.execute(
                    "INSERT OR IGNORE INTO actor_aliases (alias, actor, owner, created)
                     SELECT ?1, ?2, ?3, ?4 WHERE NOT EXISTS (SELECT 1 FROM actors WHERE id = ?1)",
                    params![row.alias, row.actor, row.owner, time::now()],
                )
            })
            .await?;
        if added == 0 { Err(Error::bad_request("alias", "is taken already")) } else { Ok(new) }
    }

    /// The names that a user has given.
    pub async fn aliases(&self, owner: &User) -> Result<Vec<Alias>> {
        let owner = owner.name.clone();
        self.db()
            .read(move |c| {
                c.prepare_cached(
                    "SELECT alias, actor, owner FROM actor_aliases WHERE owner = ?1 ORDER BY alias",
                )?
                .query_map([owner], read_alias)?
                .collect()
            })
            .await
    }

    /// Takes a name away that a user has given. Answers whether there was one.
    pub async fn delete_alias(&self, owner: &User, alias: &str) -> Result<bool> {
        let (owner, alias) = (owner.name.clone(), alias.to_owned());
        let deleted = self
            .db()
            .write(move |t| {
                t.execute("DELETE FROM actor_aliases WHERE owner = ?1 AND alias = ?2", [owner, alias])
            })
            .await?;
        Ok(deleted > 0)
    }
}

fn read_alias(row: &Row<'_>) -> rusqlite::Result<Alias> {
    Ok(Alias { alias: row.get(0)?, actor: row.get(1)?, owner: row.get(2)? })
}
