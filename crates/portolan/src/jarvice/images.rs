//! Applications of one's own: their images and definitions.

use super::{AppDef, Jarvice, StatusMessage};
use crate::{api, fields, model};

/// Builds and fetches the images of one's own applications.
///
/// ```no_run
/// # async fn example(jarvice: portolan::jarvice::Jarvice) -> portolan::Result<()> {
/// use portolan::jarvice::{AppDef, AppdefQuery};
///
/// let definition: AppDef = jarvice.appdef(&AppdefQuery { name: "solver".into() }).await?;
/// println!("{}", jarvice.validate(&definition).await?.valid);
/// # Ok(())
/// # }
/// ```
///
/// ```js
/// const { valid } = await jarvice.validate({ body: await jarvice.appdef({ name: "solver" }) });
/// ```
#[api(Jarvice, "/jarvice", plain)]
pub trait Images {
    /// Has an application's image built, or a build given up.
    #[get("/build", once)]
    fn build(&self, query: &BuildQuery) -> StatusMessage;

    /// Has an image fetched from a registry into an application.
    #[get("/pull", once)]
    fn pull(&self, query: &PullQuery) -> StatusMessage;

    /// Tells what has been built and fetched.
    #[get("/history", read)]
    fn history(&self, query: &HistoryQuery) -> String;

    /// Says whether an application's definition is well made.
    #[post("/validate", read, open)]
    fn validate(&self, body: &AppDef) -> ValidateResult;
}

/// What to build.
#[fields]
pub struct BuildQuery {
    /// The application's id.
    pub target: String,
    /// Whether to fetch the image when it is built.
    pub pull: Option<bool>,
    /// Whether to give up the build that runs.
    pub abort: Option<bool>,
}

/// What to fetch.
#[fields]
pub struct PullQuery {
    /// The registry's repository.
    pub repo: String,
    /// The application's id.
    pub target: String,
}

/// Whose history, and how much of it.
#[fields]
pub struct HistoryQuery {
    /// The application's id.
    pub target: String,
    /// How many lines; 100 unless told.
    pub limit: Option<u32>,
    /// Whether times are told as time passed; they are unless told.
    pub reltime: Option<bool>,
}

/// Whether a definition is well made.
#[model(snake)]
pub struct ValidateResult {
    pub valid: bool,
}
