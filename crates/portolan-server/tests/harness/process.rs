//! The real program on a real socket, which can be killed and started again, and the plainest of clients.

use std::io::{BufRead as _, BufReader, Error, ErrorKind, Read as _, Result, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

/// A server that runs; it is killed when this is dropped.
pub struct Program {
    process: Child,
    pub address: SocketAddr,
    code: String,
}

impl Program {
    /// Starts on a free port, or on the one of an earlier life.
    pub fn start(data: &Path, address: Option<SocketAddr>) -> Program {
        let listen = address.map_or_else(|| "127.0.0.1:0".to_owned(), |address| address.to_string());
        let mut process = Command::new(env!("CARGO_BIN_EXE_portolan"))
            .args(["serve", "--listen", &listen, "--data"])
            .arg(data)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let open = lines.nth(1).unwrap_or_else(|| panic!("the server did not start")).unwrap();
        let (address, code) =
            open.strip_prefix("Open http://").unwrap().split_once("/sign-in#code=").unwrap();
        Program { process, address: address.parse().unwrap(), code: code.to_owned() }
    }

    /// Signs in as the demo user.
    pub fn sign_in(&self) -> Client {
        let client = Client { address: self.address, token: String::new() };
        let body = json!({ "code": self.code }).to_string();
        let session = client.call("POST", "/portolan/session", JSON, body.as_bytes()).unwrap();
        let session: Value = serde_json::from_slice(&session).unwrap();
        Client { token: session["accessToken"].as_str().unwrap().to_owned(), ..client }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

pub const JSON: &str = "application/json";

/// Somebody who calls a server, whichever life it is in.
#[derive(Clone)]
pub struct Client {
    address: SocketAddr,
    token: String,
}

impl Client {
    /// The body of a successful answer. Whatever breaks off is an error, and so is a refusal.
    pub fn call(&self, method: &str, path: &str, media_type: &str, body: &[u8]) -> Result<Vec<u8>> {
        let mut stream = TcpStream::connect(self.address)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nAuthorization: Bearer {}\r\n\
             Content-Type: {media_type}\r\nContent-Length: {}\r\n\r\n",
            self.address,
            self.token,
            body.len()
        )?;
        stream.write_all(body)?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        let end = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n");
        let body = answer.split_off(end.ok_or(ErrorKind::UnexpectedEof)? + 4);
        let head = String::from_utf8(answer).unwrap().to_lowercase();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
        if length.is_some_and(|length: usize| length != body.len()) {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        if !head.starts_with("http/1.1 2") {
            return Err(Error::other(format!("{head}{}", String::from_utf8_lossy(&body))));
        }
        Ok(body)
    }

    /// The result of a successful answer.
    pub fn result(&self, method: &str, path: &str, body: &Value) -> Result<Value> {
        let answer = self.call(method, path, JSON, body.to_string().as_bytes())?;
        let mut answer: Value = serde_json::from_slice(&answer)?;
        Ok(answer["result"].take())
    }

    pub fn get(&self, path: &str) -> Result<Value> {
        self.result("GET", path, &Value::Null)
    }
}
