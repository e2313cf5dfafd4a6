//! Registered systems in the database.

use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension as _, Row, ToSql, params};

use super::Definition;
use crate::ids::{self, kind};
use crate::time;

/// A system as it stands in the database.
#[derive(Clone, Debug)]
pub struct Registered {
    /// Its description, with the facts that the database adds and without secrets.
    pub system: portolan::agave::System,
    /// Whose it is.
    pub owner: String,
    /// Whether its files lie in a folder of this server.
    pub local: bool,
    /// Whether it was deleted.
    pub(super) deleted: bool,
}

const COLUMNS: &str =
    "id, uuid, owner, kind, public, available, deleted, local, revision, updated, definition";

/// Stores a new system, or a new revision of one that is there, deleted or not.
pub(super) fn put(c: &Connection, owner: &str, definition: &Definition) -> rusqlite::Result<()> {
    let system = &definition.system;
    let text = serde_json::to_string(system)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
    c.execute(
        "INSERT INTO systems (id, uuid, owner, kind, public, available, local, revision, created, updated, definition)
         VALUES (?1, ?2, ?3, ?4, 0, ?5, ?6, 1, ?7, ?7, ?8)
         ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, local = excluded.local, deleted = 0,
             available = excluded.available, revision = revision + 1, updated = excluded.updated,
             definition = excluded.definition",
        params![
            system.id,
            ids::uuid(kind::SYSTEM),
            owner,
            system.kind,
            system.available.unwrap_or(true),
            definition.local,
            time::now(),
            text
        ],
    )?;
    Ok(())
}

/// The system with this id, deleted or not.
pub(super) fn get(c: &Connection, id: &str) -> rusqlite::Result<Option<Registered>> {
    c.prepare_cached(&format!("SELECT {COLUMNS} FROM systems WHERE id = ?1"))?
        .query_row([id], read)
        .optional()
}

/// The systems that a user owns, has a role on, or that everybody sees.
pub(super) fn visible_to(c: &Connection, user: &str) -> rusqlite::Result<Vec<Registered>> {
    c.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM systems WHERE NOT deleted
         AND (public OR owner = ?1 OR id IN (SELECT system FROM system_roles WHERE user = ?1)) ORDER BY id"
    ))?
    .query_map([user], read)?
    .collect()
}

/// Sets one of a system's switches.
pub(super) fn set(c: &Connection, id: &str, column: &'static str, on: bool) -> rusqlite::Result<()> {
    let values: [&dyn ToSql; 3] = [&on, &time::now(), &id];
    c.execute(&format!("UPDATE systems SET {column} = ?1, updated = ?2 WHERE id = ?3"), values)?;
    if column == "deleted" {
        c.execute("DELETE FROM system_defaults WHERE system = ?1", [id])?;
    }
    Ok(())
}

/// Removes a system with its roles and credentials, and what was granted and happened on it.
pub(super) fn remove(c: &Connection, id: &str) -> rusqlite::Result<()> {
    for statement in [
        "DELETE FROM systems WHERE id = ?1",
        "DELETE FROM file_grants WHERE system = ?1",
        "DELETE FROM file_history WHERE system = ?1",
    ] {
        c.execute(statement, [id])?;
    }
    Ok(())
}

/// By kind, the default systems that a user chose and still sees.
pub(super) fn defaults(c: &Connection, user: &str) -> rusqlite::Result<Vec<(String, String)>> {
    c.prepare_cached("SELECT kind, system FROM system_defaults WHERE user = ?1")?
        .query_map([user], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

/// Chooses a default system, or none.
pub(super) fn set_default(c: &Connection, user: &str, kind: &str, id: Option<&str>) -> rusqlite::Result<()> {
    c.execute("DELETE FROM system_defaults WHERE user = ?1 AND kind = ?2", [user, kind])?;
    if let Some(id) = id {
        c.execute("INSERT INTO system_defaults (user, kind, system) VALUES (?1, ?2, ?3)", [user, kind, id])?;
    }
    Ok(())
}

fn read(row: &Row<'_>) -> rusqlite::Result<Registered> {
    let text: String = row.get("definition")?;
    let mut system: portolan::agave::System = serde_json::from_str(&text)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(0, Type::Text, Box::new(error)))?;
    let owner: String = row.get("owner")?;
    system.uuid = Some(row.get("uuid")?);
    system.owner = Some(owner.clone());
    system.public = row.get("public")?;
    system.available = Some(row.get("available")?);
    system.revision = Some(row.get("revision")?);
    system.last_modified = Some(time::iso(row.get("updated")?));
    Ok(Registered { system, owner, local: row.get("local")?, deleted: row.get("deleted")? })
}
