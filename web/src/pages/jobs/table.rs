//! The table of jobs.

use leptos::prelude::*;
use portolan::gateway::JobSummary;

use super::bulk::Picked;
use super::query::{Column, View};
use super::{moment_words, run_seconds};
use crate::components::status::StatusBadge;
use crate::components::table::{Order, SortButton};
use crate::components::text::{duration, visible};
use crate::links::Links;

/// The rows of one page.
#[component]
pub(super) fn JobsTable(
    rows: Memo<Vec<JobSummary>>,
    view: Memo<View>,
    show: Callback<View>,
    /// The time now, for run times that grow.
    time: ReadSignal<f64>,
    /// The ids of the jobs that are picked.
    picked: Picked,
) -> impl IntoView {
    let every = move || {
        rows.with(|rows| {
            picked.with(|picked| !rows.is_empty() && rows.iter().all(|job| picked.contains(&job.id)))
        })
    };
    let pick_all = move |event: web_sys::Event| {
        let on = event_target_checked(&event);
        rows.with_untracked(|rows| {
            picked.update(|picked| {
                for job in rows {
                    if on {
                        picked.insert(job.id.clone());
                    } else {
                        picked.remove(&job.id);
                    }
                }
            });
        });
    };
    view! {
        <div class="table-frame">
            <table class="table jobs" aria-label="Jobs">
                <thead>
                    <tr>
                        <td class="jobs-pick">
                            <input type="checkbox" aria-label="Select all jobs shown" prop:checked=every on:change=pick_all />
                        </td>
                        {Column::ALL
                            .into_iter()
                            .map(|column| view! { <Heading column view show /> })
                            .collect_view()}
                    </tr>
                </thead>
                <tbody>
                    <For each=move || rows.get() key=|job| job.id.clone() let:job>
                        <Row id=job.id rows time picked />
                    </For>
                </tbody>
            </table>
        </div>
    }
}

#[component]
fn Heading(column: Column, view: Memo<View>, show: Callback<View>) -> impl IntoView {
    let order = Signal::derive(move || {
        view.with(|view| {
            let order = if view.descending { Order::Descending } else { Order::Ascending };
            (view.sort == column).then_some(order)
        })
    });
    let sort = move |()| show.run(view.with_untracked(|view| view.sorted_by(column)));
    view! {
        <th
            scope="col"
            class:number=column == Column::RunTime
            class=format!("jobs-{}", column.id())
            aria-sort=move || order.get().map(Order::word)
        >
            <SortButton label=column.label() order on_sort=sort attr:tabindex="0" />
        </th>
    }
}

/// One job. It follows its own job, so that a new status leaves the other rows alone.
#[component]
fn Row(id: String, rows: Memo<Vec<JobSummary>>, time: ReadSignal<f64>, picked: Picked) -> impl IntoView {
    let own = StoredValue::new(id.clone());
    let pick = move |event: web_sys::Event| {
        let on = event_target_checked(&event);
        picked.update(|picked| {
            own.with_value(|id| if on { picked.insert(id.clone()) } else { picked.remove(id) });
        });
    };
    let link = expect_context::<Links>().job(&id);
    let job = Memo::new(move |_| {
        rows.with(|rows| rows.iter().find(|job| job.id == id).cloned()).unwrap_or_default()
    });
    let ran = move || {
        let seconds = job.with(|job| {
            let now = if job.status.is_final() { time.get_untracked() } else { time.get() };
            run_seconds(job, now)
        });
        seconds.map(duration).unwrap_or_default()
    };
    view! {
        <tr>
            <td class="jobs-pick">
                <input
                    type="checkbox"
                    aria-label=move || job.with(|job| format!("Select {}", visible(&job.name)))
                    prop:checked=move || picked.with(|picked| own.with_value(|id| picked.contains(id)))
                    on:change=pick
                />
            </td>
            <th scope="row" class="jobs-name">
                <a href=link>{move || job.with(|job| visible(&job.name))}</a>
            </th>
            <td class="jobs-app">{move || job.with(|job| job.app_id.clone())}</td>
            <td class="jobs-status" title=move || job.with(|job| job.native_status.clone())>
                <StatusBadge status=Signal::derive(move || job.with(|job| job.status)) />
            </td>
            <td class="jobs-created">{move || job.with(|job| moment_words(job.created.as_deref()))}</td>
            <td class="jobs-time number">{ran}</td>
        </tr>
    }
}
