//! The one file chooser of a form, which all its file fields share.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::focus::focus_id;
use super::widgets::Control;
use crate::components::file_browser::{ChooseFile, Chosen, home};
use crate::hooks::effect::effect;
use crate::session::use_gateway;
use crate::transfers::Place;

/// The way from a field to the chooser.
#[derive(Clone, Copy)]
pub struct Chooser {
    wanted: RwSignal<Option<Target>>,
    open: RwSignal<bool>,
    home: RwSignal<Option<Place>>,
}

/// The row of a field that a file is being chosen for.
#[derive(Clone, Copy)]
struct Target {
    control: Control,
    row: usize,
}

impl Chooser {
    /// Opens the chooser for a row of a field.
    pub(super) fn ask(self, control: Control, row: usize) {
        self.wanted.set(Some(Target { control, row }));
        self.open.set(true);
    }

    /// Puts what was chosen into the row that asked.
    fn take(self, chosen: &Chosen) {
        let Some(Target { control, row }) = self.wanted.get_untracked() else { return };
        control.entry.set(row, self.home.with_untracked(|home| address(chosen, home.as_ref())));
        control.entry.touched.set(true);
        focus_id(control.row_id(row));
    }
}

/// Makes the form's chooser and puts it into the context.
pub fn provide_chooser() -> Chooser {
    let chooser =
        Chooser { wanted: RwSignal::new(None), open: RwSignal::new(false), home: RwSignal::new(None) };
    provide_context(chooser);
    chooser
}

/// The form's chooser.
pub(super) fn use_chooser() -> Chooser {
    expect_context()
}

/// The dialog. It stands outside of the form, since it has forms of its own.
#[component]
pub fn ChooserDialog(
    /// The chooser that opens it.
    chooser: Chooser,
) -> impl IntoView {
    let gateway = use_gateway();
    effect(move || {
        if chooser.open.get() && chooser.home.with_untracked(Option::is_none) {
            let gateway = gateway.clone();
            spawn_local(async move {
                if let Ok(place) = home(&gateway).await {
                    let _ = chooser.home.try_set(Some(place));
                }
            });
        }
    });
    view! { <ChooseFile open=chooser.open on_choose=move |chosen: Chosen| chooser.take(&chosen) /> }
}

/// A file as a job's input names it: by its path when it lies in the person's home, else with its system.
fn address(chosen: &Chosen, home: Option<&Place>) -> String {
    let near = home.filter(|home| home.system == chosen.system).and_then(|home| {
        let rest = chosen.path.strip_prefix(home.folder.trim_end_matches('/'))?;
        rest.strip_prefix('/').filter(|rest| !rest.is_empty())
    });
    near.map_or_else(|| format!("agave://{}/{}", chosen.system, chosen.path), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::address;
    use crate::components::file_browser::Chosen;
    use crate::transfers::Place;

    fn named(system: &str, path: &str) -> String {
        let home = Place { system: "local.storage".to_owned(), folder: "/demo".to_owned() };
        address(&Chosen { system: system.to_owned(), path: path.to_owned() }, Some(&home))
    }

    #[test]
    fn a_file_at_home_goes_by_its_path() {
        assert_eq!(named("local.storage", "/demo/a b #1 ü.txt"), "a b #1 ü.txt");
        assert_eq!(named("local.storage", "/demo/sub/x"), "sub/x");
    }

    #[test]
    fn any_other_file_goes_by_its_system_and_whole_path() {
        assert_eq!(named("local.storage", "/demos/x"), "agave://local.storage//demos/x");
        assert_eq!(named("other", "/demo/x"), "agave://other//demo/x");
        let chosen = Chosen { system: "s".to_owned(), path: "/x".to_owned() };
        assert_eq!(address(&chosen, None), "agave://s//x");
    }
}
