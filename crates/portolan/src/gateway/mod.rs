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
mod file;
pub mod form;
mod job;
mod system;

pub use app::{App, AppSummary, Apps, Choice, Field, FieldKind, Group};
pub use file::{FileEntry, Files};
pub use form::{Draft, Problem, Settings};
pub use job::{HistoryEvent, Job, JobSearch, JobSummary, Jobs, LogChunk, Status};
pub use system::{Queue, System, SystemKind, SystemSummary, Systems};

use crate::error::Result;

/// A service that a gateway can be connected to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// TACC's Agave.
    Agave,
}

impl Service {
    /// The service's name for people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Agave => "Agave",
        }
    }
}

/// What a service offers beyond running apps and keeping files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capabilities {
    /// Files can be renamed, copied and moved in place.
    pub move_files: bool,
    /// Folders exist.
    pub folders: bool,
    /// An ended job can be submitted once more by the service itself.
    pub resubmit: bool,
    /// A job's output can be read while it runs.
    pub live_outputs: bool,
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
}

/// The service behind a gateway; its adapter maps the service's words onto ours.
#[derive(Clone)]
enum Provider {
    Agave(agave::Adapter),
}

impl Gateway {
    /// A gateway over an Agave client.
    pub fn agave(client: crate::agave::Agave) -> Self {
        Self { provider: Provider::Agave(agave::Adapter::new(client)) }
    }

    /// Which service it is.
    pub fn service(&self) -> Service {
        match &self.provider {
            Provider::Agave(_) => Service::Agave,
        }
    }

    /// What the service offers.
    pub fn capabilities(&self) -> Capabilities {
        match &self.provider {
            Provider::Agave(_) => Capabilities {
                move_files: true,
                folders: true,
                resubmit: true,
                live_outputs: true,
                share_files: true,
                metadata: true,
                notifications: true,
                actors: true,
            },
        }
    }

    /// The Agave client behind it, for what no other service has.
    pub fn as_agave(&self) -> Option<&crate::agave::Agave> {
        match &self.provider {
            Provider::Agave(adapter) => Some(adapter.client()),
        }
    }

    /// What can be run.
    pub fn apps(&self) -> Apps {
        Apps { provider: self.provider.clone() }
    }

    /// What runs and has run.
    pub fn jobs(&self) -> Jobs {
        Jobs { provider: self.provider.clone() }
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
        match &self.provider {
            Provider::Agave(adapter) => adapter.who().await,
        }
    }
}
