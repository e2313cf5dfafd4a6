//! The executions of an actor, the newest first, with what they wrote.

use leptos::prelude::*;
use leptos::task::spawn_local;
use portolan::agave::{Agave, Execution, ListQuery};

use crate::components::ask::{Question, use_asker};
use crate::components::fetch::{drawing, fetched};
use crate::components::plain::{block, button, chip, code, moment, section, table, words};
use crate::components::text::duration;
use crate::pages::jobs::poll::pause;
use crate::sorting::sorted;

/// Time between two looks while an execution goes on, in milliseconds.
const PACE: i32 = 2_000;

/// The section "Executions"; read again whenever `runs` changes, and while one of them goes on.
pub(super) fn executions(agave: Agave, id: String, runs: RwSignal<u32>) -> AnyView {
    let content = fetched("Reading the executions", move || {
        runs.track();
        let (agave, id) = (agave.clone(), id.clone());
        Box::pin(async move {
            let summary = agave.actors().list_executions(&id, &ListQuery::default()).await?;
            let found = summary.executions.or(summary.search).unwrap_or_default();
            let found =
                sorted(found, |left, right| right.message_received_time.cmp(&left.message_received_time));
            if found.iter().any(|execution| !is_over(execution)) {
                spawn_local(async move {
                    pause(PACE).await;
                    let _ = runs.try_update(|runs| *runs += 1);
                });
            }
            Ok(drawing(move || found_view(&agave, &id, found)))
        })
    });
    section("Executions", ().into_any(), content)
}

fn is_over(execution: &Execution) -> bool {
    matches!(execution.status.as_str(), "COMPLETE" | "ERROR" | "KILLED" | "STOPPED" | "FAILED")
}

fn found_view(agave: &Agave, actor: &str, found: Vec<Execution>) -> AnyView {
    if found.is_empty() {
        return view! { <p class="soft">"It has not run yet. Each message makes it run once."</p> }
            .into_any();
    }
    let rows = found.into_iter().map(|execution| row(agave, actor, execution)).collect();
    table("Executions", &["Id", "State", "Received", "Run time", "Exit code", ""], rows)
}

fn row(agave: &Agave, actor: &str, execution: Execution) -> Vec<AnyView> {
    let asker = use_asker();
    let good = execution.status == "COMPLETE";
    #[expect(clippy::cast_precision_loss, reason = "shown in words")]
    let ran = execution.runtime.map(|seconds| duration(seconds as f64)).unwrap_or_default();
    let exit = execution.exit_code.map(|code| code.to_string()).unwrap_or_default();
    let id = execution.id.clone();
    let (agave, actor) = (agave.clone(), actor.to_owned());
    let open = move || {
        let (agave, actor, id) = (agave.clone(), actor.clone(), id.clone());
        asker.ask(Question::show(format!("Log of {id}"), move || {
            log(agave.clone(), actor.clone(), id.clone())
        }));
    };
    let label = format!("Log of {}", execution.id);
    vec![
        code(execution.id),
        chip(execution.status.to_lowercase(), good),
        moment(execution.message_received_time.as_deref()),
        words(ran),
        words(exit),
        button("Log", label, open),
    ]
}

fn log(agave: Agave, actor: String, id: String) -> AnyView {
    fetched("Reading the log", move || {
        let (actors, actor, id) = (agave.actors(), actor.clone(), id.clone());
        Box::pin(async move {
            let logs = actors.get_execution_logs(&actor, &id).await?.logs;
            Ok(drawing(move || {
                if logs.is_empty() {
                    return view! { <p class="soft">"It has written nothing."</p> }.into_any();
                }
                block("Log", logs)
            }))
        })
    })
}
