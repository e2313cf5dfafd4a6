//! Whether a user's files can be on a registered system, and what they may do there.

use rusqlite::{Connection, OptionalExtension as _};

use super::roles::role;
use super::{Role, store};
use crate::storage::{Access, System};

/// What a call about files finds under a system's id.
pub(crate) enum Usable {
    /// The system, and the folder from its root where relative paths begin.
    Yes(System, String),
    /// None that the user may know of.
    Unknown(String),
    /// It is switched off.
    Off(String),
    /// Its files are elsewhere; the protocol that would lead there.
    Remote(String, String),
}

/// The system of this id, or the user's default one for files.
pub(crate) fn usable(c: &Connection, user: &str, id: Option<&str>) -> rusqlite::Result<Usable> {
    let chosen: Option<String> = match id {
        Some(_) => None,
        None => c
            .prepare_cached("SELECT system FROM system_defaults WHERE user = ?1 AND kind = 'STORAGE'")?
            .query_row([user], |row| row.get(0))
            .optional()?,
    };
    let Some(id) = id.or(chosen.as_deref()) else {
        return Ok(Usable::Yes(System::Storage, user.to_owned()));
    };
    match System::from_id(id) {
        Some(System::Storage) => return Ok(Usable::Yes(System::Storage, user.to_owned())),
        Some(system) => return Ok(Usable::Yes(system, String::new())),
        None => {}
    }
    let system = match store::get(c, id)? {
        Some(system) if role(c, user, id)? >= Role::Guest => system,
        _ => return Ok(Usable::Unknown(id.to_owned())),
    };
    let storage = system.system.storage.unwrap_or_default();
    if !system.local {
        let protocol = storage.protocol.unwrap_or_default();
        return Ok(Usable::Remote(id.to_owned(), protocol));
    }
    if system.system.available == Some(false) || system.system.status != "UP" {
        return Ok(Usable::Off(id.to_owned()));
    }
    Ok(Usable::Yes(System::Registered(id.into()), storage.home_dir.unwrap_or_default()))
}

/// What a user may do with all files of a registered system, by their role.
pub(crate) fn access(c: &Connection, user: &str, id: &str) -> rusqlite::Result<Access> {
    Ok(match role(c, user, id)? {
        Role::None => Access::NONE,
        Role::Guest => Access::READ_EXECUTE,
        _ => Access::ALL,
    })
}
