//! From an event to the messages about it. They are written in the event's own transaction: what happened is told,
//! and only what happened.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};
use serde_json::{Value, json};

use crate::agave::links::segment;
use crate::ids;
use crate::time;

/// Messages of one subscription that wait at most; what happens then is not told.
const MAX_WAITING: i64 = 1000;

/// Something that happened to a resource.
pub struct Event<'e> {
    /// The resource's uuid.
    pub resource: &'e str,
    /// What happened, in the service's word.
    pub name: &'e str,
    /// Who made it happen.
    pub by: &'e str,
    /// What macros in addresses stand for, besides `UUID` and `EVENT`.
    pub facts: &'e [(&'static str, String)],
    /// What the message says besides these: fields of a JSON object.
    pub shown: Value,
}

struct Subscriber {
    id: String,
    owner: String,
    url: String,
    persistent: bool,
}

/// Whether anybody asked to hear of a resource.
pub fn is_watched(c: &Connection, resource: &str) -> rusqlite::Result<bool> {
    c.prepare_cached("SELECT EXISTS (SELECT 1 FROM notifications WHERE resource = ?1 AND status = 'ACTIVE')")?
        .query_row([resource], |row| row.get(0))
}

/// Writes a message for everybody who asked to hear of the event and, as `may` tells, still may.
pub fn publish(
    c: &Connection,
    event: &Event<'_>,
    may: impl Fn(&Connection, &str) -> rusqlite::Result<bool>,
) -> rusqlite::Result<()> {
    let subscribers: Vec<Subscriber> = c
        .prepare_cached(
            "SELECT id, owner, url, persistent FROM notifications
             WHERE resource = ?1 AND status = 'ACTIVE' AND NOT spent AND (event = '*' OR upper(event) = upper(?2))",
        )?
        .query_map([event.resource, event.name], |row| {
            Ok(Subscriber { id: row.get(0)?, owner: row.get(1)?, url: row.get(2)?, persistent: row.get(3)? })
        })?
        .collect::<rusqlite::Result<_>>()?;
    for subscriber in subscribers {
        if may(c, &subscriber.owner)? && waiting(c, &subscriber.id)? < MAX_WAITING {
            write(c, event, &subscriber)?;
        }
    }
    Ok(())
}

fn waiting(c: &Connection, subscription: &str) -> rusqlite::Result<i64> {
    c.prepare_cached("SELECT count(*) FROM notification_messages WHERE notification = ?1")?
        .query_row([subscription], |row| row.get(0))
}

fn write(c: &Connection, event: &Event<'_>, to: &Subscriber) -> rusqlite::Result<()> {
    let now = time::now();
    let mut body = json!({
        "uuid": event.resource,
        "event": event.name,
        "createdBy": event.by,
        "created": time::iso(now),
    });
    if let (Value::Object(body), Value::Object(more)) = (&mut body, &event.shown) {
        body.extend(more.clone());
    }
    c.prepare_cached(
        "INSERT INTO notification_messages (id, notification, event, url, body, due, created)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)",
    )?
    .execute(params![
        ids::token(),
        to.id,
        event.name,
        address(&to.url, event),
        body.to_string(),
        now
    ])?;
    if !to.persistent {
        c.execute("UPDATE notifications SET spent = 1 WHERE id = ?1", [&to.id])?;
    }
    Ok(())
}

fn address(template: &str, event: &Event<'_>) -> String {
    let mut values: BTreeMap<&str, &str> =
        event.facts.iter().map(|(name, value)| (*name, value.as_str())).collect();
    values.insert("UUID", event.resource);
    values.insert("EVENT", event.name);
    expand(template, |name| values.get(name.to_uppercase().as_str()).copied())
}

/// Replaces `${NAME}` by its value, escaped; what nobody knows becomes empty.
pub(super) fn expand<'v>(template: &str, value: impl Fn(&str) -> Option<&'v str>) -> String {
    let mut expanded = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("${") {
        expanded.push_str(before);
        let Some((name, behind)) = after.split_once('}') else {
            rest = after;
            break;
        };
        expanded.push_str(&segment(value(name).unwrap_or_default()));
        rest = behind;
    }
    expanded.push_str(rest);
    expanded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn macros_are_escaped() {
        let value = |name: &str| match name {
            "A" => Some("a b&c=/ü"),
            _ => None,
        };
        for (template, expected) in [
            (
                "https://x.org/${A}?a=${A}&b=${B}#",
                "https://x.org/a%20b%26c%3D%2F%C3%BC?a=a%20b%26c%3D%2F%C3%BC&b=#",
            ),
            ("https://x.org/$A", "https://x.org/$A"),
            ("https://x.org/${A", "https://x.org/A"),
            ("", ""),
        ] {
            assert_eq!(expand(template, value), expected, "{template}");
        }
    }
}
