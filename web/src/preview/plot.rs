//! A line plot of one column over another, drawn in SVG.

use leptos::prelude::*;

use super::csv::{self, Table};
use super::scale::{Axis, path, thin};
use crate::components::field::SelectField;

/// The drawing's size in its own units, and the margins that hold the figures.
const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 280.0;
const LEFT: f64 = 72.0;
const RIGHT: f64 = 16.0;
const TOP: f64 = 12.0;
const BOTTOM: f64 = 40.0;

/// The plot with lists to choose its columns from.
#[component]
pub(super) fn PlotPreview(table: StoredValue<Table>, numeric: Vec<usize>) -> impl IntoView {
    let columns = table.with_value(|table| table.columns.clone());
    let named = |column: &usize| (column.to_string(), columns[*column].clone());
    let heights: Vec<(String, String)> = numeric.iter().map(named).collect();
    let mut places = vec![(String::new(), "row number".to_owned())];
    places.extend(heights.clone());
    let Some((first, second)) = table.with_value(|table| beginning(table, &numeric)) else {
        return ().into_any();
    };
    let first = first.map(|column| column.to_string()).unwrap_or_default();
    let (x, y) = (RwSignal::new(first), RwSignal::new(second.to_string()));
    view! {
        <figure class="plot">
            <div class="plot-choices">
                <SelectField label="Plot" value=y choices=heights />
                <SelectField label="over" value=x choices=places />
            </div>
            {move || drawing(&table, x.get().parse().ok(), y.get().parse().unwrap_or_default())}
        </figure>
    }
    .into_any()
}

fn drawing(table: &StoredValue<Table>, x: Option<usize>, y: usize) -> AnyView {
    let (points, over, what) = table.with_value(|table| {
        let name = |column: usize| table.columns.get(column).cloned().unwrap_or_default();
        (csv::points(table, x, y), x.map_or_else(|| "row number".to_owned(), name), name(y))
    });
    if points.len() < 2 {
        return view! { <p class="preview-note">"There are fewer than two points to draw."</p> }.into_any();
    }
    let across = Axis::around(points.iter().map(|point| point.0), 6);
    let up = Axis::around(points.iter().map(|point| point.1), 5);
    let (width, height) = (WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM);
    let line = path(&thin(&points, width as usize), &across, &up, width, height);
    let words = summary(&points, &what, &over);
    view! {
        <svg class="plot-drawing" viewBox=format!("0 0 {WIDTH} {HEIGHT}") role="img" aria-label=words>
            <g transform=format!("translate({LEFT} {TOP})")>
                {rules(&up, height, width)} {marks(&across, width, height)}
                <path class="plot-line" d=line />
                <text class="plot-name" x=width / 2.0 y=height + 34.0 text-anchor="middle">
                    {over}
                </text>
            </g>
        </svg>
    }
    .into_any()
}

/// Level lines with their figures.
fn rules(axis: &Axis, height: f64, width: f64) -> impl IntoView + use<> {
    axis.ticks()
        .into_iter()
        .map(|tick| {
            let top = (1.0 - axis.place(tick)) * height;
            view! {
                <line class="plot-rule" x1="0" x2=width y1=top y2=top />
                <text class="plot-figure" x="-8" y=top + 4.0 text-anchor="end">
                    {axis.label(tick)}
                </text>
            }
        })
        .collect_view()
}

/// The figures below.
fn marks(axis: &Axis, width: f64, height: f64) -> impl IntoView + use<> {
    axis.ticks()
        .into_iter()
        .map(|tick| {
            let left = axis.place(tick) * width;
            view! {
                <line class="plot-rule" x1=left x2=left y1=height y2=height + 4.0 />
                <text class="plot-figure" x=left y=height + 17.0 text-anchor="middle">
                    {axis.label(tick)}
                </text>
            }
        })
        .collect_view()
}

/// Which columns to begin with. Usually the first one counts; what is worth seeing over it is the first that does
/// not simply grow along.
fn beginning(table: &Table, numeric: &[usize]) -> Option<(Option<usize>, usize)> {
    let (first, rest) = numeric.split_first()?;
    let grows =
        |column: usize| csv::points(table, None, column).windows(2).all(|pair| pair[0].1 <= pair[1].1);
    let second = rest.iter().copied().find(|column| !grows(*column)).or(rest.first().copied());
    Some(second.map_or((None, *first), |second| (Some(*first), second)))
}

/// The plot in words, for those who do not see it.
fn summary(points: &[(f64, f64)], what: &str, over: &str) -> String {
    let lowest = points.iter().map(|point| point.1).fold(f64::INFINITY, f64::min);
    let highest = points.iter().map(|point| point.1).fold(f64::NEG_INFINITY, f64::max);
    let last = points.last().map_or(0.0, |point| point.1);
    format!(
        "Line plot of {what} over {over}: {} points between {lowest} and {highest}, the last {last}",
        points.len()
    )
}

#[cfg(test)]
mod tests {
    use super::{beginning, summary};
    use crate::preview::csv::read;

    #[test]
    fn the_plot_begins_with_what_is_worth_seeing() {
        let table = read("n,inside,pi\n1,1,4\n2,1,2\n3,2,2.7\n", b',');
        assert_eq!(beginning(&table, &[0, 1, 2]), Some((Some(0), 2)));
        assert_eq!(beginning(&table, &[0, 1]), Some((Some(0), 1)));
        assert_eq!(beginning(&table, &[2]), Some((None, 2)));
        assert_eq!(beginning(&table, &[]), None);
    }

    #[test]
    fn the_plot_is_told_in_words() {
        let words = summary(&[(1.0, 3.0), (2.0, 3.2), (3.0, 3.1)], "pi", "samples");
        assert_eq!(words, "Line plot of pi over samples: 3 points between 3 and 3.2, the last 3.1");
    }
}
