//! Subscriptions, messages and attempts in the database.

use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde::{Deserialize, Serialize};

use super::Policy;
use crate::ids::{self, kind};
use crate::time;

/// Attempts kept of one subscription.
const MAX_ATTEMPTS: i64 = 200;

/// What somebody wants to hear of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscription {
    /// Where messages go, with macros in it.
    pub url: String,
    /// The event's name, or `*` for all.
    pub event: String,
    /// Whether it goes on after the first message.
    #[serde(default)]
    pub persistent: bool,
    /// What to do when a message does not arrive.
    #[serde(default)]
    pub policy: Policy,
}

/// A subscription as it stands in the database.
#[derive(Clone, Debug)]
pub struct Notification {
    /// Its uuid.
    pub id: String,
    /// Whose it is.
    pub owner: String,
    /// The uuid of what it watches.
    pub resource: String,
    /// What was asked for.
    pub subscription: Subscription,
    /// `ACTIVE`, `COMPLETE` or `FAILED`.
    pub status: String,
    /// Tries to send a message so far.
    pub attempts: i64,
    /// The status of the last answer.
    pub response_code: Option<i64>,
    /// When something was last sent.
    pub last_sent: Option<i64>,
    /// Whether the last try succeeded.
    pub success: bool,
    /// When it was made.
    pub created: i64,
    /// When it last changed.
    pub updated: i64,
}

/// A message on its way.
#[derive(Clone, Debug)]
pub(super) struct Message {
    pub(super) id: String,
    pub(super) notification: String,
    pub(super) owner: String,
    pub(super) event: String,
    pub(super) url: String,
    pub(super) body: String,
    pub(super) tried: u32,
    pub(super) policy: Policy,
    pub(super) persistent: bool,
}

/// One try to send a message.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// The attempt's uuid.
    pub id: String,
    /// The message, the same in all attempts to send it.
    pub message: String,
    /// The event that it tells of.
    pub event: String,
    /// Where it went.
    pub url: String,
    /// The status of the answer, if there was one.
    pub response_code: Option<i64>,
    /// What came of it.
    pub said: String,
    /// The message's content, where it was to be kept.
    pub content: Option<String>,
    /// When the try began.
    pub started: i64,
    /// When it ended.
    pub ended: i64,
}

/// What came of a try.
#[derive(Clone, Debug)]
pub(super) struct Outcome {
    pub(super) arrived: bool,
    pub(super) response_code: Option<i64>,
    pub(super) said: String,
    pub(super) started: i64,
    pub(super) ended: i64,
}

const COLUMNS: &str = "id, owner, resource, url, event, persistent, policy, status, attempts, response_code, \
     last_sent, success, created, updated";

/// Adds a subscription and answers its uuid.
pub(super) fn insert(
    c: &Connection,
    owner: &str,
    resource: &str,
    wanted: &Subscription,
) -> rusqlite::Result<String> {
    let id = ids::uuid(kind::NOTIFICATION);
    c.prepare_cached(
        "INSERT INTO notifications (id, owner, url, event, resource, persistent, status, policy, created, updated)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'ACTIVE', ?7, ?8, ?8)",
    )?
    .execute(params![
        id,
        owner,
        wanted.url,
        wanted.event,
        resource,
        wanted.persistent,
        json(&wanted.policy)?,
        time::now()
    ])?;
    Ok(id)
}

/// Replaces what a subscription asks for; it is active again.
pub(super) fn update(
    c: &Connection,
    id: &str,
    resource: &str,
    wanted: &Subscription,
) -> rusqlite::Result<()> {
    c.execute(
        "UPDATE notifications SET url = ?2, event = ?3, resource = ?4, persistent = ?5, policy = ?6,
             status = 'ACTIVE', spent = 0, updated = ?7 WHERE id = ?1",
        params![
            id,
            wanted.url,
            wanted.event,
            resource,
            wanted.persistent,
            json(&wanted.policy)?,
            time::now()
        ],
    )?;
    Ok(())
}

pub(super) fn get(c: &Connection, id: &str) -> rusqlite::Result<Option<Notification>> {
    c.prepare_cached(&format!("SELECT {COLUMNS} FROM notifications WHERE id = ?1"))?
        .query_row([id], read)
        .optional()
}

/// A user's subscriptions, newest first.
pub(super) fn of(c: &Connection, owner: &str) -> rusqlite::Result<Vec<Notification>> {
    c.prepare_cached(&format!("SELECT {COLUMNS} FROM notifications WHERE owner = ?1 ORDER BY number DESC"))?
        .query_map([owner], read)?
        .collect()
}

/// Removes a subscription with its messages and attempts.
pub(super) fn remove(c: &Connection, id: &str) -> rusqlite::Result<()> {
    c.execute("DELETE FROM notifications WHERE id = ?1", [id])?;
    Ok(())
}

/// The messages to be sent by a moment: the oldest of each subscription, and of each user only some, so that nobody
/// waits behind somebody else's many.
pub(super) fn due(c: &Connection, now: i64) -> rusqlite::Result<Vec<Message>> {
    c.prepare_cached(
        "SELECT id, notification, event, url, body, tried, policy, persistent, owner FROM (
             SELECT m.*, n.policy, n.persistent, n.owner,
                 row_number() OVER (PARTITION BY n.owner ORDER BY m.due, m.number) AS place
             FROM notification_messages m JOIN notifications n ON n.id = m.notification
             WHERE m.number IN
                 (SELECT min(number) FROM notification_messages WHERE due <= ?1 GROUP BY notification))
         WHERE place <= 8 ORDER BY due, number",
    )?
    .query_map([now], |row| {
        Ok(Message {
            id: row.get(0)?,
            notification: row.get(1)?,
            event: row.get(2)?,
            url: row.get(3)?,
            body: row.get(4)?,
            tried: row.get(5)?,
            policy: parse(row, 6)?,
            persistent: row.get(7)?,
            owner: row.get(8)?,
        })
    })?
    .collect()
}

/// When the next message is to be sent.
pub(super) fn next_due(c: &Connection) -> rusqlite::Result<Option<i64>> {
    c.prepare_cached("SELECT min(due) FROM notification_messages")?.query_row([], |row| row.get(0))
}

/// Writes down what came of a try, and what follows from it.
pub(super) fn settle(c: &Connection, message: &Message, outcome: &Outcome) -> rusqlite::Result<()> {
    let known: bool = c.query_row(
        "SELECT EXISTS (SELECT 1 FROM notifications WHERE id = ?1)",
        [&message.notification],
        |row| row.get(0),
    )?;
    if !known {
        return Ok(());
    }
    let tried = message.tried.saturating_add(1);
    let again = if outcome.arrived { None } else { message.policy.next(tried, outcome.ended) };
    let given_up = !outcome.arrived && again.is_none();
    match again {
        Some(due) => c.execute(
            "UPDATE notification_messages SET tried = ?2, due = ?3 WHERE id = ?1",
            params![message.id, tried, due],
        )?,
        None => c.execute("DELETE FROM notification_messages WHERE id = ?1", [&message.id])?,
    };
    let status = match message.persistent {
        false if outcome.arrived => Some("COMPLETE"),
        false if given_up => Some("FAILED"),
        _ => None,
    };
    c.execute(
        "UPDATE notifications SET attempts = attempts + 1, response_code = ?2, last_sent = ?3, success = ?4,
             status = coalesce(?5, status), updated = ?3 WHERE id = ?1",
        params![message.notification, outcome.response_code, outcome.ended, outcome.arrived, status],
    )?;
    c.execute(
        "INSERT INTO notification_attempts
             (id, notification, message, event, url, response_code, said, content, started, ended)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        params![
            ids::uuid(kind::NOTIFICATION_ATTEMPT),
            message.notification,
            message.id,
            message.event,
            message.url,
            outcome.response_code,
            outcome.said,
            (given_up && message.policy.save_on_failure).then_some(&message.body),
            outcome.started,
            outcome.ended
        ],
    )?;
    c.execute(
        "DELETE FROM notification_attempts WHERE notification = ?1 AND number <=
             (SELECT number FROM notification_attempts WHERE notification = ?1 ORDER BY number DESC LIMIT 1 OFFSET ?2)",
        params![message.notification, MAX_ATTEMPTS],
    )?;
    Ok(())
}

/// A page of the tries of a subscription, newest first.
pub(super) fn attempts(
    c: &Connection,
    id: &str,
    limit: usize,
    offset: usize,
) -> rusqlite::Result<Vec<Attempt>> {
    c.prepare_cached(
        "SELECT id, message, event, url, response_code, said, content, started, ended
         FROM notification_attempts WHERE notification = ?1 ORDER BY number DESC LIMIT ?2 OFFSET ?3",
    )?
    .query_map(params![id, limit as i64, i64::try_from(offset).unwrap_or(i64::MAX)], |row| {
        Ok(Attempt {
            id: row.get(0)?,
            message: row.get(1)?,
            event: row.get(2)?,
            url: row.get(3)?,
            response_code: row.get(4)?,
            said: row.get(5)?,
            content: row.get(6)?,
            started: row.get(7)?,
            ended: row.get(8)?,
        })
    })?
    .collect()
}

fn read(row: &Row<'_>) -> rusqlite::Result<Notification> {
    Ok(Notification {
        id: row.get("id")?,
        owner: row.get("owner")?,
        resource: row.get("resource")?,
        subscription: Subscription {
            url: row.get("url")?,
            event: row.get("event")?,
            persistent: row.get("persistent")?,
            policy: parse(row, row.as_ref().column_index("policy")?)?,
        },
        status: row.get("status")?,
        attempts: row.get("attempts")?,
        response_code: row.get("response_code")?,
        last_sent: row.get("last_sent")?,
        success: row.get("success")?,
        created: row.get("created")?,
        updated: row.get("updated")?,
    })
}

fn json(policy: &Policy) -> rusqlite::Result<String> {
    serde_json::to_string(policy).map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}

fn parse(row: &Row<'_>, column: usize) -> rusqlite::Result<Policy> {
    serde_json::from_str(row.get_ref(column)?.as_str()?)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::users;
    use crate::db::Db;

    #[test]
    fn nobody_waits_behind_somebody_elses_many() {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&folder.path().join("t.sqlite")).unwrap();
        let wanted = Subscription {
            url: "https://example.org/".to_owned(),
            event: "*".to_owned(),
            persistent: true,
            policy: Policy::default(),
        };
        for (name, count) in [("alice", 30), ("bob", 1)] {
            users::create(&db, name, "secret").unwrap();
            for number in 0..count {
                db.write_now(|t| {
                    let id = insert(t, name, "1-a-0001-007", &wanted)?;
                    for message in ["first", "second"] {
                        t.execute(
                            "INSERT INTO notification_messages (id, notification, event, url, body, due, created)
                             VALUES (?1, ?2, ?3, '', '', 5, 5)",
                            [format!("{name}{number}{message}"), id.clone(), message.to_owned()],
                        )?;
                    }
                    Ok(())
                })
                .unwrap();
            }
        }
        let waiting = db.read_now(|c| due(c, 5)).unwrap();
        let of = |name: &str| waiting.iter().filter(|message| message.owner == name).count();
        assert_eq!((of("alice"), of("bob")), (8, 1));
        assert!(waiting.iter().all(|message| message.event == "first"), "the order of each is kept");
        assert!(db.read_now(|c| due(c, 4)).unwrap().is_empty());
        assert_eq!(db.read_now(next_due).unwrap(), Some(5));
    }
}
