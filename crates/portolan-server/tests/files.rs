//! Files through the whole server: what arrives on disk, what is shown of it, and what is refused.

#![allow(clippy::unwrap_used)]

mod harness;

use std::collections::HashSet;
use std::os::unix::fs::symlink;

use axum::body::Body;
use axum::http::{Method, Request};
use futures_util::stream;
use harness::{Caller, Reply, Server};
use serde_json::json;

const LISTINGS: &str = "/files/v2/listings/system/local.storage";
const MEDIA: &str = "/files/v2/media/system/local.storage";
const PEMS: &str = "/files/v2/pems/system/local.storage";
const HISTORY: &str = "/files/v2/history/system/local.storage";
const MULTIPART: (&str, &str) = ("content-type", "multipart/form-data; boundary=edge");

/// A multipart body of one file and other fields after it.
fn multipart(name: &str, content: &[u8], fields: &[(&str, &str)]) -> Vec<u8> {
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

async fn upload(caller: &Caller, folder: &str, name: &str, content: &[u8]) -> Reply {
    caller.send(Method::POST, &format!("{MEDIA}/{folder}"), &[MULTIPART], multipart(name, content, &[])).await
}

async fn names(caller: &Caller, address: &str) -> Vec<String> {
    let rows = caller.get(address).await.result();
    rows.as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
}

async fn act(caller: &Caller, path: &str, action: &str, target: &str) -> Reply {
    caller.put(&format!("{MEDIA}/{path}"), json!({ "action": action, "path": target })).await
}

#[tokio::test]
async fn an_upload_arrives_whole_and_is_listed() {
    let server = Server::start().await;
    let alice = server.user("alice").await;
    let content: Vec<u8> = (0..3_000_000_u32).map(|n| (n % 251) as u8).collect();
    let reply = upload(&alice, "", "a b#1 ü.bin", &content).await;
    assert_eq!(reply.status, 202);
    let file = reply.result();
    assert_eq!((&file["status"], &file["path"]), (&json!("STAGING_QUEUED"), &json!("/alice/a b#1 ü.bin")));
    let own = file["_links"]["self"]["href"].as_str().unwrap();
    assert_eq!(own, "http://127.0.0.1:8750/files/v2/media/system/local.storage//alice/a%20b%231%20%C3%BC.bin");
    assert_eq!(std::fs::read(alice.home.join("a b#1 ü.bin")).unwrap(), content);

    let rows = alice.get(&format!("{LISTINGS}/")).await.result();
    assert_eq!((&rows[0]["name"], &rows[0]["type"], &rows[0]["path"]), (&json!("."), &json!("dir"), &json!("/alice")));
    assert_eq!((&rows[1]["length"], &rows[1]["format"]), (&json!(3_000_000), &json!("raw")));
    let linked = own.strip_prefix("http://127.0.0.1:8750").unwrap();
    assert_eq!(alice.get(linked).await.body, content, "links work as they are");

    assert_eq!(upload(&alice, "", "a b#1 ü.bin", b"short").await.status, 202);
    assert_eq!(std::fs::read(alice.home.join("a b#1 ü.bin")).unwrap(), b"short");
    let events = alice.get(&format!("{HISTORY}/a%20b%231%20%C3%BC.bin")).await.result();
    let events: Vec<&str> = events.as_array().unwrap().iter().map(|row| row["status"].as_str().unwrap()).collect();
    let staged = ["STAGING_QUEUED", "STAGING_COMPLETED"];
    assert_eq!(events, [&["CREATED"][..], &staged, &["OVERWRITTEN"], &staged].concat());
}

#[tokio::test]
async fn an_upload_takes_its_name_from_where_clients_put_it() {
    let server = Server::start().await;
    let alice = server.user("alice").await;
    std::fs::create_dir_all(alice.home.join("in")).unwrap();
    let named = multipart("sent.txt", b"1", &[("fileName", "given.txt"), ("fileType", "raw")]);
    assert_eq!(alice.send(Method::POST, &format!("{MEDIA}/in"), &[MULTIPART], named).await.status, 202);
    assert_eq!(upload(&alice, "in/", "some/folder/last.txt", b"2").await.status, 202);
    assert_eq!(upload(&alice, "in/", "quo%22ted.txt", b"3").await.status, 202);
    // agavepy's helper puts the whole path into both places.
    assert_eq!(upload(&alice, "in/cool.ext", "in/cool.ext", b"4").await.status, 202);
    assert_eq!(upload(&alice, "in/cool.ext", "in/cool.ext", b"5").await.status, 202);
    let default = multipart("d.txt", b"6", &[]);
    assert_eq!(alice.send(Method::POST, "/files/v2/media/in", &[MULTIPART], default).await.status, 202);
    let expected = [".", "cool.ext", "d.txt", "given.txt", "last.txt", "quo\"ted.txt"];
    assert_eq!(names(&alice, &format!("{LISTINGS}/in")).await, expected);
    assert_eq!(std::fs::read(alice.home.join("in/cool.ext")).unwrap(), b"5");
}

#[tokio::test]
async fn what_cannot_be_stored_is_refused_and_leaves_nothing() {
    let server = Server::start().await;
    let alice = server.user("alice").await;
    std::fs::create_dir_all(alice.home.join("folder/taken")).unwrap();
    std::fs::write(alice.home.join("file"), "x").unwrap();
    let long = "n".repeat(256);
    for (folder, name, status, says) in [
        ("nowhere", "a", 404, "/alice/nowhere"),
        ("nowhere/deeper/", "a", 404, "nowhere/deeper"),
        ("file", "a", 400, "path: "),
        ("file/below", "a", 400, "path: "),
        ("folder", "taken", 400, "taken"),
        ("folder", "", 400, "fileToUpload: "),
        ("folder", "..", 400, "fileToUpload: "),
        ("folder", "../a", 400, "fileToUpload: "),
        ("folder", "a/../../b", 400, "fileToUpload: "),
        ("folder", "a%5c\\b", 400, "fileToUpload: "),
        ("folder", long.as_str(), 400, "fileToUpload: "),
        ("..", "a", 400, "path: "),
        ("%2e%2e", "a", 400, "path: "),
        ("folder/..%2f..", "a", 400, "path: "),
        ("a%00b", "a", 400, "path: "),
        ("a%5Cb", "a", 400, "path: "),
        ("%FF", "a", 400, "path: "),
        (long.as_str(), "a", 400, "path: "),
        ("/bob", "a", 403, "/bob"),
        ("/", "a", 403, "/"),
    ] {
        let said = upload(&alice, folder, name, b"content").await.refusal(status);
        assert!(said.contains(says), "{folder:?} {name:?}: {said}");
    }
    for (fields, says) in [(&[("fileName", "../x")][..], "fileName: "), (&[("fileName", "a/b")], "fileName: ")] {
        let body = multipart("a", b"content", fields);
        let reply = alice.send(Method::POST, &format!("{MEDIA}/folder"), &[MULTIPART], body).await;
        assert!(reply.refusal(400).contains(says));
    }
    let post = async |kind: &str, body: &str| {
        alice.send(Method::POST, &format!("{MEDIA}/folder"), &[("content-type", kind)], body.into()).await
    };
    assert!(post("application/x-www-form-urlencoded", "fileName=x").await.refusal(400).contains("No file uploaded"));
    assert!(post("multipart/form-data; boundary=edge", "--edge--\r\n").await.refusal(400).contains("No file uploaded"));
    assert!(post("multipart/form-data; boundary=edge", "--edge\r\nbroken").await.refusal(400).contains("body: "));
    assert!(post("multipart/form-data", "").await.refusal(400).contains("body: "));
    let import = "urlToIngest=https%3A%2F%2Fexample.org%2Fx";
    assert!(post("application/x-www-form-urlencoded", import).await.refusal(501).contains("urlToIngest"));

    assert_eq!(names(&alice, &format!("{LISTINGS}/folder")).await, [".", "taken"]);
    assert_eq!(std::fs::read_dir(server.data().join("staging")).unwrap().count(), 0);
}

#[tokio::test]
async fn an_upload_that_breaks_off_leaves_nothing() {
    let server = Server::start().await;
    let alice = server.user("alice").await;
    std::fs::write(alice.home.join("kept.txt"), "before").unwrap();
    let mut body = multipart("kept.txt", &[b'x'; 100_000], &[]);
    body.truncate(60_000);
    let pieces: Vec<Result<Vec<u8>, std::io::Error>> = vec![Ok(body), Err(std::io::Error::other("gone"))];
    let request = Request::post(format!("{MEDIA}/"))
        .header("host", "127.0.0.1:8750")
        .header("authorization", format!("Bearer {}", alice.token()))
        .header(MULTIPART.0, MULTIPART.1)
        .body(Body::from_stream(stream::iter(pieces)))
        .unwrap();
    server.raw(request).await.refusal(400);
    assert_eq!(std::fs::read(alice.home.join("kept.txt")).unwrap(), b"before");
    assert_eq!(std::fs::read_dir(server.data().join("staging")).unwrap().count(), 0);
    assert_eq!(names(&alice, &format!("{LISTINGS}/")).await, [".", "kept.txt"]);
}

#[tokio::test]
async fn left_overs_of_a_killed_server_vanish() {
    let server = Server::start().await;
    let alice = server.user("alice").await;
    let server = server
        .restart(|folder| {
            std::fs::write(folder.join("staging/half"), "half a file").unwrap();
            std::fs::create_dir_all(folder.join("staging/tree/below")).unwrap();
        })
        .await;
    assert_eq!(std::fs::read_dir(server.data().join("staging")).unwrap().count(), 0);
    assert_eq!(names(&server.again(&alice), &format!("{LISTINGS}/")).await, ["."]);
}

#[tokio::test]
async fn downloads_have_ranges_and_safe_headers() {
    let server = Server::start().await;
    let alice = server.user("alice").await;
    std::fs::write(alice.home.join("d.html"), "0123456789").unwrap();
    std::fs::create_dir(alice.home.join("sub")).unwrap();
    let whole = alice.get(&format!("{MEDIA}/d.html")).await;
    assert_eq!((whole.status.as_u16(), whole.body.as_slice()), (200, &b"0123456789"[..]));
    for (name, value) in [
        ("content-type", "text/html; charset=utf-8"),
        ("content-length", "10"),
        ("accept-ranges", "bytes"),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "sandbox; default-src 'none'"),
        ("content-disposition", "inline; filename=\"d.html\"; filename*=UTF-8''d.html"),
    ] {
        assert_eq!(whole.headers[name], value, "{name}");
    }
    let forced = alice.get("/files/v2/media/d.html?force=true").await;
    assert!(forced.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));

    for (range, status, body, told) in [
        ("bytes=2-4", 206, "234", "bytes 2-4/10"),
        ("bytes=7-", 206, "789", "bytes 7-9/10"),
        ("bytes=-2", 206, "89", "bytes 8-9/10"),
        ("bytes=0-0,5-6", 206, "0", "bytes 0-0/10"),
        ("bytes=0-10", 416, "", "bytes */10"),
        ("bytes=10-", 416, "", "bytes */10"),
    ] {
        let reply = alice.send(Method::GET, &format!("{MEDIA}/d.html"), &[("range", range)], vec![]).await;
        assert_eq!((reply.status.as_u16(), &reply.headers["content-range"]), (status, &told.parse().unwrap()), "{range}");
        if status == 206 {
            assert_eq!(String::from_utf8(reply.body).unwrap(), body);
        } else {
            assert!(reply.refusal(416).contains("Range"));
        }
    }
    let head = alice.send(Method::HEAD, &format!("{MEDIA}/d.html"), &[], vec![]).await;
    assert_eq!(head.headers["content-length"], "10");
    alice.get(&format!("{MEDIA}/sub")).await.refusal(501);
    alice.get(&format!("{MEDIA}/none")).await.refusal(404);
    alice.get("/files/v2/media/system/no.such/none").await.refusal(404);
}

#[tokio::test]
async fn pages_are_of_one_reading() {
    let server = Server::start().await;
    let alice = server.user("alice").await;
    let folder = alice.home.join("many");
    std::fs::create_dir(&folder).unwrap();
    for number in 0..600 {
        std::fs::write(folder.join(format!("{number:04}")), "").unwrap();
    }
    let page = async |offset: usize, limit: usize| {
        names(&alice, &format!("{LISTINGS}/many?limit={limit}&offset={offset}")).await
    };
    let mut seen = page(0, 250).await;
    assert_eq!((seen.len(), seen[0].as_str(), seen[1].as_str()), (250, ".", "0000"));
    // Whatever happens meanwhile, the next pages go on from the same reading.
    for number in 0..100 {
        std::fs::remove_file(folder.join(format!("{number:04}"))).unwrap();
        std::fs::write(folder.join(format!("a{number:04}")), "").unwrap();
    }
    while seen.len() % 250 == 0 {
        seen.extend(page(seen.len(), 250).await);
    }
    assert_eq!(seen.len(), 601);
    assert_eq!(seen.iter().collect::<HashSet<_>>().len(), 601);
    assert_eq!(page(1, 1).await, ["0000"]);
    assert_eq!(page(0, 2).await, [".", "0100"], "the first page reads anew");
    assert_eq!(page(9999, 10).await.len(), 0);
    assert_eq!(page(0, 1).await, ["."]);
    assert_eq!(names(&alice, &format!("{LISTINGS}/many/0200")).await, ["0200"]);
    assert_eq!(names(&alice, &format!("{LISTINGS}/many?limit=9999")).await.len(), 250);
    assert!(alice.get(&format!("{LISTINGS}/many?limit=ten")).await.refusal(400).starts_with("limit: "));
}

#[tokio::test]
async fn folders_are_made_and_things_renamed_moved_and_copied() {
    let server = Server::start().await;
    let alice = server.user("alice").await;
    assert_eq!(act(&alice, "", "mkdir", "a/b").await.status, 201);
    assert_eq!(act(&alice, "a", "MKDIR", "b").await.status, 200);
    upload(&alice, "a", "one.txt", b"1").await;
    assert!(act(&alice, "a", "mkdir", "one.txt").await.refusal(400).contains("path: "));

    assert_eq!(act(&alice, "a/one.txt", "rename", "two.txt").await.result()["path"], "/alice/a/two.txt");
    assert_eq!(act(&alice, "a/two.txt", "copy", "a/b/three.txt").await.result()["path"], "/alice/a/b/three.txt");
    assert_eq!(act(&alice, "a/two.txt", "copy", "/alice/a/b").await.result()["path"], "/alice/a/b/two.txt");
    assert_eq!(act(&alice, "a", "copy", "tree").await.status, 200);
    assert_eq!(act(&alice, "a/b", "move", "moved").await.result()["path"], "/alice/moved");
    assert_eq!(names(&alice, &format!("{LISTINGS}/tree/b")).await, [".", "three.txt", "two.txt"]);
    assert_eq!(names(&alice, &format!("{LISTINGS}/moved")).await, [".", "three.txt", "two.txt"]);
    assert_eq!(names(&alice, &format!("{LISTINGS}/a")).await, [".", "two.txt"]);

    let append = json!({ "action": "copy", "path": "moved/three.txt", "append": true });
    assert_eq!(alice.put(&format!("{MEDIA}/a/two.txt"), append).await.status, 200);
    assert_eq!(std::fs::read(alice.home.join("moved/three.txt")).unwrap(), b"11");

    let form = ("content-type", "application/x-www-form-urlencoded");
    let reply = alice.send(Method::PUT, MEDIA, &[form], b"action=mkdir&path=by+form%2Fdeep".to_vec()).await;
    assert_eq!(reply.result()["path"], "/alice/by form/deep");
    let events = alice.get(&format!("{HISTORY}/moved")).await.result();
    assert_eq!(events.as_array().unwrap().last().unwrap()["status"], "MOVED");

    assert_eq!(alice.delete(&format!("{MEDIA}/tree")).await.status, 200);
    assert_eq!(alice.delete(&format!("{MEDIA}/a/two.txt?naked=true")).await.status, 204);
    alice.delete(&format!("{MEDIA}/tree")).await.refusal(404);
    assert!(!alice.home.join("tree").exists());
    let last = alice.get(&format!("{HISTORY}/tree")).await.result();
    assert_eq!(last.as_array().unwrap().last().unwrap()["status"], "DELETED");
}

#[tokio::test]
async fn actions_that_cannot_be_are_refused_with_their_field() {
    let server = Server::start().await;
    let alice = server.user("alice").await;
    for folder in ["a/b", "c"] {
        std::fs::create_dir_all(alice.home.join(folder)).unwrap();
    }
    for file in ["x", "y", "a/x"] {
        std::fs::write(alice.home.join(file), file).unwrap();
    }
    let long = "n".repeat(300);
    for (path, action, target, status, says) in [
        ("x", "rename", "y", 400, "path: "),
        ("x", "rename", "c", 400, "path: "),
        ("x", "rename", "x", 400, "path: "),
        ("x", "rename", "c/x", 400, "path: "),
        ("x", "rename", "..", 400, "path: "),
        ("x", "rename", "a\\b", 400, "path: "),
        ("x", "rename", "a\0b", 400, "path: "),
        ("x", "rename", long.as_str(), 400, "path: "),
        ("x", "rename", "", 400, "path: "),
        ("x", "copy", "y", 400, "path: "),
        ("x", "copy", "x", 400, "path: "),
        ("x", "copy", "a", 400, "path: "),
        ("x", "copy", "none/x", 404, "/alice/none"),
        ("x", "copy", "../bob/x", 400, "path: "),
        ("x", "copy", "/bob/x", 403, "/bob/x"),
        ("x", "move", "/x", 403, "/x"),
        ("x", "move", "y/z", 400, "path: "),
        ("a", "move", "a/b/c", 400, "path: "),
        ("a", "copy", "a/b", 400, "path: "),
        ("none", "rename", "z", 404, "/alice/none"),
        ("none", "copy", "z", 404, "/alice/none"),
        ("none", "move", "z", 404, "/alice/none"),
        ("", "rename", "z", 403, "/z"),
        ("", "move", "z", 403, "home"),
        ("", "mkdir", "../z", 400, "path: "),
        ("x", "mkdir", "z", 400, "path: "),
        ("x", "", "z", 400, "action: "),
        ("x", "juggle", "z", 501, "juggle"),
    ] {
        let said = act(&alice, path, action, target).await.refusal(status);
        assert!(said.contains(says), "{action} {path} {target:?}: {said}");
    }
    assert!(alice.delete(&format!("{MEDIA}/")).await.refusal(403).contains("home"));
    assert_eq!(names(&alice, &format!("{LISTINGS}/")).await, [".", "a", "c", "x", "y"]);
    assert_eq!(names(&alice, &format!("{LISTINGS}/a")).await, [".", "b", "x"]);
    assert_eq!(std::fs::read_dir(server.data().join("staging")).unwrap().count(), 0);
    let json = [("content-type", "application/json")];
    let reply = alice.send(Method::PUT, &format!("{MEDIA}/x"), &json, b"[".to_vec()).await;
    assert!(reply.refusal(400).starts_with("body: "));
    alice.send(Method::PATCH, &format!("{MEDIA}/x"), &[], vec![]).await.refusal(405);
}

#[tokio::test]
async fn what_is_shared_is_seen_and_nothing_else() {
    let server = Server::start().await;
    let (alice, bob) = (server.user("alice").await, server.user("bob").await);
    std::fs::create_dir_all(alice.home.join("shared/deep")).unwrap();
    for file in ["shared/deep/x", "shared/y", "own"] {
        std::fs::write(alice.home.join(file), file).unwrap();
    }
    let media = |path: &str| format!("{MEDIA}//alice/{path}");
    for path in ["", "own", "shared", "shared/y", "none"] {
        bob.get(&media(path)).await.refusal(403);
        bob.get(&format!("{LISTINGS}//alice/{path}")).await.refusal(403);
        bob.get(&format!("{HISTORY}//alice/{path}")).await.refusal(403);
        bob.get(&format!("{PEMS}//alice/{path}")).await.refusal(403);
        bob.delete(&media(path)).await.refusal(403);
    }
    assert_eq!(names(&bob, &format!("{LISTINGS}//")).await, [".", "bob"]);

    let grant = json!({ "username": "bob", "permission": "read", "recursive": true });
    let reply = alice.post(&format!("{PEMS}/shared"), grant).await;
    assert_eq!(reply.status, 201);
    assert_eq!(reply.result()[0]["permission"], json!({ "read": true, "write": false, "execute": false }));
    assert_eq!(bob.get(&media("shared/deep/x")).await.body, b"shared/deep/x");
    let rows = bob.get(&format!("{LISTINGS}//alice/shared")).await.result();
    assert_eq!((&rows[1]["name"], &rows[1]["permissions"]), (&json!("deep"), &json!("READ")));
    assert_eq!(names(&bob, &format!("{LISTINGS}//")).await, [".", "alice", "bob"]);
    bob.get(&media("own")).await.refusal(403);
    upload(&bob, "/alice/shared", "z", b"z").await.refusal(403);
    act(&bob, "/alice/shared/y", "rename", "z").await.refusal(403);
    act(&bob, "/alice/shared/y", "move", "/bob/y").await.refusal(403);
    assert_eq!(act(&bob, "/alice/shared/y", "copy", "mine").await.status, 200);
    bob.post(&format!("{PEMS}//alice/shared"), json!({ "username": "bob", "permission": "ALL" })).await.refusal(403);

    // A grant of its own comes before that of the folder, and follows its file.
    alice.post(&format!("{PEMS}/shared/y"), json!({ "username": "bob", "permission": "READ_WRITE" })).await;
    act(&alice, "shared/y", "rename", "w").await;
    upload(&bob, "/alice/shared/w", "alice/shared/w", b"by bob").await.result();
    assert_eq!(std::fs::read(alice.home.join("shared/w")).unwrap(), b"by bob");
    let rows = alice.get(&format!("{PEMS}/shared/w")).await.result();
    assert_eq!((&rows[0]["username"], &rows[1]["username"]), (&json!("alice"), &json!("bob")));

    alice.delete(&format!("{PEMS}/shared/w")).await.result();
    alice.post(&format!("{PEMS}/shared"), json!({ "username": "bob", "permission": "NONE" })).await.result();
    bob.get(&media("shared/deep/x")).await.refusal(403);
    assert_eq!(names(&bob, &format!("{LISTINGS}//")).await, [".", "bob"]);

    for (body, field) in [
        (json!({ "permission": "READ" }), "username"),
        (json!({ "username": "bob" }), "permission"),
        (json!({ "username": "bob", "permission": "SOME" }), "permission"),
        (json!({ "username": "carol", "permission": "READ" }), "username"),
        (json!({ "username": "alice", "permission": "READ" }), "username"),
        (json!({ "username": "bob", "permission": "READ", "recursive": "maybe" }), "recursive"),
    ] {
        let said = alice.post(&format!("{PEMS}/shared"), body).await.refusal(400);
        assert!(said.starts_with(&format!("{field}: ")), "{said}");
    }
}

#[tokio::test]
async fn links_lead_nowhere_outside() {
    let server = Server::start().await;
    let (alice, bob) = (server.user("alice").await, server.user("bob").await);
    std::fs::write(bob.home.join("secret"), "of bob").unwrap();
    std::fs::write(server.data().join("outside"), "of the server").unwrap();
    std::fs::create_dir(alice.home.join("real")).unwrap();
    std::fs::write(alice.home.join("real/file"), "of alice").unwrap();
    for (target, name) in [
        ("../bob/secret", "to-bob"),
        ("../bob", "bob"),
        ("../../outside", "out"),
        ("..", "up"),
        ("/", "root"),
        ("/etc/passwd", "passwd"),
        ("loop", "loop"),
        ("nowhere", "broken"),
        ("real", "inside"),
        ("real/../../bob/secret", "crooked"),
    ] {
        symlink(target, alice.home.join(name)).unwrap();
    }
    for path in ["to-bob", "bob/secret", "out", "up/bob/secret", "root/etc/passwd", "passwd", "loop", "broken", "crooked"] {
        let reply = alice.get(&format!("{MEDIA}/{path}")).await;
        assert!(matches!(reply.status.as_u16(), 400 | 403 | 404), "{path}: {}", reply.status);
    }
    for path in ["bob", "up", "root"] {
        assert!(!alice.get(&format!("{LISTINGS}/{path}")).await.status.is_success() || names(&alice, &format!("{LISTINGS}/{path}")).await.len() == 1);
        assert!(!upload(&alice, path, "planted", b"x").await.status.is_success(), "{path}");
        assert!(!act(&alice, "real/file", "copy", &format!("{path}/planted")).await.status.is_success(), "{path}");
    }
    assert_eq!(alice.get(&format!("{MEDIA}/inside/file")).await.body, b"of alice");
    assert_eq!(names(&alice, &format!("{LISTINGS}/")).await.len(), 12, "links are listed, whatever they lead to");

    // Deleting a link deletes the link; an upload over one replaces it.
    assert_eq!(alice.delete(&format!("{MEDIA}/to-bob")).await.status, 200);
    assert_eq!(upload(&alice, "", "out", b"mine").await.status, 202);
    assert_eq!(std::fs::read(bob.home.join("secret")).unwrap(), b"of bob");
    assert_eq!(std::fs::read(server.data().join("outside")).unwrap(), b"of the server");
    assert!(!bob.home.join("planted").exists());
}

#[tokio::test]
async fn a_thousand_ways_up_lead_nowhere() {
    let server = Server::start().await;
    let (alice, bob) = (server.user("alice").await, server.user("bob").await);
    std::fs::write(bob.home.join("secret"), "of bob").unwrap();
    std::fs::create_dir_all(alice.home.join("a/b")).unwrap();
    let ups = ["..", "%2e%2e", ".%2e", "%2E.", "..%00", "%2e%2e%5c", "..%5C", "..;", "...", "..%c0%af", "%c0%ae%c0%ae", "%252e%252e", "..%ef%bc%8f", "\u{2025}"];
    let joints = ["/", "//", "%2f", "%2F", "/./", "%5c", "/.%2f/"];
    let ends = ["bob/secret", "portolan.sqlite", "etc/passwd", "home/bob/secret", "jobs", "."];
    let mut tried = 0;
    for up in ups {
        for joint in joints {
            for depth in 1..=4 {
                for end in ends {
                    let climb = vec![up; depth].join(joint);
                    for start in ["", "a/b/"] {
                        let path = percent_encoding::utf8_percent_encode(&format!("{start}{climb}{joint}{end}"), percent_encoding::CONTROLS).to_string();
                        let reply = alice.get(&format!("{MEDIA}/{path}")).await;
                        assert!(matches!(reply.status.as_u16(), 400 | 403 | 404 | 501), "{path}: {}", reply.status);
                        assert!(!reply.body.ends_with(b"of bob"), "{path}");
                        tried += 1;
                    }
                }
            }
        }
    }
    assert!(tried > 1000, "{tried}");
}

#[tokio::test]
async fn a_download_address_works_once() {
    let server = Server::start().await;
    let (alice, bob) = (server.user("alice").await, server.user("bob").await);
    std::fs::write(alice.home.join("d <b>\"ü.html"), "content").unwrap();
    let wish = json!({ "system": "local.storage", "path": "d <b>\"ü.html" });
    let url = alice.post("/portolan/downloads", wish).await.json()["url"].as_str().unwrap().to_owned();
    let fetch = async |method: &str| {
        server.raw(Request::builder().method(method).uri(&url).header("host", "127.0.0.1:8750").body(Body::empty()).unwrap()).await
    };
    fetch("HEAD").await;
    let reply = fetch("GET").await;
    assert_eq!(reply.body, b"content");
    assert_eq!(
        reply.headers["content-disposition"],
        "attachment; filename=\"d__b___.html\"; filename*=UTF-8''d%20%3Cb%3E%22%C3%BC.html"
    );
    fetch("GET").await.refusal(404);
    let theirs = json!({ "system": "local.storage", "path": "/alice/d <b>\"ü.html" });
    bob.post("/portolan/downloads", theirs).await.refusal(403);
    bob.post("/portolan/downloads", json!({ "job": "none", "path": "x" })).await.refusal(404);
    bob.post("/portolan/downloads", json!({})).await.refusal(400);
    bob.post("/portolan/downloads", json!({ "path": "/" })).await.refusal(400);
}
