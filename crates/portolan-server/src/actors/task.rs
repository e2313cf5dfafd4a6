//! What an execution is run with: its files, its variables, its bounds.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use super::{Actor, Actors, Content, Execution, Message};
use crate::engine::Folder;
use crate::engine::backend::{Limits, Task};

const MIB: u64 = 1 << 20;
const GIB: u64 = 1 << 30;

/// Seconds that an execution may take.
const MOST_SECONDS: u64 = 3600;

/// An address of a local socket is no longer than this.
const MOST_SOCKET_PATH: usize = 107;

/// Where the files of an execution are.
#[derive(Debug, Clone)]
pub(super) struct Files {
    pub(super) folder: Folder,
    /// A message that is no text.
    pub(super) message: PathBuf,
    /// What it prints.
    pub(super) log: PathBuf,
}

impl Files {
    /// The kinds of files, each in a folder of its own.
    pub(super) const KINDS: [&'static str; 4] = ["work", "control", "messages", "logs"];

    fn temporary(&self) -> PathBuf {
        self.folder.control().join("tmp")
    }

    /// Where results are sent to, unless the data folder's path is too long for that.
    pub(super) fn socket(&self) -> Option<PathBuf> {
        Some(self.temporary().join("results")).filter(|path| path.as_os_str().len() <= MOST_SOCKET_PATH)
    }

    /// Makes what an execution needs, and leaves alone what an earlier life of the server has made.
    pub(super) fn create(&self) -> io::Result<()> {
        if !self.folder.control().exists() {
            self.folder.create()?;
        }
        std::fs::create_dir_all(self.temporary())
    }

    /// Removes what is of no use once an execution has ended. Its log stays.
    pub(super) async fn clear(&self) {
        let files = self.clone();
        let removed = tokio::task::spawn_blocking(move || {
            files.folder.remove()?;
            remove(&files.message)
        });
        if let Ok(Err(error)) = removed.await {
            tracing::warn!(%error, "an execution's files could not be removed");
        }
    }

    /// Removes everything.
    pub(super) async fn remove(&self) {
        self.clear().await;
        if let Err(error) = remove(&self.log) {
            tracing::warn!(%error, "an execution's log could not be removed");
        }
    }
}

fn remove(file: &Path) -> io::Result<()> {
    match std::fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

impl Actors {
    /// Where the files of an execution are.
    pub(super) fn files(&self, execution: &str) -> Files {
        let at = |kind: &str| self.folder().join(kind).join(execution);
        Files { folder: Folder::at(at("work"), at("control")), message: at("messages"), log: at("logs") }
    }

    /// What is run for an execution.
    pub(super) fn task(
        &self,
        actor: &Actor,
        execution: &Execution,
        message: &Message,
        command: &[String],
    ) -> Task {
        let files = self.files(&execution.id);
        let log = files.log.to_string_lossy().into_owned();
        // What the operator named, wherever it lies.
        let named = command.iter().map(PathBuf::from).filter(|path| path.is_absolute() && path.exists());
        let bytes = matches!(message.content, Content::File).then(|| files.message.clone());
        Task {
            job: execution.id.clone(),
            command: command.to_vec(),
            data: self.data().to_owned(),
            readable: named.chain(bytes).collect(),
            temporary: files.temporary(),
            environment: self.variables(actor, execution, message, &files),
            stdout: log.clone(),
            stderr: log,
            limits: Limits {
                seconds: MOST_SECONDS,
                grace_seconds: 5,
                processes: 64,
                memory: actor.settings.memory.as_ref().map_or(4 * GIB, |(_, bytes)| *bytes),
                disk: GIB,
                log: 4 * MIB,
                open_files: 1024,
            },
        }
    }

    /// The server's own variables come last, so that nobody can stand in for them.
    fn variables(
        &self,
        actor: &Actor,
        execution: &Execution,
        message: &Message,
        files: &Files,
    ) -> BTreeMap<String, String> {
        let path = |path: PathBuf| path.to_string_lossy().into_owned();
        let work = path(files.folder.work().to_owned());
        let mut variables: BTreeMap<String, String> =
            [("PATH", "/usr/local/bin:/usr/bin:/bin"), ("LANG", "C.UTF-8")]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .into();
        variables.extend(actor.settings.environment.clone());
        variables.extend(message.environment.clone());
        let mut set = |name: &str, value: String| variables.insert(name.to_owned(), value);
        set("HOME", work.clone());
        set("PWD", work);
        set("TMPDIR", path(files.temporary()));
        set("_abaco_actor_id", actor.id.clone());
        set("_abaco_actor_dbid", actor.id.clone());
        set("_abaco_actor_name", actor.settings.name.clone().unwrap_or_default());
        set("_abaco_actor_state", actor.state.to_string());
        set("_abaco_api_server", self.0.base_url.clone());
        set("_abaco_container_repo", actor.settings.image.clone());
        set("_abaco_execution_id", execution.id.clone());
        set("_abaco_username", execution.executor.clone());
        set("_abaco_worker_id", execution.worker.clone().unwrap_or_default());
        if let Some(socket) = files.socket() {
            set("_abaco_results_socket", path(socket));
        }
        match &message.content {
            Content::Text(text, media_type) => {
                set("MSG", text.clone());
                set("_abaco_Content_Type", media_type.clone());
            }
            Content::File => {
                set("MSG", String::new());
                set("_abaco_Content_Type", "application/octet-stream".to_owned());
                set("_abaco_binary_data", path(files.message.clone()));
            }
        }
        variables
    }
}
