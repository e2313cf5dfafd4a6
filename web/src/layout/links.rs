//! Clicks on links inside the portal. The router decodes an address before it goes there, which breaks names
//! that hold `%`; so links are followed here, with their address as written.

use leptos::ev;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use wasm_bindgen::JsCast;

/// Follows plain clicks on links within the portal until the current owner goes.
pub fn follow_links() {
    let navigate = use_navigate();
    let listener = document_listener(move |event| {
        let Some(target) = inner_target(&event) else { return };
        event.prevent_default();
        navigate(&target, NavigateOptions { resolve: false, ..Default::default() });
    });
    on_cleanup(listener);
}

/// Where a click leads, if it is a plain one on a link that stays within the portal.
fn inner_target(event: &web_sys::MouseEvent) -> Option<String> {
    if event.default_prevented()
        || event.button() != 0
        || event.meta_key()
        || event.ctrl_key()
        || event.shift_key()
        || event.alt_key()
    {
        return None;
    }
    let element = event.target()?.dyn_into::<web_sys::Element>().ok()?;
    let anchor = element.closest("a[href]").ok()??.dyn_into::<web_sys::HtmlAnchorElement>().ok()?;
    let leaves = !anchor.target().is_empty() || anchor.has_attribute("download");
    let here = window().location().origin().ok()?;
    (!leaves && anchor.origin() == here && !anchor.pathname().starts_with("/portolan/"))
        .then(|| format!("{}{}{}", anchor.pathname(), anchor.search(), anchor.hash()))
}

/// Listens on the document, before the router's own listener on the window; gives what ends it.
fn document_listener(act: impl Fn(web_sys::MouseEvent) + 'static) -> impl FnOnce() + Send + Sync {
    use wasm_bindgen::closure::Closure;
    let closure = Closure::<dyn Fn(web_sys::MouseEvent)>::new(act);
    let name = ev::EventDescriptor::name(&ev::click);
    let _ = document().add_event_listener_with_callback(&name, closure.as_ref().unchecked_ref());
    let closure = send_wrapper::SendWrapper::new(closure);
    move || {
        let _ = document().remove_event_listener_with_callback(&name, closure.as_ref().unchecked_ref());
    }
}
