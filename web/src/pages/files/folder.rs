//! The folder that the page shows: its entries as they arrive, their order, what is selected.

use std::collections::HashSet;

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use portolan::Error;
use portolan::gateway::{FileEntry, Gateway};

use super::order::{Sorting, arrange};
use super::selection::{Selection, Shown};
use crate::components::text;
use crate::hooks::effect::effect;
use crate::hooks::latest::Latest;
use crate::hooks::query::{use_query, use_set_query};
use crate::links;
use crate::session::use_gateway;
use crate::transfers::Place;

/// How many entries are asked for at once; services cap it about here.
const PAGE: u32 = 250;
/// How often a long folder is drawn anew while it arrives, in milliseconds.
const DRAW_EVERY: f64 = 400.0;

/// How far the listing is.
#[derive(Clone, Debug, PartialEq)]
pub enum Phase {
    /// Nothing has arrived yet.
    Waiting,
    /// Some has, more comes.
    Arriving,
    /// All is there.
    Complete,
    /// It could not be read.
    Failed(Error),
}

/// The folder. Cheap to copy; everything in it is a signal.
#[derive(Clone, Copy)]
pub struct Folder {
    /// System and path.
    pub place: Memo<Place>,
    /// What lies in it, in the service's order.
    pub entries: RwSignal<Vec<FileEntry>>,
    /// How far the listing is.
    pub phase: RwSignal<Phase>,
    /// The text in "Filter files".
    pub filter: Memo<String>,
    /// Column and direction.
    pub sorting: Memo<Sorting>,
    /// Indices of the entries that are shown, in their order.
    pub shown: Memo<Vec<u32>>,
    /// What is selected.
    pub selection: RwSignal<Selection>,
    gateway: StoredValue<Gateway>,
    latest: Latest,
}

impl Folder {
    /// The folder that the address names; follows it.
    pub fn of_address() -> Self {
        let location = use_location();
        let place = Memo::new(move |_| {
            let (system, folder) = location.pathname.with(|path| links::folder_of(path)).unwrap_or_default();
            Place { system, folder }
        });
        let (filter, _) = use_query("q");
        let (sort, _) = use_query("sort");
        let sorting = Memo::new(move |_| sort.with(|text| Sorting::parse(text)));
        let entries = RwSignal::new(Vec::new());
        let shown = Memo::new(move |_| {
            entries.with(|entries| filter.with(|filter| arrange(entries, filter, sorting.get())))
        });
        let folder = Self {
            place,
            entries,
            phase: RwSignal::new(Phase::Waiting),
            filter,
            sorting,
            shown,
            selection: RwSignal::new(Selection::default()),
            gateway: StoredValue::new(use_gateway()),
            latest: Latest::new(),
        };
        folder.follow();
        folder
    }

    /// Lists anew whenever the address names another folder, and keeps the selection in the address.
    fn follow(self) {
        let (selected, _) = use_query("select");
        let set_query = use_set_query();
        effect(move || {
            self.place.track();
            self.entries.set(Vec::new());
            self.phase.set(Phase::Waiting);
            let names = selected.get_untracked();
            let names = names.split('/').filter(|name| !name.is_empty()).map(str::to_owned);
            self.selection.set(Selection::of(names));
            self.read(true);
        });
        let timer = StoredValue::new(None::<TimeoutHandle>);
        effect(move || {
            let key = self.selection.with(Selection::key);
            let place = self.place.get_untracked();
            if let Some(earlier) = timer.get_value() {
                earlier.clear();
            }
            let write = move || {
                let here = self.place.try_get_untracked().is_some_and(|now| now == place);
                let changed = selected.try_get_untracked().is_some_and(|now| now != key);
                if here && changed {
                    set_query.run(vec![("select", key)]);
                }
            };
            timer.set_value(set_timeout_with_handle(write, std::time::Duration::from_millis(300)).ok());
        });
    }

    /// Lists the folder once more; what is shown stays until the answer is there.
    pub fn refresh(self) {
        self.read(false);
    }

    /// Lists from the beginning after a failure.
    pub fn retry(self) {
        self.phase.set(Phase::Waiting);
        self.read(true);
    }

    /// Reads all pages. At first they are shown as they arrive; a refresh changes all at once.
    fn read(self, as_they_arrive: bool) {
        let place = self.place.get_untracked();
        let files = self.gateway.get_value().files();
        let work = async move {
            let mut all: Vec<FileEntry> = Vec::new();
            let (mut drawn, mut drawn_at) = (0, 0.0);
            let mut offset = Some(0);
            while let Some(at) = offset {
                let (page, next) = files.page(&place.system, &place.folder, at, PAGE).await?;
                all.extend(page);
                offset = next;
                let now = text::now();
                if as_they_arrive && offset.is_some() && now - drawn_at > DRAW_EVERY {
                    self.entries.update(|entries| entries.extend_from_slice(&all[drawn..]));
                    self.phase.set(Phase::Arriving);
                    (drawn, drawn_at) = (all.len(), now);
                }
            }
            Ok(all)
        };
        self.latest.run(work, move |answer| self.settle(answer));
    }

    fn settle(self, answer: Result<Vec<FileEntry>, Error>) {
        match answer {
            Ok(all) => {
                let names: HashSet<&str> = all.iter().map(|entry| entry.name.as_str()).collect();
                let stale = self.selection.with_untracked(|selection| {
                    let mut kept = selection.clone();
                    kept.keep_only(|name| names.contains(name));
                    (kept != *selection).then_some(kept)
                });
                if let Some(kept) = stale {
                    self.selection.set(kept);
                }
                self.entries.set(all);
                self.phase.set(Phase::Complete);
            }
            Err(error) => self.phase.set(Phase::Failed(error)),
        }
    }

    /// The way to the service.
    pub fn gateway(self) -> Gateway {
        self.gateway.get_value()
    }

    /// Changes the selection by the rows as they are shown: the closure is given the number of rows and what names
    /// each of them.
    pub fn select(self, change: impl FnOnce(&mut Selection, usize, Shown<'_, '_>)) {
        self.entries.with_untracked(|entries| {
            self.shown.with_untracked(|shown| {
                let name = |row: usize| Some(entries.get(*shown.get(row)? as usize)?.name.as_str());
                self.selection.update(|selection| change(selection, shown.len(), &name));
            });
        });
    }

    /// The entry of that name.
    pub fn entry(self, name: &str) -> Option<FileEntry> {
        self.entries.with_untracked(|entries| entries.iter().find(|entry| entry.name == name).cloned())
    }

    /// The selected entries, in the order shown; those that the filter hides are not among them.
    pub fn selected(self) -> Vec<FileEntry> {
        self.selection.with(|selection| {
            self.shown.with(|shown| {
                self.entries.with(|entries| {
                    let all = shown.iter().filter_map(|index| entries.get(*index as usize));
                    all.filter(|entry| selection.has(&entry.name)).cloned().collect()
                })
            })
        })
    }

    /// Names that are taken in this folder.
    pub fn taken(self) -> HashSet<String> {
        self.entries.with_untracked(|entries| entries.iter().map(|entry| entry.name.clone()).collect())
    }
}
