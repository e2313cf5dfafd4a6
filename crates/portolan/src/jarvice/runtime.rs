//! A look into a running job.

use indexmap::IndexMap;

use super::{Jarvice, JobRef};
use crate::download::Download;
use crate::{api, fields, model};

/// Looks into a running job.
///
/// ```no_run
/// # async fn example(jarvice: portolan::jarvice::Jarvice) -> portolan::Result<()> {
/// if let Some(address) = jarvice.info(&42.into()).await?.url {
///     println!("{address}");
/// }
/// # Ok(())
/// # }
/// ```
///
/// ```js
/// const { url } = await jarvice.info({ number: 42 });
/// ```
#[api(Jarvice, "/jarvice", plain)]
pub trait Runtime {
    /// Tells what a running job offers: its address, its help, the commands it takes.
    #[get("/info", read)]
    fn info(&self, query: &JobRef) -> RuntimeInfo;

    /// Tells the address and password of an interactive job; it may take seconds after its start.
    #[get("/connect", read)]
    fn connect(&self, query: &JobRef) -> RuntimeConnect;

    /// Tells how busy a running job is; there is nothing to tell in its first minute.
    #[get("/metrics", read)]
    fn metrics(&self, query: &JobRef) -> RuntimeMetrics;

    /// Fetches a picture of an interactive job's desktop.
    #[get("/screenshot", read)]
    fn screenshot(&self, query: &ScreenshotQuery) -> Download;
}

/// How large a picture.
#[fields(job)]
pub struct ScreenshotQuery {
    /// In pixels.
    pub width: Option<u32>,
    /// In pixels.
    pub height: Option<u32>,
    /// Whether both are kept even if that distorts the picture.
    pub emphatic: Option<bool>,
}

/// What a running job offers. `about` and `help` are HTML of strangers.
#[model(snake)]
pub struct RuntimeInfo {
    pub about: Option<String>,
    pub help: Option<String>,
    /// Where the job is reached by a browser.
    pub url: Option<String>,
    pub address: Option<String>,
    pub password: Option<String>,
    /// The commands that it takes, with what is told of each.
    pub actions: IndexMap<String, IndexMap<String, String>>,
}

/// How an interactive job is reached.
#[model(snake)]
pub struct RuntimeConnect {
    pub address: Option<String>,
    pub password: Option<String>,
}

/// How busy a running job is.
#[model(snake)]
pub struct RuntimeMetrics {
    pub summary: Option<MetricsSummary>,
    pub itemized: Option<MetricsItemized>,
}

/// Over all nodes: percent and kilobytes.
#[model(snake)]
pub struct MetricsSummary {
    pub cpu_used: Option<i64>,
    pub memory_total: Option<i64>,
    pub memory_used: Option<i64>,
}

/// Node by node: percent and kilobytes.
#[model(snake)]
pub struct MetricsItemized {
    pub cpu_used: Vec<i64>,
    pub memory_total: Vec<i64>,
    pub memory_used: Vec<i64>,
}
