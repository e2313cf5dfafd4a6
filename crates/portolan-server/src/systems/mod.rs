//! Systems that users register: what they are, who may do what with them, and how they are signed in to.
//!
//! A storage system of protocol LOCAL has a folder of its own in the data folder. All others are descriptions: they
//! are kept and shared, but this server does not reach the machines that they describe.

mod credentials;
mod definition;
mod roles;
mod seal;
mod sign_in;
mod store;
mod usable;

use std::path::{Path, PathBuf};

pub use credentials::{Credential, Purpose, Which};
pub use definition::{Definition, check_id};
pub use roles::{Role, RoleOf};
pub use sign_in::SignIn;
pub use store::Registered;
pub(crate) use usable::{Usable, access, usable};

use crate::accounts::User;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::notifications::{Event, publish};
use crate::storage::System;
use seal::Sealer;

/// The registered systems; clones share them.
#[derive(Clone)]
pub struct Systems {
    db: Db,
    folder: PathBuf,
    sealer: Sealer,
}

impl Systems {
    /// The systems of a data folder.
    pub fn open(data: &Path, db: Db) -> anyhow::Result<Systems> {
        Ok(Systems { db, folder: data.to_owned(), sealer: Sealer::open(&data.join("secrets.key"))? })
    }

    /// Registers a system, or changes one that is the caller's already. Tells whether it is new.
    pub async fn register(&self, user: &User, definition: Definition) -> Result<(Registered, bool)> {
        let there = self.any(&definition.system.id).await?;
        let taken = there.as_ref().is_some_and(|there| there.owner != user.name);
        if taken || System::from_id(&definition.system.id).is_some() {
            let why = format!("{} is taken by somebody else's system", definition.system.id);
            return Err(Error::bad_request("id", why));
        }
        let is_new = there.is_none_or(|there| there.deleted);
        definition.check_sign_in(is_new)?;
        Ok((self.store(user, &user.name, definition, is_new).await?, is_new))
    }

    /// Changes a system's description. Secrets that are not given stay as they are.
    pub async fn update(
        &self,
        user: &User,
        there: &Registered,
        definition: Definition,
    ) -> Result<Registered> {
        if definition.system.id != there.system.id {
            return Err(Error::bad_request("id", format!("must stay {}", there.system.id)));
        }
        if definition.system.kind != there.system.kind {
            return Err(Error::bad_request("type", format!("must stay {}", there.system.kind)));
        }
        definition.check_sign_in(false)?;
        self.store(user, &there.owner, definition, false).await
    }

    async fn store(
        &self,
        user: &User,
        owner: &str,
        definition: Definition,
        is_new: bool,
    ) -> Result<Registered> {
        let id = definition.system.id.clone();
        if definition.local {
            self.make_folder(&id).await?;
        }
        let mut sealed = Vec::new();
        for (purpose, sign_in) in &definition.sign_ins {
            sealed.push(self.sealed(&id, "", *purpose, sign_in)?);
        }
        let (key, by, owner) = (id.clone(), user.name.clone(), owner.to_owned());
        self.db
            .write(move |t| {
                store::put(t, &owner, &definition)?;
                for credential in &sealed {
                    credentials::put(t, &key, credential)?;
                }
                let name = if is_new { "CREATED" } else { "UPDATED" };
                event(t, &key, name, &by)
            })
            .await?;
        self.get(&id)
            .await?
            .ok_or_else(|| Error::internal(anyhow::anyhow!("a system vanished while it was stored")))
    }

    /// A copy of a system's description under another id. Who signs in how is not copied.
    pub async fn clone_as(&self, user: &User, there: &Registered, id: &str) -> Result<Registered> {
        check_id("id", id)?;
        if System::from_id(id).is_some() || self.any(id).await?.is_some() {
            return Err(Error::bad_request("id", format!("{id} is taken")));
        }
        let definition = Definition::copy_of(there, id);
        self.store(user, &user.name, definition, true).await
    }

    async fn make_folder(&self, id: &str) -> Result<()> {
        let folder = self.own_folder(id);
        Ok(tokio::task::spawn_blocking(move || std::fs::create_dir_all(folder)).await??)
    }

    fn own_folder(&self, id: &str) -> PathBuf {
        self.folder.join(System::Registered(id.into()).folder())
    }

    /// The system of this id, unless it was deleted.
    pub async fn get(&self, id: &str) -> Result<Option<Registered>> {
        Ok(self.any(id).await?.filter(|system| !system.deleted))
    }

    async fn any(&self, id: &str) -> Result<Option<Registered>> {
        let id = id.to_owned();
        self.db.read(move |c| store::get(c, &id)).await
    }

    /// The systems that a user sees, by id.
    pub async fn visible_to(&self, user: &User) -> Result<Vec<Registered>> {
        let user = user.name.clone();
        self.db.read(move |c| store::visible_to(c, &user)).await
    }

    /// Switches a system on or off.
    pub async fn set_available(&self, user: &User, id: &str, on: bool) -> Result<()> {
        self.set(user, id, "available", on, if on { "ENABLED" } else { "DISABLED" }).await
    }

    /// Shows a system to everybody, or to those with a role only.
    pub async fn set_public(&self, user: &User, id: &str, on: bool) -> Result<()> {
        self.set(user, id, "public", on, if on { "PUBLISH" } else { "UNPUBLISH" }).await
    }

    /// Hides a system from everybody. Its id stays its owner's, who can register it again; its files stay.
    pub async fn delete(&self, user: &User, id: &str) -> Result<()> {
        self.set(user, id, "deleted", true, "DELETED").await
    }

    async fn set(
        &self,
        user: &User,
        id: &str,
        column: &'static str,
        on: bool,
        name: &'static str,
    ) -> Result<()> {
        let (id, by) = (id.to_owned(), user.name.clone());
        self.db
            .write(move |t| {
                store::set(t, &id, column, on)?;
                event(t, &id, name, &by)
            })
            .await
    }

    /// Removes a system for good. It must not have files any more.
    pub async fn erase(&self, user: &User, id: &str) -> Result<()> {
        let folder = self.own_folder(id);
        let emptied = tokio::task::spawn_blocking(move || std::fs::remove_dir(folder)).await?;
        match emptied {
            Err(error) if error.kind() == std::io::ErrorKind::DirectoryNotEmpty => {
                return Err(Error::bad_request("action", "the system still has files; delete them first"));
            }
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
        let (id, by) = (id.to_owned(), user.name.clone());
        self.db
            .write(move |t| {
                event(t, &id, "ERASED", &by)?;
                store::remove(t, &id)
            })
            .await
    }

    /// The ids of the user's default systems, by kind, as far as they chose any.
    pub async fn defaults(&self, user: &User) -> Result<Vec<(String, String)>> {
        let user = user.name.clone();
        self.db.read(move |c| store::defaults(c, &user)).await
    }

    /// Makes a registered system the user's default of its kind; without one the server's own is it again.
    pub async fn set_default(&self, user: &User, kind: &str, id: Option<&str>) -> Result<()> {
        let (user, kind, id) = (user.name.clone(), kind.to_owned(), id.map(str::to_owned));
        self.db.write(move |t| store::set_default(t, &user, &kind, id.as_deref())).await
    }
}

/// Tells those who want to know that something happened to a system.
fn event(c: &rusqlite::Connection, id: &str, name: &str, by: &str) -> rusqlite::Result<()> {
    let Some(system) = store::get(c, id)? else { return Ok(()) };
    let uuid = system.system.uuid.clone().unwrap_or_default();
    let facts = [
        ("SYSTEM_ID", system.system.id.clone()),
        ("SYSTEM_NAME", system.system.name.clone()),
        ("SYSTEM_TYPE", system.system.kind.clone()),
        ("SYSTEM_STATUS", system.system.status.clone()),
        ("SYSTEM_OWNER", system.owner.clone()),
    ];
    let shown = serde_json::json!({
        "system": { "id": system.system.id, "name": system.system.name, "type": system.system.kind,
                    "status": system.system.status, "owner": system.owner },
    });
    publish(c, &Event { resource: &uuid, name, by, facts: &facts, shown }, |c, user| {
        Ok(roles::role(c, user, id)? >= Role::Guest)
    })
}
