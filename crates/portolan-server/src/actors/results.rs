//! Results: an actor's program sends each as a datagram to a local socket, whose path it finds in
//! `_abaco_results_socket`; callers read them one by one.

use std::path::Path;

use rusqlite::{OptionalExtension as _, params};
use tokio::net::UnixDatagram;
use tokio_util::sync::CancellationToken;

use super::{Actor, Actors};
use crate::error::Result;

/// Bytes of one result at most; local sockets carry no more at once by default.
const LARGEST: usize = 256 << 10;

/// Results kept of one execution at most.
const MOST: i64 = 1000;

impl Actors {
    /// The oldest result of an execution that nobody has read yet, which is then gone.
    pub async fn take_result(&self, actor: &Actor, execution: &str) -> Result<Option<Vec<u8>>> {
        let (actor, execution) = (actor.id.clone(), execution.to_owned());
        self.db()
            .write(move |t| {
                t.query_row(
                    "DELETE FROM actor_results WHERE number =
                         (SELECT r.number FROM actor_results AS r JOIN actor_executions AS e ON e.id = r.execution
                          WHERE e.actor = ?1 AND e.id = ?2 ORDER BY r.number LIMIT 1)
                     RETURNING bytes",
                    [actor, execution],
                    |row| row.get(0),
                )
                .optional()
            })
            .await
    }

    /// Opens the socket of an execution, anew if an earlier life of the server had it.
    pub(super) fn listen(socket: &Path) -> Option<UnixDatagram> {
        // It may not be there.
        let _ = std::fs::remove_file(socket);
        UnixDatagram::bind(socket)
            .inspect_err(|error| tracing::warn!(%error, "an actor cannot send results"))
            .ok()
    }

    /// Keeps what is sent until the execution has ended.
    pub(super) async fn collect(
        &self,
        execution: &str,
        socket: Option<UnixDatagram>,
        over: &CancellationToken,
    ) {
        let Some(socket) = socket else { return };
        let mut buffer = vec![0; LARGEST];
        loop {
            let received = tokio::select! {
                biased;
                received = socket.recv(&mut buffer) => received,
                () = over.cancelled() => match socket.try_recv(&mut buffer) {
                    Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => return,
                    received => received,
                },
            };
            let kept = match received {
                Ok(length) => self.keep_result(execution, buffer[..length].to_vec()).await,
                Err(error) => Err(error.into()),
            };
            if let Err(error) = kept {
                tracing::warn!(execution, %error, "a result was lost");
                return;
            }
        }
    }

    async fn keep_result(&self, execution: &str, bytes: Vec<u8>) -> Result<()> {
        let execution = execution.to_owned();
        let kept = self
            .db()
            .write(move |t| {
                t.execute(
                    "INSERT INTO actor_results (execution, bytes) SELECT id, ?2 FROM actor_executions
                     WHERE id = ?1 AND (SELECT count(*) FROM actor_results WHERE execution = ?1) < ?3",
                    params![execution, bytes, MOST],
                )
            })
            .await?;
        if kept == 0 {
            tracing::debug!("a result was dropped: there are too many, or the execution is gone");
        }
        Ok(())
    }
}
