//! Queries over documents, in MongoDB's JSON.

use serde_json::Value;

/// A query over documents, as in `{"name": "sounding", "value.depth": {"$gt": 30}}`.
///
/// ```
/// use portolan::Criteria;
/// use serde_json::json;
///
/// let deep = Criteria::from(json!({"value.depth": {"$gt": 30}}));
/// assert_eq!(deep, Criteria::from(r#"{"value.depth":{"$gt":30}}"#));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Criteria(String);

impl From<Value> for Criteria {
    fn from(query: Value) -> Self {
        Self(query.to_string())
    }
}

impl From<&str> for Criteria {
    fn from(query: &str) -> Self {
        Self(query.to_owned())
    }
}

impl Criteria {
    /// As it is put into an address. The service decodes it once more than the address is decoded, which would take every
    /// percent sign and plus for the mark of a letter.
    pub(crate) fn for_address(&self) -> String {
        twice_decoded(&self.0)
    }
}

/// A text that comes out as it is after one decoding too many.
pub(crate) fn twice_decoded(text: &str) -> String {
    text.replace('%', "%25").replace('+', "%2B")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_encoding_survive_the_second_decoding() {
        let query = Criteria::from(r#"{"value":{"$regex":"^50% + ü"}}"#);
        assert_eq!(query.for_address(), r#"{"value":{"$regex":"^50%25 %2B ü"}}"#);
    }
}
