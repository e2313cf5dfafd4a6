//! Calls of the Rescale protocol.

use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::{Method, Request, header};
use portolan_server::accounts::User;
use portolan_server::accounts::api_keys::{self, Protocol};
use serde_json::{Value, json};

use super::files::MULTIPART;
use super::{Reply, Server};

pub struct Rescale<'s> {
    server: &'s Server,
    pub token: String,
}

impl<'s> Rescale<'s> {
    /// A user of this name, with a token of Rescale's.
    pub fn new(server: &'s Server, name: &str) -> Rescale<'s> {
        let user = User { name: name.to_owned() };
        let token = api_keys::issue(server.state.db(), &user, Protocol::Rescale).unwrap();
        Rescale { server, token }
    }

    /// The same user's calls to a server that has been started again.
    pub fn again(server: &'s Server, token: &str) -> Rescale<'s> {
        Rescale { server, token: token.to_owned() }
    }

    pub async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Reply {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("/api/{path}"))
            .header(header::HOST, "127.0.0.1:8750")
            .header(header::AUTHORIZATION, format!("Token {}", self.token));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.server.raw(request.body(Body::from(body)).unwrap()).await
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, &[], Vec::new()).await
    }

    /// The body of a successful answer.
    #[track_caller]
    pub fn read(&self, path: &str) -> impl Future<Output = Value> {
        let caller = std::panic::Location::caller();
        async move {
            let reply = self.get(path).await;
            assert_eq!(reply.status, 200, "{caller}: {path}: {}", String::from_utf8_lossy(&reply.body));
            reply.json()
        }
    }

    /// Sends JSON; an empty body goes with the same media type, as vendors' examples have it.
    pub async fn json(&self, method: Method, path: &str, body: Value) -> Reply {
        let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
        self.send(method, path, &[("content-type", "application/json")], body).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.json(Method::POST, path, body).await
    }

    pub async fn delete(&self, path: &str) -> Reply {
        self.send(Method::DELETE, path, &[], Vec::new()).await
    }

    /// Uploads a file, its type where vendors' examples have it, and answers its id.
    pub async fn upload(&self, name: &str, content: &[u8]) -> String {
        let head = "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=";
        let mut body = format!("{head}\"{name}\"\r\nContent-Type: {{'type_id': 1}}\r\n\r\n").into_bytes();
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n--edge--\r\n");
        let reply = self.send(Method::POST, "v2/files/contents/", &[MULTIPART], body).await;
        assert_eq!(reply.status, 201, "{}", String::from_utf8_lossy(&reply.body));
        reply.json()["id"].as_str().unwrap().to_owned()
    }

    /// Creates a job of any command, and answers its id.
    pub async fn create(&self, command: &str, inputs: &[&str]) -> String {
        let reply = self.post("v2/jobs/", any_job(command, inputs)).await;
        assert_eq!(reply.status, 201, "{}", reply.json());
        reply.json()["id"].as_str().unwrap().to_owned()
    }

    pub async fn submit(&self, id: &str) {
        let reply = self.post(&format!("v2/jobs/{id}/submit/"), Value::Null).await;
        assert_eq!(reply.status, 200, "{}", String::from_utf8_lossy(&reply.body));
        assert!(reply.body.is_empty());
    }

    pub async fn statuses(&self, id: &str) -> Vec<String> {
        let rows = self.read(&format!("v2/jobs/{id}/statuses/")).await;
        rows["results"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["status"].as_str().unwrap().to_owned())
            .collect()
    }

    /// Waits until the job has this status.
    pub async fn wait(&self, id: &str, wanted: &str) -> Value {
        let begun = Instant::now();
        loop {
            let rows = self.read(&format!("v2/jobs/{id}/statuses/")).await;
            let newest = &rows["results"][0];
            if newest["status"] == wanted {
                return newest.clone();
            }
            assert!(
                newest["status"] != "Completed" && begun.elapsed() < Duration::from_secs(60),
                "waiting for {wanted}: {rows:#}"
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Names and ids of a job's files.
    pub async fn files(&self, id: &str) -> Vec<(String, String)> {
        let rows = self.read(&format!("v2/jobs/{id}/files/")).await;
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        rows["results"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| (text(&row["relativePath"]), text(&row["id"])))
            .collect()
    }
}

/// The body of a job of any command.
pub fn any_job(command: &str, inputs: &[&str]) -> Value {
    json!({
        "name": "Example Job",
        "jobanalyses": [{
            "analysis": { "code": "user_included", "version": "0" },
            "command": command,
            "hardware": { "coreType": "standard-plus", "coresPerSlot": 1, "slots": 1, "walltime": 48 },
            "inputFiles": inputs.iter().map(|id| json!({ "id": id })).collect::<Vec<_>>(),
        }],
    })
}
