//! Jobs in the database. A status and its row of history are written in one transaction.

use rusqlite::{Connection, OptionalExtension as _, Row, ToSql, named_params, params};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use super::job::{Event, Job, NewJob, Plan};
use super::status::Status;
use crate::ids::{self, kind};
use crate::notifications;
use crate::time;

/// One step on a job's way: the status it gets and why.
pub(super) type Step = (Status, String);

/// What changes with a step besides the status.
#[derive(Debug, Clone, Default)]
pub(super) struct Change {
    pub(super) message: Option<String>,
    pub(super) submitted: Option<i64>,
    pub(super) started: Option<i64>,
    pub(super) ended: Option<i64>,
    pub(super) local_id: Option<String>,
    pub(super) exit_code: Option<i32>,
    pub(super) archived: bool,
}

const COLUMNS: &str = "number, id, owner, name, app, queue, status, message, visible, stopping, stop_asked, \
     suspended, archived, created, updated, submitted, started, ended, local_id, exit_code, request";

/// Stores a new job as PENDING.
pub(super) fn insert(c: &Connection, job: &NewJob) -> rusqlite::Result<()> {
    let now = time::now();
    c.execute(
        "INSERT INTO jobs (id, owner, name, app, queue, status, created, updated, request, plan)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?8, ?9)",
        params![
            job.id,
            job.owner,
            job.name,
            job.app,
            job.queue,
            Status::Pending,
            now,
            json(&job.request)?,
            json(&job.plan)?
        ],
    )?;
    for wanted in &job.request.notifications {
        notifications::subscribe(c, &job.owner, &job.id, wanted)?;
    }
    record(c, &job.id, Status::Pending.as_str(), "Job accepted and queued for submission.", &job.owner)
}

/// The job with this id, deleted or not.
pub(super) fn get(c: &Connection, id: &str) -> rusqlite::Result<Option<Job>> {
    let query = format!("SELECT {COLUMNS} FROM jobs WHERE id = ?1");
    c.prepare_cached(&query)?.query_row([id], read).optional()
}

/// How the job is to be carried out.
pub(super) fn plan(c: &Connection, id: &str) -> rusqlite::Result<Plan> {
    c.prepare_cached("SELECT plan FROM jobs WHERE id = ?1")?.query_row([id], |row| parse(row, 0))
}

/// The jobs that a user sees: their own and those shared with them, newest first. Both come from an index, so that a page
/// costs as much as it holds, however many jobs there are.
pub(super) fn visible_to(
    c: &Connection,
    user: &str,
    limit: usize,
    offset: usize,
) -> rusqlite::Result<Vec<Job>> {
    let query = format!(
        "SELECT {COLUMNS} FROM jobs WHERE number IN
             (SELECT number FROM
                 (SELECT number FROM
                     (SELECT number FROM jobs WHERE owner = ?1 AND visible = 1 ORDER BY number DESC LIMIT ?4)
                  UNION
                  SELECT number FROM jobs WHERE visible = 1 AND id IN
                     (SELECT job FROM job_grants WHERE user = ?1 AND access & 4))
              ORDER BY number DESC LIMIT ?2 OFFSET ?3)
         ORDER BY number DESC"
    );
    let reach = limit.checked_add(offset).and_then(|reach| i64::try_from(reach).ok()).unwrap_or(-1);
    let (limit, offset) = (i64::try_from(limit).unwrap_or(-1), i64::try_from(offset).unwrap_or(i64::MAX));
    c.prepare_cached(&query)?.query_map(params![user, limit, offset, reach], read)?.collect()
}

/// A user's own jobs that are on their way, or those that are over, newest first.
pub(super) fn owned(c: &Connection, user: &str, over: bool) -> rusqlite::Result<Vec<Job>> {
    let not = if over { "" } else { "NOT" };
    let query = format!(
        "SELECT {COLUMNS} FROM jobs WHERE visible AND owner = ?1
             AND status {not} IN ('FINISHED', 'KILLED', 'STOPPED', 'FAILED') ORDER BY number DESC"
    );
    c.prepare_cached(&query)?.query_map([user], read)?.collect()
}

/// The job with this number, deleted or not.
pub(super) fn numbered(c: &Connection, number: i64) -> rusqlite::Result<Option<Job>> {
    let query = format!("SELECT {COLUMNS} FROM jobs WHERE number = ?1");
    c.prepare_cached(&query)?.query_row([number], read).optional()
}

/// A user's own jobs of one second.
pub(super) fn created_in(c: &Connection, user: &str, second: i64) -> rusqlite::Result<Vec<Job>> {
    let query = format!("SELECT {COLUMNS} FROM jobs WHERE owner = ?1 AND created / 1000 = ?2");
    c.prepare_cached(&query)?.query_map(params![user, second], read)?.collect()
}

/// Writes down that the end of a job was asked for, and when that was first.
pub(super) fn ask_to_stop(c: &Connection, id: &str) -> rusqlite::Result<()> {
    c.prepare_cached(
        "UPDATE jobs SET stopping = 1, stop_asked = coalesce(stop_asked, ?2), updated = ?2 WHERE id = ?1",
    )?
    .execute(params![id, time::now()])?;
    Ok(())
}

/// Ids of the jobs that have not come to their end, oldest first.
pub(super) fn not_ended(c: &Connection) -> rusqlite::Result<Vec<String>> {
    c.prepare(
        "SELECT id FROM jobs WHERE status NOT IN ('FINISHED', 'KILLED', 'STOPPED', 'FAILED') ORDER BY number",
    )?
    .query_map([], |row| row.get(0))?
    .collect()
}

/// Takes a job along some steps, as far as each is allowed; answers the status that it has then.
pub(super) fn advance(
    c: &Connection,
    id: &str,
    steps: &[Step],
    change: &Change,
    by: &str,
) -> rusqlite::Result<Status> {
    let mut status: Status =
        c.prepare_cached("SELECT status FROM jobs WHERE id = ?1")?.query_row([id], |row| row.get(0))?;
    for (next, description) in steps {
        if !status.may_become(*next) {
            return Ok(status);
        }
        status = *next;
        record(c, id, status.as_str(), description, by)?;
    }
    c.prepare_cached(
        "UPDATE jobs SET status = :status, updated = :updated, message = coalesce(:message, message),
             submitted = coalesce(:submitted, submitted), started = coalesce(:started, started),
             ended = coalesce(:ended, ended), local_id = coalesce(:local_id, local_id),
             exit_code = coalesce(:exit_code, exit_code), archived = archived OR :archived
         WHERE id = :id",
    )?
    .execute(named_params! {
        ":status": status, ":updated": time::now(), ":message": change.message, ":submitted": change.submitted,
        ":started": change.started, ":ended": change.ended, ":local_id": change.local_id,
        ":exit_code": change.exit_code, ":archived": change.archived, ":id": id,
    })?;
    Ok(status)
}

/// Sets one of a job's switches.
pub(super) fn set(c: &Connection, id: &str, column: &'static str, value: bool) -> rusqlite::Result<()> {
    let values: [&dyn ToSql; 3] = [&value, &time::now(), &id];
    c.execute(&format!("UPDATE jobs SET {column} = ?1, updated = ?2 WHERE id = ?3"), values)?;
    Ok(())
}

/// Writes down that something happened, and the messages to those who want to hear of it.
pub(super) fn record(
    c: &Connection,
    job: &str,
    status: &str,
    description: &str,
    by: &str,
) -> rusqlite::Result<()> {
    c.prepare_cached(
        "INSERT INTO job_events (id, job, status, description, created_by, created)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![ids::uuid(kind::JOB_EVENT), job, status, description, by, time::now()])?;
    tell(c, job, status, description, by)
}

fn tell(c: &Connection, id: &str, name: &str, description: &str, by: &str) -> rusqlite::Result<()> {
    if !notifications::is_watched(c, id)? {
        return Ok(());
    }
    let Some(job) = get(c, id)? else { return Ok(()) };
    // The row still has the status before this event.
    let status = name.parse().unwrap_or(job.status);
    let moment = |at: Option<i64>| at.map(time::iso);
    let archive = job.request.archive.as_ref();
    let facts = [
        ("JOB_ID", job.id.clone()),
        ("JOB_NAME", job.name.clone()),
        ("JOB_OWNER", job.owner.clone()),
        ("JOB_STATUS", status.to_string()),
        ("JOB_MESSAGE", description.to_owned()),
        ("JOB_ERROR", if status == Status::Failed { description.to_owned() } else { String::new() }),
        ("JOB_SYSTEM", crate::storage::System::Execution.id().to_owned()),
        ("JOB_BATCH_QUEUE", job.queue.clone()),
        ("JOB_SUBMIT_TIME", moment(job.submitted).unwrap_or_default()),
        ("JOB_START_TIME", moment(job.started).unwrap_or_default()),
        ("JOB_END_TIME", moment(job.ended).unwrap_or_default()),
        ("JOB_ARCHIVE_SYSTEM", archive.map_or_else(String::new, |archive| archive.system.clone())),
        ("JOB_ARCHIVE_PATH", archive.map_or_else(String::new, |archive| archive.path.clone())),
        ("APP_ID", job.app.clone()),
    ];
    let shown = json!({
        "message": description,
        "job": {
            "id": job.id, "name": job.name, "owner": job.owner, "appId": job.app, "batchQueue": job.queue,
            "status": status.as_str(), "created": time::iso(job.created), "submitTime": moment(job.submitted),
            "startTime": moment(job.started), "endTime": moment(job.ended),
        },
    });
    notifications::publish(
        c,
        &notifications::Event { resource: id, name, by, facts: &facts, shown },
        |c, user| Ok(user == job.owner || may_see(c, user, id)?),
    )
}

/// Whether a job is shared with a user.
fn may_see(c: &Connection, user: &str, id: &str) -> rusqlite::Result<bool> {
    c.prepare_cached("SELECT EXISTS (SELECT 1 FROM job_grants WHERE job = ?1 AND user = ?2 AND access & 4)")?
        .query_row([id, user], |row| row.get(0))
}

/// What happened to a job, oldest first.
pub(super) fn events(c: &Connection, job: &str, limit: usize, offset: usize) -> rusqlite::Result<Vec<Event>> {
    c.prepare_cached(
        "SELECT id, status, description, created_by, created FROM job_events WHERE job = ?1
         ORDER BY number LIMIT ?2 OFFSET ?3",
    )?
    .query_map(params![job, limit as i64, i64::try_from(offset).unwrap_or(i64::MAX)], |row| {
        Ok(Event {
            id: row.get(0)?,
            status: row.get(1)?,
            description: row.get(2)?,
            created_by: row.get(3)?,
            created: row.get(4)?,
        })
    })?
    .collect()
}

fn read(row: &Row<'_>) -> rusqlite::Result<Job> {
    Ok(Job {
        number: row.get("number")?,
        id: row.get("id")?,
        owner: row.get("owner")?,
        name: row.get("name")?,
        app: row.get("app")?,
        queue: row.get("queue")?,
        status: row.get("status")?,
        message: row.get("message")?,
        visible: row.get("visible")?,
        stopping: row.get("stopping")?,
        stop_asked: row.get("stop_asked")?,
        suspended: row.get("suspended")?,
        archived: row.get("archived")?,
        created: row.get("created")?,
        updated: row.get("updated")?,
        submitted: row.get("submitted")?,
        started: row.get("started")?,
        ended: row.get("ended")?,
        local_id: row.get("local_id")?,
        exit_code: row.get("exit_code")?,
        request: parse(row, row.as_ref().column_index("request")?)?,
    })
}

fn json(value: &impl Serialize) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}

fn parse<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    let text = row.get_ref(column)?.as_str()?;
    serde_json::from_str(text).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, Box::new(error))
    })
}
