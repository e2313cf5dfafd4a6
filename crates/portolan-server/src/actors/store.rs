//! Actors in the database.

use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{Actor, Actors, Settings, executions, workers};
use crate::accounts::User;
use crate::error::{Error, Result};
use crate::{ids, time};

const COLUMNS: &str = "id, owner, created, updated, state, settings";

impl Actors {
    /// Registers an actor, with a worker that waits for messages.
    pub async fn register(&self, owner: &User, settings: Settings) -> Result<Actor> {
        let now = time::now();
        let actor = Actor {
            id: ids::short(),
            owner: owner.name.clone(),
            created: now,
            updated: now,
            state: json!({}),
            settings,
        };
        let row = actor.clone();
        self.db()
            .write(move |t| {
                t.execute(
                    "INSERT INTO actors (id, owner, created, updated, state, settings)
                     VALUES (?1, ?2, ?3, ?3, ?4, ?5)",
                    params![row.id, row.owner, row.created, text(&row.state)?, text(&row.settings)?],
                )?;
                workers::ensure(t, &row.id, 1)
            })
            .await?;
        Ok(actor)
    }

    /// The actor of this id or alias.
    pub async fn find(&self, id: &str) -> Result<Option<Actor>> {
        let id = id.to_owned();
        self.db().read(move |c| get(c, &id)).await
    }

    /// The actors that a user may see: their own and those shared with them, oldest first.
    pub async fn list(&self, user: &User) -> Result<Vec<Actor>> {
        let user = user.name.clone();
        self.db()
            .read(move |c| {
                let query = format!(
                    "SELECT {COLUMNS} FROM actors
                     WHERE owner = ?1 OR id IN (SELECT actor FROM actor_grants WHERE user = ?1) ORDER BY number"
                );
                c.prepare_cached(&query)?.query_map([user], read)?.collect()
            })
            .await
    }

    /// Changes what was registered.
    pub async fn change(&self, actor: &Actor, settings: Settings) -> Result<Actor> {
        self.replace(Actor { updated: time::now(), settings, ..actor.clone() }).await
    }

    /// Sets what an actor remembers.
    pub async fn remember(&self, actor: &Actor, state: Value) -> Result<Actor> {
        self.replace(Actor { updated: time::now(), state, ..actor.clone() }).await
    }

    async fn replace(&self, changed: Actor) -> Result<Actor> {
        let row = changed.clone();
        let found = self
            .db()
            .write(move |t| {
                t.execute(
                    "UPDATE actors SET updated = ?2, state = ?3, settings = ?4 WHERE id = ?1",
                    params![row.id, row.updated, text(&row.state)?, text(&row.settings)?],
                )
            })
            .await?;
        if found == 0 { Err(unknown(&changed.id)) } else { Ok(changed) }
    }

    /// Deletes an actor with all that was ever sent to it, and ends what it is doing.
    pub async fn delete(&self, actor: &Actor) -> Result<()> {
        let id = actor.id.clone();
        let ended = self
            .db()
            .write(move |t| {
                let all = executions::ids(t, &id)?;
                t.execute("DELETE FROM actors WHERE id = ?1", [&id])?;
                Ok(all)
            })
            .await?;
        for execution in ended {
            let running = self.running().get(&execution).cloned();
            match running {
                // It clears up after itself.
                Some(stop) => stop.cancel(),
                None => self.files(&execution).remove().await,
            }
        }
        Ok(())
    }
}

/// 404 for an actor that is not there, or of which the caller may not know.
pub(crate) fn unknown(id: &str) -> Error {
    Error::not_found(format!("There is no actor {id}."))
}

/// The actor of an id or alias.
pub(super) fn get(c: &Connection, id: &str) -> rusqlite::Result<Option<Actor>> {
    let query = format!(
        "SELECT {COLUMNS} FROM actors WHERE id = ?1
         UNION ALL SELECT {COLUMNS} FROM actors WHERE id = (SELECT actor FROM actor_aliases WHERE alias = ?1)"
    );
    c.prepare_cached(&query)?.query_row([id], read).optional()
}

fn read(row: &Row<'_>) -> rusqlite::Result<Actor> {
    Ok(Actor {
        id: row.get(0)?,
        owner: row.get(1)?,
        created: row.get(2)?,
        updated: row.get(3)?,
        state: parse(row, 4)?,
        settings: parse(row, 5)?,
    })
}

/// A value as JSON in a column.
pub(super) fn text(value: &impl Serialize) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}

/// A value from JSON in a column.
pub(super) fn parse<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    serde_json::from_str(row.get_ref(column)?.as_str()?).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, Box::new(error))
    })
}
