//! A table out of CSV text, with a plot of its numbers.

use leptos::prelude::*;

use super::csv::{self, Table};
use super::plot::PlotPreview;
use crate::components::button::Button;

/// Rows added at a time.
const STEP: usize = 200;

/// The table, its plot where there are numbers to plot.
#[component]
pub(super) fn TablePreview(
    text: String,
    name: String,
    delimiter: u8,
    /// Whether the text ends before the file does.
    cut: bool,
) -> impl IntoView {
    let mut table = csv::read(&text, csv::delimiter(&text, delimiter));
    if cut {
        // The last row may be half a row.
        table.rows.pop();
    }
    let numeric = csv::numeric_columns(&table);
    let table = StoredValue::new(table);
    let plottable = !numeric.is_empty();
    view! {
        {plottable.then(|| view! { <PlotPreview table numeric=numeric.clone() /> })}
        <Rows table numeric name />
    }
}

#[component]
fn Rows(table: StoredValue<Table>, numeric: Vec<usize>, name: String) -> impl IntoView {
    let total = table.with_value(|table| table.rows.len());
    let shown = RwSignal::new(STEP.min(total));
    let number = StoredValue::new(numeric);
    let align = move |column: usize| number.with_value(|columns| columns.contains(&column));
    let counted = move || match (total, shown.get()) {
        (1, _) => "1 row".to_owned(),
        (total, shown) if shown == total => format!("{total} rows"),
        (total, shown) => format!("{shown} of {total} rows"),
    };
    view! {
        <div class="table-frame preview-table" tabindex="0" role="region" aria-label=format!("Content of {name}")>
            <table class="table">
                <thead>
                    <tr>
                        {table
                            .with_value(|table| table.columns.clone())
                            .into_iter()
                            .enumerate()
                            .map(|(column, words)| view! { <th scope="col" class:number=align(column)>{words}</th> })
                            .collect_view()}
                    </tr>
                </thead>
                <tbody>
                    <For each=move || 0..shown.get() key=|row| *row let:row>
                        <tr>
                            {table
                                .with_value(|table| table.rows.get(row).cloned().unwrap_or_default())
                                .into_iter()
                                .enumerate()
                                .map(|(column, cell)| view! { <td class:number=align(column)>{cell}</td> })
                                .collect_view()}
                        </tr>
                    </For>
                </tbody>
            </table>
        </div>
        <div class="preview-bar">
            <span class="small soft">{counted}</span>
            <Show when=move || shown.get() < total>
                <Button on:click=move |_| shown.update(|shown| *shown = (*shown + STEP).min(total))>
                    "Show more rows"
                </Button>
            </Show>
        </div>
    }
}
