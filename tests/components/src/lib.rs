//! A stage for one component at a time, with the eyes and hands of a person: what is on it is found by the role
//! and name that the browser itself computes for screen readers.
#![cfg(target_family = "wasm")]

use leptos::mount::mount_to;
use leptos::prelude::*;
use std::any::Any;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, Event, EventInit, HtmlElement, HtmlInputElement, KeyboardEvent, KeyboardEventInit};

/// How often an element is looked for, one frame apart.
const LOOKS: usize = 120;

/// A component on the page; it goes when the stage does.
pub struct Stage {
    place: HtmlElement,
    mounted: Option<Box<dyn Any>>,
}

impl Stage {
    /// Puts a component on the page.
    pub fn new<V: IntoView + 'static>(view: impl FnOnce() -> V + 'static) -> Stage {
        let place: HtmlElement =
            document().create_element("section").expect("elements can be made").unchecked_into();
        document().body().expect("there is a page").append_child(&place).expect("the page can grow");
        let mounted = mount_to(place.clone(), view);
        Stage { place, mounted: Some(Box::new(mounted)) }
    }

    /// Waits for the element of a role and a name, and gives it.
    pub async fn find(&self, role: &str, name: &str) -> HtmlElement {
        for _ in 0..LOOKS {
            if let Some(found) = self.look(role, name) {
                return found;
            }
            frame().await;
        }
        panic!("there is no {role} \"{name}\" in {}", self.place.inner_html());
    }

    /// Waits until something is so.
    pub async fn until(&self, what: &str, is: impl Fn() -> bool) {
        for _ in 0..LOOKS {
            if is() {
                return;
            }
            frame().await;
        }
        panic!("it never came that {what}: {}", self.place.inner_html());
    }

    /// Waits until no element has the role and the name.
    pub async fn gone(&self, role: &str, name: &str) {
        for _ in 0..LOOKS {
            if self.look(role, name).is_none() {
                return;
            }
            frame().await;
        }
        panic!("there still is a {role} \"{name}\" in {}", self.place.inner_html());
    }

    /// The names of all elements of a role that are shown, in the order of the page.
    pub fn names(&self, role: &str) -> Vec<String> {
        self.elements()
            .filter(|element| computed(element, "computedRole") == role)
            .map(|element| name(&element))
            .collect()
    }

    /// All its words, as they are read.
    pub fn text(&self) -> String {
        self.place.inner_text()
    }

    fn look(&self, role: &str, wanted: &str) -> Option<HtmlElement> {
        let found = self
            .elements()
            .find(|element| computed(element, "computedRole") == role && name(element) == wanted);
        found.and_then(|element| element.dyn_into().ok())
    }

    fn elements(&self) -> impl Iterator<Item = Element> {
        let all = self.place.query_selector_all("*").expect("the selector is valid");
        let elements = (0..all.length()).filter_map(move |at| all.item(at)?.dyn_into::<Element>().ok());
        elements.filter(|element| element.get_client_rects().length() > 0)
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.mounted.take();
        self.place.remove();
    }
}

/// The element's accessible name.
pub fn name(element: &Element) -> String {
    computed(element, "computedName")
}

/// The element's accessible description: help and errors that are tied to it.
pub fn description(element: &Element) -> String {
    let ids = element.get_attribute("aria-describedby").unwrap_or_default();
    let texts = ids.split_whitespace().filter_map(|id| document().get_element_by_id(id)?.text_content());
    texts.collect::<Vec<_>>().join(" ")
}

/// Whether the element has the focus.
pub fn is_focused(element: &Element) -> bool {
    document().active_element().is_some_and(|active| active == *element)
}

/// Presses a key at an element and lets the page react.
pub async fn press(element: &Element, key: &str) {
    let init = KeyboardEventInit::new();
    init.set_key(key);
    init.set_bubbles(true);
    init.set_cancelable(true);
    let event =
        KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).expect("the event is valid");
    element.dispatch_event(&event).expect("the element takes events");
    settle().await;
}

/// Clicks and lets the page react.
pub async fn click(element: &HtmlElement) {
    element.click();
    settle().await;
}

/// Types a text in place of what is there.
pub async fn fill(element: &HtmlElement, text: &str) {
    let input: &HtmlInputElement = element.unchecked_ref();
    input.set_value(text);
    happen(element, "input").await;
}

/// Lets an event happen at an element.
pub async fn happen(element: &Element, what: &str) {
    let init = EventInit::new();
    init.set_bubbles(true);
    let event = Event::new_with_event_init_dict(what, &init).expect("the event is valid");
    element.dispatch_event(&event).expect("the element takes events");
    settle().await;
}

/// Waits until effects and frames that are under way have run.
pub async fn settle() {
    frame().await;
    frame().await;
}

async fn frame() {
    let next = js_sys::Promise::new(&mut |done, _| {
        window().request_animation_frame(&done).expect("the page is drawn");
    });
    JsFuture::from(next).await.expect("a frame cannot fail");
}

/// What the browser tells screen readers; it shows that to scripts because the tests start it so.
fn computed(element: &Element, property: &str) -> String {
    let value = js_sys::Reflect::get(element, &JsValue::from_str(property)).unwrap_or_default();
    value
        .as_string()
        .expect("the browser was started without --enable-blink-features=ComputedAccessibilityInfo")
}
