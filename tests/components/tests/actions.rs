//! Buttons, menus, tabs and dialogs.

use leptos::prelude::*;
use portolan_components::{Stage, click, is_focused, press, settle};
use portolan_web::components::button::{Button, IconButton, Weight};
use portolan_web::components::dialog::{Dialog, DialogActions};
use portolan_web::components::icon::Symbol;
use portolan_web::components::menu::{Menu, MenuItem};
use portolan_web::components::tabs::{TabList, TabPanel};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn a_busy_button_cannot_be_pressed_twice() {
    let (count, busy) = (RwSignal::new(0), RwSignal::new(false));
    let stage = Stage::new(move || {
        let press = move |_| {
            count.update(|count| *count += 1);
            busy.set(true);
        };
        view! { <Button weight=Weight::Primary busy on:click=press>"Submit job"</Button> }
    });
    let button = stage.find("button", "Submit job").await;
    click(&button).await;
    click(&button).await;
    assert_eq!(count.get_untracked(), 1);
    assert_eq!(button.get_attribute("aria-busy").as_deref(), Some("true"));
}

#[wasm_bindgen_test]
async fn a_picture_has_a_name() {
    let stage = Stage::new(|| view! { <IconButton icon=Symbol::Refresh label="Read again" /> });
    stage.find("button", "Read again").await;
}

fn menu(chosen: RwSignal<&'static str>) -> impl IntoView {
    let item = move |label: &'static str| MenuItem {
        label: label.to_owned(),
        icon: None,
        chosen: None,
        action: Callback::new(move |()| chosen.set(label)),
    };
    view! { <Menu label="More" items=Signal::derive(move || vec![item("Copy"), item("Move"), item("Delete")])>"…"</Menu> }
}

#[wasm_bindgen_test]
async fn a_menu_is_worked_with_the_keyboard() {
    let chosen = RwSignal::new("");
    let stage = Stage::new(move || menu(chosen));
    let button = stage.find("button", "More").await;
    assert_eq!(button.get_attribute("aria-expanded").as_deref(), Some("false"));
    button.focus().expect("a button takes the focus");
    press(&button, "ArrowDown").await;
    assert_eq!(stage.names("menuitem"), ["Copy", "Move", "Delete"]);
    let copy = stage.find("menuitem", "Copy").await;
    settle().await;
    assert!(is_focused(&copy));
    press(&copy, "End").await;
    let delete = stage.find("menuitem", "Delete").await;
    assert!(is_focused(&delete));
    press(&delete, "ArrowDown").await;
    assert!(is_focused(&copy));
    click(&delete).await;
    assert_eq!(chosen.get_untracked(), "Delete");
    stage.gone("menu", "More").await;
    assert!(is_focused(&button));
}

#[wasm_bindgen_test]
async fn escape_leaves_a_menu_without_choosing() {
    let chosen = RwSignal::new("");
    let stage = Stage::new(move || menu(chosen));
    let button = stage.find("button", "More").await;
    click(&button).await;
    let copy = stage.find("menuitem", "Copy").await;
    press(&copy, "Escape").await;
    stage.gone("menu", "More").await;
    assert_eq!(chosen.get_untracked(), "");
    assert!(is_focused(&button));
}

#[wasm_bindgen_test]
async fn arrows_go_through_tabs_and_panels_are_named_by_them() {
    let tab = RwSignal::new("form".to_owned());
    let stage = Stage::new(move || {
        let tabs = vec![("form", "Form"), ("json", "JSON"), ("code", "Code")];
        view! {
            <TabList id="job" label="Job" tabs active=tab on_change=move |key: &'static str| tab.set(key.to_owned()) />
            <TabPanel id="job" tab="form" active=tab>"fields"</TabPanel>
            <TabPanel id="job" tab="json" active=tab>"body"</TabPanel>
            <TabPanel id="job" tab="code" active=tab>"example"</TabPanel>
        }
    });
    let form = stage.find("tab", "Form").await;
    stage.find("tabpanel", "Form").await;
    press(&form, "ArrowLeft").await;
    let code = stage.find("tab", "Code").await;
    assert!(is_focused(&code));
    assert_eq!(code.get_attribute("tabindex").as_deref(), Some("0"));
    assert_eq!(form.get_attribute("tabindex").as_deref(), Some("-1"));
    let panel = stage.find("tabpanel", "Code").await;
    assert_eq!(panel.inner_text(), "example");
    assert_eq!(stage.names("tabpanel"), ["Code"]);
}

#[wasm_bindgen_test]
async fn a_dialog_is_named_takes_the_focus_and_can_be_closed_by_the_browser() {
    let open = RwSignal::new(false);
    let stage = Stage::new(move || {
        view! {
            <Dialog open title="New folder">
                <input aria-label="Name" />
                <DialogActions>
                    <Button on:click=move |_| open.set(false)>"Cancel"</Button>
                    <Button weight=Weight::Primary>"Make"</Button>
                </DialogActions>
            </Dialog>
        }
    });
    settle().await;
    assert!(stage.names("button").is_empty());
    open.set(true);
    let dialog = stage.find("dialog", "New folder").await;
    let field = stage.find("textbox", "Name").await;
    settle().await;
    assert!(is_focused(&field));
    assert_eq!(stage.names("button"), ["Cancel", "Make"]);
    dialog.unchecked_ref::<web_sys::HtmlDialogElement>().close();
    stage.until("the dialog counts as closed", || !open.get_untracked()).await;
    stage.gone("textbox", "Name").await;
}
