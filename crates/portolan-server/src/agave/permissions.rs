//! What the permissions of files, apps and jobs have in common on the wire.

use portolan::agave::Acl;

use super::body::Fields;
use crate::error::{Error, Result};
use crate::storage::Access;

/// The permission that a body names.
pub(super) fn wanted(fields: &Fields) -> Result<Access> {
    named(&fields.required("permission")?)
}

/// A permission by its name, as in `READ_WRITE`.
pub(super) fn named(name: &str) -> Result<Access> {
    Access::from_name(name).ok_or_else(|| {
        let names = "READ, WRITE, EXECUTE, READ_WRITE, READ_EXECUTE, WRITE_EXECUTE, ALL or NONE";
        Error::bad_request("permission", format!("must be one of {names}"))
    })
}

/// A body may repeat the user that the address names, and name no other.
pub(super) fn check_addressed(fields: &Fields, username: &str) -> Result<()> {
    if fields.text("username")?.is_some_and(|named| named != username) {
        return Err(Error::bad_request("username", "must be the user that the address names"));
    }
    Ok(())
}

/// Nothing can be given to the owner, or taken.
pub(super) fn check_not_owner(owner: &str, username: &str) -> Result<()> {
    if owner == username {
        return Err(Error::bad_request("username", "the owner always has all permissions"));
    }
    Ok(())
}

/// What somebody may do, in the service's three words.
pub(super) fn acl(access: Access) -> Acl {
    Acl {
        read: access.allows(Access::READ),
        write: access.allows(Access::WRITE),
        execute: Some(access.allows(Access::EXECUTE)),
    }
}
