use serde_json::{Value, json};

use super::*;

fn documents() -> Vec<Value> {
    vec![
        json!({ "n": 1, "name": "soundings", "value": { "depth": [12.5, 13, null], "place": "Nørre Havn" },
                "tags": ["deep", "sea"], "rows": [{ "x": 1, "y": 9 }, { "x": 5, "y": 2 }] }),
        json!({ "n": 2, "name": "Tides", "value": { "depth": 3, "checked": true, "a": { "b": { "c": 7 } } },
                "tags": [], "rows": [{ "x": 5, "y": 9 }] }),
        json!({ "n": 3, "name": "tides", "value": "plain text", "schemaId": null, "tags": ["sea"] }),
        json!({ "n": 4, "name": "", "value": 42 }),
    ]
}

fn accepted(query: &Value) -> Vec<i64> {
    let query = Query::parse(&query.to_string()).unwrap_or_else(|error| panic!("{query}: {error}"));
    documents().iter().filter(|row| query.accepts(row)).map(|row| row["n"].as_i64().unwrap()).collect()
}

#[test]
fn queries_choose() {
    for (query, expected) in [
        (json!({}), vec![1, 2, 3, 4]),
        (json!({ "$comment": "all" }), vec![1, 2, 3, 4]),
        (json!({ "name": "tides" }), vec![3]),
        (json!({ "name": { "$eq": "tides" } }), vec![3]),
        (json!({ "name": { "$ne": "tides" } }), vec![1, 2, 4]),
        (json!({ "value": 42.0 }), vec![4]),
        (json!({ "value": { "$gt": 41, "$lt": 43 } }), vec![4]),
        (json!({ "value.depth": { "$gt": 3 } }), vec![1]),
        (json!({ "value.depth": { "$gte": 3 } }), vec![1, 2]),
        (json!({ "value.depth": { "$lte": 12.5 } }), vec![1, 2]),
        (json!({ "value.depth": null }), vec![1, 3, 4]),
        (json!({ "value.depth": [12.5, 13, null] }), vec![1]),
        (json!({ "value.depth.1": 13 }), vec![1]),
        (json!({ "value.a.b.c": 7 }), vec![2]),
        (json!({ "value.a": { "b": { "c": 7 } } }), vec![2]),
        (json!({ "value.a": { "b": {} } }), vec![]),
        (json!({ "name": { "$gt": "s" } }), vec![1, 3]),
        (json!({ "n": { "$in": [1, 4, 9] } }), vec![1, 4]),
        (json!({ "n": { "$nin": [1, 4, 9] } }), vec![2, 3]),
        (json!({ "name": { "$in": ["Tides", { "$regex": "^SOUND", "$options": "i" }] } }), vec![1, 2]),
        (json!({ "tags": "sea" }), vec![1, 3]),
        (json!({ "tags": ["sea"] }), vec![3]),
        (json!({ "tags": { "$all": ["sea", "deep"] } }), vec![1]),
        (json!({ "tags": { "$size": 0 } }), vec![2]),
        (json!({ "tags": { "$exists": false } }), vec![4]),
        (json!({ "schemaId": { "$exists": true } }), vec![3]),
        (json!({ "value": { "$type": "string" } }), vec![3]),
        (json!({ "value": { "$type": ["int", 3] } }), vec![1, 2, 4]),
        (json!({ "value.depth": { "$type": "array" } }), vec![1]),
        (json!({ "name": { "$regex": "ide" } }), vec![2, 3]),
        (json!({ "name": { "$regex": "^tides$", "$options": "i" } }), vec![2, 3]),
        (json!({ "name": { "$not": { "$regex": "ide" } } }), vec![1, 4]),
        (json!({ "n": { "$not": { "$gt": 1, "$lt": 4 } } }), vec![1, 4]),
        (json!({ "n": { "$mod": [2, 0] } }), vec![2, 4]),
        (json!({ "rows": { "$elemMatch": { "x": 5, "y": { "$gt": 5 } } } }), vec![2]),
        (json!({ "rows.x": 5, "rows.y": 9 }), vec![1, 2]),
        (json!({ "value.depth": { "$elemMatch": { "$gt": 12.6, "$lt": 14 } } }), vec![1]),
        (json!({ "rows": { "$elemMatch": { "$or": [{ "x": 1 }, { "y": 1 }] } } }), vec![1]),
        (
            json!({ "rows": { "$all": [{ "$elemMatch": { "x": 1 } }, { "$elemMatch": { "x": 5 } }] } }),
            vec![1],
        ),
        (json!({ "$or": [{ "n": 1 }, { "name": "tides" }] }), vec![1, 3]),
        (json!({ "$and": [{ "n": { "$gt": 1 } }, { "n": { "$lt": 3 } }] }), vec![2]),
        (json!({ "$nor": [{ "n": 1 }, { "n": 2 }] }), vec![3, 4]),
        (json!({ "nothing": null }), vec![1, 2, 3, 4]),
        (json!({ "nothing": { "$ne": 1 } }), vec![1, 2, 3, 4]),
        (json!({ "n": { "$gt": "1" } }), vec![]),
    ] {
        assert_eq!(accepted(&query), expected, "{query}");
    }
}

#[test]
fn moments_are_compared_as_documents_have_them() {
    let document = json!({ "created": crate::time::utc(1_541_171_334_000) });
    for (query, expected) in [
        (json!({ "created": { "$gt": { "$date": "2018-11-02T10:00:00-05:00" } } }), true),
        (json!({ "created": { "$lt": { "$date": "2018-11-02T10:00:00-05:00" } } }), false),
        (json!({ "created": { "$date": 1_541_171_334_000_i64 } }), true),
        (json!({ "created": { "$gte": "2018-11-02" } }), true),
    ] {
        assert_eq!(Query::parse(&query.to_string()).unwrap().accepts(&document), expected, "{query}");
    }
}

#[test]
fn what_cannot_be_asked_is_named() {
    for (query, named) in [
        ("{", "JSON"),
        ("[]", "object"),
        (r#"{"$where": "1"}"#, "$where"),
        (r#"{"$text": {}}"#, "$text"),
        (r#"{"a": {"$near": 1}}"#, "$near"),
        (r#"{"a": {"$gt": {"$near": 1}}}"#, "$near"),
        (r#"{"a": {"$gt": 1, "b": 2}}"#, "b stands among operators"),
        (r#"{"$or": {}}"#, "$or"),
        (r#"{"$or": []}"#, "$or"),
        (r#"{"a": {"$in": 1}}"#, "$in"),
        (r#"{"a": {"$in": [{"$gt": 1}]}}"#, "$gt"),
        (r#"{"a": {"$not": 1}}"#, "$not"),
        (r#"{"a": {"$regex": "("}}"#, "$regex"),
        (r#"{"a": {"$regex": "((a{1,99}){1,99}){1,99}"}}"#, "$regex"),
        (r#"{"a": {"$regex": "a", "$options": "g"}}"#, "$options"),
        (r#"{"a": {"$options": "i"}}"#, "$options"),
        (r#"{"a": {"$size": -1}}"#, "$size"),
        (r#"{"a": {"$mod": [0, 1]}}"#, "$mod"),
        (r#"{"a": {"$type": "date"}}"#, "$type"),
        (r#"{"a": {"$exists": "yes"}}"#, "$exists"),
        (r#"{"a": {"$elemMatch": 1}}"#, "$elemMatch"),
        (r#"{"a": {"$date": "soon"}}"#, "$date"),
    ] {
        let error = Query::parse(query).unwrap_err();
        assert_eq!(error.status(), 400);
        assert!(error.message().starts_with("q: ") && error.message().contains(named), "{query}: {error}");
    }
    let many = vec![json!({ "a": { "$regex": "a" } }); 21];
    assert!(Query::parse(&json!({ "$or": many }).to_string()).is_err());
    let deep = format!("{}1{}", r#"{"a":{"$not":"#.repeat(200), "}}".repeat(200));
    assert!(Query::parse(&deep).is_err());
}
