//! Actors: programs that run once for each message that they are sent. A message that was accepted is in the database
//! and is run exactly once, whatever happens to the server meanwhile, or its execution says why not.

mod executions;
mod images;
mod nonces;
mod results;
mod run;
mod sharing;
mod store;
mod task;
mod workers;

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::{Notify, Semaphore};
use tokio_util::sync::CancellationToken;

pub use self::executions::{Content, Execution, Message, Status};
use self::images::Images;
pub use self::nonces::Nonce;
pub use self::sharing::{Alias, Level};
pub(crate) use self::store::unknown;
pub use self::workers::Worker;
use crate::config::Config;
use crate::db::Db;
use crate::engine::{Backend, LocalBackend, queue};
use crate::error::Result;

/// Workers of one actor at most, unless it says less.
pub const MOST_WORKERS: u32 = 6;

/// An actor.
#[derive(Debug, Clone)]
pub struct Actor {
    /// The id by which everybody knows it.
    pub id: String,
    /// Who registered it.
    pub owner: String,
    /// When it was registered.
    pub created: i64,
    /// When it was changed last.
    pub updated: i64,
    /// What it remembers from one execution to the next, if it is not stateless.
    pub state: Value,
    /// What was registered.
    pub settings: Settings,
}

/// What its owner decides about an actor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// The image, which the configuration maps to a program.
    pub image: String,
    /// What its owner calls it.
    pub name: Option<String>,
    /// What it is for.
    pub description: String,
    /// Whether it remembers nothing.
    pub stateless: bool,
    /// Variables that every execution gets.
    pub environment: BTreeMap<String, String>,
    /// Workers at most.
    pub max_workers: Option<u32>,
    /// Memory of each of its processes in bytes, as it was written and as a number.
    pub memory: Option<(String, u64)>,
    /// Words for those who place it.
    pub hints: Vec<String>,
}

impl Settings {
    /// How many workers it may have. What is remembered must be written by one at a time.
    pub fn most_workers(&self) -> u32 {
        if self.stateless { self.max_workers.unwrap_or(MOST_WORKERS).min(MOST_WORKERS) } else { 1 }
    }
}

/// The actors; clones share them.
#[derive(Clone)]
pub struct Actors(Arc<Inner>);

struct Inner {
    db: Db,
    data: PathBuf,
    base_url: String,
    images: Images,
    backend: Box<dyn Backend>,
    /// Places for executions.
    places: Arc<Semaphore>,
    /// Something may be ready to run.
    ready: Notify,
    /// Some execution has ended.
    ended: Notify,
    /// How to end the executions that run.
    running: Mutex<HashMap<String, CancellationToken>>,
    closing: CancellationToken,
}

impl Actors {
    /// The actors of a data folder. Executions of an earlier life are taken up, and let go of without being touched
    /// once `closing` is cancelled.
    pub async fn open(config: &Config, db: Db, closing: CancellationToken) -> anyhow::Result<Actors> {
        let actors = Actors(Arc::new(Inner {
            db,
            data: std::path::absolute(&config.data)?,
            base_url: config.base_url.clone(),
            images: Images::new(config)?,
            backend: Box::new(LocalBackend::new(config.program.clone())),
            places: Arc::new(Semaphore::new(Actors::most_executions())),
            ready: Notify::new(),
            ended: Notify::new(),
            running: Mutex::default(),
            closing,
        }));
        actors.take_up().await?;
        Ok(actors)
    }

    /// Executions at a time, of all actors together.
    fn most_executions() -> usize {
        queue::processors().max(4)
    }

    /// Refuses an image that no program is configured for.
    pub fn check_image(&self, image: &str) -> Result<()> {
        self.0.images.command(image).map(drop)
    }

    fn db(&self) -> &Db {
        &self.0.db
    }

    /// The folder of all that belongs to executions on disk.
    fn folder(&self) -> PathBuf {
        self.0.data.join("actors")
    }

    fn data(&self) -> &Path {
        &self.0.data
    }

    fn running(&self) -> std::sync::MutexGuard<'_, HashMap<String, CancellationToken>> {
        self.0.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
