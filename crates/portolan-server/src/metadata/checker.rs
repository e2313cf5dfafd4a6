//! Schemas come from users, and a small one can ask for more work than any machine does. So they are compiled and
//! applied in a process of their own, which has its time and its memory and no more.

use std::io::{Read as _, Write as _};
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use rustix::process::{Resource, Rlimit, setrlimit};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;
use tokio::sync::Semaphore;

use super::schema;
use crate::error::{Error, Result};

/// The subcommand that runs [`answer`].
const SUBCOMMAND: &str = "check-value";

/// So many checks run at once.
const MOST: usize = 4;

/// How long one may take.
const PATIENCE: Duration = Duration::from_secs(3);

/// Bytes of memory that one may take.
const MEMORY: u64 = 1 << 30;

/// Starts the processes; clones share their number.
#[derive(Clone)]
pub(super) struct Checker {
    program: PathBuf,
    turns: Arc<Semaphore>,
}

#[derive(Serialize, Deserialize)]
struct Question {
    schema: Value,
    /// Nothing when only the schema is to be checked.
    value: Option<Value>,
}

/// What is wrong: the field, and why.
type Fault = Option<(String, String)>;

impl Checker {
    /// A checker that runs this program.
    pub(super) fn new(program: PathBuf) -> Checker {
        Checker { program, turns: Arc::new(Semaphore::new(MOST)) }
    }

    /// Refuses what is no schema, or a value that does not follow it.
    pub(super) async fn check(&self, schema: &Value, value: Option<&Value>) -> Result<()> {
        let question = Question { schema: schema.clone(), value: value.cloned() };
        let question = serde_json::to_vec(&question).map_err(Error::internal)?;
        let _turn = self.turns.acquire().await.map_err(Error::internal)?;
        let answered = tokio::time::timeout(PATIENCE, self.ask(&question)).await;
        match answered.map(|answer| answer.map(|text| serde_json::from_slice(&text))) {
            Ok(Ok(Ok(None::<(String, String)>))) => Ok(()),
            Ok(Ok(Ok(Some((field, why))))) => Err(Error::bad_request(&field, why)),
            Ok(Err(error)) => Err(Error::internal(error)),
            // It said nothing, for it ran out of memory; or it did not end.
            Ok(Ok(Err(_))) | Err(_) => {
                Err(Error::bad_request("schema", "is too costly to check; its references may multiply"))
            }
        }
    }

    async fn ask(&self, question: &[u8]) -> std::io::Result<Vec<u8>> {
        let mut process = Command::new(&self.program)
            .arg(SUBCOMMAND)
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        if let Some(mut input) = process.stdin.take() {
            input.write_all(question).await?;
        }
        Ok(process.wait_with_output().await?.stdout)
    }
}

/// Answers the question on standard input: the work of the process.
///
/// # Errors
/// When the question cannot be read or the answer not be written.
pub fn answer() -> anyhow::Result<()> {
    let bound = |most| Rlimit { current: Some(most), maximum: Some(most) };
    setrlimit(Resource::Cpu, bound(PATIENCE.as_secs()))?;
    setrlimit(Resource::As, bound(MEMORY))?;
    let mut text = Vec::new();
    std::io::stdin().read_to_end(&mut text)?;
    let question: Question = serde_json::from_slice(&text)?;
    let checked = match &question.value {
        None => schema::check(&question.schema),
        Some(value) => schema::validate(&question.schema, value),
    };
    let fault: Fault = checked.err().map(|error| {
        let (field, why) = error.message().split_once(": ").unwrap_or(("schema", error.message()));
        (field.to_owned(), why.to_owned())
    });
    Ok(std::io::stdout().write_all(&serde_json::to_vec(&fault)?)?)
}
