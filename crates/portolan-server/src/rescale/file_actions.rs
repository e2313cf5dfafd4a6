//! Changing and deleting files.

use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::Response;

use super::access::Caller;
use super::answer::{empty, ok};
use super::{file_ids, file_view, upload};
use crate::State;
use crate::agave::body::Fields;
use crate::error::{Error, Result};
use crate::storage::{Access, check_name};

/// Changes a file's name or type. Clients may send the whole file; what cannot be changed is ignored.
pub(super) async fn update(
    Shared(state): Shared<State>,
    Caller(user): Caller,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response> {
    let (row, _) = file_ids::find(&state, &user, &id, Access::WRITE).await?;
    let name = fields.text("name")?;
    if let Some(name) = &name {
        check_name("name", name)?;
    }
    let kind = fields.text("typeId")?.map(|text| upload::checked("typeId", &text)).transpose()?;
    file_ids::change(state.db(), row.number, name, kind).await?;
    let (row, entry) = file_ids::find(&state, &user, &id, Access::READ).await?;
    Ok(ok(&file_view::shown(&state, &row, &entry, None)))
}

/// Deletes a file for good.
pub(super) async fn delete(
    Shared(state): Shared<State>,
    Caller(user): Caller,
    Path(id): Path<String>,
) -> Result<Response> {
    let (row, entry) = file_ids::find(&state, &user, &id, Access::WRITE).await?;
    if entry.folder {
        return Err(Error::not_found("Not found."));
    }
    state.storage().remove(&row.at).await?;
    file_ids::forget(state.db(), &row.at).await?;
    Ok(empty(StatusCode::NO_CONTENT))
}
