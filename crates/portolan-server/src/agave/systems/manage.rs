//! `PUT /systems/v2/{id}`: actions on a system.

use axum::extract::{Path, State as Shared};

use super::{Named, find, find_as, whole};
use crate::State;
use crate::accounts::User;
use crate::agave::answer::Answer;
use crate::agave::body::Fields;
use crate::error::{Error, Result};
use crate::storage::System;
use crate::systems::Role;

pub(super) async fn manage(
    Shared(state): Shared<State>,
    user: User,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Answer> {
    let systems = state.systems();
    match fields.required("action")?.to_lowercase().as_str() {
        action @ ("enable" | "disable") => {
            find_as(&state, &user, &id, Role::Admin).await?;
            systems.set_available(&user, &id, action == "enable").await?;
        }
        action @ ("publish" | "unpublish") => {
            find_as(&state, &user, &id, Role::Owner).await?;
            systems.set_public(&user, &id, action == "publish").await?;
        }
        "setdefault" => match find(&state, &user, &id).await? {
            // The server's own are what somebody has who chose none.
            Named::BuiltIn(system) => systems.set_default(&user, kind(&system), None).await?,
            Named::Registered(there) => systems.set_default(&user, &there.system.kind, Some(&id)).await?,
        },
        "unsetdefault" => match find(&state, &user, &id).await? {
            Named::BuiltIn(_) => {
                let why =
                    format!("{id} is the default of all who chose no other; choose another with setDefault");
                return Err(Error::bad_request("action", why));
            }
            Named::Registered(there) => {
                let defaults = systems.defaults(&user).await?;
                if defaults.contains(&(there.system.kind.clone(), id.clone())) {
                    systems.set_default(&user, &there.system.kind, None).await?;
                }
            }
        },
        "setglobaldefault" | "unsetglobaldefault" => {
            find(&state, &user, &id).await?;
            return Err(Error::forbidden(
                "Only administrators may change what everybody's default system is.",
            ));
        }
        "clone" => {
            let there = find_as(&state, &user, &id, Role::User).await?;
            let copy = systems.clone_as(&user, &there, &fields.required("id")?).await?;
            return Ok(Answer::accepted(whole(&state, &user, &copy.system.id).await?));
        }
        "erase" => {
            find_as(&state, &user, &id, Role::Owner).await?;
            systems.erase(&user, &id).await?;
            return Ok(Answer::empty(""));
        }
        _ => {
            return Err(Error::bad_request(
                "action",
                "must be one of enable, disable, publish, unpublish, setDefault, unsetDefault, setGlobalDefault, \
                 unsetGlobalDefault, clone and erase",
            ));
        }
    }
    Ok(Answer::ok(whole(&state, &user, &id).await?))
}

fn kind(system: &System) -> &'static str {
    if *system == System::Execution { "EXECUTION" } else { "STORAGE" }
}
