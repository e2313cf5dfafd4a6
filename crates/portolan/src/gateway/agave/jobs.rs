//! Jobs.

use std::collections::BTreeSet;
use std::sync::PoisonError;

use super::files::entry;
use super::{Adapter, PAGE};
use crate::agave::{Jobs, ListQuery};
use crate::download::Download;
use crate::error::{Code, Error, Outcome, Result};
use crate::gateway::{
    FileEntry, HistoryEvent, Job, JobSearch, JobSummary, LogChunk, Service, Status, unsupported,
};
use crate::json::Json;

/// The most of a log that is read at once.
const LOG_BYTES: u64 = 256 * 1024;

impl Adapter {
    pub(in crate::gateway) async fn submit(&self, body: &Json) -> Result<Job> {
        let [name, app_id] = ["name", "appId"].map(|key| body.text_of(key).unwrap_or_default());
        let (name, app_id) = (name.trim(), app_id.trim());
        let before = self.jobs_like(name, app_id).await?;
        match self.send("jobs.submit", &[], body).await {
            Ok(found) => Ok(job(found)),
            Err(error) if error.outcome == Outcome::Unknown => {
                self.look_up(name, app_id, &before, error).await
            }
            Err(error) => Err(name_field(error, body)),
        }
    }

    /// Finds the job whose reply was lost: Agave keeps nothing of a request that could serve as a tag, so it is the one
    /// of the same name and app that was not there before.
    async fn look_up(&self, name: &str, app_id: &str, before: &BTreeSet<String>, lost: Error) -> Result<Job> {
        let Ok(after) = self.jobs_like(name, app_id).await else { return Err(lost) };
        if let Some(id) = after.difference(before).next() {
            return self.job(id).await.map_err(|_| lost);
        }
        // It may still be on its way: only the service knows, so nothing is claimed.
        Err(lost)
    }

    async fn jobs_like(&self, name: &str, app_id: &str) -> Result<BTreeSet<String>> {
        if name.is_empty() || app_id.is_empty() {
            // The service refuses such a body and says why.
            return Ok(BTreeSet::new());
        }
        let search = vec![("name".to_owned(), name.to_owned()), ("appId".to_owned(), app_id.to_owned())];
        let query = ListQuery { limit: Some(PAGE), search, ..ListQuery::default() };
        let jobs = self.calls().document(Jobs::list_request(&query)?).await?.items();
        let jobs = jobs.iter().map(summary).filter(|job| job.name == name && job.app_id == app_id);
        Ok(jobs.map(|job| job.id).collect())
    }

    pub(in crate::gateway) async fn list_jobs(&self, search: &JobSearch) -> Result<Vec<JobSummary>> {
        let mut terms = Vec::new();
        if !search.name.trim().is_empty() {
            terms.push(("name.like".to_owned(), format!("*{}*", search.name.trim())));
        }
        if !search.app_id.is_empty() {
            terms.push(("appId".to_owned(), search.app_id.clone()));
        }
        let query = ListQuery {
            limit: Some(search.limit),
            offset: Some(search.offset),
            search: terms,
            ..ListQuery::default()
        };
        let jobs = self.calls().document(Jobs::list_request(&query)?).await?.items();
        Ok(jobs.iter().map(summary).collect())
    }

    pub(in crate::gateway) async fn job(&self, id: &str) -> Result<Job> {
        Ok(job(self.calls().document(Jobs::get_request(id)?).await?))
    }

    pub(in crate::gateway) async fn job_history(&self, id: &str) -> Result<Vec<HistoryEvent>> {
        let events = self.all(Jobs::get_history_request(id, &ListQuery::default())?).await?;
        let events = events.iter().map(|event| {
            let word = event.text_of("status").unwrap_or_default();
            HistoryEvent {
                at: event.text_of("created"),
                status: STATES.iter().find(|(known, _)| *known == word).map(|(_, status)| *status),
                event: word,
                description: event.text_of("description").unwrap_or_default(),
            }
        });
        Ok(events.collect())
    }

    pub(in crate::gateway) async fn job_log(&self, job: &Job, from: u64) -> Result<LogChunk> {
        let id = &job.summary.id;
        let Some((path, length)) = self.log_file(id).await? else { return Ok(LogChunk::default()) };
        if from >= length {
            return Ok(LogChunk { next: from, ..LogChunk::default() });
        }
        let start = if from == 0 { length.saturating_sub(LOG_BYTES) } else { from };
        let mut options = self.calls().options().clone();
        options.headers.push(("Range".to_owned(), format!("bytes={start}-")));
        let request = Jobs::download_output_request(id, &path)?;
        let download = self.calls().with(options).download(request).await?;
        let is_partial = download.is_partial();
        let bytes = download.bytes().await?;
        // A service that ignores ranges sends the whole.
        let bytes = if is_partial { &bytes[..] } else { bytes.get(start as usize..).unwrap_or_default() };
        let whole = complete_characters(bytes);
        Ok(LogChunk {
            text: String::from_utf8_lossy(&bytes[..whole]).into_owned(),
            next: start + whole as u64,
            skipped: if from == 0 { start } else { 0 },
        })
    }

    /// The file that holds the job's standard output, and its length now.
    async fn log_file(&self, id: &str) -> Result<Option<(String, u64)>> {
        let known = self.logs.lock().unwrap_or_else(PoisonError::into_inner).get(id).cloned();
        let files = match self.job_outputs(id, known.as_deref().unwrap_or_default()).await {
            Ok(files) => files,
            Err(error) if error.is_not_found() => return Ok(None),
            Err(error) => return Err(error),
        };
        let log = files.into_iter().find(|file| !file.folder && file.name.ends_with(".out"));
        let Some(log) = log else { return Ok(None) };
        self.logs.lock().unwrap_or_else(PoisonError::into_inner).insert(id.to_owned(), log.name.clone());
        Ok(Some((log.name, log.size)))
    }

    pub(in crate::gateway) async fn job_outputs(&self, id: &str, path: &str) -> Result<Vec<FileEntry>> {
        let request = Jobs::list_outputs_request(id, path.trim_start_matches('/'), &ListQuery::default())?;
        let files: Vec<_> = self.all(request).await?.iter().map(entry).collect();
        let asked = path.trim_matches('/');
        let is_folder = files.iter().any(|file| file.name == ".");
        let entries = files.into_iter().filter(|file| file.name != ".").map(|mut entry| {
            // The service tells where the file lies on its system, which is nothing to ask for an output by.
            entry.path = match (is_folder, asked) {
                (true, "") => entry.name.clone(),
                (true, asked) => format!("{asked}/{}", entry.name),
                (false, asked) => asked.to_owned(),
            };
            entry
        });
        Ok(entries.collect())
    }

    pub(in crate::gateway) async fn job_output(&self, id: &str, path: &str) -> Result<Download> {
        self.calls().download(Jobs::download_output_request(id, path.trim_start_matches('/'))?).await
    }

    pub(in crate::gateway) async fn stop_job(&self, id: &str) -> Result<()> {
        self.manage_job(id, "stop").await.map(drop)
    }

    pub(in crate::gateway) async fn delete_job(&self, id: &str) -> Result<()> {
        self.calls().nothing(Jobs::delete_request(id)?).await
    }

    pub(in crate::gateway) async fn suspend_job(&self, _id: &str) -> Result<()> {
        Err(unsupported(Service::Agave, "suspend a job"))
    }

    pub(in crate::gateway) async fn resume_job(&self, _id: &str) -> Result<()> {
        Err(unsupported(Service::Agave, "let a job go on"))
    }

    pub(in crate::gateway) async fn resubmit_job(&self, id: &str) -> Result<Job> {
        let found = self.manage_job(id, "resubmit").await?;
        if found.exists() {
            return Ok(job(found));
        }
        Err(Error::new(Code::Protocol, "The service did not answer the new job."))
    }

    async fn manage_job(&self, id: &str, action: &str) -> Result<Json> {
        let mut body = Json::object();
        body.set("action", action.into());
        self.send("jobs.manage", &[("jobId", id)], &body).await
    }
}

/// Agave's words for the states of a job.
const STATES: [(&str, Status); 17] = [
    ("PENDING", Status::Queued),
    ("PROCESSING_INPUTS", Status::Staging),
    ("STAGING_INPUTS", Status::Staging),
    ("STAGED", Status::Staging),
    ("STAGING_JOB", Status::Staging),
    ("SUBMITTING", Status::Queued),
    ("QUEUED", Status::Queued),
    ("RUNNING", Status::Running),
    ("PAUSED", Status::Queued),
    ("CLEANING_UP", Status::Archiving),
    ("ARCHIVING", Status::Archiving),
    ("ARCHIVING_FINISHED", Status::Archiving),
    ("ARCHIVING_FAILED", Status::Archiving),
    ("FINISHED", Status::Finished),
    ("KILLED", Status::Stopped),
    ("STOPPED", Status::Stopped),
    ("FAILED", Status::Failed),
];

/// An unknown word is taken for a job that is still active.
fn status(word: &str) -> Status {
    STATES.iter().find(|(known, _)| *known == word).map_or(Status::Running, |(_, status)| *status)
}

/// The first of several fields that is not empty: newer services have other names for some.
fn first(json: &Json, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| json.words_of(name))
}

fn summary(job: &Json) -> JobSummary {
    let text = |name| job.text_of(name).unwrap_or_default();
    let word = text("status");
    JobSummary {
        id: text("id"),
        name: text("name"),
        app_id: text("appId"),
        status: status(&word),
        native_status: word,
        created: first(job, &["created", "submitTime"]),
        started: first(job, &["startTime", "remoteStarted", "started"]),
        ended: first(job, &["endTime", "ended", "remoteEnded"]),
        system: first(job, &["executionSystem", "systemId"]),
    }
}

fn job(job: Json) -> Job {
    Job {
        summary: summary(&job),
        message: first(&job, &["message", "lastStatusMessage"]),
        queue: job.words_of("batchQueue"),
        max_run_time: job.words_of("maxRunTime"),
        archive_system: job.words_of("archiveSystem"),
        archive_path: job.words_of("archivePath"),
        inputs: job.get("inputs").into(),
        parameters: job.get("parameters").into(),
        submission: job.clone().into(),
        details: job.into(),
    }
}

/// A refusal names the field that it concerns somewhere in its sentence, or before a colon when the body lacks it.
fn name_field(error: Error, body: &Json) -> Error {
    if error.code != Code::Invalid || error.field.is_some() {
        return error;
    }
    let ids = body.entries().into_iter().flat_map(|(key, value)| match key.as_str() {
        "inputs" | "parameters" => value.entries().into_iter().map(|(id, _)| id).collect(),
        _ => vec![key],
    });
    let words: Vec<_> = error
        .message
        .split(|letter: char| !letter.is_alphanumeric() && !"_-.".contains(letter))
        .map(|word| word.trim_matches('.'))
        .collect();
    // `samples` is named as itself or as `parameters.samples`.
    let names = |word: &str, id: &str| {
        word.strip_suffix(id).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    let before_colon = || {
        let (field, _) = error.message.split_once(':').filter(|(field, _)| !field.contains(' '))?;
        field.rsplit('.').next().map(str::to_owned)
    };
    let field = ids.into_iter().find(|id| words.iter().any(|word| names(word, id))).or_else(before_colon);
    match field {
        Some(field) => error.about(field),
        None => error,
    }
}

/// How many bytes of the piece are whole characters: the last one may be still on its way.
fn complete_characters(bytes: &[u8]) -> usize {
    match std::str::from_utf8(bytes) {
        Err(error) if error.error_len().is_none() => error.valid_up_to(),
        _ => bytes.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_word_of_the_service_has_a_status_and_unknown_ones_are_active() {
        assert_eq!(status("STAGING_INPUTS"), Status::Staging);
        assert_eq!(status("KILLED"), Status::Stopped);
        assert_eq!(status("BLOCKED_BY_QUOTA"), Status::Running);
    }

    #[test]
    fn newer_services_fields_are_understood() {
        let wire = json!({"id": "7", "name": "n", "appId": "a-1", "systemId": "s", "status": "RUNNING",
            "remoteStarted": "2019-01-01T00:00:00Z", "lastStatusMessage": "runs", "maxHours": 2, "ended": null});
        let found = job((&wire).into());
        assert_eq!(found.summary.system.as_deref(), Some("s"));
        assert_eq!(found.summary.started.as_deref(), Some("2019-01-01T00:00:00Z"));
        assert_eq!(found.message.as_deref(), Some("runs"));
    }

    #[test]
    fn a_refusal_is_tied_to_its_field() {
        let body = json!({"name": "x", "maxRunTime": "1", "parameters": {"samples": "many"}});
        let named =
            |message: &str| name_field(Error::new(Code::Invalid, message), &(&body).into()).field.clone();
        assert_eq!(named("samples: must be a number").as_deref(), Some("samples"));
        assert_eq!(named("parameters.samples must be a number.").as_deref(), Some("samples"));
        assert_eq!(named("Invalid maxRunTime given.").as_deref(), Some("maxRunTime"));
        assert_eq!(named("inputs.files: is required").as_deref(), Some("files"));
        assert_eq!(named("No."), None);
        assert_eq!(named("The system says: no."), None);
    }

    #[test]
    fn a_cut_character_waits_for_its_rest() {
        assert_eq!(complete_characters("aü".as_bytes()), 3);
        assert_eq!(complete_characters(&"aü".as_bytes()[..2]), 1);
        assert_eq!(complete_characters(b"a\xffb"), 3);
    }
}
