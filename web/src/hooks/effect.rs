//! Effects whose machinery is compiled once, not again for every closure.

use leptos::prelude::*;

/// Runs `run` now, and again whenever a signal that it read has changed.
pub fn effect(run: impl FnMut() + 'static) {
    fn start(mut run: Box<dyn FnMut()>) {
        Effect::new(move |_| run());
    }
    start(Box::new(run));
}
