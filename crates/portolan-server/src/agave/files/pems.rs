//! Who may do what with a file.

use portolan::agave::FilePermission;
use serde_json::json;

use super::Call;
use crate::agave::answer::Answer;
use crate::agave::body::Fields;
use crate::agave::{links, permissions};
use crate::error::{Error, Result};
use crate::storage::{Access, Grant, System};
use crate::systems::Role;

/// The owner and everybody who was given something.
pub(super) async fn list(call: &Call) -> Result<Answer> {
    call.check(Access::READ).await?;
    let storage = call.state.storage();
    storage.stat(&call.at).await?;
    let mut grants: Vec<Grant> = owner(call)
        .await?
        .into_iter()
        .map(|user| Grant { user, access: Access::ALL, recursive: true })
        .collect();
    grants.extend(storage.grants(&call.at).await?);
    let page = grants.iter().skip(call.params.offset()?).take(call.params.limit()?);
    Ok(Answer::ok(page.map(|grant| shown(call, grant)).collect::<Vec<_>>()))
}

/// Gives a user a permission, or takes it with `NONE`.
pub(super) async fn update(call: &Call, fields: &Fields) -> Result<Answer> {
    let owner = check_owner(call).await?;
    let grant = Grant {
        user: fields.required("username")?,
        access: wanted(fields)?,
        recursive: fields.flag("recursive")?.unwrap_or(false),
    };
    permissions::check_not_owner(&owner, &grant.user)?;
    let storage = call.state.storage();
    storage.stat(&call.at).await?;
    storage.grant(&call.user, &call.at, grant.clone()).await?;
    Ok(Answer::created([shown(call, &grant)]))
}

/// Takes everybody's permissions but the owner's.
pub(super) async fn delete(call: &Call) -> Result<Answer> {
    check_owner(call).await?;
    let storage = call.state.storage();
    storage.stat(&call.at).await?;
    storage.revoke_grants(&call.user, &call.at).await?;
    Ok(Answer::empty(""))
}

/// Whose a place is: the home's, or the registered system's owner.
async fn owner(call: &Call) -> Result<Option<String>> {
    match &call.at.system {
        System::Storage => Ok(Some(call.at.top()).filter(|top| !top.is_empty()).map(str::to_owned)),
        System::Execution => Ok(None),
        System::Registered(id) => Ok(call.state.systems().get(id).await?.map(|system| system.owner)),
    }
}

/// Refuses all but the owner and, on a registered system, its administrators. Answers whose the place is.
async fn check_owner(call: &Call) -> Result<String> {
    let user = &call.user;
    let may = match &call.at.system {
        System::Registered(id) => match call.state.systems().get(id).await? {
            Some(system) => call.state.systems().role(user, &system).await? >= Role::Admin,
            None => false,
        },
        System::Storage => call.at.top() == user.name,
        System::Execution => false,
    };
    match owner(call).await? {
        Some(owner) if may => Ok(owner),
        _ => Err(Error::forbidden(format!(
            "Only the owner of {} may change its permissions.",
            call.at.absolute()
        ))),
    }
}

/// The permission by its name, or by switches for its parts.
fn wanted(fields: &Fields) -> Result<Access> {
    if let Some(name) = fields.text("permission")? {
        return permissions::named(&name);
    }
    match (fields.flag("read")?, fields.flag("write")?, fields.flag("execute")?) {
        (None, None, None) => Err(Error::bad_request("permission", "is required")),
        (read, write, execute) => {
            let on = |part: Option<bool>| part.unwrap_or(false);
            Ok(Access::from_parts(on(read), on(write), on(execute)))
        }
    }
}

fn shown(call: &Call, grant: &Grant) -> FilePermission {
    FilePermission {
        username: grant.user.clone(),
        internal_username: None,
        permission: permissions::acl(grant.access),
        recursive: Some(grant.recursive),
        links: Some(json!({
            "self": links::file(&call.state, "pems", &call.at),
            "file": links::file(&call.state, "media", &call.at),
            "profile": links::profile(&call.state, &grant.user),
        })),
    }
}
