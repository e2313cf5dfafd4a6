//! `vault`: what lies in a user's vaults. Each shows the user's home; they differ in what becomes of what a job makes.

use axum::extract::State as Shared;
use axum::response::Response;
use serde_json::{Value, json};

use super::call::{Call, answer};
use crate::State;
use crate::error::{Error, Result};
use crate::storage::{Access, Entry};

/// The vault for jobs whose outputs are not kept in the user's home.
pub(super) const EPHEMERAL: &str = "ephemeral";
/// The vault for jobs whose outputs are archived there.
const HOME: &str = "home";
/// Where jobs of the real service see their vault.
const MOUNT: &str = "/data";

/// Refuses a vault that does not exist.
pub(super) fn check(name: &str) -> Result<()> {
    if [EPHEMERAL, HOME].contains(&name) {
        return Ok(());
    }
    Err(Error::bad_request("vault", format!("there is no vault {name}, only {EPHEMERAL} and {HOME}")))
}

/// The path in a user's home that a path in a vault means.
pub(super) fn in_home(path: &str) -> &str {
    let below = path.strip_prefix(MOUNT).filter(|rest| rest.is_empty() || rest.starts_with('/'));
    below.unwrap_or(path).trim_start_matches('/')
}

/// A folder's entries as rows of name, size and time. Sizes and times take a look at each, so they are only told where
/// they are asked for.
pub(super) async fn list(Shared(state): Shared<State>, call: Call) -> Result<Response> {
    let user = call.user()?;
    check(&call.required("vault")?)?;
    let path = call.required("path")?;
    let details = call.flag("details")?;
    let order = call.text("sort")?.unwrap_or_else(|| "n".to_owned());
    let storage = state.storage();
    let at = storage.resolve(user, None, in_home(&path)).await?;
    storage.check(user, &at, Access::READ).await?;
    let mut entries = match storage.stat(&at).await {
        Ok(entry) if entry.folder => storage.list(&at).await?,
        Ok(entry) => vec![entry],
        Err(error) if error.status() == 404 => {
            return Err(Error::bad_request("path", format!("there is nothing at {path}")));
        }
        Err(error) => return Err(error),
    };
    sort(&mut entries, order.trim_matches('"'))?;
    let row = |entry: &Entry| {
        let name = if entry.folder { format!("{}/", entry.name) } else { entry.name.clone() };
        match details {
            true => json!([name, size(entry), entry.modified / 1000]),
            false => json!([name, 0, 0]),
        }
    };
    Ok(answer(&Value::Array(entries.iter().map(row).collect())))
}

/// The bytes of a file; a folder has none of its own.
fn size(entry: &Entry) -> u64 {
    if entry.folder { 0 } else { entry.length }
}

/// Puts entries in order by name, size or time; capitals turn it round.
fn sort(entries: &mut [Entry], order: &str) -> Result<()> {
    match order.to_lowercase().as_str() {
        "n" => entries.sort_by(|a, b| a.name.cmp(&b.name)),
        "s" => entries.sort_by_key(size),
        "m" => entries.sort_by_key(|entry| entry.modified),
        _ => return Err(Error::bad_request("sort", "must be one of n, s, m, N, S, M")),
    }
    if order.chars().all(char::is_uppercase) {
        entries.reverse();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_count_from_the_home() {
        for (path, expected) in
            [("/", ""), ("", ""), ("/data", ""), ("/data/a/b", "a/b"), ("a", "a"), ("/database", "database")]
        {
            assert_eq!(in_home(path), expected, "{path}");
        }
    }
}
