//! The process between the server and a job: it starts the job's program in a process group of its own, keeps it
//! within its bounds, ends everything that belongs to it, and writes down how it ended. The server may come and go.

use std::io::{self, Write as _};
use std::os::fd::OwnedFd;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::Context as _;
use rustix::process::{Pid, Signal, WaitOptions, kill_process_group, waitpid};
use tokio::process::{Child, Command};
use tokio::signal::unix::SignalKind;
use tokio::time::Instant;

use super::confine::{Fence, confine};
use super::processes::{self, Identity};
use super::{limits, output};
use crate::engine::backend::{Cost, Ending, Limits, Reason, Task};
use crate::engine::folder;

/// The line by which the supervisor tells the server that the job is under way.
pub(super) const READY: &str = "ready\n";

/// How often the job's processes are counted.
const LOOK: Duration = Duration::from_millis(250);

/// How often the job's files are measured.
const MEASURE: Duration = Duration::from_secs(3);

/// Runs the job of a control folder to its end.
///
/// # Errors
/// When the folder cannot be read or written; the server then takes the job for lost.
pub fn run(control: &Path, work: &Path) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(supervise(control, work))
}

async fn supervise(control: &Path, work: &Path) -> anyhow::Result<()> {
    let task: Task = folder::read(control, folder::TASK)?.context("the folder has no task")?;
    // A session of its own keeps it away from the server's terminal. It fails only if there is one already.
    let _ = rustix::process::setsid();
    // Whatever a job leaves behind becomes this process's child, and so is found and ended.
    rustix::process::set_child_subreaper(Some(rustix::process::getpid()))?;
    let mut terminate = tokio::signal::unix::signal(SignalKind::terminate())?;
    if !folder::claim(control, folder::STARTED, &Identity::own()?)? {
        return Ok(());
    }
    let ending = match Running::start(&task, work) {
        Ok(mut running) => {
            announce();
            running.follow(&task.limits, work, &mut terminate).await
        }
        Err(error) => Ending {
            reason: Reason::NotRun,
            code: None,
            signal: None,
            ended: crate::time::now(),
            note: Some(error.to_string()),
            cost: Cost::default(),
        },
    };
    let ending = Ending { cost: processes::cost_of_children(), ..ending };
    // What is left there is nobody's any more.
    let _ = std::fs::remove_dir_all(&task.temporary);
    folder::write_ending(control, &ending)?;
    announce();
    Ok(())
}

/// Tells the server, which may be gone by now.
fn announce() {
    let _ = io::stdout().write_all(READY.as_bytes());
}

/// Starts the program on a thread that is behind the fence. This one must not be: it writes where the job may not.
fn start_confined(mut command: Command, task: &Task, work: &Path) -> io::Result<Child> {
    let runtime = tokio::runtime::Handle::current();
    let start = || {
        let _entered = runtime.enter();
        let writable = [work, &task.temporary];
        let fence = Fence { data: &task.data, readable: &task.readable, writable: &writable };
        if !confine(&fence)? {
            // Into the supervisor's own log.
            let _ =
                writeln!(io::stderr(), "this kernel has no Landlock: the job is not kept from others' files");
        }
        command.spawn()
    };
    std::thread::scope(|scope| scope.spawn(start).join())
        .map_err(|_| io::Error::other("starting it failed"))?
}

/// A job's program and the threads that keep what it prints.
struct Running {
    program: Child,
    group: Option<Pid>,
    output: Vec<JoinHandle<()>>,
}

impl Running {
    fn start(task: &Task, work: &Path) -> io::Result<Running> {
        let (program, arguments) =
            task.command.split_first().ok_or_else(|| io::Error::other("the task has no command"))?;
        limits::apply(&task.limits)?;
        let mut command = Command::new(program);
        command
            .args(arguments)
            .current_dir(work)
            .env_clear()
            .envs(&task.environment)
            .stdin(Stdio::null())
            .process_group(0);
        let mut streams: Vec<(OwnedFd, &str)> = Vec::new();
        if task.stdout == task.stderr {
            // In one pipe lines stay in the order in which they are printed.
            let (reader, writer) = io::pipe()?;
            command.stdout(writer.try_clone()?).stderr(writer);
            streams.push((reader.into(), &task.stdout));
        } else {
            command.stdout(Stdio::piped()).stderr(Stdio::piped());
        }
        let mut program = start_confined(command, task, work)?;
        let group = program.id().and_then(|id| Pid::from_raw(id as i32));
        if let Some(stdout) = program.stdout.take() {
            streams.push((stdout.into_owned_fd()?, &task.stdout));
        }
        if let Some(stderr) = program.stderr.take() {
            streams.push((stderr.into_owned_fd()?, &task.stderr));
        }
        let output = streams
            .into_iter()
            .map(|(stream, name)| output::keep(stream, &work.join(name), task.limits.log))
            .collect::<io::Result<_>>()?;
        Ok(Running { program, group, output })
    }

    async fn follow(
        &mut self,
        limits: &Limits,
        work: &Path,
        terminate: &mut tokio::signal::unix::Signal,
    ) -> Ending {
        let mut reason = Reason::Exited;
        let mut by_force: Option<Instant> = None;
        let out_of_time = tokio::time::sleep(Duration::from_secs(limits.seconds));
        let out_of_space = outgrows(work.to_owned(), limits.disk);
        tokio::pin!(out_of_time, out_of_space);
        let mut looks = tokio::time::interval(LOOK);
        let status = loop {
            let asked = tokio::select! {
                status = self.program.wait() => break status,
                _ = terminate.recv() => Reason::Terminated,
                () = &mut out_of_time, if reason == Reason::Exited => Reason::OutOfTime,
                () = &mut out_of_space, if reason == Reason::Exited => Reason::DiskFull,
                _ = looks.tick() => {
                    let too_many = self.look() > limits.processes;
                    if by_force.is_some_and(|moment| Instant::now() >= moment) {
                        self.kill();
                    }
                    if !too_many || reason == Reason::TooManyProcesses {
                        continue;
                    }
                    self.kill();
                    Reason::TooManyProcesses
                }
            };
            if reason == Reason::Exited {
                reason = asked;
                // Who multiplies without end gets no time for more.
                let grace = if asked == Reason::TooManyProcesses { 0 } else { limits.grace_seconds };
                by_force = Some(Instant::now() + Duration::from_secs(grace));
                self.ask_to_end();
            }
        };
        self.clear_up().await;
        ending(reason, status, work)
    }

    /// Counts the job's processes, and frees the entries of those that were left to this one and have ended.
    fn look(&self) -> u64 {
        let program = self.program.id();
        let mut alive = 0;
        for process in processes::descendants(std::process::id() as i32) {
            if !process.is_ended() {
                alive += 1;
            } else if process.is_own_child() && Some(process.pid as u32) != program {
                let _ = waitpid(Pid::from_raw(process.pid), WaitOptions::NOHANG);
            }
        }
        alive
    }

    fn ask_to_end(&self) {
        if let Some(group) = self.group {
            // A stopped process only hears it once it goes on.
            let _ = kill_process_group(group, Signal::TERM);
            let _ = kill_process_group(group, Signal::CONT);
        }
    }

    fn kill(&self) {
        for process in processes::descendants(std::process::id() as i32) {
            processes::kill(process.pid);
        }
    }

    /// Ends all that the program has left behind, then waits for the last of what was printed.
    async fn clear_up(&mut self) {
        while self.look() > 0 {
            self.kill();
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        for thread in self.output.drain(..) {
            let _ = tokio::task::spawn_blocking(move || thread.join()).await;
        }
    }
}

fn ending(reason: Reason, status: io::Result<ExitStatus>, work: &Path) -> Ending {
    let ended = crate::time::now();
    match status {
        Ok(status) => {
            let note = (!status.success() && is_full(work)).then(|| "the server's disk is full".to_owned());
            Ending {
                reason,
                code: status.code(),
                signal: status.signal(),
                ended,
                note,
                cost: Cost::default(),
            }
        }
        Err(error) => Ending {
            reason: Reason::Lost,
            code: None,
            signal: None,
            ended,
            note: Some(error.to_string()),
            cost: Cost::default(),
        },
    }
}

/// Whether there is no room left to speak of where the job runs.
fn is_full(work: &Path) -> bool {
    // The server may just have given up what it keeps in reserve.
    const LEAST: u64 = 8 << 20;
    rustix::fs::statvfs(work).is_ok_and(|disk| disk.f_bavail.saturating_mul(disk.f_frsize) < LEAST)
}

/// Waits until the files of a folder take more than so many bytes.
async fn outgrows(work: PathBuf, most: u64) {
    loop {
        tokio::time::sleep(MEASURE).await;
        let work = work.clone();
        let used = tokio::task::spawn_blocking(move || size(&work)).await.unwrap_or(0);
        if used > most {
            return;
        }
    }
}

/// Bytes of all files below a folder; links count as nothing.
fn size(folder: &Path) -> u64 {
    let mut total = 0;
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            match entry.metadata() {
                Ok(metadata) if metadata.is_dir() => folders.push(entry.path()),
                Ok(metadata) if metadata.is_file() => total += metadata.len(),
                _ => {}
            }
        }
    }
    total
}
