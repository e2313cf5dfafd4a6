//! Which entries of a folder are shown, and in which order.

use std::cmp::Ordering;

use portolan::gateway::FileEntry;

use crate::components::table::Order;
use crate::sorting::sort;

/// What a folder can be sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Column {
    /// The name, numbers in it by their value.
    #[default]
    Name,
    /// The size in bytes.
    Size,
    /// The time of the last change.
    Modified,
}

/// A column and a direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sorting {
    /// The column.
    pub column: Column,
    /// The direction.
    pub order: Order,
}

impl Default for Sorting {
    fn default() -> Self {
        Self { column: Column::Name, order: Order::Ascending }
    }
}

impl Sorting {
    /// Reads what [`Self::key`] wrote; anything else is the default.
    pub fn parse(text: &str) -> Self {
        let (text, order) =
            text.strip_prefix('-').map_or((text, Order::Ascending), |text| (text, Order::Descending));
        let column = match text {
            "size" => Column::Size,
            "modified" => Column::Modified,
            _ => Column::Name,
        };
        Self { column, order }
    }

    /// As it stands in the URL; empty for the default.
    pub fn key(self) -> String {
        let word = match self.column {
            Column::Name => "name",
            Column::Size => "size",
            Column::Modified => "modified",
        };
        match (self == Self::default(), self.order) {
            (true, _) => String::new(),
            (false, Order::Ascending) => word.to_owned(),
            (false, Order::Descending) => format!("-{word}"),
        }
    }

    /// What a click on a column's heading makes of it.
    #[must_use]
    pub fn clicked(self, column: Column) -> Self {
        if self.column == column {
            return Self { column, order: self.order.reversed() };
        }
        // Sizes and dates are asked for to see the largest and the newest.
        let order = if column == Column::Name { Order::Ascending } else { Order::Descending };
        Self { column, order }
    }

    /// The direction, if this column is the one.
    pub fn of(self, column: Column) -> Option<Order> {
        (self.column == column).then_some(self.order)
    }
}

/// Indices of the entries that match, sorted; folders come before files.
pub fn arrange(entries: &[FileEntry], filter: &str, sorting: Sorting) -> Vec<u32> {
    let wanted = filter.trim().to_lowercase();
    let matches = |entry: &FileEntry| wanted.is_empty() || entry.name.to_lowercase().contains(&wanted);
    let mut shown: Vec<u32> =
        (0..).zip(entries).filter(|(_, entry)| matches(entry)).map(|(index, _)| index).collect();
    sort(&mut shown, &|left, right| compare(&entries[left], &entries[right], sorting));
    shown
}

fn compare(left: &FileEntry, right: &FileEntry, sorting: Sorting) -> Ordering {
    right.folder.cmp(&left.folder).then_with(|| {
        let order = match sorting.column {
            Column::Name => natural(&left.name, &right.name),
            Column::Size => left.size.cmp(&right.size),
            Column::Modified => left.modified.cmp(&right.modified),
        };
        let order = if sorting.order == Order::Descending { order.reverse() } else { order };
        order.then_with(|| natural(&left.name, &right.name))
    })
}

/// Compares names as people do: letters without regard to case, numbers by value.
pub fn natural(left: &str, right: &str) -> Ordering {
    let (mut a, mut b) = (left.as_bytes(), right.as_bytes());
    loop {
        match (a.first(), b.first()) {
            (None, None) => return left.cmp(right),
            (None, _) => return Ordering::Less,
            (_, None) => return Ordering::Greater,
            (Some(x), Some(y)) if x.is_ascii_digit() && y.is_ascii_digit() => {
                let (m, n) = (digits(a), digits(b));
                let (first, second) = (trimmed(&a[..m]), trimmed(&b[..n]));
                let order = first.len().cmp(&second.len()).then_with(|| first.cmp(second));
                if order.is_ne() {
                    return order;
                }
                (a, b) = (&a[m..], &b[n..]);
            }
            (Some(x), Some(y)) => {
                let order = x.to_ascii_lowercase().cmp(&y.to_ascii_lowercase());
                if order.is_ne() {
                    return order;
                }
                (a, b) = (&a[1..], &b[1..]);
            }
        }
    }
}

fn digits(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| byte.is_ascii_digit()).count()
}

fn trimmed(digits: &[u8]) -> &[u8] {
    let zeros = digits.iter().take_while(|digit| **digit == b'0').count();
    &digits[zeros.min(digits.len() - 1)..]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(name: &str, folder: bool, size: u64) -> FileEntry {
        FileEntry { name: name.to_owned(), folder, size, ..FileEntry::default() }
    }

    #[test]
    fn names_are_compared_as_people_do() {
        let mut names = ["run10", "Run2", "run1", "run02b", "run", "10", "9"];
        names.sort_by(|left, right| natural(left, right));
        assert_eq!(names, ["9", "10", "run", "run1", "Run2", "run02b", "run10"]);
        assert_eq!(natural("a007", "a7"), Ordering::Less);
        assert_eq!(natural("0", "00"), Ordering::Less);
    }

    #[test]
    fn folders_come_first_and_the_filter_ignores_case() {
        let entries = [entry("b.txt", false, 1), entry("z", true, 0), entry("A.TXT", false, 9)];
        assert_eq!(arrange(&entries, "", Sorting::default()), [1, 2, 0]);
        assert_eq!(arrange(&entries, "txt", Sorting::parse("size")), [0, 2]);
        assert_eq!(arrange(&entries, "", Sorting::parse("-size")), [1, 2, 0]);
        assert_eq!(arrange(&entries, "nothing", Sorting::default()), [0_u32; 0]);
    }

    #[test]
    fn sorting_goes_into_the_address_and_back() {
        for text in ["", "-name", "size", "-size", "modified", "-modified"] {
            assert_eq!(Sorting::parse(text).key(), text);
        }
        let sorting = Sorting::default().clicked(Column::Size);
        assert_eq!(sorting.key(), "-size");
        assert_eq!(sorting.clicked(Column::Size).key(), "size");
    }
}
