//! Newest request wins: what the person asked for last is what is shown, whatever order the answers come in.

use std::future::Future;

use futures_util::future::{AbortHandle, abortable};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// One slot for running work. Starting something drops what runs in it, which also cancels its request.
///
/// ```text
/// let latest = Latest::new();
/// Effect::new(move || {
///     let path = path.get();
///     latest.run(async move { list(&path).await }, move |answer| rows.set(answer));
/// });
/// ```
#[derive(Clone, Copy)]
pub struct Latest {
    running: StoredValue<Option<AbortHandle>>,
}

impl Latest {
    /// A slot that belongs to the current owner: when that goes, what runs is dropped.
    pub fn new() -> Self {
        let running = StoredValue::new(None::<AbortHandle>);
        on_cleanup(move || {
            let _ = running.try_update_value(|running| running.take().inspect(AbortHandle::abort));
        });
        Self { running }
    }

    /// Runs `work` in place of what runs now, and hands its result to `done` unless something newer took over.
    pub fn run<T: 'static>(self, work: impl Future<Output = T> + 'static, done: impl FnOnce(T) + 'static) {
        let (work, handle) = abortable(work);
        self.running.update_value(|running| {
            if let Some(older) = running.replace(handle) {
                older.abort();
            }
        });
        spawn_local(async move {
            if let Ok(value) = work.await {
                done(value);
            }
        });
    }

    /// Drops what runs.
    pub fn cancel(self) {
        self.running.update_value(|running| {
            if let Some(older) = running.take() {
                older.abort();
            }
        });
    }
}

impl Default for Latest {
    fn default() -> Self {
        Self::new()
    }
}
