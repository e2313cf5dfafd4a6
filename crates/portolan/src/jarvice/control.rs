//! Starting and ending jobs.

use serde_json::Value;

use super::{Jarvice, JobRef, Submission};
use crate::error::Result;
use crate::{api, fields, model};

/// Starts jobs, signals and ends them. The operations that end or signal a job act at each call.
///
/// ```no_run
/// # async fn example(jarvice: portolan::jarvice::Jarvice) -> portolan::Result<()> {
/// // The job ends by itself; `terminate` would end it at once.
/// println!("{}", jarvice.shutdown(&42.into()).await?.status);
/// # Ok(())
/// # }
/// ```
///
/// ```js
/// const { number } = await jarvice.submit({ body: { app, application: { command: "run", parameters: {} }, machine: { type: "n0", nodes: 1 } } });
/// await jarvice.shutdown({ number });
/// ```
#[api(Jarvice, "/jarvice", plain)]
pub trait JobControl {
    /// Submits a job that runs an application.
    #[post("/submit", once, user)]
    fn submit(&self, body: &Submission) -> SubmitResult;

    /// Submits a job that runs a script in a container image.
    #[post("/batch", once, user)]
    fn batch(&self, body: &Submission) -> SubmitResult;

    /// Asks a running job to end, which lets it put away its output.
    #[get("/shutdown", once)]
    fn shutdown(&self, query: &JobRef) -> StatusMessage;

    /// Ends a job at once, whatever its state.
    #[get("/terminate", once)]
    fn terminate(&self, query: &JobRef) -> StatusMessage;

    /// Sends a signal to a running job: 20 suspends it, 18 lets it go on.
    #[get("/signal", once)]
    fn signal(&self, query: &SignalQuery) -> SignalResult;

    /// Runs a command that the application of a running job defines.
    #[get("/action", once)]
    fn action(&self, query: &ActionQuery) -> StatusMessage;
}

impl Jarvice {
    /// Submits a body as it is, known fields or not.
    ///
    /// # Errors
    /// Those of [`Self::submit`].
    pub async fn submit_json(&self, body: &Value) -> Result<SubmitResult> {
        let mut request = Self::submit_request(&Submission::default())?;
        request.json(body)?;
        self.client.bare(request).await
    }
}

/// The signal for a job.
#[fields(job)]
pub struct SignalQuery {
    /// The signal's number; 20 unless told.
    pub signal: Option<u32>,
}

/// The command for a job.
#[fields(job)]
pub struct ActionQuery {
    /// Its name, as `info` lists it.
    pub action: String,
}

/// A submitted job.
#[model(snake)]
pub struct SubmitResult {
    pub name: String,
    pub number: u64,
}

/// How it went, in a word.
#[model(snake)]
pub struct StatusMessage {
    pub status: String,
}

/// A signal that was sent.
#[model(snake)]
pub struct SignalResult {
    pub signal: i64,
    pub pid: i64,
}
