//! A JSON object taken apart member by member.
//!
//! What serde derives for a struct is compiled anew for every one of its fields, some 300 bytes of wasm each. Here a field
//! costs one call: the object's members are split by one piece of code, and read by another per type of value.

use std::fmt;

use serde::Deserialize;
use serde::de::{self, DeserializeOwned, Deserializer, MapAccess};
use serde_json::value::RawValue;

use crate::liberal::{self, Liberal};

/// The members of an object, not read yet.
pub(crate) struct Members(Vec<(String, Box<RawValue>)>);

/// A scalar in any of the forms in which services send it.
#[derive(Deserialize)]
#[serde(transparent, bound = "T: Liberal")]
struct Loose<T: Liberal>(#[serde(deserialize_with = "liberal::read")] T);

impl Members {
    /// Text, a number or a boolean, also where the service sends one for the other; without it what `null` stands for.
    pub(crate) fn scalar<T: Liberal>(&self, names: &[&str]) -> Result<T, serde_json::Error> {
        self.read(names, |json| serde_json::from_str(json).map(|Loose(value)| value))
            .map(|value| value.unwrap_or_else(T::null))
    }

    /// Anything else; without it the default.
    pub(crate) fn value<T: DeserializeOwned + Default>(
        &self,
        names: &[&str],
    ) -> Result<T, serde_json::Error> {
        self.read(names, |json| serde_json::from_str(json)).map(Option::unwrap_or_default)
    }

    fn read<T>(
        &self,
        names: &[&str],
        read: fn(&str) -> Result<T, serde_json::Error>,
    ) -> Result<Option<T>, serde_json::Error> {
        let Some(json) = self.find(names) else { return Ok(None) };
        read(json).map(Some).map_err(|error| named(names, &error))
    }

    /// The JSON of the last member with one of these names; none, if it is `null`.
    fn find(&self, names: &[&str]) -> Option<&str> {
        let (_, json) = self.0.iter().rfind(|(name, _)| names.contains(&name.as_str()))?;
        Some(json.get()).filter(|json| *json != "null")
    }
}

fn named(names: &[&str], error: &serde_json::Error) -> serde_json::Error {
    de::Error::custom(format!("`{}`: {error}", names.first().unwrap_or(&"")))
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;

        impl<'de> de::Visitor<'de> for Object {
            type Value = Members;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(Object)
    }
}

/// One of the shapes in which something is sent.
type Shape<T> = fn(&str) -> Result<T, serde_json::Error>;

/// Reads what a service sends in one of several shapes: in the first that fits.
pub(crate) fn first_of<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    shapes: &[Shape<T>],
) -> Result<T, D::Error> {
    let json = Box::<RawValue>::deserialize(deserializer)?;
    shapes
        .iter()
        .find_map(|read| read(json.get()).ok())
        .ok_or_else(|| de::Error::custom("none of the documented shapes"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn members(json: &str) -> Members {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn members_are_found_by_any_of_their_names_and_null_is_none() {
        let members = members(r#"{"actorId": "a", "actor_id": "b", "n": "4", "none": null, "list": [1, 2]}"#);
        assert_eq!(members.scalar::<String>(&["actorId", "actor_id"]).unwrap(), "b");
        assert_eq!(members.scalar::<u64>(&["n"]).unwrap(), 4);
        assert_eq!(members.scalar::<Option<String>>(&["none"]).unwrap(), None);
        assert!(!members.scalar::<bool>(&["gone"]).unwrap());
        assert_eq!(members.value::<Vec<u8>>(&["list"]).unwrap(), [1, 2]);
        assert_eq!(members.value::<Vec<u8>>(&["none"]).unwrap(), Vec::<u8>::new());
    }

    #[test]
    fn a_wrong_member_is_named() {
        let error = members(r#"{"length": "long"}"#).scalar::<u64>(&["length"]).unwrap_err();
        assert!(error.to_string().starts_with("`length`: "), "{error}");
        let error = serde_json::from_str::<Members>("[1]").err().unwrap().to_string();
        assert!(error.contains("expected an object"), "{error}");
    }

    #[test]
    fn escaped_names_and_values_already_parsed_are_read_too() {
        assert_eq!(members(r#"{"\u0061": "x"}"#).scalar::<String>(&["a"]).unwrap(), "x");
        let parsed: Members = serde_json::from_value(json!({"deep": {"a": [null]}})).unwrap();
        assert_eq!(parsed.value::<Value>(&["deep"]).unwrap(), json!({"a": [null]}));
    }

    #[test]
    fn the_first_shape_that_fits_is_read() {
        let read = |json| {
            let shapes: &[fn(&str) -> _] = &[
                |json| serde_json::from_str(json).map(|list: Vec<u8>| list.len()),
                |json| serde_json::from_str(json).map(|text: String| text.len()),
            ];
            first_of(&mut serde_json::Deserializer::from_str(json), shapes)
        };
        assert_eq!(read("[1]").unwrap(), 1);
        assert_eq!(read(r#""ab""#).unwrap(), 2);
        assert!(read("{}").is_err());
    }
}
