//! Executions of actors: stopped, failing, fenced in, and found again after a restart.

#![allow(clippy::unwrap_used)]

mod harness;

use std::time::{Duration, Instant};

use harness::Server;
use harness::actors::{logs, refusal, register, send, wait, wait_for_log};
use serde_json::{Value, json};

/// A server with an image whose actors sleep as long as their message says, and then say so.
async fn with_sleepers() -> Server {
    let script = "echo begun; sleep $MSG; echo ended";
    Server::configured(&format!("[actors]\n\"harbour/sleep\" = [\"sh\", \"-c\", \"{script}\"]"), None).await
}

#[tokio::test]
async fn an_execution_is_stopped_and_what_waits_is_not_run() {
    let server = with_sleepers().await;
    let alice = server.user("alice").await;
    let actor = register(&alice, json!({ "image": "harbour/sleep:latest" })).await;
    let first = send(&alice, &actor, json!("600")).await;
    let second = send(&alice, &actor, json!("0")).await;
    let third = send(&alice, &actor, json!("0")).await;
    wait(&alice, &first, "RUNNING").await;
    assert_eq!(alice.get(&second).await.result()["status"], "SUBMITTED");
    assert_eq!(alice.get(&format!("{actor}/messages")).await.result(), json!({ "messages": 2 }));
    let busy = alice.get(&format!("{actor}/workers")).await.result();
    assert_eq!(busy[0]["status"], "BUSY");

    alice.delete(&second).await.result();
    assert_eq!(wait(&alice, &second, "ERROR").await["exitCode"], Value::Null);
    alice.delete(&first).await.result();
    let stopped = wait(&alice, &first, "COMPLETE").await;
    assert_eq!(stopped["finalState"]["ExitCode"], 137, "{stopped}");
    refusal(&alice.delete(&first).await, 400);
    wait(&alice, &third, "COMPLETE").await;
    assert_eq!(logs(&alice, &third).await, "begun\nended\n");
    assert_eq!(logs(&alice, &second).await, "");

    let running = send(&alice, &actor, json!("600")).await;
    wait_for_log(&alice, &running, "begun\n").await;
    let waiting = send(&alice, &actor, json!("0")).await;
    alice.delete(&format!("{actor}/messages")).await.result();
    wait(&alice, &waiting, "ERROR").await;
    let id = running.rsplit('/').next().unwrap().to_owned();
    assert!(!Server::processes(&id).is_empty());
    alice.delete(&actor).await.result();
    let begun = Instant::now();
    while !Server::processes(&id).is_empty() {
        assert!(begun.elapsed() < Duration::from_secs(20), "the deleted actor runs on");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn a_failing_program_and_one_that_is_gone_are_told_of() {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("actor.sh");
    std::fs::write(&program, "#!/bin/sh\necho so; echo sorry >&2; exit 3\n").unwrap();
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(&program, mode).unwrap();
    let file = format!("[actors]\n\"harbour/bell\" = [\"{}\"]", program.display());
    let server = Server::configured(&file, None).await;
    let alice = server.user("alice").await;
    let actor = register(&alice, json!({ "image": "harbour/bell" })).await;
    let execution = send(&alice, &actor, json!("x")).await;
    let ended = wait(&alice, &execution, "COMPLETE").await;
    assert_eq!(ended["exitCode"], 3);
    let log = logs(&alice, &execution).await;
    assert!(log.contains("so\n") && log.contains("sorry\n"), "{log}");
    std::fs::remove_file(program).unwrap();
    let execution = send(&alice, &actor, json!("x")).await;
    let ended = wait(&alice, &execution, "ERROR").await;
    assert!(!ended["finalState"]["Error"].as_str().unwrap().is_empty(), "{ended}");
}

#[tokio::test]
async fn an_actor_sees_no_files_of_others() {
    let script =
        "cat $MSG; touch ${MSG%.*}.new; touch own && echo fine; until [ -e go ]; do sleep 0.02; done";
    let server =
        Server::configured(&format!("[actors]\n\"harbour/spy\" = [\"sh\", \"-c\", \"{script}\"]"), None)
            .await;
    let alice = server.user("alice").await;
    let secret = alice.home.join("secret");
    std::fs::write(&secret, "of alice").unwrap();
    let actor = register(&alice, json!({ "image": "harbour/spy" })).await;
    let files = server.data().join("actors");
    for target in [secret.clone(), server.data().join("portolan.sqlite")] {
        let execution = send(&alice, &actor, json!(target)).await;
        let id = execution.rsplit('/').next().unwrap();
        wait_for_log(&alice, &execution, "fine\n").await;
        // Where the kernel has no Landlock, nothing keeps them apart, and the supervisor says so.
        let fenced = std::fs::read(files.join("control").join(id).join("supervisor.log")).unwrap().is_empty();
        std::fs::write(files.join("work").join(id).join("go"), "").unwrap();
        wait(&alice, &execution, "COMPLETE").await;
        let log = logs(&alice, &execution).await;
        if fenced {
            assert!(log.contains("Permission denied"), "{log}");
            assert!(!log.contains("of alice") && !log.contains("SQLite"), "{log}");
            assert!(!target.with_extension("new").exists());
        }
    }
}

#[tokio::test]
async fn a_restart_neither_loses_nor_doubles_a_message() {
    let script = "echo begun; sleep $MSG; echo ended";
    let file = format!("[actors]\n\"harbour/sleep\" = [\"sh\", \"-c\", \"{script}\"]");
    let server = Server::configured(&file, None).await;
    let alice = server.user("alice").await;
    let actor = register(&alice, json!({ "image": "harbour/sleep" })).await;
    let running = send(&alice, &actor, json!("0.7")).await;
    let waiting = send(&alice, &actor, json!("0")).await;
    wait(&alice, &running, "RUNNING").await;
    let server = server.restart_with(&file, |_| {}).await;
    let alice = server.again(&alice);
    for execution in [&running, &waiting] {
        wait(&alice, execution, "COMPLETE").await;
        assert_eq!(logs(&alice, execution).await, "begun\nended\n");
    }
    // An image that is no longer configured.
    let last = send(&alice, &actor, json!("0.7")).await;
    let never = send(&alice, &actor, json!("0")).await;
    // Its program has begun: one that had not would have nothing to run it after the restart.
    wait_for_log(&alice, &last, "begun").await;
    let server = server.restart(|_| {}).await;
    let alice = server.again(&alice);
    wait(&alice, &last, "COMPLETE").await;
    let ended = wait(&alice, &never, "ERROR").await;
    assert!(ended["finalState"]["Error"].as_str().unwrap().contains("[actors]"), "{ended}");
}
