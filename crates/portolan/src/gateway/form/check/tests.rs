use super::*;
use crate::gateway::{Choice, Settings};

fn app(fields: Vec<Field>) -> App {
    App { fields, ..App::default() }
}

fn field(id: &str, kind: FieldKind, required: bool) -> Field {
    Field {
        id: id.into(),
        kind,
        required,
        visible: true,
        min_count: 1,
        max_count: Some(1),
        ..Field::default()
    }
}

fn draft(values: &[(&str, &[&str])]) -> Draft {
    let values =
        values.iter().map(|(id, values)| ((*id).to_owned(), values.iter().map(|&v| v.to_owned()).collect()));
    Draft { name: "run".into(), values: values.collect(), ..Draft::default() }
}

fn problems(app: &App, draft: &Draft) -> Vec<String> {
    check(app, draft, &queues()).into_iter().map(|problem| problem.field).collect()
}

fn queues() -> Vec<Queue> {
    vec![
        Queue {
            name: "debug".into(),
            max_run_time: Some("00:30:00".into()),
            max_nodes: Some(1),
            max_processors_per_node: Some(2),
            max_memory_per_node: Some("2GB".into()),
            ..Queue::default()
        },
        Queue {
            name: "normal".into(),
            default: true,
            max_run_time: Some("24:00:00".into()),
            ..Queue::default()
        },
    ]
}

#[test]
fn a_name_is_needed_and_has_a_limit() {
    let app = app(vec![]);
    for (name, good) in [("run", true), ("  ", false), (&"ü".repeat(64), true), (&"ü".repeat(65), false)] {
        let draft = Draft { name: name.into(), ..Draft::default() };
        assert_eq!(problems(&app, &draft).is_empty(), good, "{name}");
    }
}

#[test]
fn required_fields_need_a_value_that_is_not_blank() {
    let app = app(vec![
        field("files", FieldKind::File, true),
        field("note", FieldKind::Text { pattern: None }, false),
    ]);
    assert_eq!(problems(&app, &draft(&[])), ["files"]);
    assert_eq!(problems(&app, &draft(&[("files", &["", "  "])])), ["files"]);
    assert!(problems(&app, &draft(&[("files", &["a.txt"])])).is_empty());
}

#[test]
fn every_kind_checks_its_values() {
    let choices = FieldKind::Choice(vec![Choice { value: "a".into(), label: "A".into() }]);
    let rows = [
        (FieldKind::Number, "1e7", true),
        (FieldKind::Number, "-2.5", true),
        (FieldKind::Number, "many", false),
        (FieldKind::Number, "inf", false),
        (choices.clone(), "a", true),
        (choices, "b", false),
        (FieldKind::Flag, "true", true),
        (FieldKind::Flag, "perhaps", false),
        (FieldKind::File, "dir/a b#1.txt", true),
        (FieldKind::File, "agave://local.storage/x", true),
        (FieldKind::File, "../secret", false),
        (FieldKind::File, "agave://s/../x", false),
        (FieldKind::File, "a\0b", false),
    ];
    for (kind, value, good) in rows {
        let message = format!("{kind:?} {value:?}");
        let app = app(vec![field("x", kind, true)]);
        assert_eq!(problems(&app, &draft(&[("x", &[value])])).is_empty(), good, "{message}");
    }
}

#[test]
fn counts_have_limits() {
    let mut files = field("files", FieldKind::File, true);
    files.min_count = 2;
    files.max_count = Some(3);
    let app = app(vec![files]);
    assert_eq!(problems(&app, &draft(&[("files", &["a"])])), ["files"]);
    assert!(problems(&app, &draft(&[("files", &["a", "b", "c"])])).is_empty());
    assert_eq!(problems(&app, &draft(&[("files", &["a", "b", "c", "d"])])), ["files"]);
}

#[test]
fn resources_are_checked_against_the_queue() {
    let rows: [(&str, Settings); 12] = [
        ("", Settings { max_run_time: "01:00:00".into(), ..Settings::default() }),
        ("maxRunTime", Settings { max_run_time: "24:00:01".into(), ..Settings::default() }),
        ("maxRunTime", Settings { max_run_time: "1h".into(), ..Settings::default() }),
        ("maxRunTime", Settings { max_run_time: "00:00:00".into(), ..Settings::default() }),
        ("maxRunTime", Settings { max_run_time: "00:61:00".into(), ..Settings::default() }),
        (
            "maxRunTime",
            Settings { queue: "debug".into(), max_run_time: "00:31:00".into(), ..Settings::default() },
        ),
        ("batchQueue", Settings { queue: "huge".into(), ..Settings::default() }),
        ("nodeCount", Settings { queue: "debug".into(), node_count: "2".into(), ..Settings::default() }),
        ("nodeCount", Settings { node_count: "0".into(), ..Settings::default() }),
        ("processorsPerNode", Settings { processors_per_node: "two".into(), ..Settings::default() }),
        (
            "memoryPerNode",
            Settings { queue: "debug".into(), memory_per_node: "2.5".into(), ..Settings::default() },
        ),
        ("", Settings { queue: "debug".into(), memory_per_node: "2000MB".into(), ..Settings::default() }),
    ];
    for (expected, settings) in rows {
        let draft = Draft { name: "run".into(), settings: settings.clone(), ..Draft::default() };
        let found = problems(&app(vec![]), &draft);
        assert_eq!(found.first().map_or("", String::as_str), expected, "{settings:?}");
    }
}
