//! What jobs write: files of runs that have ended, and the working folder of one that runs.

use super::{Adapter, not_found};
use crate::download::Download;
use crate::error::Result;
use crate::gateway::{FileEntry, Job, LogChunk, Status, text};
use crate::json::Json;
use crate::rescale::{Files, Jobs, OutputQuery, PageQuery, Runs, TailQuery};

/// Where the console of a run is written.
const LOG: &str = "process_output.log";
/// More lines than any log has.
const ALL_LINES: u32 = 1_000_000;
/// The most bytes of an output that are read for its log.
const FIRST_RUN: &str = "1";

impl Adapter {
    pub(in crate::gateway) async fn job_log(&self, job: &Job, from: u64) -> Result<LogChunk> {
        let id = &job.summary.id;
        let log = if job.summary.status.is_final() {
            self.ended_log(id).await?
        } else {
            self.running_log(id).await?
        };
        Ok(log.map_or(LogChunk { next: from, ..LogChunk::default() }, |log| text::piece(&log, from)))
    }

    /// The end of the log of a run; `None` where there is none yet.
    async fn running_log(&self, id: &str) -> Result<Option<String>> {
        let run = self.run(id).await?;
        let query = TailQuery { lines: Some(ALL_LINES) };
        match self.calls().document(Runs::tail_request(id, &run, LOG, &query)?).await {
            Ok(tail) => Ok(Some(tail.text().unwrap_or_else(|| {
                let lines = tail.texts_of("lines");
                lines.iter().map(|line| line.trim_end_matches('\n').to_owned() + "\n").collect()
            }))),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn ended_log(&self, id: &str) -> Result<Option<String>> {
        let query = OutputQuery { search: Some(LOG.to_owned()), page: None, page_size: None };
        let files = self.all(Jobs::list_files_request(id, &query)?).await?;
        let is_log = |file: &&Json| file.text_of("name").as_deref() == Some(LOG);
        let Some(log) = files.iter().find(is_log).and_then(|file| file.text_of("id")) else {
            return Ok(None);
        };
        Ok(Some(self.calls().download(Files::download_request(&log)?).await?.text().await?))
    }

    /// The first run of a job, or what the first one is called.
    async fn run(&self, id: &str) -> Result<String> {
        let query = PageQuery { page: Some(1), page_size: Some(1) };
        let runs = self.calls().document(Runs::list_request(id, &query)?).await?.get("results").items();
        Ok(runs.first().and_then(|run| run.text_of("id")).unwrap_or_else(|| FIRST_RUN.to_owned()))
    }

    pub(in crate::gateway) async fn job_outputs(&self, id: &str, path: &str) -> Result<Vec<FileEntry>> {
        let query = OutputQuery { search: None, page: None, page_size: None };
        let files = self.all(Jobs::list_files_request(id, &query)?).await?;
        let mut outputs: Vec<_> = files.iter().map(output).collect();
        if outputs.is_empty() && self.status_of(id).await? == Status::Running {
            outputs = self.running_outputs(id).await?;
        }
        let mut known = self.known();
        for (entry, file) in &outputs {
            if let Some(file) = file {
                known.outputs.insert((id.to_owned(), entry.path.clone()), file.clone());
            }
        }
        Ok(folder(outputs.into_iter().map(|(entry, _)| entry).collect(), path.trim_matches('/')))
    }

    async fn status_of(&self, id: &str) -> Result<Status> {
        Ok(self.job(id).await?.summary.status)
    }

    async fn running_outputs(&self, id: &str) -> Result<Vec<(FileEntry, Option<String>)>> {
        let run = self.run(id).await?;
        let files = self.calls().document(Runs::directory_contents_request(id, &run)?).await?.items();
        let entries = files.iter().map(|file| {
            let path = clean(&file.text_of("path").unwrap_or_default());
            (entry(path, 0, None), None)
        });
        Ok(entries.collect())
    }

    pub(in crate::gateway) async fn job_output(&self, id: &str, path: &str) -> Result<Download> {
        let key = (id.to_owned(), path.trim_matches('/').to_owned());
        let mut file = self.known().outputs.get(&key).cloned();
        if file.is_none() {
            self.job_outputs(id, "").await?;
            file = self.known().outputs.get(&key).cloned();
        }
        if let Some(file) = file {
            return self.calls().download(Files::download_request(&file)?).await;
        }
        if self.status_of(id).await? != Status::Running {
            return Err(not_found(&format!("output {path}")));
        }
        let run = self.run(id).await?;
        self.calls().download(Runs::tail_request(id, &run, &key.1, &TailQuery { lines: None })?).await
    }
}

/// A file of a run that has ended, with its id.
fn output(file: &Json) -> (FileEntry, Option<String>) {
    let name = || file.text_of("name").unwrap_or_default();
    let path = clean(&file.words_of("relativePath").unwrap_or_else(name));
    (entry(path, file.number_of("decryptedSize"), file.text_of("dateUploaded")), file.text_of("id"))
}

fn entry(path: String, size: u64, modified: Option<String>) -> FileEntry {
    let name = path.rsplit('/').next().unwrap_or_default().to_owned();
    FileEntry { name, path, folder: false, size, modified, mime: None, permissions: "READ".to_owned() }
}

/// A path that stays in its folder.
fn clean(path: &str) -> String {
    let names = path.split('/').filter(|name| !name.is_empty() && !matches!(*name, "." | ".."));
    names.collect::<Vec<_>>().join("/")
}

/// What lies in one folder: its files, and the folders that others lie in.
fn folder(files: Vec<FileEntry>, path: &str) -> Vec<FileEntry> {
    let prefix = if path.is_empty() { String::new() } else { format!("{path}/") };
    let mut found: Vec<FileEntry> = Vec::new();
    for file in files {
        let Some(rest) = file.path.strip_prefix(&prefix) else { continue };
        match rest.split_once('/') {
            None => found.push(file),
            Some((name, _)) => {
                let path = format!("{prefix}{name}");
                if !found.iter().any(|known| known.folder && known.path == path) {
                    found.push(FileEntry { folder: true, ..entry(path, 0, None) });
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outputs_are_shown_folder_by_folder() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/rescale/files.json");
        let files = Json::parse(&std::fs::read_to_string(path).unwrap()).unwrap().get("results").items();
        let all: Vec<_> = files.iter().map(|file| output(file).0).collect();
        let names = |path: &str| {
            folder(all.clone(), path).into_iter().map(|file| (file.path, file.folder)).collect::<Vec<_>>()
        };
        assert_eq!(names(""), [("out".to_owned(), true), ("process_output.log".to_owned(), false)]);
        assert_eq!(names("out"), [("out/result #1.csv".to_owned(), false)]);
        assert_eq!(all[0].size, 8_589_934_592);
    }

    #[test]
    fn a_path_never_leaves_its_folder() {
        assert_eq!(clean("../../etc/./passwd"), "etc/passwd");
    }
}
