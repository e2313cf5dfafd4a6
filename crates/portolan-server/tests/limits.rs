//! What users and jobs may take, what they tell about themselves, and what the operator is told.

#![allow(clippy::unwrap_used)]

mod harness;

use harness::Server;
use harness::files::{MEDIA, act, upload};
use serde_json::{Value, json};

#[tokio::test]
async fn a_home_grows_no_further_than_its_quota() {
    let server = Server::configured("[quotas]\nhome = \"1MB\"", None).await;
    let (alice, bob) = (server.user("alice").await, server.user("bob").await);
    upload(&alice, "", "a", &[1; 600_000]).await.result();
    let refused = upload(&alice, "", "b", &[1; 600_000]).await;
    assert!(refused.refusal(507).contains("1048576 bytes"));
    assert!(!alice.home.join("b").exists());
    upload(&alice, "", "c", &[1; 2_000_000]).await.refusal(507);
    upload(&bob, "", "b", &[1; 600_000]).await.result();
    act(&alice, "a", "copy", "d").await.refusal(507);
    // What replaces something needs room only for what it is larger by.
    upload(&alice, "", "a", &[2; 900_000]).await.result();
    alice.delete(&format!("{MEDIA}/a")).await.result();
    upload(&alice, "", "b", &[1; 900_000]).await.result();
    assert_eq!(std::fs::read_dir(server.data().join("staging")).unwrap().count(), 0);
}

#[tokio::test]
async fn a_jobs_output_is_kept_up_to_its_quota() {
    let server = Server::configured("[quotas]\nlog = \"0.0001GB\"\njob = \"2MB\"", None).await;
    let alice = server.user("alice").await;
    std::fs::create_dir(alice.home.join("app")).unwrap();
    std::fs::write(
        alice.home.join("app/run.sh"),
        "head -c 500000 /dev/zero | tr '\\0' x\ncase ${big} in 1) head -c 50000000 /dev/zero > big; sleep 60;; esac\n",
    )
    .unwrap();
    let app = json!({
        "name": "noise", "version": "1.0", "label": "Noise", "parallelism": "SERIAL", "executionType": "CLI",
        "executionSystem": "local.execution", "deploymentPath": "app", "templatePath": "run.sh",
        "testPath": "run.sh", "inputs": [], "parameters": [{ "id": "big", "value": { "type": "number" } }],
    });
    alice.post("/apps/v2/", app).await.result();
    let job = |big: i64| json!({ "name": "noise", "appId": "noise-1.0", "archive": false, "parameters": { "big": big } });
    let id = alice.submit(job(0)).await;
    alice.wait(&id, &["FINISHED"]).await;
    let log = alice.get(&format!("/jobs/v2/{id}/outputs/media/noise.out")).await.body;
    assert!((107_374..107_500).contains(&log.len()), "{}", log.len());
    let id = alice.submit(job(1)).await;
    let failed = alice.wait(&id, &["FAILED"]).await;
    assert!(failed["message"].as_str().unwrap().contains("more space"), "{failed}");
}

#[tokio::test]
async fn health_tells_whether_jobs_are_kept_apart() {
    let server = Server::start().await;
    let alice = server.user("alice").await;
    let health = alice.get("/portolan/health").await.json();
    assert_eq!((&health["status"], &health["version"]), (&json!("ok"), &json!(env!("CARGO_PKG_VERSION"))));
    let isolated = health["jobsIsolated"].as_bool().unwrap();
    assert_eq!(health["notices"].as_array().unwrap().is_empty(), isolated);
    // The kernel lists what watches over it, where it lets itself be asked.
    if let Ok(modules) = std::fs::read_to_string("/sys/kernel/security/lsm") {
        assert_eq!(isolated, modules.contains("landlock"), "{modules}");
    }
}

#[tokio::test]
async fn users_tell_about_themselves() {
    let server = Server::start().await;
    let (alice, bob) = (server.user("alice").await, server.user("bob").await);
    let before = alice.get("/profiles/v2/me").await.result();
    assert_eq!((&before["username"], &before["city"]), (&json!("alice"), &json!("")));
    let told =
        json!({ "firstName": "Alice", "lastName": "Harbour", "email": "alice@example.org", "city": "Genoa" });
    let profile = alice.put("/profiles/v2/alice", told.clone()).await.result();
    assert_eq!((&profile["fullName"], &profile["city"]), (&json!("Alice Harbour"), &json!("Genoa")));
    alice.put("/profiles/v2/me", json!({ "city": "" })).await.result();
    let seen = bob.get("/profiles/v2/alice").await.result();
    assert_eq!((&seen["email"], &seen["city"]), (&json!("alice@example.org"), &json!("")));
    for query in ["name=harb", "first_name=alice", "email=alice@example.org", "username=alice"] {
        let rows = bob.get(&format!("/profiles/v2?{query}")).await.result();
        let names: Vec<&Value> = rows.as_array().unwrap().iter().map(|row| &row["username"]).collect();
        assert_eq!(names, ["alice"], "{query}");
    }
    bob.put("/profiles/v2/alice", told).await.refusal(403);
    assert!(
        alice.put("/profiles/v2/me", json!({ "email": "nowhere" })).await.refusal(400).starts_with("email: ")
    );
    assert!(alice.put("/profiles/v2/me", json!({ "phone": [1] })).await.refusal(400).starts_with("phone: "));
    alice.post("/profiles/v2", json!({ "username": "carol" })).await.refusal(403);
    alice.delete("/profiles/v2/alice").await.refusal(403);
    alice.get("/profiles/v2/nobody").await.refusal(404);
    let server = server.restart(|_| {}).await;
    assert_eq!(server.again(&alice).get("/profiles/v2/me").await.result()["lastName"], "Harbour");
}

#[tokio::test]
async fn an_app_has_a_form_in_html() {
    let server = Server::start().await;
    let alice = server.user("alice").await;
    let form = alice.get("/apps/v2/mandelbrot-1.0.0/form").await.result();
    let form = form.as_str().unwrap();
    for part in [
        "<form method=\"post\"",
        "value=\"mandelbrot-1.0.0\"",
        "<label for=\"name\">",
        "<select id=\"palette\"",
    ] {
        assert!(form.contains(part), "{part}: {form}");
    }
    alice.get("/apps/v2/none-1.0/form").await.refusal(404);
}
