//! Jobs as processes of this machine.

mod confine;
mod limits;
mod output;
mod processes;
mod supervise;

use std::io;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use rustix::process::Signal as Posix;
use tokio::io::AsyncReadExt as _;
use tokio::process::{Child, Command};

pub(super) use confine::isolates;
pub use supervise::run as supervise;

use self::processes::Identity;
use super::backend::{Backend, Cost, Ending, Reason, Signal, Started, Task, Usage};
use super::folder::{self, Folder};

/// The variable by which a job's processes are told from all others.
pub(super) const MARK: &str = "PORTOLAN_JOB";

/// Runs each job under a supervisor, which is this program with a hidden subcommand.
pub struct LocalBackend {
    program: PathBuf,
}

impl LocalBackend {
    /// A backend whose supervisors are run from this program.
    pub fn new(program: PathBuf) -> LocalBackend {
        LocalBackend { program }
    }

    /// The living process that watches over a job.
    fn supervisor(&self, folder: &Folder) -> io::Result<Option<Identity>> {
        let supervisor: Option<Identity> = folder.read(folder::STARTED)?;
        Ok(supervisor.filter(Identity::is_alive))
    }

    async fn begin(&self, folder: &Folder, task: &Task) -> io::Result<Started> {
        let mut task = task.clone();
        task.environment.insert(MARK.to_owned(), task.job.clone());
        folder.write(folder::TASK, &task)?;
        let log = std::fs::File::create(folder.control().join("supervisor.log"))?;
        let mut supervisor = Command::new(&self.program)
            .arg("supervise")
            .arg(folder.control())
            .arg(folder.work())
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()?;
        let said = supervisor.stdout.take();
        tokio::spawn(reap(supervisor));
        if let Some(mut said) = said {
            // It says one word or closes the pipe; either way the file tells what came of it.
            let _ = tokio::time::timeout(Duration::from_secs(60), said.read_u8()).await;
        }
        self.adopt(folder)?.ok_or_else(|| {
            let log = std::fs::read_to_string(folder.control().join("supervisor.log")).unwrap_or_default();
            io::Error::other(format!("its supervisor did not start: {}", log.trim()))
        })
    }

    async fn end(&self, folder: &Folder) -> Ending {
        if let Ok(Some(supervisor)) = folder.read::<Identity>(folder::STARTED) {
            supervisor.ended().await;
        }
        match folder.read(folder::ENDING) {
            Ok(Some(ending)) => ending,
            _ => {
                sweep(folder);
                Ending {
                    reason: Reason::Lost,
                    code: None,
                    signal: None,
                    ended: crate::time::now(),
                    note: None,
                    cost: Cost::default(),
                }
            }
        }
    }
}

impl Backend for LocalBackend {
    fn start<'a>(&'a self, folder: &'a Folder, task: &'a Task) -> BoxFuture<'a, io::Result<Started>> {
        self.begin(folder, task).boxed()
    }

    fn adopt(&self, folder: &Folder) -> io::Result<Option<Started>> {
        let supervisor: Option<Identity> = folder.read(folder::STARTED)?;
        Ok(supervisor.map(|identity| Started { local_id: identity.pid.to_string() }))
    }

    fn wait<'a>(&'a self, folder: &'a Folder) -> BoxFuture<'a, Ending> {
        self.end(folder).boxed()
    }

    fn signal(&self, folder: &Folder, signal: Signal) -> io::Result<()> {
        let Some(supervisor) = folder.read::<Identity>(folder::STARTED)? else { return Ok(()) };
        match signal {
            Signal::Terminate => supervisor.signal(Posix::TERM),
            Signal::Force => self.deliver(folder, Posix::KILL.as_raw()).map(drop),
            Signal::Kill => {
                sweep(folder);
                supervisor.signal(Posix::KILL)
            }
        }
    }

    fn deliver(&self, folder: &Folder, signal: i32) -> io::Result<Option<i32>> {
        let Some(supervisor) = self.supervisor(folder)? else { return Ok(None) };
        let signal = Posix::from_named_raw(signal).ok_or_else(|| {
            io::Error::new(io::ErrorKind::InvalidInput, format!("there is no signal {signal}"))
        })?;
        Ok(processes::signal_groups(supervisor.pid, signal))
    }

    fn usage(&self, folder: &Folder) -> io::Result<Option<Usage>> {
        Ok(self.supervisor(folder)?.and_then(|supervisor| processes::usage(supervisor.pid)))
    }
}

/// Ends whatever is left of a job whose supervisor cannot do it.
fn sweep(folder: &Folder) {
    if let Some(job) = folder.control().file_name().and_then(|name| name.to_str()) {
        processes::kill_marked(MARK, job);
    }
}

/// Waits for a supervisor so that nothing of it stays in the process table.
async fn reap(mut supervisor: Child) {
    if let Err(error) = supervisor.wait().await {
        tracing::warn!(%error, "cannot wait for a supervisor");
    }
}
