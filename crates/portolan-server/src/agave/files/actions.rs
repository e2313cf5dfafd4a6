//! Actions on files: new folder, rename, copy, move, delete.

use axum::http::StatusCode;

use super::{Call, done, logical_file};
use crate::agave::answer::Answer;
use crate::agave::body::Fields;
use crate::error::{Error, Result};
use crate::storage::{Access, Location, Placed, check_name};

/// Runs the action that the body names.
pub(super) async fn put(call: &Call, fields: &Fields) -> Result<Answer> {
    let action = fields.required("action")?.to_lowercase();
    // Blanks at the ends of a name belong to it.
    let path = fields.0.get("path").and_then(serde_json::Value::as_str).unwrap_or_default();
    match action.as_str() {
        "mkdir" | "rename" | "copy" | "move" if path.is_empty() => {
            Err(Error::bad_request("path", "is required"))
        }
        "mkdir" => make_folder(call, path).await,
        "rename" => rename(call, path).await,
        "copy" => copy(call, path, fields.flag("append")?.unwrap_or(false)).await,
        "move" => relocate(call, path).await,
        _ => Err(Error::not_implemented(format!(
            "action: {action} is not known; there are mkdir, rename, copy and move"
        ))),
    }
}

/// Deletes a file, or a folder with all that is in it.
pub(super) async fn delete(call: &Call) -> Result<Answer> {
    call.check(Access::WRITE).await?;
    let storage = call.state.storage();
    storage.remove(&call.at).await?;
    storage.record(&call.user, &call.at, vec![("DELETED", "File or folder deleted".to_owned())]).await?;
    Ok(Answer::empty(""))
}

async fn make_folder(call: &Call, path: &str) -> Result<Answer> {
    let storage = call.state.storage();
    let at = match call.raw_path.is_empty() && path.starts_with('/') {
        true => Location::new(call.at.system.clone(), path)?,
        false => call.at.join(path)?,
    };
    storage.check(&call.user, &at, Access::WRITE).await?;
    let status = match storage.make_folder(&at).await? {
        true => StatusCode::CREATED,
        false => StatusCode::OK,
    };
    if status == StatusCode::CREATED {
        storage.record(&call.user, &at, vec![("CREATED", "Folder made".to_owned())]).await?;
    }
    Ok(done(logical_file(&call.state, &call.user, &at, true, "STAGING_COMPLETED", &at.absolute()), status))
}

async fn rename(call: &Call, name: &str) -> Result<Answer> {
    check_name("path", name)?;
    let to = call.at.parent().join(name)?;
    change_place(call, &to, "RENAME", "Renamed").await
}

async fn relocate(call: &Call, path: &str) -> Result<Answer> {
    let to = destination(call, path).await?;
    change_place(call, &to, "MOVED", "Moved").await
}

async fn change_place(call: &Call, to: &Location, event: &'static str, verb: &str) -> Result<Answer> {
    let storage = call.state.storage();
    call.check(Access::WRITE).await?;
    storage.check(&call.user, to, Access::WRITE).await?;
    let folder = storage.stat(&call.at).await?.folder;
    storage.rename(&call.at, to).await?;
    let text = format!("{verb} from {} to {}", call.at.absolute(), to.absolute());
    storage.record(&call.user, to, vec![(event, text)]).await?;
    let file = logical_file(&call.state, &call.user, to, folder, "STAGING_COMPLETED", &call.at.absolute());
    Ok(done(file, StatusCode::OK))
}

async fn copy(call: &Call, path: &str, append: bool) -> Result<Answer> {
    let storage = call.state.storage();
    let to = destination(call, path).await?;
    call.check(Access::READ).await?;
    storage.check(&call.user, &to, Access::WRITE).await?;
    let folder = storage.stat(&call.at).await?.folder;
    let appended = append && storage.append(&call.at, &to).await? == Placed::Replaced;
    let (event, verb) = if appended { ("CONTENT_CHANGE", "Appended") } else { ("CREATED", "Copied") };
    if !append {
        storage.copy(&call.at, &to).await?;
    }
    storage.record(&call.user, &to, vec![(event, format!("{verb} from {}", call.at.absolute()))]).await?;
    let file = logical_file(&call.state, &call.user, &to, folder, "STAGING_COMPLETED", &call.at.absolute());
    Ok(done(file, StatusCode::OK))
}

/// Where a copy or move leads: to the path itself, or into it when it is a folder that is there.
async fn destination(call: &Call, path: &str) -> Result<Location> {
    let storage = call.state.storage();
    let to = storage.resolve(&call.user, Some(call.at.system.id()), path).await?;
    // What the caller may not see is not looked at; the check of the target refuses it.
    if to != call.at && storage.access(&call.user, &to).await?.allows(Access::WRITE) {
        match storage.stat(&to).await {
            Ok(there) if there.folder => return to.join(call.at.name()),
            Ok(_) => {}
            Err(error) if error.status() == StatusCode::NOT_FOUND => {}
            Err(error) => return Err(error),
        }
    }
    Ok(to)
}
