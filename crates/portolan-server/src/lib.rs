//! The embedded gateway service: files, apps and jobs on one machine, behind the protocols of real gateways.
//!
//! [`app`] is the whole server as a router over a [`State`]; `main.rs` only adds the command line and the socket.

pub mod accounts;
pub mod agave;
pub mod config;
pub mod db;
pub mod error;
pub mod ids;
pub mod storage;
pub mod time;

use std::sync::Arc;

use accounts::launch::LaunchCode;
pub use config::Config;
use db::Db;
pub use error::Error;
use storage::Storage;

/// What all requests share; clones are cheap.
#[derive(Clone)]
pub struct State(Arc<Inner>);

struct Inner {
    config: Config,
    db: Db,
    storage: Storage,
    launch: Option<LaunchCode>,
}

impl State {
    /// Opens the data folder, makes what is missing in it, and starts what runs in the background.
    pub async fn open(config: Config) -> anyhow::Result<State> {
        std::fs::create_dir_all(&config.data)?;
        let db = Db::open(&config.data.join("portolan.sqlite"))?;
        let storage = Storage::open(&config.data, db.clone())?;
        Ok(State(Arc::new(Inner {
            config,
            db,
            storage,
            launch: None,
        })))
    }

    /// What the operator decided.
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// The database.
    pub fn db(&self) -> &Db {
        &self.0.db
    }

    /// The files.
    pub fn storage(&self) -> &Storage {
        &self.0.storage
    }

    /// The address that clients use, without a trailing slash.
    pub fn base_url(&self) -> &str {
        &self.0.config.base_url
    }
}

/// The whole server.
pub fn app(state: State) -> axum::Router {
    agave::router().with_state(state)
}
