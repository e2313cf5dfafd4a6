//! Jobs as Rescale knows them: drafts, which may have been submitted since, and jobs that came by other protocols.

use rusqlite::{Connection, OptionalExtension as _, params};
use serde_json::Value;

use super::{ids, job_view};
use crate::State;
use crate::accounts::User;
use crate::db::Db;
use crate::engine::Job;
use crate::error::{Error, Result};
use crate::storage::Access;
use crate::time;

/// A job.
pub(super) struct Record {
    /// Its id.
    pub(super) id: String,
    /// Whose it is.
    pub(super) owner: String,
    /// When it was created.
    pub(super) created: i64,
    /// What it is to do, in Rescale's form.
    pub(super) body: Value,
    /// Its number among the drafts, if it was created by this protocol.
    pub(super) draft: Option<i64>,
    /// The engine's job, once it was submitted.
    pub(super) job: Option<Job>,
}

impl Record {
    /// The engine's job, or a refusal with 400.
    pub(super) fn submitted(&self) -> Result<&Job> {
        self.job
            .as_ref()
            .ok_or_else(|| Error::new(axum::http::StatusCode::BAD_REQUEST, "The job has not been submitted."))
    }
}

/// Which job an id means: ids of drafts stand for odd numbers, those of other jobs for even ones.
#[derive(Clone, Copy)]
enum Key {
    Draft(i64),
    Other(i64),
}

impl Key {
    fn of(number: i64) -> Key {
        if number % 2 == 1 { Key::Draft(number / 2) } else { Key::Other(number / 2) }
    }

    fn id(self) -> String {
        match self {
            Key::Draft(number) => ids::encode(number * 2 + 1),
            Key::Other(number) => ids::encode(number * 2),
        }
    }
}

fn unknown() -> Error {
    Error::not_found("Not found.")
}

/// The job with this id, if the user may do this with it.
pub(super) async fn find(state: &State, user: &User, id: &str, needed: Access) -> Result<Record> {
    let record = load(state, Key::of(ids::decode(id).ok_or_else(unknown)?)).await?.ok_or_else(unknown)?;
    let access = match &record.job {
        Some(job) => state.engine().access(user, job).await?,
        None if record.owner == user.name => Access::ALL,
        None => Access::NONE,
    };
    if !access.allows(Access::READ) {
        return Err(unknown());
    }
    if access.allows(needed) { Ok(record) } else { Err(Error::forbidden("You may not change this job.")) }
}

async fn load(state: &State, key: Key) -> Result<Option<Record>> {
    match key {
        Key::Draft(number) => {
            let row = state.db().read(move |c| draft(c, number)).await?;
            let Some((owner, created, body, job)) = row else { return Ok(None) };
            let submitted = job.is_some();
            let job = match job {
                Some(job) => state.engine().get(&job).await?.filter(|job| job.visible),
                None => None,
            };
            if submitted && job.is_none() {
                return Ok(None);
            }
            let body = serde_json::from_str(&body).map_err(Error::internal)?;
            Ok(Some(Record { id: key.id(), owner, created, body, draft: Some(number), job }))
        }
        Key::Other(number) => {
            let Some(job) = state.engine().numbered(number).await?.filter(|job| job.visible) else {
                return Ok(None);
            };
            let body = job_view::made_up(&job, &state.engine().plan(&job.id).await?);
            let (owner, created) = (job.owner.clone(), job.created);
            Ok(Some(Record { id: key.id(), owner, created, body, draft: None, job: Some(job) }))
        }
    }
}

type Draft = (String, i64, String, Option<String>);

fn draft(c: &Connection, number: i64) -> rusqlite::Result<Option<Draft>> {
    c.prepare_cached("SELECT owner, created, body, job FROM rescale_jobs WHERE number = ?1")?
        .query_row([number], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .optional()
}

/// What a user sees: by its key and when it was created.
const SEEN: &str = "
    WITH shared AS (SELECT job FROM job_grants WHERE user = ?1 AND access & 4), seen AS (
        SELECT draft.number * 2 + 1 AS key, draft.created
        FROM rescale_jobs AS draft LEFT JOIN jobs ON jobs.id = draft.job
        WHERE (draft.owner = ?1 OR draft.job IN shared) AND (draft.job IS NULL OR jobs.visible)
        UNION ALL
        SELECT number * 2, created FROM jobs
        WHERE visible AND (owner = ?1 OR id IN shared)
            AND NOT EXISTS (SELECT 1 FROM rescale_jobs WHERE rescale_jobs.job = jobs.id)
    )";

/// A page of the jobs that a user sees, newest first, and how many there are in all.
pub(super) async fn page(
    state: &State,
    user: &User,
    skip: usize,
    take: usize,
) -> Result<(usize, Vec<Record>)> {
    let name = user.name.clone();
    let (skip, take) = (i64::try_from(skip).unwrap_or(i64::MAX), i64::try_from(take).unwrap_or(i64::MAX));
    let (count, keys): (u32, Vec<i64>) = state
        .db()
        .read(move |c| {
            let count = c
                .prepare_cached(&format!("{SEEN} SELECT count(*) FROM seen"))?
                .query_row([&name], |row| row.get(0))?;
            let page =
                format!("{SEEN} SELECT key FROM seen ORDER BY created DESC, key DESC LIMIT ?2 OFFSET ?3");
            let keys = c
                .prepare_cached(&page)?
                .query_map(params![name, take, skip], |row| row.get(0))?
                .collect::<rusqlite::Result<_>>()?;
            Ok((count, keys))
        })
        .await?;
    let mut records = Vec::with_capacity(keys.len());
    for key in keys {
        records.extend(load(state, Key::of(key)).await?);
    }
    Ok((count as usize, records))
}

/// Stores a new draft.
pub(super) async fn create(state: &State, user: &User, body: &Value) -> Result<Record> {
    let (owner, text) = (user.name.clone(), body.to_string());
    let number = state
        .db()
        .write(move |t| {
            t.execute(
                "INSERT INTO rescale_jobs (owner, created, body) VALUES (?1, ?2, ?3)",
                params![owner, time::now(), text],
            )?;
            Ok(t.last_insert_rowid())
        })
        .await?;
    load(state, Key::Draft(number)).await?.ok_or_else(unknown)
}

/// Stores a draft's new body.
pub(super) async fn save(db: &Db, number: i64, body: &Value) -> Result<()> {
    let text = body.to_string();
    db.write(move |t| {
        t.execute("UPDATE rescale_jobs SET body = ?2 WHERE number = ?1", params![number, text])
    })
    .await?;
    Ok(())
}

/// Deletes a draft that was not submitted.
pub(super) async fn delete(db: &Db, number: i64) -> Result<()> {
    db.write(move |t| t.execute("DELETE FROM rescale_jobs WHERE number = ?1 AND job IS NULL", [number]))
        .await?;
    Ok(())
}
