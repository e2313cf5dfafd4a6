//! Documents that their owners share with others.

use rusqlite::{Connection, params};

use super::events::tell;
use super::store::gone;
use super::{Document, Metadata};
use crate::accounts::{User, users};
use crate::error::{Error, Result};
use crate::storage::Access;

/// What one user may do with a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentGrant {
    /// The user.
    pub user: String,
    /// What they may: read it, and change it.
    pub access: Access,
}

impl DocumentGrant {
    fn bits(&self) -> i64 {
        4 * i64::from(self.access.allows(Access::READ)) + 2 * i64::from(self.access.allows(Access::WRITE))
    }
}

impl Metadata {
    /// What a user may do with a document: its owner everything, others what was granted.
    pub async fn access(&self, user: &User, document: &Document) -> Result<Access> {
        if document.owner == user.name {
            return Ok(Access::ALL);
        }
        let grants = self.grants(document).await?;
        let own = grants.into_iter().find(|grant| grant.user == user.name);
        Ok(own.map_or(Access::NONE, |grant| grant.access))
    }

    /// All grants on a document, by user.
    pub async fn grants(&self, document: &Document) -> Result<Vec<DocumentGrant>> {
        let uuid = document.uuid.clone();
        self.db
            .read(move |c| {
                c.prepare_cached(
                    "SELECT user, access & 4, access & 2 FROM document_grants WHERE document = ?1 ORDER BY user",
                )?
                .query_map([uuid], |row| {
                    let (read, write): (i64, i64) = (row.get(1)?, row.get(2)?);
                    let access = Access::from_parts(read != 0, write != 0, false);
                    Ok(DocumentGrant { user: row.get(0)?, access })
                })?
                .collect()
            })
            .await
    }

    /// Sets what a user may do with a document; nothing ends the grant. Answers whether there was none before.
    pub async fn grant(&self, by: &User, document: &Document, grant: DocumentGrant) -> Result<bool> {
        let (row, by) = (document.clone(), by.name.clone());
        let new = self
            .db
            .write(move |t| {
                if !users::exists(t, &grant.user)? {
                    return Ok(Err(Error::bad_request("username", "there is no such user")));
                }
                let before =
                    "SELECT EXISTS (SELECT 1 FROM document_grants WHERE document = ?1 AND user = ?2)";
                let known: bool = t.query_row(before, [&row.uuid, &grant.user], |row| row.get(0))?;
                set(t, &row.uuid, &grant)?;
                let happened = if grant.bits() == 0 { "PERMISSION_REVOKE" } else { "PERMISSION_GRANT" };
                tell(t, &row, happened, &by)?;
                Ok(Ok(!known))
            })
            .await;
        match new {
            // Deleted since it was looked up.
            Err(_) if self.find(document.collection, &document.uuid).await?.is_none() => Err(gone(document)),
            other => other?,
        }
    }

    /// Ends all grants on a document.
    pub async fn revoke_grants(&self, by: &User, document: &Document) -> Result<()> {
        let (document, by) = (document.clone(), by.name.clone());
        self.db
            .write(move |t| {
                t.execute("DELETE FROM document_grants WHERE document = ?1", [&document.uuid])?;
                tell(t, &document, "PERMISSION_REVOKE", &by)
            })
            .await
    }
}

/// Sets one grant within a transaction.
pub(super) fn set(c: &Connection, document: &str, grant: &DocumentGrant) -> rusqlite::Result<()> {
    if grant.bits() == 0 {
        c.execute("DELETE FROM document_grants WHERE document = ?1 AND user = ?2", [document, &grant.user])?;
    } else {
        c.execute(
            "INSERT OR REPLACE INTO document_grants (document, user, access) VALUES (?1, ?2, ?3)",
            params![document, grant.user, grant.bits()],
        )?;
    }
    Ok(())
}
