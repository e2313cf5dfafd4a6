//! Jobs: made first, then submitted.

use std::collections::BTreeSet;

use futures_util::future::join_all;

use super::submission::{field_of, of_job, run_time};
use super::{Adapter, CORE_TYPES, status, unsupported};
use crate::error::{Code, Error, Outcome, Result};
use crate::gateway::{HistoryEvent, Job, JobSearch, JobSummary, Status};
use crate::json::Json;
use crate::rescale::{Jobs, PageQuery};

/// How many jobs are looked at for one whose reply was lost, and how many are asked for at the same time.
const RECENT: u32 = 100;
const AT_ONCE: usize = 8;

impl Adapter {
    pub(in crate::gateway) async fn submit(&self, body: &Json) -> Result<Job> {
        let body = self.with_ids(body).await?;
        let name = body.text_of("name").unwrap_or_default();
        let before = self.jobs_named(&name).await?;
        let made = match self.send("jobs.create", &[], &body).await {
            Ok(made) => made.text_of("id").unwrap_or_default(),
            Err(error) if error.outcome == Outcome::Unknown => self.look_up(&name, &before, error).await?,
            Err(error) => return Err(about_field(error)),
        };
        match self.calls().nothing(Jobs::submit_request(&made)?).await {
            Ok(()) => self.job(&made).await,
            // A job with any status has been submitted.
            Err(error) if error.outcome == Outcome::Unknown => match self.statuses(&made).await {
                Ok(statuses) if !statuses.is_empty() => self.job(&made).await.map_err(|_| error),
                _ => Err(error),
            },
            Err(error) => {
                // A draft that was refused is of no use; that it stays is no failure of its own.
                let _ = self.delete_job(&made).await;
                Err(about_field(error))
            }
        }
    }

    /// The job that was made although its reply was lost: the one of this name that was not there before.
    async fn look_up(&self, name: &str, before: &BTreeSet<String>, lost: Error) -> Result<String> {
        let Ok(after) = self.jobs_named(name).await else { return Err(lost) };
        after.difference(before).next().cloned().ok_or(lost)
    }

    async fn jobs_named(&self, name: &str) -> Result<BTreeSet<String>> {
        let query = PageQuery { page: Some(1), page_size: Some(RECENT) };
        let jobs = self.calls().document(Jobs::list_request(&query)?).await?.get("results").items();
        let same = jobs.iter().filter(|job| job.text_of("name").as_deref() == Some(name));
        Ok(same.filter_map(|job| job.text_of("id")).collect())
    }

    /// The body with the ids of the files that it names by their paths.
    async fn with_ids(&self, body: &Json) -> Result<Json> {
        let mut parts = Json::list();
        for part in body.get("jobanalyses").items() {
            let mut files = Json::list();
            for file in part.get("inputFiles").items() {
                let id = file.text_of("id").unwrap_or_default();
                let mut file = file.copy();
                if id.contains(['/', '.']) {
                    let place = self.place(&id).await.map_err(|error| error.about("inputFiles"))?;
                    file.set("id", place.id.as_str().into());
                }
                files.push(file);
            }
            let mut part = part.copy();
            part.set("inputFiles", files);
            parts.push(part);
        }
        let mut body = body.copy();
        body.set("jobanalyses", parts);
        Ok(body)
    }

    async fn statuses(&self, id: &str) -> Result<Vec<Json>> {
        self.all(Jobs::list_statuses_request(id, &PageQuery::default())?).await
    }

    pub(in crate::gateway) async fn list_jobs(&self, search: &JobSearch) -> Result<Vec<JobSummary>> {
        let rows = self.rows(search).await?;
        if self.known().codes.is_empty() {
            self.list_apps().await?;
        }
        let part = search.name.trim().to_lowercase();
        let mut jobs: Vec<_> = rows.iter().map(|row| self.of_row(row)).collect();
        jobs.retain(|job| {
            let of_app = search.app_id.is_empty() || search.app_id == job.app_id;
            of_app && job.name.to_lowercase().contains(&part)
        });
        if is_filtered(search) {
            jobs = jobs.into_iter().skip(search.offset as usize).take(search.limit as usize).collect();
        }
        self.tell_ends(&mut jobs).await?;
        Ok(jobs)
    }

    /// The rows of a page; of all pages where there is something to filter by, which the service cannot.
    async fn rows(&self, search: &JobSearch) -> Result<Vec<Json>> {
        if is_filtered(search) {
            return self.all(Jobs::list_request(&PageQuery::default())?).await;
        }
        let limit = search.limit.max(1);
        let query = PageQuery { page: Some(search.offset / limit + 1), page_size: Some(limit) };
        match self.calls().document(Jobs::list_request(&query)?).await {
            // There is no page behind the last.
            Err(error) if error.is_not_found() && search.offset > 0 => Ok(Vec::new()),
            // A page is known by its number: what lies before the offset in it has been given already.
            page => {
                Ok(page?.get("results").items().into_iter().skip((search.offset % limit) as usize).collect())
            }
        }
    }

    fn of_row(&self, row: &Json) -> JobSummary {
        let text = |name| row.text_of(name).unwrap_or_default();
        let word = row.get("jobStatus").words_of("content").unwrap_or_else(|| status::DRAFT.to_owned());
        let analysis = row.texts_of("analysisNames").into_iter().next().unwrap_or_default();
        JobSummary {
            id: text("id"),
            name: text("name"),
            app_id: self.known().codes.get(&analysis).cloned().unwrap_or(analysis),
            status: status::of_word(&word),
            native_status: word,
            created: row.words_of("dateInserted"),
            started: None,
            ended: None,
            system: Some(CORE_TYPES.to_owned()),
        }
    }

    /// A list says of a job only that it is over: how, is asked for once.
    async fn tell_ends(&self, jobs: &mut [JobSummary]) -> Result<()> {
        let mut over: Vec<_> = jobs.iter_mut().filter(|job| job.status == Status::Finished).collect();
        for some in over.chunks_mut(AT_ONCE) {
            let ends = join_all(some.iter().map(|job| self.end(&job.id))).await;
            for (job, end) in some.iter_mut().zip(ends) {
                job.status = end?;
            }
        }
        Ok(())
    }

    async fn end(&self, id: &str) -> Result<Status> {
        if let Some(end) = self.known().ends.get(id) {
            return Ok(*end);
        }
        let end = status::of_history(&self.statuses(id).await?);
        if end.is_final() {
            self.known().ends.insert(id.to_owned(), end);
        }
        Ok(end)
    }

    pub(in crate::gateway) async fn job(&self, id: &str) -> Result<Job> {
        let job = self.calls().document(Jobs::get_request(id)?).await?;
        Ok(job_of(job, &self.statuses(id).await?))
    }

    pub(in crate::gateway) async fn job_history(&self, id: &str) -> Result<Vec<HistoryEvent>> {
        let events = self.statuses(id).await?;
        let events = events.iter().rev().map(|event| {
            let word = event.text_of("status").unwrap_or_default();
            HistoryEvent {
                at: event.words_of("statusDate"),
                status: Some(status::of_word(&word)),
                event: word,
                description: event.text_of("statusReason").unwrap_or_default(),
            }
        });
        let mut events: Vec<_> = events.collect();
        if let Some(last) = events.last_mut().filter(|event| event.status == Some(Status::Finished)) {
            last.status = Some(self.end(id).await?);
        }
        Ok(events)
    }

    pub(in crate::gateway) async fn stop_job(&self, id: &str) -> Result<()> {
        match self.calls().nothing(Jobs::stop_request(id)?).await {
            Err(error) if error.outcome == Outcome::Unknown => {
                let statuses = self.statuses(id).await.map_err(|_| error.clone())?;
                let now = status::of_history(&statuses);
                if now.is_final() || now == Status::Archiving { Ok(()) } else { Err(error) }
            }
            answer => answer,
        }
    }

    pub(in crate::gateway) async fn delete_job(&self, id: &str) -> Result<()> {
        self.calls().nothing(Jobs::delete_request(id)?).await
    }

    pub(in crate::gateway) async fn suspend_job(&self, _id: &str) -> Result<()> {
        Err(unsupported("suspend a job"))
    }

    pub(in crate::gateway) async fn resume_job(&self, _id: &str) -> Result<()> {
        Err(unsupported("let a job go on"))
    }

    pub(in crate::gateway) async fn resubmit_job(&self, id: &str) -> Result<Job> {
        let job = self.calls().document(Jobs::get_request(id)?).await?;
        self.submit(&of_job(&job)).await
    }
}

fn is_filtered(search: &JobSearch) -> bool {
    !search.name.trim().is_empty() || !search.app_id.is_empty()
}

/// A refusal with the name of the form's field.
fn about_field(error: Error) -> Error {
    match error.field.as_deref().filter(|_| error.code == Code::Invalid).map(field_of) {
        Some(field) => error.about(field),
        None => error,
    }
}

fn job_of(job: Json, statuses: &[Json]) -> Job {
    let text = |name| job.text_of(name).unwrap_or_default();
    let part = job.get("jobanalyses").items().into_iter().next().unwrap_or_default();
    let (analysis, hardware) = (part.get("analysis"), part.get("hardware"));
    let now = status::of_history(statuses);
    let newest = statuses.first();
    let since = |wanted: fn(Status) -> bool| {
        let entry = statuses
            .iter()
            .rev()
            .find(|entry| wanted(status::of_word(&entry.text_of("status").unwrap_or_default())));
        entry.and_then(|entry| entry.words_of("statusDate"))
    };
    let mut inputs = Json::object();
    let mut names = Json::list();
    for file in part.get("inputFiles").items() {
        names.push(file.text_of("name").unwrap_or_default().as_str().into());
    }
    inputs.set("inputFiles", names);
    let mut parameters = Json::object();
    parameters.put("command", &part.text_of("command").unwrap_or_default());
    parameters.put("version", &analysis.text_of("version").unwrap_or_default());
    Job {
        summary: JobSummary {
            id: text("id"),
            name: text("name"),
            app_id: analysis.text_of("code").unwrap_or_default(),
            status: now,
            native_status: newest
                .and_then(|entry| entry.words_of("status"))
                .unwrap_or_else(|| status::DRAFT.to_owned()),
            created: statuses.last().and_then(|entry| entry.words_of("statusDate")),
            started: since(|status| status == Status::Running),
            ended: newest.filter(|_| now.is_final()).and_then(|entry| entry.words_of("statusDate")),
            system: Some(CORE_TYPES.to_owned()),
        },
        message: newest.and_then(|entry| entry.words_of("statusReason")),
        queue: hardware.words_of("coreType"),
        max_run_time: hardware.words_of("walltime").and_then(|hours| hours.parse().ok()).map(run_time),
        archive_system: None,
        archive_path: None,
        inputs: inputs.into(),
        parameters: parameters.into(),
        submission: of_job(&job).into(),
        details: job.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fixture(name: &str) -> Json {
        let path = format!("{}/../../tests/fixtures/rescale/{name}.json", env!("CARGO_MANIFEST_DIR"));
        Json::parse(&std::fs::read_to_string(path).unwrap()).unwrap()
    }

    #[test]
    fn a_job_and_its_history_become_one() {
        let found = job_of(fixture("job"), &fixture("statuses").get("results").items());
        assert_eq!(
            (found.summary.status, found.summary.native_status.as_str()),
            (Status::Failed, "Completed")
        );
        assert_eq!(found.summary.created.as_deref(), Some("2026-11-20T10:00:00Z"));
        assert_eq!(found.summary.started.as_deref(), Some("2026-11-20T10:05:00Z"));
        assert_eq!(found.summary.ended.as_deref(), Some("2026-11-20T11:00:00Z"));
        assert_eq!(
            (found.queue.as_deref(), found.max_run_time.as_deref()),
            (Some("emerald"), Some("02:00:00"))
        );
        assert_eq!(found.message.as_deref(), Some("A run failed"));
    }

    #[test]
    fn a_job_without_history_is_a_draft() {
        let found = job_of(fixture("job"), &[]);
        assert_eq!((found.summary.status, found.summary.native_status.as_str()), (Status::Queued, "Draft"));
    }
}
