//! Connections in the storage of this tab.

use leptos::prelude::window;
use serde::{Deserialize, Serialize};

use super::Connection;
use super::access::Access;
use super::attempt::KEY;

const CLIENT_KEY: &str = "portolan.client";

/// A connection as it is stored.
#[derive(Serialize, Deserialize)]
struct Stored {
    name: String,
    access: Access,
}

fn storage() -> Option<web_sys::Storage> {
    window().session_storage().ok().flatten()
}

/// What the tab remembers; nothing if it cannot be read.
pub(super) fn read() -> Vec<Connection> {
    let text = storage().and_then(|storage| storage.get_item(KEY).ok().flatten()).unwrap_or_default();
    let stored: Vec<Stored> = serde_json::from_str(&text).unwrap_or_default();
    stored.into_iter().filter_map(|Stored { name, access }| Connection::new(name, access).ok()).collect()
}

/// Remembers the connections for this tab.
pub(super) fn write(connections: &[Connection]) {
    let stored: Vec<Stored> = connections
        .iter()
        .map(|Connection { name, access, gateway }| Stored {
            name: name.clone(),
            access: access.refreshed(gateway),
        })
        .collect();
    if let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(&stored)) {
        let _ = storage.set_item(KEY, &text);
    }
}

/// Forgets everything that belongs to a session.
pub(super) fn clear() {
    if let Some(storage) = storage() {
        let _ = storage.clear();
    }
}

/// The name of the OAuth client that this browser registers: the same every time, so that the next sign-in
/// replaces the client of the last one.
pub(super) fn client_name() -> String {
    let storage = window().local_storage().ok().flatten();
    if let Some(name) = storage.as_ref().and_then(|storage| storage.get_item(CLIENT_KEY).ok().flatten()) {
        return name;
    }
    let name = format!("portolan-{:08x}", (js_sys::Math::random() * f64::from(u32::MAX)) as u32);
    if let Some(storage) = storage {
        let _ = storage.set_item(CLIENT_KEY, &name);
    }
    name
}
