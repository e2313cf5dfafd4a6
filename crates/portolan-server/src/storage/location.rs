//! Where a file is: a system and a path below that system's root.

use std::sync::Arc;

use crate::error::{Error, Result};
use crate::ids::{self, kind};

/// Longest name of a file or folder, in bytes, that Linux file systems take.
const MAX_NAME: usize = 255;
/// The folder of the data folder with a folder for each registered system.
pub(super) const REGISTERED: &str = "systems";
/// Longest path, in bytes.
const MAX_PATH: usize = 4000;

/// The systems whose files are here.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum System {
    /// `local.storage`: the users' homes, everybody's default storage system.
    Storage,
    /// `local.execution`: where jobs run, each in its own folder.
    Execution,
    /// A storage system that a user has registered, by its id.
    Registered(Arc<str>),
}

impl System {
    /// The systems that are always there.
    pub const BUILT_IN: [System; 2] = [System::Storage, System::Execution];

    /// The system's id in all protocols.
    pub fn id(&self) -> &str {
        match self {
            System::Storage => "local.storage",
            System::Execution => "local.execution",
            System::Registered(id) => id,
        }
    }

    /// The built-in system with this id.
    pub fn from_id(id: &str) -> Option<System> {
        System::BUILT_IN.into_iter().find(|system| system.id() == id)
    }

    /// The system with this id, which is known to be one.
    pub(crate) fn known(id: &str) -> System {
        System::from_id(id).unwrap_or_else(|| System::Registered(id.into()))
    }

    /// The folder of the data folder that is this system's root.
    pub(crate) fn folder(&self) -> String {
        match self {
            System::Storage => "home".to_owned(),
            System::Execution => "jobs".to_owned(),
            System::Registered(id) => format!("{REGISTERED}/{id}"),
        }
    }
}

/// A file or folder, there or not. The path is checked: plain names, `/` between them, nothing that leads upwards.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Location {
    /// The system.
    pub system: System,
    /// The path from the system's root, without a slash at either end; the root itself is empty.
    path: String,
}

impl Location {
    /// The place at a path from the system's root. Repeated slashes and `.` are dropped, `..` is refused.
    ///
    /// ```
    /// use portolan_server::storage::{Location, System};
    /// let place = Location::new(System::Storage, "/alice//a/./b.txt").unwrap();
    /// assert_eq!(place.absolute(), "/alice/a/b.txt");
    /// assert!(Location::new(System::Storage, "alice/../bob").is_err());
    /// ```
    pub fn new(system: System, path: &str) -> Result<Location> {
        let mut clean = String::with_capacity(path.len());
        for name in path.split('/').filter(|name| !name.is_empty() && *name != ".") {
            check_name("path", name)?;
            if !clean.is_empty() {
                clean.push('/');
            }
            clean.push_str(name);
        }
        if clean.len() > MAX_PATH {
            return Err(Error::bad_request("path", format!("must not be longer than {MAX_PATH} bytes")));
        }
        Ok(Location { system, path: clean })
    }

    /// The place below this one at a relative path.
    pub fn join(&self, path: &str) -> Result<Location> {
        Location::new(self.system.clone(), &format!("{}/{path}", self.path))
    }

    /// A name that was read from this folder, and so is what it is.
    pub(crate) fn child(&self, name: &str) -> Location {
        let path = if self.path.is_empty() { name.to_owned() } else { format!("{}/{name}", self.path) };
        Location { system: self.system.clone(), path }
    }

    /// The folder that this is in; the root is its own.
    pub fn parent(&self) -> Location {
        let path = self.path.rsplit_once('/').map_or("", |(parent, _)| parent);
        Location { system: self.system.clone(), path: path.to_owned() }
    }

    /// The last name of the path; empty for the root.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// The path from the system's root, without a slash in front.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The uuid of whatever is here, by which events are told of it.
    pub fn uuid(&self) -> String {
        ids::uuid_of(kind::FILE, &format!("{}{}", self.system.id(), self.absolute()))
    }

    /// The path from the system's root, with a slash in front.
    pub fn absolute(&self) -> String {
        format!("/{}", self.path)
    }

    /// The first name: the owner on the storage system, the job's id on the execution system. A registered system is
    /// one area, so there it is empty.
    pub fn top(&self) -> &str {
        match self.system {
            System::Registered(_) => "",
            _ => self.path.split('/').next().unwrap_or_default(),
        }
    }

    /// What comes below the first name, for use with a handle on that folder.
    pub(crate) fn below_top(&self) -> &str {
        match (&self.system, self.path.split_once('/')) {
            (System::Registered(_), _) if !self.path.is_empty() => &self.path,
            (System::Registered(_), _) | (_, None) => ".",
            (_, Some((_, rest))) => rest,
        }
    }

    /// Whether this is the root, or on a built-in system a folder directly in it: a home, a job's folder.
    pub fn is_top(&self) -> bool {
        match self.system {
            System::Registered(_) => self.path.is_empty(),
            _ => !self.path.contains('/'),
        }
    }

    /// Whether this lies inside `other`, or is it.
    pub fn is_within(&self, other: &Location) -> bool {
        self.system == other.system
            && match self.path.strip_prefix(&other.path) {
                Some(rest) => rest.is_empty() || rest.starts_with('/') || other.path.is_empty(),
                None => false,
            }
    }
}

/// Refuses a name that is no plain name; `field` is what the caller calls it.
pub fn check_name(field: &str, name: &str) -> Result<()> {
    let why = if name.is_empty() || name == "." {
        "a name must not be empty"
    } else if name == ".." {
        "must not contain '..'"
    } else if name.contains('\0') {
        "must not contain a NUL character"
    } else if name.contains('\\') {
        "must not contain a backslash"
    } else if name.contains('/') {
        "a name must not contain '/'"
    } else if name.len() > MAX_NAME {
        "a name must not be longer than 255 bytes"
    } else {
        return Ok(());
    };
    Err(Error::bad_request(field, why))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(path: &str) -> Location {
        Location::new(System::Storage, path).unwrap()
    }

    #[test]
    fn paths_are_normal() {
        for (raw, normal) in [
            ("", "/"),
            ("/", "/"),
            ("///", "/"),
            (".", "/"),
            ("a/b", "/a/b"),
            ("/a/b/", "/a/b"),
            ("a/./b", "/a/b"),
            ("a b#%?+&", "/a b#%?+&"),
            ("...", "/..."),
            ("é/日本", "/é/日本"),
        ] {
            assert_eq!(at(raw).absolute(), normal, "{raw:?}");
        }
    }

    #[test]
    fn hostile_paths_are_refused_and_the_field_named() {
        let long = "x".repeat(256);
        for raw in ["..", "a/..", "../a", "a/../b", "/../..", "a\0b", "a\\b", "..\\a", long.as_str()] {
            let error = Location::new(System::Storage, raw).unwrap_err();
            assert_eq!(error.status(), 400, "{raw:?}");
            assert!(error.message().starts_with("path: "), "{error}");
        }
    }

    #[test]
    fn parents_and_names() {
        let file = at("alice/a/b.txt");
        assert_eq!((file.name(), file.top(), file.below_top()), ("b.txt", "alice", "a/b.txt"));
        assert_eq!(file.parent().parent().parent().parent().absolute(), "/");
        assert_eq!(at("alice").below_top(), ".");
        let other = Location::new(System::Registered("lab".into()), "a/b").unwrap();
        assert_eq!((other.top(), other.below_top(), other.is_top()), ("", "a/b", false));
        assert!(other.parent().parent().is_top());
        assert!(
            file.is_within(&at("alice/a"))
                && file.is_within(&at(""))
                && !at("alice/ab").is_within(&at("alice/a"))
        );
    }
}
