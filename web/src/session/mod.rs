//! The connections that are signed in. They live in memory and, so that a reload keeps them, in the storage of
//! this tab; signing out clears both.

mod access;
mod again;
mod attempt;
mod names;
mod sign_in;
mod store;

use std::cell::RefCell;

use leptos::prelude::*;
use portolan::Result;
use portolan::gateway::{Gateway, Service};

use access::Access;

pub use again::{SignInAgain, SignInAgainDialog, provide_sign_in_again};
pub use attempt::{Attempt, Credential, Refusal, SigningIn, is_remembered};
pub use sign_in::sign_in;

thread_local! {
    static SESSIONS: RefCell<Option<Sessions>> = const { RefCell::new(None) };
}

/// One service that somebody is signed in to.
#[derive(Clone)]
pub struct Connection {
    name: String,
    access: Access,
    gateway: Gateway,
}

impl Connection {
    fn new(name: String, access: Access) -> Result<Self> {
        let gateway = access.gateway()?;
        Ok(Self { name, access, gateway })
    }

    /// Its name in addresses.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its name for people: who, on which service, and where.
    pub fn label(&self) -> String {
        let place =
            if self.name.starts_with(names::LOCAL) { "this server".to_owned() } else { self.name.clone() };
        let service = match self.access.service() {
            Service::Agave => String::new(),
            other => other.label().to_owned(),
        };
        let user = self
            .gateway
            .as_agave()
            .map_or_else(|| self.access.username().to_owned(), |agave| agave.session().username());
        let parts: Vec<String> = [user, service, place].into_iter().filter(|part| !part.is_empty()).collect();
        parts.join(" \u{b7} ")
    }

    /// The address of the service.
    pub fn base_url(&self) -> String {
        self.access.address().to_owned()
    }

    /// The way to the service.
    pub fn gateway(&self) -> Gateway {
        self.gateway.clone()
    }
}

/// All connections of this tab.
#[derive(Clone)]
pub struct Sessions {
    connections: ArcRwSignal<Vec<Connection>>,
}

impl Sessions {
    /// The connections of this tab; the first call takes them from the tab's storage.
    pub fn get() -> Self {
        SESSIONS.with_borrow_mut(|sessions| {
            sessions.get_or_insert_with(|| Self { connections: ArcRwSignal::new(store::read()) }).clone()
        })
    }

    /// What is connected.
    pub fn connections(&self) -> ArcRwSignal<Vec<Connection>> {
        self.connections.clone()
    }

    /// The connection of that name.
    pub fn find(&self, name: &str) -> Option<Connection> {
        self.connections.with_untracked(|all| all.iter().find(|connection| connection.name == name).cloned())
    }

    /// The name of the connection that was opened first.
    pub fn first(&self) -> Option<String> {
        self.connections.with_untracked(|all| all.first().map(|connection| connection.name.clone()))
    }

    /// Adds a connection, in place of an older one of the same person at the same service.
    fn add(&self, access: Access) -> Result<String> {
        let taken: Vec<names::Taken> = self
            .connections
            .with_untracked(|all| all.iter().map(|one| names::Taken::of(&one.name, &one.access)).collect());
        let name = names::choose(&names::Taken::of("", &access), &origin(), &taken);
        let connection = Connection::new(name.clone(), access)?;
        self.connections.update(|all| {
            all.retain(|other| other.name != name);
            all.push(connection);
        });
        self.keep();
        Ok(name)
    }

    /// Writes the connections to the tab's storage, with the tokens that they have now.
    pub fn keep(&self) {
        self.connections.with_untracked(|all| store::write(all));
    }

    /// Ends every session: here at once, and at the services as far as they can be reached.
    pub async fn sign_out(&self) {
        let all = self.connections.try_update(std::mem::take).unwrap_or_default();
        store::clear();
        for Connection { access, gateway, .. } in all {
            // Keys of the other services end with nothing but their owner's word.
            let (Access::Agave { registered, .. }, Some(agave)) = (access, gateway.as_agave()) else {
                continue;
            };
            let session = agave.session();
            if registered {
                // Portolan's own server takes the bearer token for this; elsewhere it wants the password, and the
                // next sign-in from this browser replaces the client.
                let removed = agave.clients().delete(None, &session.client_name()).await;
                if removed.is_ok() {
                    // Its tokens went with it.
                    continue;
                }
            }
            let _ = session.revoke().await;
        }
    }
}

/// Keeps what is stored in step with tokens that were replaced meanwhile, until the tab is closed.
pub fn keep_when_leaving() {
    // The listener lasts as long as the page, so its handle is not needed.
    let _ = window_event_listener(leptos::ev::pagehide, |_| {
        let sessions = Sessions::get();
        if sessions.first().is_some() {
            sessions.keep();
        }
    });
}

/// The way to the service of the page's connection, for pages and their parts.
pub fn use_gateway() -> Gateway {
    expect_context()
}

/// The address that the portal itself came from.
fn origin() -> String {
    window().location().origin().unwrap_or_default()
}
