//! What can be done with files: questions are asked in one dialog, answers carried out one after another.

use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use portolan::Error;
use portolan::gateway::{FileEntry, Files};

use super::arrivals::{Clash, Then};
use super::folder::Folder;
use super::keys::Command;
use crate::components::text;
use crate::components::toast::{Toaster, use_toaster};
use crate::links::{self, Links};
use crate::transfers::{Place, Transfers, use_transfers};

/// Copying or moving.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// What is there stays.
    Copy,
    /// It goes.
    Move,
}

impl Verb {
    /// The word on the button.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Copy => "Copy",
            Self::Move => "Move",
        }
    }

    const fn done(self) -> &'static str {
        match self {
            Self::Copy => "copied",
            Self::Move => "moved",
        }
    }
}

/// What is asked.
#[derive(Clone)]
pub enum Ask {
    /// The name of a new folder.
    NewFolder,
    /// A new name.
    Rename(FileEntry),
    /// Whether to delete.
    Delete(Vec<FileEntry>),
    /// Where to copy or move.
    Destination(Verb, Vec<FileEntry>),
    /// What becomes of names that are taken.
    Clash(Clash),
    /// Nothing: a file is shown.
    Preview(FileEntry),
    /// Who may use it.
    Permissions(FileEntry),
    /// What has happened to it.
    History(FileEntry),
}

/// What can be done with the files of a folder.
#[derive(Clone, Copy)]
pub struct Acts {
    /// The folder.
    pub folder: Folder,
    /// What is asked now; it stays while the dialog closes.
    pub ask: RwSignal<Option<Ask>>,
    /// Whether the dialog is open.
    pub open: RwSignal<bool>,
    /// Whether something is being carried out.
    pub busy: RwSignal<bool>,
    clip: RwSignal<Option<(Verb, Place, Vec<FileEntry>)>>,
    links: StoredValue<Links>,
    go: StoredValue<Go, LocalStorage>,
    /// The portal's transfers.
    pub transfers: StoredValue<Transfers>,
    /// Says what happened.
    pub toaster: Toaster,
}

/// Leads to an address within the portal.
type Go = Rc<dyn Fn(&str)>;

impl Acts {
    /// The acts on a folder.
    pub fn on(folder: Folder) -> Self {
        let navigate = use_navigate();
        Self {
            folder,
            ask: RwSignal::new(None),
            open: RwSignal::new(false),
            busy: RwSignal::new(false),
            clip: RwSignal::new(None),
            links: StoredValue::new(expect_context()),
            go: StoredValue::new_local(
                Rc::new(move |to: &str| navigate(to, NavigateOptions::default())) as Go
            ),
            transfers: StoredValue::new(use_transfers()),
            toaster: use_toaster(),
        }
    }

    /// Opens the dialog.
    pub fn ask(self, ask: Ask) {
        self.ask.set(Some(ask));
        self.open.set(true);
    }

    /// Enters a folder or shows a file.
    pub fn open(self, entry: &FileEntry) {
        if entry.folder {
            self.enter(&entry.path);
        } else if self.folder.gateway().capabilities().transfer_files {
            self.ask(Ask::Preview(entry.clone()));
        }
    }

    /// Goes to a folder of the same system.
    pub fn enter(self, path: &str) {
        let system = self.folder.place.get_untracked().system;
        let link = self.links.with_value(|links| links.files(&system, path));
        self.go.with_value(|go| go(&link));
        self.toaster.speak(format!("Folder {}", text::visible(links::name(path))));
    }

    /// Carries out a key that is more than a movement.
    pub fn key(self, command: Command) {
        let selected = untrack(|| self.folder.selected());
        let current = self
            .folder
            .selection
            .with_untracked(|selection| selection.cursor().map(str::to_owned))
            .and_then(|name| self.folder.entry(&name));
        let offers = self.folder.gateway().capabilities();
        let offered = match command {
            Command::Rename | Command::Cut => offers.move_files,
            Command::Copy => offers.copy_files,
            Command::Delete => offers.transfer_files,
            _ => true,
        };
        if !offered {
            return;
        }
        match (command, current) {
            (Command::Open, Some(entry)) => self.open(&entry),
            (Command::Up, _) => self.enter(&links::parent(&self.folder.place.get_untracked().folder)),
            (Command::Rename, Some(entry)) => self.ask(Ask::Rename(entry)),
            (Command::Delete, _) if !selected.is_empty() => self.ask(Ask::Delete(selected)),
            (Command::Copy, _) if !selected.is_empty() => self.remember(Verb::Copy, selected),
            (Command::Cut, _) if !selected.is_empty() => self.remember(Verb::Move, selected),
            (Command::Paste, _) => self.paste(),
            _ => {}
        }
    }

    fn remember(self, verb: Verb, entries: Vec<FileEntry>) {
        let count = text::count(entries.len(), "item", "items");
        self.clip.set(Some((verb, self.folder.place.get_untracked(), entries)));
        self.toaster.say(format!("{count} ready to be {}: paste with Ctrl+V.", verb.done()));
    }

    fn paste(self) {
        let Some((verb, from, entries)) = self.clip.get_untracked() else { return };
        let here = self.folder.place.get_untracked();
        if from.system != here.system {
            return self
                .toaster
                .fail("Files can be copied and moved within one system only. Download and upload them.");
        }
        if verb == Verb::Move {
            self.clip.set(None);
            if from == here {
                return;
            }
        }
        self.bring(verb, entries, here.folder);
    }

    /// Makes a folder.
    pub fn new_folder(self, name: String) {
        let place = self.folder.place.get_untracked();
        let words = format!("Folder {} is made.", text::visible(&name));
        self.carry_out(
            words,
            move |files| async move { files.mkdir(&place.system, &place.folder, &name).await },
        );
    }

    /// Gives a file another name.
    pub fn rename(self, entry: &FileEntry, name: String) {
        let place = self.folder.place.get_untracked();
        let path = entry.path.clone();
        let words = format!("{} is now {}.", text::visible(&entry.name), text::visible(&name));
        self.folder.selection.set(super::selection::Selection::default());
        self.carry_out(words, move |files| async move { files.rename(&place.system, &path, &name).await });
    }

    /// Deletes, one after another.
    pub fn delete(self, entries: Vec<FileEntry>) {
        let system = self.folder.place.get_untracked().system;
        let words = match entries.as_slice() {
            [one] => format!("{} is deleted.", text::visible(&one.name)),
            many => format!("{} are deleted.", text::count(many.len(), "item", "items")),
        };
        self.carry_out(words, move |files| async move {
            for entry in entries {
                files.delete(&system, &entry.path).await?;
            }
            Ok(())
        });
    }

    /// Downloads files; folders are passed over.
    pub fn download(self, entries: Vec<FileEntry>) {
        let system = self.folder.place.get_untracked().system;
        let gateway = self.folder.gateway();
        for entry in entries.into_iter().filter(|entry| !entry.folder) {
            self.transfers.with_value(|all| all.download(&gateway, &system, &entry.path, Some(entry.size)));
        }
    }

    /// Copies or moves into a folder, after asking about names that are taken.
    pub fn bring(self, verb: Verb, entries: Vec<FileEntry>, folder: String) {
        if let Some(inside) = entries.iter().find(|entry| holds(entry, &folder)) {
            let name = text::visible(&inside.name);
            return self.toaster.fail(format!("{name} cannot be {} into itself.", verb.done()));
        }
        let system = self.folder.place.get_untracked().system;
        let names = entries.iter().map(|entry| entry.name.clone()).collect();
        let target = folder.clone();
        let then: Then = Rc::new(move |arrivals| {
            let (entries, system, target) = (entries.clone(), system.clone(), target.clone());
            let words = format!(
                "{} to {}: {}",
                text::count(arrivals.len(), "item", "items"),
                text::visible(&target),
                verb.done()
            );
            self.carry_out(words, move |files| async move {
                for arrival in arrivals {
                    let from = &entries[arrival.index].path;
                    let to = links::join(&target, &arrival.name);
                    if arrival.replaces && *from != to {
                        files.delete(&system, &to).await?;
                    }
                    match verb {
                        Verb::Copy => files.copy(&system, from, &to).await?,
                        Verb::Move => files.move_to(&system, from, &to).await?,
                    }
                }
                Ok(())
            });
        });
        self.settle_names(folder, names, then);
    }

    /// Does something at the service, says how it went, and lists the folder anew.
    fn carry_out<F>(self, words: String, work: impl FnOnce(Files) -> F + 'static)
    where
        F: Future<Output = Result<(), Error>> + 'static,
    {
        let files = self.folder.gateway().files();
        self.busy.set(true);
        self.open.set(false);
        spawn_local(async move {
            let outcome = work(files).await;
            let _ = self.busy.try_set(false);
            match outcome {
                Ok(()) => self.toaster.say(words),
                Err(error) => self.toaster.fail(error.to_string()),
            }
            if self.folder.phase.try_get_untracked().is_some() {
                self.folder.refresh();
            }
        });
    }
}

/// Whether a folder is the entry itself or lies within it.
fn holds(entry: &FileEntry, folder: &str) -> bool {
    let path = entry.path.trim_end_matches('/');
    entry.folder && (folder == path || folder.starts_with(&format!("{path}/")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_holds_itself_and_what_is_below() {
        let folder = FileEntry { path: "/a/b".to_owned(), folder: true, ..FileEntry::default() };
        assert!(holds(&folder, "/a/b") && holds(&folder, "/a/b/c"));
        assert!(!holds(&folder, "/a/bc") && !holds(&folder, "/a"));
        let file = FileEntry { folder: false, ..folder };
        assert!(!holds(&file, "/a/b"));
    }
}
