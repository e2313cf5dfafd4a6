//! A job in JARVICE's words: its name, its status, its times.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::engine::{Job, Status};

/// How moments are written in names.
const MOMENT: &str = "%Y%m%d%H%M%S";
/// How long such a moment is.
const MOMENT_LENGTH: usize = 14;

/// The name that JARVICE gives a job: when it came, a few characters of its id, what it runs and whose it is.
pub(super) fn name(job: &Job) -> String {
    let moment = Timestamp::from_millisecond(job.created).unwrap_or(Timestamp::UNIX_EPOCH);
    let mark: String = job.id.split('-').nth(1).unwrap_or(&job.id).chars().take(5).collect();
    format!("{}-{}-{}-{}_s1", moment.strftime(MOMENT), mark.to_uppercase(), job.app, job.owner)
}

/// The second since 1970 in which a job of this name came; nothing if it is no such name.
pub(super) fn second_of(name: &str) -> Option<i64> {
    let moment = DateTime::strptime(MOMENT, name.get(..MOMENT_LENGTH)?).ok()?;
    Some(TimeZone::UTC.to_timestamp(moment).ok()?.as_second())
}

/// The status.
pub(super) fn status(job: &Job) -> &'static str {
    match job.status {
        Status::Pending
        | Status::ProcessingInputs
        | Status::StagingInputs
        | Status::Staged
        | Status::Submitting => "SUBMITTED",
        Status::Queued => "SEQUENTIALLY QUEUED",
        Status::Running
        | Status::CleaningUp
        | Status::Archiving
        | Status::ArchivingFinished
        | Status::ArchivingFailed => "PROCESSING STARTING",
        Status::Finished => "COMPLETED",
        Status::Failed => "COMPLETED WITH ERROR",
        Status::Killed => "TERMINATED",
        Status::Stopped if job.started.is_some() => "TERMINATED",
        Status::Stopped => "CANCELED",
    }
}

/// Code and text of what the status leaves open.
pub(super) fn substatus(job: &Job) -> (i64, &'static str) {
    if job.suspended && !job.status.is_final() { (1, "Suspended by user") } else { (0, "") }
}

/// A moment in seconds since 1970; 0 stands for "not yet".
pub(super) fn seconds(moment: Option<i64>) -> i64 {
    moment.map_or(0, |millis| millis / 1000)
}

/// How many seconds a job has run until now, or did run.
pub(super) fn ran(job: &Job) -> u64 {
    let end = job.ended.unwrap_or_else(crate::time::now);
    job.started.map_or(0, |started| u64::try_from((end - started) / 1000).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_is_found_in_a_name() {
        assert_eq!(second_of("20181102150854-AB12C-app-alice_s1"), Some(1_541_171_334));
        for other in ["", "count", "2018110215085", "20181302150854-x", "é018110215085400"] {
            assert_eq!(second_of(other), None, "{other}");
        }
    }
}
