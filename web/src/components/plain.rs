//! Tables and lists of facts from plain values: one piece of code for all of them.

use leptos::prelude::*;

/// One cell or fact.
pub type Cell = AnyView;

/// Text as a cell.
pub fn words(text: impl Into<String>) -> Cell {
    text.into().into_any()
}

/// Text in the type of code.
pub fn code(text: impl Into<String>) -> Cell {
    let text = text.into();
    view! { <span class="mono">{text}</span> }.into_any()
}

/// A moment: how long ago, and exactly as a tip.
pub fn moment(at: Option<&str>) -> Cell {
    at.map(|at| {
        let (exact, ago) = (super::text::date(at), super::text::ago(at));
        view! { <time datetime=at.to_owned() title=exact>{ago}</time> }
    })
    .into_any()
}

/// A link as a cell.
pub fn link(to: String, words: String) -> Cell {
    view! { <a href=to>{words}</a> }.into_any()
}

/// A table; the first cell of a row names it, and the last column may hold its buttons under an empty heading.
pub fn table(label: &'static str, headings: &[&'static str], rows: Vec<Vec<Cell>>) -> AnyView {
    let head: Vec<AnyView> = headings
        .iter()
        .map(|words| match *words {
            "" => view! { <td></td> }.into_any(),
            words => view! { <th scope="col">{words}</th> }.into_any(),
        })
        .collect();
    let rows: Vec<AnyView> = rows.into_iter().map(|cells| row(cells, headings)).collect();
    view! {
        <div class="table-frame" tabindex="0" role="region" aria-label=label>
            <table class="table plain" aria-label=label>
                <thead><tr>{head}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(cells: Vec<Cell>, headings: &[&'static str]) -> AnyView {
    let cells: Vec<AnyView> = cells
        .into_iter()
        .enumerate()
        .map(|(at, cell)| match at {
            0 => view! { <th scope="row">{cell}</th> }.into_any(),
            at => {
                let heading = headings.get(at).copied().unwrap_or_default();
                view! { <td data-heading=heading>{cell}</td> }.into_any()
            }
        })
        .collect();
    view! { <tr>{cells}</tr> }.into_any()
}

/// Facts in two columns; those that are empty are left out.
pub fn facts(pairs: Vec<(&'static str, String)>) -> AnyView {
    let pairs: Vec<AnyView> = pairs
        .into_iter()
        .filter(|(_, value)| !value.trim().is_empty())
        .map(|(name, value)| {
            let value = super::text::visible(&value);
            view! { <dt>{name}</dt><dd>{value}</dd> }.into_any()
        })
        .collect();
    view! { <dl class="facts">{pairs}</dl> }.into_any()
}

/// A section under a heading, with buttons beside it.
pub fn section(title: &'static str, buttons: AnyView, content: AnyView) -> AnyView {
    view! {
        <section class="plain-section">
            <div class="row-wide">
                <h2>{title}</h2>
                <div class="row">{buttons}</div>
            </div>
            {content}
        </section>
    }
    .into_any()
}

/// Text that keeps its lines, to be scrolled and selected: JSON, a log.
pub fn block(label: &'static str, text: String) -> AnyView {
    view! { <pre class="plain-block" tabindex="0" role="region" aria-label=label>{text}</pre> }.into_any()
}

/// A quiet button.
pub fn button(label: &'static str, name: String, act: impl Fn() + 'static) -> AnyView {
    let name = (!name.is_empty()).then_some(name);
    view! { <button type="button" class="button" aria-label=name on:click=move |_| act()>{label}</button> }
        .into_any()
}

/// A word in a chip.
pub fn chip(words: impl Into<String>, good: bool) -> Cell {
    let words = words.into();
    view! { <span class="chip small" class:chip-good=good>{words}</span> }.into_any()
}
