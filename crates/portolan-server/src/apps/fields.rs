//! Reading a request's fields one by one, so that whatever is wrong is told with the field's name.

use serde_json::{Map, Value};

use crate::error::{Error, Result};

/// The fields of a JSON object or of a form.
#[derive(Debug, Clone)]
pub struct Fields<'a> {
    map: &'a Map<String, Value>,
    prefix: String,
}

impl<'a> Fields<'a> {
    /// The fields of the request itself.
    pub fn of(map: &'a Map<String, Value>) -> Fields<'a> {
        Fields { map, prefix: String::new() }
    }

    /// The fields of an object within the request, which is named in errors.
    pub fn within(map: &'a Map<String, Value>, prefix: &str) -> Fields<'a> {
        Fields { map, prefix: format!("{prefix}.") }
    }

    /// The field's name as errors tell it.
    pub fn name(&self, field: &str) -> String {
        format!("{}{field}", self.prefix)
    }

    /// A 400 that names the field.
    pub fn refuse(&self, field: &str, why: impl std::fmt::Display) -> Error {
        Error::bad_request(&self.name(field), why)
    }

    /// The value, if it is there and not null.
    pub fn get(&self, field: &str) -> Option<&'a Value> {
        self.map.get(field).filter(|value| !value.is_null())
    }

    /// Refuses fields of other names than these.
    pub fn only(&self, names: &[&str]) -> Result<()> {
        match self.map.keys().find(|name| !names.contains(&name.as_str())) {
            Some(name) => Err(self.refuse(name, format!("is not known; there are {}", names.join(", ")))),
            None => Ok(()),
        }
    }

    /// Text of at most so many characters, without blanks around it; empty is as good as missing.
    pub fn text(&self, field: &str, most: usize) -> Result<Option<String>> {
        let text = match self.get(field) {
            None => return Ok(None),
            Some(Value::String(text)) => text.trim().to_owned(),
            Some(Value::Number(number)) => number.to_string(),
            Some(_) => return Err(self.refuse(field, "must be text")),
        };
        if text.chars().count() > most {
            return Err(self.refuse(field, format!("must not be longer than {most} characters")));
        }
        if text.contains('\0') {
            return Err(self.refuse(field, "must not contain a NUL character"));
        }
        Ok(Some(text).filter(|text| !text.is_empty()))
    }

    /// Text that must be there.
    pub fn required(&self, field: &str, most: usize) -> Result<String> {
        self.text(field, most)?.ok_or_else(|| self.refuse(field, "is required"))
    }

    /// One of some words, in any case of letters.
    pub fn word(&self, field: &str, words: &[&'static str]) -> Result<Option<&'static str>> {
        let Some(text) = self.text(field, 64)? else { return Ok(None) };
        match words.iter().find(|word| word.eq_ignore_ascii_case(&text)) {
            Some(word) => Ok(Some(word)),
            None => Err(self.refuse(field, format!("must be one of {}", words.join(", ")))),
        }
    }

    /// A switch.
    pub fn flag(&self, field: &str) -> Result<Option<bool>> {
        match self.get(field) {
            None => Ok(None),
            Some(Value::String(text)) if text.trim().is_empty() => Ok(None),
            Some(value) => truth(value).map(Some).ok_or_else(|| self.refuse(field, "must be true or false")),
        }
    }

    /// A whole number within bounds.
    pub fn whole(&self, field: &str, bounds: std::ops::RangeInclusive<i64>) -> Result<Option<i64>> {
        let number = match self.get(field) {
            None => return Ok(None),
            Some(Value::String(text)) if text.trim().is_empty() => return Ok(None),
            Some(Value::String(text)) => text.trim().parse().ok(),
            Some(Value::Number(number)) => whole(number),
            Some(_) => None,
        };
        match number {
            Some(number) if bounds.contains(&number) => Ok(Some(number)),
            Some(_) if *bounds.end() == i64::MAX => {
                Err(self.refuse(field, format!("must be at least {}", bounds.start())))
            }
            Some(_) => {
                Err(self.refuse(field, format!("must be from {} to {}", bounds.start(), bounds.end())))
            }
            None => Err(self.refuse(field, "must be a whole number")),
        }
    }

    /// A list of texts; a single text is a list of one.
    pub fn texts(&self, field: &str, most: usize) -> Result<Option<Vec<String>>> {
        let wrong = || self.refuse(field, "must be a list of texts");
        let texts: Vec<String> = match self.get(field) {
            None => return Ok(None),
            Some(Value::String(text)) if text.trim().is_empty() => Vec::new(),
            Some(Value::String(text)) => text.split(',').map(|text| text.trim().to_owned()).collect(),
            Some(Value::Array(items)) => items
                .iter()
                .map(|item| item.as_str().map(str::to_owned).ok_or_else(wrong))
                .collect::<Result<_>>()?,
            Some(_) => return Err(wrong()),
        };
        if texts.iter().map(|text| text.chars().count() + 1).sum::<usize>() > most + 1 {
            return Err(self.refuse(field, format!("must not be longer than {most} characters in all")));
        }
        Ok(Some(texts))
    }

    /// An object; missing is as good as empty.
    pub fn object(&self, field: &str) -> Result<Option<Fields<'a>>> {
        match self.get(field) {
            None => Ok(None),
            Some(Value::Object(map)) => Ok(Some(Fields::within(map, &self.name(field)))),
            Some(_) => Err(self.refuse(field, "must be an object")),
        }
    }

    /// A list of objects; missing is as good as empty.
    pub fn objects(&self, field: &str) -> Result<Vec<Fields<'a>>> {
        let wrong = || self.refuse(field, "must be a list of objects");
        match self.get(field) {
            None => Ok(Vec::new()),
            Some(Value::Array(items)) => items
                .iter()
                .enumerate()
                .map(|(index, item)| {
                    let map = item.as_object().ok_or_else(wrong)?;
                    Ok(Fields::within(map, &format!("{}[{index}]", self.name(field))))
                })
                .collect(),
            Some(_) => Err(wrong()),
        }
    }
}

/// A truth in any of its spellings.
pub fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(truth) => Some(*truth),
        Value::Number(number) => match number.as_i64() {
            Some(1) => Some(true),
            Some(0) => Some(false),
            _ => None,
        },
        Value::String(text) => match text.trim().to_lowercase().as_str() {
            "true" | "1" | "yes" | "on" => Some(true),
            "false" | "0" | "no" | "off" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

/// A number without a fraction, also when it is written with one that is zero.
pub fn whole(number: &serde_json::Number) -> Option<i64> {
    number.as_i64().or_else(|| {
        let float = number.as_f64()?;
        (float.fract() == 0.0 && float.abs() < 9_007_199_254_740_992.0).then_some(float as i64)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_wrong_is_named() {
        let body = json!({ "a": { "n": "x", "t": [1], "f": "maybe", "o": 3, "long": "12345" } });
        let inner = Fields::of(body.as_object().unwrap()).object("a").unwrap().unwrap();
        for error in [
            inner.whole("n", 1..=9).unwrap_err(),
            inner.text("t", 9).unwrap_err(),
            inner.texts("t", 9).unwrap_err(),
            inner.flag("f").unwrap_err(),
            inner.object("o").unwrap_err(),
            inner.objects("o").unwrap_err(),
            inner.text("long", 4).unwrap_err(),
            inner.required("missing", 4).unwrap_err(),
            inner.word("n", &["Y"]).unwrap_err(),
        ] {
            assert_eq!(error.status(), 400);
            assert!(error.message().starts_with("a."), "{error}");
        }
    }

    #[test]
    fn several_spellings_are_read() {
        let body = json!({ "n": "7", "m": 7.0, "f": "ON", "t": "a, b", "w": "serial" });
        let fields = Fields::of(body.as_object().unwrap());
        assert_eq!(fields.whole("n", 1..=9).unwrap(), Some(7));
        assert_eq!(fields.whole("m", 1..=9).unwrap(), Some(7));
        assert_eq!(fields.flag("f").unwrap(), Some(true));
        assert_eq!(fields.texts("t", 9).unwrap().unwrap(), ["a", "b"]);
        assert_eq!(fields.word("w", &["SERIAL"]).unwrap(), Some("SERIAL"));
        assert_eq!(fields.text("none", 1).unwrap(), None);
    }
}
