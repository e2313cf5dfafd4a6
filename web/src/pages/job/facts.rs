//! Where the job runs, with what, and where its results go.

use leptos::prelude::*;
use portolan::gateway::{Job, JobSummary};
use serde_json::Value;

use crate::components::text::{date, duration};
use crate::links::Links;
use crate::pages::jobs::run_seconds;

/// The job's facts.
#[component]
pub(super) fn Facts(
    #[prop(into)] job: Signal<Job>,
    /// The time now, for a run time that grows.
    time: ReadSignal<f64>,
) -> impl IntoView {
    let ran = move || {
        job.with(|job| {
            let now = if job.summary.status.is_final() { time.get_untracked() } else { time.get() };
            run_seconds(&job.summary, now).map(duration)
        })
    };
    let archive = move || {
        job.with(|job| {
            let links = expect_context::<Links>();
            let (system, path) = (job.archive_system.as_ref()?, job.archive_path.as_ref()?);
            Some((links.files(system, path), path.clone()))
        })
    };
    let app = move || {
        job.with(|job| (expect_context::<Links>().app(&job.summary.app_id), job.summary.app_id.clone()))
    };
    let at = |get: fn(&JobSummary) -> &Option<String>| {
        move || job.with(|job| get(&job.summary).as_deref().map(date).unwrap_or_else(|| "not yet".to_owned()))
    };
    view! {
        <dl class="facts job-facts">
            <dt>"App"</dt>
            <dd>{move || { let (link, id) = app(); view! { <a href=link>{id}</a> } }}</dd>
            <Maybe words="System" value=Signal::derive(move || job.with(|job| job.summary.system.clone())) />
            <Maybe words="Queue" value=Signal::derive(move || job.with(|job| job.queue.clone())) />
            <dt>"Submitted"</dt>
            <dd>{at(|job| &job.created)}</dd>
            <dt>"Started"</dt>
            <dd>{at(|job| &job.started)}</dd>
            <dt>"Ended"</dt>
            <dd>{at(|job| &job.ended)}</dd>
            <Maybe words="Run time" value=Signal::derive(ran) />
            <Maybe words="At most" value=Signal::derive(move || job.with(|job| job.max_run_time.clone())) />
            <dt>"Service's word"</dt>
            <dd class="mono">{move || job.with(|job| job.summary.native_status.clone())}</dd>
            {move || {
                archive()
                    .map(|(link, path)| {
                        view! {
                            <dt>"Results in"</dt>
                            <dd><a href=link>{path}</a></dd>
                        }
                    })
            }}
            <Values words="Inputs" values=Signal::derive(move || job.with(|job| values(&job.inputs.value()))) />
            <Values words="Parameters" values=Signal::derive(move || job.with(|job| values(&job.parameters.value()))) />
            <dt>"Id"</dt>
            <dd class="mono">{move || job.with(|job| job.summary.id.clone())}</dd>
        </dl>
    }
}

#[component]
fn Maybe(words: &'static str, value: Signal<Option<String>>) -> impl IntoView {
    move || {
        value.get().filter(|value| !value.is_empty()).map(|value| view! { <dt>{words}</dt><dd>{value}</dd> })
    }
}

#[component]
fn Values(words: &'static str, values: Signal<Vec<(String, String)>>) -> impl IntoView {
    move || {
        let values = values.get();
        (!values.is_empty()).then(|| {
            let rows = values
                .into_iter()
                .map(|(id, value)| view! { <li><span class="soft">{id} ": "</span> <span class="mono">{value}</span></li> });
            view! {
                <dt>{words}</dt>
                <dd><ul role="list">{rows.collect_view()}</ul></dd>
            }
        })
    }
}

/// The values of an object in words.
fn values(object: &Value) -> Vec<(String, String)> {
    let map = object.as_object().into_iter().flatten();
    map.map(|(id, value)| (id.clone(), plain(value))).filter(|(_, value)| !value.is_empty()).collect()
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::values;

    #[test]
    fn values_are_told_without_quotes() {
        let told = values(&json!({ "files": ["a.txt", "b c.txt"], "samples": 100, "none": null }));
        let expected = [("files", "a.txt, b c.txt"), ("samples", "100")];
        assert_eq!(told, expected.map(|(id, value)| (id.to_owned(), value.to_owned())));
        assert!(values(&json!(null)).is_empty());
    }
}
