//! Names that are taken already, and what becomes of them.

use std::collections::HashSet;

/// What the person decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// What is there stays; the new one does not come.
    Skip,
    /// The new one gets another name.
    KeepBoth,
    /// The new one takes the place of the old.
    Replace,
}

/// One thing that comes into a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// Its place among those that were asked about.
    pub index: usize,
    /// The name that it gets.
    pub name: String,
    /// Whether something of that name has to go first.
    pub replaces: bool,
}

/// The names that are taken already.
pub fn clashes(coming: &[String], taken: &HashSet<String>) -> Vec<String> {
    coming.iter().filter(|name| taken.contains(*name)).cloned().collect()
}

/// What comes in under which name; `answer` tells what was decided about each that is taken. Two that come with the
/// same name never overwrite each other.
pub fn settle(coming: &[String], taken: &HashSet<String>, answer: impl Fn(&str) -> Answer) -> Vec<Arrival> {
    let mut used = taken.clone();
    let mut arrivals = Vec::with_capacity(coming.len());
    let mut arrived = HashSet::new();
    for (index, name) in coming.iter().enumerate() {
        let there = taken.contains(name);
        let answer = if there { answer(name) } else { Answer::KeepBoth };
        if there && answer == Answer::Skip {
            continue;
        }
        let replaces = there && answer == Answer::Replace && !arrived.contains(name);
        let name = if replaces || !used.contains(name) { name.clone() } else { free_name(name, &used) };
        used.insert(name.clone());
        arrived.insert(name.clone());
        arrivals.push(Arrival { index, name, replaces });
    }
    arrivals
}

/// A name like this one that nothing has: `a (2).txt`.
pub fn free_name(name: &str, used: &HashSet<String>) -> String {
    let (stem, ending) = split(name);
    (2_u32..)
        .map(|number| format!("{stem} ({number}){ending}"))
        .find(|name| !used.contains(name))
        .unwrap_or_default()
}

/// The name itself, or one like it that nothing has.
pub fn free_or_same(name: &str, used: &HashSet<String>) -> String {
    if used.contains(name) { free_name(name, used) } else { name.to_owned() }
}

/// The part of a name or path before its ending, and the ending with its point.
pub fn split(name: &str) -> (&str, &str) {
    let own = name.rfind('/').map_or(0, |slash| slash + 1);
    match name.rfind('.') {
        Some(at) if at > own => name.split_at(at),
        _ => (name, ""),
    }
}

/// Why a name cannot be given to a file or folder.
pub fn refusal(name: &str, taken: impl Fn(&str) -> bool) -> Option<&'static str> {
    match name {
        "" => Some("Type a name."),
        "." | ".." => Some("This name means a folder itself. Choose another."),
        _ if name.contains('/') => Some("A name cannot contain a slash."),
        _ if name.contains(['\\', '\0']) || name.chars().any(char::is_control) => {
            Some("A name cannot contain backslashes or control characters.")
        }
        _ if name.len() > 255 => Some("This name is too long: 255 bytes is the most."),
        _ if taken(name) => Some("Something with this name is here already."),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn settled(coming: &[&str], taken: &[&str], answer: Answer) -> Vec<(String, bool)> {
        let taken = names(taken).into_iter().collect();
        settle(&names(coming), &taken, |_| answer).into_iter().map(|one| (one.name, one.replaces)).collect()
    }

    #[test]
    fn each_answer_does_what_it_says() {
        let coming = ["a.txt", "b.txt"];
        assert_eq!(settled(&coming, &["a.txt"], Answer::Skip), [("b.txt".to_owned(), false)]);
        assert_eq!(
            settled(&coming, &["a.txt", "a (2).txt"], Answer::KeepBoth),
            [("a (3).txt".to_owned(), false), ("b.txt".to_owned(), false)]
        );
        assert_eq!(
            settled(&coming, &["a.txt"], Answer::Replace),
            [("a.txt".to_owned(), true), ("b.txt".to_owned(), false)]
        );
    }

    #[test]
    fn each_name_has_its_own_answer() {
        let coming = names(&["a", "sub.d/b", "c"]);
        let taken = coming.iter().cloned().collect();
        let found = settle(&coming, &taken, |name| match name {
            "a" => Answer::Skip,
            "c" => Answer::Replace,
            _ => Answer::KeepBoth,
        });
        let found: Vec<_> = found.into_iter().map(|one| (one.index, one.name, one.replaces)).collect();
        assert_eq!(found, [(1, "sub.d/b (2)".to_owned(), false), (2, "c".to_owned(), true)]);
    }

    #[test]
    fn two_of_one_name_both_arrive() {
        assert_eq!(
            settled(&["x", "x"], &[], Answer::Replace),
            [("x".to_owned(), false), ("x (2)".to_owned(), false)]
        );
        assert_eq!(
            settled(&["x", "x"], &["x"], Answer::Replace),
            [("x".to_owned(), true), ("x (2)".to_owned(), false)]
        );
    }

    #[test]
    fn endings_stay_at_the_end() {
        assert_eq!(split("a.tar.gz"), ("a.tar", ".gz"));
        assert_eq!(split(".profile"), (".profile", ""));
    }

    #[test]
    fn names_that_cannot_be_are_refused() {
        for bad in ["", ".", "..", "a/b", "a\\b", "a\u{7}", "taken"] {
            assert!(refusal(bad, |name| name == "taken").is_some(), "{bad:?}");
        }
        assert_eq!(refusal("ü #1.txt", |_| false), None);
    }
}
