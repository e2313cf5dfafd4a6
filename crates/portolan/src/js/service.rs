//! The services as JavaScript knows them: by name, and by the rows of their operations.

use wasm_bindgen::prelude::*;

use super::options;
use crate::agave::{self, Agave, Session};
use crate::call::CallOptions;
use crate::client::Client;
use crate::endpoint::Endpoint;
use crate::error::{Error, Result};
#[cfg(feature = "connect")]
use crate::gateway::Gateway;
use crate::jarvice::{self, Jarvice};
use crate::rescale::{self, Rescale};

/// A client of one of the services.
pub(super) enum Service {
    Agave(Agave),
    Jarvice(Jarvice),
    Rescale(Rescale),
}

impl Service {
    /// A client of the service of this name, with its constructor's options.
    pub(super) fn new(name: &str, options: JsValue) -> Result<Self> {
        match name {
            "agave" => Ok(Self::Agave(Agave::new(options::agave(options)?)?)),
            "jarvice" => Ok(Self::Jarvice(Jarvice::new(options::jarvice(options)?)?)),
            "rescale" => Ok(Self::Rescale(Rescale::new(options::rescale(options)?)?)),
            _ => Err(Error::invalid("service", "must be the name of a service")),
        }
    }

    /// The same client, whose calls are made with these options.
    pub(super) fn with(&self, options: CallOptions) -> Self {
        match self {
            Self::Agave(agave) => Self::Agave(agave.with(options)),
            Self::Jarvice(jarvice) => Self::Jarvice(jarvice.with(options)),
            Self::Rescale(rescale) => Self::Rescale(rescale.with(options)),
        }
    }

    /// The neutral layer over the client.
    #[cfg(feature = "connect")]
    pub(super) fn gateway(&self) -> Gateway {
        match self {
            Self::Agave(agave) => Gateway::agave(agave.clone()),
            Self::Jarvice(jarvice) => Gateway::jarvice(jarvice.clone()),
            Self::Rescale(rescale) => Gateway::rescale(rescale.clone()),
        }
    }

    pub(super) fn client(&self) -> &Client {
        match self {
            Self::Agave(agave) => agave.client(),
            Self::Jarvice(jarvice) => jarvice.client(),
            Self::Rescale(rescale) => rescale.client(),
        }
    }

    /// What keeps tokens, where the service has such a thing.
    pub(super) fn session(&self) -> Option<Session> {
        match self {
            Self::Agave(agave) => Some(agave.session()),
            Self::Jarvice(_) | Self::Rescale(_) => None,
        }
    }
}

/// Every operation with its service's name; JavaScript calls it by its place in this list.
pub(super) fn rows() -> impl Iterator<Item = (&'static str, &'static Endpoint)> {
    fn named(
        service: &'static str,
        groups: &'static [&'static [Endpoint]],
    ) -> impl Iterator<Item = (&'static str, &'static Endpoint)> {
        groups.iter().copied().flatten().map(move |row| (service, row))
    }
    let agave = named("agave", &agave::ENDPOINTS);
    agave.chain(named("jarvice", &jarvice::ENDPOINTS)).chain(named("rescale", &rescale::ENDPOINTS))
}
