//! The client behind a connection, by its service.

use portolan::Result;
use portolan::agave::{Agave, SessionEntry};
use portolan::gateway::{Gateway, Service};
use portolan::jarvice::{Jarvice, JarviceOptions};
use portolan::rescale::{Rescale, RescaleOptions};
use serde::{Deserialize, Serialize};

/// What it takes to reach a service as somebody; what is stored for the tab, too.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Access {
    /// Agave: an OAuth client and its tokens.
    Agave {
        /// The client's name.
        client: String,
        /// Whether it was registered by this portal, which then removes it.
        registered: bool,
        /// Tokens, user and address.
        entry: Box<SessionEntry>,
    },
    /// JARVICE: a user's name and API key.
    Jarvice(Key),
    /// Rescale: an API token.
    Rescale(Key),
}

/// A key to a service that knows no sessions.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Key {
    /// The service's address.
    pub address: String,
    /// Whose it is.
    pub username: String,
    /// The key.
    pub secret: String,
}

impl Access {
    /// An Agave client, as it stands now.
    pub(super) fn agave(agave: &Agave, registered: bool) -> Self {
        let session = agave.session();
        Self::Agave { client: session.client_name(), registered, entry: Box::new(session.export()) }
    }

    /// The way to the service.
    pub(super) fn gateway(&self) -> Result<Gateway> {
        match self {
            Self::Agave { client, entry, .. } => Ok(Gateway::agave(Agave::from_session(client, entry)?)),
            Self::Jarvice(Key { address, username, secret }) => {
                let options = JarviceOptions {
                    base_url: address.clone(),
                    username: username.clone(),
                    apikey: secret.clone(),
                    form: true,
                    ..Default::default()
                };
                Ok(Gateway::jarvice(Jarvice::new(options)?))
            }
            Self::Rescale(Key { address, secret, .. }) => {
                let options = RescaleOptions { base_url: address.clone(), token: secret.clone() };
                Ok(Gateway::rescale(Rescale::new(options)?))
            }
        }
    }

    /// Which service it is.
    pub(super) const fn service(&self) -> Service {
        match self {
            Self::Agave { .. } => Service::Agave,
            Self::Jarvice(_) => Service::Jarvice,
            Self::Rescale(_) => Service::Rescale,
        }
    }

    /// The service's address.
    pub(super) fn address(&self) -> &str {
        match self {
            Self::Agave { entry, .. } => entry.baseurl.trim_end_matches('/'),
            Self::Jarvice(key) | Self::Rescale(key) => key.address.trim_end_matches('/'),
        }
    }

    /// Who is signed in.
    pub(super) fn username(&self) -> &str {
        match self {
            Self::Agave { entry, .. } => &entry.username,
            Self::Jarvice(key) | Self::Rescale(key) => &key.username,
        }
    }

    /// The same with the tokens that the gateway has now.
    pub(super) fn refreshed(&self, gateway: &Gateway) -> Self {
        match (self, gateway.as_agave()) {
            (Self::Agave { registered, .. }, Some(agave)) => Self::agave(agave, *registered),
            _ => self.clone(),
        }
    }
}
