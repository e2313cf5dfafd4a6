//! Reading what services send: numbers as text, text as numbers, `null` for nothing.

use std::fmt;
use std::marker::PhantomData;

use serde::{Deserialize, Deserializer, de};

/// A scalar that is understood in any of the forms in which services send it.
pub(crate) trait Liberal: Sized {
    /// What `null` stands for.
    fn null() -> Self;
    /// Reads text; `None` when it is no such value.
    fn text(text: &str) -> Option<Self>;
    /// Reads a whole number.
    fn whole(number: i128) -> Option<Self>;
    /// Reads a number with a fraction.
    fn fraction(number: f64) -> Option<Self>;
    /// Reads a boolean.
    fn truth(value: bool) -> Option<Self>;
}

/// The field reader for scalars.
pub(crate) fn read<'de, D: Deserializer<'de>, T: Liberal>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_any(Scalar(PhantomData))
}

/// The field reader for lists: `null` is an empty one.
pub(crate) fn list<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    Ok(Option::<Vec<T>>::deserialize(deserializer)?.unwrap_or_default())
}

struct Scalar<T>(PhantomData<T>);

impl<T: Liberal> Scalar<T> {
    fn found<E: de::Error>(value: Option<T>, unexpected: de::Unexpected<'_>) -> Result<T, E> {
        value.ok_or_else(|| E::invalid_value(unexpected, &"a scalar of the documented type"))
    }
}

impl<T: Liberal> de::Visitor<'_> for Scalar<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("text, a number, a boolean or null")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        Self::found(T::text(text), de::Unexpected::Str(text))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<T, E> {
        Self::found(T::whole(number.into()), de::Unexpected::Signed(number))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<T, E> {
        Self::found(T::whole(number.into()), de::Unexpected::Unsigned(number))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<T, E> {
        Self::found(T::fraction(number), de::Unexpected::Float(number))
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<T, E> {
        Self::found(T::truth(value), de::Unexpected::Bool(value))
    }

    fn visit_unit<E: de::Error>(self) -> Result<T, E> {
        Ok(T::null())
    }
}

impl Liberal for String {
    fn null() -> Self {
        Self::new()
    }
    fn text(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }
    fn whole(number: i128) -> Option<Self> {
        Some(number.to_string())
    }
    fn fraction(number: f64) -> Option<Self> {
        Some(number.to_string())
    }
    fn truth(value: bool) -> Option<Self> {
        Some(value.to_string())
    }
}

impl Liberal for bool {
    fn null() -> Self {
        false
    }
    fn text(text: &str) -> Option<Self> {
        match text.trim().to_ascii_lowercase().as_str() {
            "true" | "1" | "yes" | "on" => Some(true),
            "false" | "0" | "no" | "off" | "" => Some(false),
            _ => None,
        }
    }
    fn whole(number: i128) -> Option<Self> {
        Some(number != 0)
    }
    fn fraction(number: f64) -> Option<Self> {
        Some(number != 0.0)
    }
    fn truth(value: bool) -> Option<Self> {
        Some(value)
    }
}

macro_rules! whole_numbers {
    ($($ty:ty),*) => {$(
        impl Liberal for $ty {
            fn null() -> Self {
                0
            }
            fn text(text: &str) -> Option<Self> {
                let text = text.trim();
                text.parse().ok().or_else(|| Self::fraction(text.parse().ok()?))
            }
            fn whole(number: i128) -> Option<Self> {
                number.try_into().ok()
            }
            fn fraction(number: f64) -> Option<Self> {
                (number.fract() == 0.0 && number.abs() < 9e15).then_some(number as Self)
            }
            fn truth(_: bool) -> Option<Self> {
                None
            }
        }
    )*};
}
whole_numbers!(i64, u64, u32);

impl Liberal for f64 {
    fn null() -> Self {
        0.0
    }
    fn text(text: &str) -> Option<Self> {
        text.trim().parse().ok()
    }
    fn whole(number: i128) -> Option<Self> {
        Some(number as Self)
    }
    fn fraction(number: f64) -> Option<Self> {
        Some(number)
    }
    fn truth(_: bool) -> Option<Self> {
        None
    }
}

impl<T: Liberal> Liberal for Option<T> {
    fn null() -> Self {
        None
    }
    fn text(text: &str) -> Option<Self> {
        // Blank text where a number or a flag belongs says that there is none.
        if text.trim().is_empty() && T::text("x").is_none() { Some(None) } else { T::text(text).map(Some) }
    }
    fn whole(number: i128) -> Option<Self> {
        T::whole(number).map(Some)
    }
    fn fraction(number: f64) -> Option<Self> {
        T::fraction(number).map(Some)
    }
    fn truth(value: bool) -> Option<Self> {
        T::truth(value).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[derive(Deserialize, Debug, PartialEq, Default)]
    #[serde(default)]
    struct Row {
        #[serde(deserialize_with = "read")]
        text: String,
        #[serde(deserialize_with = "read")]
        number: i64,
        #[serde(deserialize_with = "read")]
        flag: bool,
        #[serde(deserialize_with = "read")]
        maybe: Option<f64>,
        #[serde(deserialize_with = "list")]
        items: Vec<String>,
    }

    fn row(value: Value) -> Row {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn scalars_are_understood_in_every_form() {
        let expected =
            Row { text: "4".into(), number: 4, flag: true, maybe: Some(4.0), items: vec!["a".into()] };
        assert_eq!(
            row(json!({"text": 4, "number": "4", "flag": "TRUE", "maybe": "4.0", "items": ["a"]})),
            expected
        );
        assert_eq!(row(json!({"text": "4", "number": 4.0, "flag": 1, "maybe": 4, "items": ["a"]})), expected);
    }

    #[test]
    fn null_and_absence_are_nothing() {
        let null = json!({"text": null, "number": null, "flag": null, "maybe": null, "items": null});
        assert_eq!(row(null), Row::default());
        assert_eq!(row(json!({})), Row::default());
        assert_eq!(row(json!({"maybe": ""})), Row::default());
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        assert!(serde_json::from_value::<Row>(json!({"number": "four"})).is_err());
        assert!(serde_json::from_value::<Row>(json!({"number": 4.5})).is_err());
        assert!(serde_json::from_value::<Row>(json!({"text": {}})).is_err());
    }
}
