//! What stands where nothing is yet: the compass rose, a sentence, and a way on.

use leptos::prelude::*;

/// The compass rose of the old charts: thirty-two rhumb lines, eight points, a ring. Decoration, so hidden
/// from screen readers.
#[component]
pub fn Compass() -> impl IntoView {
    let rhumbs = (0..32)
        .map(|step| {
            let angle = f64::from(step) * std::f64::consts::PI / 16.0;
            let (sin, cos) = angle.sin_cos();
            format!("M100 100L{:.1} {:.1}", 100.0 + 98.0 * sin, 100.0 - 98.0 * cos)
        })
        .collect::<String>();
    view! {
        <svg class="compass" viewBox="0 0 200 200" aria-hidden="true">
            <path class="compass-rhumbs" d=rhumbs />
            <circle class="compass-ring" cx="100" cy="100" r="72" />
            <circle class="compass-ring" cx="100" cy="100" r="66" />
            <path class="compass-minor" d="M100 100l13-31 24-6-6 24zM100 100l31 13 6 24-24-6zM100 100l-13 31-24 6 6-24zM100 100l-31-13-6-24 24 6z" />
            <path class="compass-light" d="M100 36l-11 53 11 11zM164 100l-53-11-11 11zM100 164l11-53-11-11zM36 100l53 11 11-11z" />
            <path class="compass-dark" d="M100 36l11 53-11 11zM164 100l-53 11-11-11zM100 164l-11-53 11-11zM36 100l53-11 11 11z" />
            <path class="compass-north" d="M100 12c3 5 7 6 7 11 0 3-2 5-5 5h4v4H94v-4h4c-3 0-5-2-5-5 0-5 4-6 7-11z" />
        </svg>
    }
}

/// An empty place: what it is for and how to begin.
///
/// ```ignore
/// <Empty title="No jobs yet">"Jobs that you run appear here." <a class="button" href=links.apps()>"Choose an app"</a></Empty>
/// ```
#[component]
pub fn Empty(
    /// What is not there.
    #[prop(into)]
    title: Signal<String>,
    /// A sentence and, where there is one, the way on.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="empty">
            <Compass />
            <p class="empty-title">{move || title.get()}</p>
            <div class="empty-text">{children()}</div>
        </div>
    }
}
