//! The server under test, and a client that is signed in to it.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

/// The real program, ended when this is dropped.
pub(crate) struct Program {
    process: Child,
    base: String,
    code: String,
}

/// A client with a bearer token, which both servers are asked with.
#[derive(Clone)]
pub(crate) struct Client {
    http: reqwest::Client,
    token: String,
}

impl Program {
    /// Starts it on a free port.
    pub(crate) fn start(data: &Path) -> Program {
        let mut process = Command::new(env!("CARGO_BIN_EXE_portolan"))
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .env("PORTOLAN_LOG", "warn")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let open = BufReader::new(process.stdout.take().unwrap()).lines().nth(1).unwrap().unwrap();
        let (base, code) = open.strip_prefix("Open ").unwrap().split_once("/sign-in#code=").unwrap();
        Program { process, base: base.to_owned(), code: code.to_owned() }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// Signs in as the demo user.
    pub(crate) async fn sign_in(&self) -> Client {
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let client = Client { http, token: String::new() };
        let body = json!({ "code": self.code });
        let session = client.post(&self.url("/portolan/session"), "application/json", body.to_string()).await;
        let session: Value = serde_json::from_slice(&session).unwrap();
        Client { token: session["accessToken"].as_str().unwrap().to_owned(), ..client }
    }

    /// Memory in MiB, now and at most until now.
    pub(crate) fn memory(&self) -> (u64, u64) {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap();
        let value = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
            line.trim_start_matches(':').trim().trim_end_matches("kB").trim().parse::<u64>().unwrap() / 1024
        };
        (value("VmRSS"), value("VmHWM"))
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Client {
    /// A request with the token.
    pub(crate) fn request(&self, method: reqwest::Method, url: &str) -> reqwest::RequestBuilder {
        self.http.request(method, url).bearer_auth(&self.token)
    }

    /// The body of a successful answer.
    pub(crate) async fn get(&self, url: &str) -> Vec<u8> {
        body(self.request(reqwest::Method::GET, url)).await
    }

    /// The body of a successful answer.
    pub(crate) async fn post(&self, url: &str, media_type: &str, content: String) -> Vec<u8> {
        body(self.request(reqwest::Method::POST, url).header("content-type", media_type).body(content)).await
    }
}

async fn body(request: reqwest::RequestBuilder) -> Vec<u8> {
    let answer = request.send().await.unwrap();
    assert!(answer.status().is_success(), "{}: {}", answer.url(), answer.status());
    answer.bytes().await.unwrap().to_vec()
}
