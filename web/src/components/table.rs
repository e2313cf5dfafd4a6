//! Tables: native elements with class `table`, and headings that sort.

use leptos::prelude::*;

use super::icon::{Icon, Symbol};

/// Which way a column is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Small to large, A to Z, old to new.
    Ascending,
    /// The other way.
    Descending,
}

impl Order {
    /// The word that `aria-sort` takes.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ascending => "ascending",
            Self::Descending => "descending",
        }
    }

    /// The other way round.
    #[must_use]
    pub const fn reversed(self) -> Self {
        match self {
            Self::Ascending => Self::Descending,
            Self::Descending => Self::Ascending,
        }
    }
}

/// The button inside a column heading that sorts by it. The heading itself (`th` or role columnheader) carries
/// `aria-sort`.
#[component]
pub fn SortButton(
    /// The column's name.
    label: &'static str,
    /// How it is sorted now, if by this column.
    #[prop(into)]
    order: Signal<Option<Order>>,
    /// Sorts by it, or turns the order round.
    #[prop(into)]
    on_sort: Callback<()>,
) -> impl IntoView {
    view! {
        <button type="button" class="sort" tabindex="-1" on:click=move |_| on_sort.run(())>
            {label}
            {move || {
                order
                    .get()
                    .map(|order| {
                        let name = match order {
                            Order::Ascending => Symbol::ArrowUp,
                            Order::Descending => Symbol::ArrowDown,
                        };
                        view! { <Icon name=name /> }
                    })
            }}
        </button>
    }
}
