//! Uploads and downloads. They belong to the portal, not to a page, and so survive navigation.

pub(crate) mod download;
pub mod rate;
pub mod view;

use std::rc::Rc;

use futures_util::future::{AbortHandle, LocalBoxFuture, abortable};
use leptos::prelude::*;
use leptos::task::spawn_local;
use portolan::gateway::Gateway;
use portolan::{Error, UploadSource};

use crate::components::text;
use rate::Rate;

/// How many run at once; the others wait.
const AT_ONCE: usize = 3;

/// Which way the bytes go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// To the service.
    Up,
    /// From the service.
    Down,
}

/// How a transfer stands.
#[derive(Clone, Debug, PartialEq)]
pub enum State {
    /// Others come first.
    Waiting,
    /// Bytes are moving.
    Going,
    /// All arrived.
    Done,
    /// It failed.
    Failed(Error),
    /// The person cancelled it.
    Cancelled,
}

impl State {
    /// Whether nothing follows by itself.
    pub const fn is_over(&self) -> bool {
        matches!(self, Self::Done | Self::Failed(_) | Self::Cancelled)
    }
}

/// Reports loaded and total bytes.
type Report = Rc<dyn Fn(u64, u64)>;
type Work = Rc<dyn Fn(Report) -> LocalBoxFuture<'static, Result<(), Error>>>;

/// One transfer.
#[derive(Clone)]
pub struct Transfer {
    key: u32,
    direction: Direction,
    name: String,
    place: Place,
    state: ArcRwSignal<State>,
    bytes: ArcRwSignal<Bytes>,
    work: StoredWork,
}

/// What a transfer starts and, while it runs, what ends it.
#[derive(Clone)]
struct StoredWork {
    work: send_wrapper::SendWrapper<Work>,
    running: ArcStoredValue<Option<AbortHandle>>,
}

/// A folder on a system of a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The system's id.
    pub system: String,
    /// The folder's path.
    pub folder: String,
}

/// How far a transfer is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bytes {
    loaded: u64,
    total: Option<u64>,
    rate: Rate,
}

/// All transfers of the portal.
#[derive(Clone)]
pub struct Transfers {
    rows: ArcRwSignal<Vec<Transfer>>,
    arrived: ArcRwSignal<Option<Place>>,
    next: ArcStoredValue<u32>,
}

/// A file that the browser holds, to be stored under a name.
#[cfg(target_family = "wasm")]
pub fn source(file: &web_sys::File, name: &str) -> UploadSource {
    let blob: web_sys::Blob = file.clone().into();
    UploadSource::Blob { name: name.to_owned(), blob: send_wrapper::SendWrapper::new(blob) }
}

/// There is no browser that could hold a file.
#[cfg(not(target_family = "wasm"))]
pub fn source(_file: &web_sys::File, name: &str) -> UploadSource {
    UploadSource::Bytes { name: name.to_owned(), bytes: Vec::new() }
}

/// Makes the list of transfers and puts it into the context.
pub fn provide_transfers() {
    provide_context(Transfers {
        rows: ArcRwSignal::new(Vec::new()),
        arrived: ArcRwSignal::new(None),
        next: ArcStoredValue::new(0),
    });
}

/// The portal's transfers.
pub fn use_transfers() -> Transfers {
    expect_context()
}

impl Transfers {
    /// Uploads into a folder.
    pub fn upload(&self, gateway: &Gateway, place: &Place, source: UploadSource) {
        let files = gateway.files();
        let target = place.clone();
        let name = source.name().to_owned();
        let size = source.size();
        let work: Work = Rc::new(move |report| {
            let (files, target, source) = (files.clone(), target.clone(), source.clone());
            let report = send_wrapper::SendWrapper::new(report);
            Box::pin(async move {
                files
                    .upload(&target.system, &target.folder, source, move |loaded, total| {
                        report(loaded, total);
                    })
                    .await
            })
        });
        self.add(Direction::Up, name, place.clone(), Some(size), work);
    }

    /// Downloads a file and hands it to the browser to keep.
    pub fn download(&self, gateway: &Gateway, system: &str, path: &str, size: Option<u64>) {
        let files = gateway.files();
        let name = crate::links::name(path).to_owned();
        let place = Place { system: system.to_owned(), folder: crate::links::parent(path) };
        let (system, path, saved_as) = (system.to_owned(), path.to_owned(), name.clone());
        let work: Work = Rc::new(move |report| {
            let (files, system, path, name) = (files.clone(), system.clone(), path.clone(), saved_as.clone());
            Box::pin(async move {
                download::save(files.download(&system, &path).await?, &name, size, report).await
            })
        });
        self.add(Direction::Down, name, place, size, work);
    }

    /// Downloads anything that the SDK can download: a job's output.
    pub fn download_with<F>(
        &self,
        name: &str,
        place: Place,
        size: Option<u64>,
        fetch: impl Fn() -> F + 'static,
    ) where
        F: Future<Output = Result<portolan::Download, Error>> + 'static,
    {
        let saved_as = name.to_owned();
        let work: Work = Rc::new(move |report| {
            let (answer, name) = (fetch(), saved_as.clone());
            Box::pin(async move { download::save(answer.await?, &name, size, report).await })
        });
        self.add(Direction::Down, name.to_owned(), place, size, work);
    }

    /// The folder into which a file has just arrived; changes at each arrival.
    pub fn arrived(&self) -> ArcRwSignal<Option<Place>> {
        self.arrived.clone()
    }

    fn add(&self, direction: Direction, name: String, place: Place, total: Option<u64>, work: Work) {
        let key = self.next.get_value();
        self.next.set_value(key + 1);
        let transfer = Transfer {
            key,
            direction,
            name,
            place,
            state: ArcRwSignal::new(State::Waiting),
            bytes: ArcRwSignal::new(Bytes { total, ..Bytes::default() }),
            work: StoredWork {
                work: send_wrapper::SendWrapper::new(work),
                running: ArcStoredValue::new(None),
            },
        };
        self.rows.update(|rows| rows.push(transfer));
        self.start_waiting();
    }

    /// Starts as many of the waiting as may run.
    fn start_waiting(&self) {
        let waiting = self.rows.with_untracked(|rows| {
            let going =
                rows.iter().filter(|row| row.state.with_untracked(|state| *state == State::Going)).count();
            let waiting =
                rows.iter().filter(|row| row.state.with_untracked(|state| *state == State::Waiting));
            waiting.take(AT_ONCE.saturating_sub(going)).cloned().collect::<Vec<_>>()
        });
        for transfer in waiting {
            self.run(transfer);
        }
    }

    fn run(&self, transfer: Transfer) {
        let bytes = transfer.bytes.clone();
        let report: Report = Rc::new(move |loaded, total| {
            bytes.update(|bytes| {
                bytes.loaded = loaded;
                if total > 0 {
                    bytes.total = Some(total);
                }
                bytes.rate.add(text::now(), loaded);
            });
        });
        let (work, handle) = abortable((transfer.work.work)(report));
        transfer.work.running.set_value(Some(handle));
        transfer.state.set(State::Going);
        let transfers = self.clone();
        spawn_local(async move {
            let state = match work.await {
                Ok(Ok(())) => State::Done,
                Ok(Err(error)) => State::Failed(error),
                Err(_) => State::Cancelled,
            };
            let arrived = state == State::Done && transfer.direction == Direction::Up;
            transfer.state.set(state);
            if arrived {
                transfers.arrived.set(Some(transfer.place.clone()));
            }
            transfers.start_waiting();
        });
    }

    /// Ends a transfer.
    pub fn cancel(&self, transfer: &Transfer) {
        if let Some(handle) = transfer.work.running.try_update_value(Option::take).flatten() {
            handle.abort();
        } else {
            transfer.state.set(State::Cancelled);
        }
    }

    /// Starts a failed or cancelled transfer again.
    pub fn retry(&self, transfer: &Transfer) {
        transfer.bytes.update(|bytes| *bytes = Bytes { total: bytes.total, ..Bytes::default() });
        transfer.work.running.set_value(None);
        transfer.state.set(State::Waiting);
        self.start_waiting();
    }

    /// Takes the finished ones off the list.
    pub fn clear(&self) {
        self.rows.update(|rows| rows.retain(|row| !row.state.with_untracked(State::is_over)));
    }
}
