//! Metadata: named JSON values that describe things of the service, and the schemas that such values follow.

mod checker;
mod events;
pub mod query;
mod schema;
mod sharing;
mod store;

use serde_json::{Map, Value, json};

pub use self::checker::answer as check_value;
pub use self::sharing::DocumentGrant;
pub use self::store::{Metadata, New, Order};
use crate::ids::kind;
use crate::time;

/// What a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Collection {
    /// An item of metadata.
    Data,
    /// A schema for items.
    Schemas,
}

impl Collection {
    /// The collection of this name.
    pub fn from_name(name: &str) -> Option<Collection> {
        [Collection::Data, Collection::Schemas].into_iter().find(|known| known.name() == name)
    }

    /// Its name in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Collection::Data => "data",
            Collection::Schemas => "schemas",
        }
    }

    /// What one of its documents is called in sentences.
    pub fn noun(self) -> &'static str {
        match self {
            Collection::Data => "metadata item",
            Collection::Schemas => "metadata schema",
        }
    }

    /// The type in the uuids of its documents.
    pub fn kind(self) -> &'static str {
        match self {
            Collection::Data => kind::METADATA,
            Collection::Schemas => kind::SCHEMA,
        }
    }
}

/// An item or a schema as it is stored.
#[derive(Clone, Debug)]
pub struct Document {
    /// The uuid by which everybody knows it.
    pub uuid: String,
    /// What it is.
    pub collection: Collection,
    /// Who made it.
    pub owner: String,
    /// When it was made.
    pub created: i64,
    /// When it was changed last.
    pub updated: i64,
    /// What was sent: `name`, `value`, `schemaId` and `associationIds` of an item, `schema` of a schema.
    pub body: Map<String, Value>,
}

impl Document {
    /// The document as queries see it and answers show it, without links.
    pub fn fields(&self) -> Map<String, Value> {
        let mut fields = self.body.clone();
        for (name, value) in [
            ("uuid", json!(self.uuid)),
            ("owner", json!(self.owner)),
            ("internalUsername", Value::Null),
            ("created", json!(time::utc(self.created))),
            ("lastUpdated", json!(time::utc(self.updated))),
        ] {
            fields.insert(name.to_owned(), value);
        }
        fields
    }
}
