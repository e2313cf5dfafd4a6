//! Keyboard shortcuts, and the sheet that tells them. They can be switched off, since single keys get in the way of
//! speech input.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use wasm_bindgen::JsCast;

use crate::components::dialog::Dialog;
use crate::components::field::CheckField;
use crate::components::plain::{code, table, words};
use crate::links::Links;

/// Where the browser remembers that they are off.
const KEY: &str = "portolan.shortcuts";

/// The keys and what they do.
const SHORTCUTS: [(&str, &str); 13] = [
    ("?", "Show this sheet"),
    ("/", "Search or filter on the page"),
    ("g h", "Overview"),
    ("g a", "Apps"),
    ("g j", "Jobs"),
    ("g f", "Files"),
    ("g s", "Systems"),
    ("Arrows, Home, End", "In files: move; with Shift: select"),
    ("Enter", "In files: open"),
    ("F2", "In files: rename"),
    ("Delete", "In files: delete"),
    ("Ctrl+C, Ctrl+X, Ctrl+V", "In files: copy, cut, paste"),
    ("Escape", "Close a dialog or menu"),
];

/// Listens for shortcuts while the connection's pages are shown, and shows the sheet.
#[component]
pub fn Shortcuts() -> impl IntoView {
    let open = RwSignal::new(false);
    let on = RwSignal::new(!remembered_off());
    let links: Links = expect_context();
    let navigate = use_navigate();
    let went = StoredValue::new(false);
    Effect::new(move |before: Option<()>| {
        let on = on.get();
        if before.is_some() {
            remember(on);
        }
    });
    let listener = window_event_listener(leptos::ev::keydown, move |event| {
        if event.default_prevented()
            || event.ctrl_key()
            || event.meta_key()
            || event.alt_key()
            || is_typing(&event)
        {
            return;
        }
        let key = event.key();
        let after_g = went.get_value();
        went.set_value(key == "g");
        if key == "?" {
            event.prevent_default();
            return open.set(true);
        }
        if !on.get_untracked() {
            return;
        }
        if key == "/" && focus_search() {
            return event.prevent_default();
        }
        let target = match (after_g, key.as_str()) {
            (true, "h") => links.home(),
            (true, "a") => links.apps(),
            (true, "j") => links.jobs(),
            (true, "f") => links.all_files(),
            (true, "s") => links.systems(),
            _ => return,
        };
        event.prevent_default();
        navigate(&target, NavigateOptions::default());
    });
    on_cleanup(move || listener.remove());
    view! {
        <Dialog open title="Keyboard shortcuts">
            <div class="stack">
                {table(
                    "Shortcuts",
                    &["Keys", "What they do"],
                    SHORTCUTS.iter().map(|(keys, what)| vec![code(*keys), words(*what)]).collect(),
                )}
                <CheckField label="Shortcuts of single keys" value=on />
            </div>
        </Dialog>
    }
}

/// Whether a key goes to a field, the grid of files, or a dialog.
fn is_typing(event: &web_sys::KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|target| {
        target.closest("input, textarea, select, [role=grid], dialog").ok().flatten().is_some()
    })
}

/// Puts the focus into the page's search box; whether there is one.
fn focus_search() -> bool {
    let found = document().query_selector("main input[type=search]").ok().flatten();
    let Some(input) = found.and_then(|input| input.dyn_into::<web_sys::HtmlElement>().ok()) else {
        return false;
    };
    input.focus().is_ok()
}

fn remembered_off() -> bool {
    let storage = window().local_storage().ok().flatten();
    storage.and_then(|storage| storage.get_item(KEY).ok().flatten()).as_deref() == Some("off")
}

fn remember(on: bool) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = if on { storage.remove_item(KEY) } else { storage.set_item(KEY, "off") };
    }
}
