//! Short messages: shown for a while, and spoken through the page's live region.

use std::time::Duration;

use leptos::prelude::*;

use super::button::IconButton;
use super::icon::{Icon, Symbol};

/// Says things to the person. From the context: `use_toaster().say("Job stopped")`.
#[derive(Clone, Copy)]
pub struct Toaster {
    shown: RwSignal<Vec<Toast>>,
    spoken: RwSignal<String>,
    next: StoredValue<u32>,
}

#[derive(Clone, PartialEq)]
struct Toast {
    key: u32,
    text: String,
    bad: bool,
}

impl Toaster {
    /// Shows and speaks that something was done. It goes away by itself.
    pub fn say(self, text: impl Into<String>) {
        let key = self.show(text.into(), false);
        set_timeout(move || self.dismiss(key), Duration::from_secs(6));
    }

    /// Shows and speaks that something failed. It stays until it is dismissed.
    pub fn fail(self, text: impl Into<String>) {
        self.show(text.into(), true);
    }

    /// Speaks without showing: for what everybody else can see.
    pub fn speak(self, text: impl Into<String>) {
        // The same words twice would not be spoken twice: an empty moment lies between.
        let text = text.into();
        self.spoken.set(String::new());
        set_timeout(
            move || {
                let _ = self.spoken.try_set(text);
            },
            Duration::from_millis(60),
        );
    }

    fn show(self, text: String, bad: bool) -> u32 {
        let key = self.next.get_value();
        self.next.set_value(key + 1);
        if !bad {
            self.speak(text.clone());
        }
        self.shown.update(|shown| {
            if shown.len() >= 4 {
                shown.remove(0);
            }
            shown.push(Toast { key, text, bad });
        });
        key
    }

    fn dismiss(self, key: u32) {
        let _ = self.shown.try_update(|shown| shown.retain(|toast| toast.key != key));
    }
}

/// Makes the one toaster of the portal and puts it into the context.
pub fn provide_toaster() -> Toaster {
    let toaster = Toaster {
        shown: RwSignal::new(Vec::new()),
        spoken: RwSignal::new(String::new()),
        next: StoredValue::new(0),
    };
    provide_context(toaster);
    toaster
}

/// The toaster of the portal.
pub fn use_toaster() -> Toaster {
    expect_context()
}

/// Where messages appear; once, in the layout.
#[component]
pub fn Toasts() -> impl IntoView {
    let toaster = use_toaster();
    view! {
        <div class="unseen" role="status" aria-live="polite">{move || toaster.spoken.get()}</div>
        <div class="toasts" role="region" aria-label="Messages">
            <For each=move || toaster.shown.get() key=|toast| toast.key let(toast)>
                <div class="toast" class:toast-bad=toast.bad role=toast.bad.then_some("alert")>
                    <Icon name=if toast.bad { Symbol::Alert } else { Symbol::Check } />
                    <span class="toast-text">{toast.text.clone()}</span>
                    <IconButton
                        icon=Symbol::Cancel
                        label="Dismiss"
                        on:click=move |_| toaster.dismiss(toast.key)
                    />
                </div>
            </For>
        </div>
    }
}
