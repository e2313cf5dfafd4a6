//! Numbers, sizes, dates and names as people read them. Numbers and dates go through the browser's `Intl`.

/// A size in bytes, in units of 1000: `512 B`, `1.4 kB`, `23 MB`.
pub fn size(bytes: u64) -> String {
    const UNITS: [&str; 6] = ["kB", "MB", "GB", "TB", "PB", "EB"];
    if bytes < 1000 {
        return format!("{bytes} B");
    }
    #[expect(clippy::cast_precision_loss, reason = "two or three digits are shown")]
    let mut value = bytes as f64 / 1000.0;
    let mut unit = 0;
    while value >= 999.5 && unit + 1 < UNITS.len() {
        value /= 1000.0;
        unit += 1;
    }
    format!("{} {}", number(value, u8::from(value < 9.95)), UNITS[unit])
}

/// A length of time: `0.4 s`, `12 s`, `3 min 20 s`, `2 h 05 min`, `3 d 4 h`.
pub fn duration(seconds: f64) -> String {
    if !seconds.is_finite() || seconds < 0.0 {
        return String::new();
    }
    if seconds < 9.95 {
        return format!("{} s", number(seconds, 1));
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked above; shown in words"
    )]
    let whole = seconds.round() as u64;
    match whole {
        0..60 => format!("{whole} s"),
        60..3600 => format!("{} min {:02} s", whole / 60, whole % 60),
        3600..86400 => format!("{} h {:02} min", whole / 3600, whole % 3600 / 60),
        _ => format!("{} d {} h", whole / 86400, whole % 86400 / 3600),
    }
}

/// Whether a character can make a name look like another one: it turns the direction of text round or has no
/// width.
fn deceives(character: char) -> bool {
    matches!(character,
        '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
        || character.is_control()
}

/// A name with deceiving characters written out, as `\u{202E}`.
pub fn visible(name: &str) -> String {
    if !name.chars().any(deceives) {
        return name.to_owned();
    }
    let mut shown = String::with_capacity(name.len() + 8);
    for character in name.chars() {
        if deceives(character) {
            shown.extend(character.escape_unicode());
        } else {
            shown.push(character);
        }
    }
    shown
}

/// `1 file`, `3 files`: a count with its noun.
pub fn count(number: usize, one: &str, many: &str) -> String {
    format!("{} {}", whole(number), if number == 1 { one } else { many })
}

/// A whole number with the separators of the reader's language.
pub fn whole(value: usize) -> String {
    #[expect(clippy::cast_precision_loss, reason = "counts of things on a page")]
    number(value as f64, 0)
}

pub use browser::{ago, date, moment, now, number};

#[cfg(target_family = "wasm")]
mod browser {
    use js_sys::{Array, Date, Function, Intl, Object, Reflect};
    use wasm_bindgen::{JsCast, JsValue};

    thread_local! {
        static DATES: Function = dates();
        static AGES: Intl::RelativeTimeFormat = ages();
        /// By the number of decimals.
        static NUMBERS: [Function; 4] = [0, 1, 2, 3].map(numbers);
    }

    fn options(pairs: &[(&str, &str)]) -> Object {
        let object = Object::new();
        for (key, value) in pairs {
            let _ = Reflect::set(&object, &JsValue::from_str(key), &JsValue::from_str(value));
        }
        object
    }

    fn dates() -> Function {
        let format: JsValue = Intl::DateTimeFormat::new(
            &Array::new(),
            options(&[("dateStyle", "medium"), ("timeStyle", "short")]).unchecked_ref(),
        )
        .into();
        let function = Reflect::get(&format, &JsValue::from_str("format")).unwrap_or_default();
        function.unchecked_into()
    }

    fn numbers(decimals: u8) -> Function {
        let options = Object::new();
        let _ = Reflect::set(&options, &JsValue::from_str("maximumFractionDigits"), &decimals.into());
        let format: JsValue = Intl::NumberFormat::new(&Array::new(), options.unchecked_ref()).into();
        let function = Reflect::get(&format, &JsValue::from_str("format")).unwrap_or_default();
        function.unchecked_into()
    }

    fn ages() -> Intl::RelativeTimeFormat {
        Intl::RelativeTimeFormat::new(
            &Array::new(),
            options(&[("numeric", "auto"), ("style", "short")]).unchecked_ref(),
        )
    }

    /// Milliseconds since 1970.
    pub fn now() -> f64 {
        Date::now()
    }

    /// The moment that an ISO 8601 text names, in milliseconds since 1970.
    pub fn moment(text: &str) -> Option<f64> {
        let value = Date::parse(text);
        value.is_finite().then_some(value)
    }

    /// A date and time in the reader's own way; the text itself if it is none.
    pub fn date(text: &str) -> String {
        let Some(moment) = moment(text) else { return text.to_owned() };
        let shown = DATES.with(|format| format.call1(&JsValue::UNDEFINED, &Date::new(&moment.into())));
        shown.ok().and_then(|shown| shown.as_string()).unwrap_or_else(|| text.to_owned())
    }

    /// How long ago a moment was: `3 min. ago`.
    pub fn ago(text: &str) -> String {
        let Some(moment) = moment(text) else { return text.to_owned() };
        let (value, unit) = super::age((Date::now() - moment) / 1000.0);
        AGES.with(|format| format.format(-value, unit)).into()
    }

    /// A number with the separators of the reader's language and at most so many decimals.
    pub fn number(value: f64, decimals: u8) -> String {
        let shown = NUMBERS.with(|formats| {
            let format = formats.get(usize::from(decimals)).unwrap_or(&formats[0]);
            format.call1(&JsValue::UNDEFINED, &value.into())
        });
        shown.ok().and_then(|shown| shown.as_string()).unwrap_or_default()
    }
}

/// What the browser does, plainly, for tests on the machine itself.
#[cfg(not(target_family = "wasm"))]
mod browser {
    /// Milliseconds since 1970.
    pub fn now() -> f64 {
        0.0
    }

    /// No dates are read here.
    pub fn moment(_text: &str) -> Option<f64> {
        None
    }

    /// The text itself.
    pub fn date(text: &str) -> String {
        text.to_owned()
    }

    /// The text itself.
    pub fn ago(text: &str) -> String {
        text.to_owned()
    }

    /// With a point and no separators.
    pub fn number(value: f64, decimals: u8) -> String {
        let text = format!("{value:.*}", usize::from(decimals));
        if decimals > 0 { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
    }
}

/// An age in the largest unit that fits.
#[cfg(any(target_family = "wasm", test))]
fn age(seconds: f64) -> (f64, &'static str) {
    const STEPS: [(f64, &str); 6] = [
        (31_557_600.0, "year"),
        (2_629_800.0, "month"),
        (86_400.0, "day"),
        (3600.0, "hour"),
        (60.0, "minute"),
        (1.0, "second"),
    ];
    let seconds = seconds.max(0.0);
    let (length, unit) = STEPS.into_iter().find(|(length, _)| seconds >= *length).unwrap_or((1.0, "second"));
    ((seconds / length).floor(), unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_keep_two_or_three_digits() {
        assert_eq!(size(0), "0 B");
        assert_eq!(size(999), "999 B");
        assert_eq!(size(1_400), "1.4 kB");
        assert_eq!(size(23_400_000), "23 MB");
        assert_eq!(size(999_600), "1 MB");
    }

    #[test]
    fn durations_read_as_people_say_them() {
        assert_eq!(duration(0.42), "0.4 s");
        assert_eq!(duration(12.3), "12 s");
        assert_eq!(duration(200.0), "3 min 20 s");
        assert_eq!(duration(7_500.0), "2 h 05 min");
        assert_eq!(duration(f64::NAN), "");
    }

    #[test]
    fn deceiving_characters_are_written_out() {
        assert_eq!(visible("a\u{202E}txt.exe"), "a\\u{202e}txt.exe");
        assert_eq!(visible("zero\u{200B}width"), "zero\\u{200b}width");
        assert_eq!(visible("naïve 名前.txt"), "naïve 名前.txt");
    }

    #[test]
    fn ages_take_the_largest_unit() {
        assert_eq!(age(59.9), (59.0, "second"));
        assert_eq!(age(7_300.0), (2.0, "hour"));
        assert_eq!(age(-5.0), (0.0, "second"));
    }
}
