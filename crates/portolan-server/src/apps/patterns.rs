//! Validators of apps: Perl-style regular expressions, searched anywhere in the value.

use fancy_regex::{Regex, RegexBuilder};

/// Steps that one search may take; more are only taken by patterns that never come to an end.
const STEPS: usize = 200_000;

/// Reads a pattern, or says what is wrong with it.
pub(super) fn compile(pattern: &str) -> Result<Regex, String> {
    RegexBuilder::new(pattern).backtrack_limit(STEPS).build().map_err(|error| error.to_string())
}

/// Whether a value satisfies a validator. A pattern that cannot be read or takes for ever satisfies nobody.
pub fn satisfies(pattern: &str, value: &str) -> bool {
    compile(pattern).is_ok_and(|regex| regex.is_match(value).unwrap_or(false))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_perl_s_and_not_anchored() {
        assert!(satisfies("b+", "abbc"));
        assert!(!satisfies("^b+$", "abbc"));
        assert!(satisfies(r"^(?!-)\d+$", "12"));
        assert!(satisfies(r"(a)\1", "xaax"));
        assert!(!satisfies("(", "("));
        assert!(!satisfies(r"^(a+)+\1$", &format!("{}b", "a".repeat(60))));
    }
}
