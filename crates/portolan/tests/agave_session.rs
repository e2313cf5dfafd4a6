//! Agave's session and its later groups against a service that answers as told.

#![cfg(all(feature = "native", not(target_family = "wasm")))]
#![allow(clippy::unwrap_used, unreachable_pub, reason = "in a test it is what fails")]

#[path = "support/server.rs"]
mod server;

use futures_util::TryStreamExt;
use futures_util::future::join_all;
use portolan::agave::{
    ActorEnvironment, Agave, AgaveOptions, Authorization, FileTarget, MetadataQuery, MetadataRequest,
    PlaceQuery,
};
use portolan::{Code, Outcome, Place, UploadSource};
use serde_json::{Value, json};
use server::{Server, lost, rule};

fn agave(server: &Server) -> Agave {
    Agave::new(AgaveOptions {
        base_url: server.address.clone(),
        client_key: "key".into(),
        client_secret: "secret".into(),
        token: "old".into(),
        refresh_token: "r1".into(),
    })
    .unwrap()
}

fn result(result: Value) -> Value {
    json!({"status": "success", "message": null, "version": "2.2.22", "result": result})
}

fn place(text: &str) -> Place {
    text.parse().unwrap()
}

#[tokio::test]
async fn a_session_finds_its_tenant_in_the_table_or_at_the_server() {
    let tenants = json!([{"id": "7", "code": "harbour", "baseUrl": "https://api.harbour.example/"}]);
    let server = Server::new(vec![rule("GET /tenants", 200, result(tenants))]);
    let agave = agave(&server);
    assert_eq!(agave.session().find_tenant("nowhere").await.unwrap_err().field.as_deref(), Some("tenantId"));
    assert_eq!(agave.base_url(), server.address, "it stays where it was");
    agave.session().find_tenant("harbour").await.unwrap();
    assert_eq!(agave.session().export().tenantid, "harbour");
    assert_eq!(agave.base_url(), "https://api.harbour.example");
    agave.session().find_tenant("sd2e").await.unwrap();
    assert_eq!(agave.base_url(), "https://api.sd2e.org");
    assert_eq!(server.count("GET /tenants"), 2, "the table needs no server");
}

#[tokio::test]
async fn a_code_becomes_the_sessions_token() {
    let token = json!({"access_token": "by-code", "refresh_token": "r2", "expires_in": "3600"});
    let server = Server::new(vec![rule("POST /token", 200, token)]);
    let agave = agave(&server);
    let authorization = Authorization {
        client_id: "key".into(),
        response_type: "code".into(),
        redirect_uri: "https://page.example/".into(),
        state: Some("s t".into()),
    };
    let address = agave.session().authorize_url(&authorization).unwrap();
    let query = "scope=PRODUCTION&client_id=key&response_type=code&redirect_uri=https%3A%2F%2Fpage.example%2F&state=s%20t";
    assert_eq!(address, format!("{}/authorize?{query}", server.address));
    let answer = agave.session().exchange_code("c d", "https://page.example/").await.unwrap();
    assert!(!format!("{answer:?}").contains("by-code"), "{answer:?}");
    let form = "grant_type=authorization_code&code=c%20d&redirect_uri=https%3A%2F%2Fpage.example%2F";
    assert_eq!(server.seen(), [format!("POST /token {form}")]);
    let entry = agave.session().export();
    assert_eq!((entry.access_token.as_str(), entry.expires_in), ("by-code", 3600));
}

#[tokio::test]
async fn an_expired_token_is_replaced_and_the_call_goes_again() {
    let fault = json!({"fault": {"code": 900_904, "message": "Invalid Credentials", "description": ""}});
    let token = json!({"access_token": "new", "refresh_token": "r2", "expires_in": 3600});
    let server = Server::new(vec![
        rule("GET /meta/v2/data/7", 401, fault).times(1),
        rule("POST /token", 200, token),
        rule(
            "GET /meta/v2/data/7",
            200,
            result(json!({"uuid": "7", "name": "sounding", "value": {"depth": 3}})),
        ),
    ]);
    let agave = agave(&server);
    let meta = agave.meta();
    let query = Default::default();
    let documents = join_all((0..20).map(|_| meta.get_metadata("7", &query))).await;
    assert!(documents.iter().all(|document| document.as_ref().unwrap().value["depth"] == 3));
    assert_eq!(server.count("POST /token"), 1);
}

#[tokio::test]
async fn a_lost_reply_is_asked_for_again_only_where_that_is_harmless() {
    let document = result(json!({"uuid": "7", "name": "sounding"}));
    let server = Server::new(vec![
        lost("POST /meta/v2/data/7").times(1),
        rule("POST /meta/v2/data/7", 200, document),
        lost("POST /meta/v2/data"),
        lost("GET /actors/v2/a/executions/e/results"),
    ]);
    let agave = agave(&server);
    let body = MetadataRequest { name: "sounding".into(), ..Default::default() };
    let error = agave.meta().add_metadata(&body).await.unwrap_err();
    assert_eq!((error.outcome, server.count("POST /meta/v2/data ")), (Outcome::Unknown, 1));
    assert_eq!(agave.meta().update_metadata("7", &body).await.unwrap().uuid, "7");
    assert_eq!(server.count("POST /meta/v2/data/7"), 2);
    let error = agave.actors().get_one_execution_result("a", "e").await.err().unwrap();
    let count = server.count("GET /actors/v2/a/executions/e/results");
    assert_eq!((error.outcome, count), (Outcome::Unknown, 1), "reading a result uses it up");
}

#[tokio::test]
async fn documents_are_streamed_and_searched() {
    let page = |from: u64, to: u64| {
        result((from..to).map(|id| json!({"uuid": id.to_string(), "associationIds": "[a, b]"})).collect())
    };
    let server =
        Server::new(vec![rule("GET /meta", 200, page(0, 3)).times(1), rule("GET /meta", 200, page(3, 5))]);
    let query =
        MetadataQuery { q: Some(json!({"name": "50%"}).into()), limit: Some(3), ..Default::default() };
    let found: Vec<_> = agave(&server).meta().list_metadata_all(&query).try_collect().await.unwrap();
    assert_eq!(
        found.iter().map(|document| document.uuid.as_str()).collect::<Vec<_>>(),
        ["0", "1", "2", "3", "4"]
    );
    assert!(found.iter().all(|document| document.association_ids.len() == 2));
    assert!(
        server.seen()[1].starts_with("GET /meta/v2/data?q=%7B%22name%22%3A%2250%2525%22%7D&limit=3&offset=3")
    );
}

#[tokio::test]
async fn bytes_go_to_an_actor_as_they_are() {
    let answer = result(json!({"execution_id": "e", "msg": "binary"}));
    let server = Server::new(vec![rule("POST /actors/v2/a/messages?PORT=North%20bay", 200, answer)]);
    let environment = ActorEnvironment { environment: vec![("PORT".into(), "North bay".into())] };
    let message = UploadSource::Bytes { name: String::new(), bytes: b"\x01ring".to_vec() };
    let sent = agave(&server).actors().send_binary_message("a", &environment, message).await.unwrap();
    assert_eq!(sent.execution_id, "e");
    assert!(server.seen()[0].ends_with(" \u{1}ring"), "{:?}", server.seen());
}

#[tokio::test]
async fn files_are_reached_by_their_place() {
    let server = Server::new(vec![
        rule("PUT /files/v2/media/system/s", 200, result(Value::Null)),
        rule("GET /files/v2/listings/system/s//root/a%20b?limit=1", 200, result(json!([{"name": "."}]))),
    ]);
    let agave = agave(&server);
    agave.files_mkdir(&place("s/notes/old")).await.unwrap();
    let target = FileTarget { destination: place("agave://s/notes/old/a.txt") };
    agave.files_move(&place("s/notes/a#1.txt"), &target).await.unwrap();
    let query = PlaceQuery { limit: Some(1), offset: None };
    assert_eq!(agave.files_list(&place("s//root/a b"), &query).await.unwrap().items[0].name, ".");
    assert_eq!(
        server.seen()[..2],
        [
            "PUT /files/v2/media/system/s action=mkdir&path=notes%2Fold".to_owned(),
            "PUT /files/v2/media/system/s/notes/a%231.txt action=move&path=notes%2Fold%2Fa.txt".to_owned(),
        ]
    );
    let error = agave.files_delete(&place("s/gone")).await.unwrap_err();
    assert_eq!((error.code, error.operation), (Code::NotFound, "filesDelete"));
}
