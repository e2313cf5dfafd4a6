//! Jobs.

use std::collections::BTreeSet;

use super::{Adapter, not_found, unsupported};
use crate::download::Download;
use crate::error::{Error, Outcome, Result};
use crate::gateway::pages::with_body;
use crate::gateway::{FileEntry, HistoryEvent, Job, JobSearch, JobSummary, LogChunk, Status, text, time};
use crate::jarvice::{ENDPOINTS, Jarvice, JobRef, JobsQuery, OutputQuery, SignalQuery};
use crate::json::Json;

/// The signals that suspend a job and let it go on.
const SUSPEND: u32 = 20;
const RESUME: u32 = 18;

impl Adapter {
    pub(in crate::gateway) async fn submit(&self, body: &Json) -> Result<Job> {
        let label = body.text_of("job_label").unwrap_or_default();
        let before = self.jobs_labelled(&label).await?;
        let request = with_body(&ENDPOINTS, "submit", &[], body)?;
        match self.calls().document(request).await {
            Ok(submitted) => self.job(&submitted.text_of("number").unwrap_or_default()).await,
            Err(error) if error.outcome == Outcome::Unknown => self.look_up(&label, &before, error).await,
            Err(error) => Err(error),
        }
    }

    /// Finds the job whose reply was lost: the service gives jobs back by the label that they were sent with.
    async fn look_up(&self, label: &str, before: &BTreeSet<String>, lost: Error) -> Result<Job> {
        let Ok(after) = self.jobs_labelled(label).await else { return Err(lost) };
        match after.difference(before).next() {
            Some(number) => self.job(number).await.map_err(|_| lost),
            // It may still be on its way: only the service knows, so nothing is claimed.
            None => Err(lost),
        }
    }

    async fn jobs_labelled(&self, label: &str) -> Result<BTreeSet<String>> {
        if label.is_empty() {
            return Ok(BTreeSet::new());
        }
        let jobs = self.every_job().await?;
        let same = jobs.into_iter().filter(|(_, job)| job.text_of("job_label").as_deref() == Some(label));
        Ok(same.map(|(number, _)| number).collect())
    }

    async fn jobs(&self, completed: bool) -> Result<Json> {
        let query = JobsQuery { completed: Some(completed) };
        self.calls().document(Jarvice::jobs_request(&query)?).await
    }

    /// Those that wait and run, and those that have ended: the service tells of each apart.
    async fn every_job(&self) -> Result<Vec<(String, Json)>> {
        let mut jobs = self.jobs(false).await?.entries();
        jobs.extend(self.jobs(true).await?.entries());
        Ok(jobs)
    }

    /// The vaults that jobs were given: the service lists none by itself.
    pub(super) async fn used_vaults(&self) -> Result<Vec<String>> {
        let mut vaults: Vec<String> = Vec::new();
        for (_, job) in self.every_job().await? {
            if let Some(vault) = job.get("job_api_submission").get("vault").words_of("name")
                && !vaults.contains(&vault)
            {
                vaults.push(vault);
            }
        }
        Ok(vaults)
    }

    pub(in crate::gateway) async fn list_jobs(&self, search: &JobSearch) -> Result<Vec<JobSummary>> {
        let part = search.name.trim().to_lowercase();
        let jobs = self.every_job().await?;
        let mut jobs: Vec<_> = jobs.iter().map(|(number, job)| summary(number, job)).collect();
        jobs.retain(|job| {
            let of_app = search.app_id.is_empty() || search.app_id == job.app_id;
            of_app && job.name.to_lowercase().contains(&part)
        });
        // Newest first: numbers only grow.
        jobs.sort_by_key(|job| std::cmp::Reverse(crate::json::whole(&job.id)));
        Ok(jobs.into_iter().skip(search.offset as usize).take(search.limit as usize).collect())
    }

    pub(in crate::gateway) async fn job(&self, id: &str) -> Result<Job> {
        for completed in [false, true] {
            let found = self.jobs(completed).await?.get(id);
            if found.exists() {
                return Ok(job(id, found));
            }
        }
        // A job that is on neither list yet.
        let status = self.calls().document(Jarvice::status_request(&number(id)?)?).await?.get(id);
        if status.exists() { Ok(job(id, status)) } else { Err(not_found(&format!("job {id}"))) }
    }

    pub(in crate::gateway) async fn job_history(&self, id: &str) -> Result<Vec<HistoryEvent>> {
        let Job { summary, message, .. } = self.job(id).await?;
        let event = |at: &Option<String>, event: &str, status, description: &str| {
            at.as_ref().map(|at| HistoryEvent {
                at: Some(at.clone()),
                event: event.to_owned(),
                status: Some(status),
                description: description.to_owned(),
            })
        };
        let why = message.unwrap_or_default();
        let events = [
            event(&summary.created, "SUBMITTED", Status::Queued, "Submitted."),
            event(&summary.started, "PROCESSING STARTING", Status::Running, "Started on its machine."),
            event(&summary.ended, &summary.native_status, summary.status, &why),
        ];
        Ok(events.into_iter().flatten().collect())
    }

    pub(in crate::gateway) async fn job_log(&self, job: &Job, from: u64) -> Result<LogChunk> {
        let job_ref = number(&job.summary.id)?;
        let query = OutputQuery { job: job_ref, lines: Some(0) };
        let running = job.summary.status == Status::Running;
        let requests = [Jarvice::tail_request(&query)?, Jarvice::output_request(&query)?];
        let [first, second] = if running { [0, 1] } else { [1, 0] };
        let mut log = self.calls().document(requests[first].clone()).await;
        // The one operation ends where the other begins, and a job may have come to its end meanwhile.
        if log.as_ref().is_err_and(|error| matches!(error.status, Some(400 | 404))) {
            log = self.calls().document(requests[second].clone()).await;
        }
        match log {
            Ok(log) => Ok(text::piece(&log.text().unwrap_or_default(), from)),
            Err(error) if matches!(error.status, Some(400 | 404)) => {
                Ok(LogChunk { next: from, ..LogChunk::default() })
            }
            Err(error) => Err(error),
        }
    }

    pub(in crate::gateway) async fn job_outputs(&self, _id: &str, _path: &str) -> Result<Vec<FileEntry>> {
        Err(unsupported("list a job's files; they are in its vault"))
    }

    pub(in crate::gateway) async fn job_output(&self, _id: &str, _path: &str) -> Result<Download> {
        Err(unsupported("give a job's files; they leave its vault by SFTP"))
    }

    /// Lets a running job end by itself; ends any other at once.
    pub(in crate::gateway) async fn stop_job(&self, id: &str) -> Result<()> {
        let job_ref = number(id)?;
        let request = match self.job(id).await?.summary.status {
            Status::Running => Jarvice::shutdown_request(&job_ref)?,
            status if status.is_final() => return Ok(()),
            _ => Jarvice::terminate_request(&job_ref)?,
        };
        match self.calls().document(request).await {
            // It acts at each call, so it is not repeated: the job's state tells whether it did.
            Err(error) if error.outcome == Outcome::Unknown => match self.job(id).await {
                Ok(job) if job.summary.status.is_final() => Ok(()),
                _ => Err(error),
            },
            answer => answer.map(drop),
        }
    }

    pub(in crate::gateway) async fn suspend_job(&self, id: &str) -> Result<()> {
        self.signal(id, SUSPEND).await
    }

    pub(in crate::gateway) async fn resume_job(&self, id: &str) -> Result<()> {
        self.signal(id, RESUME).await
    }

    async fn signal(&self, id: &str, signal: u32) -> Result<()> {
        let query = SignalQuery { job: number(id)?, signal: Some(signal) };
        self.calls().document(Jarvice::signal_request(&query)?).await.map(drop)
    }

    pub(in crate::gateway) async fn delete_job(&self, _id: &str) -> Result<()> {
        Err(unsupported("take a job from its list"))
    }

    pub(in crate::gateway) async fn resubmit_job(&self, id: &str) -> Result<Job> {
        let job = self.job(id).await?;
        let body = job.submission.json();
        if !body.get("app").exists() {
            return Err(unsupported(
                "submit this job once more: it does not tell what it was submitted with",
            ));
        }
        self.submit(body).await
    }
}

fn number(id: &str) -> Result<JobRef> {
    let number = id.parse().map_err(|_| Error::invalid("id", "must be a job's number"))?;
    Ok(JobRef::Number(number))
}

/// JARVICE's words for the states of a job.
const STATES: [(&str, Status); 7] = [
    ("SUBMITTED", Status::Queued),
    ("SEQUENTIALLY QUEUED", Status::Queued),
    ("PROCESSING STARTING", Status::Running),
    ("COMPLETED", Status::Finished),
    ("COMPLETED WITH ERROR", Status::Failed),
    ("TERMINATED", Status::Stopped),
    ("CANCELED", Status::Stopped),
];

/// An unknown word is taken for a job that is still active.
fn status(word: &str) -> Status {
    let word = word.replace('_', " ");
    let known = STATES.iter().find(|(known, _)| known.eq_ignore_ascii_case(&word));
    known.map_or(Status::Running, |(_, status)| *status)
}

fn summary(number: &str, job: &Json) -> JobSummary {
    let text = |name| job.text_of(name).unwrap_or_default();
    let word = text("job_status");
    let at = |name| time::moment(job.number_of(name));
    JobSummary {
        id: number.to_owned(),
        name: job.words_of("job_label").unwrap_or_else(|| text("job_name")),
        app_id: format!("{}:{}", text("job_application"), text("job_command")),
        status: status(&word),
        native_status: word,
        created: at("job_submit_time"),
        started: at("job_start_time"),
        ended: at("job_end_time"),
        system: job.words_of("job_mc_name"),
    }
}

fn job(number: &str, mut job: Json) -> Job {
    let submission = without_user(&job.get("job_api_submission"));
    if submission.exists() {
        job.set("job_api_submission", submission.clone());
    }
    let (application, vault) = (submission.get("application"), submission.get("vault"));
    Job {
        summary: summary(number, &job),
        message: job.words_of("job_substatus_text"),
        queue: job.words_of("job_mc_name").or_else(|| submission.get("machine").words_of("type")),
        max_run_time: application.words_of("walltime"),
        archive_system: vault.words_of("name"),
        archive_path: vault.words_of("name").map(|_| "/".to_owned()),
        inputs: Json::object().into(),
        parameters: application.get("parameters").into(),
        submission: submission.into(),
        details: job.into(),
    }
}

/// A submission holds its user's key, which is nobody's business here.
fn without_user(submission: &Json) -> Json {
    if !submission.exists() {
        return Json::default();
    }
    let mut rest = Json::object();
    for (name, value) in submission.entries() {
        if name != "user" {
            rest.set(&name, value);
        }
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fixture(name: &str) -> Json {
        let path = format!("{}/../../tests/fixtures/jarvice/{name}.json", env!("CARGO_MANIFEST_DIR"));
        Json::parse(&std::fs::read_to_string(path).unwrap()).unwrap()
    }

    #[test]
    fn every_word_of_the_service_has_a_status() {
        assert_eq!(status("PROCESSING STARTING"), Status::Running);
        assert_eq!(status("completed_with_error"), Status::Failed);
        assert_eq!(status("EXEMPT"), Status::Running);
    }

    #[test]
    fn a_job_is_read_and_its_key_left_out() {
        let found = job("104233", fixture("jobs").get("104233"));
        assert_eq!(found.summary.name, "wing");
        assert_eq!(found.summary.app_id, "nimbix-openfoam:solve");
        assert_eq!(found.summary.created.as_deref(), Some("2025-11-20T10:00:00Z"));
        assert_eq!(found.summary.ended, None);
        assert_eq!(
            (found.queue.as_deref(), found.archive_system.as_deref()),
            (Some("n3"), Some("harbour-vault"))
        );
        assert!(!format!("{found:?}").contains("0123456789abcdef"));
        assert_eq!(found.submission.json().text_of("app").as_deref(), Some("nimbix-openfoam"));
    }

    #[test]
    fn a_job_without_label_goes_by_its_name() {
        let found = summary("104190", &fixture("jobs").get("104190"));
        assert_eq!(found.name, "20261119080000-AB1CC-openfoam-ada_s1");
        assert_eq!(found.status, Status::Queued);
    }
}
