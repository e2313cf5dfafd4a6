//! Rescale's words mapped onto the neutral ones.
//!
//! An analysis is an app, its versions a choice in the form. Core types are the queues of the one system that runs jobs; the
//! library of folders is the one that keeps files.

mod apps;
mod files;
mod jobs;
mod outputs;
mod status;
mod submission;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub(super) use submission::read as read_body;

use super::{App, Capabilities, Person, Queue, Service, Status, System, SystemKind, SystemSummary, pages};
use crate::call::CallOptions;
use crate::client::Client;
use crate::error::{Code, Error, Result};
use crate::json::Json;
use crate::request::Request;
use crate::rescale::{CoreTypeQuery, Coretypes, Rescale, Users};

/// The system whose queues are the core types.
const CORE_TYPES: &str = "coretypes";
/// The system that keeps files.
const LIBRARY: &str = "library";
/// How many items a page has.
const PAGE: u32 = 100;

pub(super) const CAPABILITIES: Capabilities = Capabilities {
    move_files: true,
    copy_files: false,
    transfer_files: true,
    folders: true,
    resubmit: true,
    live_outputs: true,
    outputs: true,
    delete_jobs: true,
    suspend: false,
    memory: false,
    archive: false,
    share_files: false,
    metadata: false,
    notifications: false,
    actors: false,
};

/// A Rescale client as a provider of the neutral layer.
#[derive(Clone)]
pub(super) struct Adapter {
    rescale: Rescale,
    known: Arc<Mutex<Known>>,
}

/// What has been learnt and does not change, or is looked up again when it has.
#[derive(Default)]
struct Known {
    /// The codes of analyses by their names for people: a list of jobs tells only those.
    codes: BTreeMap<String, String>,
    /// How jobs have ended, which a list of them does not tell.
    ends: BTreeMap<String, Status>,
    /// The ids of files and folders by their paths.
    places: BTreeMap<String, Place>,
    /// The ids of jobs' output files by job and path.
    outputs: BTreeMap<(String, String), String>,
}

/// A file or folder of the library.
#[derive(Clone, PartialEq)]
struct Place {
    id: String,
    folder: bool,
}

impl Adapter {
    pub(super) fn with(&self, options: CallOptions) -> Self {
        Self { rescale: self.rescale.with(options), ..self.clone() }
    }

    #[cfg(all(feature = "connect", target_family = "wasm"))]
    pub(super) fn progress(&self) -> Option<crate::call::Progress> {
        self.calls().options().progress.clone()
    }

    pub(super) fn new(rescale: Rescale) -> Self {
        Self { rescale, known: Arc::default() }
    }

    fn calls(&self) -> &Client {
        self.rescale.client()
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn all(&self, request: Request) -> Result<Vec<Json>> {
        pages::by_number(self.calls(), request, PAGE).await
    }

    async fn send(&self, name: &str, segments: &[(&str, &str)], body: &Json) -> Result<Json> {
        self.calls().document(pages::with_body(&crate::rescale::ENDPOINTS, name, segments, body)?).await
    }

    pub(super) async fn who(&self) -> Result<Person> {
        let user = self.calls().document(Users::me_request()?).await?;
        let email = user.words_of("email");
        let username = email.clone().unwrap_or_default();
        Ok(Person { name: user.words_of("fullName").unwrap_or_else(|| username.clone()), username, email })
    }

    pub(super) async fn list_systems(&self) -> Result<Vec<SystemSummary>> {
        Ok([LIBRARY, CORE_TYPES].map(summary).into())
    }

    pub(super) async fn system(&self, id: &str) -> Result<System> {
        match id {
            LIBRARY => Ok(System { summary: summary(id), home: Some("/".to_owned()), ..System::default() }),
            CORE_TYPES => {
                let queues = self.core_types().await?.iter().map(queue).collect();
                Ok(System { summary: summary(id), queues, ..System::default() })
            }
            _ => Err(not_found(&format!("system {id}"))),
        }
    }

    async fn core_types(&self) -> Result<Vec<Json>> {
        let query = CoreTypeQuery { page: None, page_size: None, is_active: Some(true) };
        let mut types = self.all(Coretypes::list_request(&query)?).await?;
        types.retain(|core_type| !core_type.is_true("isDeprecated"));
        Ok(types)
    }

    pub(super) async fn queues(&self, app: &App) -> Result<Vec<Queue>> {
        let versions = app.definition.json().get("versions").items();
        let allowed: Vec<_> =
            versions.iter().flat_map(|version| version.texts_of("allowedCoreTypes")).collect();
        let mut queues = self.system(CORE_TYPES).await?.queues;
        queues.retain(|queue| allowed.is_empty() || allowed.contains(&queue.name));
        Ok(queues)
    }
}

fn summary(id: &str) -> SystemSummary {
    let is_library = id == LIBRARY;
    let [name, description] =
        if is_library { ["Library", "Your files and folders."] } else { ["Core types", "Where jobs run."] };
    SystemSummary {
        id: id.to_owned(),
        name: name.to_owned(),
        description: description.to_owned(),
        kind: if is_library { SystemKind::Storage } else { SystemKind::Execution },
        default: true,
        public: !is_library,
        status: "UP".to_owned(),
    }
}

fn queue(core_type: &Json) -> Queue {
    let text = |name| core_type.text_of(name).unwrap_or_default();
    let cores = core_type.get("cores").items();
    let most = cores.iter().filter_map(|count| count.text()?.parse::<u32>().ok()).max();
    let described = [text("name"), text("processorInfo"), text("description")];
    let described: Vec<_> = described.into_iter().filter(|part| !part.is_empty()).collect();
    Queue {
        name: text("code"),
        description: described.join(", "),
        default: false,
        max_run_time: None,
        max_nodes: None,
        max_processors_per_node: most,
        max_memory_per_node: None,
        price: super::system::price(core_type, "price", " per core and hour"),
    }
}

fn unsupported(what: &str) -> Error {
    super::unsupported(Service::Rescale, what)
}

fn not_found(what: &str) -> Error {
    Error::new(Code::NotFound, format!("There is no {what}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_core_type_is_a_queue_with_its_price() {
        let core_type =
            Json::parse(r#"{"code": "emerald", "name": "Emerald", "cores": [1, 2, 32], "price": 0.04, "processorInfo": "x86_64"}"#).unwrap();
        let queue = queue(&core_type);
        assert_eq!((queue.name.as_str(), queue.max_processors_per_node), ("emerald", Some(32)));
        assert_eq!(queue.description, "Emerald, x86_64");
        assert_eq!(queue.price.as_deref(), Some("0.04 per core and hour"));
    }
}
