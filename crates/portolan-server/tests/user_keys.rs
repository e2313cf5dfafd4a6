//! `portolan user add`: the keys that it prints open their protocols, and are nowhere to be found afterwards.

#![allow(clippy::unwrap_used)]

mod harness;

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use axum::body::Body;
use axum::http::{Request, header};
use harness::Server;

/// What the command prints for a new user.
fn add_user(data: &Path, name: &str) -> Vec<(String, String)> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_portolan"))
        .args(["user", "add", name, "--data"])
        .arg(data)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"p\xc3\xa4ssword\n").unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    let pair =
        |line: &str| line.split_once(": ").map(|(name, key)| (name.to_owned(), key.to_owned())).unwrap();
    text.lines().map(pair).collect()
}

/// Whether a text is anywhere in the files of a folder.
fn is_in(folder: &Path, text: &str) -> bool {
    std::fs::read_dir(folder).unwrap().flatten().any(|entry| match entry.file_type().unwrap().is_dir() {
        true => is_in(&entry.path(), text),
        false => {
            let bytes = std::fs::read(entry.path()).unwrap();
            bytes.windows(text.len()).any(|window| window == text.as_bytes())
        }
    })
}

#[tokio::test]
async fn keys_are_shown_once_and_kept_as_digests() {
    let server = Server::start().await;
    let keys = add_user(server.data(), "alice");
    let names: Vec<&str> = keys.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["jarvice apikey", "rescale token"]);
    let (apikey, token) = (&keys[0].1, &keys[1].1);
    let get = |path: String, credential: Option<String>| {
        let mut request = Request::get(path).header(header::HOST, "127.0.0.1:8750");
        if let Some(credential) = credential {
            request = request.header(header::AUTHORIZATION, credential);
        }
        server.raw(request.body(Body::empty()).unwrap())
    };
    let jarvice = |key: &str| get(format!("/jarvice/jobs?username=alice&apikey={key}"), None);
    let rescale = |key: &str| get("/api/v2/users/me/".to_owned(), Some(format!("Token {key}")));
    assert_eq!(jarvice(apikey).await.status, 200);
    assert_eq!(rescale(token).await.status, 200);
    // Each opens its own protocol only.
    assert_eq!(jarvice(token).await.status, 401);
    assert_eq!(rescale(apikey).await.status, 401);
    for secret in [apikey, token, &"pässword".to_owned()] {
        assert!(!is_in(server.data(), secret));
    }
    assert!(is_in(server.data(), "alice"), "the look finds what is there");
}
