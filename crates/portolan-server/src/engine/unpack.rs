//! Unpacking archives that a job is given. Names in them are strangers' words: nothing of an archive lands outside its
//! folder, and what claims to is refused as a whole.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek as _, SeekFrom};
use std::path::{Component, Path, PathBuf};

use cap_std::ambient_authority;
use cap_std::fs::{Dir, OpenOptions, OpenOptionsExt as _};
use flate2::read::MultiGzDecoder;
use zip::ZipArchive;

/// Files and folders in an archive at most.
const MAX_ENTRIES: usize = 100_000;
/// Bytes of all files in an archive at most.
const MAX_BYTES: u64 = 16 << 30;
/// Bytes at the beginning of a file that tell what it is.
const MAGIC: usize = 512;

/// Unpacks a zip, tar or tar.gz archive into a folder. Any other file is left as it is.
pub(super) fn unpack(archive: &Path, into: &Path) -> io::Result<()> {
    let mut file = File::open(archive)?;
    let mut magic = Vec::new();
    (&mut file).take(MAGIC as u64).read_to_end(&mut magic)?;
    file.seek(SeekFrom::Start(0))?;
    let mut target =
        Target { dir: Dir::open_ambient_dir(into, ambient_authority())?, entries: 0, left: MAX_BYTES };
    if magic.starts_with(b"PK\x03\x04") || magic.starts_with(b"PK\x05\x06") {
        unzip(file, &mut target)
    } else if magic.starts_with(&[0x1f, 0x8b]) {
        untar(MultiGzDecoder::new(BufReader::new(file)), &mut target)
    } else if magic.get(257..262) == Some(b"ustar") {
        untar(BufReader::new(file), &mut target)
    } else {
        Ok(())
    }
}

fn unzip(file: File, target: &mut Target) -> io::Result<()> {
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(io::Error::other)?;
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(io::Error::other)?;
        let path = plain(Path::new(&*entry.name().map_err(io::Error::other)?))?;
        if entry.is_dir() {
            target.folder(&path)?;
        } else if !entry.is_symlink() {
            let mode = entry.unix_mode().unwrap_or(0o644);
            target.file(&path, mode, &mut entry)?;
        }
    }
    Ok(())
}

fn untar(reader: impl Read, target: &mut Target) -> io::Result<()> {
    for entry in tar::Archive::new(reader).entries()? {
        let mut entry = entry?;
        let path = plain(&entry.path()?)?;
        match entry.header().entry_type() {
            sort if sort.is_dir() => target.folder(&path)?,
            sort if sort.is_file() => {
                let mode = entry.header().mode().unwrap_or(0o644);
                target.file(&path, mode, &mut entry)?;
            }
            // Links may lead anywhere.
            _ => {}
        }
    }
    Ok(())
}

/// The path of an entry, which must not lead upwards.
fn plain(path: &Path) -> io::Result<PathBuf> {
    let refused = || {
        let why = format!("the archive has an entry {} outside of its folder", path.display());
        io::Error::new(io::ErrorKind::InvalidData, why)
    };
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            Component::Normal(name) if !name.as_encoded_bytes().contains(&b'\\') => clean.push(name),
            Component::CurDir => {}
            _ => return Err(refused()),
        }
    }
    Ok(clean)
}

/// Where entries are put, and how many more.
struct Target {
    dir: Dir,
    entries: usize,
    left: u64,
}

impl Target {
    fn count(&mut self) -> io::Result<()> {
        self.entries += 1;
        if self.entries > MAX_ENTRIES {
            return Err(io::Error::other(format!("the archive has more than {MAX_ENTRIES} entries")));
        }
        Ok(())
    }

    fn folder(&mut self, path: &Path) -> io::Result<()> {
        self.count()?;
        if path.as_os_str().is_empty() { Ok(()) } else { self.dir.create_dir_all(path) }
    }

    fn file(&mut self, path: &Path, mode: u32, content: &mut impl Read) -> io::Result<()> {
        self.count()?;
        if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            self.dir.create_dir_all(parent)?;
        }
        let mode = if mode & 0o100 == 0 { 0o644 } else { 0o755 };
        let options = OpenOptions::new().write(true).create(true).truncate(true).mode(mode).clone();
        let mut file = self.dir.open_with(path, &options)?;
        // One byte more than there may be tells whether there is more.
        let written = io::copy(&mut content.take(self.left + 1), &mut file)?;
        self.left = self.left.checked_sub(written).ok_or_else(|| {
            io::Error::other(format!("the archive has more than {MAX_BYTES} bytes when it is unpacked"))
        })?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn zipped(entries: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
        for (name, content) in entries {
            writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            writer.write_all(content).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn tarred(entries: &[(&str, &[u8])]) -> Vec<u8> {
        let mut builder = tar::Builder::new(Vec::new());
        for (name, content) in entries {
            let mut header = tar::Header::new_ustar();
            // Not by `set_path`, which would refuse what is to be refused here.
            header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
            header.set_size(content.len() as u64);
            header.set_mode(0o755);
            header.set_cksum();
            builder.append(&header, *content).unwrap();
        }
        builder.into_inner().unwrap()
    }

    fn gzipped(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn try_unpack(bytes: &[u8]) -> (tempfile::TempDir, io::Result<()>) {
        let folder = tempfile::tempdir().unwrap();
        let (archive, into) = (folder.path().join("archive"), folder.path().join("into"));
        std::fs::write(&archive, bytes).unwrap();
        std::fs::create_dir(&into).unwrap();
        let result = unpack(&archive, &into);
        (folder, result)
    }

    #[test]
    fn each_sort_of_archive_is_unpacked() {
        let entries: [(&str, &[u8]); 2] = [("a.txt", b"a"), ("deep/er/b.txt", b"bb")];
        for bytes in [zipped(&entries), tarred(&entries), gzipped(&tarred(&entries))] {
            let (folder, result) = try_unpack(&bytes);
            result.unwrap();
            assert_eq!(std::fs::read(folder.path().join("into/a.txt")).unwrap(), b"a");
            assert_eq!(std::fs::read(folder.path().join("into/deep/er/b.txt")).unwrap(), b"bb");
        }
        let (folder, result) = try_unpack(b"no archive");
        result.unwrap();
        assert_eq!(std::fs::read_dir(folder.path().join("into")).unwrap().count(), 0);
    }

    #[test]
    fn what_leads_out_of_the_folder_is_refused() {
        for name in ["../x", "a/../../x", "/tmp/portolan-must-not-appear", "..\\x"] {
            let entries: [(&str, &[u8]); 1] = [(name, b"x")];
            for bytes in [zipped(&entries), tarred(&entries)] {
                let (folder, result) = try_unpack(&bytes);
                assert!(result.is_err(), "{name}");
                assert!(!folder.path().join("x").exists());
            }
        }
        assert!(!Path::new("/tmp/portolan-must-not-appear").exists());
    }
}
