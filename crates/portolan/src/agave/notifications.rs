//! Notifications: who is told when something happens.

use serde_json::Value;

use crate::page::Page;
use crate::{api, fields, model};

/// Registers whom to tell of what happens to a job, file, app, system or document.
///
/// ```no_run
/// # async fn example(agave: portolan::agave::Agave, job_id: &str) -> portolan::Result<()> {
/// use portolan::agave::NotificationRequest;
///
/// let request = NotificationRequest {
///     url: "ada@example.org".into(),
///     event: "FINISHED".into(),
///     associated_uuid: job_id.into(),
///     ..Default::default()
/// };
/// let notification = agave.notifications().add(&request).await?;
/// println!("{} is {:?}", notification.key(), notification.status);
/// # Ok(())
/// # }
/// ```
///
/// ```js
/// await agave.notifications.add({ body: { url: "ada@example.org", event: "FINISHED", associatedUuid: job.id } });
/// ```
#[api("notifications", "/notifications/v2")]
pub trait Notifications {
    /// Registers a notification.
    #[post("/", once)]
    fn add(&self, body: &NotificationRequest) -> Notification;

    /// Lists the caller's notifications, all or those about one thing.
    #[get("/", read)]
    fn list(&self, query: &NotificationQuery) -> Page<Notification>;

    /// Fetches one notification.
    #[get("/{uuid}", read)]
    fn get(&self, uuid: &str) -> Notification;

    /// Replaces a notification.
    #[post("/{uuid}", set)]
    fn update(&self, uuid: &str, body: &NotificationRequest) -> Notification;

    /// Removes a notification.
    #[delete("/{uuid}", set)]
    fn delete(&self, uuid: &str);
}

/// Which notifications to list.
#[fields(list)]
pub struct NotificationQuery {
    /// The id of what they are about.
    pub associated_uuid: Option<String>,
}

/// Whom to tell of what.
#[model]
pub struct NotificationRequest {
    /// A web address, or an e-mail address without `mailto:`. Macros such as `${UUID}` and `${EVENT}` are filled in.
    pub url: String,
    /// An event's name, as in `FINISHED` or `OVERWRITTEN`; `*` is every event.
    pub event: String,
    /// The id of what it is about.
    pub associated_uuid: String,
    /// Whether to tell more than once; the service's default is no.
    pub persistent: Option<bool>,
    pub policy: Option<NotificationPolicy>,
}

/// How a failed notification is repeated.
#[model]
pub struct NotificationPolicy {
    /// `NONE`, `IMMEDIATE`, `DELAYED` or `EXPONENTIAL`.
    pub retry_strategy: Option<String>,
    pub retry_limit: Option<i64>,
    /// Seconds between attempts.
    pub retry_rate: Option<i64>,
    /// Seconds before the first repetition.
    pub retry_delay: Option<i64>,
    pub save_on_failure: Option<bool>,
}

/// A notification.
#[model]
pub struct Notification {
    pub id: Option<String>,
    /// Older services' name of `id`.
    pub uuid: Option<String>,
    pub owner: Option<String>,
    pub url: String,
    pub event: Option<String>,
    pub associated_uuid: String,
    pub persistent: bool,
    /// `ACTIVE`, `INACTIVE`, `FAILED` or `COMPLETE`.
    pub status: Option<String>,
    pub policy: Option<NotificationPolicy>,
    /// How often somebody was told, successfully or not.
    pub attempts: Option<i64>,
    /// The HTTP status of the last attempt.
    pub response_code: Option<i64>,
    pub success: Option<bool>,
    pub last_sent: Option<String>,
    pub created: Option<String>,
    pub last_updated: Option<String>,
    #[serde(rename = "_links")]
    pub links: Option<Value>,
}

impl Notification {
    /// The notification's id, under whichever name the service sends it.
    pub fn key(&self) -> &str {
        self.id.as_deref().or(self.uuid.as_deref()).unwrap_or_default()
    }
}
