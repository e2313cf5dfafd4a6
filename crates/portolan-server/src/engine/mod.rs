//! Runs jobs: takes them from acceptance to their end, and finds them again after a restart.

mod archive;
pub mod backend;
mod ballast;
mod environment;
mod folder;
mod job;
mod life;
mod local;
pub mod queue;
mod sharing;
mod stage;
mod status;
mod store;
mod unpack;

use std::collections::{HashMap, HashSet};
use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::Transaction;
use rustix::process::Signal as Posix;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;

pub use self::backend::{Backend, Usage};
use self::ballast::Ballast;
pub use self::environment::logs;
pub use self::folder::Folder;
pub use self::job::{Assets, Command, Event, Input, Job, NewJob, Place, Plan, Request, Tool, ToolProgram};
use self::life::Life;
pub use self::local::{LocalBackend, supervise};
use self::queue::Slots;
pub use self::sharing::JobGrant;
pub(crate) use self::stage::copy_tree;
pub use self::status::Status;
use crate::accounts::User;
use crate::config::{Config, Quotas};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::storage::{Location, Storage};

/// So many jobs are staged at once; more would only make all of them slower.
const STAGING: usize = 4;

/// How long a request to stop a job waits for its end.
const PATIENCE: Duration = Duration::from_secs(15);

/// The engine; clones share it.
#[derive(Clone)]
pub struct Engine(Arc<Inner>);

struct Inner {
    db: Db,
    storage: Storage,
    data: PathBuf,
    program: PathBuf,
    backend: Box<dyn Backend>,
    slots: Slots,
    staging: Arc<Semaphore>,
    living: Mutex<HashMap<String, Living>>,
    ballast: Ballast,
    closing: CancellationToken,
    quotas: Quotas,
    isolates: bool,
}

/// The handles on a job that is on its way.
#[derive(Clone, Default)]
struct Living {
    /// Asks the job to end.
    stop: CancellationToken,
    /// Ends it by force. It is asked to end as well.
    kill: CancellationToken,
    over: CancellationToken,
}

impl Engine {
    /// The engine of a data folder, with jobs as processes of this machine. Jobs of an earlier life are taken up.
    pub async fn open(config: &Config, db: Db, storage: Storage) -> anyhow::Result<Engine> {
        let data = std::path::absolute(&config.data)?;
        let engine = Engine(Arc::new(Inner {
            db,
            storage,
            ballast: Ballast::new(data.join("ballast")),
            data,
            program: config.program.clone(),
            backend: Box::new(LocalBackend::new(config.program.clone())),
            slots: Slots::new(queue::processors().max(2)),
            staging: Arc::new(Semaphore::new(STAGING)),
            living: Mutex::default(),
            closing: CancellationToken::new(),
            quotas: config.file.quotas,
            isolates: self::local::isolates(),
        }));
        engine.take_up().await?;
        Ok(engine)
    }

    /// Takes up all jobs that have not come to their end, running ones first: they have their places already.
    async fn take_up(&self) -> Result<()> {
        let mut lives = Vec::new();
        for id in self.db().read(store::not_ended).await? {
            let living = self.enter(&id);
            lives.push((Life::take_up(self.clone(), &id, living.clone()).await?, id, living));
        }
        for (life, id, living) in lives {
            self.spawn(id, living, async { life });
        }
        Ok(())
    }

    /// Lets go of all jobs without touching them; they go on, and another engine finds them.
    pub fn close(&self) {
        self.0.closing.cancel();
    }

    /// Cancelled once everything is let go of.
    pub(crate) fn closing(&self) -> CancellationToken {
        self.0.closing.clone()
    }

    /// Accepts a job. It is on disk when this returns.
    pub async fn submit(&self, job: NewJob) -> Result<Job> {
        let accepted = self.submit_with(job, |_| Ok(true)).await?;
        accepted.ok_or_else(|| Error::internal(anyhow::anyhow!("a job vanished while it was stored")))
    }

    /// Accepts a job after something else was written in the same transaction. When that answers `false`, there is no
    /// job.
    pub async fn submit_with(
        &self,
        job: NewJob,
        first: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<bool> + Send + 'static,
    ) -> Result<Option<Job>> {
        let id = job.id.clone();
        let accepted = self
            .db()
            .write(move |t| {
                if !first(t)? {
                    return Ok(None);
                }
                store::insert(t, &job)?;
                store::get(t, &job.id)
            })
            .await?;
        if accepted.is_some() {
            self.begin(id);
        }
        Ok(accepted)
    }

    /// Sets a stored job on its way.
    fn begin(&self, id: String) {
        let living = self.enter(&id);
        let (engine, key, handles) = (self.clone(), id.clone(), living.clone());
        self.spawn(id, living, async move {
            Life::take_up(engine, &key, handles).await.unwrap_or_else(|error| {
                tracing::error!(job = key, %error, "a job could not be taken up; the next start tries again");
                None
            })
        });
    }

    fn enter(&self, id: &str) -> Living {
        let living = Living::default();
        self.living().insert(id.to_owned(), living.clone());
        living
    }

    fn spawn(&self, id: String, living: Living, life: impl Future<Output = Option<Life>> + Send + 'static) {
        let engine = self.clone();
        tokio::spawn(async move {
            let whole = async {
                if let Some(life) = life.await {
                    life.live().await;
                }
            };
            tokio::select! {
                () = engine.0.closing.cancelled() => {}
                () = whole => {}
            }
            engine.living().remove(&id);
            living.over.cancel();
        });
    }

    /// The job, deleted or not.
    pub async fn get(&self, id: &str) -> Result<Option<Job>> {
        let id = id.to_owned();
        self.db().read(move |c| store::get(c, &id)).await
    }

    /// The job with this number, deleted or not.
    pub async fn numbered(&self, number: i64) -> Result<Option<Job>> {
        self.db().read(move |c| store::numbered(c, number)).await
    }

    /// A user's own jobs that were accepted in this second since 1970, deleted or not.
    pub async fn created_in(&self, user: &User, second: i64) -> Result<Vec<Job>> {
        let user = user.name.clone();
        self.db().read(move |c| store::created_in(c, &user, second)).await
    }

    /// A user's own jobs that are on their way, or those that are over, newest first.
    pub async fn owned(&self, user: &User, over: bool) -> Result<Vec<Job>> {
        let user = user.name.clone();
        self.db().read(move |c| store::owned(c, &user, over)).await
    }

    /// The plan of a job, for running it again.
    pub async fn plan(&self, id: &str) -> Result<Plan> {
        let id = id.to_owned();
        self.db().read(move |c| store::plan(c, &id)).await
    }

    /// The files with what a job has printed, where they are now.
    pub async fn logs(&self, job: &Job) -> Result<Vec<Location>> {
        let (out, err) = self.plan(&job.id).await?.logs(&job.name);
        let folder = job.outputs()?;
        let mut files = vec![folder.join(&out)?];
        if err != out {
            files.push(folder.join(&err)?);
        }
        Ok(files)
    }

    /// Paths in a job's own folder that were there before it ran and are still what they were.
    pub async fn untouched(&self, job: &Job) -> Result<HashSet<String>> {
        let folder = self.folder(&job.id);
        Ok(tokio::task::spawn_blocking(move || stage::untouched(&folder)).await??)
    }

    /// A page of the jobs that a user sees, newest first.
    pub async fn list(&self, user: &User, limit: usize, offset: usize) -> Result<Vec<Job>> {
        let user = user.name.clone();
        self.db().read(move |c| store::visible_to(c, &user, limit, offset)).await
    }

    /// A page of what happened to a job, oldest first.
    pub async fn history(&self, id: &str, limit: usize, offset: usize) -> Result<Vec<Event>> {
        let id = id.to_owned();
        self.db().read(move |c| store::events(c, &id, limit, offset)).await
    }

    /// Asks a job to end. Answers once it has ended, or after a while when that takes long; it ends all the same.
    pub async fn stop(&self, id: &str) -> Result<()> {
        if let Some(living) = self.ask_to_stop(id).await? {
            let _ = tokio::time::timeout(PATIENCE, living.over.cancelled()).await;
        }
        Ok(())
    }

    /// Asks a job to end, and answers at once.
    pub async fn stop_soon(&self, id: &str) -> Result<()> {
        self.ask_to_stop(id).await?;
        Ok(())
    }

    /// Ends a job by force. Answers as [`Engine::stop`] does.
    pub async fn kill(&self, id: &str) -> Result<()> {
        if let Some(living) = self.living().get(id) {
            living.kill.cancel();
        }
        self.stop(id).await
    }

    async fn ask_to_stop(&self, id: &str) -> Result<Option<Living>> {
        let key = id.to_owned();
        self.db().write(move |t| store::ask_to_stop(t, &key)).await?;
        let living = self.living().get(id).cloned();
        if let Some(living) = &living {
            living.stop.cancel();
        }
        Ok(living)
    }

    /// Sends a signal to all processes of a job, and answers the number of its first one. `None`: it does not run.
    pub async fn signal(&self, id: &str, signal: i32) -> Result<Option<i32>> {
        let engine = self.clone();
        let folder = self.folder(id);
        Ok(tokio::task::spawn_blocking(move || engine.backend().deliver(&folder, signal)).await??)
    }

    /// Halts a job's processes, or lets them go on, and answers as [`Engine::signal`] does.
    pub async fn suspend(&self, id: &str, suspended: bool) -> Result<Option<i32>> {
        // The signal by which terminals halt programs is ignored where there is no terminal.
        let signal = if suspended { Posix::STOP } else { Posix::CONT };
        let reached = self.signal(id, signal.as_raw()).await?;
        if reached.is_some() {
            let id = id.to_owned();
            self.db().write(move |t| store::set(t, &id, "suspended", suspended)).await?;
        }
        Ok(reached)
    }

    /// What a job's processes take of the machine now. `None`: it does not run.
    pub async fn usage(&self, id: &str) -> Result<Option<Usage>> {
        let engine = self.clone();
        let folder = self.folder(id);
        Ok(tokio::task::spawn_blocking(move || engine.backend().usage(&folder)).await??)
    }

    /// Hides a job from lists, or shows it again.
    pub async fn set_visible(&self, id: &str, visible: bool, by: &User) -> Result<()> {
        let (id, by) = (id.to_owned(), by.name.clone());
        let (event, said) = match visible {
            true => ("RESTORED", "Job restored."),
            false => ("DELETED", "Job deleted."),
        };
        self.db()
            .write(move |t| {
                store::set(t, &id, "visible", visible)?;
                store::record(t, &id, event, said, &by)
            })
            .await
    }

    /// Where the files of registered and published apps are.
    pub fn apps_folder(&self) -> PathBuf {
        self.0.data.join("apps")
    }

    /// Whether jobs are kept away from other users' files and from the server's. The kernel does that, if it can.
    pub fn isolates(&self) -> bool {
        self.0.isolates
    }

    fn quotas(&self) -> Quotas {
        self.0.quotas
    }

    fn db(&self) -> &Db {
        &self.0.db
    }

    fn storage(&self) -> &Storage {
        &self.0.storage
    }

    fn data(&self) -> &Path {
        &self.0.data
    }

    fn program(&self) -> &Path {
        &self.0.program
    }

    fn ballast(&self) -> &Ballast {
        &self.0.ballast
    }

    /// Whether the disk has room for what a job's end will need.
    async fn has_room(&self) -> bool {
        let engine = self.clone();
        tokio::task::spawn_blocking(move || engine.ballast().load()).await.unwrap_or(false)
    }

    fn backend(&self) -> &dyn Backend {
        &*self.0.backend
    }

    fn slots(&self) -> &Slots {
        &self.0.slots
    }

    fn folder(&self, id: &str) -> Folder {
        Folder::new(&self.0.data, id)
    }

    /// Waits for a turn at staging.
    fn staging(&self) -> impl Future<Output = Option<OwnedSemaphorePermit>> + use<> {
        let turns = self.0.staging.clone();
        // It is never closed, so there is always a turn at last.
        async move { turns.acquire_owned().await.ok() }
    }

    fn living(&self) -> std::sync::MutexGuard<'_, HashMap<String, Living>> {
        self.0.living.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
