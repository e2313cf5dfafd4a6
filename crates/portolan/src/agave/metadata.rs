//! Metadata: documents of any shape, found by their content, and the schemas that describe them.

use serde_json::Value;

use super::associations::Associations;
use super::jobs::JobNotificationRequest;
use super::permissions::{ListQuery, Permission, PermissionRequest};
use crate::criteria::Criteria;
use crate::endpoint::Unsent;
use crate::page::Page;
use crate::{api, fields, model};

/// Keeps documents and finds them by their content; schemas can describe what a document must hold.
///
/// ```no_run
/// # async fn example(agave: portolan::agave::Agave) -> portolan::Result<()> {
/// use portolan::agave::MetadataQuery;
/// use serde_json::json;
///
/// let query = MetadataQuery { q: Some(json!({"name": "sounding", "value.depth": {"$gt": 30}}).into()), ..Default::default() };
/// for document in agave.meta().list_metadata(&query).await? {
///     println!("{} {}", document.uuid, document.value);
/// }
/// # Ok(())
/// # }
/// ```
///
/// ```js
/// await agave.meta.addMetadata({ body: { name: "sounding", value: { depth: 32.5 }, associationIds: [job.id] } });
/// const deep = await agave.meta.listMetadata({ q: { name: "sounding", "value.depth": { $gt: 30 } } });
/// ```
#[api("meta", "/meta/v2")]
pub trait Meta {
    /// Lists documents that the caller may read, the last changed first.
    #[get("/data", read)]
    fn list_metadata(&self, query: &MetadataQuery) -> Page<Metadata>;

    /// Stores a document.
    #[post("/data", once)]
    fn add_metadata(&self, body: &MetadataRequest) -> Metadata;

    /// Fetches one document.
    #[get("/data/{uuid}", read)]
    fn get_metadata(&self, uuid: &str, query: &ListQuery) -> Metadata;

    /// Replaces a document.
    #[post("/data/{uuid}", set)]
    fn update_metadata(&self, uuid: &str, body: &MetadataRequest) -> Metadata;

    /// Removes a document.
    #[delete("/data/{uuid}", set)]
    fn delete_metadata(&self, uuid: &str);

    /// Lists schemas.
    #[get("/schemas", read)]
    fn search_schema(&self, query: &SchemaQuery) -> Page<MetadataSchema>;

    /// Stores a schema: the body is the JSON Schema itself.
    #[post("/schemas", once)]
    fn add_schema(&self, body: &Value) -> MetadataSchema;

    /// Fetches one schema.
    #[get("/schemas/{uuid}", read)]
    fn get_schema(&self, uuid: &str, query: &ListQuery) -> MetadataSchema;

    /// Replaces a schema: the body is the JSON Schema itself.
    #[post("/schemas/{uuid}", set)]
    fn update_schema(&self, uuid: &str, body: &Value) -> MetadataSchema;

    /// Removes a schema.
    #[delete("/schemas/{uuid}", set)]
    fn delete_schema(&self, uuid: &str);

    /// Lists who may do what with a document.
    #[get("/data/{uuid}/pems", read)]
    fn list_metadata_permissions(&self, uuid: &str, query: &ListQuery) -> Page<Permission>;

    /// Gives a user a permission on a document.
    #[post("/data/{uuid}/pems", set)]
    fn update_metadata_permissions(&self, uuid: &str, body: &PermissionRequest) -> Permission;

    /// Takes everybody's permissions on a document, its owner's excepted.
    #[delete("/data/{uuid}/pems", set)]
    fn delete_metadata_permission(&self, uuid: &str);

    /// Tells what one user may do with a document.
    #[get("/data/{uuid}/pems/{username}", read)]
    fn list_metadata_permissions_for_user(&self, uuid: &str, username: &str) -> Permission;

    /// Gives one user a permission on a document.
    #[post("/data/{uuid}/pems/{username}", set)]
    fn update_metadata_permissions_for_user(
        &self,
        uuid: &str,
        username: &str,
        body: &PermissionRequest,
    ) -> Permission;

    /// Takes one user's permissions on a document.
    #[delete("/data/{uuid}/pems/{username}", set)]
    fn delete_metadata_permissions_for_user(&self, uuid: &str, username: &str);

    /// Lists who may do what with a schema.
    #[get("/schemas/{uuid}/pems", read)]
    fn list_schema_permissions(&self, uuid: &str, query: &ListQuery) -> Page<Permission>;

    /// Gives a user a permission on a schema.
    #[post("/schemas/{uuid}/pems", set)]
    fn update_schema_permissions(&self, uuid: &str, body: &PermissionRequest) -> Permission;

    /// Takes everybody's permissions on a schema, its owner's excepted.
    #[delete("/schemas/{uuid}/pems", set)]
    fn delete_schema_permissions(&self, uuid: &str);

    /// Tells what one user may do with a schema.
    #[get("/schemas/{uuid}/pems/{username}", read)]
    fn list_schema_permissions_for_user(&self, uuid: &str, username: &str) -> Permission;

    /// Gives one user a permission on a schema.
    #[post("/schemas/{uuid}/pems/{username}", set)]
    fn update_schema_permissions_for_user(
        &self,
        uuid: &str,
        username: &str,
        body: &PermissionRequest,
    ) -> Permission;

    /// Takes one user's permissions on a schema.
    #[delete("/schemas/{uuid}/pems/{username}", set)]
    fn delete_schema_permissions_for_user(&self, uuid: &str, username: &str);
}

/// Which documents to list.
#[fields(list)]
pub struct MetadataQuery {
    /// A MongoDB query over the documents' fields, as in `{"name": "sounding", "value.depth": {"$gt": 30}}`.
    pub q: Option<Criteria>,
    /// Also what the caller may see only as an administrator.
    pub privileged: Option<bool>,
}

/// Which schemas to list.
#[fields(list)]
pub struct SchemaQuery {
    /// A MongoDB query over the schemas' fields.
    pub q: Option<Criteria>,
    /// The service's documents name it, its address has no place for it: it is not sent.
    pub uuid: Option<Unsent>,
}

/// A document to store.
#[model]
pub struct MetadataRequest {
    pub name: String,
    /// Any JSON.
    pub value: Value,
    /// The schema that the value must meet.
    pub schema_id: Option<String>,
    /// The ids of what the document is about.
    pub association_ids: Option<Vec<String>>,
    /// Who else may read or write it.
    pub permissions: Option<Vec<PermissionRequest>>,
    /// Whom to tell of its changes.
    pub notifications: Option<Vec<JobNotificationRequest>>,
}

/// A document.
#[model]
pub struct Metadata {
    pub uuid: String,
    pub name: String,
    /// Any JSON.
    pub value: Value,
    pub schema_id: Option<String>,
    /// The ids of what the document is about.
    pub association_ids: Associations,
    pub owner: Option<String>,
    pub internal_username: Option<String>,
    pub created: Option<String>,
    pub last_updated: Option<String>,
    #[serde(rename = "_links")]
    pub links: Option<Value>,
}

/// A schema of documents.
#[model]
pub struct MetadataSchema {
    pub uuid: String,
    /// The JSON Schema itself.
    pub schema: Value,
    pub owner: Option<String>,
    pub internal_username: Option<String>,
    pub created: Option<String>,
    pub last_updated: Option<String>,
    #[serde(rename = "_links")]
    pub links: Option<Value>,
}
