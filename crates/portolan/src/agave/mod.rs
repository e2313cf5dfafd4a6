//! The Agave science API: systems, files, apps, jobs, and what goes with them.
//!
//! ```no_run
//! # async fn example() -> portolan::Result<()> {
//! use portolan::agave::{Agave, AgaveOptions, JobRequest, ListQuery};
//!
//! let agave = Agave::new(AgaveOptions {
//!     base_url: "https://api.tacc.utexas.edu".into(),
//!     token: "…".into(),
//!     ..Default::default()
//! })?;
//! let request = JobRequest { name: "count".into(), app_id: "text-stats-1.0.0".into(), ..Default::default() };
//! let job = agave.jobs().submit(&request).await?;
//! for event in agave.jobs().get_history(&job.id, &ListQuery::default()).await? {
//!     println!("{} {}", event.status, event.description.unwrap_or_default());
//! }
//! # Ok(())
//! # }
//! ```

mod actors;
mod apps;
mod associations;
mod clients;
mod credentials;
mod files;
mod jobs;
mod metadata;
mod monitors;
mod notifications;
mod permissions;
mod places;
mod postits;
mod profiles;
mod protocol;
mod session;
mod systems;
mod tenants;
mod token;
mod transforms;

use std::sync::Arc;

pub use actors::*;
pub use apps::*;
pub use associations::Associations;
pub use clients::*;
pub use credentials::*;
pub use files::*;
pub use jobs::*;
pub use metadata::*;
pub use monitors::*;
pub use notifications::*;
pub use permissions::*;
pub use places::*;
pub use postits::*;
pub use profiles::*;
#[cfg(all(feature = "js", target_family = "wasm"))]
pub(crate) use session::{Alone, Vault};
pub use session::{Config, Session, SessionEntry, TokenResponse};
pub use systems::*;
pub use tenants::*;
pub use token::Authorization;
pub use transforms::*;

use crate::address::address;
use crate::call::CallOptions;
use crate::client::Client;
use crate::endpoint::Endpoint;
use crate::error::Result;
use protocol::AgaveProtocol;
use session::{Shared, State};

/// The operations of Agave, group by group.
pub static ENDPOINTS: [&[Endpoint]; 15] = [
    &tenants::TENANTS_ENDPOINTS,
    &clients::CLIENTS_ENDPOINTS,
    &token::TOKENS_ENDPOINTS,
    &profiles::PROFILES_ENDPOINTS,
    &systems::SYSTEMS_ENDPOINTS,
    &apps::APPS_ENDPOINTS,
    &files::FILES_ENDPOINTS,
    &jobs::JOBS_ENDPOINTS,
    &metadata::META_ENDPOINTS,
    &notifications::NOTIFICATIONS_ENDPOINTS,
    &actors::ACTORS_ENDPOINTS,
    &monitors::MONITORS_ENDPOINTS,
    &postits::POSTITS_ENDPOINTS,
    &transforms::TRANSFORMS_ENDPOINTS,
    &places::PLACES_ENDPOINTS,
];

/// The groups as the documentation tells of them.
#[cfg(feature = "meta")]
pub fn describe(types: &mut crate::meta::Types) -> Vec<crate::meta::Group> {
    vec![
        Tenants::describe(types),
        Clients::describe(types),
        token::Tokens::describe(types),
        Profiles::describe(types),
        Systems::describe(types),
        Apps::describe(types),
        Files::describe(types),
        Jobs::describe(types),
        Meta::describe(types),
        Notifications::describe(types),
        Actors::describe(types),
        Monitors::describe(types),
        Postits::describe(types),
        Transforms::describe(types),
        Places::describe(types),
    ]
}

/// What a client of Agave starts with; everything but the address can be had later.
#[derive(Clone, Default)]
pub struct AgaveOptions {
    /// The tenant's address; may be left empty when a session follows that has one.
    pub base_url: String,
    /// The OAuth client's key.
    pub client_key: String,
    /// The OAuth client's secret.
    pub client_secret: String,
    /// A bearer token.
    pub token: String,
    /// What replaces it.
    pub refresh_token: String,
}

impl std::fmt::Debug for AgaveOptions {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "AgaveOptions {{ {}, secrets not shown }}", self.base_url)
    }
}

/// A client of Agave. Clones share the session.
#[derive(Clone)]
pub struct Agave {
    client: Client,
    state: Shared,
}

impl Agave {
    /// A client for one tenant.
    ///
    /// # Errors
    /// [`crate::Code::Invalid`] when the address is no http(s) address, or holds a password.
    pub fn new(options: AgaveOptions) -> Result<Self> {
        let AgaveOptions { base_url, client_key, client_secret, token, refresh_token } = options;
        let base_url = if base_url.is_empty() { base_url } else { address(&base_url)? };
        let state = State { base_url, client_key, client_secret, token, refresh_token, ..State::default() };
        let state = Shared::new(state);
        let client = Client::new(Arc::new(AgaveProtocol { state: state.clone() }));
        Ok(Self { client, state })
    }

    /// A client that goes on with a saved session.
    ///
    /// # Errors
    /// [`crate::Code::Invalid`] when the entry's address is none.
    pub fn from_session(client_name: &str, entry: &SessionEntry) -> Result<Self> {
        let agave = Self::new(AgaveOptions::default())?;
        agave.session().resume(client_name, entry)?;
        Ok(agave)
    }

    /// The same client, whose calls are made with these options.
    #[must_use]
    pub fn with(&self, options: CallOptions) -> Self {
        Self { client: self.client.with(options), state: self.state.clone() }
    }

    /// What sends the calls that are made without a type.
    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// The address that calls go to, without a trailing slash.
    pub fn base_url(&self) -> String {
        self.state.lock().base_url.clone()
    }

    /// The tenants that the server knows.
    pub fn tenants(&self) -> Tenants {
        Tenants::new(self.client.clone())
    }

    /// OAuth clients.
    pub fn clients(&self) -> Clients {
        Clients::new(self.client.clone())
    }

    /// Signing in and out.
    pub fn session(&self) -> Session {
        Session::new(self.client.clone(), self.state.clone())
    }

    /// Users.
    pub fn profiles(&self) -> Profiles {
        Profiles::new(self.client.clone())
    }

    /// Systems.
    pub fn systems(&self) -> Systems {
        Systems::new(self.client.clone())
    }

    /// Apps.
    pub fn apps(&self) -> Apps {
        Apps::new(self.client.clone())
    }

    /// Files.
    pub fn files(&self) -> Files {
        Files::new(self.client.clone())
    }

    /// Jobs.
    pub fn jobs(&self) -> Jobs {
        Jobs::new(self.client.clone())
    }

    /// Documents and their schemas.
    pub fn meta(&self) -> Meta {
        Meta::new(self.client.clone())
    }

    /// Programs that wait for messages.
    pub fn actors(&self) -> Actors {
        Actors::new(self.client.clone())
    }

    /// Regular checks of systems.
    pub fn monitors(&self) -> Monitors {
        Monitors::new(self.client.clone())
    }

    /// Addresses that work without a token, for a while.
    pub fn postits(&self) -> Postits {
        Postits::new(self.client.clone())
    }

    /// Files in another format.
    pub fn transforms(&self) -> Transforms {
        Transforms::new(self.client.clone())
    }

    /// Whom to tell of what happens.
    pub fn notifications(&self) -> Notifications {
        Notifications::new(self.client.clone())
    }
}
