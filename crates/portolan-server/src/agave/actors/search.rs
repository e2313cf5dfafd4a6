//! Lists: whole when nothing is asked of them, else searched and cut into pages, which have another shape.

use serde_json::{Value, json};

use super::caller::NONCE;
use crate::agave::query::{Params, matching};
use crate::error::Result;

/// Parameters that ask nothing of a list.
const NO_QUESTIONS: &[&str] = &[NONCE, "pretty", "naked", "filter"];

/// Whether a query string makes a list a search.
pub(super) fn is_search(params: &Params) -> bool {
    params.pairs().any(|(name, _)| !NO_QUESTIONS.iter().any(|known| known.eq_ignore_ascii_case(name)))
}

/// What a search answers.
pub(super) fn search(rows: Vec<Value>, params: &Params, fields: &[&str]) -> Result<Value> {
    // Abaco's word, beside Agave's.
    let params = params.renamed(&[("skip", "offset")]);
    let rows = matching(rows, &params, fields)?;
    let (total, limit, skipped) = (rows.len(), params.limit()?, params.offset()?);
    let page: Vec<Value> = rows.into_iter().skip(skipped).take(limit).collect();
    Ok(json!({
        "_metadata": {
            "countReturned": page.len(),
            "recordLimit": limit,
            "recordsSkipped": skipped,
            "totalCount": total,
        },
        "search": page,
    }))
}

/// A list, or what is asked of it.
pub(super) fn listed(rows: Vec<Value>, params: &Params, fields: &[&str]) -> Result<Value> {
    if is_search(params) { search(rows, params, fields) } else { Ok(Value::Array(rows)) }
}
