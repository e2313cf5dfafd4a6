//! The Rescale platform's API: analyses, jobs and their runs, files and folders.
//!
//! ```no_run
//! # async fn example() -> portolan::Result<()> {
//! use portolan::rescale::{PageQuery, Rescale, RescaleOptions};
//!
//! let rescale = Rescale::new(RescaleOptions {
//!     base_url: "https://platform.rescale.com".into(),
//!     token: "…".into(),
//! })?;
//! for job in rescale.jobs().list(&PageQuery::default()).await? {
//!     let status = job.job_status.map(|status| status.content).unwrap_or_default();
//!     println!("{} {status}", job.name);
//! }
//! # Ok(())
//! # }
//! ```

mod catalogue;
mod files;
mod folders;
mod job;
mod jobs;
mod protocol;
mod runs;
mod users;

use std::sync::Arc;

pub use catalogue::*;
pub use files::*;
pub use folders::*;
pub use job::*;
pub use jobs::*;
pub use runs::*;
pub use users::*;

use crate::address::address;
use crate::call::CallOptions;
use crate::client::Client;
use crate::endpoint::Endpoint;
use crate::error::Result;
use crate::fields;
use protocol::RescaleProtocol;

/// The operations of Rescale, group by group.
pub static ENDPOINTS: [&[Endpoint]; 7] = [
    &jobs::JOBS_ENDPOINTS,
    &runs::RUNS_ENDPOINTS,
    &files::FILES_ENDPOINTS,
    &folders::FOLDERS_ENDPOINTS,
    &catalogue::ANALYSES_ENDPOINTS,
    &catalogue::CORETYPES_ENDPOINTS,
    &users::USERS_ENDPOINTS,
];

/// The groups as the documentation tells of them.
#[cfg(feature = "meta")]
pub fn describe(types: &mut crate::meta::Types) -> Vec<crate::meta::Group> {
    vec![
        Jobs::describe(types),
        Runs::describe(types),
        Files::describe(types),
        Folders::describe(types),
        Analyses::describe(types),
        Coretypes::describe(types),
        Users::describe(types),
    ]
}

/// Which page of a list.
#[fields(page)]
pub struct PageQuery {}

/// What a client of Rescale starts with.
#[derive(Clone, Default)]
pub struct RescaleOptions {
    /// The address of the account's region, without `/api`.
    pub base_url: String,
    /// The API key.
    pub token: String,
}

impl std::fmt::Debug for RescaleOptions {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "RescaleOptions {{ {}, token not shown }}", self.base_url)
    }
}

/// A client of Rescale.
#[derive(Clone)]
pub struct Rescale {
    client: Client,
}

impl Rescale {
    /// A client for one account.
    ///
    /// # Errors
    /// [`crate::Code::Invalid`] when the address is no http(s) address, or holds a password.
    pub fn new(options: RescaleOptions) -> Result<Self> {
        let options = RescaleOptions { base_url: address(&options.base_url)?, ..options };
        Ok(Self { client: Client::new(Arc::new(RescaleProtocol { options })) })
    }

    /// The same client, whose calls are made with these options.
    #[must_use]
    pub fn with(&self, options: CallOptions) -> Self {
        Self { client: self.client.with(options) }
    }

    /// What sends the calls that are made by their row.
    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// Jobs.
    pub fn jobs(&self) -> Jobs {
        Jobs::new(self.client.clone())
    }

    /// The runs of jobs.
    pub fn runs(&self) -> Runs {
        Runs::new(self.client.clone())
    }

    /// Files.
    pub fn files(&self) -> Files {
        Files::new(self.client.clone())
    }

    /// Folders.
    pub fn folders(&self) -> Folders {
        Folders::new(self.client.clone())
    }

    /// What can be run.
    pub fn analyses(&self) -> Analyses {
        Analyses::new(self.client.clone())
    }

    /// What it can run on.
    pub fn coretypes(&self) -> Coretypes {
        Coretypes::new(self.client.clone())
    }

    /// Users.
    pub fn users(&self) -> Users {
        Users::new(self.client.clone())
    }
}
