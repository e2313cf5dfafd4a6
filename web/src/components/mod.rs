//! The parts that pages are made of. Each has its style beside it.

pub mod ask;
pub mod button;
pub mod dialog;
pub mod empty;
pub mod fetch;
pub mod field;
pub mod file_browser;
pub mod icon;
pub mod line;
pub mod load;
pub mod menu;
pub mod page;
pub mod pages;
pub mod permissions;
pub mod plain;
pub mod progress;
pub mod query_box;
pub mod rights;
pub mod status;
pub mod table;
pub mod tabs;
pub mod text;
pub mod toast;

use std::sync::atomic::{AtomicU32, Ordering};

/// An id that no other element of the page has, for tying labels, helps and headings to what they describe.
pub fn unique_id(prefix: &str) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    format!("{prefix}-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}
