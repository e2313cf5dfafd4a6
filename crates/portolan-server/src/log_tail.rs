//! The last lines of what a job has printed.

use axum::body::Body;
use futures_util::StreamExt as _;
use tokio::fs::File;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncSeek, AsyncSeekExt as _, SeekFrom};
use tokio_util::io::ReaderStream;

use crate::error::Result;
use crate::storage::{Location, Storage};

/// Bytes that are looked through at a time.
const BLOCK: u64 = 64 << 10;

/// The last lines of several files, one after the other; all lines where no number is given. What does not exist
/// counts as empty. The bytes are read as they are sent.
pub(crate) async fn last_lines(storage: &Storage, files: &[Location], lines: Option<usize>) -> Result<Body> {
    let mut parts = Vec::new();
    let mut left = lines;
    for at in files.iter().rev() {
        let Some((mut file, length)) = open(storage, at).await? else { continue };
        let begin = match left {
            None => 0,
            Some(wanted) => {
                let (begin, found) = begin_of_last(&mut file, length, wanted).await?;
                left = Some(wanted - found);
                begin
            }
        };
        file.seek(SeekFrom::Start(begin)).await?;
        // What is printed meanwhile belongs to the next answer.
        parts.push(ReaderStream::new(file.take(length - begin)));
    }
    parts.reverse();
    Ok(Body::from_stream(futures_util::stream::iter(parts).flatten()))
}

async fn open(storage: &Storage, at: &Location) -> Result<Option<(File, u64)>> {
    match storage.open_file(at).await {
        Ok((file, entry)) => Ok(Some((file, entry.length))),
        Err(error) if error.status().is_client_error() => Ok(None),
        Err(error) => Err(error),
    }
}

/// Where the last so many lines begin, and how many there are. A line break at the end belongs to the last line.
async fn begin_of_last(
    file: &mut (impl AsyncRead + AsyncSeek + Unpin),
    length: u64,
    lines: usize,
) -> Result<(u64, usize)> {
    if lines == 0 || length == 0 {
        return Ok((length, 0));
    }
    let mut end = length - 1;
    let mut breaks = 0;
    let mut block = Vec::new();
    while end > 0 {
        let begin = end.saturating_sub(BLOCK);
        file.seek(SeekFrom::Start(begin)).await?;
        block.clear();
        file.take(end - begin).read_to_end(&mut block).await?;
        for (offset, _) in block.iter().enumerate().rev().filter(|(_, byte)| **byte == b'\n') {
            breaks += 1;
            if breaks == lines {
                return Ok((begin + offset as u64 + 1, lines));
            }
        }
        end = begin;
    }
    Ok((0, breaks + 1))
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    #[tokio::test]
    async fn lines_are_counted_from_the_end() {
        let long = format!("{}\n{}\nlast\n", "x".repeat(100_000), "y".repeat(70_000));
        for (text, lines, begin, found) in [
            ("a\nb\nc\n", 2, 2, 2),
            ("a\nb\nc", 2, 2, 2),
            ("a\nb\nc\n", 3, 0, 3),
            ("a\nb\nc\n", 9, 0, 3),
            ("a\n\n", 1, 2, 1),
            ("\n", 1, 0, 1),
            ("", 5, 0, 0),
            ("a", 0, 1, 0),
            (long.as_str(), 1, 170_002, 1),
            (long.as_str(), 2, 100_001, 2),
            (long.as_str(), 3, 0, 3),
        ] {
            let mut file = Cursor::new(text.as_bytes());
            let answer = begin_of_last(&mut file, text.len() as u64, lines).await.unwrap();
            assert_eq!(answer, (begin, found), "{lines} of {:?}", text.get(..10));
        }
    }
}
