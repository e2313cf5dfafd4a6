//! Permissions, as several of Agave's services know them.

use serde_json::Value;

use crate::fields;
use crate::model;

/// A permission that can be given.
#[model]
#[allow(missing_docs)]
pub enum PermissionType {
    Read,
    Write,
    Execute,
    ReadWrite,
    ReadExecute,
    WriteExecute,
    All,
    None,
    Unknown,
}

/// What somebody may do.
#[model]
pub struct Acl {
    pub read: bool,
    pub write: bool,
    pub execute: Option<bool>,
}

/// A user's permission on a job or an app.
#[model]
pub struct Permission {
    pub username: String,
    pub internal_username: Option<String>,
    pub permission: Acl,
    #[serde(rename = "_links")]
    pub links: Option<Value>,
}

/// Gives a permission to a user.
#[model]
pub struct PermissionRequest {
    pub username: String,
    pub permission: PermissionType,
    /// Whether it holds for everything below a folder too; files only.
    pub recursive: Option<bool>,
}

/// What every list takes.
#[fields(list)]
pub struct ListQuery {}
