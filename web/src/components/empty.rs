//! What stands where nothing is yet: the compass rose, a sentence, and a way on.

use leptos::prelude::*;

/// The thirty-two rhumb lines of the rose, as sixteen diameters.
const RHUMBS: &str = "M100 2L100 198M119.1 3.9L80.9 196.1M137.5 9.5L62.5 190.5M154.4 18.5L45.6 181.5M169.3 30.7L30.7 169.3M181.5 45.6L18.5 154.4M190.5 62.5L9.5 137.5M196.1 80.9L3.9 119.1M198 100L2 100M196.1 119.1L3.9 80.9M190.5 137.5L9.5 62.5M181.5 154.4L18.5 45.6M169.3 169.3L30.7 30.7M154.4 181.5L45.6 18.5M137.5 190.5L62.5 9.5M119.1 196.1L80.9 3.9";

/// Halves of the four short points: in the light, and in the shade.
const SHORT: [&str; 2] = [
    "M100 100L105.7 86.1 132.5 67.5zM100 100L113.9 105.7 132.5 132.5zM100 100L94.3 113.9 67.5 132.5zM100 100L86.1 94.3 67.5 67.5z",
    "M100 100L132.5 67.5 113.9 94.3zM100 100L132.5 132.5 105.7 113.9zM100 100L67.5 132.5 86.1 105.7zM100 100L67.5 67.5 94.3 86.1z",
];

/// Halves of the four long points.
const LONG: [&str; 2] = [
    "M100 100L89.4 89.4 100 34zM100 100L110.6 89.4 166 100zM100 100L110.6 110.6 100 166zM100 100L89.4 110.6 34 100z",
    "M100 100L100 34 110.6 89.4zM100 100L166 100 110.6 110.6zM100 100L100 166 89.4 110.6zM100 100L34 100 89.4 89.4z",
];

/// Sixteen winds on a circle, between which old charts drew their net.
const WINDS: [(u16, u16); 16] = [
    (500, 20),
    (684, 57),
    (839, 161),
    (943, 316),
    (980, 500),
    (943, 684),
    (839, 839),
    (684, 943),
    (500, 980),
    (316, 943),
    (161, 839),
    (57, 684),
    (20, 500),
    (57, 316),
    (161, 161),
    (316, 57),
];

/// The compass rose of the old charts: rhumb lines, a graduated ring, eight points. Decoration, so hidden from
/// screen readers.
#[component]
pub fn Compass() -> impl IntoView {
    view! {
        <svg class="compass" viewBox="0 0 200 200" aria-hidden="true">
            <path class="compass-rhumbs" d=RHUMBS />
            <circle class="compass-ring" cx="100" cy="100" r="80" />
            <circle class="compass-ticks" cx="100" cy="100" r="77" pathLength="144" />
            <circle class="compass-ring" cx="100" cy="100" r="74" />
            <path class="compass-light" d=SHORT[0] />
            <path class="compass-shade" d=SHORT[1] />
            <path class="compass-light" d=LONG[0] />
            <path class="compass-dark" d=LONG[1] />
            <path class="compass-north" d="M100 6l5.500 12H94.500z" />
            <circle class="compass-hub" cx="100" cy="100" r="3.500" />
        </svg>
    }
}

/// The net of rhumb lines that covers a chart.
#[component]
pub fn RhumbNet() -> impl IntoView {
    let mut lines = String::new();
    for (index, (x, y)) in WINDS.iter().enumerate() {
        for (u, v) in &WINDS[index + 1..] {
            lines.push_str(&format!("M{x} {y}L{u} {v}"));
        }
    }
    view! {
        <svg class="rhumb-net" viewBox="0 0 1000 1000" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
            <circle cx="500" cy="500" r="480" />
            <path d=lines />
        </svg>
    }
}

/// An empty place: what it is for and how to begin.
///
/// ```text
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
