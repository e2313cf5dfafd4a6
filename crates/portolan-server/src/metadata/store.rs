//! Documents in the database.

use std::path::PathBuf;

use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde_json::{Map, Value};

use super::checker::Checker;
use super::events::tell;
use super::query::Query;
use super::{Collection, Document, DocumentGrant};
use crate::accounts::User;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::notifications::{self, Subscription};
use crate::{ids, time};

const COLUMNS: &str = "uuid, collection, owner, created, updated, body";

/// The documents; clones share them.
#[derive(Clone)]
pub struct Metadata {
    pub(super) db: Db,
    checker: Checker,
}

/// A document that has passed every check.
#[derive(Debug)]
pub struct New {
    /// What it is.
    pub collection: Collection,
    /// What was sent.
    pub body: Map<String, Value>,
    /// With whom it is shared from the beginning.
    pub grants: Vec<DocumentGrant>,
    /// Who is told of what happens to it.
    pub subscriptions: Vec<Subscription>,
}

/// In which order a list comes.
#[derive(Clone, Copy, Debug)]
pub struct Order {
    column: &'static str,
    descending: bool,
}

impl Default for Order {
    fn default() -> Order {
        Order { column: "updated", descending: true }
    }
}

impl Order {
    /// The order by a field of the wire, in any case of letters.
    pub fn by(field: &str, descending: bool) -> Option<Order> {
        let column = match field.to_lowercase().as_str() {
            "lastupdated" => "updated",
            "created" => "created",
            "uuid" => "uuid",
            "owner" => "owner",
            "name" => "body ->> '$.name'",
            "value" => "body ->> '$.value'",
            "schemaid" => "body ->> '$.schemaId'",
            // All documents are of one tenant and of no internal user.
            "tenantid" | "internalusername" => "number",
            _ => return None,
        };
        Some(Order { column, descending })
    }
}

impl Metadata {
    /// The documents of a database. Schemas are applied by processes of this program.
    pub fn new(db: Db, program: PathBuf) -> Metadata {
        Metadata { db, checker: Checker::new(program) }
    }

    /// Refuses what is no JSON Schema.
    pub async fn check_schema(&self, schema: &Value) -> Result<()> {
        self.checker.check(schema, None).await
    }

    /// Refuses a value that does not follow a schema.
    pub async fn check_value(&self, schema: &Value, value: &Value) -> Result<()> {
        self.checker.check(schema, Some(value)).await
    }

    /// Stores a new document.
    pub async fn add(&self, owner: &User, new: New) -> Result<Document> {
        let New { collection, body, grants, subscriptions } = new;
        let now = time::now();
        let document = Document {
            uuid: ids::uuid(collection.kind()),
            collection,
            owner: owner.name.clone(),
            created: now,
            updated: now,
            body,
        };
        let row = document.clone();
        self.db
            .write(move |t| {
                t.execute(
                    "INSERT INTO documents (uuid, collection, owner, created, updated, body)
                     VALUES (?1, ?2, ?3, ?4, ?4, ?5)",
                    params![row.uuid, row.collection.name(), row.owner, row.created, text(&row.body)],
                )?;
                grants.iter().try_for_each(|grant| super::sharing::set(t, &row.uuid, grant))?;
                for wanted in &subscriptions {
                    notifications::subscribe(t, &row.owner, &row.uuid, wanted)?;
                }
                tell(t, &row, "CREATED", &row.owner)
            })
            .await?;
        Ok(document)
    }

    /// The document of this uuid, if the collection has it.
    pub async fn find(&self, collection: Collection, uuid: &str) -> Result<Option<Document>> {
        let uuid = uuid.to_owned();
        self.db
            .read(move |c| {
                let query = format!("SELECT {COLUMNS} FROM documents WHERE collection = ?1 AND uuid = ?2");
                c.prepare_cached(&query)?.query_row(params![collection.name(), uuid], read).optional()
            })
            .await
    }

    /// Replaces what was sent for a document.
    pub async fn replace(
        &self,
        by: &User,
        document: &Document,
        body: Map<String, Value>,
    ) -> Result<Document> {
        let by = by.name.clone();
        let changed = Document { updated: time::now(), body, ..document.clone() };
        let row = changed.clone();
        let found = self
            .db
            .write(move |t| {
                let found = t.execute(
                    "UPDATE documents SET body = ?2, updated = ?3 WHERE uuid = ?1",
                    params![row.uuid, text(&row.body), row.updated],
                )?;
                if found > 0 {
                    tell(t, &row, "UPDATED", &by)?;
                }
                Ok(found)
            })
            .await?;
        if found == 0 { Err(gone(&changed)) } else { Ok(changed) }
    }

    /// Deletes a document.
    pub async fn delete(&self, by: &User, document: &Document) -> Result<()> {
        let (document, by) = (document.clone(), by.name.clone());
        self.db
            .write(move |t| {
                tell(t, &document, "DELETED", &by)?;
                t.execute("DELETE FROM documents WHERE uuid = ?1", [&document.uuid])
            })
            .await?;
        Ok(())
    }

    /// A page of those documents that a user may read and the query accepts.
    pub async fn list(
        &self,
        user: &User,
        collection: Collection,
        query: Query,
        order: Order,
        (limit, offset): (usize, usize),
    ) -> Result<Vec<Document>> {
        let user = user.name.clone();
        self.db.read(move |c| page(c, &user, collection, &query, order, limit, offset)).await
    }
}

/// Reads row by row, so that memory holds one page and no more, however many documents there are.
fn page(
    c: &Connection,
    user: &str,
    collection: Collection,
    query: &Query,
    order: Order,
    limit: usize,
    offset: usize,
) -> rusqlite::Result<Vec<Document>> {
    let Order { column, descending } = order;
    let direction = if descending { "DESC" } else { "ASC" };
    // The plus signs keep the order's own index in use, so that a page ends when it is full.
    let statement = format!(
        "SELECT {COLUMNS} FROM documents
         WHERE collection = ?1 AND (+owner = ?2 OR +uuid IN
             (SELECT document FROM document_grants WHERE user = ?2 AND access & 4))
         ORDER BY {column} {direction}, number {direction}"
    );
    let mut statement = c.prepare_cached(&statement)?;
    let mut rows = statement.query(params![collection.name(), user])?;
    let (mut found, mut skipped) = (Vec::new(), 0);
    while found.len() < limit
        && let Some(row) = rows.next()?
    {
        let document = read(row)?;
        if !query.accepts(&Value::Object(document.fields())) {
            continue;
        }
        if skipped < offset {
            skipped += 1;
        } else {
            found.push(document);
        }
    }
    Ok(found)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Document> {
    let body = row.get_ref("body")?.as_str()?;
    let body = serde_json::from_str(body).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(5, rusqlite::types::Type::Text, Box::new(error))
    })?;
    let collection = Collection::from_name(row.get_ref("collection")?.as_str()?);
    Ok(Document {
        uuid: row.get("uuid")?,
        collection: collection.expect("the table allows no other collection"),
        owner: row.get("owner")?,
        created: row.get("created")?,
        updated: row.get("updated")?,
        body,
    })
}

fn text(body: &Map<String, Value>) -> String {
    serde_json::to_string(body).expect("a map of JSON values always becomes JSON")
}

/// 404: there is no such document, or the caller may not know of it.
pub(super) fn gone(document: &Document) -> Error {
    Error::not_found(format!("There is no {} {}.", document.collection.noun(), document.uuid))
}
