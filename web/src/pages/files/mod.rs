//! Files.

use leptos::prelude::*;
/// Files.
#[component]
pub fn AllFiles() -> impl IntoView {}
/// Files.
#[component]
pub fn FilesPage() -> impl IntoView {}
