//! Telling others of events: who asked for it, what is still to be told, and the telling itself.
//!
//! A message is written together with its event and removed when it has arrived, so that one that was cut off by a
//! crash is sent again: receivers may get it twice and know it by its `X-Agave-Delivery`.

mod outbox;
mod policy;
mod store;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;

pub use outbox::{Event, is_watched, publish};
pub use policy::{Policy, Strategy};
pub use store::{Attempt, Notification, Subscription};

use crate::accounts::User;
use crate::db::Db;
use crate::error::Result;
use crate::outbound::{self, Outbound};
use crate::time;
use store::{Message, Outcome};

/// How long a receiver may take.
const PATIENCE: Duration = Duration::from_secs(15);
/// Messages that are sent at the same time.
const AT_ONCE: usize = 16;
/// So many of them are for one user, whose receivers may be slow.
const AT_ONCE_PER_USER: usize = 4;
/// Before looking again for messages when there are none, or after the database failed.
const PAUSE: Duration = Duration::from_secs(60);

/// The subscriptions and their messages; clones share them.
#[derive(Clone)]
pub struct Notifications(Arc<Inner>);

struct Inner {
    db: Db,
    outbound: Outbound,
    /// Only one sends at a time, so that nothing is sent twice without need.
    turn: Mutex<()>,
    closing: CancellationToken,
}

impl Notifications {
    /// Takes up the messages that an earlier life has not sent.
    pub fn open(db: Db, outbound: Outbound) -> Notifications {
        let closing = CancellationToken::new();
        let notifications = Notifications(Arc::new(Inner { db, outbound, turn: Mutex::default(), closing }));
        tokio::spawn(notifications.clone().run());
        notifications
    }

    /// Sends no more. What was not sent is sent by the next life.
    pub fn close(&self) {
        self.0.closing.cancel();
    }

    async fn run(self) {
        let closing = self.0.closing.clone();
        tokio::select! {
            () = closing.cancelled() => {}
            () = self.send_for_ever() => {}
        }
    }

    async fn send_for_ever(&self) {
        loop {
            let wait = match self.send_due(time::now).await {
                Ok(None) => PAUSE,
                Ok(Some(next)) => {
                    Duration::from_millis(u64::try_from(next - time::now()).unwrap_or_default()).min(PAUSE)
                }
                Err(error) => {
                    tracing::error!(%error, "messages could not be looked up or settled");
                    tokio::time::sleep(PAUSE).await;
                    continue;
                }
            };
            tokio::select! {
                () = self.0.db.committed() => {}
                () = tokio::time::sleep(wait) => {}
            }
        }
    }

    /// Sends all messages that are due by the clock, and those that become due meanwhile. Answers when the next is.
    pub async fn send_due(&self, clock: impl Fn() -> i64) -> Result<Option<i64>> {
        let _turn = self.0.turn.lock().await;
        let mut sending = FuturesUnordered::new();
        let mut busy: HashMap<String, String> = HashMap::new();
        loop {
            let now = clock();
            for message in self.0.db.read(move |c| store::due(c, now)).await? {
                let of_owner = busy.values().filter(|owner| **owner == message.owner).count();
                let free = sending.len() < AT_ONCE && of_owner < AT_ONCE_PER_USER;
                if free && !busy.contains_key(&message.notification) {
                    busy.insert(message.notification.clone(), message.owner.clone());
                    sending.push(self.send(message, &clock));
                }
            }
            if sending.is_empty() {
                return self.0.db.read(store::next_due).await;
            }
            tokio::select! {
                Some(sent) = sending.next() => { busy.remove(&sent?); }
                () = self.0.db.committed() => {}
            }
        }
    }

    /// Sends one message, writes down what came of it and answers its subscription.
    async fn send(&self, message: Message, clock: &impl Fn() -> i64) -> Result<String> {
        let started = clock();
        let (response_code, said) = match self.post(&message).await {
            Ok(status) => (Some(i64::from(status.as_u16())), format!("The receiver answered {status}.")),
            Err(why) => (None, format!("The message could not be sent: {why}.")),
        };
        let arrived = response_code.is_some_and(|code| (200..300).contains(&code));
        let outcome = Outcome { arrived, response_code, said, started, ended: clock() };
        let subscription = message.notification.clone();
        self.0.db.write(move |t| store::settle(t, &message, &outcome)).await?;
        Ok(subscription)
    }

    async fn post(&self, message: &Message) -> Result<reqwest::StatusCode, String> {
        let url = self.0.outbound.check_receiver(&message.url)?;
        let request = self
            .0
            .outbound
            .client()
            .post(url)
            .timeout(PATIENCE)
            .header("content-type", "application/json")
            .header("x-agave-delivery", &message.id)
            .header("x-agave-notification", &message.notification)
            .body(message.body.clone());
        request.send().await.map(|answer| answer.status()).map_err(outbound::reason)
    }

    /// Refuses, with a reason, an address that messages cannot be sent to.
    pub fn check_address(&self, url: &str) -> Result<(), String> {
        let (_, after) = url.split_once("://").unwrap_or_default();
        let host = after.split(['/', '?', '#']).next().unwrap_or_default();
        if host.contains("${") {
            return Err("must not have a macro in the name of its host".to_owned());
        }
        self.0.outbound.check_receiver(&outbox::expand(url, |_| Some("x"))).map(|_| ())
    }

    /// Adds a subscription.
    pub async fn add(
        &self,
        owner: &User,
        resource: &str,
        wanted: Subscription,
    ) -> Result<Option<Notification>> {
        let (owner, resource) = (owner.name.clone(), resource.to_owned());
        self.0
            .db
            .write(move |t| {
                let id = store::insert(t, &owner, &resource, &wanted)?;
                store::get(t, &id)
            })
            .await
    }

    /// Replaces what a subscription asks for.
    pub async fn update(
        &self,
        id: &str,
        resource: &str,
        wanted: Subscription,
    ) -> Result<Option<Notification>> {
        let (id, resource) = (id.to_owned(), resource.to_owned());
        self.0
            .db
            .write(move |t| {
                store::update(t, &id, &resource, &wanted)?;
                store::get(t, &id)
            })
            .await
    }

    /// The subscription of this uuid.
    pub async fn get(&self, id: &str) -> Result<Option<Notification>> {
        let id = id.to_owned();
        self.0.db.read(move |c| store::get(c, &id)).await
    }

    /// A user's subscriptions, newest first.
    pub async fn of(&self, owner: &User) -> Result<Vec<Notification>> {
        let owner = owner.name.clone();
        self.0.db.read(move |c| store::of(c, &owner)).await
    }

    /// Ends a subscription. What it has not sent yet is not sent any more.
    pub async fn remove(&self, id: &str) -> Result<()> {
        let id = id.to_owned();
        self.0.db.write(move |t| store::remove(t, &id)).await
    }

    /// A page of the tries of a subscription, newest first.
    pub async fn attempts(&self, id: &str, limit: usize, offset: usize) -> Result<Vec<Attempt>> {
        let id = id.to_owned();
        self.0.db.read(move |c| store::attempts(c, &id, limit, offset)).await
    }
}

/// Adds a subscription to something that is being made, within its transaction.
pub(crate) fn subscribe(
    c: &rusqlite::Connection,
    owner: &str,
    resource: &str,
    wanted: &Subscription,
) -> rusqlite::Result<()> {
    store::insert(c, owner, resource, wanted).map(|_| ())
}
