//! `PUT /apps/v2/{id}`: publish, clone, enable, disable, erase.

use axum::extract::{Path, State as Shared};

use super::answer::Answer;
use super::apps::{find, shown};
use super::body::Fields;
use super::job_request::{deployment, named};
use crate::State;
use crate::accounts::User;
use crate::apps::fields::Fields as Checked;
use crate::apps::{self, App, Program};
use crate::error::{Error, Result};
use crate::storage::{Access, Location, System};

pub(super) async fn manage(
    Shared(state): Shared<State>,
    user: User,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Answer> {
    let action = fields.required("action")?.to_lowercase();
    match action.as_str() {
        "enable" | "disable" => {
            let app = find(&state, &user, &id, Access::WRITE).await?;
            state.registry().set_available(&user, &app.application.id, action == "enable").await?;
            Ok(Answer::ok(shown(&state, &find(&state, &user, &id, Access::WRITE).await?)))
        }
        "publish" => {
            let app = find(&state, &user, &id, Access::WRITE).await?;
            let published = publish(&state, &app).await?;
            state.registry().tell(&user, &app, "PUBLISHED").await?;
            Ok(Answer::accepted(shown(&state, &published)))
        }
        "clone" => {
            let app = find(&state, &user, &id, Access::NONE).await?;
            let copy = clone(&state, &user, &app, &fields).await?;
            state.registry().tell(&user, &app, "CLONED").await?;
            Ok(Answer::accepted(shown(&state, &copy)))
        }
        "erase" => {
            let app = find(&state, &user, &id, Access::WRITE).await?;
            state.registry().remove(&user, &app.application.id).await?;
            if app.program == Program::Published {
                remove_published(&state, &app.application.id).await?;
            }
            Ok(Answer::empty(""))
        }
        _ => Err(Error::bad_request("action", "must be publish, clone, enable, disable or erase")),
    }
}

/// A public copy under its own id, with its own copy of the app's files, so that its owner's later changes do not
/// reach those who run it.
async fn publish(state: &State, app: &App) -> Result<App> {
    if app.application.is_public {
        return Err(Error::bad_request("action", format!("{} is public already", app.application.id)));
    }
    let mut copy = app.application.clone();
    copy.id = free_id(state, &app.application.id).await?;
    let from = deployment(state, &User { name: app.owner.clone() }, &app.application).await?;
    let to = state.engine().apps_folder().join(&copy.id);
    apps::publish_files(state.storage(), &from, &to).await?;
    state.registry().store(copy, &app.owner, Program::Published, true).await
}

/// The id with `u` and the first free number behind it.
async fn free_id(state: &State, id: &str) -> Result<String> {
    let mut number = 1;
    loop {
        let candidate = format!("{id}u{number}");
        let used = state.engine().apps_folder().join(&candidate).exists();
        if !used && state.registry().find(&candidate).await?.is_none() {
            return Ok(candidate);
        }
        number += 1;
    }
}

/// A private copy that is the caller's own.
async fn clone(state: &State, user: &User, app: &App, fields: &Fields) -> Result<App> {
    let checked = Checked::of(&fields.0);
    let mut copy = app.application.clone();
    copy.name = apps::read_name(&checked, "name")?.unwrap_or_else(|| format!("{}-{}", copy.name, user.name));
    if copy.name.len() > 64 {
        return Err(Error::bad_request("name", "must not be longer than 64 characters"));
    }
    copy.version = apps::read_version(&checked, "version")?.unwrap_or(copy.version);
    copy.id = format!("{}-{}", copy.name, copy.version);
    if state.registry().find(&copy.id).await?.is_some() {
        return Err(Error::bad_request("name", format!("there is an app {} already", copy.id)));
    }
    check_system(&checked, "executionSystem", System::Execution)?;
    check_system(&checked, "deploymentSystem", System::Storage)?;
    match &app.program {
        // Nothing of it lies in files.
        Program::Bundled { .. } => {}
        Program::Executable | Program::Published => {
            let folder = state.engine().apps_folder();
            let (from, to) = (folder.join(&app.application.id), folder.join(&copy.id));
            tokio::task::spawn_blocking(move || crate::engine::copy_tree(&from, &to)).await??;
        }
        Program::Deployed => {
            let from = deployment(state, &User { name: app.owner.clone() }, &app.application).await?;
            let to = deployment_of_clone(state, user, &checked, &copy.id).await?;
            state.storage().make_folder(&to.parent()).await?;
            state.storage().copy(&from, &to).await.map_err(|error| named("deploymentPath", &error))?;
            copy.deployment_system = Some(to.system.id().to_owned());
            copy.deployment_path = Some(to.absolute());
        }
    }
    state.registry().store(copy, &user.name, app.program.clone(), false).await
}

fn check_system(fields: &Checked<'_>, field: &str, expected: System) -> Result<()> {
    match fields.text(field, 64)? {
        Some(id) if System::from_id(&id) != Some(expected) => {
            Err(fields.refuse(field, format!("there is no such system {id}")))
        }
        _ => Ok(()),
    }
}

async fn deployment_of_clone(state: &State, user: &User, fields: &Checked<'_>, id: &str) -> Result<Location> {
    let path = fields.text("deploymentPath", 255)?.unwrap_or_else(|| format!("/{}/apps/{id}", user.name));
    let to =
        state.storage().resolve(user, None, &path).await.map_err(|error| named("deploymentPath", &error))?;
    if !state.storage().access(user, &to).await?.allows(Access::WRITE) {
        return Err(Error::forbidden(format!("deploymentPath: you may not write to {}.", to.absolute())));
    }
    if to.is_top() {
        return Err(fields.refuse("deploymentPath", "must be a folder of its own, not a whole home"));
    }
    Ok(to)
}

async fn remove_published(state: &State, id: &str) -> Result<()> {
    let folder = state.engine().apps_folder().join(id);
    Ok(tokio::task::spawn_blocking(move || match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    })
    .await??)
}
