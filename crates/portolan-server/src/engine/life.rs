//! One job's way from PENDING to its end. Each step begins from what the database says, so that the way goes on
//! where it was after a restart.

use std::future::Future;
use std::time::Duration;

use axum::http::StatusCode;
use tokio_util::sync::CancellationToken;

use super::backend::{Ending, Reason, Signal};
use super::folder::Folder;
use super::job::{Job, Plan};
use super::queue::{self, Queue, Slot};
use super::status::Status;
use super::store::{self, Change, Step};
use super::{Engine, Living, archive, environment, stage};
use crate::error::Result;
use crate::time;

/// Before trying again to write to a database that cannot be written, a full disk for instance.
const PAUSE: Duration = Duration::from_secs(2);

/// A job on its way.
pub(super) struct Life {
    engine: Engine,
    job: Job,
    plan: Plan,
    folder: Folder,
    stop: CancellationToken,
    kill: CancellationToken,
    slot: Option<Slot>,
}

/// Why a job goes no further.
enum Halt {
    Stopped,
    Failed(String),
    /// Its status is final already.
    Over,
}

impl Life {
    /// Takes up a job where the database says that it is.
    pub(super) async fn take_up(engine: Engine, id: &str, living: Living) -> Result<Option<Life>> {
        let key = id.to_owned();
        let found = engine
            .db()
            .read(move |c| {
                let Some(job) = store::get(c, &key)? else { return Ok(None) };
                Ok(Some((job, store::plan(c, &key)?)))
            })
            .await?;
        Ok(found.map(|(job, plan)| {
            let folder = engine.folder(&job.id);
            let Living { stop, kill, .. } = living;
            if job.stopping {
                stop.cancel();
            }
            let mut life = Life { engine, job, plan, folder, stop, kill, slot: None };
            if life.job.status == Status::Running {
                life.slot = Some(life.engine.slots().take(life.queue(), &life.job.owner));
            }
            life
        }))
    }

    /// Goes all the way.
    pub(super) async fn live(mut self) {
        let again = self.job.status == Status::StagingInputs;
        while !self.job.status.is_final() {
            let step = match self.job.status {
                Status::Pending | Status::ProcessingInputs => self.process_inputs().await,
                Status::StagingInputs => self.stage_inputs(again).await,
                Status::Staged | Status::Submitting => self.submit().await,
                Status::Queued => self.run().await,
                Status::Running => self.follow().await,
                Status::CleaningUp => self.clean_up().await,
                Status::Archiving => self.archive().await,
                Status::ArchivingFinished => self.finish().await,
                _ => Err(Halt::Failed("The outputs could not be copied to the archive.".to_owned())),
            };
            match step {
                Ok(()) => {}
                Err(Halt::Over) => break,
                Err(Halt::Stopped) => {
                    self.end(Status::Stopped, "Job stopped by its owner.".to_owned(), false).await;
                }
                Err(Halt::Failed(why)) => self.end(Status::Failed, why, true).await,
            }
        }
        self.slot = None;
    }

    fn queue(&self) -> &'static Queue {
        queue::named(&self.job.queue).unwrap_or(&queue::QUEUES[0])
    }

    async fn process_inputs(&mut self) -> Result<(), Halt> {
        let turn = self.engine.staging();
        let _turn = self.unless_stopped(turn).await?;
        let mut steps = vec![
            (Status::ProcessingInputs, "Looking up the inputs.".to_owned()),
            (Status::StagingInputs, "Copying the inputs to the job's folder.".to_owned()),
        ];
        if self.job.status == Status::ProcessingInputs {
            steps.remove(0);
        }
        self.advance(&steps, Change::default()).await
    }

    async fn stage_inputs(&mut self, again: bool) -> Result<(), Halt> {
        if again {
            let why = "Staging begins again after a restart of the server.";
            self.advance(&[(Status::StagingInputs, why.to_owned())], Change::default()).await?;
        }
        let turn = self.engine.staging();
        let _turn = self.unless_stopped(turn).await?;
        self.folder.create().map_err(|error| {
            Halt::Failed(format!("The job's folder could not be made: {}", crate::Error::from(error)))
        })?;
        let (engine, folder, plan) = (self.engine.clone(), self.folder.clone(), self.plan.clone());
        let work = self.job.work().map_err(|error| Halt::Failed(error.to_string()))?;
        let apps = engine.apps_folder();
        let staging = stage::stage(engine.storage(), &apps, &folder, &work, &plan);
        let said = self.unless_stopped(staging).await?.map_err(Halt::Failed)?;
        self.advance(&[(Status::Staged, said)], Change::default()).await?;
        self.submit().await
    }

    async fn submit(&mut self) -> Result<(), Halt> {
        let queue = self.job.queue.clone();
        let mut steps = vec![
            (Status::Submitting, format!("Handing the job to queue {queue}.")),
            (Status::Queued, format!("Job waits in queue {queue}.")),
        ];
        if self.job.status == Status::Submitting {
            steps.remove(0);
        }
        self.advance(&steps, Change { submitted: Some(time::now()), ..Change::default() }).await
    }

    async fn run(&mut self) -> Result<(), Halt> {
        let failed = |error: std::io::Error| Halt::Failed(format!("The job could not be started: {error}"));
        let started = match self.engine.backend().adopt(&self.folder).map_err(failed)? {
            Some(started) => {
                self.slot = Some(self.engine.slots().take(self.queue(), &self.job.owner));
                started
            }
            None => {
                let (slots, queue, owner) =
                    (self.engine.slots().clone(), self.queue(), self.job.owner.clone());
                self.slot = Some(self.unless_stopped(async move { slots.wait(queue, &owner).await }).await?);
                if !self.engine.has_room().await {
                    return Err(Halt::Failed(
                        "The job was not started: the server's disk is full.".to_owned(),
                    ));
                }
                let task =
                    environment::task(&self.engine, &self.job, &self.plan, &self.folder).map_err(failed)?;
                // Not given up halfway when the job is stopped: what has been started must be known.
                self.engine.backend().start(&self.folder, &task).await.map_err(failed)?
            }
        };
        let said = format!("Job runs as process {}.", started.local_id);
        let change =
            Change { started: Some(time::now()), local_id: Some(started.local_id), ..Change::default() };
        self.advance(&[(Status::Running, said)], change).await
    }

    async fn follow(&mut self) -> Result<(), Halt> {
        let ending = self.ending().await;
        self.slot = None;
        let change = Change { ended: Some(ending.ended), exit_code: ending.code, ..Change::default() };
        if self.stop.is_cancelled() {
            let step = (Status::Stopped, "Job stopped; all its processes have ended.".to_owned());
            return self.advance(&[step], change).await;
        }
        let next = match (ending.reason, ending.code) {
            (Reason::Exited, Some(0)) => {
                let said = "The program has ended; its outputs are being collected.".to_owned();
                return self.advance(&[(Status::CleaningUp, said)], change).await;
            }
            (Reason::Terminated, _) => Status::Killed,
            _ => Status::Failed,
        };
        let why = environment::explain(&ending, &self.job, &self.plan, &self.folder);
        self.advance(&[(next, why.clone())], Change { message: Some(why), ..change }).await
    }

    /// Waits for the end of a running job, and brings it about when the job is stopped.
    async fn ending(&self) -> Ending {
        let backend = self.engine.backend();
        let mut wait = backend.wait(&self.folder);
        tokio::select! {
            ending = &mut wait => return ending,
            () = self.stop.cancelled() => {}
        }
        let patience = Duration::from_secs(environment::GRACE_SECONDS + 5);
        if !self.kill.is_cancelled() {
            self.signal(Signal::Terminate);
            tokio::select! {
                ending = &mut wait => return ending,
                () = self.kill.cancelled() => {}
                () = tokio::time::sleep(patience) => {}
            }
        }
        if self.kill.is_cancelled() {
            self.signal(Signal::Force);
            if let Ok(ending) = tokio::time::timeout(patience, &mut wait).await {
                return ending;
            }
        }
        self.signal(Signal::Kill);
        wait.await
    }

    fn signal(&self, signal: Signal) {
        if let Err(error) = self.engine.backend().signal(&self.folder, signal) {
            tracing::error!(job = self.job.id, ?signal, %error, "a job could not be signalled");
        }
    }

    async fn clean_up(&mut self) -> Result<(), Halt> {
        match &self.job.request.archive {
            None => {
                let step = (Status::Finished, "Job completed; its outputs are in its own folder.".to_owned());
                self.advance(&[step], Change::default()).await
            }
            Some(archive) => {
                let step = (Status::Archiving, format!("Copying the outputs to {}.", archive.path));
                self.advance(&[step], Change::default()).await
            }
        }
    }

    async fn archive(&mut self) -> Result<(), Halt> {
        let (engine, folder) = (self.engine.clone(), self.folder.clone());
        let places = self.job.work().and_then(|work| {
            let archive = self.job.request.archive.as_ref().map(|archive| archive.location()).transpose()?;
            Ok((work, archive))
        });
        let archived = match places {
            Ok((work, Some(archive))) => {
                self.unless_stopped(async move {
                    archive::archive(engine.storage(), &folder, &work, &archive).await
                })
                .await?
            }
            Ok((_, None)) => return self.finish().await,
            Err(error) => Err(error),
        };
        match archived {
            Ok(said) => {
                let change = Change { archived: true, ..Change::default() };
                self.advance(&[(Status::ArchivingFinished, said)], change).await?;
                self.finish().await
            }
            Err(error) => {
                let why = format!("The outputs could not be copied to the archive: {error}");
                let steps = [(Status::ArchivingFailed, why.clone()), (Status::Failed, why.clone())];
                self.advance(&steps, Change { message: Some(why), ..Change::default() }).await
            }
        }
    }

    /// Ends the way. What is in the archive need not stay in the job's folder too.
    async fn finish(&mut self) -> Result<(), Halt> {
        if self.job.status == Status::ArchivingFinished
            && let Err(error) = self.folder.clear_work()
        {
            tracing::warn!(job = self.job.id, %error, "a job's folder keeps what is in the archive already");
        }
        let step = (Status::Finished, "Job completed.".to_owned());
        self.advance(&[step], Change::default()).await
    }

    async fn end(&mut self, status: Status, why: String, failed: bool) {
        let change = Change {
            message: failed.then(|| why.clone()),
            ended: Some(self.job.ended.unwrap_or_else(time::now)),
            ..Change::default()
        };
        // It says that the job is over; so does the status, which ends the way.
        let _ = self.advance(&[(status, why)], change).await;
    }

    /// Writes steps down, however long it takes: a job's status is never ahead of the database.
    async fn advance(&mut self, steps: &[Step], change: Change) -> Result<(), Halt> {
        loop {
            let (id, owner, steps, change) =
                (self.job.id.clone(), self.job.owner.clone(), steps.to_vec(), change.clone());
            let wanted = steps.last().map(|(status, _)| *status);
            match self.engine.db().write(move |t| store::advance(t, &id, &steps, &change, &owner)).await {
                Ok(status) => {
                    self.job.status = status;
                    return if Some(status) == wanted { Ok(()) } else { Err(Halt::Over) };
                }
                Err(error)
                    if error.status() == StatusCode::INSUFFICIENT_STORAGE && self.engine.ballast().drop() => {
                }
                Err(error) => {
                    tracing::error!(job = self.job.id, %error, "a job's status could not be written");
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
    }

    async fn unless_stopped<T>(&self, work: impl Future<Output = T>) -> Result<T, Halt> {
        tokio::select! {
            biased;
            () = self.stop.cancelled() => Err(Halt::Stopped),
            done = work => Ok(done),
        }
    }
}
