//! Calls of the JARVICE protocol.

use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::{Method, Request, header};
use portolan_server::accounts::User;
use portolan_server::accounts::api_keys::{self, Protocol};
use serde_json::{Value, json};

use super::{Reply, Server};

pub struct Jarvice<'s> {
    server: &'s Server,
    pub username: String,
    pub apikey: String,
}

/// A query or form of these fields.
pub fn encoded(fields: &[(&str, &str)]) -> String {
    let escape =
        |text| percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string();
    let pairs: Vec<String> =
        fields.iter().map(|(name, value)| format!("{}={}", escape(name), escape(value))).collect();
    pairs.join("&")
}

impl<'s> Jarvice<'s> {
    /// A user of this name, with a key of JARVICE's.
    pub fn new(server: &'s Server, name: &str) -> Jarvice<'s> {
        let user = User { name: name.to_owned() };
        let apikey = api_keys::issue(server.state.db(), &user, Protocol::Jarvice).unwrap();
        Jarvice { server, username: name.to_owned(), apikey }
    }

    fn fields<'a>(&'a self, own: &[(&'a str, &'a str)]) -> String {
        encoded(&[&[("username", self.username.as_str()), ("apikey", &self.apikey)], own].concat())
    }

    pub async fn get(&self, operation: &str, fields: &[(&str, &str)]) -> Reply {
        let path = format!("/jarvice/{operation}?{}", self.fields(fields));
        self.bare(Method::GET, &path, "", String::new()).await
    }

    pub async fn form(&self, operation: &str, fields: &[(&str, &str)]) -> Reply {
        let path = format!("/jarvice/{operation}");
        self.bare(Method::POST, &path, "application/x-www-form-urlencoded", self.fields(fields)).await
    }

    /// Posts a body of JSON with the caller's credentials.
    pub async fn post(&self, operation: &str, mut body: Value) -> Reply {
        body["user"] = json!({ "username": self.username, "apikey": self.apikey });
        self.bare(Method::POST, &format!("/jarvice/{operation}"), "application/json", body.to_string()).await
    }

    pub async fn bare(&self, method: Method, path: &str, media_type: &str, body: String) -> Reply {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "127.0.0.1:8750")
            .header(header::CONTENT_TYPE, media_type);
        self.server.raw(request.body(Body::from(body)).unwrap()).await
    }

    /// Runs a script as a batch job and answers its number.
    pub async fn batch(&self, script: &str) -> String {
        let reply =
            self.post("batch", json!({ "container": { "image": "library/alpine", "jobscript": script } }));
        let reply = reply.await;
        assert_eq!(reply.status, 200, "{}", reply.json());
        reply.json()["number"].to_string()
    }

    pub async fn status(&self, number: &str) -> Value {
        let reply = self.get("status", &[("number", number)]).await;
        assert_eq!(reply.status, 200, "{}", reply.json());
        reply.json()[number].clone()
    }

    /// Waits until the job has this status.
    pub async fn wait(&self, number: &str, wanted: &str) -> Value {
        let begun = Instant::now();
        loop {
            let job = self.status(number).await;
            let status = job["job_status"].as_str().unwrap();
            if status == wanted {
                return job;
            }
            let over = ["COMPLETED", "COMPLETED WITH ERROR", "TERMINATED", "CANCELED"].contains(&status);
            assert!(!over && begun.elapsed() < Duration::from_secs(60), "waiting for {wanted}: {job:#}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Waits until the tail of a running job has this text.
    pub async fn wait_for_text(&self, number: &str, text: &str) {
        let begun = Instant::now();
        loop {
            let tail = self.get("tail", &[("number", number), ("lines", "0")]).await;
            if String::from_utf8_lossy(&tail.body).contains(text) {
                return;
            }
            assert!(begun.elapsed() < Duration::from_secs(60), "{}", String::from_utf8_lossy(&tail.body));
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}
