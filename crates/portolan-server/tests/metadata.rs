//! Metadata and its schemas: kept, searched, checked against schemas, shared and otherwise private.

#![allow(clippy::unwrap_used)]

mod harness;

use axum::http::Method;
use harness::web::{Web, answer};
use harness::{Caller, Server};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

const DATA: &str = "/meta/v2/data";
const SCHEMAS: &str = "/meta/v2/schemas";

async fn add(caller: &Caller, name: &str, value: Value) -> String {
    let reply = caller.post(DATA, json!({ "name": name, "value": value })).await;
    assert_eq!(reply.status, 201, "{}", reply.json());
    reply.result()["uuid"].as_str().unwrap().to_owned()
}

/// The names that a query finds, as a client of the real service sends it: encoded once.
async fn found(caller: &Caller, query: &Value, more: &str) -> Vec<String> {
    let query = utf8_percent_encode(&query.to_string(), NON_ALPHANUMERIC).to_string();
    names(&caller.get(&format!("{DATA}?q={query}{more}")).await.result())
}

fn names(rows: &Value) -> Vec<String> {
    rows.as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn an_item_lives_from_creation_to_deletion() {
    let server = Server::start().await;
    let alice = server.user("alice").await;
    let value = json!({ "depth": [12.5, 13, null], "place": "Nørre Havn", "checked": true });
    let reply = alice.post(DATA, json!({ "name": "soundings", "value": value })).await;
    assert_eq!(reply.status, 201);
    let item = reply.result();
    let uuid = item["uuid"].as_str().unwrap();
    assert!(uuid.ends_with("-0001-012"), "{uuid}");
    let own = format!("http://127.0.0.1:8750{DATA}/{uuid}");
    let expected = json!({
        "uuid": uuid, "owner": "alice", "name": "soundings", "value": value, "schemaId": null,
        "internalUsername": null, "associationIds": [], "created": item["created"], "lastUpdated": item["lastUpdated"],
        "_links": {
            "self": { "href": own }, "permissions": { "href": format!("{own}/pems") },
            "owner": { "href": "http://127.0.0.1:8750/profiles/v2/alice" }, "associationIds": [],
        },
    });
    assert_eq!(item, expected);
    assert!(item["created"].as_str().unwrap().ends_with('Z'));
    assert_eq!(alice.get(&format!("{DATA}/{uuid}")).await.result(), expected);

    let changed = alice.post(&format!("{DATA}/{uuid}"), json!({ "name": "tides", "value": "text" })).await;
    assert_eq!(changed.status, 200);
    let changed = changed.result();
    assert_eq!((&changed["name"], &changed["value"]), (&json!("tides"), &json!("text")));
    assert_eq!(changed["created"], item["created"]);

    let gone = alice.delete(&format!("{DATA}/{uuid}")).await;
    assert_eq!(gone.status, 200);
    assert!(gone.json().get("result").is_none());
    assert!(alice.get(&format!("{DATA}/{uuid}")).await.refusal(404).contains(uuid));
    alice.delete(&format!("{DATA}/{uuid}")).await.refusal(404);
    alice.get("/meta/v2/other").await.refusal(404);
}

#[tokio::test]
async fn values_of_every_kind_and_forms_are_taken() {
    let server = Server::start().await;
    let alice = server.user("alice").await;
    for value in [json!(null), json!(true), json!(-7), json!(1.5), json!(""), json!([]), json!({ "a": [{}] })]
    {
        let uuid = add(&alice, "n", value.clone()).await;
        assert_eq!(alice.get(&format!("{DATA}/{uuid}/")).await.result()["value"], value);
    }
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let reply = alice.send(Method::POST, DATA, &form, b"name=a+b&value=c%2Bd".to_vec()).await;
    assert_eq!((&reply.result()["name"], &reply.result()["value"]), (&json!("a b"), &json!("c+d")));
    for (body, named) in [
        (json!({ "value": 1 }), "name: "),
        (json!({ "name": "n" }), "value: "),
        (json!({ "name": ["n"], "value": 1 }), "name: "),
        (json!({ "name": "n", "value": 1, "associationIds": 7 }), "associationIds: "),
        (json!({ "name": "n", "value": 1, "associationIds": ["x"] }), "associationIds: "),
        (json!({ "name": "n", "value": 1, "schemaId": "1-a-0001-013" }), "schemaId: "),
        (json!({ "name": "n", "value": 1, "permissions": {} }), "permissions: "),
        (
            json!({ "name": "n", "value": 1, "permissions": [{ "username": "bob" }] }),
            "permissions[0].permission",
        ),
        (
            json!({ "name": "n", "value": 1, "permissions": [{ "username": "nobody", "permission": "READ" }] }),
            "permissions[0].username",
        ),
        (json!(["n"]), "body: "),
    ] {
        let said = alice.post(DATA, body.clone()).await.refusal(400);
        assert!(said.starts_with(named), "{body}: {said}");
    }
}

#[tokio::test]
async fn queries_are_mongodbs() {
    let server = Server::start().await;
    let alice = server.user("alice").await;
    add(&alice, "a", json!({ "n": 1, "deep": { "er": ["x", "y"] } })).await;
    add(&alice, "b", json!({ "n": 2, "rows": [{ "k": 1, "v": 2 }] })).await;
    add(&alice, "c 50%+1", json!("text")).await;
    for (query, expected) in [
        (json!({}), vec!["c 50%+1", "b", "a"]),
        (json!({ "name": "a" }), vec!["a"]),
        (json!({ "value.n": { "$gt": 1 } }), vec!["b"]),
        (json!({ "$or": [{ "value.n": 1 }, { "value": "text" }] }), vec!["c 50%+1", "a"]),
        (json!({ "name": { "$in": ["a", "b"] } }), vec!["b", "a"]),
        (json!({ "name": { "$nin": ["a", "b"] } }), vec!["c 50%+1"]),
        (json!({ "value.deep.er": "y" }), vec!["a"]),
        (json!({ "name": { "$regex": "^C", "$options": "i" } }), vec!["c 50%+1"]),
        (json!({ "value.n": { "$exists": true } }), vec!["b", "a"]),
        (json!({ "value.rows": { "$elemMatch": { "k": 1, "v": { "$lte": 2 } } } }), vec!["b"]),
        (json!({ "owner": "bob" }), vec![]),
        (json!({ "created": { "$lt": { "$date": "2020-01-01T00:00:00Z" } } }), vec![]),
    ] {
        assert_eq!(found(&alice, &query, "").await, expected, "{query}");
    }
    // Decoded twice: a plus sign that was encoded once has become a space by then.
    let exact = json!({ "name": "c 50%+1" }).to_string();
    let twice =
        utf8_percent_encode(&exact.replace('%', "%25").replace('+', "%2B"), NON_ALPHANUMERIC).to_string();
    assert_eq!(names(&alice.get(&format!("{DATA}?q={twice}")).await.result()), ["c 50%+1"]);
    let once = utf8_percent_encode(&exact, NON_ALPHANUMERIC).to_string();
    assert!(names(&alice.get(&format!("{DATA}?q={once}")).await.result()).is_empty());
    for (query, named) in
        [("{", "JSON"), (r#"{"value":{"$near":1}}"#, "$near"), (r#"{"$where":"1"}"#, "$where")]
    {
        let query = utf8_percent_encode(query, NON_ALPHANUMERIC).to_string();
        let said = alice.get(&format!("{DATA}?q={query}")).await.refusal(400);
        assert!(said.starts_with("q: ") && said.contains(named), "{said}");
    }
}

#[tokio::test]
async fn lists_have_pages_and_orders() {
    let server = Server::start().await;
    let alice = server.user("alice").await;
    for number in 0..9 {
        add(&alice, &format!("item {}", number * 5 % 9), json!({ "even": number % 2 == 0 })).await;
    }
    let list = async |query: &str| names(&alice.get(&format!("{DATA}?{query}")).await.result());
    assert_eq!(list("orderBy=name&order=ASC&limit=3").await, ["item 0", "item 1", "item 2"]);
    assert_eq!(list("orderBy=NAME&limit=2&offset=1").await, ["item 7", "item 6"]);
    assert_eq!(list("orderBy=created&order=asc&limit=2").await, ["item 0", "item 5"]);
    assert_eq!(list("limit=1").await, ["item 4"]);
    assert_eq!(list("offset=20").await, Vec::<String>::new());
    let even = json!({ "value.even": true });
    assert_eq!(found(&alice, &even, "&limit=2&offset=2").await, ["item 2", "item 1"]);
    let rows = alice.get(&format!("{DATA}?filter=name,value.even&limit=1")).await.result();
    assert_eq!(rows, json!([{ "name": "item 4", "value": { "even": true } }]));
    for (query, named) in [("orderBy=colour", "orderBy: "), ("order=up", "order: "), ("limit=x", "limit: ")] {
        let said = alice.get(&format!("{DATA}?{query}")).await.refusal(400);
        assert!(said.starts_with(named), "{said}");
    }
}

#[tokio::test]
async fn values_follow_their_schema() {
    let server = Server::start().await;
    let (alice, bob) = (server.user("alice").await, server.user("bob").await);
    let schema = json!({
        "title": "Sounding", "type": "object", "required": ["depth"],
        "properties": { "depth": { "type": "array", "items": { "$ref": "#/definitions/metres" } } },
        "definitions": { "metres": { "type": "number" } },
    });
    let reply = alice.post(SCHEMAS, schema.clone()).await;
    assert_eq!(reply.status, 201);
    let uuid = reply.result()["uuid"].as_str().unwrap().to_owned();
    assert!(uuid.ends_with("-0001-013"), "{uuid}");
    assert_eq!(reply.result()["schema"], schema);
    assert_eq!(alice.get(&format!("{SCHEMAS}/{uuid}")).await.result(), reply.result());

    let item = |value: Value| json!({ "name": "s", "value": value, "schemaId": uuid });
    let kept = alice.post(DATA, item(json!({ "depth": [1, 2.5] }))).await.result();
    assert_eq!(kept["schemaId"], json!(uuid));
    for value in [json!({}), json!({ "depth": ["deep"] }), json!("text")] {
        let said = alice.post(DATA, item(value.clone())).await.refusal(400);
        assert!(said.starts_with("value: "), "{said}");
        let own = format!("{DATA}/{}", kept["uuid"].as_str().unwrap());
        alice.post(&own, item(value)).await.refusal(400);
    }
    // Nobody learns of another's schema.
    assert!(bob.post(DATA, item(json!({ "depth": [] }))).await.refusal(400).starts_with("schemaId: "));
    bob.get(&format!("{SCHEMAS}/{uuid}")).await.refusal(404);

    let query = utf8_percent_encode(r#"{"schema.title":"Sounding"}"#, NON_ALPHANUMERIC).to_string();
    assert_eq!(alice.get(&format!("{SCHEMAS}?q={query}")).await.result().as_array().unwrap().len(), 1);
    assert_eq!(bob.get(SCHEMAS).await.result(), json!([]));
    for bad in [json!({ "type": "sounding" }), json!({ "$ref": "http://127.0.0.1:9/x.json" }), json!([1])] {
        alice.post(SCHEMAS, bad.clone()).await.refusal(400);
        alice.post(&format!("{SCHEMAS}/{uuid}"), bad).await.refusal(400);
    }
    // A schema that asks for 2^40 checks costs only its sender's patience.
    let twice = |next: usize| json!({ "allOf": vec![json!({ "$ref": format!("#/definitions/{next}") }); 2] });
    let mut definitions: serde_json::Map<_, _> = (0..40).map(|n| (n.to_string(), twice(n + 1))).collect();
    definitions.insert("40".to_owned(), json!({ "type": "string" }));
    let costly = json!({ "$ref": "#/definitions/0", "definitions": definitions });
    let costly = alice.post(SCHEMAS, costly).await.result()["uuid"].clone();
    let said = alice.post(DATA, json!({ "name": "s", "value": "s", "schemaId": costly })).await.refusal(400);
    assert!(said.contains("too costly"), "{said}");
    let changed = alice.post(&format!("{SCHEMAS}/{uuid}"), json!({ "type": "string" })).await.result();
    assert_eq!(changed["schema"], json!({ "type": "string" }));
    alice.post(DATA, item(json!("text"))).await.result();
    alice.delete(&format!("{SCHEMAS}/{uuid}")).await.result();
    assert!(alice.post(DATA, item(json!("text"))).await.refusal(400).starts_with("schemaId: "));
}

#[tokio::test]
async fn associations_are_seen_and_linked() {
    let server = Server::start().await;
    let (alice, bob) = (server.user("alice").await, server.user("bob").await);
    let target = add(&alice, "target", json!(1)).await;
    let file = "7381274102943216-242ac11a-0001-002";
    let body = json!({ "name": "about", "value": 2, "associationIds": [target, file] });
    let item = alice.post(DATA, body.clone()).await.result();
    assert_eq!(item["associationIds"], json!([target, file]));
    assert_eq!(
        item["_links"]["associationIds"],
        json!([{ "rel": target, "title": "metadata", "href": format!("http://127.0.0.1:8750{DATA}/{target}") }])
    );
    assert_eq!(found(&alice, &json!({ "associationIds": target }), "").await, ["about"]);
    let text = json!({ "name": "text", "value": 2, "associationIds": format!("[{target}, {file}]") });
    assert_eq!(alice.post(DATA, text).await.result()["associationIds"], json!([target, file]));
    assert!(bob.post(DATA, body).await.refusal(400).starts_with("associationIds: "));
}

#[tokio::test]
async fn what_is_shared_is_seen_and_nothing_else() {
    let server = Server::start().await;
    let (alice, bob) = (server.user("alice").await, server.user("bob").await);
    let carol = server.user("carol").await;
    for collection in [DATA, SCHEMAS] {
        let body = json!({ "name": "n", "value": 1 });
        let reply = alice.post(collection, body.clone()).await.result();
        let own = format!("{collection}/{}", reply["uuid"].as_str().unwrap());
        let pems = format!("{own}/pems");
        for refused in [
            bob.get(&own).await,
            bob.post(&own, body.clone()).await,
            bob.delete(&own).await,
            bob.get(&pems).await,
            bob.post(&pems, json!({ "username": "bob", "permission": "ALL" })).await,
        ] {
            refused.refusal(404);
        }
        assert_eq!(bob.get(collection).await.result(), json!([]));

        let given = alice.post(&pems, json!({ "username": "bob", "permission": "read" })).await;
        assert_eq!(given.status, 201);
        assert_eq!(given.result()["permission"], json!({ "read": true, "write": false }));
        assert_eq!(bob.get(&own).await.result()["owner"], "alice");
        assert_eq!(bob.get(collection).await.result().as_array().unwrap().len(), 1);
        bob.post(&own, body.clone()).await.refusal(403);
        bob.delete(&own).await.refusal(403);
        bob.post(&pems, json!({ "username": "carol", "permission": "READ" })).await.refusal(403);
        carol.get(&own).await.refusal(404);

        let one = format!("{pems}/bob");
        assert_eq!(alice.post(&one, json!({ "permission": "READ_WRITE" })).await.status, 200);
        bob.post(&own, body.clone()).await.result();
        let rows = alice.get(&pems).await.result();
        let who: Vec<&str> =
            rows.as_array().unwrap().iter().map(|row| row["username"].as_str().unwrap()).collect();
        assert_eq!(who, ["alice", "bob"]);
        assert_eq!(alice.get(&one).await.result()["permission"], json!({ "read": true, "write": true }));
        assert_eq!(alice.delete(&one).await.status, 200);
        bob.get(&own).await.refusal(404);
        alice.post(&pems, json!({ "username": "carol", "permission": "ALL" })).await.result();
        alice.delete(&pems).await.result();
        carol.get(&own).await.refusal(404);

        for (body, named) in [
            (json!({ "permission": "READ" }), "username: "),
            (json!({ "username": "bob" }), "permission: "),
            (json!({ "username": "bob", "permission": "EXECUTE" }), "permission: "),
            (json!({ "username": "nobody", "permission": "READ" }), "username: "),
            (json!({ "username": "alice", "permission": "READ" }), "username: "),
        ] {
            let said = alice.post(&pems, body).await.refusal(400);
            assert!(said.starts_with(named), "{said}");
        }
    }
    let shared =
        json!({ "name": "n", "value": 1, "permissions": [{ "username": "bob", "permission": "READ" }] });
    let uuid = alice.post(DATA, shared).await.result()["uuid"].as_str().unwrap().to_owned();
    assert_eq!(bob.get(&format!("{DATA}/{uuid}")).await.result()["owner"], "alice");
}

#[tokio::test]
async fn metadata_outlives_a_restart() {
    let server = Server::start().await;
    let alice = server.user("alice").await;
    let uuid = add(&alice, "kept", json!({ "ü": 1 })).await;
    let server = server.restart(|_| {}).await;
    let alice = server.again(&alice);
    assert_eq!(alice.get(&format!("{DATA}/{uuid}")).await.result()["value"], json!({ "ü": 1 }));
}

#[tokio::test]
async fn what_happens_is_told_to_those_who_asked_and_may_know() {
    let server = Server::start().await;
    let web = Web::start(|_, _| answer(204, "")).await;
    let (alice, bob) = (server.user("alice").await, server.user("bob").await);
    let told = |path: &str| format!("{}/{path}?e=${{EVENT}}&n=${{METADATA_NAME}}", web.url);
    let wanted = json!([{ "url": told("own"), "event": "*", "persistent": true }]);
    let item = json!({ "name": "n", "value": 1, "notifications": wanted });
    let uuid = alice.post(DATA, item).await.result()["uuid"].as_str().unwrap().to_owned();
    let asked = json!({ "url": told("bob"), "event": "*", "associatedUuid": uuid, "persistent": true });
    bob.post("/notifications/v2", asked).await.result();
    let own = format!("{DATA}/{uuid}");
    alice.post(&own, json!({ "name": "m", "value": 2 })).await.result();
    alice.post(&format!("{own}/pems"), json!({ "username": "bob", "permission": "READ" })).await.result();
    alice.delete(&own).await.result();
    let seen: Vec<String> = web.wait_for(6).await.into_iter().map(|one| one.target).collect();
    let to = |who: &str| seen.iter().filter_map(|path| path.strip_prefix(who)).collect::<Vec<_>>();
    let expected = ["?e=CREATED&n=n", "?e=UPDATED&n=m", "?e=PERMISSION_GRANT&n=m", "?e=DELETED&n=m"];
    assert_eq!(to("/own"), expected);
    assert_eq!(to("/bob"), expected[2..]);
}
