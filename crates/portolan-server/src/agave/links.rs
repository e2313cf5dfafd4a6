//! Addresses in answers: absolute, with every segment escaped.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use crate::State;
use crate::storage::Location;

/// What stands for itself in a segment of a path.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A segment of a path, escaped.
pub fn segment(text: &str) -> String {
    utf8_percent_encode(text, SEGMENT).to_string()
}

/// A link object to a path of this server.
pub fn link(state: &State, path: &str) -> Value {
    json!({ "href": format!("{}{path}", state.base_url()) })
}

/// A link to a user's profile.
pub fn profile(state: &State, user: &str) -> Value {
    link(state, &format!("/profiles/v2/{}", segment(user)))
}

/// A link to a system.
pub fn system(state: &State, id: &str) -> Value {
    link(state, &format!("/systems/v2/{}", segment(id)))
}

/// A link to a file in one of the collections `media`, `listings`, `history` and `pems`. The double slash says that
/// the path counts from the system's root.
pub fn file(state: &State, collection: &str, at: &Location) -> Value {
    let path: Vec<String> = at.path().split('/').map(segment).collect();
    link(state, &format!("/files/v2/{collection}/system/{}//{}", at.system.id(), path.join("/")))
}
