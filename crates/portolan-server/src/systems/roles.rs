//! Who may do what with a registered system.

use std::fmt;
use std::str::FromStr;

use rusqlite::{Connection, OptionalExtension as _};

use super::{Registered, Systems, event};
use crate::accounts::{User, users};
use crate::error::{Error, Result};

/// What somebody may do with a system; each may do what those before it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Nothing; they do not even see it.
    None,
    /// Look at it and its files.
    Guest,
    /// Use it: change its files.
    User,
    /// As users; apps may be published on it.
    Publisher,
    /// Change it, its credentials and who may use it.
    Admin,
    /// Share it with everybody, delete it.
    Owner,
}

impl Role {
    const ALL: [Role; 6] = [Role::None, Role::Guest, Role::User, Role::Publisher, Role::Admin, Role::Owner];

    /// The word for it on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Role::None => "NONE",
            Role::Guest => "GUEST",
            Role::User => "USER",
            Role::Publisher => "PUBLISHER",
            Role::Admin => "ADMIN",
            Role::Owner => "OWNER",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = Error;

    fn from_str(word: &str) -> Result<Role> {
        Role::ALL.into_iter().find(|role| role.as_str().eq_ignore_ascii_case(word)).ok_or_else(|| {
            Error::bad_request("role", "must be one of GUEST, USER, PUBLISHER, ADMIN, OWNER or NONE")
        })
    }
}

/// One user's role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleOf {
    /// The user.
    pub user: String,
    /// What they may do.
    pub role: Role,
}

impl Systems {
    /// A user's role on a system; on a public one everybody is a guest at least.
    pub async fn role(&self, user: &User, system: &Registered) -> Result<Role> {
        let (user, id) = (user.name.clone(), system.system.id.clone());
        self.db.read(move |c| role(c, &user, &id)).await
    }

    /// The owner, then everybody who was given a role.
    pub async fn roles(&self, system: &Registered) -> Result<Vec<RoleOf>> {
        let id = system.system.id.clone();
        let mut roles = vec![RoleOf { user: system.owner.clone(), role: Role::Owner }];
        let given = self
            .db
            .read(move |c| {
                c.prepare_cached("SELECT user, role FROM system_roles WHERE system = ?1 ORDER BY user")?
                    .query_map([id], |row| {
                        Ok(RoleOf { user: row.get(0)?, role: word(&row.get::<_, String>(1)?) })
                    })?
                    .collect::<rusqlite::Result<Vec<_>>>()
            })
            .await?;
        roles.extend(given);
        Ok(roles)
    }

    /// Gives a user a role, or takes it with [`Role::None`]. Tells whether they had none before.
    pub async fn give(&self, by: &User, system: &Registered, given: RoleOf) -> Result<bool> {
        if given.user == system.owner {
            return Err(Error::bad_request("username", "the owner stays the owner"));
        }
        let (id, by) = (system.system.id.clone(), by.name.clone());
        let new = self
            .db
            .write(move |t| {
                if !users::exists(t, &given.user)? {
                    return Ok(None);
                }
                let taken = t.execute(
                    "DELETE FROM system_roles WHERE system = ?1 AND user = ?2",
                    [&id, &given.user],
                )?;
                if given.role == Role::None {
                    event(t, &id, "ROLES_REVOKE", &by)?;
                } else {
                    t.execute(
                        "INSERT INTO system_roles (system, user, role) VALUES (?1, ?2, ?3)",
                        [&id, &given.user, given.role.as_str()],
                    )?;
                    event(t, &id, "ROLES_GRANT", &by)?;
                }
                Ok(Some(taken == 0))
            })
            .await?;
        new.ok_or_else(|| Error::bad_request("username", "there is no such user"))
    }

    /// Takes everybody's role but the owner's.
    pub async fn take_all(&self, by: &User, system: &Registered) -> Result<()> {
        let (id, by) = (system.system.id.clone(), by.name.clone());
        self.db
            .write(move |t| {
                t.execute("DELETE FROM system_roles WHERE system = ?1", [&id])?;
                event(t, &id, "ROLES_REVOKE", &by)
            })
            .await
    }
}

/// A user's role on a system that is not deleted.
pub(super) fn role(c: &Connection, user: &str, id: &str) -> rusqlite::Result<Role> {
    let system: Option<(String, bool)> = c
        .prepare_cached("SELECT owner, public FROM systems WHERE id = ?1 AND NOT deleted")?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((owner, public)) = system else { return Ok(Role::None) };
    if owner == user {
        return Ok(Role::Owner);
    }
    let given: Option<String> = c
        .prepare_cached("SELECT role FROM system_roles WHERE system = ?1 AND user = ?2")?
        .query_row([id, user], |row| row.get(0))
        .optional()?;
    let least = if public { Role::Guest } else { Role::None };
    Ok(given.map_or(Role::None, |given| word(&given)).max(least))
}

/// A role as it was stored.
fn word(stored: &str) -> Role {
    stored.parse().unwrap_or(Role::None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_have_an_order_and_are_read_back() {
        assert!(Role::ALL.is_sorted());
        for role in Role::ALL {
            assert_eq!(role.as_str().to_lowercase().parse::<Role>().unwrap(), role);
        }
        assert!("BOSS".parse::<Role>().unwrap_err().message().starts_with("role: "));
    }
}
