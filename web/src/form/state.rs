//! What a form holds: one entry per field, so that typing in one leaves the others alone.

use std::collections::BTreeMap;

use leptos::prelude::*;
use portolan::gateway::{App, Draft, Field, Queue, Settings, form};
use serde_json::{Map, Value};

use crate::sorting::sorted;

/// One field as it is being filled in.
#[derive(Clone, Copy)]
pub struct Entry {
    /// Its values: one, or as many as there are rows.
    pub values: RwSignal<Vec<String>>,
    /// Whether the person has been there, so that it may be called wrong.
    pub touched: RwSignal<bool>,
    /// What the service said against it when it refused the job.
    pub refusal: RwSignal<Option<String>>,
}

impl Entry {
    /// Takes note that the person has left a field of this entry, whose fault is to be told from now on. A field that
    /// goes with its page loses the focus too, so this waits a turn and looks whether the field is still there.
    pub fn leave(self, fault: Signal<Option<String>>) {
        let note = move || {
            if fault.try_with_untracked(|_| ()).is_some() {
                self.touched.set(true);
            }
        };
        set_timeout(note, std::time::Duration::ZERO);
    }

    fn new() -> Entry {
        Entry {
            values: RwSignal::new(Vec::new()),
            touched: RwSignal::new(false),
            refusal: RwSignal::new(None),
        }
    }

    /// The value of one row, empty where there is none.
    pub fn value(self, row: usize) -> String {
        self.values.with(|values| values.get(row).cloned().unwrap_or_default())
    }

    /// Types into one row.
    pub fn set(self, row: usize, text: String) {
        self.values.update(|values| {
            if values.len() <= row {
                values.resize(row + 1, String::new());
            }
            values[row] = text;
        });
        self.refusal.set(None);
    }

    /// Adds an empty row.
    pub fn add(self) {
        self.values.update(|values| {
            if values.is_empty() {
                values.push(String::new());
            }
            values.push(String::new());
        });
    }

    /// Replaces all rows.
    pub fn replace(self, values: Vec<String>) {
        self.values.set(values);
        self.refusal.set(None);
    }

    /// Takes one row away.
    pub fn remove(self, row: usize) {
        self.values.update(|values| {
            if row < values.len() {
                values.remove(row);
            }
        });
        self.refusal.set(None);
    }

    /// The number of rows shown: there is always one to type into.
    pub fn rows(self) -> usize {
        self.values.with(Vec::len).max(1)
    }
}

/// The entries of the settings, which every app has.
#[derive(Clone, Copy)]
pub struct SettingsEntries {
    /// The job's name.
    pub name: Entry,
    /// The queue.
    pub queue: Entry,
    /// The longest it may run.
    pub max_run_time: Entry,
    /// How many nodes.
    pub nodes: Entry,
    /// How many processors on each.
    pub processors: Entry,
    /// How much memory on each.
    pub memory: Entry,
    /// Whether results are kept in the person's own storage.
    pub archive: RwSignal<bool>,
}

impl SettingsEntries {
    /// The text entries with the names that problems and refusals call them by.
    fn named(self) -> [(&'static str, Entry); 6] {
        [
            ("name", self.name),
            ("batchQueue", self.queue),
            ("maxRunTime", self.max_run_time),
            ("nodeCount", self.nodes),
            ("processorsPerNode", self.processors),
            ("memoryPerNode", self.memory),
        ]
    }
}

/// A whole form.
#[derive(Clone, Copy)]
pub struct FormState {
    app: StoredValue<App>,
    entries: StoredValue<BTreeMap<String, Entry>>,
    /// The settings' entries.
    pub settings: SettingsEntries,
    /// What a hand-edited body holds beyond the form.
    extra: RwSignal<Map<String, Value>>,
    /// Whether sending has been tried, so that every fault may be shown.
    pub attempted: RwSignal<bool>,
    /// What is wrong, by field.
    pub problems: Memo<BTreeMap<String, String>>,
}

impl FormState {
    /// A form for `app`, filled with its defaults; `queues` are those of the system that it runs on.
    pub fn new(app: App, queues: Signal<Vec<Queue>>) -> FormState {
        let mut entries = BTreeMap::new();
        entries.extend(app.fields.iter().map(|field| (field.id.clone(), Entry::new())));
        let settings = SettingsEntries {
            name: Entry::new(),
            queue: Entry::new(),
            max_run_time: Entry::new(),
            nodes: Entry::new(),
            processors: Entry::new(),
            memory: Entry::new(),
            archive: RwSignal::new(true),
        };
        let draft = form::draft(&app);
        let extra = RwSignal::new(Map::new());
        let (app, entries) = (StoredValue::new(app), StoredValue::new(entries));
        let problems = Memo::new(move |_| {
            let draft = gather(&app, &entries, settings, extra);
            let mut problems = BTreeMap::new();
            for problem in queues.with(|queues| app.with_value(|app| form::check(app, &draft, queues))) {
                problems.entry(problem.field).or_insert(problem.message);
            }
            problems
        });
        let state = FormState { app, entries, settings, extra, attempted: RwSignal::new(false), problems };
        state.fill(&draft);
        state
    }

    /// The app that the form is for.
    pub fn app(self) -> App {
        self.app.get_value()
    }

    /// The app's fields that people see, in their order.
    pub fn fields(self) -> Vec<Field> {
        let mut fields = self.app.with_value(|app| app.fields.clone());
        fields.retain(|field| field.visible);
        sorted(fields, |left, right| left.order.cmp(&right.order))
    }

    /// The entry of a field or setting.
    pub fn entry(self, id: &str) -> Option<Entry> {
        self.entries.with_value(|entries| entries.get(id).copied()).or_else(|| {
            self.settings.named().into_iter().find(|(name, _)| *name == id).map(|(_, entry)| entry)
        })
    }

    /// What is typed, as the SDK takes it. Follows every entry.
    pub fn draft(self) -> Draft {
        gather(&self.app, &self.entries, self.settings, self.extra)
    }

    /// Puts a draft into the form.
    pub fn fill(self, draft: &Draft) {
        self.entries.with_value(|entries| {
            for (id, entry) in entries {
                entry.replace(draft.values.get(id).cloned().unwrap_or_default());
            }
        });
        let from = &draft.settings;
        let to = self.settings;
        to.name.replace(vec![draft.name.clone()]);
        to.queue.replace(vec![from.queue.clone()]);
        to.max_run_time.replace(vec![from.max_run_time.clone()]);
        to.nodes.replace(vec![from.node_count.clone()]);
        to.processors.replace(vec![from.processors_per_node.clone()]);
        to.memory.replace(vec![from.memory_per_node.clone()]);
        to.archive.set(from.archive);
        self.extra.set(draft.extra.clone());
    }

    /// Puts the app's defaults back, as on a form never touched.
    pub fn reset(self) {
        let draft = self.app.with_value(form::draft);
        self.fill(&draft);
        self.attempted.set(false);
        for entry in self.all() {
            entry.touched.set(false);
        }
    }

    /// Whether anything differs from the app's defaults. Follows every entry.
    pub fn edited(self) -> bool {
        self.draft() != self.app.with_value(form::draft)
    }

    /// What to say against a field now: the service's refusal, or our own fault-finding once the person has been
    /// at the field or has tried to send.
    pub fn fault(self, id: &str, entry: Entry) -> Option<String> {
        entry.refusal.get().or_else(|| {
            let shown = entry.touched.get() || self.attempted.get();
            shown.then(|| self.problems.with(|problems| problems.get(id).cloned())).flatten()
        })
    }

    /// Sets the service's refusal beside the field it names. Tells whether there is such a field.
    pub fn refuse(self, id: &str, message: &str) -> bool {
        let entry = self.entry(id);
        if let Some(entry) = entry {
            entry.refusal.set(Some(message.to_owned()));
        }
        entry.is_some()
    }

    /// The ids of everything that a refusal could name, the app's own fields first.
    pub fn ids(self) -> Vec<String> {
        let mut ids: Vec<String> = self.entries.with_value(|entries| entries.keys().cloned().collect());
        ids.extend(self.settings.named().into_iter().map(|(name, _)| name.to_owned()));
        ids
    }

    fn all(self) -> Vec<Entry> {
        let mut all: Vec<Entry> = self.entries.with_value(|entries| entries.values().copied().collect());
        all.extend(self.settings.named().into_iter().map(|(_, entry)| entry));
        all
    }
}

fn gather(
    app: &StoredValue<App>,
    entries: &StoredValue<BTreeMap<String, Entry>>,
    settings: SettingsEntries,
    extra: RwSignal<Map<String, Value>>,
) -> Draft {
    let values = entries.with_value(|entries| {
        let visible = app.with_value(|app| {
            app.fields.iter().filter(|field| field.visible).map(|field| field.id.clone()).collect::<Vec<_>>()
        });
        let mut values = BTreeMap::new();
        values.extend(
            visible.into_iter().filter_map(|id| entries.get(&id).map(|entry| (id, entry.values.get()))),
        );
        values
    });
    Draft {
        name: settings.name.value(0),
        values,
        settings: Settings {
            queue: settings.queue.value(0),
            max_run_time: settings.max_run_time.value(0),
            node_count: settings.nodes.value(0),
            processors_per_node: settings.processors.value(0),
            memory_per_node: settings.memory.value(0),
            archive: settings.archive.get(),
        },
        extra: extra.get(),
    }
}
