//! Rescale's catalogue.

use axum::http::Method;
use serde_json::{Value, json};

use super::Walk;
use super::harness::Server;
use super::harness::files::MULTIPART;
use super::harness::rescale::{Rescale, any_job};

const CATALOGUE: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/specs/rescale.json"));

/// A multipart body of one file.
const FILE: &str = "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\
     Content-Type: text/plain\r\n\r\none\ntwo\n\r\n--edge--\r\n";

/// Calls one operation and checks its answer.
macro_rules! call {
    ($walk:ident, $caller:ident, $name:literal, $method:ident, $path:expr, $body:expr) => {{
        let reply = $caller.json(Method::$method, $path, $body).await;
        assert!(reply.status.is_success(), "{}: {}", $name, String::from_utf8_lossy(&reply.body));
        $walk.check($name, &reply)
    }};
    ($walk:ident, $caller:ident, $name:literal, $path:expr) => {
        call!($walk, $caller, $name, GET, $path, Value::Null)
    };
}

#[tokio::test]
async fn every_marked_operation_of_rescale_answers_as_the_catalogue_says() {
    let mut walk = Walk::new(CATALOGUE);
    let server = Server::start().await;
    for name in ["alice", "bob"] {
        server.user(name).await;
    }
    let alice = Rescale::new(&server, "alice");
    call!(walk, alice, "get_me_v2", "v2/users/me/");
    call!(walk, alice, "get_me", "v3/users/me/");
    call!(walk, alice, "list_projects", "v2/users/me/projects/");
    call!(walk, alice, "list_coretypes", "v2/coretypes/?isActive=true");
    call!(walk, alice, "list_analyses", "v2/analyses/?page_size=1");
    call!(walk, alice, "get_analysis", "v2/analyses/mandelbrot/");

    let uploaded = alice.send(Method::POST, "v2/files/contents/", &[MULTIPART], FILE.into()).await;
    let file = walk.check("upload_file", &uploaded)["id"].as_str().unwrap().to_owned();
    let own = format!("v2/files/{file}/");
    call!(walk, alice, "list_files", "v2/files/?page_size=10");
    call!(walk, alice, "get_file", &own);
    call!(walk, alice, "file_lines", &format!("{own}lines/"));
    call!(walk, alice, "download_file", &format!("{own}contents/"));
    call!(walk, alice, "update_file", PATCH, &own, json!({ "typeId": 4 }));
    let roots = call!(walk, alice, "root_folders", "v3/users/me/folders/");
    let library = roots["myLibrary"].as_str().unwrap();
    let folder = call!(
        walk,
        alice,
        "create_folder",
        POST,
        &format!("v3/folders/{library}/"),
        json!({ "name": "sub" })
    );
    let folder = folder["id"].as_str().unwrap().to_owned();
    call!(walk, alice, "folder_contents", &format!("v3/folders/{library}/contents/"));
    call!(
        walk,
        alice,
        "move_file",
        PATCH,
        &format!("v3/files/{file}/"),
        json!({ "currentFolderId": folder })
    );

    let job = call!(walk, alice, "create_job", POST, "v2/jobs/", any_job("echo on; sleep 600", &[&file]));
    let id = job["id"].as_str().unwrap().to_owned();
    let own = format!("v2/jobs/{id}/");
    call!(walk, alice, "list_jobs", "v2/jobs/");
    call!(walk, alice, "get_job", &own);
    call!(walk, alice, "list_job_statuses", &format!("{own}statuses/"));
    call!(walk, alice, "replace_job", PUT, &own, any_job("echo on; sleep 600", &[&file]));
    call!(walk, alice, "update_job", PATCH, &own, json!({ "name": "New", "isLowPriority": true }));
    call!(walk, alice, "submit_job", POST, &format!("{own}submit/"), Value::Null);
    alice.wait(&id, "Executing").await;
    call!(walk, alice, "list_jobs", "v2/jobs/");
    call!(walk, alice, "list_job_statuses", &format!("{own}statuses/"));
    call!(walk, alice, "list_cluster_statuses", &format!("{own}cluster_statuses/"));
    call!(walk, alice, "list_runs", &format!("{own}runs/"));
    let run = format!("{own}runs/1/");
    call!(walk, alice, "get_run", &run);
    call!(walk, alice, "directory_contents", &format!("{run}directory-contents/"));
    call!(walk, alice, "tail_file", &format!("{run}tail/process_output.log?lines=5"));
    call!(walk, alice, "snapshot_run", POST, &format!("{run}snapshot/"), Value::Null);
    call!(
        walk,
        alice,
        "share_job",
        POST,
        &format!("{own}share/"),
        json!({ "email": "bob@localhost", "message": "look" })
    );
    call!(walk, alice, "stop_run", POST, &format!("{run}stop/"), Value::Null);
    call!(walk, alice, "stop_job", POST, &format!("{own}stop/"), Value::Null);
    alice.wait(&id, "Completed").await;
    call!(walk, alice, "list_job_files", &format!("{own}files/"));
    call!(walk, alice, "list_run_files", &format!("{run}files/"));
    call!(walk, alice, "get_run", &run);
    call!(walk, alice, "list_cluster_statuses", &format!("{own}cluster_statuses/"));
    call!(walk, alice, "get_job", &own);
    call!(walk, alice, "delete_job", DELETE, &own, Value::Null);

    let both = json!({ "fileIds": [file], "folderIds": [] });
    call!(walk, alice, "archive_contents", POST, &format!("v3/folders/{folder}/contents/archive/"), both);
    call!(walk, alice, "delete_folder", DELETE, &format!("v3/folders/{folder}/"), Value::Null);
    call!(walk, alice, "delete_file", DELETE, &format!("v2/files/{file}/"), Value::Null);
    walk.finish();
}
