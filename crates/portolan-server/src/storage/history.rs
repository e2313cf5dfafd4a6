//! What happened to a path, for its owner to read.

use rusqlite::{Connection, params};
use serde_json::json;

use super::Storage;
use super::access::{Access, access, below};
use super::location::Location;
use crate::accounts::User;
use crate::error::Result;
use crate::ids::{self, kind};
use crate::notifications;
use crate::time;

/// One event.
#[derive(Clone, Debug)]
pub struct Event {
    /// The event's uuid.
    pub uuid: String,
    /// Agave's word for it.
    pub status: String,
    /// A sentence.
    pub description: String,
    /// The user who caused it.
    pub created_by: String,
    /// When, in milliseconds since 1970.
    pub created: i64,
}

impl Storage {
    /// The events of exactly this path, oldest first.
    pub async fn history(&self, at: &Location) -> Result<Vec<Event>> {
        let at = at.clone();
        self.db()
            .read(move |c| {
                c.prepare_cached(
                    "SELECT uuid, status, description, created_by, created FROM file_history
                     WHERE system = ?1 AND path = ?2 ORDER BY id",
                )?
                .query_map([at.system.id(), at.path()], |row| {
                    Ok(Event {
                        uuid: row.get(0)?,
                        status: row.get(1)?,
                        description: row.get(2)?,
                        created_by: row.get(3)?,
                        created: row.get(4)?,
                    })
                })?
                .collect()
            })
            .await
    }

    /// Records events of one path together.
    pub async fn record(
        &self,
        user: &User,
        at: &Location,
        events: Vec<(&'static str, String)>,
    ) -> Result<()> {
        let (user, at) = (user.clone(), at.clone());
        self.db()
            .write(move |t| events.iter().try_for_each(|(status, text)| record(t, &user, &at, status, text)))
            .await
    }

    /// Lets history follow what was moved, and grants too while the owner stays the same.
    pub(super) async fn follow_move(&self, from: &Location, to: &Location) -> Result<()> {
        if from.system != to.system || from.top() != to.top() {
            self.forget_grants(from).await?;
        }
        let (from, to) = (from.clone(), to.clone());
        self.db()
            .write(move |t| {
                let (first, end) = below(from.path());
                for table in ["file_grants", "file_history"] {
                    // The table's name is one of ours; values are bound.
                    t.execute(
                        &format!(
                            "UPDATE OR REPLACE {table} SET system = ?1, path = ?2 || substr(path, length(?3) + 1)
                             WHERE system = ?4 AND (path = ?3 OR (path >= ?5 AND path < ?6))"
                        ),
                        [to.system.id(), to.path(), from.path(), from.system.id(), &first, &end],
                    )?;
                }
                Ok(())
            })
            .await
    }

    /// Ends the grants on what was deleted.
    pub(super) async fn forget_grants(&self, at: &Location) -> Result<()> {
        let at = at.clone();
        self.db()
            .write(move |t| {
                let (first, end) = below(at.path());
                t.execute(
                    "DELETE FROM file_grants WHERE system = ?1 AND (path = ?2 OR (path >= ?3 AND path < ?4))",
                    [at.system.id(), at.path(), &first, &end],
                )
            })
            .await?;
        Ok(())
    }
}

/// Adds one event inside a transaction, and the messages to those who want to hear of it.
pub(crate) fn record(
    c: &Connection,
    user: &User,
    at: &Location,
    status: &str,
    text: &str,
) -> rusqlite::Result<()> {
    c.prepare_cached(
        "INSERT INTO file_history (uuid, system, path, status, description, created_by, created)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        ids::uuid(kind::FILE),
        at.system.id(),
        at.path(),
        status,
        text,
        user.name,
        time::now()
    ])?;
    let uuid = at.uuid();
    if !notifications::is_watched(c, &uuid)? {
        return Ok(());
    }
    let facts = [
        ("FILE_NAME", at.name().to_owned()),
        ("FILE_PATH", at.absolute()),
        ("FILE_SYSTEM", at.system.id().to_owned()),
        ("FILE_STATUS", status.to_owned()),
    ];
    let shown = json!({
        "message": text,
        "file": { "name": at.name(), "path": at.absolute(), "system": at.system.id() },
    });
    let event = notifications::Event { resource: &uuid, name: status, by: &user.name, facts: &facts, shown };
    notifications::publish(c, &event, |c, name| {
        Ok(access(c, &User { name: name.to_owned() }, at)?.allows(Access::READ))
    })
}
