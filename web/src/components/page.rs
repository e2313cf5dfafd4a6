//! The frame of a page: document title, `main`, heading, and where focus goes after navigation.

use std::cell::Cell;

use leptos::html;
use leptos::prelude::*;

thread_local! {
    /// Whether a page was drawn before: the first one leaves focus where the browser puts it.
    static NAVIGATED: Cell<bool> = const { Cell::new(false) };
}

/// A page. Focus goes to its heading when it appears by navigation and whenever `title` changes.
///
/// ```text
/// <Page title="Jobs">...</Page>
/// <Page title=name above=move || view! { <a href=links.jobs()>"Jobs"</a> }.into_any()
///     actions=move || view! { <Button>"Stop"</Button> }.into_any()>...</Page>
/// ```
#[component]
pub fn Page(
    /// The heading, and with the portal's name the document's title.
    #[prop(into)]
    title: Signal<String>,
    /// What stands above the heading: the way back.
    #[prop(optional, into)]
    above: ViewFn,
    /// What stands beside the heading: the page's buttons.
    #[prop(optional, into)]
    actions: ViewFn,
    /// What the document's title begins with, where that is more than the heading says; a change of it leaves
    /// focus alone.
    #[prop(optional, into)]
    tab: Signal<String>,
    /// Whether the page uses the whole width of the window.
    #[prop(optional)]
    full: bool,
    /// Whether a change of `title` leaves focus alone: for pages whose title changes while people work in them.
    #[prop(optional)]
    keep_focus: bool,
    /// The page.
    children: Children,
) -> impl IntoView {
    let heading = NodeRef::<html::H1>::new();
    Effect::new(move |before: Option<String>| {
        let now = title.get();
        let tab = tab.get();
        let start = if tab.is_empty() { String::new() } else { format!("{tab} · ") };
        document().set_title(&format!("{start}{now} · Portolan"));
        let changed = before.as_ref().is_some_and(|before| *before != now && !before.is_empty());
        let appeared = before.is_none() && NAVIGATED.replace(true);
        if appeared || (changed && !keep_focus) {
            focus_heading(heading);
        }
        now
    });
    view! {
        <main id="main" class="page" class:page-full=full>
            <div class="page-head">
                <div class="page-above">{above.run()}</div>
                <div class="row-wide">
                    <h1 node_ref=heading tabindex="-1">{move || title.get()}</h1>
                    <div class="row page-actions">{actions.run()}</div>
                </div>
            </div>
            {children()}
        </main>
    }
}

fn focus_heading(heading: NodeRef<html::H1>) {
    request_animation_frame(move || {
        if let Some(heading) = heading.try_get_untracked().flatten() {
            let _ = heading.focus();
        }
    });
}
