//! Sorting whose code is there once, whatever is sorted: a copy of it per kind of list would cost four kilobytes each.

use std::cmp::Ordering;

/// Items in order; equal ones stay as they were.
#[must_use]
pub fn sorted<T>(items: Vec<T>, compare: impl Fn(&T, &T) -> Ordering) -> Vec<T> {
    let mut places: Vec<u32> = (0..).zip(&items).map(|(place, _)| place).collect();
    sort(&mut places, &|left, right| compare(&items[left], &items[right]));
    let mut items: Vec<Option<T>> = items.into_iter().map(Some).collect();
    places.into_iter().filter_map(|place| items[place as usize].take()).collect()
}

/// Sorts places of a list by what lies there; equal ones stay as they were.
pub fn sort(places: &mut [u32], compare: &dyn Fn(usize, usize) -> Ordering) {
    places.sort_by(|left, right| compare(*left as usize, *right as usize));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_items_keep_their_order() {
        let words = vec!["pear", "fig", "plum", "nut", "apple"];
        let by_length = sorted(words, |left, right| left.len().cmp(&right.len()));
        assert_eq!(by_length, ["fig", "nut", "pear", "plum", "apple"]);
        assert!(sorted(Vec::<u8>::new(), Ord::cmp).is_empty());
    }
}
