//! The Rescale protocol: `/api/v2/*` and the parts of `/api/v3/*` that its clients use; thin handlers over apps, files
//! and jobs.

mod access;
mod analyses;
mod answer;
mod coretypes;
mod draft;
mod file_actions;
mod file_ids;
mod file_view;
mod files;
mod folders;
mod ids;
mod job_actions;
mod job_files;
mod job_records;
mod job_statuses;
mod job_view;
mod jobs;
mod paging;
mod run_files;
mod runs;
mod submit;
mod upload;
mod users;
mod walk;

use axum::Router;
use axum::http::Method;
use axum::routing::{MethodRouter, get, patch, post};

pub use answer::finish;
pub(crate) use answer::refusal;

use crate::State;

/// Whether a path is one of Rescale's, so that its errors are told in Rescale's way.
pub fn owns(path: &str) -> bool {
    path.split('/').nth(1) == Some("api")
}

/// All of Rescale's routes.
pub fn router() -> Router<State> {
    let routes = Routes(Router::new());
    let jobs = routes
        .add("/api/v2", get(users::root), MethodRouter::new())
        .add("/api/v2/jobs", get(jobs::list), post(jobs::create))
        .add(
            "/api/v2/jobs/{id}",
            get(jobs::one),
            patch(jobs::update).put(jobs::replace).delete(job_actions::delete),
        )
        .add("/api/v2/jobs/{id}/submit", MethodRouter::new(), post(submit::serve))
        .add("/api/v2/jobs/{id}/stop", MethodRouter::new(), post(job_actions::stop))
        .add("/api/v2/jobs/{id}/share", MethodRouter::new(), post(job_actions::share))
        .add("/api/v2/jobs/{id}/statuses", get(job_statuses::of_job), MethodRouter::new())
        .add("/api/v2/jobs/{id}/cluster_statuses", get(job_statuses::of_cluster), MethodRouter::new())
        .add("/api/v2/jobs/{id}/files", get(job_files::of_job), MethodRouter::new());
    let runs = jobs
        .add("/api/v2/jobs/{id}/runs", get(runs::list), MethodRouter::new())
        .add("/api/v2/jobs/{id}/runs/{run}", get(runs::one), MethodRouter::new())
        .add("/api/v2/jobs/{id}/runs/{run}/stop", MethodRouter::new(), post(runs::stop))
        .add("/api/v2/jobs/{id}/runs/{run}/snapshot", MethodRouter::new(), post(runs::snapshot))
        .add("/api/v2/jobs/{id}/runs/{run}/files", get(job_files::of_run), MethodRouter::new())
        .add(
            "/api/v2/jobs/{id}/runs/{run}/directory-contents",
            get(run_files::directory),
            MethodRouter::new(),
        );
    let files = runs
        .add("/api/v2/files", get(files::list), MethodRouter::new())
        .add("/api/v2/files/contents", MethodRouter::new(), post(upload::serve).put(upload::serve))
        .add("/api/v2/files/{id}", get(files::one), patch(file_actions::update).delete(file_actions::delete))
        .add("/api/v2/files/{id}/contents", get(files::contents), MethodRouter::new())
        .add("/api/v2/files/{id}/lines", get(files::lines), MethodRouter::new())
        .add("/api/v3/files/{id}", get(files::one), patch(folders::move_file).delete(file_actions::delete))
        .add("/api/v3/users/me/folders", get(folders::roots), MethodRouter::new())
        .add("/api/v3/folders/{id}", MethodRouter::new(), post(folders::create).delete(folders::delete))
        .add("/api/v3/folders/{id}/contents", get(folders::contents), MethodRouter::new())
        .add("/api/v3/folders/{id}/contents/archive", MethodRouter::new(), post(folders::archive));
    let all = files
        .add("/api/v2/coretypes", get(coretypes::list), MethodRouter::new())
        .add("/api/v2/analyses", get(analyses::list), MethodRouter::new())
        .add("/api/v2/analyses/{code}", get(analyses::one), MethodRouter::new())
        .add("/api/v2/users/me", get(users::me), MethodRouter::new())
        .add("/api/v3/users/me", get(users::me), MethodRouter::new())
        .add("/api/v2/users/me/projects", get(users::projects), MethodRouter::new());
    all.0
        .route("/api/v2/jobs/{id}/runs/{run}/tail/{*path}", get(run_files::tail))
        .method_not_allowed_fallback(
            |method: Method| async move { crate::agave::method_not_allowed(&method) },
        )
}

/// Routes whose addresses end with a slash. Without it reading works too, and nothing else does.
struct Routes(Router<State>);

impl Routes {
    fn add(self, path: &str, reading: MethodRouter<State>, acting: MethodRouter<State>) -> Routes {
        let whole = reading.clone().merge(acting);
        Routes(self.0.route(&format!("{path}/"), whole).route(path, reading))
    }
}
