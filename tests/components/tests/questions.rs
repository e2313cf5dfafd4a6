//! Questions: lines to fill in, what is wrong with them, what comes of them.

use leptos::prelude::*;
use portolan::{Code, Error};
use portolan_components::{Stage, click, description, fill, settle};
use portolan_web::components::ask::{Answers, AskDialog, Question, provide_asker, use_asker};
use portolan_web::components::line::{Line, LineKind};
use portolan_web::components::toast::{Toasts, provide_toaster};
use wasm_bindgen_test::wasm_bindgen_test;

/// A page with a button that asks, whose answers land in `given` unless the service refuses them.
fn page(given: RwSignal<String>, refusal: RwSignal<Option<Error>>) -> impl IntoView {
    provide_toaster();
    provide_asker();
    let asker = use_asker();
    let ask = move |_| {
        let lines = vec![
            Line::text("name", "Name").required().help("By this it is found."),
            Line::new("value", "Value", LineKind::Json),
        ];
        asker.ask(Question::new("New document", "Create", lines, move |answers: Answers| async move {
            if let Some(error) = refusal.get_untracked() {
                return Err(error);
            }
            given.set(format!("{} {:?}", answers.get("name"), answers.json("value")?));
            Ok("Stored.".to_owned())
        }));
    };
    view! {
        <button type="button" on:click=ask>"Ask"</button>
        <AskDialog />
        <Toasts />
    }
}

#[wasm_bindgen_test]
async fn nothing_is_sent_before_every_line_is_right() {
    let (given, refusal) = (RwSignal::new(String::new()), RwSignal::new(None));
    let stage = Stage::new(move || page(given, refusal));
    click(&stage.find("button", "Ask").await).await;
    let create = stage.find("button", "Create").await;
    click(&create).await;
    let name = stage.find("textbox", "Name").await;
    assert_eq!(description(&name), "Fill this in. By this it is found.");
    fill(&name, "sounding").await;
    let value = stage.find("textbox", "Value").await;
    fill(&value, "{\"depth\": ").await;
    click(&create).await;
    assert!(description(&value).contains("not JSON"), "{}", description(&value));
    assert_eq!(given.get_untracked(), "");
    fill(&value, "{\"depth\": 3}").await;
    click(&create).await;
    settle().await;
    assert!(given.get_untracked().starts_with("sounding Some(Object"), "{}", given.get_untracked());
}

#[wasm_bindgen_test]
async fn a_refusal_stands_beside_its_line_and_nothing_typed_is_lost() {
    let refused = Error::new(Code::Invalid, "The name is taken.").about("body.name".to_owned());
    let (given, refusal) = (RwSignal::new(String::new()), RwSignal::new(Some(refused)));
    let stage = Stage::new(move || page(given, refusal));
    click(&stage.find("button", "Ask").await).await;
    let name = stage.find("textbox", "Name").await;
    fill(&name, "sounding").await;
    click(&stage.find("button", "Create").await).await;
    settle().await;
    assert!(description(&name).starts_with("The name is taken."), "{}", description(&name));
    refusal.set(Some(Error::new(Code::Network, "The service cannot be reached.")));
    click(&stage.find("button", "Create").await).await;
    settle().await;
    assert_eq!(stage.names("textbox").len(), 2);
    refusal.set(None);
    click(&stage.find("button", "Create").await).await;
    settle().await;
    assert_eq!(given.get_untracked(), "sounding None");
}
