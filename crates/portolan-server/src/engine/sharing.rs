//! Jobs that their owners share with others.

use rusqlite::params;

use super::{Engine, Job, store};
use crate::accounts::{User, users};
use crate::error::{Error, Result};
use crate::storage::Access;

/// What one user may do with a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobGrant {
    /// The user.
    pub user: String,
    /// What they may: see it, and end it or delete it.
    pub access: Access,
}

impl Engine {
    /// What a user may do with a job: its owner everything, others what was granted.
    pub async fn access(&self, user: &User, job: &Job) -> Result<Access> {
        if job.owner == user.name {
            return Ok(Access::ALL);
        }
        let grants = self.grants(job).await?;
        Ok(grants
            .into_iter()
            .find(|grant| grant.user == user.name)
            .map_or(Access::NONE, |grant| grant.access))
    }

    /// All grants on a job, by user.
    pub async fn grants(&self, job: &Job) -> Result<Vec<JobGrant>> {
        let id = job.id.clone();
        self.db()
            .read(move |c| {
                c.prepare_cached(
                    "SELECT user, access & 4, access & 2 FROM job_grants WHERE job = ?1 ORDER BY user",
                )?
                .query_map([id], |row| {
                    let (read, write): (i64, i64) = (row.get(1)?, row.get(2)?);
                    Ok(JobGrant {
                        user: row.get(0)?,
                        access: Access::from_parts(read != 0, write != 0, false),
                    })
                })?
                .collect()
            })
            .await
    }

    /// Sets what a user may do with a job; nothing ends the grant. Answers whether there was none before.
    pub async fn grant(&self, by: &User, job: &Job, grant: JobGrant) -> Result<bool> {
        let (id, by) = (job.id.clone(), by.name.clone());
        let bits = 4 * i64::from(grant.access.allows(Access::READ))
            + 2 * i64::from(grant.access.allows(Access::WRITE));
        let new = self
            .db()
            .write(move |t| {
                let known = users::exists(t, &grant.user)?;
                if !known {
                    return Ok(None);
                }
                let ended =
                    t.execute("DELETE FROM job_grants WHERE job = ?1 AND user = ?2", [&id, &grant.user])?;
                if bits == 0 {
                    store::record(
                        t,
                        &id,
                        "PERMISSION_REVOKE",
                        &format!("All permissions of {} ended.", grant.user),
                        &by,
                    )?;
                } else {
                    t.execute(
                        "INSERT INTO job_grants (job, user, access) VALUES (?1, ?2, ?3)",
                        params![id, grant.user, bits],
                    )?;
                    let said = format!("{} was given to {}.", grant.access.name(), grant.user);
                    store::record(t, &id, "PERMISSION_GRANT", &said, &by)?;
                }
                Ok(Some(ended == 0))
            })
            .await?;
        new.ok_or_else(|| Error::bad_request("username", "there is no such user"))
    }

    /// Ends all grants on a job.
    pub async fn revoke_grants(&self, by: &User, job: &Job) -> Result<()> {
        let (id, by) = (job.id.clone(), by.name.clone());
        self.db()
            .write(move |t| {
                t.execute("DELETE FROM job_grants WHERE job = ?1", [&id])?;
                store::record(t, &id, "PERMISSION_REVOKE", "All permissions of others ended.", &by)
            })
            .await
    }
}
