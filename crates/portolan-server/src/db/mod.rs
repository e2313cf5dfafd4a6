//! The SQLite database: one writer, many readers, migrations by `user_version`.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context as _;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use tokio::sync::Notify;

use crate::error::Result;

/// The steps from an empty database to today's, applied in order and never changed once released.
const MIGRATIONS: &[&str] = &[
    include_str!("../../migrations/0001_accounts.sql"),
    include_str!("../../migrations/0002_apps_jobs.sql"),
    include_str!("../../migrations/0003_systems_notifications.sql"),
    include_str!("../../migrations/0004_metadata_actors.sql"),
    include_str!("../../migrations/0005_services.sql"),
];

/// Readers kept open when idle.
const IDLE_READERS: usize = 8;

/// A handle on the database; clones share it.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    path: PathBuf,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
    commits: Notify,
}

impl Db {
    /// Opens the database at `path`, creates it where it is missing and brings it up to date.
    pub fn open(path: &Path) -> anyhow::Result<Db> {
        let mut writer = connect(path, OpenFlags::default())?;
        writer.pragma_update(None, "journal_mode", "WAL")?;
        writer.pragma_update(None, "synchronous", "FULL")?;
        migrate(&mut writer)?;
        Ok(Db(Arc::new(Inner {
            path: path.to_owned(),
            writer: Mutex::new(writer),
            readers: Mutex::new(Vec::new()),
            commits: Notify::new(),
        })))
    }

    /// Runs a query outside the async threads, on a connection that cannot write.
    pub async fn read<T: Send + 'static>(
        &self,
        query: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T> {
        let db = self.clone();
        tokio::task::spawn_blocking(move || db.read_now(query)).await?
    }

    /// Runs one transaction outside the async threads; it is on disk when this returns `Ok`, and undone otherwise.
    pub async fn write<T: Send + 'static>(
        &self,
        change: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T> {
        let db = self.clone();
        tokio::task::spawn_blocking(move || db.write_now(change)).await?
    }

    /// [`Db::read`] for code that may block.
    pub fn read_now<T>(&self, query: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T> {
        let idle = self.0.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let reader = match idle {
            Some(reader) => reader,
            None => {
                connect(&self.0.path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?
            }
        };
        let result = query(&reader);
        let mut idle = self.0.readers.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < IDLE_READERS {
            idle.push(reader);
        }
        Ok(result?)
    }

    /// [`Db::write`] for code that may block.
    pub fn write_now<T>(&self, change: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>) -> Result<T> {
        let mut writer = self.0.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let value = change(&transaction)?;
        transaction.commit()?;
        self.0.commits.notify_one();
        Ok(value)
    }

    /// Waits until something has been written since the last wait. There is one who waits.
    pub async fn committed(&self) {
        self.0.commits.notified().await;
    }
}

fn connect(path: &Path, flags: OpenFlags) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(path, flags)?;
    // Another process, `portolan user add`, may be writing.
    connection.busy_timeout(Duration::from_secs(10))?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

fn migrate(connection: &mut Connection) -> anyhow::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let done: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let done = usize::try_from(done)?;
    anyhow::ensure!(
        done <= MIGRATIONS.len(),
        "the database was written by a newer version of Portolan; update this one"
    );
    for (index, step) in MIGRATIONS.iter().enumerate().skip(done) {
        transaction.execute_batch(step).with_context(|| format!("migration {}", index + 1))?;
    }
    transaction.pragma_update(None, "user_version", i64::try_from(MIGRATIONS.len())?)?;
    transaction.commit()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_change_is_undone() {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&folder.path().join("t.sqlite")).unwrap();
        db.write_now(|t| t.execute_batch("CREATE TABLE x (n INTEGER)")).unwrap();
        let failed = db.write_now(|t| {
            t.execute("INSERT INTO x VALUES (1)", [])?;
            t.execute("INSERT INTO nowhere VALUES (1)", [])
        });
        assert!(failed.is_err());
        let count: i64 = db.read_now(|c| c.query_row("SELECT count(*) FROM x", [], |r| r.get(0))).unwrap();
        assert_eq!(count, 0);
    }

    #[test]
    fn opens_again_and_refuses_a_newer_database() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.sqlite");
        drop(Db::open(&path).unwrap());
        let db = Db::open(&path).unwrap();
        db.write_now(|t| t.pragma_update(None, "user_version", 1000)).unwrap();
        drop(db);
        assert!(Db::open(&path).is_err());
    }
}
