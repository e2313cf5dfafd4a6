//! Previews of files: text, tables with a plot, JSON, pictures, and documents in a frame that runs nothing.
//!
//! ```text
//! let source = Source::new(&entry.name, Some(entry.size), entry.mime.as_deref(), move || {
//!     let files = gateway.files();
//!     Box::pin(async move { files.download(&system, &path).await })
//! });
//! <Preview source download=move |()| start_download() />
//! ```

mod ansi;
mod content;
mod csv;
mod document;
mod kind;
mod plot;
mod scale;
mod table;
mod text;

use leptos::prelude::*;

pub use ansi::{Span, settle, spans};
pub use content::{Fetching, Source};

use crate::components::button::Button;
use crate::components::fetch::load;
use crate::components::icon::Symbol;
use content::{Head, IMAGE_LIMIT, TEXT_LIMIT};
use kind::Kind;

/// Shows a file, as far as it can be shown here; offers the download where it cannot.
#[component]
pub fn Preview(
    /// The file.
    source: Source,
    /// Starts the download of the whole file.
    #[prop(into)]
    download: Callback<()>,
) -> impl IntoView {
    match kind::kind(&source.name, source.mime.as_deref()) {
        Kind::Unknown => view! { <Unknown source download /> }.into_any(),
        Kind::Image if source.size.is_some_and(|size| size > IMAGE_LIMIT as u64) => {
            view! { <Refusal words="This picture is too large to be shown here." download /> }.into_any()
        }
        kind => view! { <Fetched source kind download /> }.into_any(),
    }
}

/// Fetches the file's beginning and shows it as `kind`.
#[component]
fn Fetched(source: Source, kind: Kind, download: Callback<()>) -> impl IntoView {
    let limit = if kind == Kind::Image { IMAGE_LIMIT } else { TEXT_LIMIT };
    let name = StoredValue::new(source.name.clone());
    let read = move || {
        let source = source.clone();
        async move { source.head(limit).await }
    };
    let draw = move |head: Head| view! { <Shown head kind name=name.get_value() download /> }.into_any();
    load("Reading the file", read, draw)
}

#[component]
fn Shown(head: Head, kind: Kind, name: String, download: Callback<()>) -> impl IntoView {
    if head.bytes.is_empty() {
        return view! { <p class="preview-note">"The file is empty."</p> }.into_any();
    }
    if kind == Kind::Image {
        return view! { <document::Image bytes=head.bytes name /> }.into_any();
    }
    if !kind::reads_as_text(&head.bytes) {
        return view! { <Refusal words="This file is not text, whatever its name says." download /> }
            .into_any();
    }
    let text = head.text();
    let shown = match kind {
        Kind::Table(delimiter) => {
            view! { <table::TablePreview text name delimiter cut=head.cut /> }.into_any()
        }
        Kind::Json => view! { <text::TextPreview text=text::tidy(&text) name /> }.into_any(),
        Kind::Page => view! { <document::Page text name /> }.into_any(),
        Kind::Text | Kind::Image | Kind::Unknown => {
            view! { <text::TextPreview text=settle(&text) name /> }.into_any()
        }
    };
    view! {
        {head.cut.then(|| view! { <Cut download /> })}
        {shown}
    }
    .into_any()
}

/// Says that only the beginning is shown.
#[component]
fn Cut(download: Callback<()>) -> impl IntoView {
    view! {
        <div class="preview-note">
            <p>"Only the first MiB is shown."</p>
            <Button icon=Symbol::Download on:click=move |_| download.run(())>"Download all of it"</Button>
        </div>
    }
}

/// A file of a kind that nothing here can show; it may turn out to be text.
#[component]
fn Unknown(source: Source, download: Callback<()>) -> impl IntoView {
    let wanted = RwSignal::new(false);
    let source = StoredValue::new(source);
    view! {
        <Show
            when=move || wanted.get()
            fallback=move || {
                view! {
                    <div class="preview-note">
                        <p>"There is no preview for files of this kind."</p>
                        <Button icon=Symbol::Text on:click=move |_| wanted.set(true)>"Show as text"</Button>
                        <Button icon=Symbol::Download on:click=move |_| download.run(())>"Download"</Button>
                    </div>
                }
            }
        >
            <Fetched source=source.get_value() kind=Kind::Text download />
        </Show>
    }
}

#[component]
fn Refusal(words: &'static str, download: Callback<()>) -> impl IntoView {
    view! {
        <div class="preview-note">
            <p>{words}</p>
            <Button icon=Symbol::Download on:click=move |_| download.run(())>"Download"</Button>
        </div>
    }
}
