//! Workers: so many messages of one actor are dealt with at once.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::{Actor, Actors};
use crate::error::{Error, Result};
use crate::{ids, time};

/// A worker of an actor.
#[derive(Debug, Clone)]
pub struct Worker {
    /// Its id.
    pub id: String,
    /// What it is busy with.
    pub execution: Option<String>,
    /// Whether it goes once that has ended.
    pub leaving: bool,
    /// Since when it is there.
    pub created: i64,
    /// When it ended its last execution.
    pub last_end: Option<i64>,
}

impl Worker {
    /// Its status in Abaco's words.
    pub fn status(&self) -> &'static str {
        match (&self.execution, self.leaving) {
            (_, true) => "SHUTDOWN_REQUESTED",
            (Some(_), false) => "BUSY",
            (None, false) => "READY",
        }
    }
}

impl Actors {
    /// The workers of an actor, oldest first.
    pub async fn workers(&self, actor: &Actor) -> Result<Vec<Worker>> {
        let actor = actor.id.clone();
        self.db()
            .read(move |c| {
                c.prepare_cached(
                    "SELECT id, execution, leaving, created, last_end FROM actor_workers WHERE actor = ?1
                     ORDER BY number",
                )?
                .query_map([actor], |row| {
                    Ok(Worker {
                        id: row.get(0)?,
                        execution: row.get(1)?,
                        leaving: row.get(2)?,
                        created: row.get(3)?,
                        last_end: row.get(4)?,
                    })
                })?
                .collect()
            })
            .await
    }

    /// Sees to it that an actor has so many workers.
    pub async fn ensure_workers(&self, actor: &Actor, number: u32) -> Result<()> {
        let most = actor.settings.most_workers();
        if number > most {
            let why = if actor.settings.stateless { "it may have" } else { "with a state, it has" };
            return Err(Error::bad_request(
                "num",
                format!("is more than this actor's {most} ({why} no more)"),
            ));
        }
        let id = actor.id.clone();
        self.db().write(move |t| ensure(t, &id, number)).await?;
        self.0.ready.notify_one();
        Ok(())
    }

    /// Sends a worker away: at once, or when it has ended what it does. Answers whether there is such a worker.
    pub async fn dismiss(&self, actor: &Actor, worker: &str) -> Result<bool> {
        let (actor, worker) = (actor.id.clone(), worker.to_owned());
        self.db()
            .write(move |t| {
                let gone = t.execute(
                    "DELETE FROM actor_workers WHERE actor = ?1 AND id = ?2 AND execution IS NULL",
                    [&actor, &worker],
                )?;
                let leaving = t.execute(
                    "UPDATE actor_workers SET leaving = 1 WHERE actor = ?1 AND id = ?2",
                    [&actor, &worker],
                )?;
                Ok(gone + leaving > 0)
            })
            .await
    }
}

/// Adds workers until there are so many that stay.
pub(super) fn ensure(c: &Connection, actor: &str, number: u32) -> rusqlite::Result<()> {
    let staying: u32 =
        c.query_row("SELECT count(*) FROM actor_workers WHERE actor = ?1 AND NOT leaving", [actor], |row| {
            row.get(0)
        })?;
    for _ in staying..number {
        c.execute(
            "INSERT INTO actor_workers (id, actor, created) VALUES (?1, ?2, ?3)",
            params![ids::short(), actor, time::now()],
        )?;
    }
    Ok(())
}

/// Gives an execution to a worker that has nothing to do.
pub(super) fn occupy(c: &Connection, actor: &str, execution: &str) -> rusqlite::Result<Option<String>> {
    c.query_row(
        "UPDATE actor_workers SET execution = ?2 WHERE number =
             (SELECT number FROM actor_workers WHERE actor = ?1 AND execution IS NULL AND NOT leaving
              ORDER BY number LIMIT 1)
         RETURNING id",
        [actor, execution],
        |row| row.get(0),
    )
    .optional()
}

/// Frees the worker of an execution that has ended.
pub(super) fn free(c: &Connection, execution: &str) -> rusqlite::Result<()> {
    c.execute("DELETE FROM actor_workers WHERE execution = ?1 AND leaving", [execution])?;
    c.execute(
        "UPDATE actor_workers SET execution = NULL, last_end = ?2 WHERE execution = ?1",
        params![execution, time::now()],
    )?;
    Ok(())
}
