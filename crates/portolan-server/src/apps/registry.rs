//! Apps in the database.

use portolan::agave::Application;
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde_json::Value;

use super::{App, Program, SERVER, definition, events};
use crate::accounts::{User, users};
use crate::bundled;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::ids::{self, kind};
use crate::storage::Access;
use crate::time;

/// The registry; clones share it.
#[derive(Clone)]
pub struct Registry(Db);

/// What one user may do with an app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The user.
    pub user: String,
    /// What they may: see it, change it, run it.
    pub access: Access,
}

const COLUMNS: &str = "id, uuid, owner, public, available, revision, updated, program, definition";

impl Registry {
    /// The registry in a database.
    pub fn new(db: Db) -> Registry {
        Registry(db)
    }

    /// Registers the apps that come with the program, or brings them up to date.
    pub async fn register_bundled(&self) -> Result<()> {
        let mut apps = Vec::new();
        for bundled in bundled::DEFINITIONS {
            let program = Program::Bundled { subcommand: bundled.subcommand.to_owned() };
            apps.push((definition::parse(bundled.document)?, program));
        }
        self.0
            .write(move |t| {
                for (application, program) in &apps {
                    let stored = find(t, &application.id)?;
                    if stored
                        .is_none_or(|app| changed(&app.application, application) || app.program != *program)
                    {
                        store(t, application, SERVER, program, true)?;
                    }
                }
                Ok(())
            })
            .await
    }

    /// Stores a new app, or a new revision of one that is there.
    pub async fn store(
        &self,
        application: Application,
        owner: &str,
        program: Program,
        public: bool,
    ) -> Result<App> {
        let owner = owner.to_owned();
        let stored = self
            .0
            .write(move |t| {
                let is_new = find(t, &application.id)?.is_none();
                store(t, &application, &owner, &program, public)?;
                events::tell(t, &application.id, if is_new { "CREATED" } else { "UPDATED" }, &owner)?;
                find(t, &application.id)
            })
            .await?;
        stored.ok_or_else(|| Error::internal(anyhow::anyhow!("an app vanished while it was stored")))
    }

    /// The app with this id.
    pub async fn find(&self, id: &str) -> Result<Option<App>> {
        let id = id.to_owned();
        self.0.read(move |c| find(c, &id)).await
    }

    /// The apps that a user sees: public ones, their own, and those shared with them; by id.
    pub async fn visible_to(&self, user: &User) -> Result<Vec<App>> {
        let user = user.name.clone();
        let query = format!(
            "SELECT {COLUMNS} FROM apps
             WHERE public OR owner = ?1 OR id IN (SELECT app FROM app_grants WHERE user = ?1 AND access & 4)
             ORDER BY id"
        );
        self.0.read(move |c| c.prepare_cached(&query)?.query_map([user], read)?.collect()).await
    }

    /// What a user may do with an app.
    pub async fn access(&self, user: &User, app: &App) -> Result<Access> {
        if app.owner == user.name {
            return Ok(Access::ALL);
        }
        let grants = self.grants(app).await?;
        let granted = grants.into_iter().find(|grant| grant.user == user.name).map(|grant| grant.access);
        let least = if app.application.is_public { Access::READ_EXECUTE } else { Access::NONE };
        Ok(granted.filter(|granted| granted.allows(least)).unwrap_or(least))
    }

    /// Switches an app on or off: one that is off takes no jobs.
    pub async fn set_available(&self, by: &User, id: &str, available: bool) -> Result<()> {
        let (id, by) = (id.to_owned(), by.name.clone());
        self.0
            .write(move |t| {
                t.execute(
                    "UPDATE apps SET available = ?2, updated = ?3 WHERE id = ?1",
                    params![id, available, time::now()],
                )?;
                // The service has no word for being switched on.
                events::tell(t, &id, if available { "UPDATED" } else { "DISABLED" }, &by)
            })
            .await
    }

    /// Removes an app and who may use it. Jobs of it stay.
    pub async fn remove(&self, by: &User, id: &str) -> Result<()> {
        let (id, by) = (id.to_owned(), by.name.clone());
        self.0
            .write(move |t| {
                events::tell(t, &id, "DELETED", &by)?;
                t.execute("DELETE FROM apps WHERE id = ?1", [id])
            })
            .await?;
        Ok(())
    }

    /// All grants on an app, by user.
    pub async fn grants(&self, app: &App) -> Result<Vec<Grant>> {
        let id = app.application.id.clone();
        self.0
            .read(move |c| {
                c.prepare_cached("SELECT user, access FROM app_grants WHERE app = ?1 ORDER BY user")?
                    .query_map([id], |row| {
                        let bits: i64 = row.get(1)?;
                        let access = Access::from_parts(bits & 4 != 0, bits & 2 != 0, bits & 1 != 0);
                        Ok(Grant { user: row.get(0)?, access })
                    })?
                    .collect()
            })
            .await
    }

    /// Sets what a user may do with an app; nothing ends the grant.
    pub async fn grant(&self, by: &User, app: &App, grant: Grant) -> Result<()> {
        let (id, by) = (app.application.id.clone(), by.name.clone());
        let bit = |access, bit: i64| if grant.access.allows(access) { bit } else { 0 };
        let bits = bit(Access::READ, 4) | bit(Access::WRITE, 2) | bit(Access::EXECUTE, 1);
        let known = self
            .0
            .write(move |t| {
                let known = users::exists(t, &grant.user)?;
                if known {
                    t.execute("DELETE FROM app_grants WHERE app = ?1 AND user = ?2", [&id, &grant.user])?;
                }
                if known && bits != 0 {
                    t.execute(
                        "INSERT INTO app_grants (app, user, access) VALUES (?1, ?2, ?3)",
                        params![id, grant.user, bits],
                    )?;
                }
                let name = if bits == 0 { "PERMISSION_REVOKE" } else { "PERMISSION_GRANT" };
                events::tell(t, &id, name, &by)?;
                Ok(known)
            })
            .await?;
        if known { Ok(()) } else { Err(Error::bad_request("username", "there is no such user")) }
    }

    /// Ends all grants on an app.
    pub async fn revoke_grants(&self, by: &User, app: &App) -> Result<()> {
        let (id, by) = (app.application.id.clone(), by.name.clone());
        self.0
            .write(move |t| {
                t.execute("DELETE FROM app_grants WHERE app = ?1", [&id])?;
                events::tell(t, &id, "PERMISSION_REVOKE", &by)
            })
            .await
    }

    pub(super) fn db(&self) -> &Db {
        &self.0
    }
}

/// Whether two definitions differ in what their author wrote.
fn changed(stored: &Application, read: &Application) -> bool {
    let bare = |app: &Application| {
        let mut value = serde_json::to_value(app).unwrap_or_default();
        for added in ["uuid", "owner", "isPublic", "available", "revision", "lastModified"] {
            if let Value::Object(fields) = &mut value {
                fields.remove(added);
            }
        }
        value
    };
    bare(stored) != bare(read)
}

fn store(
    c: &Connection,
    application: &Application,
    owner: &str,
    program: &Program,
    public: bool,
) -> rusqlite::Result<()> {
    let text = |value: serde_json::Result<String>| {
        value.map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
    };
    c.execute(
        "INSERT INTO apps (id, uuid, owner, public, available, revision, created, updated, program, definition)
         VALUES (?1, ?2, ?3, ?4, ?5, 1, ?6, ?6, ?7, ?8)
         ON CONFLICT (id) DO UPDATE SET revision = revision + 1, updated = excluded.updated,
             available = excluded.available, public = excluded.public, program = excluded.program,
             definition = excluded.definition",
        params![
            application.id,
            ids::uuid(kind::APP),
            owner,
            public,
            application.available,
            time::now(),
            text(serde_json::to_string(program))?,
            text(serde_json::to_string(application))?,
        ],
    )?;
    Ok(())
}

pub(super) fn find(c: &Connection, id: &str) -> rusqlite::Result<Option<App>> {
    let query = format!("SELECT {COLUMNS} FROM apps WHERE id = ?1");
    c.prepare_cached(&query)?.query_row([id], read).optional()
}

fn read(row: &Row<'_>) -> rusqlite::Result<App> {
    let unreadable = |column: usize, error: serde_json::Error| {
        rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error))
    };
    let mut application: Application =
        serde_json::from_str(row.get_ref(8)?.as_str()?).map_err(|error| unreadable(8, error))?;
    let owner: String = row.get(2)?;
    application.uuid = Some(row.get(1)?);
    application.owner = Some(owner.clone());
    application.is_public = row.get(3)?;
    application.available = row.get(4)?;
    application.revision = Some(row.get(5)?);
    application.last_modified = Some(time::iso(row.get(6)?));
    let program = serde_json::from_str(row.get_ref(7)?.as_str()?).map_err(|error| unreadable(7, error))?;
    Ok(App { application, owner, program })
}
