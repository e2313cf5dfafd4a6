//! Files through the whole server: what arrives on disk, what is shown of it, and what is refused.

#![allow(clippy::unwrap_used)]

mod harness;

use std::collections::HashSet;

use axum::body::Body;
use axum::http::{Method, Request};
use futures_util::stream;
use harness::Server;
use harness::files::{HISTORY, LISTINGS, MEDIA, MULTIPART, act, multipart, names, upload};
use serde_json::json;

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
    assert_eq!(
        own,
        "http://127.0.0.1:8750/files/v2/media/system/local.storage//alice/a%20b%231%20%C3%BC.bin"
    );
    assert_eq!(std::fs::read(alice.home.join("a b#1 ü.bin")).unwrap(), content);

    let rows = alice.get(&format!("{LISTINGS}/")).await.result();
    assert_eq!(
        (&rows[0]["name"], &rows[0]["type"], &rows[0]["path"]),
        (&json!("."), &json!("dir"), &json!("/alice"))
    );
    assert_eq!((&rows[1]["length"], &rows[1]["format"]), (&json!(3_000_000), &json!("raw")));
    let linked = own.strip_prefix("http://127.0.0.1:8750").unwrap();
    assert_eq!(alice.get(linked).await.body, content, "links work as they are");

    assert_eq!(upload(&alice, "", "a b#1 ü.bin", b"short").await.status, 202);
    assert_eq!(std::fs::read(alice.home.join("a b#1 ü.bin")).unwrap(), b"short");
    let events = alice.get(&format!("{HISTORY}/a%20b%231%20%C3%BC.bin")).await.result();
    let events: Vec<&str> =
        events.as_array().unwrap().iter().map(|row| row["status"].as_str().unwrap()).collect();
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
    for (fields, says) in
        [(&[("fileName", "../x")][..], "fileName: "), (&[("fileName", "a/b")], "fileName: ")]
    {
        let body = multipart("a", b"content", fields);
        let reply = alice.send(Method::POST, &format!("{MEDIA}/folder"), &[MULTIPART], body).await;
        assert!(reply.refusal(400).contains(says));
    }
    let post = async |kind: &str, body: &str| {
        alice.send(Method::POST, &format!("{MEDIA}/folder"), &[("content-type", kind)], body.into()).await
    };
    assert!(
        post("application/x-www-form-urlencoded", "fileName=x")
            .await
            .refusal(400)
            .contains("No file uploaded")
    );
    assert!(
        post("multipart/form-data; boundary=edge", "--edge--\r\n")
            .await
            .refusal(400)
            .contains("No file uploaded")
    );
    assert!(
        post("multipart/form-data; boundary=edge", "--edge\r\nbroken").await.refusal(400).contains("body: ")
    );
    assert!(post("multipart/form-data", "").await.refusal(400).contains("body: "));
    let import = "urlToIngest=ftp%3A%2F%2Fexample.org%2Fx";
    assert!(post("application/x-www-form-urlencoded", import).await.refusal(400).contains("urlToIngest"));

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
        assert_eq!(
            (reply.status.as_u16(), &reply.headers["content-range"]),
            (status, &told.parse().unwrap()),
            "{range}"
        );
        if status == 206 {
            assert_eq!(String::from_utf8(reply.body).unwrap(), body);
        } else {
            assert!(reply.refusal(416).contains("Range"));
        }
    }
    let etag = whole.headers["etag"].to_str().unwrap();
    let seen = alice.send(Method::GET, &format!("{MEDIA}/d.html"), &[("if-none-match", etag)], vec![]).await;
    assert_eq!((seen.status.as_u16(), seen.body.len()), (304, 0));
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
    assert_eq!(
        act(&alice, "a/two.txt", "copy", "a/b/three.txt").await.result()["path"],
        "/alice/a/b/three.txt"
    );
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
