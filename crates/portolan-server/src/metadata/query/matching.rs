//! Whether a document is what a query wants, by MongoDB's rules: paths lead through arrays into each of their elements,
//! a test holds for an array when it holds for any element, and only values of one kind have an order.

use std::cmp::Ordering;

use regex::Regex;
use serde_json::{Number, Value};

use super::Query;

/// A part of a query; all of its parts must accept a document.
#[derive(Debug)]
pub(super) enum Clause {
    All(Vec<Query>),
    Any(Vec<Query>),
    None(Vec<Query>),
    Field { path: Vec<String>, tests: Vec<Test> },
}

/// What is wanted of a field.
#[derive(Debug)]
pub(super) enum Test {
    Equal(Value),
    Ordered(Value, fn(Ordering) -> bool),
    In(Vec<Test>),
    All(Vec<Test>),
    Not(Vec<Test>),
    Exists(bool),
    Is(Vec<Sort>),
    Matches(Regex),
    Size(usize),
    Modulo(i64, i64),
    Element(Element),
}

/// What is wanted of one element of an array.
#[derive(Debug)]
pub(super) enum Element {
    Value(Vec<Test>),
    Document(Query),
}

/// A kind of JSON value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Null,
    Bool,
    Whole,
    Fraction,
    Number,
    Text,
    Array,
    Object,
}

impl Sort {
    pub(super) fn named(name: &str) -> Option<Sort> {
        Some(match name {
            "null" => Sort::Null,
            "bool" => Sort::Bool,
            "int" | "long" => Sort::Whole,
            "double" | "decimal" => Sort::Fraction,
            "number" => Sort::Number,
            "string" => Sort::Text,
            "array" => Sort::Array,
            "object" => Sort::Object,
            _ => return None,
        })
    }

    pub(super) fn numbered(number: i64) -> Option<Sort> {
        let names = [
            (1, "double"),
            (2, "string"),
            (3, "object"),
            (4, "array"),
            (8, "bool"),
            (10, "null"),
            (16, "int"),
            (18, "long"),
            (19, "decimal"),
        ];
        names.iter().find(|(known, _)| *known == number).and_then(|(_, name)| Sort::named(name))
    }

    fn fits(self, value: &Value) -> bool {
        match value {
            Value::Null => self == Sort::Null,
            Value::Bool(_) => self == Sort::Bool,
            Value::Number(number) => {
                let exact = if number.is_f64() { Sort::Fraction } else { Sort::Whole };
                self == Sort::Number || self == exact
            }
            Value::String(_) => self == Sort::Text,
            Value::Array(_) => self == Sort::Array,
            Value::Object(_) => self == Sort::Object,
        }
    }
}

impl Clause {
    pub(super) fn accepts(&self, document: &Value) -> bool {
        match self {
            Clause::All(queries) => queries.iter().all(|query| query.accepts(document)),
            Clause::Any(queries) => queries.iter().any(|query| query.accepts(document)),
            Clause::None(queries) => !queries.iter().any(|query| query.accepts(document)),
            Clause::Field { path, tests } => {
                let mut found = Vec::new();
                follow(document, path, &mut found);
                tests.iter().all(|test| test.holds(&found))
            }
        }
    }
}

/// All that a path leads to; `None` stands for a field that an object lacks.
fn follow<'d>(value: &'d Value, path: &[String], found: &mut Vec<Option<&'d Value>>) {
    let Some((name, rest)) = path.split_first() else {
        found.push(Some(value));
        return;
    };
    match value {
        Value::Object(fields) => match fields.get(name) {
            Some(field) => follow(field, rest, found),
            None => found.push(None),
        },
        Value::Array(items) => {
            if let Some(item) = name.parse::<usize>().ok().and_then(|index| items.get(index)) {
                follow(item, rest, found);
            }
            for item in items.iter().filter(|item| item.is_object()) {
                follow(item, path, found);
            }
        }
        _ => found.push(None),
    }
}

impl Test {
    /// Whether the test holds for any of what the field's path leads to.
    fn holds(&self, found: &[Option<&Value>]) -> bool {
        let any = |test: &dyn Fn(&Value) -> bool| found.iter().flatten().any(|value| test(value));
        // An array counts as itself and as each of its elements.
        let any_element = |test: &dyn Fn(&Value) -> bool| {
            any(&|value| test(value) || value.as_array().is_some_and(|items| items.iter().any(test)))
        };
        match self {
            Test::Equal(Value::Null) => {
                found.iter().any(Option::is_none) || any_element(&|value| value.is_null())
            }
            Test::Equal(wanted) => any_element(&|value| same(value, wanted)),
            Test::Ordered(bound, accepts) => {
                any_element(&|value| compare(value, bound).is_some_and(*accepts))
            }
            Test::In(tests) => tests.iter().any(|test| test.holds(found)),
            Test::All(tests) => !tests.is_empty() && tests.iter().all(|test| test.holds(found)),
            Test::Not(tests) => !tests.iter().all(|test| test.holds(found)),
            Test::Exists(wanted) => found.iter().any(Option::is_some) == *wanted,
            Test::Is(sorts) => any_element(&|value| sorts.iter().any(|sort| sort.fits(value))),
            Test::Matches(expression) => {
                any_element(&|value| value.as_str().is_some_and(|text| expression.is_match(text)))
            }
            Test::Size(size) => any(&|value| value.as_array().is_some_and(|items| items.len() == *size)),
            Test::Modulo(divisor, rest) => any_element(&|value| {
                let whole = value.as_i64().or_else(|| Some(value.as_f64()?.trunc() as i64));
                whole.is_some_and(|whole| whole.wrapping_rem(*divisor) == *rest)
            }),
            Test::Element(element) => any(&|value| {
                value.as_array().is_some_and(|items| items.iter().any(|item| element.fits(item)))
            }),
        }
    }
}

impl Element {
    fn fits(&self, item: &Value) -> bool {
        match self {
            Element::Value(tests) => tests.iter().all(|test| test.holds(&[Some(item)])),
            Element::Document(query) => item.is_object() && query.accepts(item),
        }
    }
}

/// Equality in which 1 and 1.0 are one number.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => order(a, b) == Some(Ordering::Equal),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter().all(|(name, value)| b.get(name).is_some_and(|other| same(value, other)))
        }
        _ => a == b,
    }
}

fn compare(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => order(a, b),
        (Value::String(a), Value::String(b)) => Some(a.cmp(b)),
        (Value::Bool(a), Value::Bool(b)) => Some(a.cmp(b)),
        (Value::Null, Value::Null) => Some(Ordering::Equal),
        _ => None,
    }
}

fn order(a: &Number, b: &Number) -> Option<Ordering> {
    match (a.as_i128(), b.as_i128()) {
        (Some(a), Some(b)) => Some(a.cmp(&b)),
        _ => a.as_f64()?.partial_cmp(&b.as_f64()?),
    }
}
