//! The neutral layer's types as plain data.

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::JsValue;

use crate::gateway::{
    App, AppSummary, Choice, Details, Field, FieldKind, FileEntry, Group, HistoryEvent, Job, JobSummary,
    LogChunk, Person, Queue, System, SystemKind, SystemSummary,
};
use crate::js::object;

pub(super) fn list<T>(items: &[T], item: fn(&T) -> JsValue) -> JsValue {
    items.iter().map(item).collect::<Array>().into()
}

/// An object's members: text, or text that may be missing.
fn texts<const N: usize>(members: [(&str, Option<&str>); N]) -> Object {
    object(&members.map(|(name, text)| (name, text.map(JsValue::from).unwrap_or_default())))
}

fn add<const N: usize>(object: Object, members: [(&str, JsValue); N]) -> JsValue {
    for (name, value) in members {
        // A fresh object takes any member.
        let _ = Reflect::set(&object, &name.into(), &value);
    }
    object.into()
}

fn words(words: &[String]) -> JsValue {
    words.iter().map(|word| JsValue::from(word.as_str())).collect::<Array>().into()
}

fn details(details: &Details) -> JsValue {
    details.json().0.clone()
}

fn number(number: Option<f64>) -> JsValue {
    number.map(JsValue::from).unwrap_or_default()
}

pub(super) fn person(person: &Person) -> JsValue {
    let Person { username, name, email } = person;
    texts([("username", Some(username)), ("name", Some(name)), ("email", email.as_deref())]).into()
}

fn of_app(app: &AppSummary) -> Object {
    texts([
        ("id", Some(&app.id)),
        ("name", Some(&app.name)),
        ("version", Some(&app.version)),
        ("label", Some(&app.label)),
        ("description", Some(&app.description)),
        ("system", app.system.as_deref()),
    ])
}

pub(super) fn app_summary(app: &AppSummary) -> JsValue {
    add(of_app(app), [("public", app.public.into()), ("tags", words(&app.tags))])
}

pub(super) fn app(app: &App) -> JsValue {
    add(
        of_app(&app.summary),
        [
            ("public", app.summary.public.into()),
            ("tags", words(&app.summary.tags)),
            ("longDescription", app.long_description.as_str().into()),
            ("helpUrl", app.help_url.as_deref().map(JsValue::from).unwrap_or_default()),
            ("fields", list(&app.fields, field)),
            ("definition", details(&app.definition)),
        ],
    )
}

fn field(field: &Field) -> JsValue {
    let (kind, pattern, choices) = match &field.kind {
        FieldKind::File => ("file", None, None),
        FieldKind::Text { pattern } => ("text", pattern.as_deref(), None),
        FieldKind::Number => ("number", None, None),
        FieldKind::Flag => ("flag", None, None),
        FieldKind::Choice(choices) => ("choice", None, Some(choices)),
    };
    let group = if field.group == Group::Input { "input" } else { "parameter" };
    let object = texts([
        ("id", Some(&field.id)),
        ("group", Some(group)),
        ("kind", Some(kind)),
        ("label", Some(&field.label)),
        ("help", Some(&field.help)),
        ("pattern", pattern),
    ]);
    add(
        object,
        [
            ("choices", choices.map(|choices| list(choices, choice)).unwrap_or_default()),
            ("required", field.required.into()),
            ("visible", field.visible.into()),
            ("default", words(&field.default)),
            ("minCount", (field.min_count as f64).into()),
            ("maxCount", number(field.max_count.map(|count| count as f64))),
            ("least", number(field.limits.least)),
            ("most", number(field.limits.most)),
            ("step", number(field.limits.step)),
            ("whole", field.limits.whole.into()),
            ("enabledBy", words(&field.enabled_by)),
            ("disabledBy", words(&field.disabled_by)),
        ],
    )
}

fn choice(choice: &Choice) -> JsValue {
    texts([("value", Some(&choice.value)), ("label", Some(&choice.label))]).into()
}

fn of_job(job: &JobSummary) -> Object {
    texts([
        ("id", Some(&job.id)),
        ("name", Some(&job.name)),
        ("appId", Some(&job.app_id)),
        ("status", Some(job.status.word())),
        ("nativeStatus", Some(&job.native_status)),
        ("created", job.created.as_deref()),
        ("started", job.started.as_deref()),
        ("ended", job.ended.as_deref()),
        ("system", job.system.as_deref()),
    ])
}

pub(super) fn job_summary(job: &JobSummary) -> JsValue {
    of_job(job).into()
}

pub(super) fn job(job: &Job) -> JsValue {
    let text = |text: &Option<String>| text.as_deref().map(JsValue::from).unwrap_or_default();
    add(
        of_job(&job.summary),
        [
            ("message", text(&job.message)),
            ("queue", text(&job.queue)),
            ("maxRunTime", text(&job.max_run_time)),
            ("archiveSystem", text(&job.archive_system)),
            ("archivePath", text(&job.archive_path)),
            ("inputs", details(&job.inputs)),
            ("parameters", details(&job.parameters)),
            ("details", details(&job.details)),
        ],
    )
}

pub(super) fn event(event: &HistoryEvent) -> JsValue {
    let status = event.status.map(|status| status.word());
    texts([
        ("at", event.at.as_deref()),
        ("event", Some(&event.event)),
        ("status", status),
        ("description", Some(&event.description)),
    ])
    .into()
}

pub(super) fn chunk(chunk: &LogChunk) -> JsValue {
    let place = |place: u64| JsValue::from(place as f64);
    add(
        texts([("text", Some(&chunk.text))]),
        [("next", place(chunk.next)), ("skipped", place(chunk.skipped))],
    )
}

pub(super) fn file(file: &FileEntry) -> JsValue {
    let object = texts([
        ("name", Some(&file.name)),
        ("path", Some(&file.path)),
        ("modified", file.modified.as_deref()),
        ("mime", file.mime.as_deref()),
        ("permissions", Some(&file.permissions)),
    ]);
    add(object, [("folder", file.folder.into()), ("size", (file.size as f64).into())])
}

fn of_system(system: &SystemSummary) -> Object {
    let kind = if system.kind == SystemKind::Execution { "execution" } else { "storage" };
    let object = texts([
        ("id", Some(&system.id)),
        ("name", Some(&system.name)),
        ("description", Some(&system.description)),
        ("kind", Some(kind)),
        ("status", Some(&system.status)),
    ]);
    add(object.clone(), [("default", system.default.into()), ("public", system.public.into())]);
    object
}

pub(super) fn system_summary(system: &SystemSummary) -> JsValue {
    of_system(system).into()
}

pub(super) fn system(system: &System) -> JsValue {
    add(
        of_system(&system.summary),
        [
            ("home", system.home.as_deref().map(JsValue::from).unwrap_or_default()),
            ("queues", list(&system.queues, queue)),
            ("details", details(&system.details)),
        ],
    )
}

fn queue(queue: &Queue) -> JsValue {
    let object = texts([
        ("name", Some(&queue.name)),
        ("description", Some(&queue.description)),
        ("maxRunTime", queue.max_run_time.as_deref()),
        ("maxMemoryPerNode", queue.max_memory_per_node.as_deref()),
        ("price", queue.price.as_deref()),
    ]);
    let most = |count: Option<u32>| number(count.map(f64::from));
    add(
        object,
        [
            ("default", queue.default.into()),
            ("maxNodes", most(queue.max_nodes)),
            ("maxProcessorsPerNode", most(queue.max_processors_per_node)),
        ],
    )
}
