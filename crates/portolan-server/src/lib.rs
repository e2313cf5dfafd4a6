//! The embedded gateway service: files, apps and jobs on one machine, behind the protocols of real gateways.
//!
//! [`app`] is the whole server as a router over a [`State`]; `main.rs` only adds the command line and the socket.

pub mod accounts;
pub mod actors;
pub mod agave;
pub mod apps;
pub mod bundled;
pub mod config;
pub mod db;
mod download;
pub mod engine;
pub mod error;
mod face;
mod guard;
pub mod ids;
pub mod imports;
pub mod jarvice;
mod log_tail;
pub mod metadata;
pub mod notifications;
pub mod outbound;
mod portal;
mod portolan_api;
pub mod rescale;
mod security;
pub mod storage;
pub mod systems;
pub mod time;
mod upstream;

use std::any::Any;
use std::sync::Arc;

use accounts::launch::LaunchCode;
use accounts::users;
use actors::Actors;
use apps::Registry;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
pub use config::Config;
use db::Db;
use engine::Engine;
pub use error::Error;
use guard::Guard;
use imports::Imports;
use metadata::Metadata;
use notifications::Notifications;
use outbound::Outbound;
use portal::Portal;
use portolan_api::Tickets;
use storage::Storage;
use systems::Systems;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::trace::TraceLayer;
use upstream::Upstreams;

/// What all requests share; clones are cheap.
#[derive(Clone)]
pub struct State(Arc<Inner>);

struct Inner {
    config: Config,
    db: Db,
    storage: Storage,
    systems: Systems,
    metadata: Metadata,
    actors: Actors,
    registry: Registry,
    notifications: Notifications,
    imports: Imports,
    engine: Engine,
    guard: Guard,
    portal: Portal,
    launch: LaunchCode,
    tickets: Tickets,
    upstreams: Upstreams,
    started: i64,
}

impl State {
    /// Opens the data folder, makes what is missing in it, and takes up the jobs of an earlier life.
    pub async fn open(config: Config) -> anyhow::Result<State> {
        let db = open_data(&config.data)?;
        users::create_demo(&db)?;
        let storage = Storage::open(&config.data, db.clone(), config.file.quotas.home)?;
        let systems = Systems::open(&config.data, db.clone())?;
        let registry = Registry::new(db.clone());
        registry.register_bundled().await?;
        let outbound = Outbound::new(&config.base_url)?;
        let engine = Engine::open(&config, db.clone(), storage.clone()).await?;
        if !engine.isolates() {
            tracing::warn!("{}", portolan_api::NOT_ISOLATED);
        }
        let actors = Actors::open(&config, db.clone(), engine.closing()).await?;
        Ok(State(Arc::new(Inner {
            actors,
            engine,
            notifications: Notifications::open(db.clone(), outbound.clone()),
            imports: Imports::open(db.clone(), storage.clone(), outbound).await?,
            guard: Guard::new(&config),
            portal: Portal::new(&config)?,
            launch: LaunchCode::default(),
            tickets: Tickets::default(),
            upstreams: Upstreams::open(&config)?,
            started: time::now(),
            metadata: Metadata::new(db.clone(), config.program.clone()),
            config,
            db,
            storage,
            systems,
            registry,
        })))
    }

    /// An address with a fresh one-time code that signs a browser in as the demo user, if there is one.
    pub fn launch_address(&self) -> Result<Option<String>, Error> {
        let user = users::demo(&self.0.db)?;
        Ok(user.map(|user| format!("{}/sign-in#code={}", self.base_url(), self.0.launch.renew(user))))
    }

    /// The database.
    pub fn db(&self) -> &Db {
        &self.0.db
    }

    /// The files.
    pub fn storage(&self) -> &Storage {
        &self.0.storage
    }

    /// The systems that users registered.
    pub fn systems(&self) -> &Systems {
        &self.0.systems
    }

    /// Who is told of what.
    pub fn notifications(&self) -> &Notifications {
        &self.0.notifications
    }

    /// Files that are being fetched.
    pub fn imports(&self) -> &Imports {
        &self.0.imports
    }

    /// Lets go of everything that goes on by itself: jobs go on, and the next start takes the rest up.
    pub fn close(&self) {
        self.0.engine.close();
        self.0.notifications.close();
        self.0.imports.close();
    }

    /// The apps.
    pub fn registry(&self) -> &Registry {
        &self.0.registry
    }

    /// The jobs.
    pub fn engine(&self) -> &Engine {
        &self.0.engine
    }

    /// The actors.
    pub fn actors(&self) -> &Actors {
        &self.0.actors
    }

    /// The metadata.
    pub fn metadata(&self) -> &Metadata {
        &self.0.metadata
    }

    /// When this server started, in milliseconds since 1970.
    pub fn started(&self) -> i64 {
        self.0.started
    }

    /// The address that clients use, without a trailing slash.
    pub fn base_url(&self) -> &str {
        &self.0.config.base_url
    }

    fn guard(&self) -> &Guard {
        &self.0.guard
    }

    fn portal(&self) -> &Portal {
        &self.0.portal
    }

    fn launch(&self) -> &LaunchCode {
        &self.0.launch
    }

    fn upstreams(&self) -> &Upstreams {
        &self.0.upstreams
    }

    fn tickets(&self) -> &Tickets {
        &self.0.tickets
    }
}

/// Makes the data folder where it is missing, for its owner's eyes only, and opens its database. This is all that
/// commands need which work beside a running server.
pub fn open_data(folder: &std::path::Path) -> anyhow::Result<Db> {
    use std::os::unix::fs::DirBuilderExt as _;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    Db::open(&folder.join("portolan.sqlite"))
}

/// The whole server.
pub fn app(state: State) -> Router {
    Router::new()
        .merge(agave::router())
        .merge(jarvice::router())
        .merge(rescale::router())
        .merge(upstream::router())
        .merge(portolan_api::router())
        .fallback(portal::serve)
        .layer(DefaultBodyLimit::disable())
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(state.clone(), guard::check))
        .layer(from_fn(agave::answer::finish))
        .layer(from_fn(jarvice::finish))
        .layer(from_fn(rescale::finish))
        .layer(from_fn_with_state(state.clone(), upstream::finish))
        .layer(from_fn(security::headers))
        .layer(TraceLayer::new_for_http().make_span_with(span))
        .with_state(state)
}

/// What logs tell of a request: nothing that may be secret, so no query, no header and no download's address.
fn span(request: &axum::extract::Request) -> tracing::Span {
    let path = request.uri().path();
    let path = if path.starts_with("/portolan/downloads/") { "/portolan/downloads/..." } else { path };
    tracing::info_span!("request", method = %request.method(), path)
}

fn panicked(panic: Box<dyn Any + Send>) -> Response {
    let said =
        panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    Error::internal(anyhow::anyhow!("a handler panicked: {}", said.unwrap_or("without a message")))
        .into_response()
}
