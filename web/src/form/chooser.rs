//! The one file chooser of a form, which all its file fields share.

use leptos::prelude::*;

use super::focus::focus_id;
use super::widgets::Control;

/// The row of a field that a file is being chosen for.
#[derive(Clone, Copy)]
pub struct Target {
    /// The field.
    pub control: Control,
    /// The row.
    pub row: usize,
}

/// The way from a field to the chooser.
#[derive(Clone, Copy)]
pub struct Chooser {
    wanted: RwSignal<Option<Target>>,
    /// Whether the chooser is shown.
    pub open: RwSignal<bool>,
}

impl Chooser {
    /// Opens the chooser for a row.
    pub fn ask(self, target: Target) {
        self.wanted.set(Some(target));
        self.open.set(true);
    }

    /// Whether the field that asked takes more than one file.
    pub fn several(self) -> bool {
        self.wanted.with(|target| target.is_some_and(|target| target.control.several()))
    }

    /// The label of the field that asked.
    pub fn label(self) -> String {
        self.wanted.with(|target| target.map(|target| target.control.label()).unwrap_or_default())
    }

    /// Puts what was chosen into the field: the first into the row that asked, others into rows after it.
    pub fn take(self, paths: Vec<String>) {
        let Some(Target { control, row }) = self.wanted.get_untracked() else { return };
        let mut values = control.entry.values.get_untracked();
        place(&mut values, row, paths);
        control.entry.replace(values);
        control.entry.touched.set(true);
        self.open.set(false);
        focus_id(control.row_id(row));
    }
}

/// Makes the form's chooser and puts it into the context.
pub fn provide_chooser() -> Chooser {
    let chooser = Chooser { wanted: RwSignal::new(None), open: RwSignal::new(false) };
    provide_context(chooser);
    chooser
}

/// The form's chooser.
pub fn use_chooser() -> Chooser {
    expect_context()
}

/// Puts `paths` into `values` from `row` on; what lay there is replaced by the first of them.
fn place(values: &mut Vec<String>, row: usize, paths: Vec<String>) {
    let mut paths = paths.into_iter().filter(|path| !values.contains(path)).collect::<Vec<_>>().into_iter();
    let Some(first) = paths.next() else { return };
    if values.len() <= row {
        values.resize(row + 1, String::new());
    }
    values[row] = first;
    let rest: Vec<String> = paths.collect();
    values.splice(row + 1..row + 1, rest);
}

#[cfg(test)]
mod tests {
    use super::place;

    fn placed(values: &[&str], row: usize, paths: &[&str]) -> Vec<String> {
        let own = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let mut values = own(values);
        place(&mut values, row, own(paths));
        values
    }

    #[test]
    fn files_take_their_rows() {
        assert_eq!(placed(&[], 0, &["a"]), ["a"]);
        assert_eq!(placed(&["x"], 0, &["a", "b"]), ["a", "b"]);
        assert_eq!(placed(&["x", "y"], 1, &["a", "b"]), ["x", "a", "b"]);
        assert_eq!(placed(&["x", "", "y"], 1, &["a", "b"]), ["x", "a", "b", "y"]);
    }

    #[test]
    fn a_file_is_not_taken_twice() {
        assert_eq!(placed(&["x", ""], 1, &["x"]), ["x", ""]);
        assert_eq!(placed(&["x", ""], 1, &["x", "b"]), ["x", "b"]);
    }
}
