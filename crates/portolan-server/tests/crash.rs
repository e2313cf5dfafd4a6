//! The real program on a real socket, killed again and again: no accepted job is lost, and none runs twice.

#![allow(clippy::unwrap_used)]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// A server and where it listens; it is killed when this is dropped.
struct Server {
    process: Child,
    address: String,
    code: String,
}

impl Server {
    fn start(data: &Path) -> Server {
        let mut process = Command::new(env!("CARGO_BIN_EXE_portolan"))
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let open = lines.nth(1).unwrap().unwrap();
        let (address, code) =
            open.strip_prefix("Open http://").unwrap().split_once("/sign-in#code=").unwrap();
        Server { process, address: address.to_owned(), code: code.to_owned() }
    }

    /// Sends a request and answers the body.
    fn call(&self, method: &str, path: &str, token: &str, body: &Value) -> Vec<u8> {
        let body = body.to_string();
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        )
        .unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let head = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n").unwrap();
        assert!(answer.starts_with(b"HTTP/1.1 2"), "{}", String::from_utf8_lossy(&answer));
        answer.split_off(head + 4)
    }

    fn result(&self, method: &str, path: &str, token: &str, body: &Value) -> Value {
        let answer: Value = serde_json::from_slice(&self.call(method, path, token, body)).unwrap();
        answer["result"].clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

#[test]
fn no_accepted_job_is_lost_or_runs_twice() {
    const ROUNDS: u64 = 12;
    let data = tempfile::tempdir().unwrap();
    let mut server = Server::start(data.path());
    let session = server.call("POST", "/portolan/session", "", &json!({ "code": server.code }));
    let session: Value = serde_json::from_slice(&session).unwrap();
    let token = session["accessToken"].as_str().unwrap();

    let mut accepted = Vec::new();
    for round in 0..ROUNDS {
        for samples in 1..3 {
            let body =
                json!({ "name": "k", "appId": "monte-carlo-pi-1.0.0", "parameters": { "samples": samples } });
            let job = server.result("POST", "/jobs/v2/", token, &body);
            accepted.push(job["id"].as_str().unwrap().to_owned());
        }
        // Each round it is killed at another moment of the jobs' way.
        std::thread::sleep(Duration::from_millis(round * 17));
        drop(server);
        server = Server::start(data.path());
    }

    let begun = Instant::now();
    for id in &accepted {
        let path = format!("/jobs/v2/{id}");
        loop {
            let job = server.result("GET", &path, token, &Value::Null);
            if job["status"] == "FINISHED" {
                break;
            }
            let over = ["FAILED", "STOPPED", "KILLED"].iter().any(|status| job["status"] == *status);
            assert!(!over && begun.elapsed() < Duration::from_secs(60), "{job:#}");
            std::thread::sleep(Duration::from_millis(20));
        }
        let events = server.result("GET", &format!("{path}/history"), token, &Value::Null);
        let running = events.as_array().unwrap().iter().filter(|event| event["status"] == "RUNNING").count();
        assert_eq!(running, 1, "{events:#}");
        let log = server.call("GET", &format!("{path}/outputs/media/k.out"), token, &Value::Null);
        let ends = String::from_utf8(log).unwrap().lines().filter(|line| line.starts_with("100.0 %")).count();
        assert_eq!(ends, 1, "job {id} ran {ends} times");
    }
    let listed = server.result("GET", "/jobs/v2/?limit=250", token, &Value::Null);
    assert_eq!(listed.as_array().unwrap().len(), accepted.len());
}
