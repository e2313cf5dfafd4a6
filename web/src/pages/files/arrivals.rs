//! What comes into a folder: names that are taken are asked about first, folders are made as they are needed.

use std::collections::{BTreeSet, HashSet};
use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use portolan::Error;
use portolan::gateway::Files;

use super::acts::{Acts, Ask};
use super::clash::{Answer, Arrival, clashes, settle};
use super::folder::Phase;
use super::incoming::Incoming;
use crate::links;
use crate::transfers::{Place, source};

/// Up to so many entries a folder is listed afresh before something is stored in it.
const LISTED_AFRESH: usize = 2_000;

/// Goes on with what comes in under which name.
pub type Then = Rc<dyn Fn(Vec<Arrival>)>;

/// Things that come into a folder where some of their names are taken.
#[derive(Clone)]
pub struct Clash {
    /// The names, as they come; paths below the folder.
    pub coming: Vec<String>,
    /// The names that are there.
    pub taken: HashSet<String>,
    /// The folder's path.
    pub folder: String,
    then: send_wrapper::SendWrapper<Then>,
}

impl Acts {
    /// Uploads into the folder, after asking about names that are taken. What comes from folders keeps its place
    /// below them.
    pub fn upload(self, incoming: Incoming) {
        if incoming.is_empty() {
            return;
        }
        let place = self.folder.place.get_untracked();
        let files = self.folder.gateway().files();
        let flat = !self.folder.gateway().capabilities().folders;
        let incoming = if flat { incoming.flattened() } else { incoming };
        spawn_local(async move {
            let mut taken = match self.names_in(&files, &place, &place.folder).await {
                Ok(names) => names,
                Err(error) => return self.toaster.fail(error.to_string()),
            };
            match make_folders(&files, &place, incoming.folders(), &taken).await {
                Ok(found) => taken.extend(found),
                Err(error) => return self.toaster.fail(error.to_string()),
            }
            let coming = incoming.paths();
            let folder = place.folder.clone();
            let new_folders = !incoming.folders().is_empty();
            let gateway = self.folder.gateway();
            let then: Then = Rc::new(move |arrivals| {
                self.transfers.with_value(|all| {
                    for arrival in arrivals {
                        let folder = match arrival.name.rsplit_once('/') {
                            Some((below, _)) => links::join(&place.folder, below),
                            None => place.folder.clone(),
                        };
                        let target = Place { system: place.system.clone(), folder };
                        let file = source(incoming.file(arrival.index), links::name(&arrival.name));
                        all.upload(&gateway, &target, file);
                    }
                });
            });
            self.settle(folder, coming, taken, then);
            if new_folders && self.folder.phase.try_get_untracked().is_some() {
                self.folder.refresh();
            }
        });
    }

    /// Finds out which names are taken in a folder, asks if any of those coming is, and goes on.
    pub(super) fn settle_names(self, folder: String, coming: Vec<String>, then: Then) {
        let place = self.folder.place.get_untracked();
        let files = self.folder.gateway().files();
        spawn_local(async move {
            match self.names_in(&files, &place, &folder).await {
                Ok(taken) => self.settle(folder, coming, taken, then),
                Err(error) => self.toaster.fail(error.to_string()),
            }
        });
    }

    fn settle(self, folder: String, coming: Vec<String>, taken: HashSet<String>, then: Then) {
        if clashes(&coming, &taken).is_empty() {
            then(settle(&coming, &taken, |_| Answer::Skip));
        } else {
            let then = send_wrapper::SendWrapper::new(then);
            self.ask(Ask::Clash(Clash { coming, taken, folder, then }));
        }
    }

    /// Goes on after the question about names.
    pub fn answer(self, clash: &Clash, answer: impl Fn(&str) -> Answer) {
        self.open.set(false);
        (clash.then)(settle(&clash.coming, &clash.taken, answer));
    }

    /// The names in a folder: as shown, where that is the folder and it is long, else as listed now.
    async fn names_in(self, files: &Files, place: &Place, folder: &str) -> Result<HashSet<String>, Error> {
        let known = self.folder.entries.with_untracked(Vec::len);
        let complete = self.folder.phase.with_untracked(|phase| *phase == Phase::Complete);
        if place.folder == folder && complete && known > LISTED_AFRESH {
            return Ok(self.folder.taken());
        }
        let entries = files.list(&place.system, folder).await?;
        Ok(entries.into_iter().map(|entry| entry.name).collect())
    }
}

/// Makes the folders that are not there yet, and gives the paths that are taken in those that are.
async fn make_folders(
    files: &Files,
    place: &Place,
    folders: &BTreeSet<String>,
    top: &HashSet<String>,
) -> Result<HashSet<String>, Error> {
    let mut taken = HashSet::new();
    // Sorted, so that each folder comes after the one that holds it.
    for path in folders {
        let (above, name) = path.rsplit_once('/').unwrap_or(("", path));
        let there = if above.is_empty() { top.contains(name) } else { taken.contains(path) };
        if there {
            let entries = files.list(&place.system, &links::join(&place.folder, path)).await?;
            taken.extend(entries.into_iter().map(|entry| format!("{path}/{}", entry.name)));
        } else {
            files.mkdir(&place.system, &links::join(&place.folder, above), name).await?;
        }
    }
    Ok(taken)
}
