//! Who may do what with a file: the owner everything, others what was granted.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension as _, params};

use super::Storage;
use super::location::{Location, System};
use crate::accounts::{User, users};
use crate::error::{Error, Result};
use crate::systems;

/// A set of permissions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Access(u8);

impl Access {
    /// Nothing.
    pub const NONE: Access = Access(0);
    /// To run it.
    pub const EXECUTE: Access = Access(1);
    /// To change it.
    pub const WRITE: Access = Access(2);
    /// To see it.
    pub const READ: Access = Access(4);
    /// To see it and enter it.
    pub const READ_EXECUTE: Access = Access(5);
    /// Everything.
    pub const ALL: Access = Access(7);

    const NAMES: [(&'static str, Access); 8] = [
        ("NONE", Access::NONE),
        ("EXECUTE", Access::EXECUTE),
        ("WRITE", Access::WRITE),
        ("WRITE_EXECUTE", Access(3)),
        ("READ", Access::READ),
        ("READ_EXECUTE", Access::READ_EXECUTE),
        ("READ_WRITE", Access(6)),
        ("ALL", Access::ALL),
    ];

    /// A set from its parts.
    pub fn from_parts(read: bool, write: bool, execute: bool) -> Access {
        Access(u8::from(read) << 2 | u8::from(write) << 1 | u8::from(execute))
    }

    /// The set that Agave calls by this name, in any case of letters.
    pub fn from_name(name: &str) -> Option<Access> {
        Access::NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, access)| *access)
    }

    /// Agave's name of the set.
    pub fn name(self) -> &'static str {
        Access::NAMES[usize::from(self.0 & 7)].0
    }

    /// What either set has.
    pub fn or(self, other: Access) -> Access {
        Access(self.0 | other.0)
    }

    /// Whether the set has all that `needed` has.
    pub fn allows(self, needed: Access) -> bool {
        self.0 & needed.0 == needed.0
    }
}

/// One user's permission on one path.
#[derive(Clone, Debug)]
pub struct Grant {
    /// Who may.
    pub user: String,
    /// What.
    pub access: Access,
    /// Whether everything below the path is meant too.
    pub recursive: bool,
}

impl Storage {
    /// What a user may do with a place, whether something is there or not.
    pub async fn access(&self, user: &User, at: &Location) -> Result<Access> {
        let (user, at) = (user.clone(), at.clone());
        self.db().read(move |c| access(c, &user, &at)).await
    }

    /// Refuses with 403 unless the user may do this with the place.
    pub async fn check(&self, user: &User, at: &Location, needed: Access) -> Result<()> {
        if self.access(user, at).await?.allows(needed) {
            return Ok(());
        }
        let verb = if needed.allows(Access::WRITE) { "change" } else { "see" };
        Err(Error::forbidden(format!("You may not {verb} {} on {}.", at.absolute(), at.system.id())))
    }

    /// What a user may do with each name in a folder; names that are missing have what the second value says.
    pub(super) async fn access_in(
        &self,
        user: &User,
        folder: &Location,
    ) -> Result<(HashMap<String, Access>, Access)> {
        let (user, folder) = (user.clone(), folder.clone());
        self.db()
            .read(move |c| {
                let others = inherited(c, &user, &folder)?;
                if folder.system == System::Execution || folder.top() == user.name {
                    return Ok((HashMap::new(), others));
                }
                let by_role = by_role(c, &user, &folder.system)?;
                let mut named = granted_in(c, &user, &folder)?;
                for access in named.values_mut() {
                    *access = access.or(by_role);
                }
                if folder.path().is_empty() && folder.system == System::Storage {
                    named.insert(user.name, Access::ALL);
                }
                Ok((named, others))
            })
            .await
    }

    /// The grants on exactly this path, by user.
    pub async fn grants(&self, at: &Location) -> Result<Vec<Grant>> {
        let at = at.clone();
        self.db()
            .read(move |c| {
                c.prepare_cached(
                    "SELECT user, access, recursive FROM file_grants WHERE system = ?1 AND path = ?2 ORDER BY user",
                )?
                .query_map([at.system.id(), at.path()], |row| {
                    Ok(Grant { user: row.get(0)?, access: Access(row.get(1)?), recursive: row.get(2)? })
                })?
                .collect()
            })
            .await
    }

    /// Sets what one user may do with a path; nothing ends the grant. A recursive grant replaces those below it.
    pub async fn grant(&self, by: &User, at: &Location, grant: Grant) -> Result<()> {
        let (by, at) = (by.clone(), at.clone());
        let known = self
            .db()
            .write(move |t| {
                let known = users::exists(t, &grant.user)?;
                if known {
                    write_grant(t, &by, &at, &grant)?;
                }
                Ok(known)
            })
            .await?;
        if known { Ok(()) } else { Err(Error::bad_request("username", "there is no such user")) }
    }

    /// Ends all grants on a path.
    pub async fn revoke_grants(&self, by: &User, at: &Location) -> Result<()> {
        let (by, at) = (by.clone(), at.clone());
        self.db()
            .write(move |t| {
                let ended = t.execute(
                    "DELETE FROM file_grants WHERE system = ?1 AND path = ?2",
                    [at.system.id(), at.path()],
                )?;
                if ended > 0 {
                    super::history::record(
                        t,
                        &by,
                        &at,
                        "PERMISSION_REVOKE",
                        "All permissions of others were removed",
                    )?;
                }
                Ok(())
            })
            .await
    }
}

fn write_grant(c: &Connection, by: &User, at: &Location, grant: &Grant) -> rusqlite::Result<()> {
    let (system, path) = (at.system.id(), at.path());
    if grant.recursive {
        let (from, to) = below(path);
        c.execute(
            "DELETE FROM file_grants WHERE system = ?1 AND user = ?2 AND path >= ?3 AND path < ?4",
            [system, &grant.user, &from, &to],
        )?;
    }
    let (event, text) = if grant.access == Access::NONE {
        c.execute(
            "DELETE FROM file_grants WHERE system = ?1 AND path = ?2 AND user = ?3",
            [system, path, &grant.user],
        )?;
        ("PERMISSION_REVOKE", format!("Permission of {} was removed", grant.user))
    } else {
        c.execute(
            "INSERT INTO file_grants (system, path, user, access, recursive) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT DO UPDATE SET access = excluded.access, recursive = excluded.recursive",
            params![system, path, grant.user, grant.access.0, grant.recursive],
        )?;
        ("PERMISSION_GRANT", format!("{} was given to {}", grant.access.name(), grant.user))
    };
    super::history::record(c, by, at, event, &text)
}

pub(super) fn access(c: &Connection, user: &User, at: &Location) -> rusqlite::Result<Access> {
    let own: Option<u8> = c
        .prepare_cached("SELECT access FROM file_grants WHERE system = ?1 AND path = ?2 AND user = ?3")?
        .query_row([at.system.id(), at.path(), &user.name], |row| row.get(0))
        .optional()?;
    match own {
        Some(own) if at.top() != user.name => Ok(Access(own).or(by_role(c, user, &at.system)?)),
        _ if at.path().is_empty() && !matches!(at.system, System::Registered(_)) => Ok(Access::READ_EXECUTE),
        _ => inherited(c, user, &at.parent_or_self()),
    }
}

/// What a user may do with everything on a system.
fn by_role(c: &Connection, user: &User, system: &System) -> rusqlite::Result<Access> {
    match system {
        System::Registered(id) => systems::access(c, &user.name, id),
        System::Storage | System::Execution => Ok(Access::NONE),
    }
}

/// What holds in a folder for all that has no grant of its own.
fn inherited(c: &Connection, user: &User, folder: &Location) -> rusqlite::Result<Access> {
    match &folder.system {
        System::Storage if folder.top() == user.name => return Ok(Access::ALL),
        System::Execution => return job_access(c, user, folder.top()),
        System::Storage | System::Registered(_) => {}
    }
    Ok(nearest(c, user, folder)?.or(by_role(c, user, &folder.system)?))
}

/// The recursive grant that is nearest above, if there is one.
fn nearest(c: &Connection, user: &User, folder: &Location) -> rusqlite::Result<Access> {
    let mut nearest = c.prepare_cached(
        "SELECT access FROM file_grants WHERE system = ?1 AND path = ?2 AND user = ?3 AND recursive",
    )?;
    let mut place = folder.clone();
    while !place.path().is_empty() {
        let found: Option<u8> =
            nearest.query_row([place.system.id(), place.path(), &user.name], |row| row.get(0)).optional()?;
        if let Some(found) = found {
            return Ok(Access(found));
        }
        place = place.parent();
    }
    Ok(Access::NONE)
}

/// A job's folder belongs to the job: its owner may look, the engine alone writes.
fn job_access(c: &Connection, user: &User, job: &str) -> rusqlite::Result<Access> {
    if job.is_empty() {
        return Ok(Access::NONE);
    }
    let owner: Option<String> = c
        .prepare_cached("SELECT owner FROM jobs WHERE id = ?1")?
        .query_row([job], |row| row.get(0))
        .optional()?;
    Ok(if owner.as_deref() == Some(user.name.as_str()) { Access::READ_EXECUTE } else { Access::NONE })
}

/// The user's own grants on names in a folder. At the root a home counts as soon as anything in it is shared.
fn granted_in(c: &Connection, user: &User, folder: &Location) -> rusqlite::Result<HashMap<String, Access>> {
    let (from, to) = below(folder.path());
    let mut query = c.prepare_cached(
        "SELECT path, access FROM file_grants WHERE system = ?1 AND user = ?2 AND path >= ?3 AND path < ?4",
    )?;
    let rows = query.query_map([folder.system.id(), &user.name, &from, &to], |row| {
        Ok((row.get::<_, String>(0)?, Access(row.get(1)?)))
    })?;
    let mut named = HashMap::new();
    for row in rows {
        let (path, access) = row?;
        match path[from.len()..].split_once('/') {
            None => {
                named.insert(path[from.len()..].to_owned(), access);
            }
            Some((home, _)) if folder.path().is_empty() && folder.system == System::Storage => {
                named.entry(home.to_owned()).or_insert(Access::EXECUTE);
            }
            Some(_) => {}
        }
    }
    Ok(named)
}

/// The range of paths below a folder, in the order of bytes that SQLite compares text in.
pub(super) fn below(path: &str) -> (String, String) {
    if path.is_empty() {
        return (String::new(), char::MAX.to_string());
    }
    // '0' is the character after '/'.
    (format!("{path}/"), format!("{path}0"))
}

impl Location {
    /// The folder whose rules hold for this place: on the execution system and for homes the place itself.
    fn parent_or_self(&self) -> Location {
        if self.is_top() { self.clone() } else { self.parent() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_the_bits() {
        for (index, (name, access)) in Access::NAMES.iter().enumerate() {
            assert_eq!(usize::from(access.0), index);
            assert_eq!(Access::from_name(&name.to_lowercase()), Some(*access));
            assert_eq!(access.name(), *name);
        }
        assert_eq!(Access::from_parts(true, true, false).name(), "READ_WRITE");
        assert_eq!(Access::from_name("SOME"), None);
    }
}
