//! Rescale's protocol: sign-in, files and folders.

#![allow(clippy::unwrap_used)]

mod harness;

use axum::body::Body;
use axum::http::{Method, Request, header};
use harness::Server;
use harness::files::MULTIPART;
use harness::rescale::{Rescale, any_job};
use serde_json::{Value, json};

#[tokio::test]
async fn the_token_is_asked_for_and_the_caller_known() {
    let server = Server::start().await;
    server.user("alice").await;
    let alice = Rescale::new(&server, "alice");
    for path in ["v2/users/me/", "v3/users/me/"] {
        let me = alice.read(path).await;
        assert_eq!((&me["email"], &me["fullName"]), (&json!("alice@localhost"), &json!("alice")));
    }
    assert_eq!(alice.get("v2/").await.status, 200);
    for credential in [None, Some("Token wrong"), Some("Basic eDp5"), Some("Token"), Some("x")] {
        let mut request = Request::get("/api/v2/").header(header::HOST, "127.0.0.1:8750");
        if let Some(credential) = credential {
            request = request.header(header::AUTHORIZATION, credential);
        }
        let reply = server.raw(request.body(Body::empty()).unwrap()).await;
        assert_eq!(reply.status, 401, "{credential:?}");
        assert!(reply.json()["detail"].is_string());
        assert_eq!(reply.headers[header::WWW_AUTHENTICATE], "Token");
    }
    assert_eq!(alice.read("v2/users/me/projects/").await["count"], 0);
    let types = alice.read("v2/coretypes/?isActive=true&page_size=500").await;
    assert_eq!(types["results"][0]["code"], "standard-plus");
}

#[tokio::test]
async fn the_trailing_slash_is_needed_to_act_and_not_to_read() {
    let server = Server::start().await;
    server.user("alice").await;
    let alice = Rescale::new(&server, "alice");
    let id = alice.create("true", &[]).await;
    for path in ["v2/jobs", &format!("v2/jobs/{id}"), &format!("v2/jobs/{id}/statuses"), "v2/users/me", "v2"]
    {
        assert_eq!(alice.get(path).await.status, 200, "{path}");
    }
    for (method, path, body) in [
        (Method::POST, "v2/jobs".to_owned(), any_job("true", &[])),
        (Method::PATCH, format!("v2/jobs/{id}"), json!({ "name": "changed" })),
        (Method::PUT, format!("v2/jobs/{id}"), any_job("changed", &[])),
        (Method::DELETE, format!("v2/jobs/{id}"), Value::Null),
        (Method::POST, format!("v2/jobs/{id}/submit"), Value::Null),
    ] {
        let reply = alice.json(method, &path, body).await;
        assert!(reply.status.is_client_error(), "{path}: {}", reply.status);
        assert!(reply.json()["detail"].is_string());
    }
    let jobs = alice.read("v2/jobs/").await;
    assert_eq!((&jobs["count"], &jobs["results"][0]["name"]), (&json!(1), &json!("Example Job")));
    let unreadable = alice.get("v2/files/%ff%fe/").await;
    assert_eq!(unreadable.status, 400);
    assert!(unreadable.json()["detail"].is_string());
    for path in ["v2/nothing/", "v1/jobs/", "", "v2/jobs/nojob1/", "v2/files/zzzzzz/"] {
        let reply = alice.get(path).await;
        assert_eq!(reply.status, 404, "{path}");
        assert!(reply.json()["detail"].is_string(), "{path}");
    }
}

#[tokio::test]
async fn files_are_received_listed_changed_and_deleted() {
    let server = Server::start().await;
    let home = server.user("alice").await.home;
    let alice = Rescale::new(&server, "alice");
    let first = alice.upload("a b#é.txt", b"one\ntwo").await;
    let second = alice.upload("a b#é.txt", b"other").await;
    assert_ne!(first, second);
    assert_eq!(std::fs::read(home.join("a b#é.txt")).unwrap(), b"one\ntwo");
    let file = alice.read(&format!("v2/files/{second}/")).await;
    assert_eq!(
        (&file["name"], &file["decryptedSize"], &file["typeId"]),
        (&json!("a b#é.txt"), &json!(5), &json!(1))
    );
    assert_eq!(file["downloadUrl"], format!("http://127.0.0.1:8750/api/v2/files/{second}/contents/"));
    assert!(file.get("encodedEncryptionKey").is_none());
    let lines = alice.read(&format!("v2/files/{first}/lines/")).await;
    assert_eq!(lines, json!({ "lines": ["one\n", "two"] }));
    let download = alice.get(&format!("v2/files/{second}/contents/")).await;
    assert_eq!(download.body, b"other");

    std::fs::create_dir(home.join("sub")).unwrap();
    std::fs::write(home.join("sub/by-others.txt"), "x").unwrap();
    let listed = alice.read("v2/files/").await;
    assert_eq!(listed["count"], 3, "{listed}");
    let path = format!("v2/files/{first}/");
    let changed = alice.json(Method::PATCH, &path, json!({ "name": "new.txt", "typeId": 4 })).await.json();
    assert_eq!((&changed["name"], &changed["typeId"]), (&json!("new.txt"), &json!(4)));
    assert_eq!(alice.json(Method::PATCH, &path, json!({ "typeId": 6 })).await.status, 400);
    assert_eq!(alice.json(Method::PATCH, &path, json!({ "name": "../x" })).await.status, 400);
    assert_eq!(alice.delete(&path).await.status, 204);
    assert_eq!(alice.delete(&path).await.status, 404);
    assert!(!home.join("a b#é.txt").exists());
    std::fs::remove_file(home.join("sub/by-others.txt")).unwrap();
    assert_eq!(alice.read("v2/files/").await["count"], 1);
}

#[tokio::test]
async fn uploads_that_are_none_are_refused() {
    let server = Server::start().await;
    server.user("alice").await;
    let alice = Rescale::new(&server, "alice");
    let part =
        |head: &str| format!("--edge\r\nContent-Disposition: form-data; {head}\r\n\r\nx\r\n--edge--\r\n");
    for (body, status) in [
        (String::new(), 400),
        (part("name=\"other\""), 400),
        (part("name=\"file\"; filename=\"\""), 400),
        (part("name=\"file\"; filename=\"..\""), 400),
        ("--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\nx".to_owned(), 400),
    ] {
        let reply =
            alice.send(Method::POST, "v2/files/contents/", &[MULTIPART], body.clone().into_bytes()).await;
        assert_eq!(reply.status, status, "{body:?}");
    }
    let typed = format!(
        "--edge\r\nContent-Disposition: form-data; name=\"typeId\"\r\n\r\n2\r\n{}",
        part("name=\"file\"; filename=\"../../up.txt\"")
    );
    let reply = alice.send(Method::PUT, "v2/files/contents/", &[MULTIPART], typed.into_bytes()).await;
    assert_eq!((&reply.json()["typeId"], &reply.json()["name"]), (&json!(2), &json!("up.txt")));
    assert_eq!(alice.read("v2/files/").await["count"], 1);
}

#[tokio::test]
async fn nobody_reaches_another_s_files() {
    let server = Server::start().await;
    for name in ["alice", "bob"] {
        server.user(name).await;
    }
    let (alice, bob) = (Rescale::new(&server, "alice"), Rescale::new(&server, "bob"));
    let file = alice.upload("secret.txt", b"secret").await;
    let folder = alice.read("v3/users/me/folders/").await["myLibrary"].as_str().unwrap().to_owned();
    for (method, path) in [
        (Method::GET, format!("v2/files/{file}/")),
        (Method::GET, format!("v2/files/{file}/contents/")),
        (Method::GET, format!("v2/files/{file}/lines/")),
        (Method::DELETE, format!("v2/files/{file}/")),
        (Method::PATCH, format!("v2/files/{file}/")),
        (Method::GET, format!("v3/folders/{folder}/contents/")),
        (Method::POST, format!("v3/folders/{folder}/")),
        (Method::DELETE, format!("v3/folders/{folder}/")),
    ] {
        let reply = bob.json(method, &path, json!({ "name": "x" })).await;
        assert_eq!(reply.status, 404, "{path}");
    }
    let reply = bob.post("v2/jobs/", any_job("cat secret.txt", &[&file])).await;
    assert_eq!(reply.status, 400);
    assert_eq!(bob.read("v2/files/").await["count"], 0);
}

#[tokio::test]
async fn folders_are_made_filled_and_emptied() {
    let server = Server::start().await;
    let home = server.user("alice").await.home;
    let alice = Rescale::new(&server, "alice");
    let file = alice.upload("a.txt", b"a").await;
    let roots = alice.read("v3/users/me/folders/").await;
    let library = roots["myLibrary"].as_str().unwrap();
    let made = alice.post(&format!("v3/folders/{library}/"), json!({ "name": "sub" })).await;
    assert_eq!(made.status, 201);
    let sub = made.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(alice.post(&format!("v3/folders/{library}/"), json!({ "name": "sub" })).await.status, 400);
    let moved =
        alice.json(Method::PATCH, &format!("v3/files/{file}/"), json!({ "currentFolderId": sub })).await;
    assert_eq!(moved.json()["id"], json!(file));
    assert!(home.join("sub/a.txt").exists());
    assert_eq!(alice.get(&format!("v2/files/{file}/contents/")).await.body, b"a");
    let inside = alice.read(&format!("v3/folders/{library}/contents/")).await;
    assert_eq!(inside["results"], json!([{ "type": "folder", "item": { "id": sub, "name": "sub" } }]));
    let inside = alice.read(&format!("v3/folders/{sub}/contents/")).await;
    assert_eq!(
        (&inside["results"][0]["type"], &inside["results"][0]["item"]["id"]),
        (&json!("file"), &json!(file))
    );

    let wrong = json!({ "fileIds": [file], "folderIds": [] });
    assert_eq!(
        alice.post(&format!("v3/folders/{library}/contents/archive/"), wrong.clone()).await.status,
        400
    );
    assert_eq!(alice.post(&format!("v3/folders/{sub}/contents/archive/"), wrong).await.status, 201);
    assert_eq!(alice.read(&format!("v3/folders/{sub}/contents/")).await["count"], 0);
    assert_eq!(alice.read("v2/files/").await["count"], 0);
    assert_eq!(alice.delete(&format!("v3/folders/{sub}/")).await.status, 204);
    assert!(!home.join("sub").exists());

    let id = alice.create("echo x > out.txt", &[]).await;
    alice.submit(&id).await;
    alice.wait(&id, "Completed").await;
    let jobs = alice.read(&format!("v3/folders/{}/contents/", roots["myJobs"].as_str().unwrap())).await;
    assert_eq!(jobs["results"][0]["item"]["name"], "Example Job");
    let job = jobs["results"][0]["item"]["id"].as_str().unwrap();
    let inside = alice.read(&format!("v3/folders/{job}/contents/")).await;
    assert_eq!(inside["count"], 2, "{inside}");
}
