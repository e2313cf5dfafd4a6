//! One row of the grid.

use js_sys::Reflect;
use leptos::prelude::*;
use portolan::gateway::FileEntry;
use wasm_bindgen::JsCast;

use super::acts::Acts;
use super::folder::Folder;
use super::grid::row_id;
use super::selection::Join;
use crate::components::icon::{Icon, Symbol};
use crate::components::text;

/// A file or folder. A click selects it, a double click or a tap opens it; its picture is a box to tick.
#[component]
pub fn Row(
    /// The folder that holds it.
    folder: Folder,
    /// What can be done with it.
    acts: Acts,
    /// Its place among the rows.
    row: usize,
    /// What it is.
    entry: FileEntry,
    /// How high a row is.
    height: f64,
) -> impl IntoView {
    let name = StoredValue::new(entry.name.clone());
    let selected =
        Memo::new(move |_| folder.selection.with(|selection| name.with_value(|name| selection.has(name))));
    let current = Memo::new(move |_| {
        folder.selection.with(|selection| name.with_value(|name| selection.cursor() == Some(name)))
    });
    let go = move |join| folder.select(|selection, _, shown| selection.go(shown, row, join));
    let is_folder = entry.folder;
    let opened = StoredValue::new(entry.clone());
    let click = move |event: web_sys::MouseEvent| {
        focus_grid(&event);
        if is_touch(&event) {
            go(Join::Alone);
            return opened.with_value(|entry| acts.open(entry));
        }
        go(match (event.shift_key(), event.ctrl_key() || event.meta_key()) {
            (true, _) => Join::Range,
            (false, true) => Join::Toggle,
            (false, false) => Join::Alone,
        });
    };
    let tick = move |event: web_sys::MouseEvent| {
        event.stop_propagation();
        focus_grid(&event);
        go(Join::Toggle);
    };
    #[expect(clippy::cast_precision_loss, reason = "a place on the screen")]
    let place = format!("translateY({}px)", row as f64 * height);
    let symbol = Signal::derive(move || match (selected.get(), is_folder) {
        (true, _) => Symbol::Check,
        (false, true) => Symbol::Folder,
        (false, false) => Symbol::File,
    });
    view! {
        <div
            class="file"
            class:file-current=move || current.get()
            class:file-folder=is_folder
            role="row"
            id=row_id(row)
            aria-rowindex=(row + 2).to_string()
            aria-selected=move || selected.get().to_string()
            style:transform=place
            on:click=click
            on:dblclick=move |_| opened.with_value(|entry| acts.open(entry))
        >
            <div class="file-name-cell" role="gridcell">
                <span class="file-mark" aria-hidden="true" on:click=tick on:dblclick=move |event| event.stop_propagation()>
                    <Icon name=symbol />
                </span>
                <span class="file-name">{text::visible(&entry.name)}</span>
            </div>
            <div class="file-size" role="gridcell">
                {if is_folder { "folder".to_owned() } else { text::size(entry.size) }}
            </div>
            <div class="file-date" role="gridcell">{entry.modified.as_deref().map(text::date)}</div>
        </div>
    }
}

/// Keys go to the grid, whatever part of it was clicked.
fn focus_grid(event: &web_sys::MouseEvent) {
    let grid = event
        .current_target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .and_then(|element| element.closest("[role=grid]").ok().flatten())
        .and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(grid) = grid {
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = grid.focus_with_options(&options);
    }
}

fn is_touch(event: &web_sys::MouseEvent) -> bool {
    Reflect::get(event, &"pointerType".into())
        .ok()
        .and_then(|kind| kind.as_string())
        .is_some_and(|kind| kind == "touch")
}
