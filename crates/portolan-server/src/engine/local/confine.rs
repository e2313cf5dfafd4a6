//! Keeping a job away from everybody else's files. All jobs run as the same system user, so permissions on files do
//! not do it; Landlock does, where the kernel has it.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use landlock::{
    ABI, Access as _, AccessFs, Ruleset, RulesetAttr as _, RulesetCreatedAttr as _, RulesetError,
    RulesetStatus, Scope, path_beneath_rules,
};

/// Places where programs leave what is nobody else's business; a job has its own.
const TEMPORARY: [&str; 3] = ["/tmp", "/var/tmp", "/dev/shm"];

/// Devices that every program may write to.
const DEVICES: [&str; 6] = ["/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty"];

/// Beginnings of the names of devices that compute.
const ACCELERATORS: [&str; 3] = ["nvidia", "dri", "kfd"];

/// The oldest kernel interface with all the rights that matter here; older kernels enforce what they know.
const RIGHTS: ABI = ABI::V4;

/// What a job may reach.
#[derive(Debug)]
pub(super) struct Fence<'a> {
    /// The server's data folder, of which the job sees nothing but what is named here.
    pub(super) data: &'a Path,
    /// Files and folders that it may read and run.
    pub(super) readable: &'a [PathBuf],
    /// Folders in which it may do everything.
    pub(super) writable: &'a [&'a Path],
}

/// Puts this thread, and every process that it starts, behind the fence for good. Answers whether the kernel can.
pub(super) fn confine(fence: &Fence<'_>) -> io::Result<bool> {
    let mut readable = outside(fence.data);
    readable.extend(fence.readable.iter().cloned());
    let devices = DEVICES.map(PathBuf::from).into_iter().chain(accelerators());
    let status = enforce(readable, devices, fence.writable).map_err(io::Error::other)?;
    Ok(status != RulesetStatus::NotEnforced)
}

/// Whether the kernel can put a job behind a fence, found out on a thread that does nothing else.
pub(in crate::engine) fn isolates() -> bool {
    let trial = || -> Result<bool, RulesetError> {
        let restricted = Ruleset::default().handle_access(AccessFs::Execute)?.create()?.restrict_self()?;
        Ok(restricted.ruleset != RulesetStatus::NotEnforced)
    };
    std::thread::spawn(move || trial().unwrap_or(false)).join().unwrap_or(false)
}

fn enforce(
    readable: BTreeSet<PathBuf>,
    devices: impl Iterator<Item = PathBuf>,
    writable: &[&Path],
) -> Result<RulesetStatus, RulesetError> {
    let all = AccessFs::from_all(RIGHTS);
    let restricted = Ruleset::default()
        .handle_access(all)?
        // Nor may it end other jobs, or its own supervisor.
        .scope(Scope::Signal)?
        .create()?
        .add_rules(path_beneath_rules(readable, AccessFs::from_read(RIGHTS)))?
        .add_rules(path_beneath_rules(devices, AccessFs::from_read(RIGHTS) | AccessFs::WriteFile))?
        .add_rules(path_beneath_rules(writable, all))?
        .restrict_self()?;
    Ok(restricted.ruleset)
}

/// Everything on the machine except the data folder and places for temporary files. A rule holds for all that is
/// below a folder, so the folders above the data folder are not named, but what is beside it. Links need no rule:
/// what counts is where they lead.
fn outside(data: &Path) -> BTreeSet<PathBuf> {
    let places = TEMPORARY.iter().map(Path::new).chain([data]);
    let excluded: Vec<PathBuf> = places.filter_map(|place| place.canonicalize().ok()).collect();
    let mut readable = BTreeSet::new();
    let mut folders = vec![PathBuf::from("/")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let link = entry.file_type().is_ok_and(|sort| sort.is_symlink());
            if link || excluded.contains(&path) {
                continue;
            }
            if excluded.iter().any(|place| place.starts_with(&path)) {
                folders.push(path);
            } else {
                readable.insert(path);
            }
        }
    }
    readable
}

fn accelerators() -> impl Iterator<Item = PathBuf> {
    let entries = std::fs::read_dir("/dev").into_iter().flatten().flatten();
    entries
        .filter(|entry| {
            entry
                .file_name()
                .to_str()
                .is_some_and(|name| ACCELERATORS.iter().any(|start| name.starts_with(start)))
        })
        .map(|entry| entry.path())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_folder_is_left_out_and_its_neighbours_are_not() {
        // Not this checkout: it may itself lie among temporary files.
        let outside = outside(Path::new("/usr/share"));
        assert!(outside.contains(Path::new("/etc")) && outside.contains(Path::new("/usr/lib")));
        for path in &outside {
            assert!(!Path::new("/usr/share/x").starts_with(path), "{}", path.display());
            assert!(!Path::new("/tmp/x").starts_with(path) && !Path::new("/dev/shm/x").starts_with(path));
        }
    }

    #[test]
    fn a_confined_thread_reads_and_writes_only_what_it_may() {
        let data = tempfile::tempdir().unwrap();
        let (own, other) = (data.path().join("own"), data.path().join("other"));
        for folder in [&own, &other] {
            std::fs::create_dir(folder).unwrap();
            std::fs::write(folder.join("x"), "x").unwrap();
        }
        let outcome = std::thread::spawn(move || {
            let fence = Fence { data: own.parent().unwrap(), readable: &[], writable: &[&own] };
            if !confine(&fence).unwrap() {
                return;
            }
            std::fs::write(own.join("y"), "y").unwrap();
            std::fs::read("/etc/passwd").unwrap();
            std::fs::write("/dev/null", "z").unwrap();
            for denied in [std::fs::read(other.join("x")).map(drop), std::fs::write(other.join("y"), "y")] {
                assert_eq!(denied.unwrap_err().kind(), io::ErrorKind::PermissionDenied);
            }
            assert!(std::fs::write("/tmp/portolan-must-not-appear", "z").is_err());
            let seen = std::process::Command::new("cat").arg(other.join("x")).output().unwrap();
            assert!(!seen.status.success() && seen.stdout.is_empty());
        })
        .join();
        outcome.unwrap();
    }
}
