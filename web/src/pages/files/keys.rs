//! The keyboard of the grid: which key means what.

use super::selection::{Join, Shown};

/// A key with its modifiers; `command` is Ctrl, or Cmd on a Mac.
#[derive(Clone, Copy, Debug, Default)]
pub struct Key<'a> {
    /// The name as in `KeyboardEvent.key`.
    pub name: &'a str,
    /// Whether Ctrl or Cmd is held.
    pub command: bool,
    /// Whether Shift is held.
    pub shift: bool,
    /// Whether Alt is held.
    pub alt: bool,
}

/// Where a key moves to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum To {
    /// So many rows on or back.
    By(isize),
    /// So many pages on or back.
    Page(isize),
    /// The first row.
    First,
    /// The last row.
    Last,
}

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Moves the cursor.
    Move(To, Join),
    /// Selects the row under the cursor, or no longer.
    Toggle,
    /// Selects everything.
    All,
    /// Selects nothing.
    Clear,
    /// Opens the row under the cursor.
    Open,
    /// Leaves for the folder above.
    Up,
    /// Asks for a new name.
    Rename,
    /// Asks whether to delete.
    Delete,
    /// Remembers the selection for copying.
    Copy,
    /// Remembers the selection for moving.
    Cut,
    /// Copies or moves what was remembered.
    Paste,
    /// Goes to the next name that begins like this.
    Type(char),
}

/// What a key asks for, if anything.
pub fn command(key: Key<'_>) -> Option<Command> {
    let join = match (key.shift, key.command) {
        (true, _) => Join::Range,
        (false, true) => Join::Nothing,
        (false, false) => Join::Alone,
    };
    Some(match key.name {
        "ArrowUp" if key.alt => Command::Up,
        "ArrowUp" => Command::Move(To::By(-1), join),
        "ArrowDown" if !key.alt => Command::Move(To::By(1), join),
        "PageUp" => Command::Move(To::Page(-1), join),
        "PageDown" => Command::Move(To::Page(1), join),
        "Home" => Command::Move(To::First, if key.shift { Join::Range } else { Join::Alone }),
        "End" => Command::Move(To::Last, if key.shift { Join::Range } else { Join::Alone }),
        "Enter" if !key.command => Command::Open,
        "Backspace" => Command::Up,
        "F2" => Command::Rename,
        "Delete" => Command::Delete,
        "Escape" => Command::Clear,
        " " => Command::Toggle,
        "a" | "A" if key.command => Command::All,
        "c" | "C" if key.command => Command::Copy,
        "x" | "X" if key.command => Command::Cut,
        "v" | "V" if key.command => Command::Paste,
        name if !key.command && !key.alt => {
            let mut characters = name.chars();
            let first = characters.next()?;
            if characters.next().is_some() {
                return None;
            }
            Command::Type(first)
        }
        _ => return None,
    })
}

/// The row that a movement leads to, of `count` rows of which `page` fit the view.
pub fn target(to: To, from: Option<usize>, count: usize, page: usize) -> Option<usize> {
    let last = count.checked_sub(1)?;
    let step = |by: isize| match from {
        None if by < 0 => last,
        None => 0,
        Some(at) => at.saturating_add_signed(by).min(last),
    };
    Some(match to {
        To::By(by) => step(by),
        To::Page(by) => {
            let page = isize::try_from(page.max(1)).unwrap_or(isize::MAX);
            step(by.saturating_mul(page))
        }
        To::First => 0,
        To::Last => last,
    })
}

/// The next row after `from` whose name begins with `typed`, going round at the end. One repeated letter steps
/// through all names with it.
pub fn find_typed(shown: Shown<'_, '_>, count: usize, from: Option<usize>, typed: &str) -> Option<usize> {
    let wanted = typed.to_lowercase();
    let mut letters = wanted.chars();
    let first = letters.next()?;
    let repeated = letters.all(|letter| letter == first);
    let wanted = if repeated { first.to_string() } else { wanted };
    let start = from.map_or(0, |at| if repeated { at + 1 } else { at });
    (0..count)
        .map(|step| (start + step) % count)
        .find(|index| shown(*index).is_some_and(|name| name.to_lowercase().starts_with(&wanted)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(name: &str, command_key: bool, shift: bool) -> Option<Command> {
        command(Key { name, command: command_key, shift, alt: false })
    }

    #[test]
    fn keys_mean_what_file_managers_taught() {
        assert_eq!(press("ArrowDown", false, false), Some(Command::Move(To::By(1), Join::Alone)));
        assert_eq!(press("ArrowDown", false, true), Some(Command::Move(To::By(1), Join::Range)));
        assert_eq!(press("ArrowUp", true, false), Some(Command::Move(To::By(-1), Join::Nothing)));
        assert_eq!(press("End", true, false), Some(Command::Move(To::Last, Join::Alone)));
        assert_eq!(press("a", true, false), Some(Command::All));
        assert_eq!(press("a", false, false), Some(Command::Type('a')));
        assert_eq!(press("F2", false, false), Some(Command::Rename));
        assert_eq!(press("F5", false, false), None);
        assert_eq!(press("s", true, false), None);
    }

    #[test]
    fn movements_stay_within_the_list() {
        assert_eq!(target(To::By(1), None, 3, 10), Some(0));
        assert_eq!(target(To::By(-1), None, 3, 10), Some(2));
        assert_eq!(target(To::By(-1), Some(0), 3, 10), Some(0));
        assert_eq!(target(To::Page(1), Some(1), 30, 10), Some(11));
        assert_eq!(target(To::Last, Some(1), 30, 10), Some(29));
        assert_eq!(target(To::First, None, 0, 10), None);
    }

    #[test]
    fn typing_finds_names_and_goes_round() {
        let names = ["alpha", "Beta", "bravo", "gamma"];
        let shown = |index: usize| names.get(index).copied();
        assert_eq!(find_typed(&shown, 4, Some(0), "b"), Some(1));
        assert_eq!(find_typed(&shown, 4, Some(1), "b"), Some(2));
        assert_eq!(find_typed(&shown, 4, Some(2), "b"), Some(1));
        assert_eq!(find_typed(&shown, 4, Some(1), "br"), Some(2));
        assert_eq!(find_typed(&shown, 4, None, "x"), None);
        assert_eq!(find_typed(&shown, 0, None, "x"), None);
    }
}
