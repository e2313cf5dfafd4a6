//! Whether a form can be sent.

use super::{Draft, Problem, given, pattern};
use crate::gateway::time::seconds;
use crate::gateway::{App, Field, FieldKind, Limits, Queue};

const LONGEST_NAME: usize = 64;

/// Finds what is wrong with a draft, field by field in the form's order.
pub fn check(app: &App, draft: &Draft, queues: &[Queue]) -> Vec<Problem> {
    let mut problems = Vec::new();
    check_name(&draft.name, &mut problems);
    for field in super::counting(app, draft) {
        if let Some(message) = check_field(field, &given(draft, &field.id)) {
            problems.push(Problem::new(&field.id, message));
        }
    }
    check_settings(draft, queues, &mut problems);
    problems
}

fn check_name(name: &str, problems: &mut Vec<Problem>) {
    let length = name.trim().chars().count();
    if length == 0 {
        problems.push(Problem::new("name", "Give the job a name."));
    } else if length > LONGEST_NAME {
        let message = format!("A name has at most {LONGEST_NAME} characters; this one has {length}.");
        problems.push(Problem::new("name", message));
    }
}

fn check_field(field: &Field, values: &[&str]) -> Option<String> {
    if values.is_empty() {
        let message = match field.kind {
            FieldKind::File => "Choose a file.",
            FieldKind::Choice(_) => "Choose one of the values.",
            _ => "Enter a value.",
        };
        return field.required.then(|| message.to_owned());
    }
    let count = values.len();
    if count < field.min_count {
        return Some(format!("Give at least {}; there are {count}.", of(field.min_count, "value")));
    }
    if let Some(most) = field.max_count.filter(|most| count > *most) {
        return Some(format!("Give at most {}; there are {count}.", of(most, "value")));
    }
    values.iter().find_map(|value| check_value(&field.kind, value).or_else(|| check_limits(field, value)))
}

fn check_limits(field: &Field, value: &str) -> Option<String> {
    let number: f64 = value.trim().parse().ok().filter(|_| field.kind == FieldKind::Number)?;
    let Limits { least, most, whole, .. } = field.limits;
    if whole && number.fract() != 0.0 {
        return Some(format!("“{value}” is not a whole number."));
    }
    if let Some(least) = least.filter(|least| number < *least) {
        return Some(format!("Enter {least} or more."));
    }
    most.filter(|most| number > *most).map(|most| format!("Enter {most} or less."))
}

fn check_value(kind: &FieldKind, value: &str) -> Option<String> {
    match kind {
        FieldKind::File => check_path(value),
        FieldKind::Text { pattern: Some(pattern) } => (pattern::matches(pattern, value) == Some(false))
            .then(|| format!("“{value}” does not match the pattern {pattern}.")),
        FieldKind::Text { pattern: None } => None,
        FieldKind::Number => {
            let number: Option<f64> = value.trim().parse().ok();
            number.is_none_or(|number| !number.is_finite()).then(|| format!("“{value}” is not a number."))
        }
        FieldKind::Choice(choices) => {
            let known = choices.iter().any(|choice| choice.value == value);
            (!known).then(|| format!("“{value}” is none of the values."))
        }
        FieldKind::Flag => (!["true", "false"].contains(&value)).then(|| "Answer yes or no.".to_owned()),
    }
}

fn check_path(value: &str) -> Option<String> {
    if value.contains(|letter: char| letter.is_control()) {
        return Some("A path has no control characters.".to_owned());
    }
    let path = value.split_once("://").map_or(value, |(_, rest)| rest);
    path.split('/').any(|segment| segment == "..").then(|| "A path must not contain “..”.".to_owned())
}

fn check_settings(draft: &Draft, queues: &[Queue], problems: &mut Vec<Problem>) {
    let settings = &draft.settings;
    let queue = super::queue(draft, queues);
    if !settings.queue.is_empty() && !queues.is_empty() && queue.is_none() {
        problems.push(Problem::new("batchQueue", format!("The system has no queue “{}”.", settings.queue)));
    }
    let time = settings.max_run_time.trim();
    if !time.is_empty() {
        match seconds(time) {
            None => problems.push(Problem::new("maxRunTime", "Write hours, minutes and seconds: hh:mm:ss.")),
            Some(0) => problems.push(Problem::new("maxRunTime", "The run time must be longer than nothing.")),
            Some(asked) => {
                let limit = queue.and_then(|queue| Some((queue, queue.max_run_time.as_deref()?)));
                if let Some((queue, longest)) = limit
                    && seconds(longest).is_some_and(|longest| asked > longest)
                {
                    let message = format!("The queue {} allows at most {longest}.", queue.name);
                    problems.push(Problem::new("maxRunTime", message));
                }
            }
        }
    }
    let nodes = queue.and_then(|queue| queue.max_nodes);
    check_count("nodeCount", &settings.node_count, nodes, problems);
    let processors = queue.and_then(|queue| queue.max_processors_per_node);
    check_count("processorsPerNode", &settings.processors_per_node, processors, problems);
    let memory = settings.memory_per_node.trim();
    if !memory.is_empty() {
        let limit = queue.and_then(|queue| queue.max_memory_per_node.as_deref());
        match (megabytes(memory), limit.and_then(megabytes), limit) {
            (None, ..) => {
                let message = "Write gigabytes, or a number with a unit: 512MB.";
                problems.push(Problem::new("memoryPerNode", message));
            }
            (Some(asked), Some(most), Some(limit)) if asked > most => {
                let message = format!("The queue allows at most {limit}.");
                problems.push(Problem::new("memoryPerNode", message));
            }
            _ => {}
        }
    }
}

fn check_count(field: &str, text: &str, most: Option<u32>, problems: &mut Vec<Problem>) {
    let text = text.trim();
    if text.is_empty() {
        return;
    }
    match text.parse::<u32>() {
        Err(_) | Ok(0) => problems.push(Problem::new(field, "Write a whole number, 1 or more.")),
        Ok(count) => {
            if let Some(most) = most.filter(|most| count > *most) {
                problems.push(Problem::new(field, format!("The queue allows at most {most}.")));
            }
        }
    }
}

/// Gigabytes, or a number with a unit, in megabytes.
fn megabytes(text: &str) -> Option<f64> {
    let text = text.trim().to_ascii_uppercase();
    let text = text.strip_suffix('B').unwrap_or(&text);
    let (number, factor) = match text.char_indices().last()? {
        (at, 'M') => (&text[..at], 1.0),
        (at, 'G') => (&text[..at], 1e3),
        (at, 'T') => (&text[..at], 1e6),
        (at, 'P') => (&text[..at], 1e9),
        (at, 'E') => (&text[..at], 1e12),
        _ => (text, 1e3),
    };
    let number: f64 = number.trim().parse().ok()?;
    (number.is_finite() && number > 0.0).then_some(number * factor)
}

fn of(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

#[cfg(test)]
mod tests;
