//! The servers to choose from: this one, the services that it passes calls through to, and Agave's tenants.

use js_sys::{Array, Reflect};
use leptos::prelude::*;
use leptos::task::spawn_local;
use portolan::agave::TENANTS;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Where the server lists the services behind it.
const UPSTREAMS: &str = "/portolan/upstreams";

/// Addresses to choose from while typing.
#[component]
pub fn KnownServers() -> impl IntoView {
    let here = window().location().origin().unwrap_or_default();
    let behind = RwSignal::new(Vec::<(String, String)>::new());
    let origin = here.clone();
    spawn_local(async move {
        // A portal on a plain file server has nothing behind it: then there is nothing more to choose from.
        let Ok(found) = upstreams().await else { return };
        let rows = found.iter().filter_map(|upstream| {
            let text = |name: &str| Reflect::get(&upstream, &name.into()).ok()?.as_string();
            Some((format!("{} ({})", text("name")?, text("service")?), format!("{origin}{}", text("path")?)))
        });
        let _ = behind.try_set(rows.collect());
    });
    let passed =
        move || -> Vec<AnyView> { behind.get().into_iter().map(|(name, to)| choice(name, to)).collect() };
    let tenants: Vec<AnyView> =
        TENANTS.iter().map(|(_, name, address)| choice((*name).to_owned(), (*address).to_owned())).collect();
    view! {
        <datalist id="known-servers">
            {choice("This server".to_owned(), here)}
            {passed}
            {tenants}
        </datalist>
    }
}

fn choice(name: String, address: String) -> AnyView {
    view! { <option value=address>{name}</option> }.into_any()
}

async fn upstreams() -> Result<Array, JsValue> {
    let response: web_sys::Response =
        JsFuture::from(window().fetch_with_str(UPSTREAMS)).await?.unchecked_into();
    let answer = JsFuture::from(response.json()?).await?;
    Reflect::get(&answer, &"upstreams".into())?.dyn_into()
}
