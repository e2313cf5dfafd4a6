//! Calls of the files service that several tests make.

use axum::http::Method;
use serde_json::json;

use super::{Caller, Reply};

pub const LISTINGS: &str = "/files/v2/listings/system/local.storage";
pub const MEDIA: &str = "/files/v2/media/system/local.storage";
pub const PEMS: &str = "/files/v2/pems/system/local.storage";
pub const HISTORY: &str = "/files/v2/history/system/local.storage";
pub const MULTIPART: (&str, &str) = ("content-type", "multipart/form-data; boundary=edge");

/// A multipart body of one file and other fields after it.
pub fn multipart(name: &str, content: &[u8], fields: &[(&str, &str)]) -> Vec<u8> {
    let head = "--edge\r\nContent-Disposition: form-data; name=\"fileToUpload\"; filename=";
    let mut body = format!("{head}\"{name}\"\r\nContent-Type: text/plain\r\n\r\n").into_bytes();
    body.extend_from_slice(content);
    for (name, value) in fields {
        let part = format!("\r\n--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}");
        body.extend_from_slice(part.as_bytes());
    }
    body.extend_from_slice(b"\r\n--edge--\r\n");
    body
}

pub async fn upload(caller: &Caller, folder: &str, name: &str, content: &[u8]) -> Reply {
    caller.send(Method::POST, &format!("{MEDIA}/{folder}"), &[MULTIPART], multipart(name, content, &[])).await
}

pub async fn names(caller: &Caller, address: &str) -> Vec<String> {
    let rows = caller.get(address).await.result();
    rows.as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
}

pub async fn act(caller: &Caller, path: &str, action: &str, target: &str) -> Reply {
    caller.put(&format!("{MEDIA}/{path}"), json!({ "action": action, "path": target })).await
}
