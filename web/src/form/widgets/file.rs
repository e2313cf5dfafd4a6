//! Files: a path or an address per row, typed or chosen.

use leptos::prelude::*;

use super::Control;
use super::line::Line;
use super::rows::Rows;
use crate::components::button::Button;
use crate::components::icon::Symbol;
use crate::form::chooser::use_chooser;

/// Path fields, one per file, each with the way to the chooser.
#[component]
pub(crate) fn FileWidget(control: Control) -> impl IntoView {
    view! { <Rows control noun="file" row=move |row| view! { <FileLine control row /> }.into_any() /> }
}

#[component]
fn FileLine(control: Control, row: usize) -> impl IntoView {
    let chooser = use_chooser();
    view! {
        <div class="form-file">
            <Line control row />
            <Button
                icon=Symbol::Folder
                on:click=move |_| chooser.ask(control, row)
                attr:aria-describedby=control.row_id(row)
            >
                "Choose file"
            </Button>
        </div>
    }
}
