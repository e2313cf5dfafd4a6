//! Tells through the browser's own notifications when a job has ended, for those who asked. It goes on looking while
//! nobody sees the page, and stops when nothing is left to tell.

use leptos::prelude::*;
use leptos::task::spawn_local;
use portolan::gateway::Gateway;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Notification, NotificationOptions, NotificationPermission};

use crate::components::text::visible;
use crate::components::toast::{Toaster, use_toaster};
use crate::pages::jobs::poll::sleep;

/// Time between two looks, in milliseconds.
const PACE: i32 = 10_000;

/// The jobs whose end is to be told.
#[derive(Clone, Copy)]
pub struct Teller {
    jobs: RwSignal<Vec<String>>,
    toaster: Toaster,
}

/// Makes the teller of a connection's pages and puts it into the context.
pub fn provide_teller() {
    provide_context(Teller { jobs: RwSignal::new(Vec::new()), toaster: use_toaster() });
}

/// The teller.
pub fn use_teller() -> Teller {
    expect_context()
}

impl Teller {
    /// Whether a job's end is going to be told.
    pub fn tells(self, job: &str) -> bool {
        self.jobs.with(|jobs| jobs.iter().any(|other| other == job))
    }

    /// Tells of a job's end, or no more.
    pub fn toggle(self, gateway: Gateway, job: String) {
        if untrack(|| self.tells(&job)) {
            return self.jobs.update(|jobs| jobs.retain(|other| *other != job));
        }
        spawn_local(async move {
            if !allowed().await {
                return self.toaster.fail(
                    "The browser does not allow notifications from this page. Its settings can change that.",
                );
            }
            let first = self.jobs.try_update(|jobs| {
                jobs.push(job);
                jobs.len() == 1
            });
            if first == Some(true) {
                self.watch(gateway).await;
            }
        });
    }

    async fn watch(self, gateway: Gateway) {
        while let Some(jobs) = self.jobs.try_get_untracked().filter(|jobs| !jobs.is_empty()) {
            for id in jobs {
                // A look that fails is made up for by the next one.
                let Ok(job) = gateway.jobs().get(&id).await else { continue };
                if job.summary.status.is_final() {
                    let _ = self.jobs.try_update(|jobs| jobs.retain(|other| *other != id));
                    show(&visible(&job.summary.name), job.summary.status.word());
                }
            }
            sleep(PACE).await;
        }
    }
}

async fn allowed() -> bool {
    if Notification::permission() == NotificationPermission::Granted {
        return true;
    }
    let Ok(asking) = Notification::request_permission() else { return false };
    JsFuture::from(asking).await.is_ok_and(|answer| answer.as_string().as_deref() == Some("granted"))
}

fn show(name: &str, word: &str) {
    let options = NotificationOptions::new();
    options.set_body(&format!("The job is {word}."));
    // A browser that takes the permission back shows nothing, which is what its owner wants.
    let _ = Notification::new_with_options(name, &options);
}
