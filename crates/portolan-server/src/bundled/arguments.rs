//! Reading numbers as people and forms write them.

/// Reads a whole number; `1e9` and `10000000.0` are whole numbers too.
pub(super) fn whole(text: &str) -> Result<u64, String> {
    let text = text.trim();
    if let Ok(number) = text.parse::<u64>() {
        return Ok(number);
    }
    let number = finite(text)?;
    if number < 0.0 || number.fract() != 0.0 {
        return Err("a whole number, zero or more, is wanted".to_owned());
    }
    // Above 2^53 not every whole number has a float of its own, so such a text would be read as its neighbour.
    if number > 9_007_199_254_740_992.0 {
        return Err("the number is too large".to_owned());
    }
    Ok(number as u64)
}

/// Reads a number that is neither infinite nor NaN.
pub(super) fn finite(text: &str) -> Result<f64, String> {
    match text.trim().parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(number),
        _ => Err("a number is wanted".to_owned()),
    }
}

/// A whole number between two bounds, as a parser for the command line.
pub(super) fn between(least: u64, most: u64) -> impl Fn(&str) -> Result<u64, String> + Clone {
    move |text| match whole(text)? {
        number if (least..=most).contains(&number) => Ok(number),
        _ => Err(format!("a whole number from {least} to {most} is wanted")),
    }
}

/// A number above zero.
pub(super) fn positive(text: &str) -> Result<f64, String> {
    match finite(text)? {
        number if number > 0.0 => Ok(number),
        _ => Err("a number above zero is wanted".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_come_in_several_spellings() {
        assert_eq!(whole("10000000"), Ok(10_000_000));
        assert_eq!(whole("1e7"), Ok(10_000_000));
        assert_eq!(whole(" 10000000.0 "), Ok(10_000_000));
        assert_eq!(whole("18446744073709551615"), Ok(u64::MAX));
        for bad in ["", "x", "1.5", "-1", "1e300", "nan", "inf"] {
            assert!(whole(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn bounds_are_part_of_the_range() {
        let parse = between(1, 10);
        assert_eq!(parse("1"), Ok(1));
        assert_eq!(parse("10"), Ok(10));
        assert!(parse("0").is_err());
        assert!(parse("11").is_err());
    }
}
