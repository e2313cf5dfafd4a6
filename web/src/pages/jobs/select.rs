//! Searching, filtering, sorting and joining lists of jobs.

use std::cmp::Ordering;
use std::collections::{BTreeSet, HashSet};

use portolan::gateway::{JobSummary, Status};

use super::query::{Column, View};
use crate::sorting::sorted;

/// The jobs that a view shows, in its order; `seconds` tells how long a job has run.
pub(super) fn select(
    jobs: &[JobSummary],
    view: &View,
    seconds: impl Fn(&JobSummary) -> Option<f64>,
) -> Vec<JobSummary> {
    let needle = view.search.trim().to_lowercase();
    let words: Vec<&str> = needle.split_whitespace().collect();
    let chosen: Vec<JobSummary> = jobs
        .iter()
        .filter(|job| view.status.is_none_or(|status| job.status == status))
        .filter(|job| view.app.is_empty() || job.app_id == view.app)
        .filter(|job| {
            let text = format!("{}\n{}\n{}", job.name, job.app_id, job.id).to_lowercase();
            words.iter().all(|word| text.contains(word))
        })
        .cloned()
        .collect();
    sorted(chosen, |a, b| {
        let order = compare(a, b, view.sort, &seconds);
        if view.descending { order.reverse() } else { order }
    })
}

fn compare(
    a: &JobSummary,
    b: &JobSummary,
    column: Column,
    seconds: &impl Fn(&JobSummary) -> Option<f64>,
) -> Ordering {
    match column {
        Column::Name => a.name.to_lowercase().cmp(&b.name.to_lowercase()),
        Column::App => a.app_id.cmp(&b.app_id),
        Column::Status => stage(a.status).cmp(&stage(b.status)),
        Column::Created => a.created.cmp(&b.created),
        Column::RunTime => seconds(a).unwrap_or(-1.0).total_cmp(&seconds(b).unwrap_or(-1.0)),
    }
}

fn stage(status: Status) -> usize {
    Status::ALL.iter().position(|known| *known == status).unwrap_or(usize::MAX)
}

/// Joins a fresh look at the newest jobs into those known before. `fresh` is a run of jobs from the newest on;
/// what is older than its last stays as it was known, and what lies within it but is not there has been deleted.
pub(super) fn join(known: &[JobSummary], fresh: Vec<JobSummary>) -> Vec<JobSummary> {
    let Some(last) = fresh.last() else { return Vec::new() };
    let seen: HashSet<&str> = fresh.iter().map(|job| job.id.as_str()).collect();
    let edge = known.iter().position(|job| job.id == last.id);
    let older: Vec<JobSummary> = known
        .iter()
        .enumerate()
        .filter(|(place, job)| match edge {
            Some(edge) => *place > edge,
            None => job.created < last.created,
        })
        .map(|(_, job)| job)
        .filter(|job| !seen.contains(job.id.as_str()))
        .cloned()
        .collect();
    let mut joined = fresh;
    joined.extend(older);
    joined
}

/// Adds a page of older jobs at the end, without those that have moved there from the page before.
pub(super) fn append(known: &mut Vec<JobSummary>, page: Vec<JobSummary>) {
    let seen: HashSet<String> = known.iter().map(|job| job.id.clone()).collect();
    known.extend(page.into_iter().filter(|job| !seen.contains(&job.id)));
}

/// How many of the newest jobs must be looked at again so that every job that is not over is among them.
pub(super) fn reach(jobs: &[JobSummary]) -> usize {
    jobs.iter().rposition(|job| !job.status.is_final()).map_or(0, |place| place + 1)
}

/// The apps that occur, in order.
pub(super) fn apps(jobs: &[JobSummary]) -> Vec<String> {
    let mut apps = BTreeSet::new();
    apps.extend(jobs.iter().map(|job| job.app_id.as_str()));
    apps.into_iter().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use portolan::gateway::{JobSummary, Status};

    use super::{Column, View, append, apps, join, reach, select};

    fn job(id: &str, name: &str, app: &str, status: Status, created: &str) -> JobSummary {
        JobSummary {
            id: id.to_owned(),
            name: name.to_owned(),
            app_id: app.to_owned(),
            status,
            created: Some(created.to_owned()),
            ..JobSummary::default()
        }
    }

    fn some() -> Vec<JobSummary> {
        vec![
            job("4", "Delta", "pi-1", Status::Running, "2026-01-04"),
            job("3", "alpha", "pi-1", Status::Finished, "2026-01-03"),
            job("2", "Beta", "stats-1", Status::Queued, "2026-01-02"),
            job("1", "gamma", "stats-1", Status::Failed, "2026-01-01"),
        ]
    }

    fn ids(jobs: &[JobSummary]) -> String {
        jobs.iter().map(|job| job.id.as_str()).collect()
    }

    fn shown(view: &View) -> String {
        let seconds = |job: &JobSummary| job.id.parse().ok().filter(|&seconds: &f64| seconds < 4.0);
        ids(&select(&some(), view, seconds))
    }

    #[test]
    fn a_view_narrows_and_sorts() {
        let usual = View::default();
        assert_eq!(shown(&usual), "4321");
        assert_eq!(shown(&View { search: "STATS a".to_owned(), ..usual.clone() }), "21");
        assert_eq!(shown(&View { status: Some(Status::Failed), ..usual.clone() }), "1");
        assert_eq!(shown(&View { app: "pi-1".to_owned(), ..usual.clone() }), "43");
        assert_eq!(shown(&View { sort: Column::Name, descending: false, ..usual.clone() }), "3241");
        assert_eq!(shown(&View { sort: Column::Status, descending: false, ..usual.clone() }), "2431");
        assert_eq!(shown(&View { sort: Column::RunTime, descending: true, ..usual }), "3214");
    }

    #[test]
    fn a_fresh_look_brings_new_jobs_and_takes_deleted_ones() {
        let known = some();
        let mut fresh = vec![job("5", "new", "pi-1", Status::Queued, "2026-01-05"), known[0].clone()];
        assert_eq!(ids(&join(&known, fresh.clone())), "54321");
        fresh.push(known[2].clone());
        assert_eq!(ids(&join(&known, fresh)), "5421");
        assert_eq!(ids(&join(&known, Vec::new())), "");
    }

    #[test]
    fn a_fresh_look_that_ends_at_an_unknown_job_goes_by_time() {
        let fresh = vec![job("9", "new", "pi-1", Status::Queued, "2026-01-02T12:00")];
        assert_eq!(ids(&join(&some(), fresh)), "921");
    }

    #[test]
    fn a_page_that_overlaps_adds_only_what_is_new() {
        let mut known = some();
        let last = known[3].clone();
        append(&mut known, vec![last, job("0", "old", "pi-1", Status::Finished, "2025")]);
        assert_eq!(ids(&known), "43210");
    }

    #[test]
    fn looks_reach_to_the_oldest_job_under_way() {
        assert_eq!(reach(&some()), 3);
        assert_eq!(reach(&some()[3..]), 0);
        assert_eq!(apps(&some()), ["pi-1", "stats-1"]);
    }
}
