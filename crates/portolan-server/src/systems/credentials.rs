//! How a registered system is signed in to. Secrets are stored sealed and leave the server in no answer.

use std::fmt;
use std::str::FromStr;

use rusqlite::types::Type;
use rusqlite::{Connection, params};

use super::sign_in::{Facts, SignIn};
use super::{Registered, Systems, event};
use crate::accounts::User;
use crate::error::{Error, Result};
use crate::time;

/// What a credential opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// The system's files.
    Storage,
    /// The system itself, to run jobs.
    Login,
}

impl Purpose {
    /// The word for it on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Purpose::Storage => "STORAGE",
            Purpose::Login => "LOGIN",
        }
    }
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Purpose {
    type Err = Error;

    fn from_str(word: &str) -> Result<Purpose> {
        match word.to_uppercase().as_str() {
            "STORAGE" => Ok(Purpose::Storage),
            "LOGIN" => Ok(Purpose::Login),
            _ => Err(Error::bad_request("credentialType", "must be STORAGE or LOGIN")),
        }
    }
}

/// A stored credential, as far as it may be shown.
#[derive(Clone, Debug)]
pub struct Credential {
    /// The internal user it is for; empty: everybody who has none of their own.
    pub internal: String,
    /// What it opens.
    pub purpose: Purpose,
    /// What is no secret about it.
    pub facts: Facts,
    /// Whether its secrets can still be read with the server's key.
    pub valid: bool,
    /// When it was stored.
    pub created: i64,
}

/// A credential on its way into the database.
pub(super) struct Sealed {
    internal: String,
    purpose: Purpose,
    facts: String,
    /// Nothing when no secret was given; then a stored one stays.
    secrets: Option<Vec<u8>>,
    nothing: Vec<u8>,
}

/// Which of a system's credentials are meant.
#[derive(Clone, Debug, Default)]
pub struct Which {
    /// Those of one internal user.
    pub internal: Option<String>,
    /// Those for one purpose.
    pub purpose: Option<Purpose>,
}

impl Systems {
    pub(super) fn sealed(
        &self,
        system: &str,
        internal: &str,
        purpose: Purpose,
        sign_in: &SignIn,
    ) -> Result<Sealed> {
        let seal = |secrets: &serde_json::Map<_, _>| {
            let text = serde_json::to_vec(secrets).map_err(Error::internal)?;
            self.sealer.seal(&place(system, internal, purpose), &text).map_err(Error::internal)
        };
        let given = !sign_in.secrets.is_empty();
        Ok(Sealed {
            internal: internal.to_owned(),
            purpose,
            facts: serde_json::to_string(&sign_in.facts).map_err(Error::internal)?,
            secrets: given.then(|| seal(&sign_in.secrets)).transpose()?,
            nothing: seal(&serde_json::Map::new())?,
        })
    }

    /// Stores a credential for some purposes.
    pub async fn set_credential(
        &self,
        by: &User,
        system: &Registered,
        internal: &str,
        purposes: &[Purpose],
        sign_in: &SignIn,
    ) -> Result<()> {
        sign_in.check_complete()?;
        let (id, by) = (system.system.id.clone(), by.name.clone());
        let mut sealed = Vec::new();
        for purpose in purposes {
            sealed.push(self.sealed(&id, internal, *purpose, sign_in)?);
        }
        self.db
            .write(move |t| {
                for credential in &sealed {
                    put(t, &id, credential)?;
                }
                event(t, &id, "UPDATED", &by)
            })
            .await
    }

    /// A system's credentials, without their secrets.
    pub async fn credentials(&self, system: &Registered, which: Which) -> Result<Vec<Credential>> {
        let (id, sealer) = (system.system.id.clone(), self.sealer.clone());
        self.db
            .read(move |c| {
                let mut query = c.prepare_cached(
                    "SELECT internal, purpose, facts, sealed, created FROM system_credentials
                     WHERE system = ?1 AND internal = coalesce(?2, internal) AND purpose = coalesce(?3, purpose)
                     ORDER BY internal, purpose",
                )?;
                let rows =
                    query.query_map(params![id, which.internal, which.purpose.map(Purpose::as_str)], |row| {
                        let (internal, facts): (String, String) = (row.get(0)?, row.get(2)?);
                        let purpose = match row.get_ref(1)?.as_str()? {
                            "LOGIN" => Purpose::Login,
                            _ => Purpose::Storage,
                        };
                        let sealed = row.get_ref(3)?.as_blob()?;
                        let facts = serde_json::from_str(&facts).map_err(|error| {
                            rusqlite::Error::FromSqlConversionFailure(2, Type::Text, Box::new(error))
                        })?;
                        let valid = sealer.unseal(&place(&id, &internal, purpose), sealed).is_some();
                        Ok(Credential { internal, purpose, facts, valid, created: row.get(4)? })
                    })?;
                rows.collect()
            })
            .await
    }

    /// Forgets credentials.
    pub async fn forget_credentials(&self, by: &User, system: &Registered, which: Which) -> Result<usize> {
        let (id, by) = (system.system.id.clone(), by.name.clone());
        self.db
            .write(move |t| {
                let gone = t.execute(
                    "DELETE FROM system_credentials WHERE system = ?1
                     AND internal = coalesce(?2, internal) AND purpose = coalesce(?3, purpose)",
                    params![id, which.internal, which.purpose.map(Purpose::as_str)],
                )?;
                if gone > 0 {
                    event(t, &id, "UPDATED", &by)?;
                }
                Ok(gone)
            })
            .await
    }
}

/// What a sealed secret belongs to.
fn place(system: &str, internal: &str, purpose: Purpose) -> String {
    format!("{system}/{internal}/{purpose}")
}

pub(super) fn put(c: &Connection, system: &str, credential: &Sealed) -> rusqlite::Result<()> {
    let secrets = credential.secrets.as_ref();
    c.execute(
        "INSERT INTO system_credentials (system, internal, purpose, facts, sealed, created)
         VALUES (?1, ?2, ?3, ?4, coalesce(?5, ?6), ?7)
         ON CONFLICT DO UPDATE SET facts = excluded.facts, sealed = coalesce(?5, sealed), created = excluded.created",
        params![
            system,
            credential.internal,
            credential.purpose.as_str(),
            credential.facts,
            secrets,
            credential.nothing,
            time::now()
        ],
    )?;
    Ok(())
}
