//! The tail of the job's log, which follows or rests.

use leptos::html;
use leptos::prelude::*;
use portolan::Error;
use portolan::gateway::{Gateway, Job};

use super::find::find;
use super::lines::Lines;
use crate::components::button::Button;
use crate::components::icon::Symbol;
use crate::components::load::Failure;
use crate::hooks::effect::effect;
use crate::hooks::latest::Latest;
use crate::pages::jobs::poll::pause;
use crate::preview::spans;
use crate::session::use_gateway;

/// Time between two looks at the log of a running job, in milliseconds.
const PACE: i32 = 1_500;

/// The log of one job as far as it has been read.
#[derive(Clone, Copy)]
struct Log {
    lines: RwSignal<Lines>,
    next: StoredValue<u64>,
    complete: RwSignal<bool>,
    fault: RwSignal<Option<Error>>,
    following: RwSignal<bool>,
}

/// The section "Log".
#[component]
pub(super) fn LogSection(
    /// The job as it is now.
    #[prop(into)]
    job: Signal<Job>,
) -> impl IntoView {
    let gateway = use_gateway();
    let log = Log {
        lines: RwSignal::new(Lines::default()),
        next: StoredValue::new(0),
        complete: RwSignal::new(false),
        fault: RwSignal::new(None),
        following: RwSignal::new(true),
    };
    let reading = Latest::new();
    // A new look is worth while whenever the status changes, and again and again while it runs.
    let status = Memo::new(move |_| job.with(|job| job.summary.status));
    effect(move || {
        status.track();
        if log.following.get() && !log.complete.get_untracked() {
            reading.run(read_on(gateway.clone(), job, log), |()| {});
        } else {
            reading.cancel();
        }
    });
    view! {
        <section class="job-section" aria-labelledby="log-heading">
            <div class="row-wide">
                <h2 id="log-heading">"Log"</h2>
                <FollowButton log />
            </div>
            <LogText log />
            {move || {
                log.fault
                    .get()
                    .map(|error| {
                        let gateway = use_gateway();
                        let again = move |()| reading.run(read_on(gateway.clone(), job, log), |()| {});
                        view! { <Failure error on_retry=again /> }
                    })
            }}
        </section>
    }
}

/// Reads what is new, and goes on while the job is not over.
async fn read_on(gateway: Gateway, job: Signal<Job>, log: Log) {
    log.fault.set(None);
    loop {
        let now = job.get_untracked();
        let over = now.summary.status.is_final();
        match gateway.jobs().log(&now, log.next.get_value()).await {
            Ok(chunk) => {
                log.next.set_value(chunk.next);
                if !chunk.text.is_empty() {
                    log.lines.update(|lines| lines.push(&chunk.text, chunk.skipped > 0));
                    if over {
                        continue;
                    }
                } else if over {
                    return log.complete.set(true);
                }
            }
            Err(error) => return log.fault.set(Some(error)),
        }
        pause(PACE).await;
    }
}

#[component]
fn FollowButton(log: Log) -> impl IntoView {
    let pressed = move || log.following.get().to_string();
    view! {
        <Show when=move || !log.complete.get()>
            <Button
                icon=Symbol::ArrowDown
                attr:aria-pressed=pressed
                on:click=move |_| log.following.update(|following| *following = !*following)
            >
                "Follow"
            </Button>
        </Show>
    }
}

#[component]
fn LogText(log: Log) -> impl IntoView {
    let node = NodeRef::<html::Pre>::new();
    effect(move || {
        log.lines.track();
        if log.following.get() {
            request_animation_frame(move || {
                if let Some(node) = node.try_get_untracked().flatten() {
                    node.set_scroll_top(node.scroll_height());
                }
            });
        }
    });
    let rest_when_scrolled = move || {
        if let Some(node) = node.get_untracked() {
            let below = node.scroll_height() - node.scroll_top() - node.client_height();
            if below > 40 && log.following.get_untracked() && !log.complete.get_untracked() {
                log.following.set(false);
            }
        }
    };
    let empty = move || log.lines.with(Lines::is_empty);
    let words = move || {
        if log.complete.get() {
            "The job has written nothing to its log."
        } else {
            "Nothing has been written yet."
        }
    };
    view! {
        <Show when=move || log.lines.with(Lines::cut)>
            <p class="small soft">"The beginning is left out here; the whole log is among the outputs."</p>
        </Show>
        <Show when=empty>
            <p class="job-none">{words}</p>
        </Show>
        <pre
            class="job-log"
            node_ref=node
            tabindex="0"
            role="log"
            aria-live="off"
            aria-labelledby="log-heading"
            hidden=empty
            on:wheel=move |_| rest_when_scrolled()
            on:keyup=move |_| rest_when_scrolled()
            on:touchmove=move |_| rest_when_scrolled()
        >
            <For each=move || log.lines.with(Lines::blocks) key=|(key, _)| *key let((_, text))>
                {coloured(&text)}
            </For>
            {move || coloured(&log.lines.with(Lines::tail))}
        </pre>
        <Show when=move || !empty()>{find(log.lines, node, Callback::new(move |()| log.following.set(false)))}</Show>
        <Show when=move || !log.following.get() && !log.complete.get()>
            <p class="small soft">"The log rests. New lines appear when you follow it again."</p>
        </Show>
    }
}

fn coloured(text: &str) -> impl IntoView + use<> {
    spans(text)
        .into_iter()
        .map(|span| {
            if span.class.is_empty() {
                span.text.into_any()
            } else {
                view! { <span class=span.class>{span.text}</span> }.into_any()
            }
        })
        .collect_view()
}
