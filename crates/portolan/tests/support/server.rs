//! A service of a few fixed answers on this machine.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use serde_json::Value;

/// What is answered to one request, and how often.
pub struct Rule {
    request: String,
    times: usize,
    answer: Answer,
}

enum Answer {
    Body(u16, String),
    /// The connection is closed without an answer.
    None,
}

/// The answer to requests that begin with `GET /path`.
pub fn rule(request: &str, status: u16, body: Value) -> Rule {
    Rule { request: request.into(), times: usize::MAX, answer: Answer::Body(status, body.to_string()) }
}

/// No answer to requests that begin with `POST /path`: the reply is lost.
pub fn lost(request: &str) -> Rule {
    Rule { request: request.into(), times: usize::MAX, answer: Answer::None }
}

impl Rule {
    /// Holds so often only; then later rules do.
    pub fn times(self, times: usize) -> Self {
        Self { times, ..self }
    }
}

pub struct Server {
    pub address: String,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Answers by the first rule that holds.
    pub fn new(rules: Vec<Rule>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let log = seen.clone();
        let mut rules = rules;
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                serve(stream.unwrap(), &mut rules, &log);
            }
        });
        Self { address, seen }
    }

    /// The requests so far: the line, a blank, and the body.
    pub fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }

    /// How many requests began so.
    pub fn count(&self, start: &str) -> usize {
        self.seen().iter().filter(|request| request.starts_with(start)).count()
    }
}

fn serve(mut stream: TcpStream, rules: &mut [Rule], log: &Mutex<Vec<String>>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    let mut length = 0;
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).unwrap();
        if header.trim().is_empty() {
            break;
        }
        if let Some(value) = header.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let request = line.trim().trim_end_matches(" HTTP/1.1").to_owned();
    log.lock().unwrap().push(format!("{request} {}", String::from_utf8_lossy(&body)));

    let rule = rules.iter_mut().find(|rule| rule.times > 0 && request.starts_with(&rule.request));
    let (status, body) = match rule {
        Some(rule) => {
            rule.times = rule.times.saturating_sub(usize::from(rule.times != usize::MAX));
            match &rule.answer {
                Answer::None => return,
                Answer::Body(status, body) => (*status, body.clone()),
            }
        }
        None => (404, "{\"error\":\"nothing here\",\"detail\":\"nothing here\"}".to_owned()),
    };
    let head = format!(
        "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(body.as_bytes()).unwrap();
}
