//! Pages of lists: `{count, next, previous, results}`.

use axum::extract::FromRequestParts;
use axum::http::Uri;
use axum::http::request::Parts;
use serde_json::{Value, json};

use crate::State;
use crate::agave::query::Params;
use crate::error::{Error, Result};

/// Rows of a page when the caller does not say.
const DEFAULT: usize = 25;
/// Rows of a page at most.
const MOST: usize = 1000;

/// Which page is wanted. An argument of handlers.
pub(super) struct Paging {
    page: usize,
    size: usize,
    uri: Uri,
    /// All parameters of the query.
    pub(super) params: Params,
}

impl FromRequestParts<State> for Paging {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &State) -> Result<Paging> {
        let params = Params::of(&parts.uri);
        let number = |name: &str| params.get(name).map(|text| text.parse::<usize>().ok().filter(|n| *n > 0));
        let page = number("page").unwrap_or(Some(1)).ok_or_else(invalid)?;
        let size = number("page_size").flatten().unwrap_or(DEFAULT).min(MOST);
        Ok(Paging { page, size, uri: parts.uri.clone(), params })
    }
}

fn invalid() -> Error {
    Error::not_found("Invalid page.")
}

impl Paging {
    /// How many rows are before the page.
    pub(super) fn skip(&self) -> usize {
        (self.page - 1).saturating_mul(self.size)
    }

    /// How many rows the page has at most.
    pub(super) fn take(&self) -> usize {
        self.size
    }

    /// Whether it is the first page.
    pub(super) fn is_first(&self) -> bool {
        self.page == 1
    }

    /// The page of a list that is known whole.
    pub(super) fn of(&self, state: &State, rows: &[Value]) -> Result<Value> {
        let page = rows.iter().skip(self.skip()).take(self.size).cloned().collect();
        self.with(state, rows.len(), page)
    }

    /// The page with these rows, of a list of so many.
    pub(super) fn with(&self, state: &State, count: usize, rows: Vec<Value>) -> Result<Value> {
        if self.page > 1 && self.skip() >= count {
            return Err(invalid());
        }
        let more = self.skip() + self.size < count;
        Ok(json!({
            "count": count,
            "next": more.then(|| self.address(state, self.page + 1)),
            "previous": (self.page > 1).then(|| self.address(state, self.page - 1)),
            "results": rows,
        }))
    }

    /// The address of another page of the same list.
    fn address(&self, state: &State, page: usize) -> String {
        let others = self.uri.query().unwrap_or_default().split('&');
        let others = others.filter(|pair| !pair.is_empty() && !pair.starts_with("page="));
        let query: Vec<String> = others.map(str::to_owned).chain([format!("page={page}")]).collect();
        format!("{}{}?{}", state.base_url(), self.uri.path(), query.join("&"))
    }
}
