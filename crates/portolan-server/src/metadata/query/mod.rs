//! MongoDB query documents, as far as they make sense over JSON: comparison, logic, membership, presence, types,
//! regular expressions, arrays. Reading is here, judging in `matching`.

mod matching;
mod operators;

use serde_json::{Map, Value};

use self::matching::{Clause, Test};
use crate::error::{Error, Result};

/// Regular expressions in one query at most.
const MOST_EXPRESSIONS: usize = 20;

/// Which documents are wanted. The default is all of them.
#[derive(Debug, Default)]
pub struct Query(Vec<Clause>);

impl Query {
    /// Reads a query document.
    ///
    /// ```
    /// use portolan_server::metadata::query::Query;
    /// let query = Query::parse(r#"{ "value.depth": { "$gt": 10 }, "name": "soundings" }"#).unwrap();
    /// assert!(query.accepts(&serde_json::json!({ "name": "soundings", "value": { "depth": [3, 12.5] } })));
    /// ```
    pub fn parse(text: &str) -> Result<Query> {
        if text.trim().is_empty() {
            return Ok(Query::default());
        }
        let query = serde_json::from_str(text).map_err(|error| refuse(format!("is not JSON: {error}")))?;
        Reader::default().query(&query)
    }

    /// Whether the document is wanted.
    pub fn accepts(&self, document: &Value) -> bool {
        self.0.iter().all(|clause| clause.accepts(document))
    }
}

fn refuse(why: impl std::fmt::Display) -> Error {
    Error::bad_request("q", why)
}

fn unknown(operator: &str) -> Error {
    refuse(format!("there is no operator {operator} here"))
}

/// Reads one query, and counts what is costly in it.
#[derive(Default)]
struct Reader {
    expressions: usize,
}

impl Reader {
    fn query(&mut self, query: &Value) -> Result<Query> {
        let Value::Object(fields) = query else {
            return Err(refuse("must be a JSON object of fields and what is wanted of them"));
        };
        let mut clauses = Vec::new();
        for (name, wanted) in fields {
            match name.as_str() {
                "$and" => clauses.push(Clause::All(self.queries(name, wanted)?)),
                "$or" => clauses.push(Clause::Any(self.queries(name, wanted)?)),
                "$nor" => clauses.push(Clause::None(self.queries(name, wanted)?)),
                "$comment" => {}
                operator if operator.starts_with('$') => return Err(unknown(operator)),
                path => clauses.push(Clause::Field {
                    path: path.split('.').map(str::to_owned).collect(),
                    tests: self.wanted(wanted)?,
                }),
            }
        }
        Ok(Query(clauses))
    }

    fn queries(&mut self, operator: &str, list: &Value) -> Result<Vec<Query>> {
        match list {
            Value::Array(items) if !items.is_empty() => items.iter().map(|item| self.query(item)).collect(),
            _ => Err(refuse(format!("{operator} takes an array of queries"))),
        }
    }

    /// What is wanted of a field: operators, or the value itself.
    fn wanted(&mut self, wanted: &Value) -> Result<Vec<Test>> {
        match wanted {
            Value::Object(operators) if is_operators(operators)? => self.operators(operators),
            value => Ok(vec![Test::Equal(value.clone())]),
        }
    }
}

/// Whether an object holds operators and not a value; both at once is neither.
fn is_operators(object: &Map<String, Value>) -> Result<bool> {
    let operators = object.keys().filter(|name| name.starts_with('$')).count();
    if operators != 0 && operators != object.len() {
        let plain = object.keys().find(|name| !name.starts_with('$')).map_or("", String::as_str);
        return Err(refuse(format!("{plain} stands among operators")));
    }
    Ok(operators != 0)
}

#[cfg(test)]
mod tests;
