//! What a job's program gets from its surroundings, and what is told of its end.

use std::collections::BTreeMap;
use std::io::{self, Read as _, Seek as _, SeekFrom};

use super::Engine;
use super::backend::{Ending, Limits, Reason, Task};
use super::folder::Folder;
use super::job::{Job, Plan};
use super::stage;
use crate::time;

/// After being asked to end, a job has so many seconds.
pub(super) const GRACE_SECONDS: u64 = 5;

const GIB: u64 = 1 << 30;

/// The task that a job comes to, now that its files are there.
pub(super) fn task(engine: &Engine, job: &Job, plan: &Plan, folder: &Folder) -> io::Result<Task> {
    let (stdout, stderr) = plan.logs(&job.name);
    let temporary = folder.control().join("tmp");
    std::fs::create_dir_all(&temporary)?;
    let mut environment = variables(job, folder);
    environment.extend(plan.environment.clone());
    stage::add_tools(&mut environment, folder, plan);
    environment.insert("TMPDIR".to_owned(), temporary.to_string_lossy().into_owned());
    let apps = engine.apps_folder();
    let command = stage::command(engine.program(), &apps, folder, plan, macros(job))?;
    Ok(Task {
        job: job.id.clone(),
        data: engine.data().to_owned(),
        readable: stage::readable(engine.program(), &apps, folder, plan),
        temporary,
        command,
        environment,
        stdout,
        stderr,
        limits: Limits {
            seconds: plan.seconds,
            grace_seconds: GRACE_SECONDS,
            processes: 256,
            memory: (job.request.memory_gb * GIB as f64) as u64,
            disk: engine.quotas().job,
            log: engine.quotas().log,
            open_files: 4096,
        },
    })
}

/// The environment of a job's program, and nothing else of the server's.
fn variables(job: &Job, folder: &Folder) -> BTreeMap<String, String> {
    let text = |value: &str| value.to_owned();
    let home = folder.work().to_string_lossy().into_owned();
    let mut variables: BTreeMap<String, String> = macros(job).into_iter().collect();
    variables.extend([
        (text("PATH"), text("/usr/local/bin:/usr/bin:/bin")),
        (text("LANG"), text("C.UTF-8")),
        (text("HOME"), home.clone()),
        (text("PWD"), home),
        (text("USER"), job.owner.clone()),
        (text("LOGNAME"), job.owner.clone()),
    ]);
    variables
}

/// What Agave's names for facts about a job stand for, in wrapper templates and in the environment.
fn macros(job: &Job) -> Vec<(String, String)> {
    let request = &job.request;
    let archive = request.archive.as_ref();
    let facts = [
        ("ID", job.id.clone()),
        ("NAME", job.name.clone()),
        ("OWNER", job.owner.clone()),
        ("APP_ID", job.app.clone()),
        ("EXECUTION_SYSTEM", crate::storage::System::Execution.id().to_owned()),
        ("BATCH_QUEUE", job.queue.clone()),
        ("SUBMIT_TIME", time::iso(job.created)),
        ("ARCHIVE", archive.is_some().to_string()),
        ("ARCHIVE_SYSTEM", archive.map_or_else(String::new, |archive| archive.system.clone())),
        ("ARCHIVE_PATH", archive.map_or_else(String::new, |archive| archive.path.clone())),
        ("NODE_COUNT", request.nodes.to_string()),
        ("PROCESSORS_PER_NODE", request.processors.to_string()),
        ("MEMORY_PER_NODE", request.memory_gb.to_string()),
        ("MAX_RUNTIME", request.max_run_time.clone()),
    ];
    facts.into_iter().map(|(name, value)| (format!("AGAVE_JOB_{name}"), value)).collect()
}

/// The names of the files that keep what a job of this name prints.
///
/// ```
/// let (out, err) = portolan_server::engine::logs("My Job #1");
/// assert_eq!((out.as_str(), err.as_str()), ("my-job-1.out", "my-job-1.err"));
/// ```
pub fn logs(job: &str) -> (String, String) {
    let mut slug = String::new();
    for character in job.to_lowercase().chars() {
        if character.is_alphanumeric() || character == '_' || character == '.' && !slug.is_empty() {
            slug.push(character);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug = match slug.trim_end_matches(['-', '.']) {
        "" => "job",
        slug => slug,
    };
    (format!("{slug}.out"), format!("{slug}.err"))
}

/// Why a job ended as it did, in a sentence or two.
pub(super) fn explain(ending: &Ending, job: &Job, plan: &Plan, folder: &Folder) -> String {
    match ending.reason {
        Reason::Exited => {
            let how = match (ending.code, ending.signal) {
                (Some(code), _) => format!("The program ended with status {code}"),
                (None, Some(signal)) => format!("The program was ended by signal {signal}"),
                (None, None) => "The program ended in an unknown way".to_owned(),
            };
            let what = match last_words(job, plan, folder) {
                Some(words) => format!("{how}: {words}"),
                None => how,
            };
            match ending.note.as_deref() {
                Some(note) => format!("{what} ({note})"),
                None if what.ends_with(['.', '!']) => what,
                None => format!("{what}."),
            }
        }
        Reason::NotRun => {
            format!("The program could not be run: {}.", ending.note.as_deref().unwrap_or("the reason is not known"))
        }
        Reason::Terminated => "The job was ended from outside the server.".to_owned(),
        Reason::OutOfTime => {
            format!("The job was ended because it ran longer than its maxRunTime of {}.", job.request.max_run_time)
        }
        Reason::TooManyProcesses => "The job was ended because it had more processes than are allowed.".to_owned(),
        Reason::DiskFull => "The job was ended because its files took more space than is allowed.".to_owned(),
        Reason::Lost => {
            "The job's processes were lost while the server was not watching; what they wrote until then is kept."
                .to_owned()
        }
    }
}

/// The last line that a job's program complained with.
fn last_words(job: &Job, plan: &Plan, folder: &Folder) -> Option<String> {
    const TAIL: u64 = 4096;
    let mut file = std::fs::File::open(folder.work().join(plan.logs(&job.name).1)).ok()?;
    let length = file.metadata().ok()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(TAIL))).ok()?;
    let mut tail = Vec::new();
    file.take(TAIL).read_to_end(&mut tail).ok()?;
    let text = String::from_utf8_lossy(&tail);
    // Programs that print how they are called when they were called wrongly say what was wrong first.
    let line = text.lines().find(|line| line.starts_with("error:") || line.starts_with("Error:"));
    let line = line.or_else(|| text.lines().rfind(|line| !line.trim().is_empty()))?;
    Some(line.trim().chars().take(500).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn log_names_are_plain_file_names() {
        for (name, out) in [
            ("count", "count.out"),
            ("../../etc/passwd", "etc-passwd.out"),
            ("  Über 日本! ", "über-日本.out"),
            ("v1.2", "v1.2.out"),
            ("...", "job.out"),
            ("###", "job.out"),
        ] {
            assert_eq!(logs(name).0, out, "{name:?}");
        }
    }
}
