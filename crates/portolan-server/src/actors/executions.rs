//! Messages and their executions in the database.

use std::collections::BTreeMap;
use std::path::PathBuf;

use axum::body::Bytes;
use futures_util::{Stream, StreamExt as _};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde::{Deserialize, Serialize};
use tokio::io::AsyncWriteExt as _;

use super::store::{parse, text, unknown};
use super::{Actor, Actors, workers};
use crate::accounts::User;
use crate::engine::backend::{Ending, Reason};
use crate::error::{Error, Result};
use crate::time;

const COLUMNS: &str = "id, actor, executor, status, stopping, worker, received, started, finished, ending";

/// What was sent to an actor.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Message {
    /// The message itself.
    pub content: Content,
    /// Variables that came with it.
    pub environment: BTreeMap<String, String>,
}

/// The message itself.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    /// Text, and the media type that it came as.
    Text(String, String),
    /// Bytes in a file of the execution's.
    File,
}

/// Where an execution is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It waits for a worker.
    Submitted,
    /// A worker has it.
    Running,
    /// Its program came to its end.
    Complete,
    /// It could not be run, or was lost.
    Error,
}

impl Status {
    const ALL: [Status; 4] = [Status::Submitted, Status::Running, Status::Complete, Status::Error];

    /// The status in Abaco's words.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Submitted => "SUBMITTED",
            Status::Running => "RUNNING",
            Status::Complete => "COMPLETE",
            Status::Error => "ERROR",
        }
    }

    /// Whether nothing more will happen.
    pub fn is_final(self) -> bool {
        matches!(self, Status::Complete | Status::Error)
    }
}

impl ToSql for Status {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.as_str().into())
    }
}

impl FromSql for Status {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Status> {
        let name = value.as_str()?;
        Status::ALL.into_iter().find(|status| status.as_str() == name).ok_or(FromSqlError::InvalidType)
    }
}

/// A message and what became of it.
#[derive(Debug, Clone)]
pub struct Execution {
    /// Its id.
    pub id: String,
    /// The actor.
    pub actor: String,
    /// Who sent the message.
    pub executor: String,
    /// Where it is on its way.
    pub status: Status,
    /// Whether its end was asked for.
    pub stopping: bool,
    /// The worker that has it.
    pub worker: Option<String>,
    /// When the message came.
    pub received: i64,
    /// When a worker took it.
    pub started: Option<i64>,
    /// When it ended.
    pub finished: Option<i64>,
    /// How it ended.
    pub ending: Option<Ending>,
}

impl Execution {
    /// How long it ran, in milliseconds.
    pub fn runtime(&self) -> i64 {
        match (self.started, self.finished) {
            (Some(started), Some(finished)) => (finished - started).max(0),
            _ => 0,
        }
    }
}

impl Actors {
    /// Accepts a message. It is on disk when this returns.
    pub async fn send(&self, actor: &Actor, by: &User, id: String, message: Message) -> Result<Execution> {
        let key = actor.id.clone();
        let execution = Execution {
            id,
            actor: actor.id.clone(),
            executor: by.name.clone(),
            status: Status::Submitted,
            stopping: false,
            worker: None,
            received: time::now(),
            started: None,
            finished: None,
            ending: None,
        };
        let row = execution.clone();
        let added = self
            .db()
            .write(move |t| {
                let added = t.execute(
                    "INSERT INTO actor_executions (id, actor, executor, status, received, message)
                     SELECT ?1, id, ?3, ?4, ?5, ?6 FROM actors WHERE id = ?2",
                    params![row.id, key, row.executor, row.status, row.received, text(&message)?],
                )?;
                if added > 0 {
                    workers::ensure(t, &key, 1)?;
                }
                Ok(added)
            })
            .await?;
        if added == 0 {
            return Err(unknown(&actor.id));
        }
        self.0.ready.notify_one();
        Ok(execution)
    }

    /// Keeps the bytes of a message in the file of the execution that it will get. Nothing stays of what breaks off.
    pub async fn keep<E: std::fmt::Display>(
        &self,
        id: &str,
        most: u64,
        bytes: impl Stream<Item = Result<Bytes, E>>,
    ) -> Result<()> {
        let path = self.files(id).message;
        let kept = write(&path, most, bytes).await;
        if kept.is_err() {
            // It may not be there at all.
            let _ = tokio::fs::remove_file(&path).await;
        }
        kept
    }

    /// The executions of an actor, oldest first.
    pub async fn executions(&self, actor: &Actor) -> Result<Vec<Execution>> {
        let actor = actor.id.clone();
        self.db()
            .read(move |c| {
                let query =
                    format!("SELECT {COLUMNS} FROM actor_executions WHERE actor = ?1 ORDER BY number");
                c.prepare_cached(&query)?.query_map([actor], read)?.collect()
            })
            .await
    }

    /// One execution of an actor.
    pub async fn execution(&self, actor: &Actor, id: &str) -> Result<Option<Execution>> {
        let (actor, id) = (actor.id.clone(), id.to_owned());
        self.db()
            .read(move |c| {
                let query = format!("SELECT {COLUMNS} FROM actor_executions WHERE actor = ?1 AND id = ?2");
                c.prepare_cached(&query)?.query_row([actor, id], read).optional()
            })
            .await
    }

    /// Waits until an execution has ended; nothing if it is deleted meanwhile.
    pub async fn ended(&self, actor: &Actor, id: &str) -> Result<Option<Execution>> {
        loop {
            let ended = self.0.ended.notified();
            tokio::pin!(ended);
            // Before the look, so that no end between both is missed.
            ended.as_mut().enable();
            match self.execution(actor, id).await? {
                Some(execution) if !execution.status.is_final() => ended.await,
                other => return Ok(other),
            }
        }
    }

    /// What was sent for an execution that has not ended.
    pub(super) async fn message(&self, execution: &str) -> Result<Message> {
        let id = execution.to_owned();
        self.db()
            .read(move |c| {
                c.query_row("SELECT message FROM actor_executions WHERE id = ?1", [id], |row| parse(row, 0))
            })
            .await
    }

    /// Messages that wait for a worker.
    pub async fn waiting(&self, actor: &Actor) -> Result<i64> {
        let actor = actor.id.clone();
        self.db()
            .read(move |c| {
                c.query_row(
                    "SELECT count(*) FROM actor_executions WHERE actor = ?1 AND status = 'SUBMITTED'",
                    [actor],
                    |row| row.get(0),
                )
            })
            .await
    }

    /// Ends an execution, or all that wait: one that waits is not run, one that runs is ended by force.
    pub async fn stop(&self, actor: &Actor, only: Option<&str>) -> Result<()> {
        let (actor, only) = (actor.id.clone(), only.map(str::to_owned));
        let running = only.clone();
        let note = "It was taken from the queue before it could run.";
        let ending = Ending {
            reason: Reason::NotRun,
            code: None,
            signal: None,
            ended: time::now(),
            note: Some(note.to_owned()),
            cost: Default::default(),
        };
        self.db()
            .write(move |t| {
                if let Some(id) = &only {
                    t.execute(
                        "UPDATE actor_executions SET stopping = 1 WHERE actor = ?1 AND id = ?2",
                        [&actor, id],
                    )?;
                }
                t.execute(
                    "UPDATE actor_executions SET status = ?3, finished = ?4, ending = ?5, message = ''
                     WHERE actor = ?1 AND status = 'SUBMITTED' AND (?2 IS NULL OR id = ?2)",
                    params![actor, only, Status::Error, ending.ended, text(&ending)?],
                )
            })
            .await?;
        if let Some(stop) = running.and_then(|id| self.running().get(&id).cloned()) {
            stop.cancel();
        }
        self.0.ended.notify_waiters();
        Ok(())
    }

    /// What an execution has printed so far.
    pub async fn log(&self, id: &str) -> Result<String> {
        let path = self.files(id).log;
        match tokio::fs::read(path).await {
            Ok(bytes) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(String::new()),
            Err(error) => Err(error.into()),
        }
    }
}

async fn write<E: std::fmt::Display>(
    path: &PathBuf,
    most: u64,
    bytes: impl Stream<Item = Result<Bytes, E>>,
) -> Result<()> {
    let mut file = tokio::fs::File::create_new(path).await?;
    let mut left = most;
    let mut bytes = std::pin::pin!(bytes);
    while let Some(chunk) = bytes.next().await {
        let chunk = chunk.map_err(|error| Error::bad_request("message", format!("broke off: {error}")))?;
        left = left
            .checked_sub(chunk.len() as u64)
            .ok_or_else(|| Error::too_large(format!("The message is larger than {most} bytes.")))?;
        file.write_all(&chunk).await?;
    }
    Ok(file.sync_all().await?)
}

/// Ids of all executions of an actor.
pub(super) fn ids(c: &Connection, actor: &str) -> rusqlite::Result<Vec<String>> {
    c.prepare_cached("SELECT id FROM actor_executions WHERE actor = ?1")?
        .query_map([actor], |row| row.get(0))?
        .collect()
}

/// All executions that have not ended, oldest first.
pub(super) fn not_ended(c: &Connection) -> rusqlite::Result<Vec<Execution>> {
    let query = format!(
        "SELECT {COLUMNS} FROM actor_executions WHERE status IN ('SUBMITTED', 'RUNNING') ORDER BY number"
    );
    c.prepare(&query)?.query_map([], read)?.collect()
}

/// Gives the oldest message that can be dealt with now to a worker. Nobody's actors get more than so many places.
pub(super) fn claim(c: &Connection, most_of_one: usize) -> rusqlite::Result<Option<Execution>> {
    let query = format!(
        "SELECT {COLUMNS} FROM actor_executions AS e WHERE status = 'SUBMITTED' AND EXISTS
             (SELECT 1 FROM actor_workers WHERE actor = e.actor AND execution IS NULL AND NOT leaving)
         AND ?1 > (SELECT count(*) FROM actor_executions AS r JOIN actors AS a ON a.id = r.actor
                   WHERE r.status = 'RUNNING' AND a.owner = (SELECT owner FROM actors WHERE id = e.actor))
         ORDER BY number LIMIT 1"
    );
    let most = i64::try_from(most_of_one).unwrap_or(i64::MAX);
    let Some(mut execution) = c.prepare_cached(&query)?.query_row([most], read).optional()? else {
        return Ok(None);
    };
    execution.worker = workers::occupy(c, &execution.actor, &execution.id)?;
    (execution.status, execution.started) = (Status::Running, Some(time::now()));
    c.execute(
        "UPDATE actor_executions SET status = ?2, worker = ?3, started = ?4 WHERE id = ?1",
        params![execution.id, execution.status, execution.worker, execution.started],
    )?;
    Ok(Some(execution))
}

/// Writes down how an execution ended. What was sent for it is not kept.
pub(super) fn finish(c: &Connection, id: &str, status: Status, ending: &Ending) -> rusqlite::Result<()> {
    c.execute(
        "UPDATE actor_executions SET status = ?2, finished = ?3, ending = ?4, message = '' WHERE id = ?1",
        params![id, status, ending.ended, text(ending)?],
    )?;
    workers::free(c, id)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Execution> {
    let ended = row.get_ref(9)?.as_str_or_null()?.is_some();
    Ok(Execution {
        id: row.get(0)?,
        actor: row.get(1)?,
        executor: row.get(2)?,
        status: row.get(3)?,
        stopping: row.get(4)?,
        worker: row.get(5)?,
        received: row.get(6)?,
        started: row.get(7)?,
        finished: row.get(8)?,
        ending: if ended { Some(parse(row, 9)?) } else { None },
    })
}
