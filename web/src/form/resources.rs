//! The settings that every job has: its name, and what it takes of the system.

use leptos::prelude::*;
use portolan::gateway::Queue;

use super::state::{Entry, FormState};
use crate::components::field::{CheckField, Field, FieldIds};
use crate::session::use_gateway;

/// The field "Job name".
#[component]
pub fn NameField(
    /// The form that it belongs to.
    form: FormState,
) -> impl IntoView {
    view! {
        <SettingField
            form
            id="name"
            label="Job name"
            entry=form.settings.name
            required=true
            help="By this name you find the job and its results again."
        />
    }
}

/// The section "Resources": queue, time, nodes, processors, memory and archiving.
#[component]
pub fn Resources(
    /// The form that they belong to.
    form: FormState,
    /// The queues of the system that the app runs on.
    queues: Signal<Vec<Queue>>,
    /// Whether it stands open at first.
    open: bool,
) -> impl IntoView {
    let settings = form.settings;
    let offers = use_gateway().capabilities();
    let summary = move || {
        let parts = [
            settings.queue.value(0),
            settings.max_run_time.value(0),
            counted(&settings.nodes.value(0), "node", "nodes"),
        ];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    };
    view! {
        <details class="resources" open=open>
            <summary class="resources-head">
                <h2 class="form-title">"Resources"</h2>
                <span class="resources-summary small soft">{summary}</span>
            </summary>
            <div class="resources-body">
                <QueueField form queues />
                <SettingField
                    form
                    id="maxRunTime"
                    label="Maximum run time"
                    entry=settings.max_run_time
                    help="Hours, minutes, seconds, such as 01:30:00. The job is ended when it takes longer."
                />
                <div class="resources-pair">
                    <SettingField form id="nodeCount" label="Nodes" entry=settings.nodes mode="numeric" />
                    <SettingField
                        form
                        id="processorsPerNode"
                        label="Processors per node"
                        entry=settings.processors
                        mode="numeric"
                    />
                </div>
                {offers
                    .memory
                    .then(|| {
                        view! {
                            <SettingField
                                form
                                id="memoryPerNode"
                                label="Memory per node"
                                entry=settings.memory
                                help="Gigabytes, or with a unit such as 512MB."
                            />
                        }
                    })}
                {offers
                    .archive
                    .then(|| {
                        view! {
                            <CheckField
                                label="Archive the results"
                                value=settings.archive
                                help="They are copied to your own storage when the job ends."
                            />
                        }
                    })}
            </div>
        </details>
    }
}

/// The queue: a list where the system names its queues, else a line of text.
#[component]
fn QueueField(form: FormState, queues: Signal<Vec<Queue>>) -> impl IntoView {
    let entry = form.settings.queue;
    let word = use_gateway().service().queue_word();
    let ids = StoredValue::new(FieldIds::new());
    let fault = Signal::derive(move || form.fault("batchQueue", entry));
    let help = Signal::derive(move || {
        let chosen = entry.value(0);
        queues.with(|queues| queues.iter().find(|queue| queue.name == chosen).map(limits).unwrap_or_default())
    });
    let described = move || {
        let (help, fault) = (help.with(|help| !help.is_empty()), fault.with(Option::is_some));
        ids.with_value(|ids| ids.described_by(help, fault))
    };
    view! {
        <Show
            when=move || queues.with(|queues| !queues.is_empty())
            fallback=move || view! { <SettingField form id="batchQueue" label=word entry /> }
        >
            <Field ids=ids.get_value() label=word help error=fault>
                <select
                    class="input"
                    id=ids.get_value().control
                    aria-invalid=move || fault.with(Option::is_some).then_some("true")
                    aria-describedby=described
                    on:change:target=move |event| {
                        entry.set(0, event.target().value());
                        entry.touched.set(true);
                    }
                >
                    {move || {
                        let chosen = entry.value(0);
                        options(&queues.get(), &chosen)
                            .into_iter()
                            .map(|(value, words)| {
                                let selected = value == chosen;
                                view! { <option value=value selected=selected>{words}</option> }
                            })
                            .collect_view()
                    }}
                </select>
            </Field>
        </Show>
    }
}

/// What the list of queues offers: the system's own choice, its queues, and whatever else stands in the draft.
fn options(queues: &[Queue], chosen: &str) -> Vec<(String, String)> {
    let mut options = vec![(String::new(), "Chosen by the system".to_owned())];
    options.extend(queues.iter().map(|queue| (queue.name.clone(), queue.name.clone())));
    if !options.iter().any(|(value, _)| value == chosen) {
        options.push((chosen.to_owned(), format!("{chosen} (not on this system)")));
    }
    options
}

/// A queue's limits in a line.
fn limits(queue: &Queue) -> String {
    let mut parts = Vec::new();
    if let Some(time) = &queue.max_run_time {
        parts.push(format!("up to {time}"));
    }
    if let Some(nodes) = queue.max_nodes {
        parts.push(counted(&nodes.to_string(), "node", "nodes"));
    }
    if let Some(processors) = queue.max_processors_per_node {
        parts.push(counted(&processors.to_string(), "processor per node", "processors per node"));
    }
    if let Some(memory) = &queue.max_memory_per_node {
        parts.push(format!("{memory} of memory per node"));
    }
    parts.extend(queue.price.iter().cloned());
    parts.join(", ")
}

/// A figure with its noun; nothing for no figure.
fn counted(count: &str, one: &str, many: &str) -> String {
    match count.trim() {
        "" => String::new(),
        "1" => format!("1 {one}"),
        count => format!("{count} {many}"),
    }
}

/// One setting of a single line.
#[component]
fn SettingField(
    form: FormState,
    /// The name that problems call it by.
    id: &'static str,
    label: &'static str,
    entry: Entry,
    #[prop(optional)] required: bool,
    #[prop(default = "")] help: &'static str,
    #[prop(default = "text")] mode: &'static str,
) -> impl IntoView {
    let ids = FieldIds::new();
    let fault = Signal::derive(move || form.fault(id, entry));
    let described = {
        let ids = ids.clone();
        move || ids.described_by(!help.is_empty(), fault.with(Option::is_some))
    };
    view! {
        <Field ids=ids.clone() label required help=help.to_owned() error=fault>
            <input
                class="input"
                type="text"
                id=ids.control
                inputmode=mode
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                aria-required=required.then_some("true")
                aria-invalid=move || fault.with(Option::is_some).then_some("true")
                aria-describedby=described
                prop:value=move || entry.value(0)
                on:input:target=move |event| entry.set(0, event.target().value())
                on:blur=move |_| entry.leave(fault)
            />
        </Field>
    }
}

#[cfg(test)]
mod tests {
    use super::{counted, options};

    #[test]
    fn a_figure_agrees_with_its_noun() {
        assert_eq!(counted("1", "node", "nodes"), "1 node");
        assert_eq!(counted(" 4 ", "node", "nodes"), "4 nodes");
        assert_eq!(counted("", "node", "nodes"), "");
    }

    #[test]
    fn a_queue_of_an_old_draft_is_still_to_be_seen() {
        let words: Vec<String> = options(&[], "gone").into_iter().map(|(_, words)| words).collect();
        assert_eq!(words, ["Chosen by the system", "gone (not on this system)"]);
    }
}
