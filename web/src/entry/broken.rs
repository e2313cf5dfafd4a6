//! A mistake in the portal's code: said in words, with a way on, instead of a page that does nothing.

use std::panic::PanicHookInfo;

use leptos::prelude::document;

/// From now on a panic is written to the console and shown on the page.
pub(super) fn show_panics() {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        show(info);
    }));
}

/// Built from plain elements: nothing else can be relied on any more.
fn show(_info: &PanicHookInfo<'_>) {
    let document = document();
    let (Some(body), Ok(notice)) = (document.body(), document.create_element("div")) else { return };
    if document.get_element_by_id("broken").is_some() {
        return;
    }
    notice.set_id("broken");
    notice.set_class_name("broken");
    let _ = notice.set_attribute("role", "alert");
    if let Ok(text) = document.create_element("p") {
        text.set_text_content(Some(
            "Something in the portal broke. What you sent is safe at the service; reload the page to go on.",
        ));
        let _ = notice.append_child(&text);
    }
    if let Ok(link) = document.create_element("a") {
        // An empty address is the page itself; the target keeps the portal's own code out of it.
        let _ = link.set_attribute("href", "");
        let _ = link.set_attribute("target", "_self");
        link.set_class_name("button button-primary");
        link.set_text_content(Some("Reload"));
        let _ = notice.append_child(&link);
    }
    let _ = body.append_child(&notice);
}
