//! The status of a job, in Agave's words, and which may follow which.

use std::fmt;
use std::str::FromStr;

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

/// Where a job is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// Accepted.
    Pending,
    /// Its inputs are being looked up.
    ProcessingInputs,
    /// Its inputs are being copied.
    StagingInputs,
    /// Its inputs are there.
    Staged,
    /// It is being handed to its queue.
    Submitting,
    /// It waits for its turn.
    Queued,
    /// It runs.
    Running,
    /// It has run.
    CleaningUp,
    /// Its outputs are being copied to the archive.
    Archiving,
    /// Its outputs are in the archive.
    ArchivingFinished,
    /// Its outputs could not be copied to the archive.
    ArchivingFailed,
    /// It is done.
    Finished,
    /// It was ended from outside.
    Killed,
    /// Somebody who may do so ended it.
    Stopped,
    /// It did not work; the job's message says why.
    Failed,
}

use Status::*;

impl Status {
    /// Every status, in the order of a job's way.
    pub const ALL: [Status; 15] = [
        Pending,
        ProcessingInputs,
        StagingInputs,
        Staged,
        Submitting,
        Queued,
        Running,
        CleaningUp,
        Archiving,
        ArchivingFinished,
        ArchivingFailed,
        Finished,
        Killed,
        Stopped,
        Failed,
    ];

    /// The word for it on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Pending => "PENDING",
            ProcessingInputs => "PROCESSING_INPUTS",
            StagingInputs => "STAGING_INPUTS",
            Staged => "STAGED",
            Submitting => "SUBMITTING",
            Queued => "QUEUED",
            Running => "RUNNING",
            CleaningUp => "CLEANING_UP",
            Archiving => "ARCHIVING",
            ArchivingFinished => "ARCHIVING_FINISHED",
            ArchivingFailed => "ARCHIVING_FAILED",
            Finished => "FINISHED",
            Killed => "KILLED",
            Stopped => "STOPPED",
            Failed => "FAILED",
        }
    }

    /// Whether nothing follows.
    pub const fn is_final(self) -> bool {
        matches!(self, Finished | Killed | Stopped | Failed)
    }

    /// Whether a job may go from this status to that one.
    pub const fn may_become(self, next: Status) -> bool {
        if self.is_final() {
            return false;
        }
        match (self, next) {
            (_, Failed) => true,
            (ArchivingFinished, Finished) => true,
            (ArchivingFinished | ArchivingFailed, next) => next as u8 == self as u8,
            (_, Stopped) => true,
            (Pending, ProcessingInputs) => true,
            (ProcessingInputs, StagingInputs) => true,
            (StagingInputs, Staged) => true,
            (Staged, Submitting) => true,
            (Submitting, Queued | Running | Killed) => true,
            (Queued, Running | CleaningUp | Killed) => true,
            (Running, Queued | CleaningUp | Killed) => true,
            (CleaningUp, Archiving | Finished | Killed) => true,
            (Archiving, ArchivingFinished | ArchivingFailed | Killed) => true,
            (status, next) => status as u8 == next as u8,
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Status {
    type Err = ();

    fn from_str(word: &str) -> Result<Status, ()> {
        Status::ALL.into_iter().find(|status| status.as_str() == word).ok_or(())
    }
}

impl ToSql for Status {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.as_str().into())
    }
}

impl FromSql for Status {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Status> {
        value.as_str()?.parse().map_err(|()| FromSqlError::InvalidType)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_way_is_open() {
        let way = [
            Pending,
            ProcessingInputs,
            StagingInputs,
            Staged,
            Submitting,
            Queued,
            Running,
            CleaningUp,
            Archiving,
            ArchivingFinished,
            Finished,
        ];
        for pair in way.windows(2) {
            assert!(pair[0].may_become(pair[1]), "{} to {}", pair[0], pair[1]);
            assert!(
                !pair[1].may_become(pair[0]) || pair == [Queued, Running],
                "{} back to {}",
                pair[1],
                pair[0]
            );
        }
        assert!(CleaningUp.may_become(Finished));
    }

    #[test]
    fn the_end_is_the_end() {
        for last in Status::ALL.into_iter().filter(|status| status.is_final()) {
            assert!(Status::ALL.into_iter().all(|next| !last.may_become(next)), "{last}");
        }
        assert!(!ArchivingFinished.may_become(Stopped));
        assert!(!ArchivingFailed.may_become(Finished));
    }

    #[test]
    fn words_are_read_back() {
        for status in Status::ALL {
            assert_eq!(status.as_str().parse(), Ok(status));
        }
        assert!("running".parse::<Status>().is_err());
    }
}
