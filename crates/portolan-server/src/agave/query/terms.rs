//! Search terms: `field=value` and `field.operator=value`.

use std::cmp::Ordering;

use regex::RegexBuilder;
use serde_json::Value;

use super::{Params, dates};
use crate::error::{Error, Result};

/// Parameters that are no search terms whatever the fields are called.
const RESERVED: &[&str] =
    &["limit", "offset", "order", "orderby", "filter", "pretty", "naked", "force", "x-nonce"];

/// One term of a query.
pub(super) struct Term {
    path: String,
    test: Test,
}

enum Test {
    Is(String),
    Not(Box<Test>),
    Compared(String, fn(Ordering) -> bool),
    Within(Vec<String>),
    Between(String, String),
    Matches(regex::Regex),
    /// From the first moment until before the second, in milliseconds.
    During(i64, i64),
    Before(i64),
    After(i64),
}

impl Term {
    /// All search terms of a query.
    pub(super) fn all(params: &Params, fields: &[&str]) -> Result<Vec<Term>> {
        let mut terms = Vec::new();
        for (name, value) in params.pairs() {
            if RESERVED.contains(&name.to_lowercase().as_str()) {
                continue;
            }
            let known = |name: &str| fields.iter().find(|field| field.eq_ignore_ascii_case(name));
            let (field, operator) = match (known(name), name.rsplit_once('.')) {
                (Some(field), _) => (field, "eq".to_owned()),
                (None, Some((field, operator))) if is_operator(operator) => {
                    let field =
                        known(field).ok_or_else(|| Error::bad_request(name, "there is no such field"))?;
                    (field, operator.to_lowercase())
                }
                _ => continue,
            };
            terms.push(Term { path: (*field).to_owned(), test: Test::new(name, field, &operator, value)? });
        }
        Ok(terms)
    }

    /// Whether a row satisfies the term; of a list any element may.
    pub(super) fn holds(&self, row: &Value) -> bool {
        self.test.holds(at(row, &self.path))
    }
}

fn is_operator(word: &str) -> bool {
    let known = [
        "eq", "neq", "lt", "lte", "gt", "gte", "in", "nin", "like", "nlike", "rlike", "on", "before",
        "after", "between",
    ];
    known.contains(&word.to_lowercase().as_str())
}

/// Fields whose values are moments, by their names.
fn is_date(field: &str) -> bool {
    let last = field.rsplit('.').next().unwrap_or(field).to_lowercase();
    matches!(
        last.as_str(),
        "created"
            | "lastupdated"
            | "lastmodified"
            | "starttime"
            | "endtime"
            | "submittime"
            | "ended"
            | "started"
    )
}

/// Fields whose values are true or false, by their names.
fn is_switch(field: &str) -> bool {
    let switches =
        ["public", "default", "available", "archive", "visible", "checkpointable", "globaldefault"];
    switches.contains(&field.to_lowercase().as_str())
}

impl Test {
    fn new(name: &str, field: &str, operator: &str, value: &str) -> Result<Test> {
        if is_switch(field) && !matches!(operator, "eq" | "neq") {
            return Err(Error::bad_request(name, "true or false can only be compared with eq and neq"));
        }
        if is_date(field) {
            return Test::date(name, operator, value);
        }
        let text = || value.to_owned();
        let list = || value.split(',').map(|item| item.trim().to_owned()).collect();
        let not = |test| Test::Not(Box::new(test));
        Ok(match operator {
            "neq" => not(Test::Is(text())),
            "lt" | "before" => Test::Compared(text(), Ordering::is_lt),
            "lte" => Test::Compared(text(), Ordering::is_le),
            "gt" | "after" => Test::Compared(text(), Ordering::is_gt),
            "gte" => Test::Compared(text(), Ordering::is_ge),
            "in" => Test::Within(list()),
            "nin" => not(Test::Within(list())),
            "like" => Test::Matches(wildcards(name, value)?),
            "nlike" => not(Test::Matches(wildcards(name, value)?)),
            "rlike" => Test::Matches(expression(name, value)?),
            "between" => {
                let (low, high) = pair(name, value)?;
                Test::Between(low.to_owned(), high.to_owned())
            }
            _ => Test::Is(text()),
        })
    }

    fn date(name: &str, operator: &str, value: &str) -> Result<Test> {
        let moment = |text: &str| {
            let why = "must be a date such as 2026-01-31, 2026-01-31T10:00:00Z, 1769853600 or '3 days ago'";
            dates::parse(text).ok_or_else(|| Error::bad_request(name, why))
        };
        Ok(match operator {
            "eq" => during(moment(value)?, 1000),
            "neq" => Test::Not(Box::new(during(moment(value)?, 1000))),
            "on" => during(moment(value)?, dates::DAY),
            "lt" | "before" => Test::Before(moment(value)?),
            "lte" => Test::Before(moment(value)? + 1),
            "gt" | "after" => Test::After(moment(value)?),
            "gte" => Test::After(moment(value)? - 1),
            "between" => {
                let (first, last) = pair(name, value)?;
                Test::During(moment(first)?, moment(last)? + 1)
            }
            _ => {
                return Err(Error::bad_request(name, "dates cannot be searched with this operator"));
            }
        })
    }

    fn holds(&self, value: &Value) -> bool {
        if let Test::Not(test) = self {
            return !test.holds(value);
        }
        if let Value::Array(items) = value {
            return items.iter().any(|item| self.holds(item));
        }
        let moment = || value.as_str().and_then(dates::parse);
        match self {
            Test::Is(text) => equals(value, text),
            Test::Not(test) => !test.holds(value),
            Test::Compared(text, wanted) => compare(value, &scalar(text, value)).is_some_and(wanted),
            Test::Within(list) => list.iter().any(|text| equals(value, text)),
            Test::Between(low, high) => {
                compare(value, &scalar(low, value)).is_some_and(Ordering::is_ge)
                    && compare(value, &scalar(high, value)).is_some_and(Ordering::is_le)
            }
            Test::Matches(regex) => text_of(value).is_some_and(|text| regex.is_match(&text)),
            Test::During(first, end) => moment().is_some_and(|at| *first <= at && at < *end),
            Test::Before(end) => moment().is_some_and(|at| at < *end),
            Test::After(first) => moment().is_some_and(|at| at > *first),
        }
    }
}

/// The `unit` of time, counted from 1970, that a moment lies in.
fn during(moment: i64, unit: i64) -> Test {
    let first = moment.div_euclid(unit) * unit;
    Test::During(first, first + unit)
}

fn pair<'v>(name: &str, value: &'v str) -> Result<(&'v str, &'v str)> {
    value
        .split_once(',')
        .ok_or_else(|| Error::bad_request(name, "must be two values with a comma between them"))
}

/// `*` stands for any text; everything else for itself.
fn wildcards(name: &str, pattern: &str) -> Result<regex::Regex> {
    let parts: Vec<String> = pattern.split(['*', '%']).map(regex::escape).collect();
    expression(name, &format!("^(?s:{})$", parts.join(".*")))
}

fn expression(name: &str, pattern: &str) -> Result<regex::Regex> {
    RegexBuilder::new(pattern)
        .case_insensitive(true)
        .size_limit(1 << 20)
        .build()
        .map_err(|error| Error::bad_request(name, format!("is no usable regular expression: {error}")))
}

/// The value at a dotted path, null where there is none.
pub(super) fn at<'r>(row: &'r Value, path: &str) -> &'r Value {
    path.split('.').fold(row, |value, name| value.get(name).unwrap_or(&Value::Null))
}

fn equals(value: &Value, text: &str) -> bool {
    match value {
        Value::Null => text.is_empty() || text.eq_ignore_ascii_case("null"),
        Value::Bool(on) => matches!(text.to_lowercase().as_str(), "true" | "1" | "yes" | "on") == *on,
        Value::Number(_) => compare(value, &scalar(text, value)) == Some(Ordering::Equal),
        _ => text_of(value).is_some_and(|known| known.to_lowercase() == text.to_lowercase()),
    }
}

/// The text as the kind of value that it is compared with.
fn scalar(text: &str, like: &Value) -> Value {
    match like {
        Value::Number(_) => text.trim().parse::<f64>().map_or(Value::Null, Value::from),
        _ => Value::from(text),
    }
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The order of two values of one kind; null comes before everything.
pub(super) fn compare(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::Null, Value::Null) => Some(Ordering::Equal),
        (Value::Null, Value::String(_) | Value::Number(_) | Value::Bool(_)) => Some(Ordering::Less),
        (Value::String(_) | Value::Number(_) | Value::Bool(_), Value::Null) => Some(Ordering::Greater),
        (Value::Number(a), Value::Number(b)) => a.as_f64()?.partial_cmp(&b.as_f64()?),
        (Value::String(a), Value::String(b)) => Some(a.to_lowercase().cmp(&b.to_lowercase())),
        (Value::Bool(a), Value::Bool(b)) => Some(a.cmp(b)),
        _ => None,
    }
}
