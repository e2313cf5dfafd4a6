//! Submissions, uploads and messages all at once, under a server that is killed again and again: what was acknowledged
//! is there, once and whole, and nothing is left over. `README.md` tells how to have more of it.

#![allow(clippy::unwrap_used)]

mod harness;

use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use harness::files::{LISTINGS, MEDIA, multipart};
use harness::process::{Client, JSON, Program};
use serde_json::{Value, json};

/// How long all jobs may take once the server is left alone.
const PATIENCE: Duration = Duration::from_secs(300);

fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().map_or(usual, |text| text.parse().unwrap())
}

/// What a file holds: from nothing to a few hundred thousand bytes that no other file has.
fn content(index: usize) -> Vec<u8> {
    let mut random = fastrand::Rng::with_seed(index as u64);
    let length = random.usize(0..400_000) * usize::from(!index.is_multiple_of(10));
    std::iter::repeat_with(|| random.u8(..)).take(length).collect()
}

/// Spreads work over all kills.
#[derive(Default)]
struct Pace {
    kills: usize,
    /// Submissions, and as many uploads and messages.
    each: usize,
    killed: AtomicUsize,
}

impl Pace {
    /// Waits for the turn of each thing.
    fn turns(&self) -> impl Iterator<Item = usize> {
        (0..self.each).inspect(|index| {
            while self.killed.load(Ordering::Relaxed) * self.each < index * self.kills {
                std::thread::sleep(Duration::from_millis(2));
            }
        })
    }
}

/// Tries until it succeeds, as somebody does whose connection breaks.
fn insist<T>(mut attempt: impl FnMut() -> std::io::Result<T>) -> T {
    let begun = Instant::now();
    loop {
        match attempt() {
            Ok(done) => return done,
            Err(error) => assert!(begun.elapsed() < PATIENCE, "{error}"),
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Submits every job. After a lost reply it looks whether the job was accepted, before it asks again.
fn submit_all(client: &Client, pace: &Pace) -> HashMap<String, String> {
    let id = |job: &Value| job["id"].as_str().unwrap().to_owned();
    let one = |index: usize| {
        let name = format!("k{index}");
        let body = json!({ "name": name, "appId": "monte-carlo-pi-1.0.0", "parameters": { "samples": 1 } });
        let accepted = client.result("POST", "/jobs/v2/", &body).map(|job| id(&job)).ok();
        let accepted = accepted.unwrap_or_else(|| {
            insist(|| {
                let found = client.get(&format!("/jobs/v2/?name={name}"))?;
                match found.as_array().unwrap().first() {
                    Some(job) => Ok(id(job)),
                    None => client.result("POST", "/jobs/v2/", &body).map(|job| id(&job)),
                }
            })
        });
        (name, accepted)
    };
    pace.turns().map(one).collect()
}

fn upload_all(client: &Client, pace: &Pace) {
    for index in pace.turns() {
        let body = multipart(&format!("f{index}"), &content(index), &[]);
        insist(|| client.call("POST", &format!("{MEDIA}/"), harness::files::MULTIPART.1, &body));
    }
}

/// Sends every message and answers the executions that were promised.
fn send_all(client: &Client, actor: &str, pace: &Pace) -> Vec<String> {
    let one = |index| {
        let sent =
            insist(|| client.result("POST", &format!("{actor}/messages"), &json!({ "message": index })));
        sent["executionId"].as_str().unwrap().to_owned()
    };
    pace.turns().map(one).collect()
}

fn check_files(client: &Client, number: usize) {
    let mut names = Vec::new();
    for offset in (0..).step_by(100) {
        let page = client.get(&format!("{LISTINGS}/?limit=100&offset={offset}")).unwrap();
        let page: Vec<String> =
            page.as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect();
        if page.is_empty() {
            break;
        }
        names.extend(page.into_iter().filter(|name| name != "." && name != "archive"));
    }
    names.sort();
    let mut expected: Vec<String> = (0..number).map(|index| format!("f{index}")).collect();
    expected.sort();
    assert_eq!(names, expected, "something is missing, or left over");
    for index in 0..number {
        let bytes = client.call("GET", &format!("{MEDIA}/f{index}"), JSON, b"").unwrap();
        assert!(bytes == content(index), "f{index} is not what was uploaded");
    }
}

fn check_jobs(client: &Client, accepted: &HashMap<String, String>) {
    let begun = Instant::now();
    let mut seen = HashMap::new();
    for offset in (0..).step_by(250) {
        let page = client.get(&format!("/jobs/v2/?limit=250&offset={offset}")).unwrap();
        let page = page.as_array().unwrap();
        if page.is_empty() {
            break;
        }
        for job in page {
            *seen.entry(job["name"].as_str().unwrap().to_owned()).or_insert(0) += 1;
        }
    }
    assert_eq!(seen.len(), accepted.len());
    assert!(seen.values().all(|times| *times == 1), "a job was accepted twice: {seen:?}");
    for (name, id) in accepted {
        let path = format!("/jobs/v2/{id}");
        loop {
            let job = client.get(&path).unwrap();
            if job["status"] == "FINISHED" {
                assert_eq!(job["name"], json!(name));
                break;
            }
            let over = ["FAILED", "STOPPED", "KILLED"].iter().any(|status| job["status"] == *status);
            assert!(!over && begun.elapsed() < PATIENCE, "{job:#}");
            std::thread::sleep(Duration::from_millis(50));
        }
        let events = client.get(&format!("{path}/history")).unwrap();
        let running = events.as_array().unwrap().iter().filter(|event| event["status"] == "RUNNING").count();
        let log = client.call("GET", &format!("{path}/outputs/media/{name}.out"), JSON, b"").unwrap();
        let ends = String::from_utf8(log).unwrap().matches("100.0 %").count();
        assert_eq!((running, ends), (1, 1), "job {name} did not run once: {events:#}");
    }
}

fn check_executions(client: &Client, actor: &str, promised: &[String]) {
    let begun = Instant::now();
    for (index, id) in promised.iter().enumerate() {
        let path = format!("{actor}/executions/{id}");
        while client.get(&path).unwrap()["status"] != "COMPLETE" {
            assert!(begun.elapsed() < PATIENCE, "{}", client.get(&path).unwrap());
            std::thread::sleep(Duration::from_millis(50));
        }
        let log = client.get(&format!("{path}/logs")).unwrap();
        let log = log["logs"].as_str().unwrap();
        assert_eq!(log.matches(&format!("Contents of MSG: {index}\n")).count(), 1, "{log}");
    }
}

/// Everything on the machine that has the data folder among its words or in its environment.
fn processes_of(data: &Path) -> Vec<String> {
    let data = data.to_str().unwrap();
    let entries = std::fs::read_dir("/proc").unwrap().flatten().map(|entry| entry.path());
    let read = |path: &Path, name: &str| std::fs::read(path.join(name)).unwrap_or_default();
    entries
        .filter(|path| !path.ends_with(std::process::id().to_string()))
        .map(|path| [read(&path, "cmdline"), read(&path, "environ")].concat())
        .map(|words| String::from_utf8_lossy(&words).into_owned())
        .filter(|words| words.contains(data))
        .collect()
}

fn check_database(data: &Path) {
    let database = rusqlite::Connection::open(data.join("portolan.sqlite")).unwrap();
    let said: String = database.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(said, "ok");
    let mut broken = database.prepare("PRAGMA foreign_key_check").unwrap();
    assert!(broken.query([]).unwrap().next().unwrap().is_none());
}

#[test]
fn what_was_acknowledged_is_there_once_and_whole() {
    let kills = number("PORTOLAN_CRASH_KILLS", 30) as usize;
    let seed = number("PORTOLAN_CRASH_SEED", fastrand::u64(..));
    eprintln!("{kills} kills, PORTOLAN_CRASH_SEED={seed}");
    let mut random = fastrand::Rng::with_seed(seed);
    let data = tempfile::tempdir().unwrap();
    let mut server = Program::start(data.path(), None);
    let (client, address) = (server.sign_in(), server.address);
    let body = json!({ "image": "abacosamples/test:latest" });
    let actor = client.result("POST", "/actors/v2", &body).unwrap()["id"].as_str().unwrap().to_owned();
    let actor = format!("/actors/v2/{actor}");

    let pace = Pace { kills, each: (2 * kills).clamp(50, 200), ..Pace::default() };
    let (server, jobs, executions) = std::thread::scope(|scope| {
        let submitting = scope.spawn(|| submit_all(&client, &pace));
        let sending = scope.spawn(|| send_all(&client, &actor, &pace));
        let uploading = scope.spawn(|| upload_all(&client, &pace));
        for _ in 0..kills {
            std::thread::sleep(Duration::from_millis(random.u64(0..300)));
            drop(server);
            pace.killed.fetch_add(1, Ordering::Relaxed);
            server = Program::start(data.path(), Some(address));
        }
        uploading.join().unwrap();
        (server, submitting.join().unwrap(), sending.join().unwrap())
    });
    check_jobs(&client, &jobs);
    check_executions(&client, &actor, &executions);
    check_files(&client, pace.each);
    drop(server);
    let begun = Instant::now();
    while !processes_of(data.path()).is_empty() {
        assert!(begun.elapsed() < Duration::from_secs(10), "orphans: {:?}", processes_of(data.path()));
        std::thread::sleep(Duration::from_millis(50));
    }
    check_database(data.path());
}
