//! The `associationIds` of metadata: uuids of the things that it describes.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::{Value, json};

use super::body::Fields;
use super::links;
use crate::State;
use crate::accounts::User;
use crate::error::{Error, Result};
use crate::ids::kind;
use crate::metadata::Collection;
use crate::storage::Access;

/// So many things can be described at once.
const MOST: usize = 1000;

static UUID: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("^[0-9]{1,20}-[0-9a-zA-Z]{1,32}-[0-9]{4}-([0-9]{3})$").expect("the pattern is well formed")
});

/// The type at the end of a uuid of Agave's form.
fn kind_of(uuid: &str) -> Option<&str> {
    UUID.captures(uuid)?.get(1).map(|kind| kind.as_str())
}

/// Reads and checks the field: each is a uuid, and of what this server can look up by its uuid, the user sees it.
pub(super) async fn read(state: &State, user: &User, fields: &Fields) -> Result<Vec<String>> {
    let refuse = |why: String| Error::bad_request("associationIds", why);
    let ids: Vec<String> = match fields.0.get("associationIds") {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(items)) => items
            .iter()
            .map(|item| item.as_str().map(str::to_owned))
            .collect::<Option<_>>()
            .ok_or_else(|| refuse("must be uuids as text".to_owned()))?,
        // As forms, and answers of the service's later versions, write lists.
        Some(Value::String(text)) => {
            let inner = text.trim().trim_start_matches('[').trim_end_matches(']');
            let items = inner.split(',').map(|item| item.trim().trim_matches('"').to_owned());
            items.filter(|item| !item.is_empty()).collect()
        }
        Some(_) => return Err(refuse("must be an array of uuids".to_owned())),
    };
    if ids.len() > MOST {
        return Err(refuse(format!("must not be more than {MOST}")));
    }
    for id in &ids {
        let kind = kind_of(id).ok_or_else(|| refuse(format!("{id} is no uuid of this service")))?;
        if !is_there(state, user, kind, id).await? {
            return Err(refuse(format!("there is nothing with the uuid {id}")));
        }
    }
    Ok(ids)
}

async fn is_there(state: &State, user: &User, kind: &str, id: &str) -> Result<bool> {
    let collection = match kind {
        kind::JOB => {
            let Some(job) = state.engine().get(id).await? else { return Ok(false) };
            return Ok(state.engine().access(user, &job).await?.allows(Access::READ));
        }
        kind::METADATA => Collection::Data,
        kind::SCHEMA => Collection::Schemas,
        // The uuids of files, apps and systems lead to them, but not back.
        _ => return Ok(true),
    };
    let Some(document) = state.metadata().find(collection, id).await? else { return Ok(false) };
    Ok(state.metadata().access(user, &document).await?.allows(Access::READ))
}

/// The link to an associated thing, if it has an address of its own by its uuid.
pub(super) fn link(state: &State, id: &str) -> Option<Value> {
    let (title, base) = match kind_of(id)? {
        kind::JOB => ("job", "/jobs/v2/"),
        kind::METADATA => ("metadata", "/meta/v2/data/"),
        kind::SCHEMA => ("schema", "/meta/v2/schemas/"),
        _ => return None,
    };
    let mut link = links::link(state, &format!("{base}{}", links::segment(id)));
    link["rel"] = json!(id);
    link["title"] = json!(title);
    Some(link)
}
