//! Files on their way in: written outside all listings, put in their place complete or not at all.

use std::io::SeekFrom;

use axum::http::StatusCode;
use cap_std::fs::OpenOptions;
use tokio::io::{AsyncSeekExt as _, AsyncWriteExt as _};

use super::change::{place, sync_folder};
use super::{Location, Placed, Storage};
use crate::error::{Error, Result};
use crate::ids;

/// Bytes collected before they are written.
const BUFFER: usize = 1 << 20;

/// A file that is being received. Dropped before [`Incoming::place`], it leaves nothing behind.
pub struct Incoming {
    storage: Storage,
    name: String,
    file: tokio::io::BufWriter<tokio::fs::File>,
    length: u64,
}

impl Storage {
    /// Begins to receive a file.
    pub async fn receive(&self) -> Result<Incoming> {
        let name = ids::token();
        let temporary = name.clone();
        let file = self
            .blocking(move |inner| {
                let options = OpenOptions::new().read(true).write(true).create_new(true).clone();
                Ok(inner.staging.open_with(temporary, &options)?.into_std())
            })
            .await?;
        let file = tokio::io::BufWriter::with_capacity(BUFFER, tokio::fs::File::from_std(file));
        Ok(Incoming { storage: self.clone(), name, file, length: 0 })
    }

    /// Stores bytes that are at hand, with the same promises.
    pub async fn write(&self, at: &Location, bytes: &[u8]) -> Result<Placed> {
        let mut incoming = self.receive().await?;
        incoming.write(bytes).await?;
        incoming.place(at).await
    }
}

impl Incoming {
    /// Adds bytes.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.storage.0.quota.check_one(self.length + bytes.len() as u64)?;
        self.file.write_all(bytes).await?;
        self.length += bytes.len() as u64;
        Ok(())
    }

    /// Adds all that a reader gives.
    pub async fn write_from(&mut self, reader: &mut (impl tokio::io::AsyncRead + Unpin)) -> Result<()> {
        self.length += tokio::io::copy(reader, &mut self.file).await?;
        Ok(())
    }

    /// How many bytes came so far.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Puts the file where it belongs, over a file of that name; its folder must be there. When this returns `Ok`,
    /// the bytes are on disk.
    pub async fn place(mut self, at: &Location) -> Result<Placed> {
        self.file.flush().await?;
        self.file.get_ref().sync_all().await?;
        let (name, at) = (self.name.clone(), at.clone());
        self.storage
            .blocking(move |inner| {
                let folder = inner.enter_parent(&at)?;
                let placed = place(inner, &name, &folder, &at, true)?;
                sync_folder(&folder)?;
                Ok(placed)
            })
            .await
    }
}

impl Incoming {
    /// Puts the bytes over a part of the file at a place, from byte `first` on, which is at most its end. The file is
    /// replaced as a whole, so that nobody sees it half changed.
    pub async fn place_within(mut self, at: &Location, first: u64) -> Result<Placed> {
        let storage = self.storage.clone();
        // Two that replace parts of one file must not both begin with the old one.
        let _turn = storage.0.partly.lock().await;
        let mut whole = match storage.open_file(at).await {
            Ok((mut old, entry)) if first <= entry.length => {
                let mut whole = storage.receive().await?;
                whole.write_from(&mut old).await?;
                whole.file.get_ref().set_permissions(old.metadata().await?.permissions()).await?;
                whole
            }
            Ok((_, entry)) => return Err(beyond(entry.length)),
            Err(error) if error.status() == StatusCode::NOT_FOUND && first == 0 => storage.receive().await?,
            Err(error) => return Err(error),
        };
        self.file.flush().await?;
        self.file.get_mut().rewind().await?;
        whole.file.seek(SeekFrom::Start(first)).await?;
        whole.write_from(self.file.get_mut()).await?;
        whole.place(at).await
    }
}

fn beyond(length: u64) -> Error {
    let message = format!("Range: the file has {length} bytes; a part must begin inside it or at its end.");
    Error::new(StatusCode::RANGE_NOT_SATISFIABLE, message)
}

impl Drop for Incoming {
    fn drop(&mut self) {
        // Fails after `place`, when the file has moved on.
        self.storage.0.staging.remove_file(&self.name).ok();
    }
}
