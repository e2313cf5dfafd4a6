//! Turning over the pages of a long list whose length nobody tells.

use leptos::prelude::*;

use crate::hooks::query::use_query;

/// How many items a page holds.
pub const PAGE: u32 = 50;

/// How many items come before the page that the address names.
pub fn offset(page: &str) -> u32 {
    page.parse::<u32>().unwrap_or(1).saturating_sub(1).saturating_mul(PAGE)
}

/// The buttons that turn pages; nothing where there is only one. `count` is how many items this page holds.
pub fn pages(start: u32, count: usize) -> AnyView {
    let (_, set_page) = use_query("page");
    let more = u32::try_from(count).is_ok_and(|count| count >= PAGE);
    if start == 0 && !more {
        return ().into_any();
    }
    let here = start / PAGE + 1;
    let go = move |page: u32| set_page.run(if page <= 1 { String::new() } else { page.to_string() });
    view! {
        <nav class="pager" aria-label="Pages">
            <button type="button" class="button" disabled=here == 1 on:click=move |_| go(here - 1)>"Previous"</button>
            <span>{format!("Page {here}")}</span>
            <button type="button" class="button" disabled=!more on:click=move |_| go(here + 1)>"Next"</button>
        </nav>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::offset;

    #[test]
    fn nonsense_is_the_first_page() {
        assert_eq!([offset(""), offset("x"), offset("0"), offset("1"), offset("3")], [0, 0, 0, 0, 100]);
    }
}
