//! Ids of files and folders, and what is behind an id.

use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::ids;
use crate::State;
use crate::accounts::User;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::storage::{Access, Entry, Location, System};

/// Types of files that the server gives by itself.
pub(super) mod kind {
    /// An input.
    pub(in crate::rescale) const INPUT: i64 = 1;
    /// An output.
    pub(in crate::rescale) const OUTPUT: i64 = 5;
}

/// A file or folder that has an id.
#[derive(Debug, Clone)]
pub(super) struct FileRow {
    /// The id.
    pub(super) id: String,
    /// The number that the id stands for.
    pub(super) number: i64,
    /// Where it is.
    pub(super) at: Location,
    /// What it is called.
    pub(super) name: String,
    /// Its type.
    pub(super) kind: i64,
    /// When it got its id.
    pub(super) created: i64,
    /// Whose it is.
    pub(super) owner: String,
}

/// A file or folder that is to have an id.
#[derive(Debug, Clone)]
pub(super) struct NewFile {
    /// Where it is.
    pub(super) at: Location,
    /// Whether it is a folder.
    pub(super) folder: bool,
    /// Its name, where that is not its name on disk.
    pub(super) name: Option<String>,
    /// Its type.
    pub(super) kind: i64,
    /// When it came.
    pub(super) created: i64,
}

/// A row with the owner of what it stands for: of the home, or of the job. Other systems belong to several.
const SELECT: &str = "
    SELECT number, system, path, name, type, created, CASE system
        WHEN 'local.execution' THEN (SELECT owner FROM jobs WHERE id = substr(path, 1, instr(path || '/', '/') - 1))
        WHEN 'local.storage' THEN substr(path, 1, instr(path || '/', '/') - 1) END AS owner
    FROM rescale_files";

fn read(row: &Row<'_>) -> rusqlite::Result<Columns> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?))
}

/// The columns of [`SELECT`].
type Columns = (i64, String, String, Option<String>, i64, i64, Option<String>);

fn row((number, system, path, name, kind, created, owner): Columns) -> Result<FileRow> {
    let at = Location::new(System::known(&system), &path)?;
    let name = name.unwrap_or_else(|| at.name().to_owned());
    Ok(FileRow { id: ids::encode(number), number, at, name, kind, created, owner: owner.unwrap_or_default() })
}

fn unknown() -> Error {
    Error::not_found("Not found.")
}

/// Gives ids to files that have none yet, and answers the rows of all, in order.
pub(super) async fn register(db: &Db, files: Vec<NewFile>) -> Result<Vec<FileRow>> {
    let rows: Vec<Columns> = db
        .write(move |t| {
            files.iter().map(|file| insert(t, file).and_then(|number| by_number(t, number))).collect()
        })
        .await?;
    rows.into_iter().map(row).collect()
}

fn insert(c: &Connection, file: &NewFile) -> rusqlite::Result<i64> {
    c.prepare_cached(
        "INSERT INTO rescale_files (system, path, folder, name, type, created) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (system, path) DO UPDATE SET folder = excluded.folder RETURNING number",
    )?
    .query_row(
        params![file.at.system.id(), file.at.path(), file.folder, file.name, file.kind, file.created],
        |row| row.get(0),
    )
}

fn by_number(c: &Connection, number: i64) -> rusqlite::Result<Columns> {
    c.prepare_cached(&format!("{SELECT} WHERE number = ?1"))?.query_row([number], read)
}

/// Gives one file an id.
pub(super) async fn register_one(db: &Db, file: NewFile) -> Result<FileRow> {
    register(db, vec![file]).await?.pop().ok_or_else(unknown)
}

/// The file or folder with this id and what it is now, if the user may do this with it.
pub(super) async fn find(state: &State, user: &User, id: &str, needed: Access) -> Result<(FileRow, Entry)> {
    let number = ids::decode(id).ok_or_else(unknown)?;
    let columns = state.db().read(move |c| by_number(c, number).optional()).await?;
    let row = row(columns.ok_or_else(unknown)?)?;
    if !allowed(state, user, &row.at, needed).await? {
        return Err(unknown());
    }
    match state.storage().stat(&row.at).await {
        Ok(entry) => Ok((row, entry)),
        Err(error) if error.status().is_client_error() => Err(unknown()),
        Err(error) => Err(error),
    }
}

/// Whether a user may do this with a place. Outputs are seen by all who see the job, and are its owner's once it ended.
async fn allowed(state: &State, user: &User, at: &Location, needed: Access) -> Result<bool> {
    if state.storage().access(user, at).await?.allows(needed) {
        return Ok(true);
    }
    if at.system != System::Execution || at.is_top() {
        return Ok(false);
    }
    let Some(job) = state.engine().get(at.top()).await?.filter(|job| job.visible) else { return Ok(false) };
    let access = state.engine().access(user, &job).await?;
    Ok(access.allows(needed) && (needed == Access::READ || job.status.is_final()))
}

/// A page of a user's files, newest first, and how many there are.
pub(super) async fn page(db: &Db, user: &User, skip: usize, take: usize) -> Result<(usize, Vec<FileRow>)> {
    let name = user.name.clone();
    let (skip, take) = (i64::try_from(skip).unwrap_or(i64::MAX), i64::try_from(take).unwrap_or(i64::MAX));
    let own = "owner = ?1 AND NOT folder";
    let (count, rows): (u32, Vec<Columns>) = db
        .read(move |c| {
            let all = format!(
                "SELECT count(*) FROM ({}) WHERE {own}",
                SELECT.replacen("SELECT", "SELECT folder,", 1)
            );
            let count = c.prepare_cached(&all)?.query_row([&name], |row| row.get(0))?;
            let page = format!(
                "SELECT number, system, path, name, type, created, owner FROM ({}) WHERE {own}
                 ORDER BY number DESC LIMIT ?2 OFFSET ?3",
                SELECT.replacen("SELECT", "SELECT folder,", 1)
            );
            let rows = c
                .prepare_cached(&page)?
                .query_map(params![name, take, skip], read)?
                .collect::<rusqlite::Result<_>>()?;
            Ok((count, rows))
        })
        .await?;
    Ok((count as usize, rows.into_iter().map(row).collect::<Result<_>>()?))
}

/// Forgets the ids of files in a user's home that are not among these any more.
pub(super) async fn keep_only(db: &Db, home: &Location, kept: Vec<String>) -> Result<()> {
    let (system, from, to) =
        (home.system.id().to_owned(), format!("{}/", home.path()), format!("{}0", home.path()));
    let kept: std::collections::HashSet<String> = kept.into_iter().collect();
    db.write(move |t| {
        let known: Vec<(i64, String)> = t
            .prepare_cached(
                "SELECT number, path FROM rescale_files WHERE system = ?1 AND path >= ?2 AND path < ?3 AND NOT folder",
            )?
            .query_map([system, from, to], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        for (number, _) in known.iter().filter(|(_, path)| !kept.contains(path)) {
            t.execute("DELETE FROM rescale_files WHERE number = ?1", [number])?;
        }
        Ok(())
    })
    .await
}

/// Changes what a file is called and its type.
pub(super) async fn change(db: &Db, number: i64, name: Option<String>, kind: Option<i64>) -> Result<()> {
    db.write(move |t| {
        t.execute(
            "UPDATE rescale_files SET name = coalesce(?2, name), type = coalesce(?3, type) WHERE number = ?1",
            params![number, name, kind],
        )
    })
    .await?;
    Ok(())
}

/// Lets ids follow a file or folder, with all that is in it, to another place.
pub(super) async fn follow(db: &Db, from: &Location, to: &Location) -> Result<()> {
    let system = from.system.id().to_owned();
    let (from, to) = (from.path().to_owned(), to.path().to_owned());
    db.write(move |t| {
        t.execute(
            "UPDATE OR REPLACE rescale_files SET path = ?3 || substr(path, length(?2) + 1)
             WHERE system = ?1 AND (path = ?2 OR path >= ?2 || '/' AND path < ?2 || '0')",
            [system, from, to],
        )
    })
    .await?;
    Ok(())
}

/// Forgets the ids of a file or folder and all that is in it.
pub(super) async fn forget(db: &Db, at: &Location) -> Result<()> {
    let (system, path) = (at.system.id().to_owned(), at.path().to_owned());
    db.write(move |t| {
        t.execute(
            "DELETE FROM rescale_files WHERE system = ?1 AND (path = ?2 OR path >= ?2 || '/' AND path < ?2 || '0')",
            [system, path],
        )
    })
    .await?;
    Ok(())
}
