//! Telling those who want to know what happens to metadata and its schemas.

use rusqlite::{Connection, OptionalExtension as _};
use serde_json::{Value, json};

use super::Document;
use crate::notifications::{Event, publish};

/// Writes the messages about something that happens to a document, which must still be there.
pub(super) fn tell(c: &Connection, document: &Document, name: &str, by: &str) -> rusqlite::Result<()> {
    let title = document.body.get("name").and_then(Value::as_str).unwrap_or_default();
    let facts = [("METADATA_NAME", title.to_owned()), ("METADATA_OWNER", document.owner.clone())];
    let shown = json!({ "metadata": Value::Object(document.fields()) });
    publish(c, &Event { resource: &document.uuid, name, by, facts: &facts, shown }, |c, user| {
        Ok(document.owner == user || is_shared(c, &document.uuid, user)?)
    })
}

fn is_shared(c: &Connection, document: &str, user: &str) -> rusqlite::Result<bool> {
    let access: Option<i64> = c
        .prepare_cached("SELECT access FROM document_grants WHERE document = ?1 AND user = ?2")?
        .query_row([document, user], |row| row.get(0))
        .optional()?;
    Ok(access.is_some_and(|access| access & 4 != 0))
}
