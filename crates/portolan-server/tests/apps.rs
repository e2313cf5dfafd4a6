//! The registry of apps and what it takes to run one, through the whole server.

#![allow(clippy::unwrap_used)]

mod harness;

use std::os::unix::fs::PermissionsExt as _;
use std::time::Duration;

use harness::{Caller, Server};
use serde_json::{Value, json};

/// An app whose wrapper lies in the caller's home.
fn shell_app(caller: &Caller, name: &str, wrapper: &str) -> Value {
    let folder = caller.home.join("apps").join(name);
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("wrapper.sh"), wrapper).unwrap();
    std::fs::write(folder.join("asset.txt"), "from the app\n").unwrap();
    json!({
        "name": name, "version": "0.1", "label": format!("{name} of a user"), "parallelism": "SERIAL",
        "executionType": "CLI", "executionSystem": "local.execution", "deploymentSystem": "local.storage",
        "deploymentPath": format!("apps/{name}"), "templatePath": "wrapper.sh", "testPath": "wrapper.sh",
        "tags": ["shell"], "ontology": ["http://example.org/o#1"],
        "inputs": [{ "id": "source", "value": { "enquote": true } }],
        "parameters": [
            { "id": "word", "value": { "type": "string", "default": "hello", "validator": "^[a-z]*$" } },
            { "id": "loud", "value": { "type": "flag" }, "details": { "argument": "--loud" } },
            { "id": "hidden", "value": { "type": "string", "visible": false, "default": "always" } },
        ],
    })
}

async fn ids(caller: &Caller, path: &str) -> Vec<String> {
    let rows = caller.get(path).await.result();
    rows.as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn bundled_apps_are_there_for_everybody() {
    let server = Server::start().await;
    let alice = server.user("alice").await;
    let all = ["mandelbrot-1.0.0", "monte-carlo-pi-1.0.0", "text-stats-1.0.0"];
    assert_eq!(ids(&alice, "/apps/v2/").await, all);
    assert_eq!(ids(&alice, "/apps/v2?publicOnly=true&limit=2").await, all[..2]);
    assert_eq!(ids(&alice, "/apps/v2/?privateOnly=true").await, [""; 0]);
    assert_eq!(ids(&alice, "/apps/v2/name/mandelbrot").await, all[..1]);
    assert_eq!(ids(&alice, "/apps/v2/tag/text").await, all[2..]);
    assert_eq!(ids(&alice, "/apps/v2/system/local.execution").await, all);
    assert_eq!(
        ids(&alice, "/apps/v2/ontology/http%3A%2F%2Fedamontology.org%2Foperation_2238").await,
        all[2..]
    );
    assert_eq!(ids(&alice, "/apps/v2/?parameters.id=samples").await, all[1..2]);
    assert_eq!(ids(&alice, "/apps/v2/?label.like=*statistics&orderBy=name").await, all[2..]);
    let app = alice.get("/apps/v2/text-stats-1.0.0").await.result();
    assert_eq!(
        (&app["label"], &app["isPublic"], &app["revision"]),
        (&json!("Text statistics"), &json!(true), &json!(1))
    );
    assert_eq!(app["inputs"][0]["semantics"]["maxCardinality"], 32);
    for attempt in [
        alice.delete("/apps/v2/text-stats-1.0.0").await,
        alice.put("/apps/v2/text-stats-1.0.0", json!({ "action": "disable" })).await,
        alice
            .post("/apps/v2/text-stats-1.0.0/pems", json!({ "username": "alice", "permission": "ALL" }))
            .await,
        alice.post("/apps/v2/text-stats-1.0.0", app.clone()).await,
    ] {
        attempt.refusal(403);
    }
    alice.get("/apps/v2/none-1").await.refusal(404);
}

#[tokio::test]
async fn a_users_app_runs_its_wrapper_with_the_values_filled_in() {
    let server = Server::start().await;
    let (alice, bob) = (server.user("alice").await, server.user("bob").await);
    std::fs::write(alice.home.join("in put.txt"), "data\n").unwrap();
    let wrapper = "cat ${SOURCE} asset.txt > result.txt\n\
        echo ${word} ${loud} ${hidden} ${AGAVE_JOB_NAME} $AGAVE_JOB_ID >> result.txt\n\
        ${AGAVE_JOB_CALLBACK_CLEANING_UP}\n\
        env | cut -d= -f1 | sort > variables.txt\nmkdir sub; echo x > sub/new.txt; echo x > 'sub/b\\s'; ln -s / root; ln -s sub/new.txt link.txt; mkfifo pipe; echo changed >> asset.txt\n\
        (setsid sleep 300 &)\n";
    let mut definition = shell_app(&alice, "shell", wrapper);
    let reply = alice.post("/apps/v2/", definition.clone()).await;
    assert_eq!(reply.status, 200, "{}", reply.json());
    let app = reply.result();
    assert_eq!(
        (&app["id"], &app["owner"], &app["isPublic"]),
        (&json!("shell-0.1"), &json!("alice"), &json!(false))
    );

    let body = json!({ "name": "run it", "appId": "shell-0.1", "inputs": { "source": "in put.txt" },
                       "parameters": { "word": "abc", "loud": true } });
    let id = alice.submit(body.clone()).await;
    let job = alice.wait(&id, &["FINISHED"]).await;
    assert_eq!(job["parameters"], json!({ "word": "abc", "loud": true }));
    let result = alice.get(&format!("/jobs/v2/{id}/outputs/media/result.txt")).await.body;
    let expected = format!("data\nfrom the app\nabc --loud always run it {id}\n");
    assert_eq!(String::from_utf8(result).unwrap(), expected);
    // The wrapper was there before and stayed the same; the other file of the app was changed.
    let outputs = alice.outputs(&id, "").await;
    assert_eq!(
        outputs,
        ["asset.txt", "link.txt", "result.txt", "run-it.err", "run-it.out", "sub", "variables.txt"]
    );
    assert_eq!(alice.outputs(&id, "sub").await, ["b\\s", "new.txt"]);
    let variables = alice.get(&format!("/jobs/v2/{id}/outputs/media/variables.txt")).await.body;
    let variables = String::from_utf8(variables).unwrap();
    assert!(
        variables.lines().all(|name| {
            name.starts_with("AGAVE_JOB_")
                || [
                    "HOME",
                    "LANG",
                    "LOGNAME",
                    "OLDPWD",
                    "PATH",
                    "PORTOLAN_JOB",
                    "PWD",
                    "SHLVL",
                    "TMPDIR",
                    "USER",
                    "_",
                ]
                .contains(&name)
        }),
        "{variables}"
    );
    assert_eq!(Server::processes(&id), [0; 0], "what left the process group has ended too");

    // Rules of the app.
    for (field, value, named) in [
        ("parameters", json!({ "word": "ABC" }), "parameters.word"),
        ("parameters", json!({ "word": ["a", "b"] }), "parameters.word"),
        ("parameters", json!({ "loud": "very" }), "parameters.loud"),
        ("parameters", json!({ "hidden": "x" }), "parameters.hidden"),
    ] {
        let mut bad = body.clone();
        bad[field] = value;
        let message = alice.post("/jobs/v2/", bad).await.refusal(400);
        assert!(message.starts_with(&format!("{named}: ")), "{message}");
    }

    // Others neither see it nor run it until they may.
    bob.get("/apps/v2/shell-0.1").await.refusal(404);
    let theirs = json!({ "name": "mine", "appId": "shell-0.1" });
    assert!(bob.post("/jobs/v2/", theirs.clone()).await.refusal(400).starts_with("appId: "));
    let pem = |permission: &str| json!({ "username": "bob", "permission": permission });
    assert_eq!(alice.post("/apps/v2/shell-0.1/pems", pem("READ")).await.status, 200);
    assert_eq!(ids(&bob, "/apps/v2/?privateOnly=true").await, ["shell-0.1"]);
    assert!(bob.post("/jobs/v2/", theirs.clone()).await.refusal(403).starts_with("appId: "));
    alice.post("/apps/v2/shell-0.1/pems/bob", json!({ "permission": "READ_EXECUTE" })).await.result();
    let pems = alice.get("/apps/v2/shell-0.1/pems").await.result();
    assert_eq!(pems[1]["permission"], json!({ "read": true, "write": false, "execute": true }));
    assert_eq!(alice.get("/apps/v2/shell-0.1/pems/bob").await.result().as_array().unwrap().len(), 1);
    let id = bob.submit(theirs.clone()).await;
    bob.wait(&id, &["FAILED", "FINISHED"]).await;
    bob.put("/apps/v2/shell-0.1", json!({ "action": "publish" })).await.refusal(403);

    // Changing, switching off and on, deleting.
    definition["label"] = json!("Changed");
    let changed = alice.post("/apps/v2/shell-0.1", definition.clone()).await;
    assert_eq!((changed.status.as_u16(), &changed.result()["revision"]), (201, &json!(2)));
    definition["version"] = json!("0.2");
    assert!(alice.post("/apps/v2/shell-0.1", definition.clone()).await.refusal(400).starts_with("name: "));
    assert_eq!(
        alice.put("/apps/v2/shell-0.1", json!({ "action": "DISABLE" })).await.result()["available"],
        json!(false)
    );
    assert!(alice.post("/jobs/v2/", body.clone()).await.refusal(400).contains("disabled"));
    alice.put("/apps/v2/shell-0.1", json!({ "action": "enable" })).await.result();
    alice.put("/apps/v2/shell-0.1", json!({ "action": "explode" })).await.refusal(400);
    assert_eq!(alice.delete("/apps/v2/shell-0.1").await.status, 200);
    alice.get("/apps/v2/shell-0.1").await.refusal(404);
}

#[tokio::test]
async fn published_and_cloned_apps_stand_alone() {
    let server = Server::start().await;
    let (alice, bob) = (server.user("alice").await, server.user("bob").await);
    let definition = shell_app(&alice, "shell", "cat asset.txt > result.txt; echo ${word} >> result.txt\n");
    alice.post("/apps/v2", definition).await.result();
    let published = alice.put("/apps/v2/shell-0.1", json!({ "action": "publish" })).await;
    assert_eq!(published.status, 202);
    assert_eq!(
        (&published.result()["id"], &published.result()["isPublic"]),
        (&json!("shell-0.1u1"), &json!(true))
    );
    std::fs::remove_dir_all(alice.home.join("apps")).unwrap();

    let result = async |caller: &Caller, app: &str| {
        let id = caller.submit(json!({ "name": "p", "appId": app, "parameters": { "word": "hi" } })).await;
        caller.wait(&id, &["FINISHED"]).await;
        String::from_utf8(caller.get(&format!("/jobs/v2/{id}/outputs/media/result.txt")).await.body).unwrap()
    };
    assert_eq!(result(&bob, "shell-0.1u1").await, "from the app\nhi\n");

    let clone =
        bob.put("/apps/v2/shell-0.1u1", json!({ "action": "clone", "name": "mine", "version": "3" })).await;
    assert_eq!(clone.status, 202);
    assert_eq!((&clone.result()["id"], &clone.result()["owner"]), (&json!("mine-3"), &json!("bob")));
    assert_eq!(alice.put("/apps/v2/shell-0.1u1", json!({ "action": "erase" })).await.status, 200);
    alice.get("/apps/v2/shell-0.1u1").await.refusal(404);
    assert_eq!(result(&bob, "mine-3").await, "from the app\nhi\n");
    alice.get("/apps/v2/mine-3").await.refusal(404);
    // An app without files of its own can be cloned as well.
    let clone = bob.put("/apps/v2/monte-carlo-pi-1.0.0", json!({ "action": "clone" })).await.result();
    assert_eq!(clone["id"], "monte-carlo-pi-bob-1.0.0");
    let id =
        bob.submit(json!({ "name": "pi", "appId": clone["id"], "parameters": { "samples": 100 } })).await;
    bob.wait(&id, &["FINISHED"]).await;
    for bad in [
        json!({ "action": "clone", "name": "a b" }),
        json!({ "action": "clone", "version": "x" }),
        json!({ "action": "clone", "name": "mine", "version": "3" }),
    ] {
        bob.put("/apps/v2/monte-carlo-pi-1.0.0", bad).await.refusal(400);
    }
}

#[tokio::test]
async fn definitions_that_cannot_work_are_refused() {
    let server = Server::start().await;
    let (alice, bob) = (server.user("alice").await, server.user("bob").await);
    let sound = shell_app(&alice, "shell", "true\n");
    shell_app(&bob, "secret", "true\n");
    for (field, value, status, named) in [
        ("name", Value::Null, 400, "name"),
        ("version", json!("one"), 400, "version"),
        ("parallelism", Value::Null, 400, "parallelism"),
        ("executionSystem", json!("cluster"), 400, "executionSystem"),
        ("deploymentPath", Value::Null, 400, "deploymentPath"),
        ("deploymentPath", json!("apps/none"), 400, "deploymentPath"),
        ("deploymentPath", json!("../bob/apps/secret"), 400, "deploymentPath"),
        ("deploymentPath", json!("/bob/apps/secret"), 403, "deploymentPath"),
        ("deploymentPath", json!("/alice"), 400, "deploymentPath"),
        ("templatePath", Value::Null, 400, "templatePath"),
        ("templatePath", json!("none.sh"), 400, "templatePath"),
        ("templatePath", json!("../x.sh"), 400, "templatePath"),
        ("inputs", json!([{ "id": "word" }]), 400, "parameters"),
    ] {
        let mut body = sound.clone();
        body[field] = value.clone();
        let message = alice.post("/apps/v2/", body).await.refusal(status);
        assert!(message.starts_with(&format!("{named}: ")), "{field} {value}: {message}");
    }
    let mut taken = sound.clone();
    taken["name"] = json!("text-stats");
    taken["version"] = json!("1.0.0");
    assert!(alice.post("/apps/v2/", taken).await.refusal(400).starts_with("name: "));
}

#[tokio::test]
async fn jobs_that_multiply_are_ended() {
    let server = Server::start().await;
    let alice = server.user("alice").await;
    let wrapper = "i=0; while [ $i -lt 2000 ]; do sleep 120 & i=$((i+1)); done; wait\n";
    alice.post("/apps/v2", shell_app(&alice, "bomb", wrapper)).await.result();
    let id = alice.submit(json!({ "name": "bomb", "appId": "bomb-0.1", "archive": false })).await;
    let job = alice.wait(&id, &["FAILED"]).await;
    assert!(job["message"].as_str().unwrap().contains("processes"), "{job:#}");
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(Server::processes(&id), [0; 0]);
}

#[tokio::test]
async fn a_program_that_does_not_listen_is_ended_by_force() {
    let server = Server::start().await;
    let alice = server.user("alice").await;
    let wrapper = "trap '' TERM; echo ready; while true; do sleep 1; done\n";
    alice.post("/apps/v2", shell_app(&alice, "deaf", wrapper)).await.result();
    let id = alice.submit(json!({ "name": "deaf", "appId": "deaf-0.1", "archive": false })).await;
    alice.wait(&id, &["RUNNING"]).await;
    for _ in 0..100 {
        if !alice.get(&format!("/jobs/v2/{id}/outputs/media/deaf.out")).await.body.is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    alice.post(&format!("/jobs/v2/{id}"), json!({ "action": "stop" })).await;
    assert_eq!(alice.job(&id).await["status"], "STOPPED");
    assert_eq!(Server::processes(&id), [0; 0]);
}

#[tokio::test]
async fn the_operator_adds_an_app_with_its_executable_beside_it() {
    let server = Server::start().await;
    let alice = server.user("alice").await;
    let folder = tempfile::tempdir().unwrap();
    let definition = folder.path().join("greet.json");
    let body = json!({
        "name": "greet", "version": "1.0", "parallelism": "SERIAL", "executionSystem": "local.execution",
        "parameters": [{ "id": "who", "value": { "type": "string", "required": true },
                         "details": { "argument": "--who ", "showArgument": true } }],
    });
    std::fs::write(&definition, body.to_string()).unwrap();
    let add = || {
        let program = env!("CARGO_BIN_EXE_portolan");
        let mut command = std::process::Command::new(program);
        command.args(["app", "add"]).arg(&definition).arg("--data").arg(server.data()).output().unwrap()
    };
    let missing = add();
    assert!(!missing.status.success());
    assert!(String::from_utf8_lossy(&missing.stderr).contains("executable"), "{missing:?}");
    let program = folder.path().join("greet");
    std::fs::write(&program, "#!/bin/sh\necho \"$#:$1:$2\" > greeting.txt\n").unwrap();
    assert!(!add().status.success(), "it is not executable yet");
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let added = add();
    assert!(added.status.success(), "{added:?}");
    drop(folder);

    assert_eq!(alice.get("/apps/v2/greet-1.0").await.result()["isPublic"], true);
    let parameters = json!({ "who": "a b; $(touch x) \"c\"" });
    let id = alice.submit(json!({ "name": "g", "appId": "greet-1.0", "parameters": parameters })).await;
    alice.wait(&id, &["FINISHED"]).await;
    let greeting = alice.get(&format!("/jobs/v2/{id}/outputs/media/greeting.txt")).await.body;
    assert_eq!(String::from_utf8(greeting).unwrap(), "2:--who:a b; $(touch x) \"c\"\n");
}

#[tokio::test]
async fn a_job_reaches_nobody_elses_files_and_not_its_supervisor() {
    let server = Server::start().await;
    let (alice, bob) = (server.user("alice").await, server.user("bob").await);
    std::fs::write(bob.home.join("secret.txt"), "secret\n").unwrap();
    let data = server.data().display();
    let wrapper = format!(
        "cat {data}/home/bob/secret.txt {data}/portolan.sqlite > seen.txt\nls {data}/control >> seen.txt\n\
         echo x > {data}/home/bob/new.txt\nkill -9 $PPID\nmktemp > tmp.txt && echo own > $(cat tmp.txt) && cat $(cat tmp.txt)\n\
         exit 0\n"
    );
    alice.post("/apps/v2", shell_app(&alice, "spy", &wrapper)).await.result();
    let id = alice.submit(json!({ "name": "spy", "appId": "spy-0.1", "archive": false })).await;
    let job = alice.wait(&id, &["FINISHED", "FAILED"]).await;
    let log = std::fs::read_to_string(server.data().join(format!("control/{id}/supervisor.log"))).unwrap();
    if log.contains("Landlock") {
        return;
    }
    assert_eq!(job["status"], "FINISHED", "{job:#}");
    let output = async |name: &str| {
        String::from_utf8(alice.get(&format!("/jobs/v2/{id}/outputs/media/{name}")).await.body).unwrap()
    };
    assert_eq!(output("seen.txt").await, "");
    assert_eq!(output("spy.out").await, "own\n");
    assert!(output("spy.err").await.matches("ermission denied").count() >= 4, "{}", output("spy.err").await);
    assert!(!bob.home.join("new.txt").exists());
}
