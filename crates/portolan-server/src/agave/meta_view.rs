//! Metadata and schemas as the service shows them.

use serde_json::{Value, json};

use super::{links, meta_associations as associations};
use crate::State;
use crate::metadata::{Collection, Document};

/// The address of a document.
pub(super) fn path(document: &Document) -> String {
    format!("/meta/v2/{}/{}", document.collection.name(), links::segment(&document.uuid))
}

/// A document with its links.
pub(super) fn shown(state: &State, document: &Document) -> Value {
    let own = path(document);
    let mut links = json!({
        "self": links::link(state, &own),
        "permissions": links::link(state, &format!("{own}/pems")),
        "owner": links::profile(state, &document.owner),
    });
    if document.collection == Collection::Data {
        let ids = document.body.get("associationIds").and_then(Value::as_array);
        let associated = ids.into_iter().flatten().filter_map(Value::as_str);
        links["associationIds"] = associated.filter_map(|id| associations::link(state, id)).collect();
    }
    let mut fields = document.fields();
    fields.insert("_links".to_owned(), links);
    Value::Object(fields)
}
