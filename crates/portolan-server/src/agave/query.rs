//! Query strings of lists: paging and order here, search terms in `terms`.

mod dates;
mod terms;

use std::cmp::Ordering;
use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::Uri;
use axum::http::request::Parts;
use serde_json::Value;

use crate::error::{Error, Result};
use terms::Term;

/// Rows of a page when the caller does not say.
const DEFAULT_LIMIT: usize = 100;
/// Rows of a page at most.
const MAX_LIMIT: usize = 250;

/// The decoded pairs of a query string, in order. An argument of handlers.
#[derive(Clone, Debug, Default)]
pub struct Params(Vec<(String, String)>);

impl Params {
    /// The parameters of an address.
    pub fn of(uri: &Uri) -> Params {
        Params::parse(uri.query().unwrap_or_default())
    }

    /// The parameters of a query string or of a form, which is encoded in the same way.
    pub fn parse(text: &str) -> Params {
        let pairs = text.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        });
        Params(pairs.collect())
    }

    /// The last value given under a name, in any case of letters.
    pub fn get(&self, name: &str) -> Option<&str> {
        let mut found = self.0.iter().rev().filter(|(known, _)| known.eq_ignore_ascii_case(name));
        found.next().map(|(_, value)| value.as_str())
    }

    /// Whether a switch such as `pretty` is on.
    pub fn flag(&self, name: &str) -> bool {
        self.get(name)
            .is_some_and(|value| matches!(value.to_lowercase().as_str(), "true" | "1" | "yes" | "on"))
    }

    /// How many rows are wanted. The sign is ignored, as the real service does.
    pub fn limit(&self) -> Result<usize> {
        let limit = self
            .number("limit")?
            .map_or(DEFAULT_LIMIT, |n| usize::try_from(n.unsigned_abs()).unwrap_or(MAX_LIMIT));
        Ok(limit.min(MAX_LIMIT))
    }

    /// How many rows are to be skipped.
    pub fn offset(&self) -> Result<usize> {
        Ok(self.number("offset")?.map_or(0, |n| usize::try_from(n.unsigned_abs()).unwrap_or(usize::MAX)))
    }

    /// The same parameters with some of their names replaced.
    pub fn renamed(&self, names: &[(&str, &str)]) -> Params {
        let renamed = |name: &String| {
            let new = names.iter().find(|(old, _)| old.eq_ignore_ascii_case(name));
            new.map_or_else(|| name.clone(), |(_, new)| (*new).to_owned())
        };
        Params(self.0.iter().map(|(name, value)| (renamed(name), value.clone())).collect())
    }

    /// All pairs.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    fn number(&self, name: &str) -> Result<Option<i64>> {
        match self.get(name).map(str::trim) {
            None | Some("") => Ok(None),
            Some(text) => {
                text.parse().map(Some).map_err(|_| Error::bad_request(name, "must be a whole number"))
            }
        }
    }
}

/// A part of a query string without its encoding.
pub(super) fn decode(part: &str) -> String {
    percent_encoding::percent_decode_str(&part.replace('+', " ")).decode_utf8_lossy().into_owned()
}

impl<S: Sync> FromRequestParts<S> for Params {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Params, Infallible> {
        Ok(Params::of(&parts.uri))
    }
}

/// The rows that a list's query string asks for: those that satisfy its search terms, in its order, its page.
///
/// `fields` are the searchable fields as dotted paths in a row, such as `appId` or `storage.protocol`; callers may
/// write them in any case.
pub fn select(rows: Vec<Value>, params: &Params, fields: &[&str]) -> Result<Vec<Value>> {
    let rows = matching(rows, params, fields)?;
    Ok(rows.into_iter().skip(params.offset()?).take(params.limit()?).collect())
}

/// Like [`select`], but all pages at once.
pub(super) fn matching(rows: Vec<Value>, params: &Params, fields: &[&str]) -> Result<Vec<Value>> {
    let mut rows = chosen(rows.into_iter(), usize::MAX, params, fields)?;
    order(&mut rows, params, fields)?;
    Ok(rows)
}

/// Like [`select`], for rows that are made one by one: those that are not wanted are gone before the next is made, and
/// none is made behind the page's end.
pub(super) fn select_of(
    rows: impl Iterator<Item = Value>,
    params: &Params,
    fields: &[&str],
) -> Result<Vec<Value>> {
    let ordered = params.get("orderBy").is_some_and(|name| !name.is_empty());
    let reach = if ordered { usize::MAX } else { params.offset()?.saturating_add(params.limit()?) };
    select(chosen(rows, reach, params, fields)?, params, fields)
}

/// The first rows that satisfy all search terms.
fn chosen(
    rows: impl Iterator<Item = Value>,
    most: usize,
    params: &Params,
    fields: &[&str],
) -> Result<Vec<Value>> {
    let terms = Term::all(params, fields)?;
    Ok(rows.filter(|row| terms.iter().all(|term| term.holds(row))).take(most).collect())
}

fn order(rows: &mut [Value], params: &Params, fields: &[&str]) -> Result<()> {
    let descending = match params.get("order").map(str::to_lowercase).as_deref() {
        None | Some("" | "asc") => false,
        Some("desc") => true,
        Some(_) => return Err(Error::bad_request("order", "must be ASC or DESC")),
    };
    let Some(name) = params.get("orderBy").filter(|name| !name.is_empty()) else {
        return Ok(());
    };
    let field = fields
        .iter()
        .find(|field| field.eq_ignore_ascii_case(name))
        .ok_or_else(|| Error::bad_request("orderBy", format!("lists cannot be ordered by {name}")))?;
    rows.sort_by(|a, b| {
        let ascending = terms::compare(terms::at(a, field), terms::at(b, field)).unwrap_or(Ordering::Equal);
        if descending { ascending.reverse() } else { ascending }
    });
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn ids(query: &str) -> Vec<i64> {
        let rows = vec![
            json!({ "id": 1, "name": "alpha", "status": "RUNNING", "public": true, "tags": ["a"],
                    "created": "2026-01-02T10:00:00.000+00:00", "storage": { "protocol": "LOCAL" } }),
            json!({ "id": 2, "name": "Beta", "status": "FINISHED", "public": false, "tags": ["a", "b"],
                    "created": "2026-01-03T10:00:00.000+00:00" }),
            json!({ "id": 3, "name": "gamma", "status": "FAILED", "created": null }),
        ];
        let fields = ["id", "name", "status", "public", "tags", "created", "storage.protocol"];
        let rows = select(rows, &Params::parse(query), &fields).unwrap();
        rows.iter().map(|row| row["id"].as_i64().unwrap()).collect()
    }

    #[test]
    fn terms_choose() {
        for (query, expected) in [
            ("", vec![1, 2, 3]),
            ("status=RUNNING", vec![1]),
            ("STATUS.eq=running", vec![1]),
            ("status.neq=RUNNING", vec![2, 3]),
            ("status.in=RUNNING,FAILED", vec![1, 3]),
            ("status.nin=RUNNING,FAILED", vec![2]),
            ("name.like=*a*a*", vec![1, 3]),
            ("name.like=b*", vec![2]),
            ("name.nlike=*m*", vec![1, 2]),
            ("name.rlike=%5E(alpha%7Cbeta)%24", vec![1, 2]),
            ("id.gt=1", vec![2, 3]),
            ("id.lte=2", vec![1, 2]),
            ("id.between=2,3", vec![2, 3]),
            ("public=True", vec![1]),
            ("tags=b", vec![2]),
            ("tags.neq=b", vec![1, 3]),
            ("storage.protocol=local", vec![1]),
            ("created.on=2026-01-02", vec![1]),
            ("created.after=2026-01-02T12:00:00Z", vec![2]),
            ("created.before=2026-01-03", vec![1]),
            ("created=2026-01-02T10:00:00%2B00:00", vec![1]),
            ("created.between=2026-01-01,2026-01-02T11:00", vec![1]),
            ("created.lt=1%20day%20ago", vec![1, 2]),
            ("limit=1", vec![1]),
            ("limit=-2&offset=1", vec![2, 3]),
            ("offset=9", vec![]),
            ("orderBy=name&order=DESC", vec![3, 2, 1]),
            ("orderBy=CREATED", vec![3, 1, 2]),
            ("unknown=1&pretty=true", vec![1, 2, 3]),
        ] {
            assert_eq!(ids(query), expected, "{query}");
        }
    }

    #[test]
    fn bad_queries_name_the_field() {
        for (query, field) in [
            ("limit=x", "limit"),
            ("offset=1.5", "offset"),
            ("order=up", "order"),
            ("orderBy=colour", "orderBy"),
            ("colour.like=x", "colour.like"),
            ("public.gt=true", "public.gt"),
            ("created.in=2026-01-01,2026-01-02", "created.in"),
            ("created.after=soon", "created.after"),
            ("name.rlike=(", "name.rlike"),
            ("id.between=1", "id.between"),
        ] {
            let rows = vec![json!({ "public": true, "created": "2026-01-02T10:00:00.000+00:00" })];
            let error =
                select(rows, &Params::parse(query), &["public", "created", "name", "id"]).unwrap_err();
            assert!(error.message().starts_with(&format!("{field}: ")), "{query}: {error}");
        }
    }
}
