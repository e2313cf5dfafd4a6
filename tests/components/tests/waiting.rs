//! What is shown while something is under way, and when it ended badly.

use leptos::prelude::*;
use portolan::gateway::Status;
use portolan_components::{Stage, click, settle};
use portolan_web::components::empty::Empty;
use portolan_web::components::load::Waiting;
use portolan_web::components::progress::Progress;
use portolan_web::components::status::StatusBadge;
use portolan_web::components::toast::{Toasts, provide_toaster};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn progress_is_told_in_percent_or_not_at_all() {
    let value = RwSignal::new(Some(0.426));
    let stage = Stage::new(move || view! { <Progress label="Upload of waves.csv" value /> });
    let bar = stage.find("progressbar", "Upload of waves.csv").await;
    assert_eq!(bar.get_attribute("aria-valuenow").as_deref(), Some("43"));
    value.set(None);
    settle().await;
    assert_eq!(bar.get_attribute("aria-valuenow"), None);
}

#[wasm_bindgen_test]
async fn a_status_is_a_word() {
    let status = RwSignal::new(Status::Running);
    let stage = Stage::new(move || view! { <StatusBadge status /> });
    settle().await;
    assert_eq!(stage.text().trim(), "running");
    status.set(Status::Finished);
    settle().await;
    assert_eq!(stage.text().trim(), "finished");
}

#[wasm_bindgen_test]
async fn waiting_says_for_what() {
    let stage = Stage::new(|| view! { <Waiting words="Reading the jobs" /> });
    let status = stage.find("status", "").await;
    for _ in 0..60 {
        settle().await;
    }
    assert!(status.inner_text().contains("Reading the jobs"), "{}", status.inner_text());
}

#[wasm_bindgen_test]
async fn emptiness_says_what_to_do() {
    let stage =
        Stage::new(|| view! { <Empty title="No jobs yet"><a href="/apps">"Choose an app"</a></Empty> });
    stage.find("link", "Choose an app").await;
    assert!(stage.text().contains("No jobs yet"));
}

#[wasm_bindgen_test]
async fn failures_stay_until_they_are_dismissed() {
    let stage = Stage::new(|| {
        let toaster = provide_toaster();
        view! { <Toasts /> <button on:click=move |_| toaster.fail("The folder could not be made.")>"Fail"</button> }
    });
    click(&stage.find("button", "Fail").await).await;
    assert!(stage.find("alert", "").await.inner_text().contains("could not be made"));
    click(&stage.find("button", "Dismiss").await).await;
    stage.gone("alert", "").await;
}
