//! What a document is about.

use std::ops::Deref;

use serde::{Deserialize, Deserializer, Serialize};

/// Ids of what a document is about. Services send them as a list, or as one text: `[first, second]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Associations(Vec<String>);

impl Deref for Associations {
    type Target = [String];

    fn deref(&self) -> &[String] {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Associations {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Sent {
            List(Vec<String>),
            Text(String),
            Nothing(()),
        }
        Ok(Self(match Sent::deserialize(deserializer)? {
            Sent::List(ids) => ids,
            Sent::Text(text) => {
                let ids = text.trim().trim_start_matches('[').trim_end_matches(']').split(',');
                ids.map(str::trim).filter(|id| !id.is_empty()).map(str::to_owned).collect()
            }
            Sent::Nothing(()) => Vec::new(),
        }))
    }
}

#[cfg(feature = "meta")]
impl crate::meta::Described for Associations {
    fn typescript(_: &mut crate::meta::Types) -> String {
        "string[] | string".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_a_text_and_nothing_are_understood() {
        let read = |json: &str| serde_json::from_str::<Associations>(json).unwrap().to_vec();
        assert_eq!(read(r#"["a-007", "b-005"]"#), ["a-007", "b-005"]);
        assert_eq!(read(r#""[a-007, b-005]""#), ["a-007", "b-005"]);
        for nothing in ["[]", r#""[]""#, r#""""#, "null"] {
            assert!(read(nothing).is_empty(), "{nothing}");
        }
        assert_eq!(serde_json::to_string(&Associations(vec!["a".into()])).unwrap(), r#"["a"]"#);
    }
}
