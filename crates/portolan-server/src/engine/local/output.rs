//! Keeping what a program prints, up to a bound.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::OwnedFd;
use std::path::Path;
use std::thread::JoinHandle;

/// Copies a stream into a file on a thread of its own, at once as it comes. What is over the bound is read and
/// dropped, so that the program is not held up.
pub(super) fn keep(source: OwnedFd, file: &Path, most: u64) -> io::Result<JoinHandle<()>> {
    let target = File::options().create(true).append(true).open(file)?;
    std::thread::Builder::new()
        .name("output".to_owned())
        .spawn(move || copy(File::from(source), target, most))
}

fn copy(mut source: impl Read, mut target: impl Write, most: u64) {
    let mut buffer = [0; 64 * 1024];
    let mut left = most;
    let mut full = false;
    loop {
        let read = match source.read(&mut buffer) {
            Ok(0) => return,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(_) => return,
        };
        if full {
            continue;
        }
        let kept = read.min(usize::try_from(left).unwrap_or(usize::MAX));
        full = target.write_all(&buffer[..kept]).is_err();
        left -= kept as u64;
        if kept < read {
            full = true;
            let _ = write!(target, "\n[only the first {most} bytes of this output are kept]\n");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_all_within_the_bound_and_says_when_it_does_not() {
        let mut kept = Vec::new();
        copy(&b"hello"[..], &mut kept, 5);
        assert_eq!(kept, b"hello");
        let mut kept = Vec::new();
        copy(&[b'x'; 200_000][..], &mut kept, 100_000);
        assert!(kept[..100_000].iter().all(|byte| *byte == b'x'));
        assert!(String::from_utf8_lossy(&kept[100_000..]).contains("first 100000 bytes"));
    }
}
