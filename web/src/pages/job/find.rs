//! Finding a place in the log: by words, or the first line that tells of an error.

use leptos::html;
use leptos::prelude::*;

use super::lines::Lines;
use crate::components::button::Button;
use crate::components::field::SearchBox;
use crate::components::icon::Symbol;
use crate::preview::spans;

/// Words by which a line tells of an error, in small letters.
const ERRORS: [&str; 8] =
    ["error", "fatal", "traceback", "exception", "segmentation fault", "panicked", "killed", "cannot "];

/// The box, the buttons, and the line that was found. `rest` lets the log rest, so that it stays where it was found.
pub(super) fn find(lines: RwSignal<Lines>, log: NodeRef<html::Pre>, rest: Callback<()>) -> AnyView {
    let words = RwSignal::new(String::new());
    let found = RwSignal::new(None::<(usize, String)>);
    let told = RwSignal::new("");
    let show = move |hit: Option<(usize, String)>, none: &'static str| {
        told.set(if hit.is_some() { "" } else { none });
        if let Some((line, _)) = &hit {
            rest.run(());
            scroll_to(log, *line, lines.with_untracked(|lines| plain(lines).lines().count()));
        }
        found.set(hit);
    };
    let next = move || {
        let from = found.with_untracked(|found| found.as_ref().map_or(0, |(line, _)| line + 1));
        let needle = words.get_untracked().to_lowercase();
        if needle.is_empty() {
            return;
        }
        let text = lines.with_untracked(plain);
        let is = |line: &str| line.contains(&needle);
        show(search(&text, from, is).or_else(|| search(&text, 0, is)), "Nothing in the log reads so.");
    };
    let first_error = move || {
        let text = lines.with_untracked(plain);
        let hit = search(&text, 0, |line| ERRORS.iter().any(|word| line.contains(word)));
        show(hit, "No line of the log tells of an error.");
    };
    view! {
        <form
            class="row"
            on:submit=move |event| {
                event.prevent_default();
                next();
            }
        >
            <SearchBox label="Search log" value=words on_change=move |text| { words.set(text); found.set(None); } />
            <Button submit=true>"Next"</Button>
            <Button icon=Symbol::Alert on:click=move |_| first_error()>"First error"</Button>
        </form>
        <p class="small soft job-found" role="status">
            {move || match found.get() {
                Some((line, text)) => format!("Line {}: {text}", line + 1),
                None => told.get().to_owned(),
            }}
        </p>
    }
    .into_any()
}

/// The log without its colours.
fn plain(lines: &Lines) -> String {
    let all: String = lines.blocks().into_iter().map(|(_, text)| text).chain([lines.tail()]).collect();
    spans(&all).into_iter().map(|span| span.text).collect()
}

/// The first line from `from` on that fits, with its number counted from nought.
fn search(text: &str, from: usize, is: impl Fn(&str) -> bool) -> Option<(usize, String)> {
    let mut lines = text.lines().enumerate().skip(from);
    lines.find(|(_, line)| is(&line.to_lowercase())).map(|(number, line)| (number, line.to_owned()))
}

/// Lines do not wrap, so that all are of one height.
fn scroll_to(log: NodeRef<html::Pre>, line: usize, count: usize) {
    let Some(log) = log.get_untracked() else { return };
    let height = usize::try_from(log.scroll_height()).unwrap_or(0);
    let top = height * line / count.max(1);
    log.set_scroll_top(i32::try_from(top).unwrap_or(i32::MAX) - log.client_height() / 3);
}

#[cfg(test)]
mod tests {
    use super::{Lines, plain, search};

    #[test]
    fn lines_are_found_from_a_place_on() {
        let text = "Start\nERROR: one\nok\nerror: two";
        let hit = |from| search(text, from, |line| line.contains("error")).map(|(line, _)| line);
        assert_eq!([hit(0), hit(2), hit(4)], [Some(1), Some(3), None]);
    }

    #[test]
    fn colours_hide_nothing() {
        let mut lines = Lines::default();
        lines.push("\u{1b}[31mer\u{1b}[0mror\nrest", false);
        assert_eq!(plain(&lines), "error\nrest");
    }
}
