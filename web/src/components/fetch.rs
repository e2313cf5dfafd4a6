//! Fetching something and drawing it, without a copy of the code per type: what is fetched comes as a drawing.

use std::future::Future;
use std::rc::Rc;

use futures_util::future::LocalBoxFuture;
use leptos::prelude::*;
use portolan::Error;

use super::load::{Failure, Waiting};
use crate::hooks::effect::effect;
use crate::hooks::latest::Latest;

/// Draws what was fetched.
pub type Drawing = Box<dyn FnOnce() -> AnyView>;

/// What fetching ends with.
pub type Fetching = LocalBoxFuture<'static, Result<Drawing, Error>>;

enum Outcome {
    Waiting,
    Failed(Error),
    Drawn(Option<Drawing>),
}

/// Fetches and draws; again whenever a signal that `fetch` reads before its first wait changes, and at "Retry".
/// What was drawn before stays until the answer is there.
///
/// ```text
/// fetched("Reading the actors", move || {
///     version.track();
///     let actors = agave.actors();
///     Box::pin(async move {
///         let found = actors.list(&Default::default()).await?;
///         Ok(drawing(move || table(found)))
///     })
/// })
/// ```
pub fn fetched(waiting: &'static str, fetch: impl Fn() -> Fetching + 'static) -> AnyView {
    let outcome = StoredValue::new_local(Outcome::Waiting);
    let changed = RwSignal::new(0_u32);
    let again = RwSignal::new(0_u32);
    let latest = Latest::new();
    effect(move || {
        again.track();
        latest.run(fetch(), move |answer| {
            let answer = match answer {
                Ok(drawing) => Outcome::Drawn(Some(drawing)),
                Err(error) => Outcome::Failed(error),
            };
            if outcome.try_set_value(answer).is_none() {
                changed.update(|count| *count += 1);
            }
        });
    });
    let retry = Callback::new(move |()| {
        outcome.set_value(Outcome::Waiting);
        changed.update(|count| *count += 1);
        again.update(|count| *count += 1);
    });
    let show = move || {
        changed.track();
        let drawing = outcome.try_update_value(|outcome| match outcome {
            Outcome::Waiting => view! { <Waiting words=waiting /> }.into_any(),
            Outcome::Failed(error) => {
                let error = error.clone();
                view! { <Failure error on_retry=retry /> }.into_any()
            }
            Outcome::Drawn(drawing) => drawing.take().map_or_else(|| ().into_any(), |draw| draw()),
        });
        drawing.unwrap_or_else(|| ().into_any())
    };
    show.into_any()
}

/// What was fetched, ready to be drawn.
pub fn drawing(draw: impl FnOnce() -> AnyView + 'static) -> Drawing {
    Box::new(draw)
}

/// Reads something and draws it, as [`fetched`] does.
///
/// ```text
/// load("Reading the apps", move || { let apps = gateway.apps(); async move { apps.list().await } }, apps_list)
/// ```
pub fn load<T: 'static, R: Future<Output = Result<T, Error>> + 'static>(
    waiting: &'static str,
    read: impl Fn() -> R + 'static,
    draw: impl Fn(T) -> AnyView + 'static,
) -> AnyView {
    let draw = Rc::new(draw);
    fetched(waiting, move || {
        let (reading, draw) = (read(), Rc::clone(&draw));
        Box::pin(async move {
            let value = reading.await?;
            Ok(drawing(move || draw(value)))
        })
    })
}
