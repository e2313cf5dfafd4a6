//! Systems that several tests register.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{Caller, Reply};

pub const ALL: &str = "/systems/v2/";
pub const SECRET: &str = "correct horse battery staple";

pub fn disk(id: &str) -> Value {
    json!({
        "id": id, "name": "A disk", "type": "STORAGE", "status": "UP", "site": "lab.example.org",
        "storage": { "host": "localhost", "port": 0, "protocol": "LOCAL", "rootDir": "/", "homeDir": "/data",
                     "auth": { "type": "LOCAL" } },
    })
}

pub fn cluster(id: &str) -> Value {
    let auth = json!({ "type": "PASSWORD", "username": "me", "password": SECRET });
    json!({
        "id": id, "name": "A cluster", "type": "EXECUTION", "executionType": "HPC", "scheduler": "SLURM",
        "queues": [{ "name": "long", "default": true, "maxJobs": 10 }, { "name": "short" }],
        "login": { "host": "login.example.org", "port": 22, "protocol": "SSH", "auth": auth },
        "storage": { "host": "data.example.org", "port": 22, "protocol": "SFTP", "rootDir": "/", "auth": auth },
    })
}

pub async fn register(caller: &Caller, body: Value) -> Value {
    let reply = caller.post(ALL, body).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.json());
    reply.result()
}

pub async fn give(owner: &Caller, id: &str, user: &str, role: &str) -> Value {
    owner.post(&format!("{ALL}{id}/roles"), json!({ "username": user, "role": role })).await.result()
}

pub async fn do_to(caller: &Caller, id: &str, body: Value) -> Reply {
    caller.put(&format!("{ALL}{id}"), body).await
}

pub fn ids(rows: &Value) -> Vec<&str> {
    rows.as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap()).collect()
}
