//! Files and folders that are dropped onto the page.

use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::DragEvent;

use super::acts::Acts;
use super::incoming::Dropped;

/// The place that takes files. The children are the page; while files hover it shows that they may be let go.
#[component]
pub fn DropArea(
    /// What can be done.
    acts: Acts,
    /// The page.
    children: Children,
) -> impl IntoView {
    let hovering = RwSignal::new(false);
    let taken = acts.folder.gateway().capabilities().transfer_files;
    let over = move |event: DragEvent| {
        if taken && carries_files(&event) {
            event.prevent_default();
            hovering.set(true);
        }
    };
    let drop = move |event: DragEvent| {
        let Some(data) = event.data_transfer().filter(|_| taken && carries_files(&event)) else { return };
        event.prevent_default();
        hovering.set(false);
        let dropped = Dropped::take(&data);
        spawn_local(async move { acts.upload(dropped.walk().await) });
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
