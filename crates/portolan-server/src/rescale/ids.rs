//! Short ids of letters, as Rescale has them. They stand for numbers, mixed so that neighbours do not look alike.

const LETTERS: &[u8; 52] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const LENGTH: u32 = 6;
/// How many ids there are.
const ALL: u128 = 52_u128.pow(LENGTH);
/// Numbers are multiplied by this, which has no divisor in common with [`ALL`], and by its inverse on the way back.
const FACTOR: u128 = 11_863_283_207;
const INVERSE: u128 = 8_412_563_383;

/// The id of a number.
pub(super) fn encode(number: i64) -> String {
    let mut rest = u128::from(number.unsigned_abs()) * FACTOR % ALL;
    let mut id = String::new();
    for _ in 0..LENGTH {
        id.push(char::from(LETTERS[(rest % 52) as usize]));
        rest /= 52;
    }
    id
}

/// The number of an id; nothing if it is none.
pub(super) fn decode(id: &str) -> Option<i64> {
    if id.len() != LENGTH as usize {
        return None;
    }
    let mixed = id.bytes().rev().try_fold(0_u128, |rest, letter| {
        let value = LETTERS.iter().position(|known| *known == letter)?;
        Some(rest * 52 + value as u128)
    })?;
    i64::try_from(mixed * INVERSE % ALL).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_lead_back_to_their_numbers() {
        for number in [0, 1, 2, 3, 51, 52, 1_000_000, 19_770_609_663] {
            assert_eq!(decode(&encode(number)), Some(number));
        }
        for other in ["", "abcde", "abcdefg", "abcde1", "abcdé"] {
            assert_eq!(decode(other), None, "{other}");
        }
        assert_ne!(encode(1)[..3], encode(2)[..3]);
    }
}
