//! The region "Transfers": one row each, with progress, rate, and what can be done.

use leptos::prelude::*;

use super::{Direction, State, Transfer, use_transfers};
use crate::components::button::IconButton;
use crate::components::icon::{Icon, Symbol};
use crate::components::progress::Progress;
use crate::components::text;
use crate::components::toast::use_toaster;

/// The region; there on every page, out of the way while nothing moves.
#[component]
pub fn TransfersRegion() -> impl IntoView {
    let transfers = use_transfers();
    let rows = transfers.rows.clone();
    let empty = {
        let rows = rows.clone();
        Memo::new(move |_| rows.with(Vec::is_empty))
    };
    let heading = {
        let rows = rows.clone();
        move || {
            let going = rows.with(|rows| rows.iter().filter(|row| !row.state.with(State::is_over)).count());
            if going == 0 { "Transfers".to_owned() } else { format!("Transfers · {going} under way") }
        }
    };
    let open = RwSignal::new(true);
    let clear = {
        let transfers = transfers;
        move |_| transfers.clear()
    };
    view! {
        <section class="transfers" class:transfers-empty=move || empty.get() aria-label="Transfers">
            <Show when=move || empty.get()>
                <p class="unseen">"No transfers."</p>
            </Show>
            <div class="transfers-head" hidden=move || empty.get()>
                <h2 class="transfers-title">{heading}</h2>
                <IconButton icon=Symbol::Check label="Clear finished transfers" on:click=clear />
                <button
                    type="button"
                    class="button button-quiet button-icon"
                    aria-expanded=move || open.get().to_string()
                    aria-label="Show transfers"
                    title="Show or hide"
                    on:click=move |_| open.update(|open| *open = !*open)
                >
                    <Icon name=Symbol::ChevronDown />
                </button>
            </div>
            <ul class="transfers-list" role="list" hidden=move || !open.get() || empty.get()>
                <For each=move || rows.get() key=|row| row.key let(row)>
                    <Row transfer=row />
                </For>
            </ul>
        </section>
    }
}

#[component]
fn Row(transfer: Transfer) -> impl IntoView {
    speak_outcome(&transfer);
    let Transfer { direction, name, place, state, bytes, .. } = transfer.clone();
    let label = match direction {
        Direction::Up => format!("Uploading {}", text::visible(&name)),
        Direction::Down => format!("Downloading {}", text::visible(&name)),
    };
    let share = {
        let (bytes, state) = (bytes.clone(), state.clone());
        Signal::derive(move || match state.get() {
            State::Done => Some(1.0),
            _ => bytes.with(|bytes| share(bytes.loaded, bytes.total)),
        })
    };
    let words = {
        let state = state.clone();
        move || words(direction, &state.get(), &bytes.get())
    };
    let bad = {
        let state = state;
        move || state.with(|state| matches!(state, State::Failed(_)))
    };
    view! {
        <li class="transfer" class:transfer-bad=bad title=format!("{} on {}", place.folder, place.system)>
            <Icon name=if direction == Direction::Up { Symbol::Upload } else { Symbol::Download } />
            <div class="transfer-what">
                <span class="transfer-name">{text::visible(&name)}</span>
                <Progress label value=share />
                <span class="transfer-words">{words}</span>
            </div>
            <Actions transfer />
        </li>
    }
}

#[component]
fn Actions(transfer: Transfer) -> impl IntoView {
    let transfers = StoredValue::new(use_transfers());
    let state = transfer.state.clone();
    let transfer = StoredValue::new(transfer);
    let name = transfer.with_value(|transfer| text::visible(&transfer.name));
    move || match state.get() {
        State::Waiting | State::Going => {
            let cancel = move |_| transfers.with_value(|all| transfer.with_value(|one| all.cancel(one)));
            view! { <button type="button" class="button" aria-label=format!("Cancel {name}") on:click=cancel>"Cancel"</button> }
                .into_any()
        }
        State::Failed(_) | State::Cancelled => {
            let retry = move |_| transfers.with_value(|all| transfer.with_value(|one| all.retry(one)));
            view! { <button type="button" class="button" aria-label=format!("Retry {name}") on:click=retry>"Retry"</button> }
                .into_any()
        }
        State::Done => ().into_any(),
    }
}

/// Says how a transfer ended to those who do not see the region.
fn speak_outcome(transfer: &Transfer) {
    let toaster = use_toaster();
    let (state, direction, name) = (transfer.state.clone(), transfer.direction, transfer.name.clone());
    Effect::new(move |before: Option<bool>| {
        let over = state.with(State::is_over);
        if over && before == Some(false) {
            let name = text::visible(&name);
            let outcome = match (state.get_untracked(), direction) {
                (State::Done, Direction::Up) => format!("{name} is uploaded."),
                (State::Done, Direction::Down) => format!("{name} is downloaded."),
                (State::Failed(error), _) => format!("{name} failed: {error}"),
                _ => format!("{name} is cancelled."),
            };
            toaster.speak(outcome);
        }
        over
    });
}

fn share(loaded: u64, total: Option<u64>) -> Option<f64> {
    let total = total.filter(|total| *total > 0)?;
    #[expect(clippy::cast_precision_loss, reason = "a share of a bar")]
    let share = loaded as f64 / total as f64;
    Some(share.min(1.0))
}

/// Where a transfer stands, in words.
fn words(direction: Direction, state: &State, bytes: &super::Bytes) -> String {
    let size = bytes.total.unwrap_or(bytes.loaded);
    match (state, direction) {
        (State::Waiting, _) => "Waiting for its turn".to_owned(),
        (State::Done, Direction::Up) => format!("Uploaded, {}", text::size(size)),
        (State::Done, Direction::Down) => format!("Downloaded, {}", text::size(size)),
        (State::Failed(error), _) => format!("Failed: {error}"),
        (State::Cancelled, _) => "Cancelled".to_owned(),
        (State::Going, _) => {
            let mut words = match bytes.total {
                Some(total) if bytes.loaded >= total && direction == Direction::Up => {
                    return "Sent; the service is storing it".to_owned();
                }
                Some(total) => format!("{} of {}", text::size(bytes.loaded), text::size(total)),
                None => text::size(bytes.loaded),
            };
            if let Some(rate) = bytes.rate.per_second() {
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "shown in words")]
                let rate = rate as u64;
                words.push_str(&format!(" · {}/s", text::size(rate)));
            }
            if let Some(rest) =
                bytes.total.and_then(|total| bytes.rate.remaining(total)).filter(|rest| *rest >= 2.0)
            {
                words.push_str(&format!(" · {} left", text::duration(rest)));
            }
            words
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Bytes, Direction, State};
    use super::words;

    #[test]
    fn every_state_has_its_words() {
        let bytes = Bytes { loaded: 500, total: Some(2_000), ..Bytes::default() };
        assert_eq!(words(Direction::Up, &State::Going, &bytes), "500 B of 2 kB");
        assert_eq!(words(Direction::Up, &State::Done, &bytes), "Uploaded, 2 kB");
        assert_eq!(words(Direction::Down, &State::Cancelled, &bytes), "Cancelled");
        let sent = Bytes { loaded: 2_000, total: Some(2_000), ..Bytes::default() };
        assert_eq!(words(Direction::Up, &State::Going, &sent), "Sent; the service is storing it");
    }
}
