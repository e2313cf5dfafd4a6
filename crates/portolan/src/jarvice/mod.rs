//! The JARVICE API: run applications on machines, follow and end jobs, browse vaults.
//!
//! ```no_run
//! # async fn example() -> portolan::Result<()> {
//! use portolan::jarvice::{Application, Jarvice, JarviceOptions, Machine, Submission};
//!
//! let jarvice = Jarvice::new(JarviceOptions {
//!     base_url: "https://cloud.nimbix.net/api".into(),
//!     username: "ada".into(),
//!     apikey: "…".into(),
//!     ..Default::default()
//! })?;
//! let job = jarvice
//!     .submit(&Submission {
//!         app: Some("jarvice-filemanager".into()),
//!         application: Some(Application { command: Some("run".into()), ..Default::default() }),
//!         machine: Some(Machine { kind: Some("n0".into()), nodes: Some(1) }),
//!         ..Default::default()
//!     })
//!     .await?;
//! for (number, entry) in jarvice.status(&job.number.into()).await? {
//!     println!("{number} {}", entry.job_status.unwrap_or_default());
//! }
//! # Ok(())
//! # }
//! ```

mod appdef;
mod control;
mod images;
mod information;
mod job;
mod machine;
mod protocol;
mod runtime;
mod submission;
mod vault;

use std::sync::Arc;

pub use appdef::*;
pub use information::*;
pub use job::*;
pub use machine::*;
pub use runtime::*;
pub use submission::*;
pub use vault::*;

pub use control::{ActionQuery, SignalQuery, SignalResult, StatusMessage, SubmitResult};
pub use images::{BuildQuery, HistoryQuery, PullQuery, ValidateResult};

use crate::address::address;
use crate::call::CallOptions;
use crate::client::Client;
use crate::endpoint::Endpoint;
use crate::error::Result;
use protocol::JarviceProtocol;

/// The operations of JARVICE, group by group.
pub static ENDPOINTS: [&[Endpoint]; 6] = [
    &control::JOBCONTROL_ENDPOINTS,
    &information::INFORMATION_ENDPOINTS,
    &job::JOBINFORMATION_ENDPOINTS,
    &runtime::RUNTIME_ENDPOINTS,
    &vault::VAULTS_ENDPOINTS,
    &images::IMAGES_ENDPOINTS,
];

/// The operations as the documentation tells of them.
#[cfg(feature = "meta")]
pub fn describe(types: &mut crate::meta::Types) -> Vec<crate::meta::Group> {
    vec![
        control::JobControl::describe(types),
        information::Information::describe(types),
        job::JobInformation::describe(types),
        runtime::Runtime::describe(types),
        vault::Vaults::describe(types),
        images::Images::describe(types),
    ]
}

/// What a client of JARVICE starts with.
#[derive(Clone, Default)]
pub struct JarviceOptions {
    /// The service's address, without `/jarvice`.
    pub base_url: String,
    /// The user's name.
    pub username: String,
    /// The user's API key, which is not the password.
    pub apikey: String,
    /// Whether parameters are posted as a form where the service takes that. It keeps the key out of addresses, and so out of
    /// the logs of servers; the service's documents have them in the query.
    pub form: bool,
    /// The vaults whose files are shown: no operation lists a user's vaults.
    pub vaults: Vec<String>,
}

impl std::fmt::Debug for JarviceOptions {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "JarviceOptions {{ {}, {}, key not shown }}", self.base_url, self.username)
    }
}

/// A client of JARVICE.
#[derive(Clone)]
pub struct Jarvice {
    client: Client,
    username: Arc<str>,
    vaults: Arc<[String]>,
}

impl Jarvice {
    /// A client for one user.
    ///
    /// # Errors
    /// [`crate::Code::Invalid`] when the address is no http(s) address, or holds a password.
    pub fn new(options: JarviceOptions) -> Result<Self> {
        let (username, vaults) = (options.username.as_str().into(), options.vaults.clone().into());
        let options = JarviceOptions { base_url: address(&options.base_url)?, ..options };
        Ok(Self { client: Client::new(Arc::new(JarviceProtocol { options })), username, vaults })
    }

    /// The same client, whose calls are made with these options.
    #[must_use]
    pub fn with(&self, options: CallOptions) -> Self {
        Self { client: self.client.with(options), ..self.clone() }
    }

    /// The user's name.
    pub fn username(&self) -> &str {
        &self.username
    }

    /// The vaults that were named to the client.
    pub fn vaults(&self) -> &[String] {
        &self.vaults
    }

    /// What sends the calls that are made by their row.
    pub(crate) fn client(&self) -> &Client {
        &self.client
    }
}
