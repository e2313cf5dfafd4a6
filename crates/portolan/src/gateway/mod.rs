//! The same verbs on every service, in the words of high-performance computing.
//!
//! A [`Gateway`] is connected to one service; what a service lacks is told by its [`Capabilities`]. Pages that are written
//! against this layer never ask which service they talk to.
//!
//! ```no_run
//! # async fn example() -> portolan::Result<()> {
//! use portolan::agave::Agave;
//! use portolan::gateway::{Gateway, form};
//!
//! let gateway = Gateway::agave(Agave::new(Default::default())?);
//! let app = gateway.apps().get("text-stats-1.0.0").await?;
//! let mut draft = form::draft(&app);
//! draft.values.insert("files".into(), vec!["notes.txt".into()]);
//! let job = gateway.jobs().submit(&app, &draft).await?;
//! println!("{} is {}", job.summary.name, job.summary.status);
//! # Ok(())
//! # }
//! ```

mod agave;
mod app;
mod details;
mod file;
pub mod form;
mod jarvice;
mod job;
mod pages;
mod rescale;
mod system;
mod text;
mod time;
mod watch;

pub use app::{App, AppSummary, Apps, Choice, Field, FieldKind, Group, Limits};
pub use details::Details;
pub use file::{FileEntry, Files};
pub use form::{Draft, Problem, Settings};
pub use job::{HistoryEvent, Job, JobSearch, JobSummary, Jobs, LogChunk, Status};
pub use system::{Queue, System, SystemKind, SystemSummary, Systems};

use serde::Serialize;

use crate::call::CallOptions;
use crate::error::{Code, Error, Result};

/// A service that a gateway can be connected to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Service {
    /// TACC's Agave.
    #[default]
    Agave,
    /// Nimbix's, then Eviden's JARVICE.
    Jarvice,
    /// Rescale.
    Rescale,
}

impl Service {
    /// The service's name for people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Agave => "Agave",
            Self::Jarvice => "JARVICE",
            Self::Rescale => "Rescale",
        }
    }

    /// What people of the service call a queue.
    pub const fn queue_word(self) -> &'static str {
        match self {
            Self::Agave => "Queue",
            Self::Jarvice => "Machine",
            Self::Rescale => "Core type",
        }
    }
}

/// What a service offers beyond running apps and keeping files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Capabilities {
    /// Files can be renamed and moved in place.
    pub move_files: bool,
    /// Files can be copied in place.
    pub copy_files: bool,
    /// Files can be uploaded, downloaded and deleted; without it they can only be listed.
    pub transfer_files: bool,
    /// Folders exist.
    pub folders: bool,
    /// An ended job can be submitted once more by the service itself.
    pub resubmit: bool,
    /// A job's output can be read while it runs.
    pub live_outputs: bool,
    /// A job's output files can be listed and downloaded; without it there is only its log.
    pub outputs: bool,
    /// A job can be taken from the list.
    pub delete_jobs: bool,
    /// A running job can be suspended and go on.
    pub suspend: bool,
    /// Memory can be asked for.
    pub memory: bool,
    /// It can be said whether a job's output is kept.
    pub archive: bool,
    /// Files can be shared with others, and tell what has happened to them.
    pub share_files: bool,
    /// Documents can be stored and searched.
    pub metadata: bool,
    /// Somebody can be told when something happens.
    pub notifications: bool,
    /// Small programs can be registered that wait for messages.
    pub actors: bool,
}

/// A person with an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The account's name.
    pub username: String,
    /// The person's name, or the account's where it is not known.
    pub name: String,
    /// The e-mail address.
    pub email: Option<String>,
}

/// A connection to one service. Clones are cheap and share it.
#[derive(Clone)]
pub struct Gateway {
    provider: Provider,
    watched: watch::Watched,
}

/// The service behind a gateway; its adapter maps the service's words onto ours.
#[derive(Clone)]
enum Provider {
    Agave(agave::Adapter),
    Jarvice(jarvice::Adapter),
    Rescale(rescale::Adapter),
}

/// Does the same with whichever adapter there is.
macro_rules! provide {
    ($provider:expr, $adapter:ident => $does:expr) => {
        match $provider {
            $crate::gateway::Provider::Agave($adapter) => $does,
            $crate::gateway::Provider::Jarvice($adapter) => $does,
            $crate::gateway::Provider::Rescale($adapter) => $does,
        }
    };
}
use provide;

impl Gateway {
    fn new(provider: Provider) -> Self {
        Self { provider, watched: watch::Watched::default() }
    }

    /// A gateway over an Agave client.
    pub fn agave(client: crate::agave::Agave) -> Self {
        Self::new(Provider::Agave(agave::Adapter::new(client)))
    }

    /// A gateway over a JARVICE client.
    pub fn jarvice(client: crate::jarvice::Jarvice) -> Self {
        Self::new(Provider::Jarvice(jarvice::Adapter::new(client)))
    }

    /// A gateway over a Rescale client.
    pub fn rescale(client: crate::rescale::Rescale) -> Self {
        Self::new(Provider::Rescale(rescale::Adapter::new(client)))
    }

    /// The same gateway, whose calls are made with these options.
    #[must_use]
    pub fn with(&self, options: CallOptions) -> Self {
        let provider = match &self.provider {
            Provider::Agave(adapter) => Provider::Agave(adapter.with(options)),
            Provider::Jarvice(adapter) => Provider::Jarvice(adapter.with(options)),
            Provider::Rescale(adapter) => Provider::Rescale(adapter.with(options)),
        };
        Self { provider, watched: self.watched.clone() }
    }

    /// What the caller wants to be told of an upload.
    #[cfg(all(feature = "connect", target_family = "wasm"))]
    pub(crate) fn progress(&self) -> Option<crate::call::Progress> {
        match &self.provider {
            Provider::Agave(adapter) => adapter.progress(),
            Provider::Jarvice(_) => None,
            Provider::Rescale(adapter) => adapter.progress(),
        }
    }

    /// Which service it is.
    pub fn service(&self) -> Service {
        match &self.provider {
            Provider::Agave(_) => Service::Agave,
            Provider::Jarvice(_) => Service::Jarvice,
            Provider::Rescale(_) => Service::Rescale,
        }
    }

    /// What the service offers.
    pub fn capabilities(&self) -> Capabilities {
        match &self.provider {
            Provider::Agave(_) => agave::CAPABILITIES,
            Provider::Jarvice(_) => jarvice::CAPABILITIES,
            Provider::Rescale(_) => rescale::CAPABILITIES,
        }
    }

    /// The Agave client behind it, for what no other service has.
    pub fn as_agave(&self) -> Option<&crate::agave::Agave> {
        match &self.provider {
            Provider::Agave(adapter) => Some(adapter.client()),
            Provider::Jarvice(_) | Provider::Rescale(_) => None,
        }
    }

    /// What can be run.
    pub fn apps(&self) -> Apps {
        Apps { provider: self.provider.clone() }
    }

    /// What runs and has run.
    pub fn jobs(&self) -> Jobs {
        Jobs { provider: self.provider.clone(), watched: self.watched.clone() }
    }

    /// Files.
    pub fn files(&self) -> Files {
        Files { provider: self.provider.clone() }
    }

    /// Where files lie and where jobs run.
    pub fn systems(&self) -> Systems {
        Systems { provider: self.provider.clone() }
    }

    /// Who is signed in.
    ///
    /// # Errors
    /// [`crate::Code::Auth`] when nobody is.
    pub async fn who(&self) -> Result<Person> {
        provide!(&self.provider, adapter => adapter.who().await)
    }
}

/// What a service cannot do.
fn unsupported(service: Service, what: &str) -> Error {
    Error::new(Code::Unsupported, format!("{} cannot {what}.", service.label()))
}
