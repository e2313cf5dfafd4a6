//! Whole lists, and bodies, without a type for each.

use crate::client::Client;
use crate::endpoint::{Endpoint, find};
use crate::error::Result;
use crate::json::Json;
use crate::request::Request;

/// The most items that one list may have: a service that never comes to its end must not keep a page busy for ever.
const MOST: usize = 200_000;

/// Every item of a list of Agave, whose services cap their pages without saying so: the end is a page that is empty, or shorter
/// than one before it.
pub(super) async fn by_offset(client: &Client, request: Request, size: u32) -> Result<Vec<Json>> {
    let mut all = Vec::new();
    let mut longest = 0;
    loop {
        let page =
            client.document(with(&request, &[("limit", size as usize), ("offset", all.len())])).await?;
        let mut items = page.items();
        let length = items.len();
        all.append(&mut items);
        if length == 0 || length < longest || all.len() >= MOST {
            return Ok(all);
        }
        longest = length;
    }
}

/// Every item of a list of Rescale, by the numbers of its pages: the address of the next one may lead elsewhere.
pub(super) async fn by_number(client: &Client, request: Request, size: u32) -> Result<Vec<Json>> {
    let mut all = Vec::new();
    let mut number = 1;
    loop {
        let page = client.document(with(&request, &[("page", number), ("page_size", size as usize)])).await?;
        let mut items = page.get("results").items();
        let is_last = items.is_empty() || !page.get("next").exists();
        all.append(&mut items);
        if is_last || all.len() >= MOST {
            return Ok(all);
        }
        number += 1;
    }
}

fn with(request: &Request, parameters: &[(&str, usize)]) -> Request {
    let mut request = request.clone();
    request.query.retain(|(name, _)| !parameters.iter().any(|(other, _)| other == name));
    request.query.extend(parameters.iter().map(|(name, value)| ((*name).to_owned(), value.to_string())));
    request
}

/// The request of an operation whose body is put together here.
pub(super) fn with_body(
    groups: &[&'static [Endpoint]],
    name: &str,
    segments: &[(&str, &str)],
    body: &Json,
) -> Result<Request> {
    let mut request = Request::new(find(groups, name)?);
    for (variable, value) in segments {
        request.segment(variable, value)?;
    }
    request.document(body);
    Ok(request)
}
