//! The grid "Files": a table that holds only the rows near the view, worked by keyboard and pointer.

use leptos::html;
use leptos::prelude::*;
use portolan::gateway::FileEntry;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

use super::acts::Acts;
use super::folder::Folder;
use super::keys::{Command, Key, command, find_typed, target};
use super::near::{near, reveal};
use super::order::Column;
use super::row::Row;
use super::selection::Join;
use crate::components::table::SortButton;
use crate::components::text;
use crate::hooks::effect::effect;
use crate::hooks::query::use_query;

/// Type-ahead starts over after a pause of so many milliseconds.
const TYPING_PAUSE: f64 = 800.0;

/// Sizes of the grid on the screen.
#[derive(Clone, Copy)]
struct View {
    node: NodeRef<html::Div>,
    top: RwSignal<f64>,
    height: RwSignal<f64>,
    row: f64,
}

impl View {
    fn new() -> Self {
        let coarse =
            window().match_media("(pointer: coarse)").ok().flatten().is_some_and(|query| query.matches());
        Self {
            node: NodeRef::new(),
            top: RwSignal::new(0.0),
            height: RwSignal::new(800.0),
            row: if coarse { 48.0 } else { 36.0 },
        }
    }

    /// Follows the element's size.
    fn watch(self) {
        effect(move || {
            let Some(node) = self.node.get() else { return };
            let element = node.clone();
            let measure = Closure::<dyn Fn()>::new(move || {
                let _ = self.height.try_set(f64::from(element.client_height()));
            });
            if let Ok(observer) = web_sys::ResizeObserver::new(measure.as_ref().unchecked_ref()) {
                observer.observe(&node);
                let kept = send_wrapper::SendWrapper::new((observer, measure));
                on_cleanup(move || kept.0.disconnect());
            }
        });
    }

    /// Scrolls until a row is in sight.
    fn show(self, index: usize) {
        let Some(node) = self.node.get_untracked() else { return };
        let (top, height) = (f64::from(node.scroll_top()), f64::from(node.client_height()));
        if let Some(top) = reveal(index, top, height, self.row, self.row) {
            #[expect(clippy::cast_possible_truncation, reason = "whole pixels are enough")]
            node.set_scroll_top(top as i32);
        }
    }
}

/// The grid.
#[component]
pub fn Grid(
    /// What it shows.
    folder: Folder,
    /// What can be done with it.
    acts: Acts,
) -> impl IntoView {
    let view = View::new();
    view.watch();
    let count = Memo::new(move |_| folder.shown.with(Vec::len));
    let range = Memo::new(move |_| near(view.top.get(), view.height.get(), view.row, count.get()));
    let active = Memo::new(move |_| cursor_row(folder));
    effect(move || {
        // Another folder begins at its top.
        folder.place.track();
        if let Some(node) = view.node.get_untracked() {
            node.set_scroll_top(0);
        }
    });
    #[expect(clippy::cast_precision_loss, reason = "a height on the screen")]
    let height = move || format!("{}px", count.get() as f64 * view.row);
    let rows = move || {
        let range = range.get();
        folder.shown.with(|shown| {
            folder.entries.with(|entries| {
                range
                    .filter_map(|row| Some((row, entries.get(*shown.get(row)? as usize)?.clone())))
                    .collect::<Vec<_>>()
            })
        })
    };
    view! {
        <div
            node_ref=view.node
            class="files-grid"
            role="grid"
            aria-label="Files"
            aria-multiselectable="true"
            aria-colcount="3"
            aria-rowcount=move || (count.get() + 1).to_string()
            aria-activedescendant=move || {
                let shown = range.get();
                active.get().filter(|row| shown.contains(row)).map(row_id)
            }
            tabindex="0"
            style:--file-row=format!("{}px", view.row)
            on:scroll=move |_| {
                if let Some(node) = view.node.get_untracked() {
                    view.top.set(f64::from(node.scroll_top()));
                }
            }
            on:keydown=on_key(folder, acts, view)
        >
            <Head folder />
            <div class="files-rows" role="rowgroup" style:block-size=height>
                <For each=rows key=|(row, entry)| (*row, entry.clone().key()) let((row, entry))>
                    <Row folder acts row entry height=view.row />
                </For>
            </div>
        </div>
    }
}

/// What makes a row another one.
trait RowKey {
    fn key(self) -> (String, u64, Option<String>);
}

impl RowKey for FileEntry {
    fn key(self) -> (String, u64, Option<String>) {
        (self.name, self.size, self.modified)
    }
}

/// The element id of a row.
pub fn row_id(row: usize) -> String {
    format!("file-{row}")
}

/// The row under the cursor, if it is shown.
fn cursor_row(folder: Folder) -> Option<usize> {
    folder.selection.with(|selection| {
        let cursor = selection.cursor()?;
        folder.shown.with(|shown| {
            folder.entries.with(|entries| {
                shown
                    .iter()
                    .position(|index| entries.get(*index as usize).is_some_and(|entry| entry.name == cursor))
            })
        })
    })
}

/// The column headings.
#[component]
fn Head(folder: Folder) -> impl IntoView {
    let (_, set_sort) = use_query("sort");
    let heading = move |label: &'static str, column: Column, class: &'static str| {
        let order = Signal::derive(move || folder.sorting.get().of(column));
        let sort = move |()| set_sort.run(folder.sorting.get_untracked().clicked(column).key());
        view! {
            <div class=class role="columnheader" aria-sort=move || order.get().map_or("none", |order| order.word())>
                <SortButton label order on_sort=sort />
            </div>
        }
    };
    view! {
        <div class="files-head" role="rowgroup">
            <div class="file file-head" role="row" aria-rowindex="1">
                {heading("Name", Column::Name, "file-name-cell")}
                {heading("Size", Column::Size, "file-size")}
                {heading("Modified", Column::Modified, "file-date")}
            </div>
        </div>
    }
}

/// Carries out keys. What was typed lately is remembered for type-ahead.
fn on_key(folder: Folder, acts: Acts, view: View) -> impl Fn(web_sys::KeyboardEvent) {
    let typed = StoredValue::new((String::new(), 0.0));
    move |event| {
        let at_heading = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
            .is_some_and(|element| element.closest("button").ok().flatten().is_some());
        if at_heading {
            return;
        }
        let name = event.key();
        let key = Key {
            name: &name,
            command: event.ctrl_key() || event.meta_key(),
            shift: event.shift_key(),
            alt: event.alt_key(),
        };
        let Some(command) = command(key) else { return };
        event.prevent_default();
        let page = (view.height.get_untracked() / view.row) as usize;
        match command {
            Command::Type(letter) => type_ahead(folder, typed, letter),
            Command::Move(to, join) => folder.select(|selection, count, shown| {
                if let Some(row) = target(to, selection.position(shown), count, page.saturating_sub(2)) {
                    selection.go(shown, row, join);
                }
            }),
            Command::Toggle => folder.select(|selection, _, shown| {
                if let Some(row) = selection.position(shown) {
                    selection.go(shown, row, Join::Toggle);
                }
            }),
            Command::All => folder.select(|selection, _, shown| selection.all(shown)),
            Command::Clear => folder.selection.update(super::selection::Selection::clear),
            other => acts.key(other),
        }
        if let Some(row) = untrack(|| cursor_row(folder)) {
            view.show(row);
        }
    }
}

fn type_ahead(folder: Folder, typed: StoredValue<(String, f64)>, letter: char) {
    let now = text::now();
    let (mut letters, at) = typed.get_value();
    if now - at > TYPING_PAUSE {
        letters.clear();
    }
    letters.push(letter);
    typed.set_value((letters.clone(), now));
    folder.select(|selection, count, shown| {
        if let Some(row) = find_typed(shown, count, selection.position(shown), &letters) {
            selection.go(shown, row, Join::Alone);
        }
    });
}
