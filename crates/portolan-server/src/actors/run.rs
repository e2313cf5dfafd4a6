//! Taking messages to workers, running them, and finding them again after a restart.

use std::os::unix::fs::DirBuilderExt as _;
use std::path::PathBuf;
use std::time::Duration;

use tokio::net::UnixDatagram;
use tokio::sync::OwnedSemaphorePermit;
use tokio_util::sync::CancellationToken;

use super::executions::{claim, finish, not_ended};
use super::task::Files;
use super::{Actors, Execution, Status};
use crate::engine::Folder;
use crate::engine::backend::{Ending, Reason, Signal};
use crate::error::Result;
use crate::time;

/// Before trying again what the database refused, on a full disk for instance.
const PAUSE: Duration = Duration::from_secs(2);

/// How long an execution that is ended by force may take to go.
const PATIENCE: Duration = Duration::from_secs(10);

impl Actors {
    /// Finds the executions of an earlier life, and begins to deal with messages.
    pub(super) async fn take_up(&self) -> anyhow::Result<()> {
        for kind in Files::KINDS {
            std::fs::DirBuilder::new().recursive(true).mode(0o700).create(self.folder().join(kind))?;
        }
        let rows = self.db().read(not_ended).await?;
        self.sweep(&rows)?;
        for execution in rows.into_iter().filter(|execution| execution.status == Status::Running) {
            let place = self.0.places.clone().try_acquire_owned().ok();
            self.start(execution, place);
        }
        let actors = self.clone();
        tokio::spawn(async move {
            tokio::select! {
                () = actors.0.closing.cancelled() => {}
                () = actors.dispatch() => {}
            }
        });
        Ok(())
    }

    /// Ends and removes what belongs to no execution that goes on.
    fn sweep(&self, known: &[Execution]) -> std::io::Result<()> {
        for kind in ["control", "work", "messages"] {
            for entry in std::fs::read_dir(self.folder().join(kind))? {
                let name = entry?.file_name();
                if known.iter().any(|execution| name.to_str() == Some(&execution.id)) {
                    continue;
                }
                let files = self.files(&name.to_string_lossy());
                if kind == "control" {
                    self.0.backend.signal(&files.folder, Signal::Kill)?;
                }
                let path: PathBuf = self.folder().join(kind).join(&name);
                if path.is_dir() { std::fs::remove_dir_all(path)? } else { std::fs::remove_file(path)? }
            }
        }
        Ok(())
    }

    /// Takes messages to workers, one after the other, as places become free.
    async fn dispatch(&self) {
        // One place is always left for somebody else.
        let most_of_one = Actors::most_executions() - 1;
        loop {
            let Ok(place) = self.0.places.clone().acquire_owned().await else { return };
            match self.db().write(move |t| claim(t, most_of_one)).await {
                Ok(Some(execution)) => self.start(execution, Some(place)),
                Ok(None) => {
                    drop(place);
                    self.0.ready.notified().await;
                }
                Err(error) => {
                    tracing::error!(%error, "messages cannot be taken to workers now");
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
    }

    fn start(&self, execution: Execution, place: Option<OwnedSemaphorePermit>) {
        let stop = CancellationToken::new();
        if execution.stopping {
            stop.cancel();
        }
        self.running().insert(execution.id.clone(), stop.clone());
        let actors = self.clone();
        tokio::spawn(async move {
            tokio::select! {
                () = actors.0.closing.cancelled() => {}
                () = actors.execute(&execution, &stop) => {}
            }
            actors.running().remove(&execution.id);
            drop(place);
            actors.0.ready.notify_one();
        });
    }

    /// Goes all the way with an execution that a worker has.
    async fn execute(&self, execution: &Execution, stop: &CancellationToken) {
        let files = self.files(&execution.id);
        let ending = match self.begin(execution, &files, stop).await {
            Ok(socket) => {
                let over = CancellationToken::new();
                let end = async {
                    let ending = self.end(&files.folder, stop).await;
                    over.cancel();
                    ending
                };
                tokio::join!(end, self.collect(&execution.id, socket, &over)).0
            }
            Err(note) => Ending {
                reason: Reason::NotRun,
                code: None,
                signal: None,
                ended: time::now(),
                note: Some(note),
                cost: Default::default(),
            },
        };
        let status = match ending.reason {
            Reason::Exited | Reason::Terminated => Status::Complete,
            _ => Status::Error,
        };
        self.write_ending(&execution.id, status, &ending).await;
        match self.find(&execution.actor).await {
            // Deleted meanwhile, so nobody asks for its log.
            Ok(None) => files.remove().await,
            _ => files.clear().await,
        }
        self.0.ended.notify_waiters();
    }

    /// Starts the program, unless an earlier life of the server has; answers where its results come in.
    async fn begin(
        &self,
        execution: &Execution,
        files: &Files,
        stop: &CancellationToken,
    ) -> Result<Option<UnixDatagram>, String> {
        let failed = |error: std::io::Error| format!("It could not be started: {error}");
        let backend = &self.0.backend;
        if backend.adopt(&files.folder).map_err(failed)?.is_some() {
            // Its folder goes before its end is known.
            let socket = files.socket().filter(|socket| socket.parent().is_some_and(std::path::Path::exists));
            return Ok(socket.and_then(|socket| Actors::listen(&socket)));
        }
        if stop.is_cancelled() {
            return Err("It was stopped before it could run.".to_owned());
        }
        let actor = self.find(&execution.actor).await.map_err(|error| error.to_string())?;
        let actor = actor.ok_or("Its actor was deleted.")?;
        let message = self.message(&execution.id).await.map_err(|error| error.to_string())?;
        let command = self.0.images.command(&actor.settings.image).map_err(|error| error.to_string())?;
        files.create().map_err(failed)?;
        let socket = files.socket().and_then(|socket| Actors::listen(&socket));
        let task = self.task(&actor, execution, &message, command);
        backend.start(&files.folder, &task).await.map_err(failed)?;
        Ok(socket)
    }

    /// Waits for the end of an execution, and brings it about when it is stopped.
    async fn end(&self, folder: &Folder, stop: &CancellationToken) -> Ending {
        let backend = &self.0.backend;
        let mut wait = backend.wait(folder);
        tokio::select! {
            ending = &mut wait => return ending,
            () = stop.cancelled() => {}
        }
        for signal in [Signal::Force, Signal::Kill] {
            if let Err(error) = backend.signal(folder, signal) {
                tracing::error!(?signal, %error, "an execution could not be signalled");
            }
            if let Ok(ending) = tokio::time::timeout(PATIENCE, &mut wait).await {
                return ending;
            }
        }
        wait.await
    }

    /// However long it takes: what has run must not run again.
    async fn write_ending(&self, id: &str, status: Status, ending: &Ending) {
        loop {
            let (id, ending) = (id.to_owned(), ending.clone());
            match self.db().write(move |t| finish(t, &id, status, &ending)).await {
                Ok(()) => return,
                Err(error) => {
                    tracing::error!(%error, "how an execution ended could not be written");
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
    }
}
