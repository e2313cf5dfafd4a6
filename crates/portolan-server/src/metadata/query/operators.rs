//! The operators that stand below a field.

use regex::{Regex, RegexBuilder};
use serde_json::{Map, Value};

use super::matching::{Element, Sort, Test};
use super::{MOST_EXPRESSIONS, Reader, is_operators, refuse, unknown};
use crate::error::Result;

/// Bytes that one regular expression may take when compiled.
const EXPRESSION_SIZE: usize = 1 << 18;

impl Reader {
    pub(super) fn operators(&mut self, operators: &Map<String, Value>) -> Result<Vec<Test>> {
        let mut tests = Vec::new();
        for (operator, operand) in operators {
            tests.push(match operator.as_str() {
                "$eq" => self.equal(operand)?,
                "$ne" => Test::Not(vec![self.equal(operand)?]),
                "$gt" => Test::Ordered(moment(operand)?, |order| order.is_gt()),
                "$gte" => Test::Ordered(moment(operand)?, |order| order.is_ge()),
                "$lt" => Test::Ordered(moment(operand)?, |order| order.is_lt()),
                "$lte" => Test::Ordered(moment(operand)?, |order| order.is_le()),
                "$in" => Test::In(self.list(operator, operand)?),
                "$nin" => Test::Not(vec![Test::In(self.list(operator, operand)?)]),
                "$all" => Test::All(self.list(operator, operand)?),
                "$not" => Test::Not(self.negated(operand)?),
                "$exists" => Test::Exists(is_true(operand)?),
                "$type" => Test::Is(sorts(operand)?),
                "$size" => Test::Size(size(operand)?),
                "$mod" => modulo(operand)?,
                "$elemMatch" => Test::Element(self.element(operand)?),
                "$regex" => {
                    let options = operators.get("$options").map_or(Some(""), Value::as_str);
                    let options = options.ok_or_else(|| refuse("$options must be text"))?;
                    Test::Matches(self.expression(operand, options)?)
                }
                "$options" if operators.contains_key("$regex") => continue,
                "$options" => return Err(refuse("$options stands beside a $regex")),
                "$date" => Test::Equal(moment(&Value::Object(operators.clone()))?),
                other => return Err(unknown(other)),
            });
        }
        Ok(tests)
    }

    fn equal(&mut self, operand: &Value) -> Result<Test> {
        Ok(Test::Equal(moment(operand)?))
    }

    /// The members of `$in` and its like: values, regular expressions, or what `$all` may ask of elements.
    fn list(&mut self, operator: &str, operand: &Value) -> Result<Vec<Test>> {
        let Value::Array(items) = operand else {
            return Err(refuse(format!("{operator} takes an array")));
        };
        items
            .iter()
            .map(|item| match item {
                Value::Object(members) if is_operators(members)? => {
                    let allowed = ["$regex", "$options", "$date"];
                    let other = members.keys().find(|name| {
                        !allowed.contains(&name.as_str()) && (operator != "$all" || *name != "$elemMatch")
                    });
                    if let Some(other) = other {
                        return Err(refuse(format!("{other} cannot stand in {operator}")));
                    }
                    let mut tests = self.operators(members)?;
                    tests.pop().ok_or_else(|| refuse(format!("{operator} holds an empty operator")))
                }
                value => Ok(Test::Equal(value.clone())),
            })
            .collect()
    }

    fn negated(&mut self, operand: &Value) -> Result<Vec<Test>> {
        match operand {
            Value::Object(operators) if is_operators(operators)? => self.operators(operators),
            _ => Err(refuse("$not takes an object of operators")),
        }
    }

    fn element(&mut self, operand: &Value) -> Result<Element> {
        match operand {
            Value::Object(members) if is_logic(members) => Ok(Element::Document(self.query(operand)?)),
            Value::Object(members) if is_operators(members)? => Ok(Element::Value(self.operators(members)?)),
            Value::Object(_) => Ok(Element::Document(self.query(operand)?)),
            _ => Err(refuse("$elemMatch takes an object")),
        }
    }

    fn expression(&mut self, operand: &Value, options: &str) -> Result<Regex> {
        let pattern = operand.as_str().ok_or_else(|| refuse("$regex must be text"))?;
        self.expressions += 1;
        if self.expressions > MOST_EXPRESSIONS {
            return Err(refuse(format!("$regex stands more than {MOST_EXPRESSIONS} times")));
        }
        let mut builder = RegexBuilder::new(pattern);
        builder.size_limit(EXPRESSION_SIZE).dfa_size_limit(EXPRESSION_SIZE);
        for option in options.chars() {
            match option {
                'i' => builder.case_insensitive(true),
                'm' => builder.multi_line(true),
                's' => builder.dot_matches_new_line(true),
                'x' => builder.ignore_whitespace(true),
                'u' => &mut builder,
                other => return Err(refuse(format!("$options: there is no option {other}"))),
            };
        }
        builder.build().map_err(|error| refuse(format!("$regex: is no usable regular expression: {error}")))
    }
}

fn is_logic(members: &Map<String, Value>) -> bool {
    members.keys().any(|name| matches!(name.as_str(), "$and" | "$or" | "$nor"))
}

/// A value to compare with. `{ "$date": ... }` becomes a moment as documents have it.
fn moment(operand: &Value) -> Result<Value> {
    let Value::Object(members) = operand else { return Ok(operand.clone()) };
    if !is_operators(members)? {
        return Ok(operand.clone());
    }
    let bad = || refuse("$date must be a moment such as 2026-01-31T10:00:00Z, or milliseconds since 1970");
    let millis = match (members.get("$date"), members.len()) {
        (Some(Value::Number(millis)), 1) => millis.as_i64().ok_or_else(bad)?,
        (Some(Value::String(text)), 1) => {
            text.parse::<jiff::Timestamp>().map_err(|_| bad())?.as_millisecond()
        }
        _ => {
            let other = members.keys().find(|name| *name != "$date").map_or("$date", String::as_str);
            return Err(refuse(format!("{other} cannot stand in place of a value")));
        }
    };
    Ok(Value::from(crate::time::utc(millis)))
}

fn is_true(operand: &Value) -> Result<bool> {
    match operand {
        Value::Bool(yes) => Ok(*yes),
        Value::Number(number) => Ok(number.as_f64() != Some(0.0)),
        _ => Err(refuse("$exists takes true or false")),
    }
}

fn size(operand: &Value) -> Result<usize> {
    let size = operand.as_u64().and_then(|size| usize::try_from(size).ok());
    size.ok_or_else(|| refuse("$size takes a whole number that is not negative"))
}

fn modulo(operand: &Value) -> Result<Test> {
    let whole = |value: &Value| value.as_i64().or_else(|| Some(value.as_f64()? as i64));
    match operand.as_array().map(Vec::as_slice) {
        Some([divisor, rest]) => match (whole(divisor), whole(rest)) {
            (Some(divisor), Some(rest)) if divisor != 0 => Ok(Test::Modulo(divisor, rest)),
            _ => Err(refuse("$mod takes two numbers, and does not divide by zero")),
        },
        _ => Err(refuse("$mod takes an array of divisor and remainder")),
    }
}

/// The kinds of values that `$type` names, by word or by MongoDB's number.
fn sorts(operand: &Value) -> Result<Vec<Sort>> {
    let one = |value: &Value| {
        let sort = match value {
            Value::String(name) => Sort::named(name),
            Value::Number(number) => number.as_i64().and_then(Sort::numbered),
            _ => None,
        };
        sort.ok_or_else(|| refuse(format!("$type: there is no type {value} in JSON")))
    };
    match operand {
        Value::Array(items) => items.iter().map(one).collect(),
        single => Ok(vec![one(single)?]),
    }
}
