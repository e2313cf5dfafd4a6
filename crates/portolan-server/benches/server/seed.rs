//! What the server is filled with before it is asked.

use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

use super::program::{Client, Program};

/// Runs one job to its end and copies its row until there are so many. Answers the id of the first.
pub(crate) async fn jobs(client: &Client, server: &Program, data: &Path, number: usize) -> String {
    let wish = json!({ "name": "bench", "appId": "monte-carlo-pi-1.0.0", "parameters": { "samples": 1 } });
    let made = client.post(&server.url("/jobs/v2/"), "application/json", wish.to_string()).await;
    let made: Value = serde_json::from_slice(&made).unwrap();
    let id = made["result"]["id"].as_str().unwrap().to_owned();
    loop {
        let job: Value =
            serde_json::from_slice(&client.get(&server.url(&format!("/jobs/v2/{id}"))).await).unwrap();
        if job["result"]["status"] == "FINISHED" {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let database = rusqlite::Connection::open(data.join("portolan.sqlite")).unwrap();
    let columns: Vec<String> = database
        .prepare("SELECT name FROM pragma_table_info('jobs') WHERE name NOT IN ('number', 'id')")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    let columns = columns.join(", ");
    let copied = format!(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {})
         INSERT INTO jobs (id, {columns}) SELECT i || '-b-0001-007', {columns} FROM jobs, n WHERE id = ?1",
        number - 1
    );
    let copies = database.execute(&copied, [&id]).unwrap();
    assert_eq!(copies + 1, number);
    id
}

/// Makes so many empty files in a folder.
pub(crate) fn files(folder: &Path, number: usize) {
    std::fs::create_dir_all(folder).unwrap();
    for index in 0..number {
        std::fs::File::create(folder.join(format!("file-{index:06}.dat"))).unwrap();
    }
}
