//! The view of the jobs list, as it stands in the address.

use portolan::gateway::Status;

/// Rows on one page of the table.
pub(super) const PAGE: usize = 50;

/// A column to sort by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Column {
    /// The job's name.
    Name,
    /// The app's id.
    App,
    /// The status, in the order of a job's life.
    Status,
    /// When it was submitted.
    #[default]
    Created,
    /// How long it has run.
    RunTime,
}

impl Column {
    /// The columns in the order of the table.
    pub const ALL: [Column; 5] =
        [Column::Name, Column::App, Column::Status, Column::Created, Column::RunTime];

    /// The word in the address.
    pub fn id(self) -> &'static str {
        match self {
            Column::Name => "name",
            Column::App => "app",
            Column::Status => "status",
            Column::Created => "created",
            Column::RunTime => "time",
        }
    }

    /// The heading of the column.
    pub fn label(self) -> &'static str {
        match self {
            Column::Name => "Name",
            Column::App => "App",
            Column::Status => "Status",
            Column::Created => "Created",
            Column::RunTime => "Run time",
        }
    }

    /// Whether the column's first sorting runs from high to low.
    fn high_first(self) -> bool {
        matches!(self, Column::Created | Column::RunTime)
    }
}

/// What of the jobs is shown, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    /// Text to look for in names, apps and ids.
    pub search: String,
    /// Only jobs of this status.
    pub status: Option<Status>,
    /// Only jobs of this app.
    pub app: String,
    /// The column to sort by.
    pub sort: Column,
    /// Whether high comes first.
    pub descending: bool,
    /// The page, counted from nought.
    pub page: usize,
}

impl Default for View {
    fn default() -> View {
        View {
            search: String::new(),
            status: None,
            app: String::new(),
            sort: Column::Created,
            descending: true,
            page: 0,
        }
    }
}

impl View {
    /// Reads the view from an address, whose values `get` gives.
    pub fn read(get: impl Fn(&str) -> Option<String>) -> View {
        let sort = get("sort").and_then(|word| Column::ALL.into_iter().find(|column| column.id() == word));
        let sort = sort.unwrap_or_default();
        let status = get("status").unwrap_or_default();
        View {
            search: get("q").unwrap_or_default(),
            status: Status::ALL.into_iter().find(|known| known.word() == status),
            app: get("app").unwrap_or_default(),
            sort,
            descending: get("order").map_or(sort.high_first(), |order| order == "desc"),
            page: get("page").and_then(|page| page.parse::<usize>().ok()).unwrap_or(1).saturating_sub(1),
        }
    }

    /// The view as pairs for an address; what is usual is empty there.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let order = if self.descending { "desc" } else { "asc" };
        vec![
            ("q", self.search.clone()),
            ("status", self.status.map(|status| status.word().to_owned()).unwrap_or_default()),
            ("app", self.app.clone()),
            ("sort", if self.sort == Column::default() { String::new() } else { self.sort.id().to_owned() }),
            (
                "order",
                if self.descending == self.sort.high_first() { String::new() } else { order.to_owned() },
            ),
            ("page", if self.page == 0 { String::new() } else { (self.page + 1).to_string() }),
        ]
    }

    /// The view after a click on a column's heading: the other direction, or that column's usual one.
    pub fn sorted_by(&self, column: Column) -> View {
        let descending = if self.sort == column { !self.descending } else { column.high_first() };
        View { sort: column, descending, page: 0, ..self.clone() }
    }

    /// Whether anything is searched or filtered.
    pub fn narrowed(&self) -> bool {
        !self.search.is_empty() || self.status.is_some() || !self.app.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use portolan::gateway::Status;

    use super::{Column, View};

    fn again(view: &View) -> View {
        let pairs: BTreeMap<&str, String> =
            view.pairs().into_iter().filter(|(_, value)| !value.is_empty()).collect();
        View::read(|key| pairs.get(key).cloned())
    }

    #[test]
    fn a_view_comes_back_from_its_address() {
        let views = [
            View::default(),
            View { search: "a b&c".to_owned(), status: Some(Status::Failed), page: 3, ..View::default() },
            View { sort: Column::Name, descending: false, app: "pi-1".to_owned(), ..View::default() },
            View { sort: Column::Name, descending: true, ..View::default() },
            View { sort: Column::RunTime, ..View::default() },
            View { descending: false, ..View::default() },
        ];
        for view in views {
            assert_eq!(again(&view), view);
        }
    }

    #[test]
    fn the_usual_view_has_a_bare_address() {
        assert!(View::default().pairs().iter().all(|(_, value)| value.is_empty()));
    }

    #[test]
    fn nonsense_in_the_address_is_the_usual_view() {
        let view = View::read(|key| match key {
            "page" => Some("-1".to_owned()),
            "sort" | "status" => Some("colour".to_owned()),
            _ => None,
        });
        assert_eq!(view, View::default());
    }

    #[test]
    fn a_second_click_turns_the_order() {
        let by_name = View::default().sorted_by(Column::Name);
        assert!(!by_name.descending);
        assert!(by_name.sorted_by(Column::Name).descending);
        assert!(by_name.sorted_by(Column::Created).descending);
    }
}
