//! How fast the server is, and how much memory it takes, beside a plain server of static files in the same run. Both
//! are asked by the same client on the same machine, in turn, so the ratio says more than either number.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

mod baseline;
mod load;
mod program;
mod seed;
mod transfer;

use std::time::Duration;

use load::{Load, measure};
use program::Program;

/// Connections that ask at the same time.
const CONNECTIONS: usize = 8;
/// How long each question is asked.
const TIME: Duration = Duration::from_secs(5);
/// Jobs in the list.
const JOBS: usize = 10_000;
/// Files in the folder.
const FILES: usize = 100_000;

#[tokio::main]
async fn main() {
    let data = tempfile::tempdir().unwrap();
    let plain = tempfile::tempdir().unwrap();
    let server = Program::start(data.path());
    let baseline = baseline::start(plain.path().to_owned()).await;
    let client = server.sign_in().await;
    let memory_at_rest = server.memory();
    let job = seed::jobs(&client, &server, data.path(), JOBS).await;
    seed::files(&data.path().join("home/demo/many"), FILES);

    println!(
        "{CONNECTIONS} connections, {} s each; the plain server gives the same bytes from a file",
        TIME.as_secs()
    );
    println!(
        "{:<34} {:>9} {:>9} {:>9} {:>12} {:>7}",
        "question", "per s", "p50 ms", "p99 ms", "plain per s", "ratio"
    );
    let files = "/files/v2/listings/system/local.storage/many?limit=100&offset=";
    let offsets = (0..FILES / 100).map(|page| format!("{files}{}", page * 97 % (FILES / 100) * 100));
    for (name, paths) in [
        ("list jobs (100 of 10,000)", vec!["/jobs/v2/?limit=100".to_owned()]),
        ("search jobs by name in 10,000", vec!["/jobs/v2/?name=bench&limit=100".to_owned()]),
        ("list files (100 of 100,000)", offsets.collect()),
        ("one job's status", vec![format!("/jobs/v2/{job}/status")]),
    ] {
        let answer = client.get(&server.url(&paths[0])).await;
        std::fs::write(plain.path().join("answer.json"), &answer).unwrap();
        let ours =
            measure(&client, paths.iter().map(|path| server.url(path)).collect(), CONNECTIONS, TIME).await;
        let theirs = measure(&client, vec![baseline.url("/answer.json")], CONNECTIONS, TIME).await;
        report(name, &ours, &theirs);
    }
    println!();
    transfer::compare(&client, &server, &baseline).await;
    println!();
    let (now, most) = server.memory();
    println!("memory of the server: {} MiB at rest, {now} MiB now, {most} MiB at most", memory_at_rest.0);
}

fn report(name: &str, ours: &Load, theirs: &Load) {
    println!(
        "{name:<34} {:>9.0} {:>9.2} {:>9.2} {:>12.0} {:>7.2}",
        ours.per_second,
        ours.p50.as_secs_f64() * 1e3,
        ours.p99.as_secs_f64() * 1e3,
        theirs.per_second,
        ours.per_second / theirs.per_second
    );
}
