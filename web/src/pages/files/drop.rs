//! Files that are dropped onto the page.

use leptos::prelude::*;
use web_sys::{DragEvent, File, FileList};

use super::acts::Acts;

/// The files of a list.
pub fn listed(files: Option<&FileList>) -> Vec<File> {
    files.map(|files| (0..files.length()).filter_map(|index| files.get(index)).collect()).unwrap_or_default()
}

/// The place that takes files. The children are the page; while files hover it shows that they may be let go.
#[component]
pub fn DropArea(
    /// What can be done.
    acts: Acts,
    /// The page.
    children: Children,
) -> impl IntoView {
    let hovering = RwSignal::new(false);
    let over = move |event: DragEvent| {
        if carries_files(&event) {
            event.prevent_default();
            hovering.set(true);
        }
    };
    let drop = move |event: DragEvent| {
        if carries_files(&event) {
            event.prevent_default();
            hovering.set(false);
            acts.upload(listed(event.data_transfer().and_then(|data| data.files()).as_ref()));
        }
    };
    view! {
        <div
            class="files-drop"
            class:files-drop-over=move || hovering.get()
            on:dragover=over
            on:dragleave=move |_| hovering.set(false)
            on:drop=drop
        >
            {children()}
        </div>
    }
}

fn carries_files(event: &DragEvent) -> bool {
    event.data_transfer().is_some_and(|data| data.types().iter().any(|kind| kind == "Files"))
}
