//! Fields and boxes to type into.

use leptos::prelude::*;
use portolan_components::{Stage, click, description, fill, happen, settle};
use portolan_web::components::field::{CheckField, SearchBox, SelectField, TextField};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlSelectElement;

#[wasm_bindgen_test]
async fn a_text_field_is_named_by_its_label_and_keeps_what_is_typed() {
    let value = RwSignal::new(String::new());
    let stage = Stage::new(
        move || view! { <TextField label="Job name" value required=true help="Seen in the list." /> },
    );
    let field = stage.find("textbox", "Job name").await;
    assert_eq!(field.get_attribute("aria-required").as_deref(), Some("true"));
    assert_eq!(description(&field), "Seen in the list.");
    fill(&field, "wave heights").await;
    assert_eq!(value.get_untracked(), "wave heights");
}

#[wasm_bindgen_test]
async fn a_fault_is_tied_to_its_field_and_goes_again() {
    let error = RwSignal::new(None);
    let value = RwSignal::new(String::new());
    let stage = Stage::new(move || view! { <TextField label="Samples" value help="A number." error /> });
    let field = stage.find("textbox", "Samples").await;
    assert_eq!(field.get_attribute("aria-invalid"), None);
    error.set(Some("Not a number.".to_owned()));
    settle().await;
    assert_eq!(field.get_attribute("aria-invalid").as_deref(), Some("true"));
    assert_eq!(description(&field), "Not a number. A number.");
    error.set(None);
    settle().await;
    assert_eq!(description(&field), "A number.");
}

#[wasm_bindgen_test]
async fn what_is_typed_is_text_and_never_markup() {
    let hostile = "<img src=x onerror=alert(1)>";
    let error = RwSignal::new(Some(hostile.to_owned()));
    let value = RwSignal::new(hostile.to_owned());
    let stage = Stage::new(move || view! { <TextField label=hostile value error /> });
    let field = stage.find("textbox", hostile).await;
    assert_eq!(description(&field), hostile);
    assert!(stage.names("image").is_empty());
}

#[wasm_bindgen_test]
async fn a_select_shows_and_takes_its_choices() {
    let value = RwSignal::new("debug".to_owned());
    let choices = vec![("normal".to_owned(), "Normal".to_owned()), ("debug".to_owned(), "Debug".to_owned())];
    let stage = Stage::new(move || view! { <SelectField label="Queue" value choices /> });
    let select: HtmlSelectElement = stage.find("combobox", "Queue").await.unchecked_into();
    assert_eq!(select.value(), "debug");
    select.set_value("normal");
    happen(&select, "change").await;
    assert_eq!(value.get_untracked(), "normal");
}

#[wasm_bindgen_test]
async fn a_box_is_ticked_by_its_words() {
    let value = RwSignal::new(false);
    let stage =
        Stage::new(move || view! { <CheckField label="Keep the outputs" value help="In your home." /> });
    let tick = stage.find("checkbox", "Keep the outputs").await;
    assert_eq!(description(&tick), "In your home.");
    click(&tick).await;
    assert!(value.get_untracked());
}

#[wasm_bindgen_test]
async fn a_search_box_tells_every_change() {
    let value = RwSignal::new(String::new());
    let stage = Stage::new(move || {
        view! { <SearchBox label="Search apps" value on_change=Callback::new(move |text| value.set(text)) /> }
    });
    let search = stage.find("searchbox", "Search apps").await;
    fill(&search, "pi").await;
    assert_eq!(value.get_untracked(), "pi");
}
