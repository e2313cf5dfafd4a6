//! Telling those who want to know what happens to an app.

use rusqlite::{Connection, OptionalExtension as _};
use serde_json::json;

use super::registry::find;
use super::{App, Registry};
use crate::accounts::User;
use crate::error::Result;
use crate::notifications::{Event, publish};

impl Registry {
    /// Tells that somebody published or cloned an app, which does not change the app itself.
    pub async fn tell(&self, by: &User, app: &App, name: &'static str) -> Result<()> {
        let (id, by) = (app.application.id.clone(), by.name.clone());
        self.db().write(move |t| tell(t, &id, name, &by)).await
    }
}

/// Writes the messages about something that happens to an app, which must still be there.
pub(super) fn tell(c: &Connection, id: &str, name: &str, by: &str) -> rusqlite::Result<()> {
    let Some(app) = find(c, id)? else { return Ok(()) };
    let application = &app.application;
    let facts = [
        ("APP_ID", application.id.clone()),
        ("APP_NAME", application.name.clone()),
        ("APP_VERSION", application.version.clone()),
        ("APP_OWNER", app.owner.clone()),
    ];
    let shown = json!({
        "app": { "id": application.id, "name": application.name, "version": application.version,
                 "owner": app.owner, "available": application.available },
    });
    let resource = application.uuid.clone().unwrap_or_default();
    publish(c, &Event { resource: &resource, name, by, facts: &facts, shown }, |c, user| {
        Ok(application.is_public || app.owner == user || is_shared(c, id, user)?)
    })
}

fn is_shared(c: &Connection, id: &str, user: &str) -> rusqlite::Result<bool> {
    let access: Option<i64> = c
        .prepare_cached("SELECT access FROM app_grants WHERE app = ?1 AND user = ?2")?
        .query_row([id, user], |row| row.get(0))
        .optional()?;
    Ok(access.is_some_and(|access| access & 4 != 0))
}
