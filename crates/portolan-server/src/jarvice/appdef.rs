//! An app as JARVICE's `AppDef`.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use super::pardef;
use crate::apps::{App, SERVER};
use crate::engine::queue::QUEUES;

/// The only command of each app.
pub(super) const COMMAND: &str = "run";

/// The definition of an app.
pub(super) fn appdef(app: &App) -> Value {
    let application = &app.application;
    let label = application.label.as_deref().unwrap_or(&application.name);
    let description = application.short_description.as_deref().unwrap_or_default();
    let details = application.long_description.as_deref().unwrap_or(description);
    json!({
        "appdefversion": 1,
        "id": application.id,
        "name": label,
        "description": description,
        "author": app.owner,
        "owner": app.owner,
        "licensed": true,
        "certified": app.owner == SERVER,
        "public": application.is_public,
        "price": "0.00",
        "classifications": application.tags,
        "machines": ["*"],
        "scale_max": QUEUES.iter().map(|queue| queue.max_nodes).max(),
        "vault-types": ["FILE", "NONE"],
        "image": { "type": "image/svg+xml", "data": BASE64_STANDARD.encode(icon(label)) },
        "commands": {
            (COMMAND): {
                "name": "Run",
                "description": details,
                "path": application.name,
                "interactive": false,
                "parameters": pardef::all(app),
            },
        },
    })
}

/// A picture for an app that has none: the first letter of its name.
fn icon(label: &str) -> String {
    let letter = label.chars().find(|c| c.is_alphanumeric()).unwrap_or('#').to_uppercase();
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 64 64\"><rect width=\"64\" height=\"64\" rx=\"8\" \
         fill=\"#24476b\"/><text x=\"32\" y=\"43\" font-family=\"sans-serif\" font-size=\"32\" fill=\"#fff\" \
         text-anchor=\"middle\">{letter}</text></svg>"
    )
}
