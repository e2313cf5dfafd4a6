//! The `notifications` of a new job: whom to tell of its events.

use serde_json::{Value, json};

use crate::apps::fields::Fields;
use crate::engine::Status;
use crate::error::Result;

/// What an address alone asks for.
const ENDINGS: [Status; 3] = [Status::Finished, Status::Failed, Status::Stopped];

/// Reads the field in any of its forms: a list, a list as text in a form, or one address.
pub(super) fn read(fields: &Fields<'_>) -> Result<Vec<Value>> {
    let field = if fields.get("notifications").is_some() { "notifications" } else { "callbackUrl" };
    let parsed = match fields.get(field) {
        None => return Ok(Vec::new()),
        Some(Value::String(text)) if text.trim().is_empty() => return Ok(Vec::new()),
        Some(Value::String(text)) if text.trim_start().starts_with('[') => serde_json::from_str(text)
            .map_err(|error| fields.refuse(field, format!("is not JSON: {error}")))?,
        Some(Value::String(url)) => {
            check_url(fields, field, url.trim())?;
            let one =
                |status: Status| json!({ "url": url.trim(), "event": status.as_str(), "persistent": false });
            return Ok(ENDINGS.into_iter().map(one).collect());
        }
        Some(other) => other.clone(),
    };
    let body = serde_json::Map::from_iter([(field.to_owned(), parsed)]);
    Fields::of(&body).objects(field)?.iter().map(one).collect()
}

fn one(fields: &Fields<'_>) -> Result<Value> {
    let url = fields.required("url", 1024)?;
    check_url(fields, "url", &url)?;
    let event = fields.required("event", 128)?;
    let mut notification =
        json!({ "url": url, "event": event, "persistent": fields.flag("persistent")?.unwrap_or(false) });
    if let Some(policy) = fields.object("policy")? {
        let strategy = policy.word("retryStrategy", &["NONE", "IMMEDIATE", "DELAYED", "EXPONENTIAL"])?;
        notification["policy"] = json!({
            "retryStrategy": strategy.unwrap_or("IMMEDIATE"),
            "retryLimit": policy.whole("retryLimit", 0..=1440)?.unwrap_or(5),
            "retryRate": policy.whole("retryRate", 0..=86_400)?.unwrap_or(5),
            "retryDelay": policy.whole("retryDelay", 0..=86_400)?.unwrap_or(0),
            "saveOnFailure": policy.flag("saveOnFailure")?.unwrap_or(false),
        });
    }
    Ok(notification)
}

/// A web address, an e-mail address, a number for text messages, or an address within the service.
fn check_url(fields: &Fields<'_>, field: &str, url: &str) -> Result<()> {
    let known = ["http://", "https://", "agave://"].iter().any(|scheme| {
        url.strip_prefix(scheme)
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_alphanumeric() || c == '['))
    });
    let mail = url.split_once('@').is_some_and(|(user, host)| !user.is_empty() && host.contains('.'));
    let digits = !url.is_empty() && url.bytes().all(|byte| byte.is_ascii_digit());
    let spaced = url.contains(char::is_whitespace);
    if !(4..=1024).contains(&url.len()) || spaced || !(known || mail && !url.contains("://") || digits) {
        return Err(fields.refuse(field, "must be a web address or an e-mail address"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notifications(value: &Value) -> Result<Vec<Value>> {
        let body = json!({ "notifications": value });
        read(&Fields::of(body.as_object().unwrap()))
    }

    #[test]
    fn an_address_alone_hears_of_the_end() {
        let all = notifications(&json!("me@example.org")).unwrap();
        let events: Vec<&str> = all.iter().map(|one| one["event"].as_str().unwrap()).collect();
        assert_eq!(events, ["FINISHED", "FAILED", "STOPPED"]);
        assert_eq!(notifications(&json!(null)).unwrap().len(), 0);
        let listed =
            notifications(&json!("[{\"url\": \"https://x.org/${UUID}\", \"event\": \"*\"}]")).unwrap();
        assert_eq!(listed[0]["persistent"], false);
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (value, named) in [
            (json!("nobody"), "notifications"),
            (json!("ftp://x.org"), "notifications"),
            (json!(7), "notifications"),
            (json!([1]), "notifications"),
            (json!([{ "event": "*" }]), "notifications[0].url"),
            (json!([{ "url": "https://x.org" }]), "notifications[0].event"),
            (
                json!([{ "url": "https://x.org", "event": "*", "policy": { "retryLimit": 9999 } }]),
                "notifications[0].policy.retryLimit",
            ),
            (json!("[{"), "notifications"),
        ] {
            let error = notifications(&value).unwrap_err();
            assert!(error.message().starts_with(&format!("{named}: ")), "{value}: {error}");
        }
    }
}
