//! Who wants to be told of what, as requests say it: for themselves, or with a new job or upload.

use serde_json::{Map, Value};

use crate::apps::fields::Fields;
use crate::error::Result;
use crate::notifications::{Notifications, Policy, Strategy, Subscription};

/// What a subscription may consist of.
const FIELDS: &[&str] = &["url", "event", "persistent", "policy", "associatedUuid", "status"];
const POLICY: &[&str] = &["retryStrategy", "retryLimit", "retryRate", "retryDelay", "saveOnFailure"];

/// Subscriptions that come with one job or upload at most.
const MAX_TOGETHER: usize = 50;

/// Reads the subscriptions that come with something new, in any form: a list, a list as text in a form, or one
/// address, which is told of `usual` events.
pub(super) fn read_all(
    fields: &Fields<'_>,
    usual: &[&str],
    notifications: &Notifications,
) -> Result<Vec<Subscription>> {
    let names = ["notifications", "callbackUrl", "callbackURL"];
    let Some(field) = names.into_iter().find(|name| fields.get(name).is_some()) else {
        return Ok(Vec::new());
    };
    let parsed = match fields.get(field) {
        None => return Ok(Vec::new()),
        Some(Value::String(text)) if text.trim().is_empty() => return Ok(Vec::new()),
        Some(Value::String(text)) if text.trim_start().starts_with(['[', '{']) => serde_json::from_str(text)
            .map_err(|error| fields.refuse(field, format!("is not JSON: {error}")))?,
        Some(Value::String(url)) => {
            let url = url.trim().to_owned();
            check_url(fields, field, &url, notifications)?;
            let one = |event: &&str| Subscription {
                url: url.clone(),
                event: (*event).to_owned(),
                persistent: false,
                policy: Policy::default(),
            };
            return Ok(usual.iter().map(one).collect());
        }
        Some(other) => other.clone(),
    };
    let parsed = if parsed.is_object() { Value::Array(vec![parsed]) } else { parsed };
    let body = Map::from_iter([(field.to_owned(), parsed)]);
    let wanted = Fields::of(&body).objects(field)?;
    if wanted.len() > MAX_TOGETHER {
        return Err(fields.refuse(field, format!("must not be more than {MAX_TOGETHER}")));
    }
    wanted.iter().map(|fields| read(fields, None, notifications)).collect()
}

/// Reads one subscription; what it does not say stays as it was before.
pub(super) fn read(
    fields: &Fields<'_>,
    before: Option<&Subscription>,
    notifications: &Notifications,
) -> Result<Subscription> {
    fields.only(FIELDS)?;
    let url = match (fields.text("url", 1024)?, before) {
        (Some(url), _) => url,
        (None, Some(before)) => before.url.clone(),
        (None, None) => return Err(fields.refuse("url", "is required")),
    };
    check_url(fields, "url", &url, notifications)?;
    let event = fields.text("event", 128)?.or_else(|| before.map(|before| before.event.clone()));
    let persistent = fields.flag("persistent")?.or(before.map(|before| before.persistent));
    let policy = match fields.object("policy")? {
        Some(policy) => read_policy(&policy)?,
        None => before.map(|before| before.policy.clone()).unwrap_or_default(),
    };
    Ok(Subscription {
        url,
        event: event.unwrap_or_else(|| "*".to_owned()),
        persistent: persistent.unwrap_or(false),
        policy,
    })
}

fn read_policy(fields: &Fields<'_>) -> Result<Policy> {
    fields.only(POLICY)?;
    let usual = Policy::default();
    let number = |field: &str, most: i64, usual: u32| -> Result<u32> {
        let number = fields.whole(field, 0..=most)?.unwrap_or(i64::from(usual));
        Ok(u32::try_from(number).unwrap_or(usual))
    };
    let strategy = fields.word("retryStrategy", &["NONE", "IMMEDIATE", "DELAYED", "EXPONENTIAL"])?;
    Ok(Policy {
        retry_strategy: match strategy {
            Some("NONE") => Strategy::None,
            Some("DELAYED") => Strategy::Delayed,
            Some("EXPONENTIAL") => Strategy::Exponential,
            _ => Strategy::Immediate,
        },
        retry_limit: number("retryLimit", 1440, usual.retry_limit)?,
        retry_rate: number("retryRate", 86_400, usual.retry_rate)?,
        retry_delay: number("retryDelay", 86_400, usual.retry_delay)?,
        save_on_failure: fields.flag("saveOnFailure")?.unwrap_or(usual.save_on_failure),
    })
}

/// The real service also sends mail and text messages; here only web addresses can be told.
fn check_url(fields: &Fields<'_>, field: &str, url: &str, notifications: &Notifications) -> Result<()> {
    let instead = "name a web address that receives the message, such as https://example.org/hook";
    let mail = !url.contains("://") && url.contains('@') || url.starts_with("mailto:");
    if mail {
        return Err(fields.refuse(field, format!("this server sends no e-mail; {instead}")));
    }
    if !url.is_empty() && url.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(fields.refuse(field, format!("this server sends no text messages; {instead}")));
    }
    if url.chars().count() > 1024 {
        return Err(fields.refuse(field, "must not be longer than 1024 characters"));
    }
    if url.contains(char::is_whitespace) {
        return Err(fields.refuse(field, "must not contain blanks"));
    }
    notifications.check_address(url).map_err(|why| fields.refuse(field, why))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::db::Db;
    use crate::outbound::Outbound;

    fn subscriptions(value: &Value) -> Result<Vec<Subscription>> {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&folder.path().join("t.sqlite")).unwrap();
        let notifications = Notifications::open(db, Outbound::new("http://127.0.0.1:8750").unwrap());
        let body = json!({ "notifications": value });
        read_all(&Fields::of(body.as_object().unwrap()), &["FINISHED", "FAILED"], &notifications)
    }

    #[tokio::test]
    async fn an_address_alone_hears_of_the_usual() {
        let all = subscriptions(&json!("https://example.org/x")).unwrap();
        let events: Vec<&str> = all.iter().map(|one| one.event.as_str()).collect();
        assert_eq!(events, ["FINISHED", "FAILED"]);
        assert_eq!(subscriptions(&json!(null)).unwrap().len(), 0);
        let listed = subscriptions(&json!("[{\"url\": \"https://x.org/${UUID}?s=${JOB_STATUS}\"}]")).unwrap();
        assert_eq!((listed[0].event.as_str(), listed[0].persistent), ("*", false));
        assert_eq!(listed[0].policy, Policy::default());
    }

    #[tokio::test]
    async fn what_is_wrong_is_named() {
        for (value, named) in [
            (json!("nobody"), "notifications"),
            (json!("me@example.org"), "notifications"),
            (json!("5551234567"), "notifications"),
            (json!("ftp://x.org"), "notifications"),
            (json!("http://x.org"), "notifications"),
            (json!("http://10.0.0.1/"), "notifications"),
            (json!("https://${JOB_NAME}.org/"), "notifications"),
            (json!(7), "notifications"),
            (json!([1]), "notifications"),
            (json!([{ "event": "*" }]), "notifications[0].url"),
            (json!([{ "url": "me@example.org", "event": "*" }]), "notifications[0].url"),
            (json!([{ "url": "https://x.org", "colour": "red" }]), "notifications[0].colour"),
            (
                json!([{ "url": "https://x.org", "event": "*", "policy": { "retryLimit": 9999 } }]),
                "notifications[0].policy.retryLimit",
            ),
            (json!("[{"), "notifications"),
            (json!(vec![json!({ "url": "https://x.org", "event": "*" }); 51]), "notifications"),
        ] {
            let error = subscriptions(&value).unwrap_err();
            assert!(error.message().starts_with(&format!("{named}: ")), "{value}: {error}");
        }
    }
}
