//! Files that the server fetches for its users: from the web, or from another of its systems.

use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use reqwest::header::CONTENT_LENGTH;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use crate::accounts::User;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::outbound::{self, Outbound};
use crate::storage::{Access, Location, Placed, Storage, System, record_event};
use crate::time;

/// Files that are fetched at the same time; others wait.
const AT_ONCE: usize = 4;
/// Imports of one user that wait or go on at most.
const MAX_PER_USER: i64 = 100;
/// Bytes of a file at most.
const MAX_LENGTH: u64 = 64 << 30;
/// How long one file may take.
const MAX_TIME: Duration = Duration::from_secs(6 * 3600);

/// The imports; clones share them.
#[derive(Clone)]
pub struct Imports(Arc<Inner>);

struct Inner {
    db: Db,
    storage: Storage,
    outbound: Outbound,
    turns: Semaphore,
    closing: CancellationToken,
}

/// Where a file comes from, checked when it was asked for.
#[derive(Clone, Debug)]
pub enum Source {
    /// An `http` or `https` address.
    Web(String),
    /// A place on one of this server's systems.
    Here(Location),
}

/// One file to fetch.
struct Import {
    number: i64,
    user: User,
    to: Location,
    from: Source,
}

impl Source {
    fn text(&self) -> String {
        match self {
            Source::Web(url) => url.clone(),
            Source::Here(at) => format!("agave://{}/{}", at.system.id(), at.absolute()),
        }
    }

    fn stored(text: &str) -> Result<Source> {
        match text.strip_prefix("agave://").and_then(|rest| rest.split_once('/')) {
            Some((system, path)) => Ok(Source::Here(Location::new(System::known(system), path)?)),
            None => Ok(Source::Web(text.to_owned())),
        }
    }
}

impl Imports {
    /// Takes up what an earlier life has not finished.
    pub async fn open(db: Db, storage: Storage, outbound: Outbound) -> Result<Imports> {
        let (turns, closing) = (Semaphore::new(AT_ONCE), CancellationToken::new());
        let imports = Imports(Arc::new(Inner { db, storage, outbound, turns, closing }));
        for (number, user, system, path, url) in imports.0.db.read(unfinished).await? {
            let to = Location::new(System::known(&system), &path)?;
            imports.spawn(Import { number, user: User { name: user }, to, from: Source::stored(&url)? });
        }
        Ok(imports)
    }

    /// Goes no further. What is not finished begins again in the next life.
    pub fn close(&self) {
        self.0.closing.cancel();
    }

    /// Refuses, with a reason, an address that may not be fetched from.
    pub fn check(&self, url: &str) -> Result<(), String> {
        self.0.outbound.check(url).map(|_| ())
    }

    /// Begins to fetch a file. The wish is on disk when this returns.
    pub async fn add(&self, user: &User, to: &Location, from: Source) -> Result<()> {
        let (owner, place, url) = (user.clone(), to.clone(), from.text());
        let number = self
            .0
            .db
            .write(move |t| {
                let waiting: i64 =
                    t.query_row("SELECT count(*) FROM file_imports WHERE user = ?1", [&owner.name], |row| {
                        row.get(0)
                    })?;
                if waiting >= MAX_PER_USER {
                    return Ok(None);
                }
                t.execute(
                    "INSERT INTO file_imports (user, system, path, url, created) VALUES (?1, ?2, ?3, ?4, ?5)",
                    rusqlite::params![owner.name, place.system.id(), place.path(), url, time::now()],
                )?;
                let number = t.last_insert_rowid();
                record_event(t, &owner, &place, "STAGING_QUEUED", "File queued for staging")?;
                Ok(Some(number))
            })
            .await?;
        let number = number.ok_or_else(|| {
            Error::new(
                axum::http::StatusCode::TOO_MANY_REQUESTS,
                format!(
                    "urlToIngest: {MAX_PER_USER} imports are waiting already; try again when some are done."
                ),
            )
        })?;
        self.spawn(Import { number, user: user.clone(), to: to.clone(), from });
        Ok(())
    }

    fn spawn(&self, import: Import) {
        let imports = self.clone();
        tokio::spawn(async move {
            tokio::select! {
                () = imports.0.closing.cancelled() => {}
                () = imports.run(import) => {}
            }
        });
    }

    async fn run(&self, import: Import) {
        let Ok(_turn) = self.0.turns.acquire().await else { return };
        let begun = ("STAGING", format!("Fetching {}", shown(&import.from)));
        if let Err(error) = self.0.storage.record(&import.user, &import.to, vec![begun]).await {
            tracing::error!(%error, "an import could not be begun; the next start tries again");
            return;
        }
        let fetched = match tokio::time::timeout(MAX_TIME, self.fetch(&import)).await {
            Ok(fetched) => fetched.map_err(|error| error.message().to_owned()),
            Err(_) => Err("It took too long.".to_owned()),
        };
        let events = match fetched {
            Ok((placed, length)) => {
                let first = match placed {
                    Placed::New => ("CREATED", "New file added to the system".to_owned()),
                    Placed::Replaced => ("OVERWRITTEN", "File replaced by an import".to_owned()),
                };
                vec![first, ("STAGING_COMPLETED", format!("{length} bytes stored"))]
            }
            Err(why) => vec![("STAGING_FAILED", why)],
        };
        let ended = self
            .0
            .db
            .write(move |t| {
                for (status, text) in &events {
                    record_event(t, &import.user, &import.to, status, text)?;
                }
                t.execute("DELETE FROM file_imports WHERE number = ?1", [import.number])
            })
            .await;
        if let Err(error) = ended {
            tracing::error!(%error, "the end of an import could not be written; the next start tries again");
        }
    }

    async fn fetch(&self, import: &Import) -> Result<(Placed, u64)> {
        self.0.storage.check(&import.user, &import.to, Access::WRITE).await?;
        match &import.from {
            Source::Web(url) => self.download(url, &import.to).await,
            Source::Here(from) => {
                self.0.storage.check(&import.user, from, Access::READ).await?;
                self.copy(from, &import.to).await
            }
        }
    }

    async fn download(&self, url: &str, to: &Location) -> Result<(Placed, u64)> {
        let failed = |why: String| Error::new(axum::http::StatusCode::BAD_GATEWAY, why);
        let url = self.0.outbound.check(url).map_err(failed)?;
        let answer = self.0.outbound.client().get(url).send().await;
        let answer = answer
            .map_err(|error| failed(format!("The file could not be fetched: {}", outbound::reason(error))))?;
        let status = answer.status();
        if status.is_redirection() {
            return Err(failed(format!("The other side answered {status}; redirects are not followed.")));
        }
        if status != reqwest::StatusCode::OK {
            return Err(failed(format!("The other side answered {status}.")));
        }
        let told =
            answer.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
        let too_large = || failed(format!("The file is larger than {MAX_LENGTH} bytes."));
        if told.is_some_and(|length| length > MAX_LENGTH) {
            return Err(too_large());
        }
        let mut incoming = self.0.storage.receive().await?;
        let mut stream = answer.bytes_stream();
        while let Some(piece) = stream.next().await {
            let piece =
                piece.map_err(|error| failed(format!("The file broke off: {}", outbound::reason(error))))?;
            incoming.write(&piece).await?;
            if incoming.length() > MAX_LENGTH {
                return Err(too_large());
            }
        }
        let length = incoming.length();
        Ok((incoming.place(to).await?, length))
    }

    async fn copy(&self, from: &Location, to: &Location) -> Result<(Placed, u64)> {
        if self.0.storage.stat(from).await?.folder {
            self.0.storage.copy(from, to).await?;
            return Ok((Placed::New, self.0.storage.stat(to).await?.length));
        }
        let (mut file, _) = self.0.storage.open_file(from).await?;
        let mut incoming = self.0.storage.receive().await?;
        incoming.write_from(&mut file).await?;
        let length = incoming.length();
        Ok((incoming.place(to).await?, length))
    }
}

/// A source as its history tells it: what follows a question mark may be a secret.
fn shown(source: &Source) -> String {
    let text = source.text();
    let shown = text.split(['?', '#']).next().unwrap_or_default();
    shown.to_owned()
}

type Row = (i64, String, String, String, String);

fn unfinished(c: &rusqlite::Connection) -> rusqlite::Result<Vec<Row>> {
    c.prepare("SELECT number, user, system, path, url FROM file_imports ORDER BY number")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))?
        .collect()
}
